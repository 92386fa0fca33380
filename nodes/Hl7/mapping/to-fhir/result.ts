import type { FhirResource } from '../../../clients/fhir/types';
import { codeableConcept, tableCode } from '../datatypes/codes';
import { compact } from '../datatypes/contacts';
import { authoritySystem, eiIdentifier, hasSystem, isSame } from '../datatypes/identifiers';
import { staff } from '../datatypes/people';
import { fhirDateTime, fhirInstant } from '../datatypes/times';
import type { SystemValue, ToFhirOptions } from '../options';
import type { Reading, ReadField, ReadSegment } from '../reading';
import { INTERPRETATIONS, OBSERVATION_STATUS, REPORT_STATUS, SETTLED } from '../tables';
import { attachmentOf } from './attachment';
import type { Conversion, Written } from './context';
import { notesOf, type Order } from './orders';
import { some } from './patient';
import { observationValue, referenceRange } from './values';

const INTERPRETATION_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';

/** Statuses in which a result is expected to have a value. */
const HAS_VALUE = new Set(['preliminary', 'final', 'amended', 'corrected']);

/** One order with its results (ORC, OBR, OBX): a report and its observations. */
export function reportOf(
	conversion: Conversion,
	order: Order,
	patient: Written,
	encounter: Written | undefined,
): void {
	const { obr } = order;
	if (obr === undefined) return;
	const { options } = conversion;
	obr.passOver(1);
	// What is to be done with the order: that of results says nothing but that they come.
	order.orc?.passOver(1);
	const status = tableCode(obr.field(25), REPORT_STATUS);
	if (status === undefined) return obr.warn(25, 'status-unknown');
	const number = orderNumber(conversion, order);
	if (number === undefined) return obr.warn(3, 'identifier-missing');
	const code = codeableConcept(obr.field(4));
	const issued = fhirInstant(obr.field(22), options.timeZone);
	const there = conversion.inChart('DiagnosticReport', number);
	if (there !== undefined && isOlder({ status, issued }, there))
		return obr.warn(25, 'older-than-chart');
	const about = {
		subject: { reference: patient.reference },
		...(encounter && { encounter: { reference: encounter.reference } }),
	};
	const start = fhirDateTime(obr.field(7), options.timeZone);
	const end = fhirDateTime(obr.field(8), options.timeZone);
	const effective =
		start !== undefined && end !== undefined && start !== end
			? { effectivePeriod: { start, end } }
			: { ...(start !== undefined && { effectiveDateTime: start }) };
	const results: Written[] = [];
	const attachments: object[] = [];
	for (const { obx, notes } of order.results) {
		const attachment = attachmentOf(obx);
		if (attachment !== undefined) attachments.push(attachment);
		else {
			const result = observation(conversion, obx, { number, about, effective, notes });
			if (result !== undefined) results.push(result);
		}
	}
	const interpreter = staff(obr.field(32), options);
	const placer = placerNumber(conversion, order);
	const category = codeableConcept(obr.field(24), 'http://terminology.hl7.org/CodeSystem/v2-0074');
	conversion.put(
		{
			resourceType: 'DiagnosticReport',
			identifier: [number],
			...(placer !== undefined && {
				basedOn: [{ type: 'ServiceRequest', identifier: placer }],
			}),
			status,
			...(category !== undefined && { category: [category] }),
			code: code ?? { text: 'Unnamed order' },
			...about,
			...effective,
			...compact({
				issued,
				resultsInterpreter: interpreter === undefined ? undefined : [interpreter],
				result: some(results.map(({ reference }) => ({ reference }))),
				presentedForm: some(attachments),
			}),
		},
		number,
	);
}

interface Of {
	/** Of the order that it belongs to. */
	number: SystemValue;
	about: object;
	effective: object;
	notes: readonly ReadSegment[];
}

function observation(
	conversion: Conversion,
	obx: ReadSegment,
	{ number, about, effective, notes }: Of,
): Written | undefined {
	const { options } = conversion;
	obx.passOver(1);
	const status = tableCode(obx.field(11), OBSERVATION_STATUS);
	if (status === undefined) {
		obx.warn(11, 'status-unknown');
		return undefined;
	}
	const code = codeableConcept(obx.field(3));
	const subId = obx.text(4);
	if (code === undefined) {
		obx.warn(3, 'identifier-missing');
		return undefined;
	}
	const own = eiIdentifier(obx.field(21), options);
	if (own !== undefined && !hasSystem(own)) obx.warn(21, 'authority-unknown');
	const identifier: SystemValue = hasSystem(own)
		? own
		: {
				system: number.system,
				value: [number.value, code.coding?.[0]?.code ?? code.text, subId].filter(Boolean).join('/'),
			};
	const there = conversion.inChart('Observation', identifier);
	const at = fhirDateTime(obx.field(14), options.timeZone);
	const issued = fhirInstant(obx.field(19), options.timeZone);
	if (there !== undefined && isOlder({ status, issued }, there)) {
		obx.warn(11, 'older-than-chart');
		return there.id === undefined
			? undefined
			: { reference: `Observation/${there.id}`, resource: there };
	}
	const value = observationValue(obx, options.timeZone);
	const resource: FhirResource = {
		resourceType: 'Observation',
		identifier: [identifier],
		status,
		code,
		...about,
		...(at === undefined ? effective : { effectiveDateTime: at }),
		...compact({
			issued,
			performer: some([staff(obx.field(16), options)]),
			interpretation: interpretationOf(obx),
			note: some(notesOf(notes)),
			method: codeableConcept(obx.field(17)),
			referenceRange: referenceRange(obx),
		}),
		...value,
		// The standard's own way of saying that a result has no value, and not that it is zero or normal.
		...(Object.keys(value).length === 0 &&
			HAS_VALUE.has(status) && {
				dataAbsentReason: {
					coding: [
						{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' },
					],
				},
			}),
	};
	return conversion.put(resource, identifier);
}

function interpretationOf(obx: ReadSegment): object[] | undefined {
	const found = obx.repetitions(8).map((field) => {
		const code = field.text(1);
		if (code === undefined) return undefined;
		const text = field.text(2);
		field.text(3);
		if (!INTERPRETATIONS.has(code.toUpperCase())) {
			field.warn('code-unknown');
			return { text: text ?? code };
		}
		const coding = [{ system: INTERPRETATION_SYSTEM, code: code.toUpperCase() }];
		return { coding, ...(text !== undefined && { text }) };
	});
	return some(found);
}

/** The laboratory's number of an order: OBR-3, else ORC-3; without an authority that of the sender. */
export function orderNumber(conversion: Conversion, order: Order): SystemValue | undefined {
	return numberAt(conversion, order, 3, 'FILL') ?? placerNumber(conversion, order);
}

export const placerNumber = (conversion: Conversion, order: Order): SystemValue | undefined =>
	numberAt(conversion, order, 2, 'PLAC');

function numberAt(
	{ options, reading }: Conversion,
	{ orc, obr }: Order,
	field: 2 | 3,
	kind: 'PLAC' | 'FILL',
): SystemValue | undefined {
	const numbers = [obr?.field(field), orc?.field(field)]
		.filter((one) => one !== undefined)
		.map((one) => ({ field: one, found: numberOf(one, options, kind, reading) }));
	const best = numbers.find(({ found }) => found !== undefined)?.found;
	for (const { field: one, found } of numbers) {
		if (found === undefined) one.warn('authority-unknown');
		else if (!isSame(found, best)) one.warn('number-differs');
	}
	return best;
}

/** A number with the system that its authority, the site or the application gives it. */
function numberOf(
	field: ReadField,
	options: ToFhirOptions,
	kind: 'PLAC' | 'FILL',
	reading: Reading,
): SystemValue | undefined {
	const found = eiIdentifier(field, options, kind, kind === 'FILL' ? 'filler' : 'placer');
	if (found?.value === undefined) return undefined;
	const names = field.text(2) ?? field.text(3);
	// A number of an authority that is not known is not one of the application that sends it.
	const system =
		found.system ??
		(names === undefined
			? senderSystem(reading, options, kind === 'FILL' ? [3, 4] : [5, 6])
			: undefined);
	return system === undefined ? undefined : { system, value: found.value };
}

/** Numbers without an authority are those of the application that gave them: fields of MSH. */
export function senderSystem(
	reading: Reading,
	options: ToFhirOptions,
	fields: readonly number[],
): string | undefined {
	const msh = reading.first('MSH');
	return fields
		.map((field) => msh?.field(field))
		.map((field) => field && authoritySystem(field, options))
		.find((system) => system !== undefined);
}

/** True when what the chart has is further on, or was issued later. */
function isOlder(
	said: { status: string; issued?: string | undefined },
	there: FhirResource,
): boolean {
	const before = SETTLED[String(there.status)] ?? 0;
	const now = SETTLED[said.status] ?? 0;
	if (now < before) return true;
	const issued = typeof there.issued === 'string' ? Date.parse(there.issued) : Number.NaN;
	return said.issued !== undefined && Date.parse(said.issued) < issued;
}
