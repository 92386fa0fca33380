import { FhirError, type FhirClient, type FhirResource } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import { pasProfile } from '../rules';
import { sha256Of } from './packet';

/** The one topic of the guide. */
export const PAS_TOPIC =
	'http://hl7.org/fhir/us/davinci-pas/SubscriptionTopic/PASSubscriptionTopic';
/** Header in which the payer proves that a notification is its own. */
export const SECRET_HEADER = 'x-hospital-payer';

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';

/** What of a FHIR client a Subscription needs. */
export type SubscriptionServer = Pick<FhirClient, 'read' | 'create' | 'update' | 'remove'>;

export interface SubscriptionWish {
	/** Where the payer shall send to. */
	endpoint: string;
	/** Identifiers of the sending organization, as they stand in the packets (spec-58). */
	organizations: readonly string[];
	/** Goes out with every notification; a random one of this Subscription alone. */
	secret: string;
	/** The topic of the guide when absent. */
	topic?: string;
	/** When the payer may forget it, ISO 8601. Renewed before. */
	end?: string;
	/** How often the payer shall give a sign of life. */
	heartbeatSeconds?: number;
	/**
	 * Name of the filter. The topic itself defines `orgIdentifier`; the text of the guide writes
	 * `org-identifier`, and some payers follow it.
	 */
	filterName?: 'orgIdentifier' | 'org-identifier';
}

/** What is known of it from before; kept by the caller. */
export interface KnownSubscription {
	id?: string;
	/** Fingerprint of the wish that it was last written with. */
	wish?: string;
}

export interface EnsuredSubscription {
	/** Id at the payer. */
	id: string;
	/** As the payer says: `requested` until it has tried the endpoint, `active`, `error`, `off`. */
	status: string;
	/** What had to be done. `kept`: nothing. */
	changed: 'created' | 'updated' | 'kept';
	/** Why it was written, by name. */
	reason?: 'new' | 'gone' | 'other-wish' | 'ended' | 'not-working';
}

const DAY_MS = 86_400_000;
/** Renewed that long before its end. */
const RENEW_MS = 2 * DAY_MS;

/** The Subscription of the guide: PASSubscription, on the R5 Backport. @throws HospitalError `pas-subscription-wish` */
export function subscriptionOf(wish: SubscriptionWish): FhirResource {
	const { endpoint, organizations, secret, end, heartbeatSeconds } = wish;
	const names = organizations.map((name) => name.trim()).filter((name) => name !== '');
	// A comma would split a name into two, and a line break would make a header of its own.
	const unusable = names.some((name) => /[,\s]/.test(name)) || /[^\x21-\x7e]/.test(secret);
	if (names.length === 0 || secret.length < 16 || unusable) {
		throw new HospitalError('pas-subscription-wish', 'The subscription cannot be written', {
			nextStep:
				'Give the identifier of the sending organization as it stands in the packets (its NPI, or the sender number of the payer), without spaces and commas.',
		});
	}
	const filter = `${wish.filterName ?? 'orgIdentifier'}=${names.join(',')}`;
	return {
		resourceType: 'Subscription',
		meta: { profile: [pasProfile('subscription')] },
		status: 'requested',
		reason: 'Tells a provider of decisions on its prior authorization requests',
		...(end !== undefined && { end }),
		criteria: wish.topic ?? PAS_TOPIC,
		_criteria: {
			extension: [{ url: `${BACKPORT}/backport-filter-criteria`, valueString: filter }],
		},
		channel: {
			...(heartbeatSeconds !== undefined && {
				extension: [
					{ url: `${BACKPORT}/backport-heartbeat-period`, valueUnsignedInt: heartbeatSeconds },
				],
			}),
			type: 'rest-hook',
			endpoint,
			header: [`${SECRET_HEADER}: ${secret}`],
			payload: 'application/fhir+json',
			_payload: {
				extension: [{ url: `${BACKPORT}/backport-payload-content`, valueCode: 'full-resource' }],
			},
		},
	};
}

/**
 * Sees to it that the payer has the Subscription as wished and that it works: put up when there is none,
 * written again when it is gone, has ended or soon ends, does not work, or is another than wished. The
 * payer gives no header back, so what it was written with is compared by a fingerprint.
 *
 * @param wish its fingerprint comes back from {@link fingerprintOf}
 * @throws HospitalError, FhirError
 */
export async function ensureSubscription(
	server: SubscriptionServer,
	wish: SubscriptionWish,
	known: KnownSubscription,
	{ now, signal }: { now: Date; signal?: AbortSignal },
): Promise<EnsuredSubscription> {
	const resource = subscriptionOf(wish);
	const options = { ...(signal && { signal }) };
	if (known.id === undefined) return await create(server, resource, 'new', options);
	const there = await readIfThere(server, known.id, options);
	if (there === 'gone') return await create(server, resource, 'gone', options);
	const reason = flawOf(there, wish, known, now);
	if (reason === undefined && there !== 'not-told') {
		return { id: known.id, status: String(there.status), changed: 'kept' };
	}
	try {
		const { resource: written } = await server.update({ ...resource, id: known.id }, options);
		const status = String(written?.status ?? 'requested');
		return { id: known.id, status, changed: 'updated', reason: reason ?? 'other-wish' };
	} catch (error) {
		// A server that makes no new record under a given id says that there is none.
		if (!isGone(error)) throw error;
		return await create(server, resource, 'gone', options);
	}
}

async function create(
	server: SubscriptionServer,
	resource: FhirResource,
	reason: 'new' | 'gone',
	options: { signal?: AbortSignal },
): Promise<EnsuredSubscription> {
	const { reference, resource: written } = await server.create(resource, options);
	const id = reference.split('/')[1] ?? '';
	return { id, status: String(written?.status ?? 'requested'), changed: 'created', reason };
}

/** Reading is no duty of a payer (spec-55): one that does not let us read is written to again. */
async function readIfThere(
	server: SubscriptionServer,
	id: string,
	options: { signal?: AbortSignal },
): Promise<FhirResource | 'gone' | 'not-told'> {
	try {
		return await server.read('Subscription', id, options);
	} catch (error) {
		if (isGone(error)) return 'gone';
		const status = error instanceof FhirError ? error.status : 0;
		if (status === 403 || status === 405 || status === 501) return 'not-told';
		throw error;
	}
}

const isGone = (error: unknown): boolean =>
	error instanceof FhirError && (error.status === 404 || error.status === 410);

function flawOf(
	there: FhirResource | 'not-told',
	wish: SubscriptionWish,
	known: KnownSubscription,
	now: Date,
): EnsuredSubscription['reason'] | undefined {
	if (known.wish !== fingerprintOf(wish)) return 'other-wish';
	if (there === 'not-told') return undefined;
	if (there.status === 'error' || there.status === 'off') return 'not-working';
	const { channel, criteria, end } = there as { channel?: { endpoint?: unknown } } & FhirResource;
	if (channel?.endpoint !== wish.endpoint || criteria !== (wish.topic ?? PAS_TOPIC)) {
		return 'other-wish';
	}
	const ends = typeof end === 'string' ? Date.parse(end) : Number.POSITIVE_INFINITY;
	return ends - now.getTime() < RENEW_MS ? 'ended' : undefined;
}

/** The wish without its end, which moves on by itself. The secret is part of it, and cannot be read from it. */
export function fingerprintOf(wish: SubscriptionWish): string {
	const lasting = Object.entries(wish).filter(([name]) => name !== 'end');
	return sha256Of(Buffer.from(JSON.stringify(lasting.sort())));
}

/** Takes it down. @returns false when the payer could not be reached or did not do it */
export async function endSubscription(
	server: SubscriptionServer,
	id: string,
	options: { signal?: AbortSignal },
): Promise<boolean> {
	try {
		await server.remove('Subscription', id, options);
		return true;
	} catch (error) {
		return isGone(error);
	}
}
