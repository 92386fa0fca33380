import type { FhirResource } from '../../../clients/fhir/types';
import type { Hl7Message } from '../../../formats/hl7';
import { HospitalError } from '../../../shared/errors';
import type { Lookup, ToFhirOptions } from '../options';
import { Reading } from '../reading';
import type { Hl7Warning } from '../warnings';
import { Conversion } from './context';
import { documentOf } from './document';
import { encounterOf } from './encounter';
import { mergePatients } from './merge';
import { ordersOf, type Order } from './orders';
import { patientOf } from './patient';
import { requestOf } from './request';
import { reportsOf } from './result';

/** What became of a message. */
export interface Converted {
	/** A transaction; it may be empty when every entry had to be left out. */
	bundle: FhirResource;
	/** Everything that the bundle does not say, or says in another way. */
	warnings: Hl7Warning[];
	/** Identifiers under which the chart should be asked before the message is converted for good. */
	lookups: Lookup[];
}

/** What an admission event says of the visit (table 0003). */
const VISIT_STATUS: Readonly<Record<string, 'in-progress' | 'finished' | 'cancelled' | undefined>> =
	{
		A01: 'in-progress',
		A03: 'finished',
		A04: 'in-progress',
		A11: 'cancelled',
	};
const ADMISSIONS = new Set(['A01', 'A03', 'A04', 'A08', 'A11', 'A40']);
/**
 * Events that change who somebody is, undo what was said, or move records between patients: chapter 3
 * has more of them than are done here, and passing over one would leave the chart wrong.
 */
const FOR_PEOPLE = new Set(
	'A12 A13 A18 A24 A30 A31 A34 A35 A36 A37 A39 A41 A42 A43 A44 A45 A46 A47 A48 A49 A50 A51'.split(
		' ',
	),
);
const ORDERS = new Set(['ORM^O01', 'OMI^O23', 'OMG^O19', 'OML^O21']);

/** Messages that can be converted, for lists and messages. */
export const CONVERTIBLE = [
	...[...ADMISSIONS].map((event) => `ADT^${event}`),
	'ORU^R01',
	...ORDERS,
	'MDM^T02',
];

/** Fields of the header that are about the transfer and not about a patient. */
const OF_THE_TRANSFER = [
	3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
];

/**
 * Turns a message into a transaction for the chart. What has no place there is told, value by value;
 * nothing is invented: no status, no code, no time zone, no number.
 *
 * Without `options.chart` the bundle creates what is not there. With it, what is there is changed, as
 * far as the message says something about it, and only in the version that was looked up.
 *
 * @throws HospitalError `hl7-not-production`, `hl7-event-for-a-person`, `hl7-not-convertible`, `hl7-patient-missing`, `hl7-patient-number-unknown`,
 *   `hl7-chart-ambiguous`, `hl7-time-zone-unknown`
 */
export function toFhir(message: Hl7Message, options: ToFhirOptions): Converted {
	checkZone(options.timeZone);
	if (options.alsoTests !== true) checkProduction(message);
	const { type, event } = message.header;
	const reading = new Reading(message);
	const conversion = new Conversion(reading, options);
	checkOnePatient(reading);
	reading.first('MSH')?.passOver(...OF_THE_TRANSFER);
	for (const segment of reading.segments) {
		if (segment.name === 'SFT') segment.passOver(...Array.from({ length: 6 }, (_, at) => at + 1));
	}
	if (type === 'ADT' && ADMISSIONS.has(event)) admission(conversion, event);
	else if (type === 'ORU' && event === 'R01') results(conversion);
	else if (ORDERS.has(`${type}^${event}`)) orders(conversion);
	else if (type === 'MDM' && event === 'T02') documents(conversion);
	else if (type === 'ADT' && FOR_PEOPLE.has(event)) throw forPeople(event);
	else throw notConvertible(type, event);
	const { entries, lookups } = conversion;
	return {
		bundle: { resourceType: 'Bundle', type: 'transaction', entry: entries },
		warnings: [...reading.warnings, ...reading.unread()],
		lookups,
	};
}

function admission(conversion: Conversion, event: string): void {
	conversion.reading.first('EVN')?.passOver(1, 2, 3, 4, 5, 6, 7);
	const patient = patientOf(conversion, true);
	if (event === 'A40') return mergePatients(conversion, patient);
	encounterOf(conversion, patient, VISIT_STATUS[event]);
}

function results(conversion: Conversion): void {
	const patient = patientOf(conversion, false);
	const encounter = encounterOf(conversion, patient);
	const all = ordersOf(conversion.reading).filter(({ obr }) => obr !== undefined);
	reportsOf(conversion, all, { patient, encounter });
	tellLeftOut(conversion.reading, 'OBX', all);
}

function orders(conversion: Conversion): void {
	const patient = patientOf(conversion, false);
	const encounter = encounterOf(conversion, patient);
	const all = ordersOf(conversion.reading).filter(({ orc }) => orc !== undefined);
	for (const order of all) requestOf(conversion, order, patient, encounter);
	tellLeftOut(conversion.reading, 'OBR', all);
}

/** Results and orders that stand in no order would be missing without a word. */
function tellLeftOut({ segments }: Reading, name: 'OBX' | 'OBR', orders: readonly Order[]): void {
	const known = new Set(
		orders.flatMap(({ obr, results }) =>
			name === 'OBR' ? [obr] : results.flatMap(({ obx, lines }) => [obx, ...lines]),
		),
	);
	for (const segment of segments) {
		if (segment.name === name && !known.has(segment)) segment.warnWhole('entry-left-out');
	}
}

function documents(conversion: Conversion): void {
	conversion.reading.first('EVN')?.passOver(1, 2, 3, 4, 5, 6, 7);
	const patient = patientOf(conversion, false);
	documentOf(conversion, patient, encounterOf(conversion, patient));
}

/** Groups of several patients in one message, or two messages that lost their border. */
function checkOnePatient({ segments }: Reading): void {
	const several = ['MSH', 'PID', 'MRG'].some(
		(name) => segments.filter((segment) => segment.name === name).length > 1,
	);
	if (!several) return;
	throw new HospitalError(
		'hl7-several-patients',
		'The HL7 message has more than one header or patient, so that nobody can be sure what belongs to whom',
		{ nextStep: 'Nothing is written. Have the sender send a message for each patient.' },
	);
}

/** A value that somebody made up to try or to teach something must not stand in a chart (table 0103). */
function checkProduction({ header }: Hl7Message): void {
	const processing = header.processingId.trim().toUpperCase();
	if (processing === '' || processing === 'P') return;
	throw new HospitalError(
		'hl7-not-production',
		'The HL7 message says that it is for a test, for training or for debugging (MSH-11)',
		{
			nextStep:
				'Nothing is written. Have the sender correct MSH-11 if it is real. For a chart that is itself for tests set Test and Training Messages to Convert Them.',
		},
	);
}

function checkZone(timeZone: string): void {
	try {
		new Intl.DateTimeFormat('en-US', { timeZone });
	} catch {
		throw new HospitalError(
			'hl7-time-zone-unknown',
			'The time zone for HL7 messages is not known',
			{
				nextStep: 'Enter a zone by its usual name, such as Europe/Berlin or America/Chicago.',
			},
		);
	}
}

const forPeople = (event: string) =>
	new HospitalError(
		'hl7-event-for-a-person',
		`HL7 messages of type ADT^${event} change or merge patients, visits or their numbers, or undo that, and are not done here`,
		{ nextStep: 'Nothing is written. Have somebody do in the chart what the message says.' },
	);

const notConvertible = (type: string, event: string) =>
	new HospitalError(
		'hl7-not-convertible',
		`HL7 messages of type ${plain(type)}^${plain(event)} cannot be converted to FHIR here`,
		{
			nextStep: `These can: ${CONVERTIBLE.join(', ')}. Sort out the others with a filter, or map them by their fields after Parse.`,
		},
	);

/** Three letters or digits say nothing about anybody; anything longer is not shown. */
const plain = (code: string): string => (/^[A-Z0-9]{3}$/.test(code) ? code : '???');
