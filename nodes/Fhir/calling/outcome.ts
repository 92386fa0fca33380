import { FhirError, readIssues, type FhirResource } from '../../clients/fhir';
import type { Validation, ValidationIssue } from '../validation';

/**
 * What $validate answered, in the shape of the offline check: codes and plain paths. The texts of the
 * server stay in the OperationOutcome beside it, because they can repeat content.
 */
export function validationOf(resourceType: string, outcome: FhirResource): Validation {
	const issues = readIssues(outcome).map(
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
		issues,
		checked: 'what this FHIR server checks',
		notChecked: 'what it does not support',
		profiles: 0,
	};
}

/**
 * A record so wrong that the server cannot read it is refused instead of checked; that too is an
 * answer (HAPI FHIR gives 400, others 412 or 422).
 *
 * @returns the issues as an OperationOutcome; undefined for any other failure
 */
export function refusedOutcome(error: unknown): FhirResource | undefined {
	if (!(error instanceof FhirError) || ![400, 412, 422].includes(error.status)) return undefined;
	if (error.issues.length === 0) return undefined;
	return { resourceType: 'OperationOutcome', issue: [...error.issues] };
}
