import type { InferenceResult } from '../../shared/contracts';

const DEMONSTRATION = 'Demonstration model without clinical meaning.';

/** What the model looks for, in the words of its profile. */
export const findingText = ({ finding }: InferenceResult): string =>
	finding?.display ?? 'the finding that the model looks for';

/** The short code of why there is no result; free text could hold anything and is not passed on. */
export const reasonCode = ({ reason }: InferenceResult): string =>
	reason !== undefined && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(reason) && reason.length <= 60
		? reason
		: 'unknown';

/**
 * The conclusion as a clinician reads it. Nothing here ever says that something is absent: a score
 * below the threshold is "not flagged", and no result is no result.
 */
export function conclusion(result: InferenceResult): string {
	const parts = [statement(result)];
	if (result.model.demonstration) parts.push(DEMONSTRATION);
	return parts.join(' ');
}

function statement(result: InferenceResult): string {
	if (result.status === 'no-result') {
		return `No AI result: ${reasonCode(result).replaceAll('-', ' ')}. Not a negative finding.`;
	}
	const score = `score ${round(result.score)}, threshold ${round(result.threshold)}`;
	if (result.suspected === true) {
		return `Suspected by the algorithm: ${findingText(result)} (${score}). Preliminary and unconfirmed; for prioritisation only.`;
	}
	return `Not flagged by the algorithm for ${findingText(result)} (${score}). Not a negative finding; read at the usual priority.`;
}

const round = (value: number | undefined): string =>
	value === undefined ? 'unknown' : value.toFixed(2);

/** Model, version and intended use, for the note beside the score. */
export function modelNote({ model }: InferenceResult): string {
	const parts = [`Algorithm: ${model.name}, version ${model.version}.`];
	if (model.intendedUse !== '') parts.push(`Intended use: ${model.intendedUse}`);
	if (model.demonstration) parts.push(DEMONSTRATION);
	return parts.join(' ');
}
