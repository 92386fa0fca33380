import type { Hl7Message } from '../../../formats/hl7';
import { hl7DateTime } from '../datatypes/times';
import { cwe, cx, dtm, xad, xcn, xpn, xtn, type AuthorityNames } from './datatypes';
import { missing } from './failures';
import { Line } from './line';
import type { Part } from './resource-reading';

const GENDERS: Readonly<Record<string, string>> = {
	male: 'M',
	female: 'F',
	other: 'O',
	unknown: 'U',
};

/** True for a number that is not in use any more; reads nothing. */
export const isOld = (identifier: Part): boolean => identifier.get('use').is('old');

/** PID of a Patient. */
export function writePid(message: Hl7Message, patient: Part, names: AuthorityNames): void {
	const pid = new Line(message, 'PID').put(1, '1');
	// Numbers that are not in use any more lead to the record that had them: they are left unread, and told.
	// So are those without a system: bare digits choose somebody else's record.
	const numbers = patient
		.list('identifier')
		.filter((one) => !isOld(one) && one.get('system').exists);
	if (numbers.length === 0) throw missing('Patient.identifier.system');
	pid.parts(3, ...numbers.map((identifier) => cx(identifier, names)));
	pid.parts(5, ...patient.list('name').map(xpn));
	pid.put(7, hl7DateTime(patient.get('birthDate').text));
	pid.put(8, GENDERS[patient.get('gender').text ?? '']);
	pid.parts(11, ...patient.list('address').map(xad));
	const contacts = patient.list('telecom');
	const isWork = (contact: Part) => contact.get('use').text === 'work';
	pid.parts(13, ...contacts.filter((contact) => !isWork(contact)).map(xtn));
	pid.parts(14, ...contacts.filter(isWork).map(xtn));
	pid.one(16, cwe(patient.get('maritalStatus')));
	const died = dtm(patient.get('deceasedDateTime'));
	pid.put(29, died);
	const dead = patient.get('deceasedBoolean').text;
	pid.put(30, died !== undefined || dead === 'true' ? 'Y' : dead === 'false' ? 'N' : undefined);
	// Only that a record is in use goes without saying.
	if (patient.get('active').is(true)) patient.get('active').passOver();
}

/** PatientClass (table 0004) of v3-ActCode. */
const CLASSES: Readonly<Record<string, string>> = {
	IMP: 'I',
	ACUTE: 'I',
	NONAC: 'I',
	AMB: 'O',
	EMER: 'E',
	PRENC: 'P',
	SS: 'O',
	VR: 'O',
};
const FIELD_OF: Readonly<Record<string, number>> = { ATND: 7, REF: 8, CON: 9, ADM: 17 };

/** PV1 of an Encounter; without one the class is unknown, which the standard has a code for. */
export function writePv1(message: Hl7Message, encounter: Part, names: AuthorityNames): void {
	const pv1 = new Line(message, 'PV1').put(1, '1');
	const kind = encounter.get('class');
	pv1.put(2, CLASSES[kind.get('code').text ?? ''] ?? 'U');
	kind.get('system').passOver();
	kind.get('display').passOver();
	const place = encounter.first('location').get('location').get('display').text;
	pv1.one(
		3,
		Array.from({ length: 9 }, (_, at) => (at === 8 ? place : undefined)),
	);
	const people = new Map<number, ReturnType<typeof xcn>[]>();
	for (const participant of encounter.list('participant')) {
		const type = participant.first('type').first('coding');
		const field = FIELD_OF[type.get('code').text ?? ''];
		type.get('system').passOver();
		if (field === undefined) continue;
		people.set(field, [...(people.get(field) ?? []), xcn(participant.get('individual'), names)]);
	}
	for (const [field, found] of people) pv1.parts(field, ...found);
	pv1.parts(19, ...encounter.list('identifier').map((identifier) => cx(identifier, names)));
	pv1.one(36, cwe(encounter.get('hospitalization').get('dischargeDisposition')));
	const period = encounter.get('period');
	pv1.put(44, dtm(period.get('start')));
	pv1.put(45, dtm(period.get('end')));
	// The event of the message says how the visit stands.
	encounter.get('status').passOver();
	encounter.get('subject').passOver();
}
