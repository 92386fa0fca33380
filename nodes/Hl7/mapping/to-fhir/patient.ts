import type { FhirResource } from '../../../clients/fhir/types';
import { HospitalError } from '../../../shared/errors';
import { tableCode, codeableConcept } from '../datatypes/codes';
import { address, compact, contactPoint } from '../datatypes/contacts';
import { IDENTIFIER_TYPES, SSN, type Identifier } from '../datatypes/identifiers';
import { humanName } from '../datatypes/people';
import { fhirDate, fhirDateTime } from '../datatypes/times';
import type { ReadField, ReadSegment } from '../reading';
import { GENDERS, MARITAL_STATUS, YES_NO } from '../tables';
import { replacements, type Conversion, type Written } from './context';
import { isLate, messageTime, stamped } from './message-time';
import { without } from '../without';
import { merged } from './patient-changes';
import { isSomebodyElse } from './patient-check';
import {
	patientInChart,
	patientNumbers,
	telling,
	tellingNumber,
	type Numbers,
} from './patient-numbers';

const MARITAL_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus';

/**
 * The patient of a message, as the chart is to have them. What the message does not mention stays;
 * what it says to delete goes.
 *
 * @param mayChange false when the message is about something else (a result, an order): then the
 *   patient is created if need be, and otherwise left alone
 * @throws HospitalError `hl7-patient-missing`, `hl7-patient-number-unknown`, `hl7-chart-ambiguous`,
 *   `hl7-patient-unsure`, `hl7-patient-replaced`, `hl7-patient-differs`
 */
export function patientOf(conversion: Conversion, mayChange: boolean): Written {
	const pid = conversion.reading.first('PID');
	if (pid === undefined) throw noPatient();
	const numbers = patientNumbers(conversion, pid);
	const said = fromPid(conversion, pid, numbers);
	conversion.said = { ...said, identifier: telling(numbers.listed) };
	const number = tellingNumber(numbers.listed);
	const there = patientInChart(conversion, numbers);
	const time = messageTime(conversion);
	if (there?.id === undefined) {
		if (mayChange && conversion.options.chart === undefined) {
			conversion.reading.warn('PID', 'not-updated');
		}
		// A message about something else says too little of the patient to be compared with later ones.
		return conversion.create(mayChange ? stamped(said, time) : said, number);
	}
	if (replacements(there).length > 0) throw replaced();
	const reference = { reference: `Patient/${there.id}`, resource: there };
	if (isSomebodyElse(said, there)) throw differs();
	if (!mayChange) return reference;
	if (isLate(time, there)) {
		pid.warnWhole('older-than-chart');
		// A merge is one whenever it comes; only the data of the patient may be older than the chart's.
		const merges = conversion.reading.first('MRG') !== undefined;
		return merges ? conversion.change(there, there, there.id) : reference;
	}
	return conversion.change(stamped(merged(there, said, pid), time), there, there.id);
}

type PatientResource = FhirResource & { identifier?: Identifier[] };

function fromPid(
	conversion: Conversion,
	pid: ReadSegment,
	{ listed, beside }: Numbers,
): PatientResource {
	const { timeZone } = conversion.options;
	pid.passOver(1);
	const names = [...pid.repetitions(5).map(humanName), ...pid.repetitions(9).map(humanName)].filter(
		(name) => name !== undefined,
	);
	const died = fhirDateTime(pid.field(29), timeZone);
	const dead = tableCode(pid.field(30), YES_NO);
	const order = birthOrder(pid.field(25));
	const several = tableCode(pid.field(24), YES_NO);
	return {
		resourceType: 'Patient',
		identifier: [
			...listed,
			// Once in the chart they would choose the record.
			...beside.map((one) => without(one, 'system')),
			...socialSecurity(conversion, pid),
		],
		...compact({
			name: some(names),
			telecom: some([
				...pid.repetitions(13).map((field) => contactPoint(field, 'home')),
				...pid.repetitions(14).map((field) => contactPoint(field, 'work')),
			]),
			gender: tableCode(pid.field(8), GENDERS),
			birthDate: fhirDate(pid.field(7)),
			address: some(pid.repetitions(11).map(address)),
			maritalStatus: maritalStatus(pid.field(16)),
			communication: language(pid.field(15)),
			contact: some(
				conversion.reading.segments.filter(({ name }) => name === 'NK1').map(nextOfKin),
			),
			multipleBirthInteger: order,
		}),
		...(order === undefined && several === 'yes' && { multipleBirthBoolean: true }),
		...(died !== undefined && { deceasedDateTime: died }),
		...(died === undefined && dead === 'yes' && { deceasedBoolean: true }),
		...(died === undefined && dead === 'no' && { deceasedBoolean: false }),
	};
}

function birthOrder(field: ReadField | undefined): number | undefined {
	const text = field?.text();
	if (text === undefined) return undefined;
	if (/^[1-9]\d?$/.test(text)) return Number(text);
	field?.warn('number-invalid');
	return undefined;
}

/** PID-19: of which country the number is only the site knows. */
function socialSecurity({ options }: Conversion, pid: ReadSegment): Identifier[] {
	const value = pid.text(19);
	if (value === undefined) return [];
	const system = options.numberSystems?.social;
	if (system === undefined) pid.warn(19, 'authority-unknown');
	return [
		{
			type: { coding: [{ system: IDENTIFIER_TYPES, code: 'SS' }] },
			...(system !== undefined && { system }),
			value:
				system === SSN && /^\d{3}-\d{2}-\d{4}$/.test(value) ? value.replaceAll('-', '') : value,
		},
	];
}

function maritalStatus(field: ReadField | undefined): object | undefined {
	const code = field?.text(1)?.toUpperCase() ?? '';
	const known = Object.hasOwn(MARITAL_STATUS, code)
		? MARITAL_STATUS[code as keyof typeof MARITAL_STATUS]
		: undefined;
	if (known === undefined) return codeableConcept(field);
	const text = field?.text(2);
	field?.text(3);
	return {
		coding: [{ system: MARITAL_SYSTEM, code: known }],
		...(text !== undefined && { text }),
	};
}

function language(field: ReadField | undefined): object[] | undefined {
	const code = field?.text(1);
	if (code === undefined) return undefined;
	const tag = /^[a-z]{2,3}(-[A-Z]{2})?$/.test(code);
	const concept = tag
		? { coding: [{ system: 'urn:ietf:bcp:47', code }], ...texts(field?.text(2)) }
		: codeableConcept(field);
	return concept === undefined ? undefined : [{ language: concept }];
}

const texts = (text: string | undefined) => (text === undefined ? {} : { text });

function nextOfKin(nk1: ReadSegment): object | undefined {
	nk1.passOver(1);
	const name = nk1.field(2);
	// A relationship alone is nobody (invariant pat-1): it is left unread, and so told.
	if ([2, 4, 5, 6].every((field) => nk1.field(field) === undefined)) return undefined;
	const street = nk1.field(4);
	const relationship = codeableConcept(
		nk1.field(3),
		'http://terminology.hl7.org/CodeSystem/v2-0063',
	);
	const telecom = some([
		...nk1.repetitions(5).map((field) => contactPoint(field, 'home')),
		...nk1.repetitions(6).map((field) => contactPoint(field, 'work')),
	]);
	const found = compact({
		relationship: relationship === undefined ? undefined : [relationship],
		name: name === undefined ? undefined : humanName(name),
		telecom,
		address: street === undefined ? undefined : address(street),
	});
	return Object.keys(found).length > (relationship === undefined ? 0 : 1) ? found : undefined;
}

export function some<T>(items: ReadonlyArray<T | undefined>): T[] | undefined {
	const found = items.filter((item) => item !== undefined);
	return found.length > 0 ? found : undefined;
}

const noPatient = () =>
	new HospitalError(
		'hl7-patient-missing',
		'The HL7 message names no patient: it has no PID segment',
		{
			nextStep: 'Have the sending system add it, or leave such messages out with a filter.',
		},
	);

const replaced = () =>
	new HospitalError(
		'hl7-patient-replaced',
		'The patient in the HL7 message was merged into another record, which does not carry the number',
		{
			nextStep:
				'Add the old number to the record that is in use, or have the sender name its number.',
		},
	);

const differs = () =>
	new HospitalError(
		'hl7-patient-differs',
		'The record of the chart under the number of the patient in the HL7 message differs in two of family name, given name, birth date and sex',
		{
			nextStep:
				'Nothing is written. Have somebody find out whose the message is: the sender has the wrong number, or the record of the chart has to be corrected first.',
		},
	);
