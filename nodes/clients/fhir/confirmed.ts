import { badAnswer, describeIssues, FhirError, readIssues } from './errors';

/** What an answer to a write says beside its status. */
export interface WriteAnswer {
	status: number;
	/** Bytes of the body; 0 for an answer without one. */
	bytes: number;
	body: unknown;
}

/**
 * A write was done only if the answer says so: a success without content, with the record itself, or
 * with an OperationOutcome in which nothing failed (FHIR R4 http.html 3.1.0.1.6). Gateways and some
 * servers answer 200 and put into the body that it went wrong.
 *
 * @param type of the record that was written; undefined when any is right
 * @throws FhirError `fhir-write-refused`, `fhir-write-unconfirmed`; HospitalError `fhir-answer-invalid`
 */
export function checkDone(doing: string, type: string | undefined, answer: WriteAnswer): void {
	if (answer.status === 202) throw unconfirmed(doing);
	checkOutcome(doing, answer.body, answer.status);
	if (answer.bytes === 0 || isEmpty(answer.body)) return;
	const { resourceType } = (answer.body ?? {}) as { resourceType?: unknown };
	if (resourceType === 'OperationOutcome' || resourceType === type) return;
	if (type === undefined && typeof resourceType === 'string') return;
	throw badAnswer(
		doing,
		'the answer is neither the record nor a word on what became of it',
		'It does not count as written. Read the record to see what is there, and check that the address is that of the FHIR endpoint itself, not of a gateway.',
	);
}

/** @throws FhirError `fhir-write-refused` for an OperationOutcome with an error in a success */
export function checkOutcome(doing: string, body: unknown, status: number): void {
	const issues = readIssues(body);
	if (!issues.some(({ severity }) => severity === 'error' || severity === 'fatal')) return;
	throw new FhirError(
		'fhir-write-refused',
		`${doing}: the FHIR server answered with success (HTTP ${status}) and said in it that it failed${describeIssues(issues)}`,
		{
			nextStep:
				'Nothing counts as written. Read the record to see what is there, and report the answer to whoever runs the FHIR server.',
			status,
			issues,
		},
	);
}

const isEmpty = (body: unknown): boolean =>
	typeof body === 'object' && body !== null && Object.keys(body).length === 0;

const unconfirmed = (doing: string) =>
	new FhirError(
		'fhir-write-unconfirmed',
		`${doing}: the FHIR server took the request and does not say whether it was done (HTTP 202)`,
		{
			nextStep:
				'It does not count as written. Read the record to see what is there before the write is repeated.',
			status: 202,
			issues: [],
		},
	);
