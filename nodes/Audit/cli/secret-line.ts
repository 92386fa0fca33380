import { createInterface } from 'node:readline';
import { HospitalError } from '../../shared/errors';

/**
 * One line from standard input, for what must not stand in a command line.
 *
 * @throws HospitalError `usage` when nothing comes
 */
export async function readSecretLine(): Promise<string> {
	const lines = createInterface({ input: process.stdin });
	try {
		for await (const line of lines) if (line.trim() !== '') return line.trim();
	} finally {
		lines.close();
	}
	throw new HospitalError('usage', 'Nothing was given on standard input', {
		nextStep: 'Type the identifier and press Enter.',
	});
}
