import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dataRoot } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import { existingDataDirectory } from '../../shared/existing-data-directory';
import { auditSigner, parseVerifier, type Verifier } from '../../shared/ledger/signing';
import { readNamedFile, type Arguments } from '../../shared/command-line';

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
	throw new HospitalError('audit-folder-missing', `There is no audit ledger at ${folder}`, {
		nextStep:
			'Name the folder "audit" of the data directory or a copy of it, or set HOSPITAL_DATA_DIR to the path that n8n has. Nothing was created.',
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
	return { keys: [auditSigner((await existingDataDirectory()).key)], own: true };
}
