import { HospitalError } from '../../shared/errors';

/** Next steps that a workflow takes, as they are taken on a command line. */
const WORDS: ReadonlyArray<readonly [inWorkflow: string | RegExp, here: string]> = [
	['Set the field "Character Set" to the one', 'Give --charset with the character set'],
	[
		/set HOSPITAL_KEY_FILE to that path for the n8n process, and restart n8n/,
		'and call this again with HOSPITAL_KEY_FILE set to that path. To agree with what workflows make, take the key file of n8n',
	],
	['that the n8n user may read it', 'that you may read it'],
	['Restrict it to the n8n user: chmod 600 and chown to that user', 'Restrict it: chmod 600'],
];

/** An error with a next step that can be taken where there is no field and no n8n. */
export function forCommandLine(error: unknown): unknown {
	if (!(error instanceof HospitalError)) return error;
	const { code, message, nextStep, retryable } = error;
	const said = WORDS.reduce((text, [before, here]) => text.replace(before, here), nextStep);
	if (said === nextStep) return error;
	return new HospitalError(code, message, { nextStep: said, retryable, cause: error });
}
