import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json';
import type { PacketPart, PriorAuthRequest } from '../../shared/contracts';
import { element, elements, text, type Fields } from '../rules/element';
import { EXTENSIONS } from '../rules';
import { openPacket, type Entry, type Packet } from '../rules/packet';

/** A signature that lets a packet go. */
export interface Signature {
	/** ISO 8601 UTC */
	at: string;
	/** Name of the person, as the sign-in told it. */
	by: string;
	/** Hex SHA-256 of the document that was signed. */
	textHash: string;
	/** `Practitioner/77`, where it is known. */
	practitioner?: string;
}

/** What the sender numbers anew each time a packet is built. Nobody reads it. */
const NUMBERED = new Set(['Claim', 'QuestionnaireResponse']);
const JOINT = ['item', 'diagnosis', 'supportingInfo'] as const;
const URGENCY = ['priority', 'extension'] as const;
const SENDER = ['id', 'identifier', 'created'] as const;

/**
 * A packet part by part, each with a fingerprint of what it says. What is numbered anew in every build
 * (identifiers, traces, time of building) has none: two builds of the same have the same parts.
 *
 * @param signature what this signature adds is taken out again: the signed letter, and the completion of
 *   answers; the rest must be what was signed
 */
export function partsOf(
	{ bundle, kind, urgency }: Pick<PriorAuthRequest, 'bundle' | 'kind' | 'urgency'>,
	signature?: Signature,
	shown?: readonly PacketPart[],
): PacketPart[] {
	const packet = openPacket(bundle);
	const names = namesOf(packet);
	const known = shown && new Set(shown.map(({ part }) => part));
	const added = packet.entries.filter(
		(entry) =>
			signature !== undefined &&
			known?.has(names.get(entry) ?? '') === false &&
			(isLetter(entry, signature) || isSigner(entry, signature)),
	);
	const addresses = new Map(
		packet.entries.flatMap((entry) =>
			entry.fullUrl === undefined ? [] : [[entry.fullUrl, names.get(entry) ?? ''] as const],
		),
	);
	const without = new Set(added.flatMap(({ fullUrl }) => fullUrl ?? []));
	const rest = packet.entries.filter((entry) => entry !== packet.claim && !added.includes(entry));
	return [
		part('kind', kind),
		...claimParts(packet, urgency, without, addresses),
		...rest.map((entry) => part(names.get(entry) ?? '', saidBy(entry, addresses, signature))),
	];
}

/** `Observation/7`, or for what is numbered anew its place among its kind: `QuestionnaireResponse (1)`. */
function namesOf({ entries }: Packet): Map<Entry, string> {
	const counts = new Map<string, number>();
	return new Map(
		entries.map((entry) => {
			const { type, id } = entry;
			if (id !== undefined && !NUMBERED.has(type)) return [entry, `${type}/${id}`];
			const count = (counts.get(type) ?? 0) + 1;
			counts.set(type, count);
			return [entry, `${type} (${count})`];
		}),
	);
}

function claimParts(
	{ claim }: Packet,
	urgency: string,
	without: ReadonlySet<string>,
	addresses: ReadonlyMap<string, string>,
): PacketPart[] {
	if (claim === undefined) return [];
	const { value } = claim.resource;
	const kept = elements(claim.resource, 'supportingInfo').filter(
		(info) => !without.has(text(element(info, 'valueReference'), 'reference') ?? ''),
	);
	const places = new Map(kept.map((info, at) => [info.value.sequence, at]));
	const items = elements(claim.resource, 'item').map((item) => {
		const { informationSequence, extension, ...rest } = item.value;
		return {
			...rest,
			extension: listed(extension).filter(
				(one) => (one as Fields | null)?.url !== EXTENSIONS.itemTraceNumber,
			),
			information: listed(informationSequence).flatMap((each) => places.get(each) ?? []),
		};
	});
	const said = (content: unknown): unknown => named(content, addresses);
	const rest = but(value, [...SENDER, ...JOINT, ...URGENCY]);
	return [
		part('items', said(items)),
		part('diagnoses', said(listed(value.diagnosis))),
		part('urgency', [urgency, ...URGENCY.map((name) => value[name] ?? null)]),
		part('information', said(kept.map((info) => but(info.value, ['sequence'])))),
		part('request', said(rest)),
	];
}

/** What a record says; of answers that this signature completed, what they said before. */
function saidBy(
	{ type, resource: { value } }: Entry,
	addresses: ReadonlyMap<string, string>,
	signature: Signature | undefined,
): unknown {
	if (!NUMBERED.has(type)) return named(value, addresses);
	const rest = but(value, ['id']);
	if (type !== 'QuestionnaireResponse') return named(rest, addresses);
	const { status, authored, author, ...answers } = rest;
	const isOpen = status === 'in-progress';
	const isCompleted =
		signature !== undefined &&
		status === 'completed' &&
		authored === signature.at &&
		isAuthor(author, signature, addresses);
	return named(isOpen || isCompleted ? { ...answers, status: 'in-progress' } : rest, addresses);
}

function isAuthor(
	author: unknown,
	{ practitioner }: Signature,
	addresses: ReadonlyMap<string, string>,
): boolean {
	const to = (author as { reference?: unknown } | undefined)?.reference;
	return to === undefined || addresses.get(String(to)) === practitioner;
}

/** The document that was signed itself, word for word. */
function isLetter({ type, resource }: Entry, { textHash }: Signature): boolean {
	if (type !== 'DocumentReference' || textHash === '') return false;
	const contents = elements(resource, 'content');
	const data = contents.map((content) => text(element(content, 'attachment'), 'data'));
	return (
		data.length === 1 &&
		data[0] !== undefined &&
		createHash('sha256').update(Buffer.from(data[0], 'base64')).digest('hex') === textHash
	);
}

/** The signer comes along as author of the letter and of the answers. */
const isSigner = ({ type, id }: Entry, { practitioner }: Signature): boolean =>
	type === 'Practitioner' &&
	practitioner !== undefined &&
	`Practitioner/${id ?? ''}` === practitioner;

/** The same with the addresses of the packet's own records as names. */
function named(value: unknown, addresses: ReadonlyMap<string, string>): unknown {
	if (typeof value === 'string') return addresses.get(value) ?? value;
	if (Array.isArray(value)) return value.map((each) => named(each, addresses));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, child]) => [name, named(child, addresses)]),
	);
}

/** The same without these elements. */
const but = (value: Fields, names: readonly string[]): Record<string, unknown> =>
	Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

const part = (name: string, content: unknown): PacketPart => ({
	part: name,
	sha256: printOf(content),
});

/** Hex SHA-256 of a value in canonical form (RFC 8785). */
export const printOf = (value: unknown): string =>
	createHash('sha256')
		.update(canonicalJson(JSON.parse(JSON.stringify(value)) as unknown))
		.digest('hex');
