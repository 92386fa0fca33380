import type { Command } from '../../shared/command';
import { exportCommand } from './export.command';
import { keyCommand } from './key.command';
import { proofCommand } from './proof.command';
import { queryCommand } from './query.command';
import { reportCommand } from './report.command';
import { retentionCommand } from './retention.command';
import { verifyCommand } from './verify.command';

const VERBS: readonly Command[] = [
	exportCommand,
	keyCommand,
	proofCommand,
	queryCommand,
	reportCommand,
	retentionCommand,
	verifyCommand,
];

const USAGE = [
	'Usage: hospital audit <what> [arguments]',
	'',
	...VERBS.map(({ name, summary }) => `  ${name.padEnd(9)} ${summary}`),
	'',
	'hospital audit <what> --help tells more.',
].join('\n');

export const auditCommand: Command = {
	name: 'audit',
	summary: 'verify, read and keep the audit ledger',
	usage: USAGE,
	parts: true,
	async run([name, ...rest], out) {
		const verb = VERBS.find((one) => one.name === name);
		if (verb === undefined) {
			out.note(USAGE);
			return 2;
		}
		if (rest.includes('--help')) {
			out.line(verb.usage);
			return 0;
		}
		return await verb.run(rest, out);
	},
};
