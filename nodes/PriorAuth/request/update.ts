import type { BundleEntry, FhirResource } from '../../clients/fhir';
import type {
	PriorAuthDecision,
	PriorAuthRequest,
	PriorAuthRequestItem,
} from '../../shared/contracts/prior-auth';
import { namedUuid } from '../../shared/named-uuid';
import { codings, element, elements, type Element } from '../rules/element';
import { CERTIFICATION, EXTENSIONS, PROFILES, SYSTEMS } from '../rules';
import { openPacket } from '../rules/packet';
import { reachableFrom } from '../rules/bundle-rules';
import { coded } from './claim-parts';
import { collection, readEarlier, type Earlier } from './earlier';
import type { SenderSystems } from './input';
import { addition, redated } from './addition';
import { changeKey, readChanges, type ItemChanges } from './change';
import { changedItem, listed, plain, withdrawn, withoutFields } from './marks';
import { listedItem } from './ordered';
import { packed } from './packed';
import { requireNewKey, requireTime, requireUpdatable } from './updatable';

/** What changes. Everything else stays as it was sent, under its number. */
export interface UpdateInput {
	/** The request as it was sent: the newest one. */
	earlier: unknown;
	/** Items of that request as its contract lists them: for which orders they are. */
	earlierItems?: readonly PriorAuthRequestItem[];
	/**
	 * The same key and the same change give the same identifiers. Another key than that of the earlier
	 * request.
	 */
	key: string;
	systems: Pick<SenderSystems, 'bundle' | 'claim'>;
	/** ISO 8601 with offset. */
	created: string;
	/** What holds of each item, where the payer decided: what was denied cannot be updated. */
	decision?: Pick<PriorAuthDecision, 'outcome'> & Partial<Pick<PriorAuthDecision, 'items'>>;
	/** Elements of Claim.item that change, by number of the item: quantity, servicedDate, servicedPeriod. */
	change?: ItemChanges;
	/** Numbers of items that are no longer wanted. */
	cancel?: readonly number[];
	/** Numbers of pieces of supporting information that no longer count. */
	withdraw?: readonly number[];
	/**
	 * A packet built by Build Request from what is new: its items and its evidence are added under new
	 * numbers. It must be about the same patient, coverage and payer.
	 */
	add?: unknown;
	/** Items of that packet as its contract lists them. */
	addedItems?: readonly PriorAuthRequestItem[];
}

/**
 * Builds an update of an earlier request (specification, Updating Authorization Requests): all earlier
 * items and supporting information under their numbers, marked where this update changes them.
 *
 * @throws HospitalError `prior-auth-update-denied`, `prior-auth-update-cancelled`,
 *   `prior-auth-update-empty`, `prior-auth-update-unknown`, `prior-auth-change-wrong`,
 *   `prior-auth-earlier-unusable`, `prior-auth-other-patient`
 */
export function buildUpdate(given: UpdateInput): PriorAuthRequest {
	const earlier = readEarlier(given.earlier);
	const change = readChanges(given.change);
	requireUpdatable({ ...given, change }, earlier);
	const input = { ...given, change, key: changeKey(given.key, { ...given, change }) };
	requireNewKey(input, earlier);
	const items = earlier.items.map((item) => changedItem(item, input));
	const more = input.add === undefined ? undefined : addition(input.add, earlier);
	const info = earlier.supportingInfo.map((entry) =>
		redated(withdrawn(entry, input), more?.dates.get(Number(entry.value.sequence))),
	);
	const claim = {
		...revision(earlier, input),
		...more?.lists,
		...(info.length + (more?.info.length ?? 0) > 0 && {
			supportingInfo: [...info, ...(more?.info ?? [])],
		}),
		item: [...items, ...(more?.items ?? [])],
	};
	const { earlierItems = [], addedItems = [] } = input;
	const known = [
		...earlierItems,
		...addedItems.map((item) => ({ ...item, sequence: item.sequence + (more?.from ?? 0) })),
	];
	return finished('update', claim, earlier, input, known, more?.entries);
}

/** Cancels the whole request: nothing of it is to be decided any more. */
export function buildCancel(
	input: Pick<UpdateInput, 'earlier' | 'earlierItems' | 'key' | 'systems' | 'created'>,
): PriorAuthRequest {
	const earlier = readEarlier(input.earlier);
	requireTime(input.created);
	requireNewKey(input, earlier);
	const all = { ...input, cancel: earlier.items.map(({ value }) => Number(value.sequence)) };
	const cancelled = coded(EXTENSIONS.certificationType, {
		system: SYSTEMS.certificationType,
		code: CERTIFICATION.cancel,
	});
	const revised = revision(earlier, input);
	const claim = {
		...revised,
		extension: [...listed(revised.extension), cancelled],
		...(earlier.supportingInfo.length > 0 && {
			supportingInfo: earlier.supportingInfo.map((entry) => plain(entry)),
		}),
		item: earlier.items.map((item) => changedItem(item, all)),
	};
	return finished('cancel', claim, earlier, input, input.earlierItems ?? []);
}

/** The claim anew: its own identity, and what it changes. */
function revision(
	{ claim, claimUrl }: Earlier,
	{ key, systems, created }: Pick<UpdateInput, 'key' | 'systems' | 'created'>,
): FhirResource {
	const extension = listed(claim.extension).filter(
		(each) => (each as { url?: unknown }).url !== EXTENSIONS.certificationType,
	);
	const relationship = { coding: [{ system: SYSTEMS.relatedClaim, code: 'prior' }] };
	return {
		...withoutFields(claim, 'related', 'item', 'supportingInfo'),
		resourceType: 'Claim',
		id: namedUuid('pas-claim', systems.bundle, key),
		meta: { profile: [PROFILES.claimUpdate] },
		...(extension.length > 0 && { extension }),
		identifier: [
			{
				system: systems.claim,
				value: namedUuid('pas-trace', systems.claim, key).replaceAll('-', ''),
			},
		],
		created,
		related: [{ claim: { reference: claimUrl }, relationship }],
	};
}

function finished(
	kind: 'update' | 'cancel',
	claim: FhirResource,
	earlier: Earlier,
	{ key, systems, created }: Pick<UpdateInput, 'key' | 'systems' | 'created'>,
	known: readonly PriorAuthRequestItem[],
	added: readonly BundleEntry[] = [],
): PriorAuthRequest {
	const there = new Set(earlier.others.map(({ fullUrl }) => fullUrl));
	const entry = [
		{ fullUrl: `urn:uuid:${String(claim.id)}`, resource: claim },
		{ fullUrl: earlier.claimUrl, resource: earlier.sent },
		...earlier.others,
		...added.filter(({ fullUrl }) => !there.has(fullUrl)),
	];
	const identifier = {
		system: systems.bundle,
		value: namedUuid('pas-bundle', systems.bundle, key),
	};
	const bundle = collection(PROFILES.requestBundle, identifier, created, entry);
	bundle.entry = reached(bundle, entry);
	const packet = openPacket(bundle);
	const root: Element = { path: '', value: claim };
	const urgent = codings(element(root, 'priority')).some(({ code }) => code === 'stat');
	return packed({
		kind,
		bundle,
		urgency: urgent ? 'expedited' : 'standard',
		items: elements(root, 'item').map((item) => listedItem(item, packet, known)),
		leftOut: [],
	});
}

/** What only a record of an earlier update led to stays behind. */
function reached(
	bundle: { [name: string]: unknown },
	entry: readonly BundleEntry[],
): BundleEntry[] {
	const packet = openPacket(bundle, 'update');
	const claims = packet.entries.filter(({ type }) => type === 'Claim');
	const urls = new Set([...reachableFrom(packet, claims)].map(({ fullUrl }) => fullUrl));
	return entry.filter(({ fullUrl }) => urls.has(fullUrl));
}
