import type { FhirResource } from '../../../clients/fhir/types';
import { codeableConcept, tableCode } from '../datatypes/codes';
import { compact } from '../datatypes/contacts';
import { eiIdentifier, hasSystem } from '../datatypes/identifiers';
import { staff } from '../datatypes/people';
import { fhirDateTime } from '../datatypes/times';
import type { SystemValue } from '../options';
import type { ReadSegment } from '../reading';
import { INTERPRETATIONS, OBSERVATION_STATUS } from '../tables';
import type { Conversion, Written } from './context';
import { notesOf, type Result } from './orders';
import { some } from './patient';
import { outdated } from './settled';
import { observationValue, referenceRange } from './values';

const INTERPRETATION_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
const ABSENT_SYSTEM = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';
/** Statuses in which a result is expected to have a value. */
const HAS_VALUE = new Set(['preliminary', 'final', 'amended', 'corrected']);

/** The order that a result belongs to. */
export interface Of {
	number: SystemValue;
	patient: Written;
	/** Elements that its results share: subject, encounter. */
	about: object;
	/** When the sample was taken or the patient looked at. */
	effective: object;
	issued: string | undefined;
}

/** One result (OBX, with the lines that go on with it). */
export function observationOf(
	conversion: Conversion,
	{ obx, lines, notes }: Result,
	of: Of,
): Written | undefined {
	const { options } = conversion;
	obx.passOver(1);
	// What the further lines repeat is said by the first.
	for (const line of lines) line.passOver(1, 2, 3, 4, 6, 7, 8, 11, 14, 16, 17, 21);
	const status = tableCode(obx.field(11), OBSERVATION_STATUS);
	if (status === undefined) {
		obx.warn(11, 'status-unknown');
		return undefined;
	}
	const code = codeableConcept(obx.field(3));
	if (code === undefined) {
		obx.warn(3, 'identifier-missing');
		return undefined;
	}
	const at = fhirDateTime(obx.field(14), options.timeZone);
	const identifier = identifierOf(conversion, obx, of, at, status);
	const there = conversion.inChart('Observation', identifier);
	conversion.sameHands(there, of.patient);
	const why = outdated({ status, issued: of.issued }, there);
	if (why !== undefined && there !== undefined) {
		obx.warn(11, why);
		return { reference: `Observation/${there.id}`, resource: there };
	}
	const value = observationValue(obx, lines, options.timeZone);
	const none = Object.keys(value).length === 0 && HAS_VALUE.has(status);
	const resource: FhirResource = {
		resourceType: 'Observation',
		identifier: [identifier],
		status,
		code,
		...of.about,
		...(at === undefined ? of.effective : { effectiveDateTime: at }),
		...compact({
			issued: of.issued,
			performer: some([staff(obx.field(16), options)]),
			interpretation: interpretationOf(obx),
			note: some(notesOf(notes)),
			method: codeableConcept(obx.field(17)),
			referenceRange: referenceRange(obx),
		}),
		...value,
		// The standard's own way of saying that a result has no value, and not that it is zero or normal.
		...(none && { dataAbsentReason: { coding: [{ system: ABSENT_SYSTEM, code: 'unknown' }] } }),
	};
	return conversion.put(resource, identifier);
}

/**
 * What tells a result again when it is corrected: its own number, else the order's with the code and
 * sub-id. Results of one order with one code are told apart by their time.
 */
function identifierOf(
	conversion: Conversion,
	obx: ReadSegment,
	{ number }: Of,
	at: string | undefined,
	status: string,
): SystemValue {
	const own = eiIdentifier(obx.field(21), conversion.options);
	if (hasSystem(own)) return { system: own.system, value: own.value };
	if (own !== undefined) obx.warn(21, 'authority-unknown');
	const code = [obx.text(3, 3) ?? 'L', obx.text(3, 1) ?? obx.text(3, 2)].join(':');
	const base = [number.value, code, obx.text(4)].filter(Boolean).join('/');
	const time = at?.replaceAll(/\D/g, '').slice(0, 14);
	const { system } = number;
	let differs = false;
	const value = conversion.keys.take(
		time === undefined ? [base] : [base, `${base}/${time}`],
		(name) => {
			const there = conversion.inChart('Observation', { system, value: name });
			const before = there?.effectiveDateTime;
			if (typeof before !== 'string' || at === undefined) return true;
			const same = Date.parse(before) === Date.parse(at);
			differs ||= !same;
			return same;
		},
	);
	// A correction that names another time may be one of the earlier result, or a result of its own.
	if (differs && (status === 'corrected' || status === 'entered-in-error')) {
		obx.warn(14, 'conflicts-with-chart');
	}
	return { system, value };
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
