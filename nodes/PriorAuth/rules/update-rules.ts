import { canonicalJson } from '../../shared/canonical-json';
import { cancelsAll, ofClaim, unless } from './checks';
import {
	element,
	elements,
	extensionCode,
	extensions,
	hasCode,
	part,
	text,
	type Element,
} from './element';
import { CERTIFICATION, EXTENSIONS, SYSTEMS } from './names';
import type { Entry, Packet, PacketKind } from './packet';
import { rule, type Rule } from './rule';

const kinds: readonly PacketKind[] = ['update'];
const LISTS = ['item', 'supportingInfo'] as const;
type List = (typeof LISTS)[number];

/** Changes and cancellations of what was asked before. */
export const UPDATE_RULES: readonly Rule[] = [
	rule({
		name: 'pas-update-related',
		source: 'spec-65, prof-4; PASClaimUpdate: related 1..1, relationship = prior, claim 1..1',
		kinds,
		message: 'The update does not say which one claim it changes',
		nextStep: 'Refer to the earlier Claim as prior.',
		check: ofClaim((claim) => {
			const [related, ...more] = elements(claim, 'related');
			const prior = hasCode(element(related, 'relationship'), SYSTEMS.relatedClaim, 'prior');
			const named = text(element(related, 'claim'), 'reference') !== undefined;
			return unless(prior && named && more.length === 0, `${claim.path}.related`);
		}),
	}),
	rule({
		name: 'pas-update-prior-included',
		source: 'spec-65, prof-4',
		kinds,
		message: 'What the update refers to as the earlier claim is not a claim in the packet',
		nextStep: 'Put the earlier Claim into the packet, as it was sent.',
		check: ofClaim((claim, packet, entry) => {
			const reference = element(elements(claim, 'related')[0], 'claim');
			const to = text(reference, 'reference');
			// A reference that leads nowhere is found as such.
			const target = to === undefined ? undefined : packet.resolve(to, entry);
			const wrong = target !== undefined && (target.type !== 'Claim' || target === entry);
			return unless(!wrong, `${claim.path}.related[0].claim`);
		}),
	}),
	rule({
		name: 'pas-update-items-kept',
		source: 'spec-68, prof-5',
		kinds,
		message: 'An item of the earlier claim is missing, or has another number',
		nextStep:
			'Keep every earlier item under its number; mark it as cancelled when it is not wanted.',
		check: (packet) => dropped(packet, 'item'),
	}),
	rule({
		name: 'pas-update-supporting-info-kept',
		source: 'spec-68, prof-6',
		kinds,
		message: 'Supporting information of the earlier claim is missing, or has another number',
		nextStep:
			'Keep every earlier piece under its number; mark it as cancelled when it is not wanted.',
		check: (packet) => dropped(packet, 'supportingInfo'),
	}),
	rule({
		name: 'pas-update-cancelled-type',
		source: 'spec-70, prof-7',
		kinds,
		message: 'A cancelled item has not the certification type 3',
		nextStep: 'Give it the certification type 3 (cancel).',
		check: ofClaim((claim) =>
			elements(claim, 'item')
				.filter((item) => isCancelled(item) && !cancelType(item))
				.map(({ path }) => path),
		),
	}),
	rule({
		name: 'pas-update-cancelled-flag',
		source: 'spec-69, prof-7',
		kinds,
		message: 'An item with the certification type 3 is not marked as cancelled',
		nextStep: 'Mark it with the modifier extension infoCancelled, true.',
		check: ofClaim((claim) =>
			elements(claim, 'item')
				.filter((item) => cancelType(item) && !isCancelled(item))
				.map(({ path }) => path),
		),
	}),
	rule({
		name: 'pas-update-change-marked',
		source: 'spec-71, spec-72, prof-9, prof-10',
		kinds,
		message: 'An item or a piece of information is new or changed, and is not marked so',
		nextStep: 'Mark it with infoChanged: added when it is new, changed when it differs.',
		check: (packet) =>
			compare(packet)
				.filter(({ expected, marked }) => expected !== undefined && marked !== expected)
				.map(({ path }) => path),
	}),
	rule({
		name: 'pas-update-unchanged-unmarked',
		source:
			'specification, Updating Authorization Requests: marks are for what this version changes',
		kinds,
		message: 'An item or a piece of information is marked as changed, and is as it was',
		nextStep: 'Remove infoChanged from what this update leaves as it was.',
		check: (packet) =>
			compare(packet)
				.filter(({ expected, marked }) => expected === undefined && marked !== undefined)
				.map(({ path }) => path),
	}),
	rule({
		name: 'pas-update-same-parties',
		source:
			'this package: an update is about the patient, the payer and the coverage of the claim that it changes',
		kinds,
		message: 'The update is about another patient, payer or coverage than the earlier claim',
		nextStep: 'Stop, and find out how two cases came together. Nothing may be sent.',
		check: ofClaim((claim, packet, entry) => {
			const { prior } = packet;
			if (prior === undefined) return [];
			const covered = (of: Element) => element(elements(of, 'insurance')[0], 'coverage');
			const parties: Array<[string, (of: Element) => Element | undefined]> = [
				['patient', (of) => element(of, 'patient')],
				['insurer', (of) => element(of, 'insurer')],
				['insurance[0].coverage', covered],
			];
			return parties
				.filter(([, party]) => {
					const now = packet.target(party(claim), entry);
					const before = packet.target(party(prior.resource), prior);
					return now !== undefined && before !== undefined && now !== before;
				})
				.map(([name]) => `${claim.path}.${name}`);
		}),
	}),
];

const cancelType = (item: Element): boolean =>
	extensionCode(item, EXTENSIONS.certificationType) === CERTIFICATION.cancel;

export const isCancelled = (entry: Element): boolean =>
	extensions(entry, EXTENSIONS.infoCancelled, 'modifierExtension')[0]?.value.valueBoolean === true;

function dropped({ claim, prior }: Packet, list: List): readonly string[] {
	if (claim === undefined || prior === undefined) return [];
	const kept = new Set(elements(claim.resource, list).map(({ value }) => value.sequence));
	if (list === 'item' && kept.size === 0 && cancelsAll(claim.resource)) return [];
	return elements(prior.resource, list)
		.filter(({ value }) => !kept.has(value.sequence))
		.map(({ path }) => path);
}

interface Comparison {
	path: string;
	/** What the entry must be marked with; undefined: not at all. */
	expected: 'added' | 'changed' | undefined;
	marked: unknown;
}

function compare(packet: Packet): Comparison[] {
	const { claim, prior } = packet;
	if (claim === undefined || prior === undefined) return [];
	return LISTS.flatMap((list) => {
		const before = new Map(
			elements(prior.resource, list).map((entry) => [entry.value.sequence, entry] as const),
		);
		return elements(claim.resource, list).map((entry) => {
			const was = before.get(entry.value.sequence);
			const expected =
				was === undefined
					? 'added'
					: same(packet, was, prior, entry, claim)
						? undefined
						: 'changed';
			const marked = part(entry, EXTENSIONS.infoChanged)?.value.valueCode;
			return { path: entry.path, expected, marked };
		});
	});
}

function same(packet: Packet, was: Element, prior: Entry, is: Element, claim: Entry): boolean {
	return unmarked(was, packet, prior) === unmarked(is, packet, claim);
}

/**
 * The entry without its mark, in a form that can be compared: extensions have no order, and the same
 * record may be referred to in two ways.
 */
function unmarked({ value }: Element, packet: Packet, from: Entry): string {
	const { extension, ...rest } = value;
	const others = Array.isArray(extension)
		? extension
				.filter((each: { url?: unknown }) => each?.url !== EXTENSIONS.infoChanged)
				.map((each: unknown) => linked(each, packet, from))
				.sort()
		: [];
	return canonicalJson([linked(rest, packet, from), others]);
}

const linked = (value: unknown, { resolve }: Packet, from: Entry): string =>
	canonicalJson(
		JSON.parse(
			JSON.stringify(value ?? null, (name, member: unknown) =>
				name === 'reference' && typeof member === 'string'
					? (resolve(member, from)?.fullUrl ?? member)
					: member,
			),
		),
	);
