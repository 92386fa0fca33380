import {
	choice,
	element,
	extensionCode,
	has,
	isFullDate,
	positive,
	text,
	type Element,
} from './element';
import { CERTIFICATION, EXTENSIONS, SYSTEMS } from './names';
import type { Entry, Packet } from './packet';

/** A rule about the claim; without a claim it has nothing to say. */
export const ofClaim =
	(check: (claim: Element, packet: Packet, entry: Entry) => readonly string[]) =>
	(packet: Packet): readonly string[] =>
		packet.claim === undefined ? [] : check(packet.claim.resource, packet, packet.claim);

/** The path when the condition does not hold. */
export const unless = (holds: boolean, path: string): readonly string[] => (holds ? [] : [path]);

/** Types that a reference of the claim may point to; one that points nowhere is another rule's finding. */
export function pointsTo(
	packet: Packet,
	from: Entry,
	at: Element,
	name: string,
	types: readonly string[],
): readonly string[] {
	const reference = element(at, name);
	const to = text(reference, 'reference');
	if (to === undefined) return [`${at.path}.${name}`];
	const type = packet.resolve(to, from)?.type;
	return unless(type === undefined || types.includes(type), `${at.path}.${name}`);
}

/** PASIdentifier: system 1..1, value 1..1. */
export const isPasIdentifier = (identifier: Element): boolean =>
	text(identifier, 'system') !== undefined && text(identifier, 'value') !== undefined;

/** Full dates of a `value[x]` or `timing[x]`: a date, or the start and end of a period. */
export function fullDates(of: Element, stem: string): readonly string[] {
	const name = choice(of, stem);
	if (name === undefined) return [];
	const value = of.value[name];
	if (!name.endsWith('Period')) return unless(isFullDate(value), `${of.path}.${name}`);
	const period = element(of, name);
	const ends = ['start', 'end'].filter((end) => period !== undefined && has(period, end));
	if (ends.length === 0) return [`${of.path}.${name}`];
	return ends
		.filter((end) => !isFullDate(period?.value[end]))
		.map((end) => `${of.path}.${name}.${end}`);
}

/** Numbers that occur twice in a list, or are none. */
export function unclear(list: readonly Element[]): readonly string[] {
	const seen = new Set<unknown>();
	return list.flatMap(({ path, value: { sequence } }) => {
		const fresh = positive(sequence) !== undefined && !seen.has(sequence);
		seen.add(sequence);
		return unless(fresh, `${path}.sequence`);
	});
}

/** True when the claim as a whole is cancelled: then it needs no items (specification, Updating Authorization Requests). */
export const cancelsAll = (claim: Element): boolean =>
	extensionCode(claim, EXTENSIONS.certificationType) === CERTIFICATION.cancel;

/** prof-2 and prof-3: a value with a unit or a code, and the code is of X12. */
export function wrongQuantity(quantity: Element): readonly string[] {
	const { value, system } = quantity.value;
	const code = text(quantity, 'code');
	const measured = typeof value === 'number' && value > 0;
	const named = text(quantity, 'unit') !== undefined || code !== undefined;
	const allowed = code === undefined || system === undefined || system === SYSTEMS.quantityUnit;
	return unless(measured && named && allowed && !has(quantity, 'comparator'), quantity.path);
}

/** A rule about each record of a type. */
export const eachOf =
	(type: string, broken: (record: Element, packet: Packet, entry: Entry) => readonly string[]) =>
	(packet: Packet): readonly string[] =>
		packet.entries
			.filter((entry) => entry.type === type)
			.flatMap((entry) => broken(entry.resource, packet, entry));
