import { command } from './command.ts';
import { debian } from './debian.ts';

export interface Verdict {
	/** Lines that begin with `Error`, without that word. */
	errors: string[];
	/** Lines that begin with `Warning`, without that word. */
	warnings: string[];
	/** Everything that dciodvfy said, the name of the recognised IOD among it. */
	text: string;
}

/**
 * Checks a DICOM file against the definition of its information object (David Clunie's dciodvfy).
 *
 * @throws PeerUnavailable when the machine neither has dicom3tools nor can fetch them
 */
export async function dciodvfy(file: string): Promise<Verdict> {
	const packages = await debian(['dicom3tools']);
	const result = await command(packages.bin('dciodvfy'), [file], { env: packages.env });
	const text = `${result.stdout}${result.stderr}`;
	const lines = text.split('\n');
	return {
		errors: lines.filter((line) => line.startsWith('Error')).map((line) => afterDash(line)),
		warnings: lines.filter((line) => line.startsWith('Warning')).map((line) => afterDash(line)),
		text,
	};
}

function afterDash(line: string): string {
	return line.replace(/^(?:Error|Warning)\s*-?\s*/, '');
}
