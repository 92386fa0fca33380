import {
	codes,
	entriesOf,
	extension,
	identity,
	isFullDate,
	list,
	PAS,
	references,
	target,
	type Entry,
	type Json,
} from './fhir.ts';
import { judgeInformation, judgeItem } from './judge-items.ts';
import { judgeParties } from './judge-parties.ts';

/** Notes what is wrong, with the rule of the guide. */
export type Say = (rule: string, what: string) => void;

/**
 * What this payer finds wrong with a packet: its own reading of the guide (specification.md with its
 * numbered rules, and the profiles in FSH), written without a look at the rules of the product. It reads
 * a packet the way a clearing house would that has to make an X12 278 of it.
 *
 * @param inquiry true for `$inquire`
 * @returns sentences, each with the rule of the guide; empty when nothing is wrong
 */
export function judge(bundle: Json, inquiry = false): string[] {
	const found: string[] = [];
	const say: Say = (rule, what) => found.push(`${rule}: ${what}`);
	if (bundle?.resourceType !== 'Bundle') return ['operation: the input is no Bundle'];
	if (bundle.type !== 'collection') say('PASRequestBundle', 'type is not collection');
	if (!bundle.identifier?.value) say('PASRequestBundle', 'identifier is missing');
	if (!isInstant(bundle.timestamp)) say('PASRequestBundle', 'timestamp is missing or no instant');
	const entries = entriesOf(bundle);
	const raw = list(bundle.entry);
	if (entries.length !== raw.length) say('PASRequestBundle', 'an entry has no resource');
	if (raw.some(({ request, response, search }: Json) => request ?? response ?? search)) {
		say('PASRequestBundle', 'an entry has request, response or search');
	}
	const [first] = entries;
	if (first?.resource.resourceType !== 'Claim') {
		say('spec-12', 'the first entry is no Claim');
		return found;
	}
	judgeEntries(bundle, entries, say);
	judgeParties(bundle, first, say);
	judgeClaim(first.resource, inquiry, say);
	for (const item of list(first.resource.item)) judgeItem(bundle, first, item, inquiry, say);
	judgeInformation(bundle, first, say);
	if (!inquiry && first.resource.related !== undefined) judgeUpdate(bundle, first, say);
	return found;
}

const isInstant = (value: Json): boolean =>
	typeof value === 'string' &&
	/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
	!Number.isNaN(Date.parse(value));

function judgeEntries(bundle: Json, entries: readonly Entry[], say: Say): void {
	const claims = entries.filter(({ resource }) => resource.resourceType === 'Claim').length;
	if (claims > 2) say('PASRequestBundle', 'there are more than two Claims');
	for (const { fullUrl, resource } of entries) {
		const { resourceType, id } = resource;
		const isUuid = /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(fullUrl);
		const isRest = new RegExp(`^https?://.+/${resourceType}/[A-Za-z0-9.-]{1,64}$`).test(fullUrl);
		if (!isUuid && !isRest) say('spec-16', `fullUrl of a ${resourceType} is of no allowed form`);
		if (isRest && id !== undefined && !fullUrl.endsWith(`/${id}`)) {
			say('spec-16', `fullUrl of a ${resourceType} is not that of its id`);
		}
	}
	const urls = entries.map(({ fullUrl }) => fullUrl);
	if (new Set(urls).size < urls.length) say('spec-14', 'a resource appears twice');
	// spec-13: everything that is reached from the Claim is there, and nothing else is.
	const reached = new Set<string>(urls.slice(0, 1));
	const [first] = entries;
	const queue = entries.slice(0, 1);
	for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
		for (const reference of references(followed(entry, first))) {
			const next = target(bundle, reference, entry);
			if (next === undefined) {
				say('spec-13', `${entry.resource.resourceType} refers to what is not in the packet`);
			} else if (!reached.has(next.fullUrl)) {
				reached.add(next.fullUrl);
				queue.push(next);
			}
		}
	}
	if (reached.size < new Set(urls).size) say('spec-20', 'something travels that nobody refers to');
}

/** Of the claim that an update changes, the one before it is not included (spec-66). */
function followed({ resource }: Entry, first: Entry | undefined): Json {
	if (resource.resourceType !== 'Claim' || resource === first?.resource) return resource;
	const { related: _, ...rest } = resource;
	return rest;
}

function judgeClaim(claim: Json, inquiry: boolean, say: Say): void {
	const name = inquiry ? 'PASClaimInquiry' : 'PASClaim';
	const identifiers = list(claim.identifier);
	if (identifiers.length < 1 || identifiers.length > (inquiry ? 1 : 2)) {
		say(name, 'the number of identifiers is not allowed');
	}
	if (identifiers.some(({ system, value }: Json) => !system || !value)) {
		say('PASIdentifier', 'an identifier of the claim has no system or no value');
	}
	if (claim.status !== 'active') say(name, 'status is not active');
	if (claim.use !== 'preauthorization') say(name, 'use is not preauthorization');
	if (!isInstant(claim.created) && !isFullDate(claim.created)) say(name, 'created is no date');
	if (codes(claim.type).length === 0) say(name, 'type is missing');
	if (codes(claim.priority).length === 0) say(name, 'priority is missing');
	if (claim.insurer === undefined) say(name, 'insurer is missing');
	for (const part of ['item', 'supportingInfo', 'diagnosis', 'careTeam', 'insurance']) {
		const numbers = list(claim[part]).map(({ sequence }: Json) => sequence);
		const bad = numbers.some((number) => !Number.isInteger(number) || number < 1);
		if (bad || new Set(numbers).size < numbers.length) {
			say(part === 'supportingInfo' ? 'spec-22' : name, `the numbers of ${part} are not unique`);
		}
	}
	for (const { diagnosisCodeableConcept, diagnosisReference } of list(claim.diagnosis)) {
		if (diagnosisReference !== undefined || codes(diagnosisCodeableConcept).length === 0) {
			say(name, 'a diagnosis is no CodeableConcept');
		}
	}
	if (!inquiry && list(claim.item).length === 0 && !cancelsWhole(claim)) say(name, 'no item');
}

const certification = (of: Json): string | undefined =>
	codes(extension(of, 'certificationType')?.valueCodeableConcept)[0];

/** True when the whole authorization is cancelled (guide, Updating Authorization Requests). */
export const cancelsWhole = (claim: Json): boolean => certification(claim) === '3';

/** True for an item that the request takes back (spec-69). */
export const isCancelled = (item: Json): boolean =>
	list(item.modifierExtension).some(
		({ url, valueBoolean }: Json) =>
			url === `${PAS}/StructureDefinition/modifierextension-infoCancelled` && valueBoolean === true,
	);

function judgeUpdate(bundle: Json, claim: Entry, say: Say): void {
	const related = list(claim.resource.related);
	const prior = target(bundle, related[0]?.claim, claim);
	if (related.length !== 1 || !codes(related[0].relationship).includes('prior')) {
		say('spec-65', 'related is not one prior claim');
	}
	if (prior?.resource.resourceType !== 'Claim') {
		say('spec-65', 'the earlier claim is not in the packet');
		return;
	}
	const whole = cancelsWhole(claim.resource) && list(claim.resource.item).length === 0;
	for (const part of whole ? [] : ['item', 'supportingInfo']) {
		const kept = list(claim.resource[part]).map(({ sequence }: Json) => sequence);
		const before = list(prior.resource[part]).map(({ sequence }: Json) => sequence);
		if (before.some((number) => !kept.includes(number))) say('spec-68', `a ${part} is gone`);
		for (const one of list(claim.resource[part])) {
			const mark = extension(one, 'infoChanged')?.valueCode;
			const isNew = !before.includes(one.sequence);
			if (isNew && mark !== 'added') say('spec-72', `${part} ${one.sequence} is not marked added`);
			if (!isNew && mark === 'added') say('spec-72', `${part} ${one.sequence} is not new`);
		}
	}
	for (const item of list(claim.resource.item)) {
		if (isCancelled(item) !== (certification(item) === '3')) {
			say('spec-70', `item ${item.sequence}: flag and certification type do not agree`);
		}
	}
	const same = identity(list(prior.resource.identifier)[0]);
	if (same === '|') say('PASClaimUpdate', 'the earlier claim has no identifier');
}
