import { isIP } from 'node:net';
import type { LedgerEntry } from '../reading/check';
import { dicomEvent } from './event-code';
import { OWN_DESIGNATOR, restOf } from './names';
import { isInbound, isSending, outgoing, peerOf, timeOf, type Outgoing } from './outgoing';
import { element, escapeXml } from './xml';

/**
 * The audit message of DICOM PS3.15 A.5.1, as IHE ATNA sends it. Studies and patients are named by
 * pseudonyms; SOP classes and instances, which the ledger does not hold, are left out.
 *
 * @returns one XML element without declaration and without line breaks
 */
export function atnaMessage(entry: LedgerEntry): string {
	const event = outgoing(entry);
	return element(
		'AuditMessage',
		{},
		identification(event),
		...participants(event),
		element(
			'AuditSourceIdentification',
			{ AuditSourceID: instanceOf(event) },
			// 4: application server (A.5.1.2.1), which needs no code system.
			element('AuditSourceTypeCode', { 'csd-code': '4' }),
		),
		...participantObjects(event),
	);
}

/** CodedValueType: attributes csd-code, codeSystemName, originalText. */
const coded = (name: string, code: string, meaning: string, system = 'DCM'): string =>
	element(name, { 'csd-code': code, codeSystemName: system, originalText: meaning });

const ownCode = (name: string, code: string): string => coded(name, code, code, OWN_DESIGNATOR);

const instanceOf = ({ agent }: Outgoing): string => agent?.instance ?? 'unknown';

function identification(event: Outgoing): string {
	const { id, type } = dicomEvent(event);
	const { action, outcome, outcomeReason, interaction } = event;
	return element(
		'EventIdentification',
		{
			EventActionCode: action,
			EventDateTime: timeOf(event),
			// An outcome that is not known must not pass as a success.
			EventOutcomeIndicator: outcome ?? '12',
		},
		coded('EventID', id.code, id.meaning),
		...(type === undefined ? [] : [coded('EventTypeCode', type.code, type.meaning)]),
		...(interaction === undefined ? [] : [ownCode('EventTypeCode', interaction)]),
		...(outcomeReason === undefined
			? []
			: [element('EventOutcomeDescription', {}, escapeXml(outcomeReason))]),
	);
}

const SOURCE = coded('RoleIDCode', '110153', 'Source Role ID');
const DESTINATION = coded('RoleIDCode', '110152', 'Destination Role ID');
const APPLICATION = coded('RoleIDCode', '110150', 'Application');

/** The person, and the two machines in touch: data flow from the source to the destination (A.5.3). */
function participants(event: Outgoing): string[] {
	const { actor } = event;
	const person = actor?.type === 'device' ? undefined : actor?.id;
	const peer = peerOf(event);
	const device = actor?.type === 'device' ? actor.id : undefined;
	const other = device ?? peer?.name ?? peer?.address;
	const inbound = isInbound(event);
	const own = participant(
		instanceOf(event),
		person === undefined && !inbound,
		other === undefined ? APPLICATION : isReceiver(event) ? DESTINATION : SOURCE,
		instanceOf(event),
	);
	const list = person === undefined ? [] : [participant(person, true, ...roleOf(event))];
	list.push(own);
	if (other !== undefined) {
		const role = isReceiver(event) ? SOURCE : DESTINATION;
		list.push(participant(other, person === undefined && inbound, role, peer?.address));
	}
	return list;
}

/** What comes in, and what we read elsewhere, flows to us. */
const isReceiver = (event: Outgoing): boolean =>
	isInbound(event) || (event.action === 'R' && !isSending(event));

const roleOf = ({ actor }: Outgoing): [role?: string] =>
	actor?.role === undefined ? [] : [ownCode('RoleIDCode', actor.role)];

function participant(userId: string, isRequestor: boolean, role = '', address?: string): string {
	return element(
		'ActiveParticipant',
		{
			UserID: userId,
			UserIsRequestor: isRequestor,
			NetworkAccessPointID: address,
			// 1 machine name, 2 IP address.
			NetworkAccessPointTypeCode: address === undefined ? undefined : isIP(address) > 0 ? '2' : '1',
		},
		role,
	);
}

type OutgoingObject = NonNullable<Outgoing['objects']>[number];

function participantObjects(event: Outgoing): string[] {
	const { patient, encounter, objects = [] } = event;
	const list: string[] = [];
	if (patient?.pseudonym !== undefined) {
		list.push(participantObject(patient, PATIENT));
	}
	if (encounter?.pseudonym !== undefined) {
		list.push(participantObject(encounter, ENCOUNTER));
	}
	for (const object of objects) {
		list.push(participantObject(object, kindOf(object)));
	}
	list.push(
		write({
			id: event.id,
			type: '2',
			role: '13',
			idType: ownCode('ParticipantObjectIDTypeCode', 'audit-record'),
			name: 'audit-record',
			details: restOf(event),
		}),
	);
	return list;
}

interface ObjectKind {
	/** ParticipantObjectTypeCode: 1 person, 2 system object, 4 other. */
	type: string;
	/** ParticipantObjectTypeCodeRole: 1 patient, 3 report, 4 resource. */
	role?: string;
	idType: string;
	name: string;
}

const ID_TYPE = 'ParticipantObjectIDTypeCode';
const PATIENT: ObjectKind = {
	type: '1',
	role: '1',
	idType: coded(ID_TYPE, '2', 'Patient Number', 'RFC-3881'),
	name: 'patient-pseudonym',
};
const ENCOUNTER: ObjectKind = {
	type: '2',
	idType: coded(ID_TYPE, '3', 'Encounter Number', 'RFC-3881'),
	name: 'encounter-pseudonym',
};

function kindOf({ type = 'unknown' }: OutgoingObject): ObjectKind {
	switch (type) {
		case 'Patient':
			return { ...PATIENT, name: 'Patient' };
		case 'dicom-study':
			return {
				type: '2',
				role: '3',
				idType: coded(ID_TYPE, '110180', 'Study Instance UID'),
				name: type,
			};
		default:
			return { type: '2', role: '4', idType: ownCode(ID_TYPE, type), name: type };
	}
}

function participantObject(object: OutgoingObject, kind: ObjectKind): string {
	const { pseudonym, type, ...more } = object;
	const details = Object.entries(more).filter(([, value]) => value !== undefined);
	// Without any of them it was counted, not named.
	const id = pseudonym ?? more.sha256 ?? more.version ?? 'none';
	const instances = type === 'dicom-study' ? more.count : undefined;
	return write({ ...kind, id, details, instances });
}

interface Written extends ObjectKind {
	id: string;
	details: Array<[string, unknown]>;
	/** Images of a study. */
	instances?: number;
}

function write(object: Written): string {
	return element(
		'ParticipantObjectIdentification',
		{
			ParticipantObjectID: object.id,
			ParticipantObjectTypeCode: object.type,
			ParticipantObjectTypeCodeRole: object.role,
		},
		object.idType,
		element('ParticipantObjectName', {}, escapeXml(object.name)),
		...object.details.map(([type, value]) =>
			element('ParticipantObjectDetail', {
				type,
				value: Buffer.from(String(value)).toString('base64'),
			}),
		),
		...(object.instances === undefined
			? []
			: [
					element(
						'ParticipantObjectDescription',
						{},
						element('SOPClass', { NumberOfInstances: object.instances }),
					),
				]),
	);
}
