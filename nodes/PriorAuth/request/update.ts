import type { BundleEntry, FhirResource } from '../../clients/fhir';
import type {
	PriorAuthDecision,
	PriorAuthRequest,
	PriorAuthRequestItem,
} from '../../shared/contracts/prior-auth';
import { HospitalError } from '../../shared/errors';
import { namedUuid } from '../../shared/named-uuid';
import {
	codings,
	element,
	extensionCode,
	extensions,
	isInstant,
	type Element,
} from '../rules/element';
import { CERTIFICATION, EXTENSIONS, PROFILES, SYSTEMS } from '../rules';
import { openPacket } from '../rules/packet';
import { reachableFrom } from '../rules/bundle-rules';
import { coded } from './claim-parts';
import { collection, readEarlier, type Earlier } from './earlier';
import type { SenderSystems } from './input';
import { addition, redated } from './addition';
import { changedItem, listed, plain, withdrawn, withoutFields } from './marks';
import { packed } from './packed';

/** What changes. Everything else stays as it was sent, under its number. */
export interface UpdateInput {
	/** The request as it was sent: the newest one. */
	earlier: unknown;
	/** The same key gives the same identifiers; another one than that of the earlier request. */
	key: string;
	systems: Pick<SenderSystems, 'bundle' | 'claim'>;
	/** ISO 8601 with offset. */
	created: string;
	/** What the payer answered last, where it did: a denied request cannot be updated. */
	decision?: Pick<PriorAuthDecision, 'outcome'>;
	/** Elements of Claim.item that change, by number of the item: quantity, servicedDate, servicedPeriod. */
	change?: Readonly<Record<number, ItemChange>>;
	/** Numbers of items that are no longer wanted. */
	cancel?: readonly number[];
	/** Numbers of pieces of supporting information that no longer count. */
	withdraw?: readonly number[];
	/**
	 * A packet built by Build Request from what is new: its items and its evidence are added under new
	 * numbers. It must be about the same patient, coverage and payer.
	 */
	add?: unknown;
}

export interface ItemChange {
	quantity?: { value: number; unit: string };
	servicedDate?: string;
	servicedPeriod?: { start: string; end?: string };
}

/**
 * Builds an update of an earlier request (specification, Updating Authorization Requests): all earlier
 * items and supporting information under their numbers, marked where this update changes them.
 *
 * @throws HospitalError `prior-auth-update-denied`, `prior-auth-update-empty`, `prior-auth-update-unknown`,
 *   `prior-auth-earlier-unusable`, `prior-auth-other-patient`
 */
export function buildUpdate(input: UpdateInput): PriorAuthRequest {
	const earlier = readEarlier(input.earlier);
	requireUpdatable(input, earlier);
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
	return finished('update', claim, earlier, input, more?.entries ?? []);
}

/** Cancels the whole request: nothing of it is to be decided any more. */
export function buildCancel(
	input: Pick<UpdateInput, 'earlier' | 'key' | 'systems' | 'created'>,
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
	return finished('cancel', claim, earlier, input, []);
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

function requireUpdatable(input: UpdateInput, earlier: Earlier): void {
	const { change = {}, cancel = [], withdraw = [], add, decision, created } = input;
	requireTime(created);
	requireNewKey(input, earlier);
	if (decision?.outcome === 'denied') {
		throw new HospitalError('prior-auth-update-denied', 'A denied request cannot be updated', {
			nextStep: 'Build a new request, or appeal. Nothing was built.',
		});
	}
	const items = [...Object.keys(change).map(Number), ...cancel];
	if (items.length + withdraw.length === 0 && add === undefined) {
		throw new HospitalError('prior-auth-update-empty', 'The update changes nothing', {
			nextStep: 'Say which item or which piece of evidence changes. Nothing was built.',
		});
	}
	const known = (list: readonly Element[], numbers: readonly number[]) =>
		numbers.every((number) => list.some(({ value }) => value.sequence === number));
	if (known(earlier.items, items) && known(earlier.supportingInfo, withdraw)) return;
	throw new HospitalError(
		'prior-auth-update-unknown',
		'The update names an item or a piece of information that was not sent',
		{ nextStep: 'Use the numbers of the earlier request. Nothing was built.' },
	);
}

function requireTime(created: string): void {
	if (isInstant(created)) return;
	throw new HospitalError(
		'prior-auth-setting-wrong',
		'The time at which it is made is not usable',
		{
			nextStep: 'Give date, time and time zone: 2026-11-22T09:30:00Z.',
		},
	);
}

/** With the key of the earlier request the update would carry its identifiers, and be taken for a repeat. */
function requireNewKey(
	{ key, systems }: Pick<UpdateInput, 'key' | 'systems'>,
	{ claim }: Earlier,
): void {
	if (key.trim() !== '' && claim.id !== namedUuid('pas-claim', systems.bundle, key)) return;
	throw new HospitalError('prior-auth-setting-wrong', 'The key is that of the earlier request', {
		nextStep: 'Give every change a key of its own, for example with the number of the change.',
	});
}

function finished(
	kind: 'update' | 'cancel',
	claim: FhirResource,
	earlier: Earlier,
	{ key, systems, created }: Pick<UpdateInput, 'key' | 'systems' | 'created'>,
	added: readonly BundleEntry[],
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
	const root: Element = { path: '', value: claim };
	const urgent = codings(element(root, 'priority')).some(({ code }) => code === 'stat');
	return packed({
		kind,
		bundle,
		urgency: urgent ? 'expedited' : 'standard',
		items: (claim.item as Array<Record<string, unknown>>).map(listedItem),
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

function listedItem(value: Record<string, unknown>): PriorAuthRequestItem {
	const item: Element = { path: '', value };
	const [product] = codings(element(item, 'productOrService'));
	const marked = extensions(item, EXTENSIONS.infoChanged)[0]?.value.valueCode;
	const cancelled = extensionCode(item, EXTENSIONS.certificationType) === CERTIFICATION.cancel;
	const change = cancelled ? 'cancelled' : marked;
	return {
		sequence: Number(value.sequence),
		system: product?.system ?? '',
		code: product?.code ?? '',
		...((change === 'added' || change === 'changed' || change === 'cancelled') && { change }),
	};
}
