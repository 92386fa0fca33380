import type { FhirResource } from '../../clients/fhir';
import { codings, element, elements, isFields, text } from '../rules/element';
import { isPasTiming } from '../rules/order-rules';
import { ORDER_TYPES, pasProfile, SYSTEMS } from '../rules';
import { isMemberId } from '../rules/party-rules';

/** What a record is in the packet: it decides which of its elements travel. */
export type Part =
	| 'beneficiary'
	| 'subscriber'
	| 'coverage'
	| 'insurer'
	| 'requestor'
	| 'organization'
	| 'practitioner'
	| 'role'
	| 'location'
	| 'order'
	| 'evidence';

const PERSON = [
	'identifier',
	'active',
	'name',
	'gender',
	'birthDate',
	'address',
	'multipleBirthInteger',
];
const ORGANIZATION = ['identifier', 'active', 'type', 'name', 'telecom', 'address'];

/** Elements of people and places that PAS or US Core ask for; nothing else of them travels. */
const ELEMENTS: Readonly<Partial<Record<Part, readonly string[]>>> = {
	beneficiary: PERSON,
	subscriber: PERSON,
	coverage: [
		'identifier',
		'status',
		'type',
		'subscriber',
		'subscriberId',
		'beneficiary',
		'dependent',
		'relationship',
		'period',
		'payor',
		'class',
	],
	insurer: ORGANIZATION,
	requestor: [...ORGANIZATION, 'contact'],
	organization: ORGANIZATION,
	practitioner: ['identifier', 'active', 'name', 'telecom', 'address', 'qualification'],
	role: [
		'identifier',
		'active',
		'practitioner',
		'organization',
		'code',
		'specialty',
		'location',
		'telecom',
	],
	location: ['identifier', 'status', 'name', 'type', 'telecom', 'address'],
};

/** Elements that no reviewer needs: the rendered text repeats everything, also what was left out. */
const NEVER = new Set(['text', 'meta', 'implicitRules', 'resourceType', 'id']);

const PROFILE: Readonly<Partial<Record<Part, string>>> = {
	beneficiary: 'beneficiary',
	subscriber: 'subscriber',
	coverage: 'coverage',
	insurer: 'insurer',
	requestor: 'requestor',
	practitioner: 'practitioner',
	role: 'practitionerrole',
	location: 'location',
};

/** @returns a copy with what may travel, and the names of the elements that do not */
export function keep(
	resource: FhirResource,
	part: Part,
): { copy: FhirResource; dropped: string[] } {
	const allowed = ELEMENTS[part];
	const dropped: string[] = [];
	const body: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(resource)) {
		if (NEVER.has(name)) continue;
		if (allowed === undefined || allowed.includes(name)) body[name] = structuredClone(value);
		else dropped.push(name);
	}
	dropped.push(...shaped(body, resource, part));
	const profile = profileOf(resource.resourceType, part);
	return {
		copy: {
			resourceType: resource.resourceType,
			...(resource.id !== undefined && { id: resource.id }),
			...(profile !== undefined && { meta: { profile: [profile] } }),
			...body,
		},
		dropped,
	};
}

function profileOf(type: string, part: Part): string | undefined {
	const own = PROFILE[part];
	if (own !== undefined) return pasProfile(own);
	if (part === 'order' && ORDER_TYPES.has(type)) return pasProfile(type.toLowerCase());
	return type === 'DocumentReference' ? pasProfile('documentreference') : undefined;
}

/** What the guide wants otherwise than records have it. @returns elements that were dropped for it */
function shaped(
	body: Record<string, unknown>,
	{ resourceType: type }: FhirResource,
	part: Part,
): string[] {
	const root = { path: '', value: body };
	if (part === 'beneficiary' || part === 'subscriber') {
		const all = elements(root, 'identifier');
		const others = all.filter(({ value }) => value.system !== SYSTEMS.ssn);
		body.identifier = others.map(({ value }) => value);
		return others.length < all.length ? ['identifier'] : [];
	}
	if (part === 'coverage') {
		const members = elements(root, 'identifier').filter(isMemberId);
		if (members.length > 0) body.identifier = members.map(({ value }) => value);
		else delete body.identifier;
		return [];
	}
	return part === 'order' ? shapedOrder(body, type) : [];
}

function shapedOrder(body: Record<string, unknown>, type: string): string[] {
	const root = { path: '', value: body };
	const dropped = [
		'occurrenceDateTime',
		'occurrencePeriod',
		'quantityRatio',
		'quantityRange',
	].filter((name) => type !== 'MedicationRequest' && body[name] !== undefined);
	if (elements(root, 'occurrenceTiming').some((timing) => !isPasTiming(timing))) {
		dropped.push('occurrenceTiming');
	}
	const quantity = body.quantityQuantity;
	// A code of UCUM would be taken for one of X12: the unit stands there in words.
	if (isFields(quantity)) {
		const unit = text({ path: '', value: quantity }, 'unit') ?? quantity.code;
		body.quantityQuantity = { value: quantity.value, unit };
	}
	for (const dosage of elements(root, 'dosageInstruction')) {
		const timing = element(dosage, 'timing');
		if (timing === undefined || isPasTiming(timing)) continue;
		delete (dosage.value as Record<string, unknown>).timing;
		dropped.push('dosageInstruction.timing');
	}
	for (const name of dropped) delete body[name];
	return dropped;
}

/** The coverage with what its profile asks for and the record says in another place. */
export function withMemberId(
	coverage: FhirResource,
	id: string,
	self: boolean,
	system: string | undefined,
): FhirResource {
	const type = { coding: [{ system: SYSTEMS.identifierType, code: 'MB' }] };
	const root = { path: '', value: coverage };
	const named = elements(root, 'identifier').some(isMemberId);
	const relationship = element(root, 'relationship')?.value ?? {};
	const coded = codings(element(root, 'relationship')).some(({ code }) => code === '18');
	const codes = Array.isArray(relationship.coding) ? (relationship.coding as unknown[]) : [];
	return {
		...coverage,
		...(!named && { identifier: [{ type, ...(system && { system }), value: id }] }),
		...(self &&
			!coded && {
				relationship: {
					...relationship,
					coding: [...codes, { system: SYSTEMS.relationshipX12, code: '18' }],
				},
			}),
	};
}
