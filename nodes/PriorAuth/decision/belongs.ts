import { element, elements, text, type Element } from '../rules/element';
import type { Entry, Packet } from '../rules/packet';

/** What an answer names: our request, another one, or none that could be told. */
export type Named = 'ours' | 'another' | 'none';

/**
 * Which request an answer names: by the identifier of its bundle, by the claim that it answers, and by
 * trace numbers. It is ours when something names ours and nothing names another one.
 *
 * A payer may count its own transactions: an identifier of a system that is not ours names nothing. One
 * of our system with another value names another request of ours.
 */
export function namedIn(answer: Packet, response: Entry, request: Packet): Named {
	if (request.claim === undefined) return 'another';
	const named = [
		byBundle(answer, request),
		byClaim(answer, response, request, request.claim),
		byNumbers(
			[
				...elements(element(response.resource, 'request'), 'identifier'),
				...elements(response.resource, 'identifier'),
			],
			request,
		),
	];
	if (named.includes('another')) return 'another';
	return named.includes('ours') ? 'ours' : 'none';
}

/**
 * Whether an answer is about another request: it names another one, or it has an identifier that is not
 * ours and nothing else tells.
 */
export function isOtherRequest(answer: Packet, response: Entry, request: Packet): boolean {
	const named = namedIn(answer, response, request);
	const foreign = text(element(answer.bundle, 'identifier'), 'value') !== undefined;
	return named === 'another' || (named === 'none' && foreign);
}

/** What an inquiry finds keeps the name of the request that was decided. */
function byBundle(answer: Packet, { kind, bundle }: Packet): Named {
	return kind === 'inquiry'
		? 'none'
		: compare([element(answer.bundle, 'identifier')], [element(bundle, 'identifier')]);
}

function byNumbers(numbers: readonly Element[], { claim, prior }: Packet): Named {
	const own = elements(claim?.resource, 'identifier');
	const before = elements(prior?.resource, 'identifier');
	// The number of what an update changes tells nothing about the update.
	const telling = numbers.filter(
		(number) => isAmong(number, own) || !before.some((one) => isSame(number, one)),
	);
	return compare(telling, own);
}

/** Addresses are kept in an answer (spec-38); a payer may name the copy on its own server instead. */
function byClaim(answer: Packet, response: Entry, request: Packet, claim: Entry): Named {
	const about = element(response.resource, 'request');
	const to = text(about, 'reference');
	if (to === undefined || to.startsWith('#')) return 'none';
	const address = absolute(to, response);
	if (address === claim.fullUrl || address === nameOf(claim)) return 'ours';
	const copy = answer.target(about, response);
	if (copy !== undefined) return byNumbers(elements(copy.resource, 'identifier'), request);
	if (request.kind === 'inquiry' || address === request.prior?.fullUrl) return 'none';
	const base = baseOf(address);
	const isOfOurs = base !== undefined && base === baseOf(claim.fullUrl ?? '');
	return isOfOurs || address.startsWith('urn:') ? 'another' : 'none';
}

/** `Claim/17`, by which an answer without an address of its own names it. */
const nameOf = ({ type, id, fullUrl = '' }: Entry): string =>
	id === undefined ? (/[^/]+\/[^/]+$/.exec(fullUrl)?.[0] ?? '') : `${type}/${id}`;

/** Relative references are resolved by the address of the entry that has them (bundle.html 2.36.4.1). */
function absolute(reference: string, { fullUrl = '' }: Entry): string {
	const plain = reference.replace(/\/_history\/[^/]+$/, '');
	return /^[a-z][a-z0-9+.-]*:/i.test(plain) ? plain : `${baseOf(fullUrl) ?? ''}${plain}`;
}

const baseOf = (address: string): string | undefined =>
	/^(https?:\/\/.+\/)[A-Za-z]+\/[^/]+$/.exec(address)?.[1];

/** Systems that everybody names things in: to share one says nothing about whose a value is. */
const SHARED: ReadonlySet<string> = new Set(['urn:ietf:rfc:3986']);

function compare(
	said: ReadonlyArray<Element | undefined>,
	own: ReadonlyArray<Element | undefined>,
): Named {
	const others = said.filter((one) => !isAmong(one, own));
	const another = others.some((one) => {
		const system = text(one, 'system');
		return (
			text(one, 'value') !== undefined &&
			system !== undefined &&
			!SHARED.has(system) &&
			own.some((known) => text(known, 'system') === system)
		);
	});
	if (another) return 'another';
	return others.length < said.length ? 'ours' : 'none';
}

const isAmong = (said: Element | undefined, known: ReadonlyArray<Element | undefined>): boolean =>
	known.some((one) => isSame(said, one));

/** A number without its system fits every system. */
function isSame(said: Element | undefined, known: Element | undefined): boolean {
	const [value, system] = [text(said, 'value'), text(said, 'system')];
	return (
		value !== undefined &&
		value === text(known, 'value') &&
		(system === undefined || system === text(known, 'system'))
	);
}
