import type { Command } from '../../shared/command';
import { keysCommand } from './keys.command';

const USAGE = `Usage: hospital fhir <what> [arguments]

  keys  ${keysCommand.summary}

hospital fhir keys --help tells more.`;

export const fhirCommand: Command = {
	name: 'fhir',
	summary: 'make the keys with which n8n signs in at a FHIR server',
	usage: USAGE,
	parts: true,
	async run([name, ...rest], out) {
		if (name !== keysCommand.name) {
			out.note(USAGE);
			return 2;
		}
		if (rest.includes('--help')) {
			out.line(keysCommand.usage);
			return 0;
		}
		return await keysCommand.run(rest, out);
	},
};
