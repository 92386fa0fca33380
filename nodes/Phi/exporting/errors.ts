import { HospitalError } from '../../shared/errors';

/** Where a folder of an export should be lies a file. */
export const noFolder = (cause: unknown): HospitalError =>
	new HospitalError('export-no-folder', 'A file lies where the folder of the export should be', {
		nextStep:
			'Look into "exports" of the data directory: take the file of that name away, or give the export another name. Nothing was put in.',
		cause,
	});

/** One export has one policy. */
export const otherPolicy = (): HospitalError =>
	new HospitalError('export-other-policy', 'This export holds what another policy made', {
		nextStep:
			'One export has one policy. Take back the change of the profile or its settings, or give the export another name.',
	});

/** What is released takes nobody in. */
export const released = (): HospitalError =>
	new HospitalError('export-released', 'This export has been released: nobody can be added to it', {
		nextStep: 'Give the next run another name, for example with its day in it.',
	});
