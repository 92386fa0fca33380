import type { FhirResource } from '../../clients/fhir';
import type { PriorAuthRequest } from '../../shared/contracts/prior-auth';
import { namedUuid } from '../../shared/named-uuid';
import { HospitalError } from '../../shared/errors';
import { codings, element, isInstant, type Element } from '../rules/element';
import { PROFILES } from '../rules';
import { openPacket } from '../rules/packet';
import { reachableFrom } from '../rules/bundle-rules';
import { collection, readEarlier } from './earlier';
import type { SenderSystems } from './input';
import { packed } from './packed';

export interface InquiryInput {
	/** The request that is asked about, as it was sent. */
	earlier: unknown;
	key: string;
	systems: Pick<SenderSystems, 'bundle'>;
	created: string;
	/** Authorization number, or the payer's reference number, where one is known. */
	number?: { system: string; value: string };
}

/**
 * Builds a question about an earlier request, by example: patient, payer, coverage, who asks, and the
 * services. It is for a person's question. A request that is pended is followed by a subscription
 * (spec-8, spec-9), and the same question is not asked again and again (spec-42).
 */
export function buildInquiry(input: InquiryInput): PriorAuthRequest {
	const { key, systems, created, number } = input;
	if (!isInstant(created)) {
		throw new HospitalError('prior-auth-setting-wrong', 'The time of the inquiry is not usable', {
			nextStep: 'Give date, time and time zone: 2026-11-22T09:30:00Z.',
		});
	}
	const { claim: sent, items, others } = readEarlier(input.earlier);
	const traces = sent.identifier as Array<{ system?: string; value?: string }>;
	const claim: FhirResource = {
		resourceType: 'Claim',
		id: namedUuid('pas-inquiry', systems.bundle, key),
		meta: { profile: [PROFILES.claimInquiry] },
		identifier: [number ?? traces[0]],
		status: 'active',
		type: sent.type,
		use: 'preauthorization',
		patient: sent.patient,
		created,
		insurer: sent.insurer,
		provider: sent.provider,
		priority: sent.priority,
		insurance: sent.insurance,
		item: items.map(({ value }) => ({
			sequence: value.sequence,
			productOrService: value.productOrService,
			...(value.servicedDate !== undefined && { servicedDate: value.servicedDate }),
			...(value.servicedPeriod !== undefined && { servicedPeriod: value.servicedPeriod }),
		})),
	};
	const value = namedUuid('pas-bundle', systems.bundle, key);
	const entry = [{ fullUrl: `urn:uuid:${String(claim.id)}`, resource: claim }, ...others];
	const bundle = collection(
		PROFILES.inquiryBundle,
		{ system: systems.bundle, value },
		created,
		entry,
	);
	const packet = openPacket(bundle, 'inquiry');
	const start = packet.claim === undefined ? [] : [packet.claim];
	const urls = new Set([...reachableFrom(packet, start)].map(({ fullUrl }) => fullUrl));
	bundle.entry = entry.filter(({ fullUrl }) => fullUrl !== undefined && urls.has(fullUrl));
	const root: Element = { path: '', value: claim };
	const urgent = codings(element(root, 'priority')).some(({ code }) => code === 'stat');
	return packed({
		kind: 'inquiry',
		bundle,
		urgency: urgent ? 'expedited' : 'standard',
		items: items.map((item) => {
			const [product] = codings(element(item, 'productOrService'));
			return {
				sequence: Number(item.value.sequence),
				system: product?.system ?? '',
				code: product?.code ?? '',
			};
		}),
		leftOut: [],
	});
}
