import { FhirError, readIssues, type FhirResource } from '../../clients/fhir';
import { badAnswer } from '../../clients/fhir/errors';
import type { Validation, ValidationIssue } from '../validation';

/** All are counted; of so many the worst are listed. */
const MOST_COUNTED = 100_000;
const MOST_LISTED = 500;

/**
 * The OperationOutcome in the answer of $validate: it is the answer, or the parameter `return` of it
 * (FHIR R4 resource-operation-validate.html). Nothing else says that a record is valid.
 *
 * @throws HospitalError `fhir-answer-invalid`
 */
export function outcomeOf(answer: FhirResource): FhirResource {
	const parameters = Array.isArray(answer.parameter) ? (answer.parameter as unknown[]) : [];
	const returned = parameters
		.map((one) => (one ?? {}) as { name?: unknown; resource?: FhirResource })
		.find(({ name }) => name === 'return');
	const outcome = answer.resourceType === 'Parameters' ? returned?.resource : answer;
	const issues = outcome?.resourceType === 'OperationOutcome' ? outcome.issue : undefined;
	if (outcome !== undefined && Array.isArray(issues) && issues.length > 0) return outcome;
	throw badAnswer('Checking the record', 'the server does not say what it found');
}

/**
 * What $validate answered, in the shape of the offline check: codes and plain paths. The texts of the
 * server stay in the OperationOutcome beside it, because they can repeat content.
 */
export function validationOf(resourceType: string, outcome: FhirResource): Validation {
	const issues = readIssues(outcome, MOST_COUNTED).map(
		({ severity, code, expression }): ValidationIssue => ({
			severity: severity === 'fatal' ? 'error' : (severity as ValidationIssue['severity']),
			code,
			path: expression[0] ?? resourceType,
			message: 'The server found this; its own words, where it gave any, stand in "outcome".',
		}),
	);
	const count = (severity: string) => issues.filter((one) => one.severity === severity).length;
	return {
		resourceType,
		valid: count('error') === 0,
		errors: count('error'),
		warnings: count('warning'),
		issues: issues.slice(0, MOST_LISTED),
		checked: 'what this FHIR server checks',
		notChecked: 'what it does not support',
		profiles: 0,
	};
}

/** IssueTypes (FHIR R4 valueset-issue-type.html) that say that the server did not look at the record. */
const NOT_CHECKED: ReadonlySet<string> = new Set([
	'not-supported',
	'security',
	'login',
	'expired',
	'forbidden',
	'suppressed',
	'throttled',
	'too-costly',
	'transient',
	'lock-error',
	'no-store',
	'timeout',
	'incomplete',
]);

/**
 * A record so wrong that the server cannot read it is refused instead of checked; that too is an
 * answer (HAPI FHIR gives 400, others 412 or 422).
 *
 * @returns the issues as an OperationOutcome; undefined for any other failure
 */
export function refusedOutcome(error: unknown): FhirResource | undefined {
	if (!(error instanceof FhirError) || ![400, 412, 422].includes(error.status)) return undefined;
	if (error.issues.length === 0) return undefined;
	// About the question or the server, not about the record: nothing was checked.
	if (error.issues.some(({ code }) => NOT_CHECKED.has(code))) return undefined;
	return { resourceType: 'OperationOutcome', issue: [...error.issues] };
}
