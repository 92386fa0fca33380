#!/usr/bin/env node
import { auditCommand } from '../Audit/cli/audit.command';
import { draftCommand } from '../Drafting/cli/draft.command';
import { fhirCommand } from '../Fhir/cli/fhir.command';
import { modelCommand } from '../LocalLlm/cli/model.command';
import { phiCommand } from '../Phi/cli/phi.command';
import { workCommand } from '../WorkItem/cli/work.command';
import type { Command, Output } from '../shared/command';
import { toHospitalError } from '../shared/errors';
import { VERSION } from '../shared/version';
import { keyCommand } from './key.command';

const COMMANDS: readonly Command[] = [
	workCommand,
	auditCommand,
	draftCommand,
	fhirCommand,
	modelCommand,
	phiCommand,
	keyCommand,
];

const CALLS = COMMANDS.flatMap(({ name, summary, calls = [[name, summary]] }) => calls);
const WIDEST = Math.max(...CALLS.map(([call]) => call.length));

const HELP = [
	'Usage: hospital <command> [arguments]',
	'',
	...CALLS.map(([call, what]) => `  hospital ${call.padEnd(WIDEST)}  ${what}`),
	'',
	'Examples:',
	'  hospital work list                          What is open, and what waits for images?',
	'  hospital audit query --since 24h            Who did what since yesterday?',
	'  hospital audit report page.html --since 30d A page about the last 30 days',
	'  hospital work list --help                   More about one command',
	'',
	'Run it as the user that runs n8n, with the same HOSPITAL_DATA_DIR (else "hospital" in the folder',
	'of n8n) and HOSPITAL_KEY_FILE. No command but "key create" makes a data directory or a key.',
];

/** @returns the exit code: 0 done, 1 failed, 2 wrong usage */
export async function main(args: string[], out: Output): Promise<number> {
	const [name, ...rest] = args;
	if (name === '--version') {
		out.line(VERSION);
		return 0;
	}
	const command = COMMANDS.find((one) => one.name === name);
	if (command === undefined) {
		const asked = name === undefined || ['--help', '-h', 'help'].includes(name);
		if (!asked) out.note(`There is no command "${name.slice(0, 40)}".`);
		for (const line of HELP) (asked ? out.line : out.note)(line);
		return asked ? 0 : 2;
	}
	// A command of several parts answers for each of them itself.
	const help = rest.findIndex((word) => word === '--help' || word === '-h');
	if (help === 0 || (help > 0 && command.parts !== true)) {
		out.line(command.usage);
		return 0;
	}
	try {
		return await command.run(rest, out);
	} catch (error) {
		const { code, message, nextStep } = toHospitalError(error, `hospital ${command.name}`);
		out.note(`${message}.`);
		out.note(nextStep);
		return code === 'usage' ? 2 : 1;
	}
}

if (require.main === module) {
	const out: Output = {
		line: (text) => process.stdout.write(`${text}\n`),
		note: (text) => process.stderr.write(`${text}\n`),
	};
	// "hospital work list | head" closes the pipe early: that is no failure.
	process.stdout.on('error', () => process.exit());
	void main(process.argv.slice(2), out).then((code) => (process.exitCode = code));
}
