import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { dataRoot } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import { isOrigin } from '../../shared/ledger/places';
import { existingDataDirectory } from '../../shared/existing-data-directory';
import { auditSigner, parseVerifier, type Verifier } from '../../shared/ledger/signing';
import { readNamedFile, type Arguments } from '../../shared/command-line';

/**
 * The ledger that a command is about: the folder that was named (a copy of `audit`, or a data
 * directory), else the one of this server's data directory.
 *
 * @throws HospitalError `audit-folder-missing`; `audit-ledger-missing` when no writer's folder is in it
 */
export function auditFolder(named: string | undefined): string {
	const folder = resolve(named ?? dataRoot(process.env));
	const inside = join(folder, 'audit');
	const found = existsSync(inside) ? inside : folder;
	if (existsSync(found) && (named !== undefined || found === inside)) return requireLedger(found);
	throw new HospitalError('audit-folder-missing', `There is no audit ledger at ${folder}`, {
		nextStep:
			'Name the folder "audit" of the data directory or a copy of it, or set HOSPITAL_DATA_DIR to the path that n8n has. Nothing was created.',
	});
}

/** Nothing is neither sound nor an answer: an empty folder must not pass for a ledger. */
function requireLedger(folder: string): string {
	const names = namesIn(folder);
	if (names.some(isOrigin)) return folder;
	const ofOne = names.some((name) => name.endsWith('.jsonl')) || isOrigin(basename(folder));
	throw new HospitalError('audit-ledger-missing', `No audit ledger is in ${folder}`, {
		nextStep: ofOne
			? 'That is the folder of one start of n8n. Name the folder above it, which holds all of them.'
			: 'Name the folder "audit" of the data directory or a copy of it; it holds one folder per start of n8n. If this is that folder, and n8n has recorded before, then the whole ledger was removed: tell the compliance officer, and compare with what the SIEM holds.',
	});
}

function namesIn(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		// A file, or a folder that may not be read.
		return [];
	}
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
		if (texts.length === 0) throw noKeyGiven();
		return { keys: texts.map(parseVerifier), own: false };
	}
	return { keys: [auditSigner((await existingDataDirectory()).key)], own: true };
}

const noKeyGiven = (): HospitalError =>
	new HospitalError('audit-public-key-missing', 'The file named with --key is empty', {
		nextStep:
			'It must hold the line that "hospital audit key show" printed, one line per key. Give the line itself, or the right file.',
	});
