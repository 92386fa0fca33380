import { elements, has, isFields, text, type Element, type Fields } from './element';
import { PROFILES } from './names';

/** What a bundle asks of the payer. A cancellation is an update whose whole claim is cancelled. */
export type PacketKind = 'request' | 'update' | 'inquiry';

export interface Entry {
	readonly path: string;
	readonly fullUrl?: string;
	readonly resource: Element;
	/** Empty when the resource does not say. */
	readonly type: string;
	readonly id?: string;
}

export interface Reference {
	/** Where `reference` stands, without `.reference`. */
	readonly path: string;
	readonly to: string;
	readonly from: Entry;
}

/** A bundle with its parts at hand. Built once; every rule reads it. */
export interface Packet {
	readonly kind: PacketKind;
	readonly bundle: Element;
	/** Entries that carry a resource. */
	readonly entries: readonly Entry[];
	readonly claim?: Entry;
	/** The claim that an update changes. */
	readonly prior?: Entry;
	readonly references: readonly Reference[];
	resolve(reference: string, from: Entry): Entry | undefined;
	/** The entry that a Reference element points to. */
	target(reference: Element | undefined, from: Entry): Entry | undefined;
}

export function openPacket(bundle: Fields, kind?: PacketKind): Packet {
	const root: Element = { path: 'Bundle', value: bundle };
	const entries = elements(root, 'entry').flatMap(readEntry);
	const claim = entries[0]?.type === 'Claim' ? entries[0] : entries.find(isClaim);
	const resolve = resolver(entries);
	const target = (reference: Element | undefined, from: Entry) => {
		const to = text(reference, 'reference');
		return to === undefined ? undefined : resolve(to, from);
	};
	const related = elements(claim?.resource, 'related')[0];
	const named = elements(related, 'claim')[0];
	const prior = claim && target(named, claim);
	return {
		kind: kind ?? kindOf(bundle, claim?.resource),
		bundle: root,
		entries,
		...(claim && { claim }),
		...(prior?.type === 'Claim' && prior !== claim && { prior }),
		references: entries.flatMap((entry) => referencesOf(entry.resource, entry)),
		resolve,
		target,
	};
}

const isClaim = ({ type }: Entry): boolean => type === 'Claim';

function readEntry(entry: Element): Entry[] {
	return elements(entry, 'resource').map((resource) => {
		const fullUrl = text(entry, 'fullUrl');
		const id = text(resource, 'id');
		return {
			path: entry.path,
			resource,
			type: text(resource, 'resourceType') ?? '',
			...(fullUrl !== undefined && { fullUrl }),
			...(id !== undefined && { id }),
		};
	});
}

/** The claim's own profile says what it is; without one, the claim that it changes does. */
function kindOf(bundle: Fields, claim: Element | undefined): PacketKind {
	const claimed = [...profilesOf(claim?.value), ...profilesOf(bundle)];
	for (const profile of claimed) {
		const canonical = profile.split('|')[0];
		if (canonical === PROFILES.claim) return 'request';
		if (canonical === PROFILES.claimUpdate) return 'update';
		if (canonical === PROFILES.claimInquiry || canonical === PROFILES.inquiryBundle) {
			return 'inquiry';
		}
	}
	return claim !== undefined && has(claim, 'related') ? 'update' : 'request';
}

function profilesOf(resource: Fields | undefined): string[] {
	const meta = resource?.meta;
	const profiles: unknown = isFields(meta) ? meta.profile : undefined;
	return Array.isArray(profiles) ? profiles.filter((each) => typeof each === 'string') : [];
}

/** Resolves by fullUrl, and relative references by the address of the entry that has them (bundle.html 2.36.4.1). */
function resolver(entries: readonly Entry[]): Packet['resolve'] {
	const byUrl = new Map<string, Entry>();
	for (const entry of entries) {
		if (entry.fullUrl !== undefined && !byUrl.has(entry.fullUrl)) byUrl.set(entry.fullUrl, entry);
	}
	return (reference, from) => {
		const plain = withoutVersion(reference);
		const direct = byUrl.get(plain);
		if (direct !== undefined || /^[a-z][a-z0-9+.-]*:/i.test(plain)) return direct;
		const base = /^(https?:\/\/.+\/)[A-Za-z]+\/[^/]+$/.exec(from.fullUrl ?? '')?.[1];
		return base === undefined ? undefined : byUrl.get(base + plain);
	};
}

const withoutVersion = (reference: string): string => reference.replace(/\/_history\/[^/]+$/, '');

/** References deeper than this are not looked for: no resource of the guide nests so deep. */
const MAX_DEPTH = 40;

function referencesOf(at: Element, from: Entry, depth = 0): Reference[] {
	// A bundle inside (a questionnaire with its answers) resolves its references in itself.
	if (depth > MAX_DEPTH || at.value.resourceType === 'Bundle') return [];
	const found: Reference[] = [];
	const to = at.value.reference;
	if (typeof to === 'string' && !to.startsWith('#')) found.push({ path: at.path, to, from });
	for (const [name, value] of Object.entries(at.value)) {
		if (typeof value !== 'object' || value === null) continue;
		for (const child of elements(at, name)) found.push(...referencesOf(child, from, depth + 1));
	}
	return found;
}
