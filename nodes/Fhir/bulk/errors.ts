import { HospitalError } from '../../shared/errors';

const REPORT = 'Report it to whoever runs the FHIR server; the next run starts a new export.';

export const requestInvalid = (what: string, nextStep: string) =>
	new HospitalError('bulk-request-invalid', `The export cannot be asked for: ${what}`, {
		nextStep,
	});

export const notSupported = () =>
	new HospitalError('bulk-not-supported', 'The FHIR server did not start an export', {
		nextStep:
			'Ask whether the server offers Bulk Data Export at this level (system, patients or group), and whether this client may use it.',
	});

export const manifestInvalid = (reason: string) =>
	new HospitalError('bulk-manifest-invalid', `The list of exported files ${reason}`, {
		nextStep: REPORT,
	});

export const jobFailed = () =>
	new HospitalError('bulk-job-failed', 'The FHIR server gave the export up', {
		nextStep: "Look into the FHIR server's log at this time; the next run starts a new export.",
	});

export const notReady = (milliseconds: number) =>
	new HospitalError('bulk-not-ready', `The export was not ready within ${spanOf(milliseconds)}`, {
		nextStep:
			'Run it again: it goes on waiting for the same export. Raise the limit if the server is known to be slow.',
		retryable: true,
	});

/** Not one of those that end an export: what was fetched stays. */
export const fileCut = (cause: HospitalError) =>
	new HospitalError(cause.code, `${cause.message}; the file of the export is not whole`, {
		nextStep:
			"Run it again: it goes on with the same export, keeps the files that are whole, and fetches this one and those after it. If it breaks off again, look into the FHIR server's log at this time.",
		retryable: true,
		cause,
	});

export const lineInvalid = (type: string) =>
	new HospitalError('bulk-line-invalid', `A file of ${type} holds a line that is no ${type}`, {
		nextStep: `${REPORT} Nothing of this export was handed on.`,
	});

export const lineTooLong = (limit: number) =>
	new HospitalError('bulk-line-too-long', `A line of an exported file has over ${limit} bytes`, {
		nextStep: 'Export without the resource type that carries such large records.',
	});

export const countMismatch = (type: string, said: number, found: number) =>
	new HospitalError(
		'bulk-count-mismatch',
		`A file of ${type} holds ${found} records, the server announced ${said}`,
		{ nextStep: `${REPORT} Nothing of this export was handed on.` },
	);

export const tooMuch = (unit: string, limit: number) =>
	new HospitalError('bulk-too-large', `The export has more than ${limit} ${unit}`, {
		nextStep: 'Ask for fewer resource types or a later start, or raise the limit.',
	});

export const foreignFile = () =>
	new HospitalError(
		'bulk-foreign-file',
		'An exported file lies on another address and wants the access token',
		{
			nextStep:
				'The token goes to no other address than that of the credential. If the server stands behind a proxy, add the address by which it calls itself to the credential.',
		},
	);

export const exportGone = () =>
	new HospitalError('bulk-export-gone', 'The exported file is not there any more', {
		nextStep:
			'It was removed, or its time to live is over. Run the export again; its days can be raised with HOSPITAL_BULK_TTL_DAYS.',
	});

export const fileDamaged = (cause?: unknown) =>
	new HospitalError('bulk-file-damaged', 'An exported file in the data directory is damaged', {
		nextStep: 'It was changed on the disk, or written with another key. Run the export again.',
		cause,
	});

export const positionInvalid = () =>
	new HospitalError('bulk-position-invalid', 'The position is not the start of a line', {
		nextStep: 'Use 0 for the start, then the position that the batch before gave as next.',
	});

export const busy = () =>
	new HospitalError('bulk-busy', 'Another run works on the same export at the moment', {
		nextStep: 'Wait for it to end; a run after that goes on with what it left, or starts anew.',
		retryable: true,
	});

const spanOf = (milliseconds: number): string =>
	milliseconds < 5_400_000
		? `${Math.ceil(milliseconds / 60_000)} minutes`
		: `${Math.round(milliseconds / 3_600_000)} hours`;
