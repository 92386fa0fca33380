import { generateKeyPairSync } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { Command } from '../../shared/command';
import { parseArguments } from '../../shared/command-line';
import { createOnce, makeFolder } from '../../shared/durable';
import { existingDataDirectory } from '../../shared/existing-data-directory';
import { auditSigner, signerOf } from '../../shared/ledger/signing';

const USAGE = `Usage: hospital audit key create PATH
       hospital audit key show

create  Makes an Ed25519 key of its own for signing the audit ledger, in a new file that only its
        owner can read. Set HOSPITAL_AUDIT_KEY_FILE to that path for the n8n process.
show    Prints the public key that checks this site's checkpoints. Keep the line where the people who
        verify the ledger have it, away from this server.

Without a key of its own the ledger is signed with one derived from HOSPITAL_KEY_FILE. In both cases
n8n itself can sign, and so can whoever has n8n's rights on this server: what holds against them is
the checkpoint that a SIEM already has.`;

export const keyCommand: Command = {
	name: 'key',
	summary: 'show the public key of the ledger, or make a signing key',
	usage: USAGE,
	async run(words, out) {
		const [verb, path, ...more] = parseArguments(words, []).rest;
		if (verb === 'show' && path === undefined) {
			out.line(auditSigner((await existingDataDirectory()).key).text);
			return 0;
		}
		if (verb !== 'create' || path === undefined || more.length > 0) {
			out.note(USAGE);
			return 2;
		}
		const file = resolve(path);
		await makeFolder(dirname(file));
		const { privateKey } = generateKeyPairSync('ed25519');
		const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
		if (!(await createOnce(file, pem))) {
			out.note('That file exists already; it was not touched. Choose another path.');
			return 1;
		}
		out.line(signerOf(privateKey).text);
		if (process.getuid?.() === 0) {
			out.note('It belongs to root now. Give it to the user that runs n8n: chown USER PATH');
		}
		out.note(
			'Key created; the line above is its public part. Set HOSPITAL_AUDIT_KEY_FILE to this path for the n8n process and restart it.',
		);
		return 0;
	},
};
