import { HospitalError } from '../../shared/errors';

/** What is wrong with a message, without any of its text. */
export const invalid = (code: string, message: string, nextStep: string): HospitalError =>
	new HospitalError(code, message, { nextStep });
