import { coding, identified, type Coding, type LogicalReference } from './fhir-types';
import { restOf, SYSTEMS } from './names';
import type { Outgoing } from './outgoing';

export interface Entity {
	what?: LogicalReference;
	type: Coding;
	role: Coding;
	name?: string;
	detail?: Array<{ type: string; valueString: string }>;
}

type OutgoingObject = NonNullable<Outgoing['objects']>[number];

const entityType = (code: string, display: string): Coding =>
	coding('http://terminology.hl7.org/CodeSystem/audit-entity-type', code, display);
const role = (code: string, display: string): Coding =>
	coding('http://terminology.hl7.org/CodeSystem/object-role', code, display);

const PERSON = entityType('1', 'Person');
const SYSTEM_OBJECT = entityType('2', 'System Object');
const OTHER = entityType('4', 'Other');
const PATIENT = role('1', 'Patient');
const DOMAIN_RESOURCE = role('4', 'Domain Resource');
const SECURITY_RESOURCE = role('13', 'Security Resource');

/**
 * What it was about: the patient, the encounter, each object, and the ledger's own record with every
 * field that AuditEvent has no element for.
 */
export function entitiesOf(event: Outgoing): Entity[] {
	const { patient, encounter, objects = [] } = event;
	const known = patient?.pseudonym !== undefined;
	const entities: Entity[] = [];
	if (known) entities.push(about(PERSON, PATIENT, patient, 'Patient'));
	if (encounter?.pseudonym !== undefined) {
		entities.push(about(OTHER, DOMAIN_RESOURCE, encounter, 'Encounter'));
	}
	let hasPerson = known;
	for (const [at, object] of objects.entries()) {
		// Whom a resource is about comes after the resource.
		const isSubject = object.type === 'Patient' && at > 0;
		if (!isSubject) entities.push(ofObject(object));
		else {
			// The same person under the chart's own pseudonym is not a second one.
			entities.push(about(hasPerson ? OTHER : PERSON, PATIENT, object, 'Patient'));
			hasPerson = true;
		}
	}
	entities.push(ledgerRecord(event));
	return entities;
}

function ofObject(object: OutgoingObject): Entity {
	const { type } = object;
	const isResource = type !== undefined && /^[A-Z]/.test(type);
	return about(SYSTEM_OBJECT, DOMAIN_RESOURCE, object, isResource ? type : undefined);
}

function about(
	type: Coding,
	asRole: Coding,
	object: OutgoingObject,
	resourceType: string | undefined,
): Entity {
	const { pseudonym, type: name, ...more } = object;
	const detail = Object.entries(more).flatMap(([key, value]) =>
		value === undefined ? [] : [{ type: key, valueString: String(value) }],
	);
	return {
		...(pseudonym !== undefined && {
			what: {
				...(resourceType !== undefined && { type: resourceType }),
				...identified(SYSTEMS.pseudonym, pseudonym),
			},
		}),
		type,
		role: asRole,
		...(name !== undefined && { name }),
		...(detail.length > 0 && { detail }),
	};
}

const ledgerRecord = (event: Outgoing): Entity => ({
	what: identified(SYSTEMS.event, event.id),
	type: OTHER,
	role: SECURITY_RESOURCE,
	name: 'audit-record',
	detail: restOf(event).map(([type, value]) => ({ type, valueString: String(value) })),
});
