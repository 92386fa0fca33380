import type { Hl7Warning, WarningCode } from '../mapping/warnings';

/**
 * Warnings that leave out a whole entry or a result, or leave work to be done in the chart: somebody
 * has to see to it. The others tell of values that have no place in the converted form, or of a chart
 * that is ahead of the message.
 */
export const FOR_A_PERSON: ReadonlySet<WarningCode> = new Set<WarningCode>([
	'ambiguous-in-chart',
	'conflicts-with-chart',
	'correction-left-out',
	'entry-left-out',
	'identifier-missing',
	'less-settled',
	'merge-follow-up',
	'merge-source-missing',
	'not-updated',
	'nothing-to-correct',
	'number-cut',
	'number-differs',
	'part-left-over',
	'reference-missing',
	'result-not-repeated',
	'status-unknown',
	'time-differs',
	'value-missing',
	'value-not-mapped',
]);

/** Events that are about the visit; others only mention one, and many senders give it no number. */
const ABOUT_VISITS = new Set(['A01', 'A03', 'A04', 'A11']);

/** True when something of a message was left out that a person has to see to. */
export const needsPerson = (
	warnings: readonly Hl7Warning[],
	{ type, event }: { type: string; event: string },
): boolean => {
	const aboutVisit = type === 'ADT' && ABOUT_VISITS.has(event);
	return warnings.some(
		({ code, path }) => FOR_A_PERSON.has(code) && (aboutVisit || path !== 'PV1-19'),
	);
};
