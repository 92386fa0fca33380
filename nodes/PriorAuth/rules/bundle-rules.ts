import { elements, has, isInstant, text, type Element } from './element';
import type { Entry, Packet } from './packet';
import { rule, type Rule } from './rule';

const PROFILE = 'PASRequestBundle, PASInquiryRequestBundle';
const UUID = /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** `https://ehr.example.org/fhir/Patient/17` */
const RESTFUL = /^https?:\/\/[^\s?#]+\/([A-Za-z]+)\/([A-Za-z0-9.-]{1,64})$/;

/** The envelope: what a submitted bundle is, and what each of its entries must have. */
export const BUNDLE_RULES: readonly Rule[] = [
	rule({
		name: 'pas-bundle-collection',
		source: `${PROFILE}: type = collection`,
		message: 'The packet is not a bundle of the type collection',
		nextStep: 'Build the request with this node: a transaction or a batch is not accepted.',
		check: ({ bundle }) =>
			bundle.value.resourceType === 'Bundle' && bundle.value.type === 'collection'
				? []
				: ['Bundle.type'],
	}),
	rule({
		name: 'pas-bundle-identifier',
		source: `${PROFILE}: identifier 1..1`,
		message:
			'The packet has no identifier, so the payer could not tell a repeat from a new request',
		nextStep: 'Give the bundle one identifier with system and value, the same at every retry.',
		check: ({ bundle }) => {
			const [identifier, ...more] = elements(bundle, 'identifier');
			const named = text(identifier, 'value') !== undefined;
			return named && more.length === 0 ? [] : ['Bundle.identifier'];
		},
	}),
	rule({
		name: 'pas-bundle-timestamp',
		source: `${PROFILE}: timestamp 1..1`,
		message: 'The packet does not say when it was made, with date, time and time zone',
		nextStep: 'Give Bundle.timestamp as 2026-11-22T09:30:00Z.',
		check: ({ bundle }) => (isInstant(bundle.value.timestamp) ? [] : ['Bundle.timestamp']),
	}),
	rule({
		name: 'pas-bundle-entries',
		source: `${PROFILE}: entry 1..*`,
		message: 'The packet is empty',
		nextStep: 'Build the request again from the order.',
		check: ({ bundle }) => (elements(bundle, 'entry').length > 0 ? [] : ['Bundle.entry']),
	}),
	rule({
		name: 'pas-entry-resource',
		source: `${PROFILE}: entry.resource 1..1`,
		message: 'An entry of the packet carries no record',
		nextStep: 'Take the empty entry out, or put its record in.',
		check: ({ bundle }) =>
			elements(bundle, 'entry')
				.filter((entry) => text(elements(entry, 'resource')[0], 'resourceType') === undefined)
				.map(({ path }) => `${path}.resource`),
	}),
	rule({
		name: 'pas-entry-no-transaction',
		source: `${PROFILE}: entry.search, entry.request and entry.response 0..0`,
		message: 'An entry says how it should be stored or was found, which a submission must not',
		nextStep: 'Remove request, response and search from the entries.',
		check: ({ bundle }) =>
			elements(bundle, 'entry').flatMap((entry) =>
				['search', 'request', 'response']
					.filter((name) => has(entry, name))
					.map((name) => `${entry.path}.${name}`),
			),
	}),
	rule({
		name: 'pas-claim-first',
		source: 'spec-12; invariant ClaimFirst',
		message: 'The first entry of the packet is not the claim',
		nextStep: 'Put the Claim first.',
		check: ({ entries }) =>
			entries.length === 0 || entries[0]?.type === 'Claim' ? [] : ['Bundle.entry[0].resource'],
	}),
	rule({
		name: 'pas-claim-count',
		source: `${PROFILE}: entry[Claim] 1..2 of a request, 1..1 of an inquiry; spec-66`,
		message: 'The packet has a wrong number of claims',
		nextStep:
			'A request and an inquiry have one Claim; an update has it and the one that it changes.',
		check: ({ entries, kind }) => {
			const claims = entries.filter(({ type }) => type === 'Claim');
			return claims.slice(kind === 'update' ? 2 : 1).map(({ path }) => path);
		},
	}),
	rule({
		name: 'pas-fullurl',
		source: `spec-16; ${PROFILE}: entry.fullUrl 1..1`,
		message: 'An entry has no address of the form that the guide asks for',
		nextStep:
			"Use the record's own address (https://.../Patient/17), or urn:uuid: and a UUID in small letters.",
		check: ({ bundle }) =>
			elements(bundle, 'entry')
				.filter((entry) => {
					const url = text(entry, 'fullUrl') ?? '';
					return !UUID.test(url) && !RESTFUL.test(url);
				})
				.map(({ path }) => `${path}.fullUrl`),
	}),
	rule({
		name: 'pas-fullurl-own',
		source: 'spec-16; FHIR R4 Bundle.entry.fullUrl',
		message: 'The address of an entry names another record than the one in it',
		nextStep: 'Type and id at the end of the address must be those of the record.',
		check: ({ entries }) => entries.filter(otherThanItsUrl).map(({ path }) => `${path}.fullUrl`),
	}),
	rule({
		name: 'pas-fullurl-unique',
		source: 'spec-17; FHIR R4 invariant bdl-7',
		message: 'Two entries have the same address',
		nextStep: 'Every record has an address of its own.',
		check: ({ entries }) =>
			repeated(entries, ({ fullUrl }) => fullUrl).map(({ path }) => `${path}.fullUrl`),
	}),
	rule({
		name: 'pas-instance-once',
		source: 'spec-14',
		message: 'The same record is in the packet twice',
		nextStep: 'Keep one of them, and let every reference point to it.',
		check: ({ entries }) =>
			repeated(entries, ({ type, id }) => (id === undefined ? undefined : `${type}/${id}`)).map(
				({ path }) => path,
			),
	}),
	rule({
		name: 'pas-reference-included',
		source: 'spec-13, spec-18, spec-67',
		message: 'A reference points to a record that is not in the packet',
		nextStep: 'Add the record, or remove the reference where the payer does not need it.',
		check: (packet) => dangling(packet).map(({ path }) => `${path}.reference`),
	}),
	rule({
		name: 'pas-entry-unreferenced',
		source: 'spec-13, spec-20',
		message: 'A record is in the packet that nothing in the claim leads to',
		nextStep:
			'Take it out: only what the claim refers to may leave. Evidence is referred to by supportingInfo.',
		check: (packet) => unreached(packet).map(({ path }) => path),
	}),
];

function otherThanItsUrl({ fullUrl, type, id }: Entry): boolean {
	const [, ofType, ofId] = RESTFUL.exec(fullUrl ?? '') ?? [];
	return ofType !== undefined && (ofType !== type || ofId !== id);
}

function repeated(entries: readonly Entry[], key: (entry: Entry) => string | undefined): Entry[] {
	const seen = new Set<string>();
	return entries.filter((entry) => {
		const named = key(entry);
		if (named === undefined) return false;
		if (seen.has(named)) return true;
		seen.add(named);
		return false;
	});
}

function dangling({ references, resolve, prior }: Packet): Packet['references'] {
	return references.filter(({ path, to, from }) => {
		// spec-66: of a chain of updates only the last earlier claim travels.
		const chained = from === prior && /\.related\[\d+\]\.claim$/.test(path);
		return !chained && resolve(to, from) === undefined;
	});
}

/** Without a claim at the start every entry would be unreached: that is another rule's finding. */
function unreached(packet: Packet): Entry[] {
	const { entries, claim } = packet;
	if (claim === undefined) return [];
	const reached = new Set([...reachableFrom(packet, [claim])].map(addressOf));
	// What an earlier claim refers to is reached with it; further claims are counted elsewhere.
	return entries.filter(
		(entry) => !reached.has(addressOf(entry)) && entry.type !== 'Claim' && whole(entry),
	);
}

/** Of two entries with one address only the first is found: that is another rule's finding. */
const addressOf = (entry: Entry): unknown => entry.fullUrl ?? entry;

const whole = ({ type, resource }: { type: string; resource: Element }): boolean =>
	type !== '' && Object.keys(resource.value).length > 0;

/** Everything that references lead to, the starting points included. */
export function reachableFrom(
	{ references, resolve }: Packet,
	start: readonly Entry[],
): ReadonlySet<Entry> {
	const reached = new Set(start);
	const byEntry = Map.groupBy(references, ({ from }) => from);
	for (const entry of reached) {
		for (const { to, from } of byEntry.get(entry) ?? []) {
			const next = resolve(to, from);
			// A set is walked in the order of insertion, so what is added here is visited too.
			if (next !== undefined) reached.add(next);
		}
	}
	return reached;
}
