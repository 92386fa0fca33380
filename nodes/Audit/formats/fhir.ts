import type { LedgerEntry } from '../reading/check';
import { dicomEvent } from './event-code';
import { agentsOf } from './fhir-agents';
import { entitiesOf, type Entity } from './fhir-entities';
import { coding, DCM, identified, type Coding } from './fhir-types';
import { SYSTEMS } from './names';
import { isInbound, outgoing, peerOf, succeeded, timeOf, type Outgoing } from './outgoing';

const BALP = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';
const REST: Coding = {
	system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
	code: 'rest',
	display: 'Restful Operation',
};
const RESTFUL_INTERACTION = 'http://hl7.org/fhir/restful-interaction';
const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';

/** Our names of the RESTful interactions (FHIR R4, http.html). */
const INTERACTIONS: Readonly<Record<string, string>> = {
	'fhir-batch': 'batch',
	'fhir-bulk-export': 'operation',
	'fhir-chart-context': 'search-type',
	'fhir-create': 'create',
	'fhir-delete': 'delete',
	'fhir-history': 'history',
	'fhir-operation': 'operation',
	'fhir-patch': 'patch',
	'fhir-read': 'read',
	'fhir-read-back': 'read',
	'fhir-search': 'search-type',
	'fhir-transaction': 'transaction',
	'fhir-update': 'update',
	'fhir-vread': 'vread',
};

/** The profile that describes an interaction, and the action that it demands. */
const PROFILES: Readonly<Record<string, readonly [profile: string, action: string]>> = {
	create: ['Create', 'C'],
	read: ['Read', 'R'],
	vread: ['Read', 'R'],
	update: ['Update', 'U'],
	delete: ['Delete', 'D'],
};

/**
 * A FHIR R4 AuditEvent, with a profile of IHE Basic Audit Log Patterns where the event has all that
 * the profile demands. A search never has: the profile wants the query, and a query names patients.
 *
 * Patients and objects are logical references by pseudonym. The `id` is the event id: a server that
 * takes PUT keeps one resource however often the event comes.
 */
export function fhirAuditEvent(entry: LedgerEntry): object {
	const event = outgoing(entry);
	const entities = entitiesOf(event);
	const profile = profileOf(event, entities);
	const purpose = event.purposeOfUse;
	return {
		resourceType: 'AuditEvent',
		id: event.id,
		...(profile !== undefined && { meta: { profile: [profile] } }),
		...typeOf(event),
		...(event.action !== undefined && { action: event.action }),
		recorded: timeOf(event),
		outcome: event.outcome ?? '12',
		...(event.outcomeReason !== undefined && { outcomeDesc: event.outcomeReason }),
		...(purpose !== undefined && {
			purposeOfEvent: [{ coding: [{ system: ACT_REASON, code: purpose }] }],
		}),
		agent: agentsOf(event),
		source: {
			observer: {
				type: 'Device',
				...identified(SYSTEMS.instance, event.agent?.instance ?? 'unknown'),
			},
			type: [
				coding(
					'http://terminology.hl7.org/CodeSystem/security-source-type',
					'4',
					'Application Server',
				),
			],
		},
		entity: entities,
	};
}

function typeOf(event: Outgoing): { type: Coding; subtype: Coding[] } {
	const { interaction } = event;
	const own = interaction === undefined ? [] : [coding(SYSTEMS.interaction, interaction)];
	const rest = INTERACTIONS[interaction ?? ''];
	if (rest !== undefined) {
		return { type: REST, subtype: [coding(RESTFUL_INTERACTION, rest, rest), ...own] };
	}
	const { id, type } = dicomEvent(event);
	const subtype = type === undefined ? [] : [coding(DCM, type.code, type.meaning)];
	return { type: coding(DCM, id.code, id.meaning), subtype: [...subtype, ...own] };
}

function profileOf(event: Outgoing, entities: readonly Entity[]): string | undefined {
	const [name, action] = PROFILES[INTERACTIONS[event.interaction ?? ''] ?? ''] ?? [];
	const known = name !== undefined && event.action === action && succeeded(event);
	// Client and server are both to be named, with their addresses; and one object.
	if (!known || isInbound(event) || peerOf(event)?.address === undefined) return undefined;
	if (event.agent?.instance === undefined) return undefined;
	const ofType = (code: string): number => entities.filter(({ type }) => type.code === code).length;
	if (ofType('2') !== 1 || ofType('1') > 1) return undefined;
	return `${BALP}${ofType('1') === 1 ? 'Patient' : ''}${name}`;
}
