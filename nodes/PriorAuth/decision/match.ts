import type { DecisionItem } from '../../shared/contracts/prior-auth';
import { element, elements, part, text, type Element } from '../rules/element';
import { EXTENSIONS } from '../rules';
import { isCancelled } from '../rules/update-rules';
import type { Entry, Packet } from '../rules/packet';
import { isOtherRequest, namedIn } from './belongs';
import { isOtherPerson } from './person';
import { isOtherProvider } from './provider';

/**
 * Whether an answer belongs to the request: same packet, patient, payer and items.
 *
 * @returns names of what does not fit
 */
export function compareWithRequest(
	answer: Packet,
	response: Entry,
	items: readonly DecisionItem[],
	request: Packet,
): string[] {
	const asked = request.claim;
	if (asked === undefined) return ['other-request'];
	const reasons: string[] = [];
	if (isOtherRequest(answer, response, request)) reasons.push('other-request');
	else if (namedIn(answer, response, request) === 'none') reasons.push('request-not-named');
	if (otherParty(answer, response, 'patient', request, asked)) reasons.push('other-patient');
	if (otherParty(answer, response, 'insurer', request, asked)) reasons.push('other-payer');
	const isApproved = items.some(({ outcome }) => outcome === 'approved');
	if (isApproved && isOtherProvider(answer, response, request)) reasons.push('other-provider');
	const wanted = elements(asked.resource, 'item');
	const numbers = wanted.map(({ value }) => value.sequence);
	const said = items.filter(({ added }) => added !== true).map(({ sequence }) => sequence);
	if (new Set(said).size < said.length) reasons.push('items-twice');
	if (said.some((sequence) => !numbers.includes(sequence))) reasons.push('items-unasked');
	const missing = wanted
		.filter((item) => mustBeAnswered(item, request))
		.some(({ value }) => !said.includes(Number(value.sequence)));
	// An answer for the whole, and one of errors alone, need no items.
	if (items.length > 0 && missing) reasons.push('items-missing');
	const cancelled = cancelledIn(request);
	const unasked = items.some(
		({ outcome, sequence }) => outcome === 'cancelled' && !cancelled.has(sequence),
	);
	if (unasked) reasons.push('cancelled-unasked');
	return reasons;
}

/** Items of the claim by their numbers. */
export const itemsOf = ({ claim }: Packet): ReadonlyMap<number, Element> =>
	new Map(elements(claim?.resource, 'item').map((item) => [Number(item.value.sequence), item]));

/** Items that the request takes back. */
export const cancelledIn = ({ claim }: Packet): ReadonlySet<number> =>
	new Set(
		elements(claim?.resource, 'item')
			.filter(isCancelled)
			.map(({ value }) => Number(value.sequence)),
	);

/** Of an update only what it changes is carried on, so only that need be answered (spec-71). */
const mustBeAnswered = (item: Element, { kind }: Packet): boolean =>
	!isCancelled(item) && (kind !== 'update' || part(item, EXTENSIONS.infoChanged) !== undefined);

/** The same record by address (spec-38 keeps addresses), by type and id, or by an identifier. */
function otherParty(
	answer: Packet,
	response: Entry,
	name: 'patient' | 'insurer',
	request: Packet,
	claim: Entry,
): boolean {
	const said = element(response.resource, name);
	const asked = element(claim.resource, name);
	const here = answer.target(said, response);
	const there = request.target(asked, claim);
	const to = text(said, 'reference');
	if (there === undefined) return true;
	const own = identifiersOf(there, request);
	if (to === undefined) return !shares(elements(said, 'identifier'), own);
	if (here === undefined) return to !== there.fullUrl && tail(to) !== `${there.type}/${there.id}`;
	if (name === 'patient' && isOtherPerson(here.resource, there.resource)) return true;
	if (here.fullUrl !== undefined && here.fullUrl === there.fullUrl) return differs(here, own);
	return !shares(elements(here.resource, 'identifier'), own);
}

const tail = (reference: string): string => reference.split('/').slice(-2).join('/');

/** A payer may know the patient by the member id of the coverage alone. */
const identifiersOf = ({ type, resource }: Entry, { entries }: Packet): Element[] => [
	...elements(resource, 'identifier'),
	...(type === 'Patient'
		? entries
				.filter((each) => each.type === 'Coverage')
				.flatMap((coverage) => elements(coverage.resource, 'identifier'))
		: []),
];

/** The same address must not carry another person. */
function differs(here: Entry, own: readonly Element[]): boolean {
	const said = elements(here.resource, 'identifier');
	return said.length > 0 && !shares(said, own);
}

const shares = (said: readonly Element[], own: readonly Element[]): boolean =>
	own.some((one) =>
		said.some(
			(other) =>
				text(one, 'value') !== undefined &&
				text(one, 'value') === text(other, 'value') &&
				text(one, 'system') === text(other, 'system'),
		),
	);
