import { HospitalError } from '../errors';
import { workStore } from '../work';
import type { OperationContext } from './context';

/**
 * Codes of failures that look final and need not be: what is behind them is not known, or a proxy in
 * front of a server that is down gives them.
 */
const UNCLEAR = new Set([
	'unexpected',
	'audit-unavailable',
	'enotfound',
	'fhir-answer-invalid',
	// Somebody else wrote meanwhile: the next attempt looks again.
	'fhir-conflict',
	'fhir-precondition-failed',
	'host-unknown',
	'http-not-http',
	'http-not-json',
]);

/** True when another attempt changes nothing before a person has mended a setting, field or access. */
export const needsPerson = ({ retryable, code }: HospitalError): boolean =>
	!retryable && !UNCLEAR.has(code);

/**
 * Tells the work engine why this execution is about to fail: n8n gives a trigger no more than that an
 * execution failed, in queue mode from another process.
 */
export async function noteFailure(context: OperationContext, error: HospitalError): Promise<void> {
	try {
		const work = context.liveWork;
		if (work === undefined) return;
		const failure = {
			code: error.code,
			needsPerson: needsPerson(error),
			node: context.nodeName,
			ends: context.failureEnds,
		};
		await (await workStore()).noteFailure(work.id, { attempt: work.attempt, ...failure });
	} catch {
		// The failure itself matters more; without a note it counts as one of an unknown kind.
	}
}

/** What n8n says when a field's expression cannot be evaluated, as an error that names the field. */
export function fieldError(error: unknown, field: string): unknown {
	if (!isNamed(error, 'ExpressionError')) return error;
	return new HospitalError('expression-failed', `The expression in "${field}" does not work`, {
		nextStep: `Open the node and correct the field "${field}": n8n shows there what is wrong with it.`,
		cause: error,
	});
}

/** What n8n says when a node has no credential, or its credential was deleted. */
export function credentialError(error: unknown, type: string): unknown {
	if (!isNamed(error, 'NodeOperationError') && !isNamed(error, 'CredentialNotFoundError')) {
		return error;
	}
	return new HospitalError('credential-missing', `The node has no usable credential (${type})`, {
		nextStep: 'Open the node and choose or create its credential.',
		cause: error,
	});
}

const isNamed = (error: unknown, name: string): boolean =>
	error instanceof Error && (error.name === name || error.constructor.name === name);
