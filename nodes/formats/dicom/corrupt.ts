import { HospitalError } from '../../shared/errors';

/**
 * The refusal for bytes that are not a well-formed data set. `problem` names structure only (tags,
 * lengths, depths), never a value.
 */
export function corrupt(problem: string, cause?: unknown): HospitalError {
	return new HospitalError('dicom-corrupt', `The DICOM object cannot be read: ${problem}`, {
		nextStep:
			'Send the object again from its source. If it fails again, ask the vendor of the sending system to check how it writes this object.',
		cause,
	});
}

/** The bytes end inside an element: corrupt, unless the caller asked for what is there. */
export class Truncated extends Error {}
