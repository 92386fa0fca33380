import type { Bundle } from '@medplum/fhirtypes';
import { list, type Json } from './fhir.ts';
import type { Fault, Reply } from './types.ts';

/** What a fault makes of the content of an answer. */
export function alteredBy(kind: Fault['kind'] | undefined, reply: Reply): Reply {
	if ((reply.body as Json)?.resourceType !== 'Bundle') return reply;
	const bundle = reply.body as Bundle;
	if (kind === 'other-request') return { ...reply, body: renamed(bundle, 'other') };
	if (kind === 'own-identifier') return { ...reply, body: renamed(bundle, 'own') };
	if (kind === 'other-patient') return { ...reply, body: aboutSomebodyElse(bundle) };
	return reply;
}

/** The same answer about another person: another record under another address. */
export function aboutSomebodyElse(response: Bundle): Bundle {
	const changed: Json = structuredClone(response);
	const [{ resource }] = changed.entry;
	const fullUrl = 'urn:uuid:00000000-0000-4000-8000-00000000aaaa';
	changed.entry = changed.entry.filter(
		({ resource: each }: Json) => each.resourceType !== 'Patient',
	);
	changed.entry.push({
		fullUrl,
		resource: {
			resourceType: 'Patient',
			id: '00000000-0000-4000-8000-00000000aaaa',
			identifier: [{ system: 'http://payer.example.org/members', value: 'ZZ-SOMEBODY-ELSE' }],
			name: [{ family: 'ZZTEST', given: ['OTHER'] }],
			gender: 'unknown',
		},
	});
	resource.patient = { reference: fullUrl };
	return changed as Bundle;
}

/**
 * The same answer under another name: without a name, under a number of the payer's own (what it is about
 * can still be seen), or as one on another request.
 */
export function renamed(response: Bundle, how: 'missing' | 'own' | 'other'): Bundle {
	const { identifier, ...rest } = structuredClone(response);
	if (how === 'missing') return rest;
	if (how === 'own') {
		const value = 'urn:uuid:00000000-0000-4000-8000-00000000bbbb';
		return { ...rest, identifier: { system: 'urn:ietf:rfc:3986', value } };
	}
	const decided: Json = rest.entry?.[0]?.resource;
	const trace = { ...list(decided.identifier)[0], value: 'another-case' };
	decided.identifier = [trace];
	decided.request = {
		reference: 'urn:uuid:00000000-0000-4000-8000-00000000cccc',
		identifier: trace,
	};
	return { ...rest, identifier: { ...identifier, value: 'another-packet' } };
}
