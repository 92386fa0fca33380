import type { Bundle, FhirResource } from '../../clients/fhir';
import type { LeftOut, PriorAuthRequest } from '../../shared/contracts/prior-auth';
import { HospitalError } from '../../shared/errors';
import { namedUuid } from '../../shared/named-uuid';
import { isFullDate, isInstant } from '../rules/element';
import { PROFILES, SYSTEMS } from '../rules';
import { Assembly } from './assemble';
import {
	careTeamMember,
	claimDiagnoses,
	claimItem,
	evidenceInfo,
	MOST_DIAGNOSES,
	otherInfo,
	urgencyOf,
	type BuiltItem,
} from './claim-parts';
import { checkCompleteness, requireComplete } from './completeness';
import { billingCode, isSelf, memberId, travels } from './facts';
import { keyOf, type RequestInput } from './input';
import { withMemberId } from './keep';
import { packed } from './packed';
import { roleOf } from './role';
import { requireSamePatient } from './same-patient';
import { requireStanding } from './standing';

/**
 * Builds the packet of a first request: a collection Bundle of Da Vinci PAS 2.2.1 with the claim first,
 * every record that it leads to once, and nothing else. The same input always gives the same bytes.
 *
 * @throws HospitalError `prior-auth-incomplete`, `prior-auth-other-patient`, `prior-auth-no-id`,
 *   `prior-auth-evidence-incomplete`, `prior-auth-setting-wrong`
 */
export function buildRequest(given: RequestInput): PriorAuthRequest {
	requireSettings(given);
	requireSamePatient(given);
	requireStanding(given);
	const completeness = checkCompleteness(given);
	requireComplete(completeness);
	const self = isSelf(given.coverage);
	const id = memberId(given.coverage) ?? '';
	const { member } = given.systems;
	const input = { ...given, coverage: withMemberId(given.coverage, id, self, member) };
	const { bundle: site } = input.systems;
	const assembly = assemblyOf(input, site);
	const { claim, items } = claimOf(input, assembly);
	const claimUrl = `urn:uuid:${String(claim.id)}`;
	const bundle: Bundle = {
		resourceType: 'Bundle',
		meta: { profile: [PROFILES.requestBundle] },
		identifier: { system: site, value: namedUuid('pas-bundle', site, input.key) },
		type: 'collection',
		timestamp: input.created,
		entry: [{ fullUrl: claimUrl, resource: claim }, ...assembly.entries],
	};
	return packed({
		kind: 'request',
		bundle,
		...attested(input),
		items: items.map(({ sequence, item }) => {
			const { system, code } = billingCode(item) ?? { system: '', code: '' };
			const order = keyOf(item.order);
			return { sequence, system, code, ...(order !== undefined && { order }) };
		}),
		completeness,
		leftOut: [...assembly.leftOut, ...notTravelling(input, assembly)],
	});
}

function attested({
	urgency,
}: RequestInput): Pick<PriorAuthRequest, 'urgency' | 'attestation' | 'forReview'> {
	if (urgency?.level === 'expedited' && urgency.toBeAttested === true) {
		return { urgency: 'expedited', forReview: true };
	}
	const { by, at } = urgency?.attestation ?? {};
	if (urgency?.level !== 'expedited' || by === undefined || at === undefined) {
		return { urgency: 'standard' };
	}
	return { urgency: 'expedited', attestation: { by, at } };
}

function requireSettings({
	key,
	systems,
	created,
	admission,
	discharge,
	items,
}: RequestInput): void {
	const dates = [admission?.start, admission?.end, discharge].filter((date) => date !== undefined);
	const wrong = [
		[key.trim() === '', 'the key of the request'],
		[!isInstant(created), 'the time at which it is made (with time zone)'],
		[
			systems.bundle === '' || systems.claim === '' || systems.item === '',
			'a system of identifiers',
		],
		[!dates.every(isFullDate), 'a date of the stay (YYYY-MM-DD)'],
		[
			items.some(({ category, requestType }) => !category?.code || !requestType?.code),
			'the category or the request type of an item',
		],
	].flatMap(([bad, name]) => (bad === true ? [String(name)] : []));
	if (wrong.length === 0) return;
	throw new HospitalError('prior-auth-setting-wrong', `Missing or unusable: ${wrong.join('; ')}`, {
		nextStep: 'Nothing was built. Correct these settings of the node.',
	});
}

/** Every record at hand, and which of them travel in which part. */
function assemblyOf(input: RequestInput, site: string): Assembly {
	const { patient, coverage, insurer, provider, practitioner, subscriber, facility } = input;
	const assembly = new Assembly(site, input.others ?? [], input.server);
	assembly.choose(patient, 'beneficiary');
	assembly.choose(coverage, 'coverage');
	assembly.choose(insurer, 'insurer');
	assembly.choose(provider, provider.resourceType === 'PractitionerRole' ? 'role' : 'requestor');
	if (subscriber !== undefined) assembly.choose(subscriber, 'subscriber');
	if (practitioner !== undefined) assembly.choose(practitioner, 'practitioner');
	if (facility?.resourceType === 'Location') assembly.choose(facility, 'location');
	for (const { resource } of input.evidence ?? []) assembly.choose(resource, 'evidence');
	for (const { order } of input.items) {
		if (travels(order)) assembly.choose(order, 'order');
	}
	return assembly;
}

function claimOf(
	input: RequestInput,
	assembly: Assembly,
): { claim: FhirResource; items: BuiltItem[] } {
	const { systems, key, created, evidence = [] } = input;
	const patient = assembly.add(input.patient, 'beneficiary');
	const coverage = assembly.add(input.coverage, 'coverage');
	const insurer = assembly.add(input.insurer, 'insurer');
	const provider = assembly.add(input.provider, 'requestor');
	const role = roleOf(input);
	if (role !== undefined) assembly.choose(role, 'role');
	const careTeam = role === undefined ? [] : [careTeamMember(1, assembly.add(role, 'role'))];
	const items = input.items.map((item, at): BuiltItem => {
		const order = travels(item.order) ? assembly.add(item.order, 'order') : undefined;
		return { sequence: at + 1, item, ...(order !== undefined && { order }) };
	});
	const pieces = evidence.map((piece, at) =>
		evidenceInfo(piece, at + 1, assembly.add(piece.resource, 'evidence')),
	);
	const supportingInfo = [...pieces, ...otherInfo(input, pieces.length + 1)];
	const diagnosis = claimDiagnoses(input.diagnoses);
	const counts = {
		careTeam: careTeam.length,
		diagnoses: diagnosis.length,
		evidence: pieces.map(({ sequence }) => Number(sequence)),
	};
	const { priority, extension } = urgencyOf(input);
	const trace = namedUuid('pas-trace', systems.claim, key).replaceAll('-', '');
	const claim: FhirResource = {
		resourceType: 'Claim',
		id: namedUuid('pas-claim', systems.bundle, key),
		meta: { profile: [PROFILES.claim] },
		...(extension.length > 0 && { extension }),
		identifier: [{ system: systems.claim, value: trace }],
		status: 'active',
		type: { coding: [{ system: SYSTEMS.claimType, code: input.claimType }] },
		use: 'preauthorization',
		patient: { reference: patient },
		created,
		insurer: { reference: insurer },
		provider: { reference: provider },
		priority,
		...(careTeam.length > 0 && { careTeam }),
		...(supportingInfo.length > 0 && { supportingInfo }),
		...(diagnosis.length > 0 && { diagnosis }),
		insurance: [{ sequence: 1, focal: true, coverage: { reference: coverage } }],
		item: items.map((item) => claimItem(item, input, counts)),
	};
	return { claim, items };
}

/** What was at hand and does not travel at all: said, so that a person can see that it was meant. */
function notTravelling(input: RequestInput, assembly: Assembly): LeftOut[] {
	const inside = new Set(
		assembly.entries.map(({ resource }) => (resource === undefined ? '' : keyOf(resource))),
	);
	const say = (resource: FhirResource | undefined, why: LeftOut['why']): LeftOut[] => {
		const reference = resource === undefined ? undefined : keyOf(resource);
		if (resource === undefined || (reference !== undefined && inside.has(reference))) return [];
		return [{ type: resource.resourceType, ...(reference && { reference }), why }];
	};
	return [
		...input.diagnoses.flatMap((condition, at) =>
			say(condition, at < MOST_DIAGNOSES ? 'code-travels' : 'not-evidence'),
		),
		...input.items.flatMap(({ order }) => say(order, 'no-billing-code')),
		...say(input.practitioner, 'no-contact'),
		...say(input.facility, 'not-needed'),
		...(input.others ?? []).flatMap((other) => say(other, 'not-evidence')),
	];
}
