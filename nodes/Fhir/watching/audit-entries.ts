import { isId, parseReference } from '../../clients/fhir';
import type { AuditEvent, AuditObject, Pseudonym } from '../../shared/ledger/event';
import type { Change } from './change';
import { patientOf, type Local } from './patient';
import type { WatchEvent } from './watch-events';

/** Without the agent, which the face knows. */
export type AuditEntry = Omit<AuditEvent, 'agent'>;

/** Stands for a patient or record in the ledger. */
export type Pseudonymise = (...parts: string[]) => Pseudonym;

export interface Server {
	address: string;
	port: number;
}

/** Records named one by one in an entry; beyond that only their number is kept. */
const MAX_NAMED = 100;

/** @param baseUrl of the FHIR server */
export function serverOf(baseUrl: string): Server {
	const { hostname, port, protocol } = new URL(baseUrl);
	return { address: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

/** What was read of each patient: one entry for each, and one for records that name none. */
export function receivedEntries(
	interaction: 'fhir-change-received' | 'fhir-sample-read',
	changes: readonly Change[],
	network: Server,
	pseudonym: Pseudonymise,
	local?: Local,
): AuditEntry[] {
	const byPatient = new Map<string | undefined, Change[]>();
	for (const change of changes) {
		const patient = patientOf(change.resource, local);
		byPatient.set(patient, [...(byPatient.get(patient) ?? []), change]);
	}
	return [...byPatient].map(([patient, theirs]) => ({
		kind: 'access',
		interaction,
		action: 'R',
		outcome: '0',
		network,
		...(patient !== undefined && { patient: pseudonym('fhir', patient) }),
		objects: objectsOf(theirs, patient, pseudonym),
	}));
}

function objectsOf(
	changes: readonly Change[],
	patient: string | undefined,
	pseudonym: Pseudonymise,
): AuditObject[] {
	const objects = changes.slice(0, MAX_NAMED).map(
		({ type, id, version }): AuditObject => ({
			type,
			...pseudonym('fhir', `${type}/${id}`),
			...(isId(version) && { version }),
		}),
	);
	if (changes.length > MAX_NAMED) objects.push({ type: 'resources', count: changes.length });
	const named = changes.some(({ type, id }) => `${type}/${id}` === patient);
	const found = named ? undefined : parseReference(patient);
	return found === undefined
		? objects
		: [...objects, { type: found.type, ...pseudonym('fhir', found.reference) }];
}

/** What a watch tells beside changes. */
export function eventEntry(event: WatchEvent, network: Server): AuditEntry {
	const entry = (
		interaction: string,
		outcome: AuditEntry['outcome'],
		outcomeReason: string,
	): AuditEntry => ({ kind: 'system', interaction, action: 'E', outcome, outcomeReason, network });
	switch (event.type) {
		case 'failing':
			return {
				...entry('fhir-watch-failing', '8', event.reason),
				objects: [{ type: 'minutes', count: event.minutes }],
			};
		case 'recovered':
			return entry('fhir-watch-recovered', '0', `minutes-${event.minutes}`);
		case 'held-elsewhere':
			return entry('fhir-watch-held-elsewhere', '4', 'other-process');
		case 'events-missed':
			return entry('fhir-subscription-gap', '4', `events-${event.count}`);
		case 'subscription-restored':
			return event.reason === 'new'
				? entry('fhir-subscription-created', '0', event.reason)
				: entry('fhir-subscription-restored', '4', event.reason);
		case 'subscription-failing':
			return entry('fhir-subscription-failing', '8', event.reason);
	}
}
