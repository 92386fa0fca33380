import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { dataDirectory, dataRoot } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import { auditSigner, parseVerifier, type Verifier } from '../../shared/ledger/signing';
import { readCursor } from '../delivery/cursor';
import { last, readNamedFile, type Arguments } from './arguments';

/**
 * The ledger that a command is about: the folder that was named (a copy of `audit`, or a data
 * directory), else the one of this server's data directory.
 *
 * @throws HospitalError `audit-folder-missing`
 */
export function auditFolder(named: string | undefined): string {
	const folder = resolve(named ?? dataRoot(process.env));
	const inside = join(folder, 'audit');
	const found = existsSync(inside) ? inside : folder;
	if (existsSync(found) && (named !== undefined || found === inside)) return found;
	throw new HospitalError('audit-folder-missing', 'There is no audit ledger at that place', {
		nextStep:
			'Name the folder "audit" of the data directory, or a copy of it, or set HOSPITAL_DATA_DIR.',
	});
}

/**
 * Public keys: those given with --key (the line itself or a file with it), else the one of this
 * server.
 *
 * @throws HospitalError `audit-public-key-invalid`, and those of the data directory
 */
export async function publicKeys(args: Arguments): Promise<{ keys: Verifier[]; own: boolean }> {
	const given = args.values.get('key') ?? [];
	if (given.length > 0) {
		const texts = given.flatMap((text) =>
			text.includes('+') && !existsSync(text)
				? [text]
				: readNamedFile(text)
						.split('\n')
						.filter((line) => line.trim() !== ''),
		);
		return { keys: texts.map(parseVerifier), own: false };
	}
	return { keys: [auditSigner((await dataDirectory()).key)], own: true };
}

/** Up to which record at least one SIEM has each writer: from the cursors beside the ledger. */
export async function deliveredTo(auditDir: string, args: Arguments): Promise<Map<string, number>> {
	const folder = last(args, 'cursors') ?? join(dirname(auditDir), 'audit-cursors');
	const delivered = new Map<string, number>();
	const names = existsSync(folder) ? await readdir(folder) : [];
	for (const name of names.filter((one) => one.endsWith('.json'))) {
		const cursor = await readCursor(folder, name.slice(0, -'.json'.length));
		for (const [origin, { seq }] of Object.entries(cursor.origins)) {
			delivered.set(origin, Math.max(seq, delivered.get(origin) ?? 0));
		}
	}
	return delivered;
}

/**
 * Up to which record every SIEM has each writer.
 *
 * @returns undefined when no SIEM is connected
 */
export async function allDeliveredTo(
	auditDir: string,
): Promise<ReadonlyMap<string, number> | undefined> {
	const folder = join(dirname(auditDir), 'audit-cursors');
	const names = (existsSync(folder) ? await readdir(folder) : []).filter((name) =>
		name.endsWith('.json'),
	);
	if (names.length === 0) return undefined;
	const cursors = await Promise.all(
		names.map(async (name) => await readCursor(folder, name.slice(0, -'.json'.length))),
	);
	const delivered = new Map<string, number>();
	for (const origin of Object.keys(cursors[0].origins)) {
		delivered.set(origin, Math.min(...cursors.map(({ origins }) => origins[origin]?.seq ?? 0)));
	}
	return delivered;
}
