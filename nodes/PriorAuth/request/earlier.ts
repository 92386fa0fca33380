import type { Bundle, BundleEntry, FhirResource } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import { elements, isFields, type Element } from '../rules/element';
import { openPacket, type Entry, type Packet } from '../rules/packet';

/** A packet that was sent before, with its claim at hand. */
export interface Earlier {
	/** The claim as it was sent. */
	sent: FhirResource;
	/** The same with references that hold wherever the claim stands. */
	claim: FhirResource;
	claimUrl: string;
	/** Every entry but claims. */
	others: BundleEntry[];
	items: Element[];
	supportingInfo: Element[];
}

/** @throws HospitalError `prior-auth-earlier-unusable` */
export function readEarlier(bundle: unknown): Earlier {
	const packet = isFields(bundle) ? openPacket(bundle) : undefined;
	const claim = packet?.claim;
	if (packet === undefined || claim?.fullUrl === undefined || packet.kind === 'inquiry') {
		throw new HospitalError(
			'prior-auth-earlier-unusable',
			'The earlier packet is not one that was submitted',
			{ nextStep: 'Give the bundle of the request or update that was sent last.' },
		);
	}
	const linked = relinked(claim, packet);
	const root: Element = { path: claim.resource.path, value: linked };
	return {
		sent: copyOf(claim),
		claim: linked,
		claimUrl: claim.fullUrl,
		others: packet.entries
			.filter(({ type }) => type !== 'Claim')
			.map((entry) => ({
				...(entry.fullUrl !== undefined && { fullUrl: entry.fullUrl }),
				resource: copyOf(entry),
			})),
		items: elements(root, 'item'),
		supportingInfo: elements(root, 'supportingInfo'),
	};
}

/** Relative references are read by the address of the claim, which a new claim does not share. */
const relinked = (claim: Entry, { resolve }: Packet): FhirResource =>
	JSON.parse(
		JSON.stringify(claim.resource.value, (name, value: unknown) =>
			name === 'reference' && typeof value === 'string'
				? (resolve(value, claim)?.fullUrl ?? value)
				: value,
		),
	) as FhirResource;

const copyOf = ({ resource }: Entry): FhirResource =>
	structuredClone(resource.value) as unknown as FhirResource;

export const collection = (
	profile: string,
	identifier: { system: string; value: string },
	timestamp: string,
	entry: BundleEntry[],
): Bundle => ({
	resourceType: 'Bundle',
	meta: { profile: [profile] },
	identifier,
	type: 'collection',
	timestamp,
	entry,
});
