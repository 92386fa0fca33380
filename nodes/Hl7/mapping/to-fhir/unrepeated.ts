import type { FhirResource } from '../../../clients/fhir/types';
import { SETTLED } from '../tables';
import type { Order } from './orders';
import { TAKEN_BACK, type ResultPlaces } from './result-identity';
import { codeName, isOfCode } from './result-keys';
import { isCorrecting } from './results-read';

const FINAL = 2;

const isText = ({ valueString }: FhirResource): boolean => valueString !== undefined;

/**
 * Tells of results of the chart that a correction leaves out although they belong to what it corrects:
 * further lines of its text, results of a code that it names; of a report that is cancelled, all. They
 * stay, and somebody has to look, as with drafts that a final report leaves out: whether the sender takes them back it does not say.
 */
export function tellUnrepeated(
	order: Order,
	status: string,
	{ places, unrepeated }: ResultPlaces,
): void {
	const valid = unrepeated.filter((there) => !TAKEN_BACK.has(String(there.status)));
	const codes = places.map(({ result }) => codeName(result.obx.field(3)));
	const hasText = places.some(({ result }) =>
		['TX', 'FT', 'ST'].includes(result.obx.text(2)?.toUpperCase() ?? ''),
	);
	const isMissed = (there: FhirResource): boolean =>
		(hasText && isText(there)) || codes.some((code) => isOfCode(there.code, code));
	// A final report has no drafts: what it does not repeat was perhaps dropped.
	const isDraft = (there: FhirResource): boolean =>
		(SETTLED[String(there.status)] ?? FINAL) < FINAL;
	const ends = (SETTLED[status] ?? 0) >= FINAL && valid.some(isDraft);
	const missed = status === 'cancelled' || ends || (isCorrecting(order) && valid.some(isMissed));
	if (missed && valid.length > 0) order.obr?.warnWhole('result-not-repeated');
}
