import type { PriorAuthOutcome } from '../../shared/contracts/prior-auth';
import { elements, isFields, text, type Element } from '../rules/element';
import type { Packet } from '../rules/packet';
import { isDenying, isVerdictAgainst, saysLess } from './words';

/** Deeper than any resource of the guide. */
const MAX_DEPTH = 40;

/** Modifiers change what the rest means (FHIR, Extensibility): with one that nobody knows nothing is sure. */
export function modifiersOf({ value }: Element): string[] {
	return value.implicitRules !== undefined || isModified(value, MAX_DEPTH)
		? ['modifier-extension']
		: [];
}

function isModified(value: unknown, levels: number): boolean {
	if (levels === 0) return true;
	if (Array.isArray(value)) return value.some((each) => isModified(each, levels - 1));
	if (!isFields(value)) return false;
	return Object.entries(value).some(
		([name, child]) =>
			(name === 'modifierExtension' && !(Array.isArray(child) && child.length === 0)) ||
			isModified(child, levels - 1),
	);
}

/**
 * What an answer says as a whole against its review actions. The outcome of the processing and words
 * never decide; they only take away what nobody would look at again.
 *
 * @param decided what the review actions say
 */
export function contradictionsOf(
	response: Element,
	{ entries }: Packet,
	decided: PriorAuthOutcome,
): string[] {
	const isApproved = decided === 'approved';
	if (!isApproved && decided !== 'pended' && decided !== 'no-action') return [];
	const failed = entries.some(
		({ type, resource }) => type === 'OperationOutcome' && isError(resource),
	);
	const disposition = text(response, 'disposition');
	const notes = elements(response, 'processNote').flatMap((note) => text(note, 'text') ?? []);
	return [
		...(isOutcomeAgainst(response.value.outcome, isApproved) ? ['outcome-contradicts'] : []),
		...(disposition !== undefined && (isApproved ? saysLess : isDenying)(disposition)
			? ['disposition-contradicts']
			: []),
		...(isApproved && notes.some(isVerdictAgainst) ? ['note-contradicts'] : []),
		...(failed ? ['errors'] : []),
	];
}

/** `queued` fits what is pended; nothing but the end of the processing fits an approval. */
function isOutcomeAgainst(outcome: unknown, isApproved: boolean): boolean {
	if (outcome === undefined || outcome === 'complete' || outcome === 'partial') return false;
	return isApproved || outcome === 'error';
}

const isError = (outcome: Element): boolean =>
	elements(outcome, 'issue').some(({ value: { severity } }) =>
		['error', 'fatal'].includes(String(severity)),
	);
