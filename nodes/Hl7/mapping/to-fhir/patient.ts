import type { FhirResource } from '../../../clients/fhir/types';
import { HospitalError } from '../../../shared/errors';
import { tableCode, codeableConcept } from '../datatypes/codes';
import { address, compact, contactPoint } from '../datatypes/contacts';
import { cxIdentifier, hasSystem, isSame, SSN, type Identifier } from '../datatypes/identifiers';
import { humanName } from '../datatypes/people';
import { fhirDate, fhirDateTime } from '../datatypes/times';
import type { SystemValue } from '../options';
import type { ReadField, ReadSegment } from '../reading';
import { GENDERS, MARITAL_STATUS, YES_NO } from '../tables';
import { identifiersOf, replacements, type Conversion, type Written } from './context';

const MARITAL_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus';

/**
 * Kinds of numbers by which a patient is found again, the best first (table 0203); the last are those
 * of no kind. Numbers of a state, an insurance or an account are never taken: families share them.
 */
const TELLING = ['MR', 'PI', 'PT', 'EPI', 'MPI', 'PN', ''];

/**
 * The patient of a message, as the chart is to have them. What the message does not mention stays;
 * what it says to delete goes.
 *
 * @param mayChange false when the message is about something else (a result, an order): then the
 *   patient is created if need be, and otherwise left alone
 * @throws HospitalError `hl7-patient-missing`, `hl7-patient-number-unknown`
 */
export function patientOf(conversion: Conversion, mayChange: boolean): Written {
	const pid = conversion.reading.first('PID');
	if (pid === undefined) throw noPatient();
	const said = fromPid(conversion, pid);
	conversion.said = { ...said, identifier: telling(said.identifier ?? []) };
	const number = tellingNumber(said.identifier ?? []);
	const there = inChart(conversion, said.identifier ?? []);
	if (there?.id === undefined) {
		if (mayChange && conversion.options.chart === undefined) {
			conversion.reading.warn('PID', 'not-updated');
		}
		return conversion.create(said, number);
	}
	if (replacements(there).length > 0) throw replaced();
	if (!mayChange) return { reference: `Patient/${there.id}`, resource: there };
	return conversion.change(merged(there, said, pid), there, there.id);
}

/**
 * The patient whom all numbers of the message lead to.
 *
 * @throws HospitalError `hl7-chart-ambiguous` when they lead to several
 */
function inChart(
	conversion: Conversion,
	identifiers: readonly Identifier[],
): FhirResource | undefined {
	const found = new Map<string, FhirResource>();
	for (const identifier of telling(identifiers)) {
		const there = conversion.inChart('Patient', identifier);
		if (there?.id !== undefined) found.set(there.id, there);
	}
	if (found.size > 1) throw severalFound();
	return [...found.values()][0];
}

/** Numbers that tell a patient apart, the best first; none that has ended. */
function telling(identifiers: readonly Identifier[]): SystemValue[] {
	const rank = (identifier: Identifier): number =>
		TELLING.indexOf(identifier.type?.coding[0]?.code ?? '');
	return identifiers
		.filter((one) => one.use !== 'old' && one.system !== SSN && rank(one) !== -1)
		.sort((a, b) => rank(a) - rank(b))
		.filter(hasSystem)
		.map(({ system, value }) => ({ system, value }));
}

/**
 * The number that tells the patient apart from all others.
 *
 * @throws HospitalError `hl7-patient-number-unknown`
 */
export function tellingNumber(identifiers: readonly Identifier[]): SystemValue {
	const [best] = telling(identifiers);
	if (best === undefined) throw unknownNumber();
	return best;
}

/** Numbers of PID-3, then those of PID-2 and PID-4, which older senders use. */
export function numbersOf(
	conversion: Conversion,
	segment: ReadSegment,
	fields: number[],
): Identifier[] {
	const found = fields.flatMap((field) =>
		segment
			.repetitions(field)
			.map((one) => cxIdentifier(one, conversion.options, 'patient'))
			.filter((identifier) => identifier !== undefined),
	);
	return found.filter(
		(one, at) => found.findIndex((other) => isSame(other as SystemValue, one)) === at,
	);
}

type PatientResource = FhirResource & { identifier?: Identifier[] };

function fromPid(conversion: Conversion, pid: ReadSegment): PatientResource {
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
		identifier: [...numbersOf(conversion, pid, [3, 2, 4]), ...socialSecurity(pid)],
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

function socialSecurity(pid: ReadSegment): Identifier[] {
	const value = pid.text(19);
	if (value === undefined) return [];
	return [{ system: SSN, value: value.replaceAll('-', '') }];
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

/** Fields of PID whose `""` empties an element of the chart. */
const DELETED_BY: ReadonlyArray<readonly [field: number, ...elements: string[]]> = [
	[7, 'birthDate'],
	[8, 'gender'],
	[11, 'address'],
	[13, 'telecom'],
	[15, 'communication'],
	[16, 'maritalStatus'],
	[29, 'deceasedDateTime'],
	[30, 'deceasedBoolean'],
];
/** An element of a choice takes the place of its other forms. */
const CHOICES = [
	['deceasedBoolean', 'deceasedDateTime'],
	['multipleBirthBoolean', 'multipleBirthInteger'],
];

/** The chart's patient with what the message says. Numbers are added, none is taken away. */
export function merged(there: FhirResource, said: FhirResource, pid: ReadSegment): FhirResource {
	const next: FhirResource = { ...there };
	for (const [field, ...elements] of DELETED_BY) {
		if (pid.isDeleted(field)) for (const element of elements) delete next[element];
	}
	for (const [element, value] of Object.entries(said)) {
		if (element === 'identifier') continue;
		// That somebody has died says less than when.
		if (element === 'deceasedBoolean' && there.deceasedDateTime !== undefined) {
			if (value === false) pid.warn(30, 'conflicts-with-chart');
			continue;
		}
		for (const other of CHOICES.find((choice) => choice.includes(element)) ?? [])
			delete next[other];
		next[element] = KEPT_BY_KIND.has(element) ? withOthers(there[element], value) : value;
	}
	next.identifier = withNumbers(identifiersOf(there), identifiersOf(said));
	return next;
}

/** Lists of which a message names the kinds that it has: others of the chart stay. */
const KEPT_BY_KIND = new Set(['telecom', 'address', 'name']);

function withOthers(there: unknown, said: unknown): unknown {
	if (!Array.isArray(there) || !Array.isArray(said)) return said;
	const kind = (one: unknown): string => {
		const { system, use } = (one ?? {}) as { system?: string; use?: string };
		return `${system} ${use}`;
	};
	const kinds = new Set(said.map(kind));
	return [...(said as unknown[]), ...(there as unknown[]).filter((one) => !kinds.has(kind(one)))];
}

/** Numbers that the chart has, and those of the message that it has not. */
export const withNumbers = (there: readonly unknown[], said: readonly unknown[]): unknown[] => [
	...there,
	...said.filter((one) => !there.some((other) => isSame(one as SystemValue, other))),
];

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

const unknownNumber = () =>
	new HospitalError(
		'hl7-patient-number-unknown',
		'No number of the patient in the HL7 message can be told apart from those of other hospitals: none names an assigning authority that is known here',
		{
			nextStep:
				'Add the assigning authority (component 4 of PID-3) and its address to Identifier Systems, or fill in Patient Number System for senders that name none.',
		},
	);

const severalFound = () =>
	new HospitalError(
		'hl7-chart-ambiguous',
		'The numbers of the patient in the HL7 message belong to several records of the chart',
		{
			nextStep:
				'Have the records checked, and merged where they are of one patient. Until then nothing is written.',
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
