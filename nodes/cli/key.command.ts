import { randomBytes } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { Command } from '../shared/command';
import { parseArguments } from '../shared/command-line';
import { createOnce, makeFolder } from '../shared/durable';

const USAGE = `Usage: hospital key create PATH

Creates a random 256-bit key in a new file that only its owner can read. Set HOSPITAL_KEY_FILE to
that path for the n8n process. Keep a copy where the data directory's backup is not: whoever has both
can read everything, and without the key sealed data cannot be opened again.`;

export const keyCommand: Command = {
	name: 'key',
	summary: 'create the site key that seals patient data',
	calls: [['key create PATH', 'create the site key that seals patient data']],
	usage: USAGE,
	async run(words, out) {
		const [verb, path, ...more] = parseArguments(words, []).rest;
		if (verb !== 'create' || path === undefined || more.length > 0) {
			out.note(USAGE);
			return 2;
		}
		const file = resolve(path);
		await makeFolder(dirname(file));
		if (!(await createOnce(file, `${randomBytes(32).toString('hex')}\n`))) {
			out.note('That file exists already; it was not touched. Choose another path.');
			return 1;
		}
		out.line(file);
		if (process.getuid?.() === 0) {
			out.note('It belongs to root now. Give it to the user that runs n8n: chown USER PATH');
		}
		out.note('Key created. Set HOSPITAL_KEY_FILE to this path for the n8n process and restart it.');
		return 0;
	},
};
