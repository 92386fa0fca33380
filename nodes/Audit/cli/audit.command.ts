import type { Command } from '../../shared/command';
import { exportCommand } from './export.command';
import { keyCommand } from './key.command';
import { proofCommand } from './proof.command';
import { queryCommand } from './query.command';
import { reportCommand } from './report.command';
import { retentionCommand } from './retention.command';
import { verifyCommand } from './verify.command';

const VERBS: readonly Command[] = [
	queryCommand,
	reportCommand,
	verifyCommand,
	exportCommand,
	proofCommand,
	retentionCommand,
	keyCommand,
];

/** What stands behind the name in a list of calls. */
const ARGUMENTS: Readonly<Record<string, string>> = {
	query: ' --since 24h',
	report: ' FILE',
	export: ' --format F',
	proof: ' ID',
	key: ' show',
};

const CALLS = VERBS.map(
	({ name, summary }) => [`audit ${name}${ARGUMENTS[name] ?? ''}`, summary] as const,
);

const USAGE = [
	'Usage: hospital audit <what> [arguments]',
	'',
	...CALLS.map(([call, summary]) => `  hospital ${call.padEnd(23)}  ${summary}`),
	'',
	'hospital audit <what> --help tells more.',
].join('\n');

export const auditCommand: Command = {
	name: 'audit',
	summary: 'verify, read and keep the audit ledger',
	calls: CALLS,
	usage: USAGE,
	parts: true,
	async run([name, ...rest], out) {
		const verb = VERBS.find((one) => one.name === name);
		if (verb === undefined) {
			if (name !== undefined) out.note(`There is no "audit ${name.slice(0, 40)}".`);
			out.note(USAGE);
			return 2;
		}
		if (rest.includes('--help') || rest.includes('-h')) {
			out.line(verb.usage);
			return 0;
		}
		return await verb.run(rest, out);
	},
};
