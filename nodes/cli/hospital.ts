#!/usr/bin/env node
import { auditCommand } from '../Audit/cli/audit.command';
import { workCommand } from '../WorkItem/cli/work.command';
import type { Command, Output } from '../shared/command';
import { toHospitalError } from '../shared/errors';
import { VERSION } from '../shared/version';
import { keyCommand } from './key.command';

const COMMANDS: readonly Command[] = [auditCommand, keyCommand, workCommand];

const HELP = [
	'Usage: hospital <command> [arguments]',
	'',
	...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`),
	'',
	'hospital <command> --help tells more. The data directory is HOSPITAL_DATA_DIR, or "hospital" in',
	"n8n's own folder; the key is the file named by HOSPITAL_KEY_FILE.",
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
		const asked = name === undefined || name === '--help' || name === 'help';
		for (const line of HELP) (asked ? out.line : out.note)(line);
		return asked ? 0 : 2;
	}
	// A command of several parts answers for each of them itself.
	if (rest[0] === '--help' || (rest.includes('--help') && command.parts !== true)) {
		out.line(command.usage);
		return 0;
	}
	try {
		return await command.run(rest, out);
	} catch (error) {
		const { message, nextStep } = toHospitalError(error, `hospital ${command.name}`);
		out.note(`${message}.`);
		out.note(nextStep);
		return 1;
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
