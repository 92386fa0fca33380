import { isDeepStrictEqual } from 'node:util';
import type { FhirResource } from '../../../clients/fhir/types';
import { codeableConcept } from '../datatypes/codes';
import { compact } from '../datatypes/contacts';
import { staff } from '../datatypes/people';
import { fhirDateTime } from '../datatypes/times';
import type { ReadSegment } from '../reading';
import { INTERPRETATIONS, SETTLED } from '../tables';
import { without } from '../without';
import { identifiersOf, type Conversion, type Written } from './context';
import { stamped } from './message-time';
import { some } from './patient';
import { withNumbers } from './patient-changes';
import { TAKEN_BACK, type ResultPlace } from './result-identity';
import { CORRECTING } from './results-read';
import { issuedOf, outdated, type SaidAt } from './settled';
import { notesOf } from './orders';
import { observationValue, referenceRange } from './values';

const INTERPRETATION_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
const ABSENT_SYSTEM = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';
/** Statuses in which a result is expected to have a value. */
const HAS_VALUE = new Set(['preliminary', 'final', 'amended', 'corrected']);
const FINAL = 2;

/** The order that a result belongs to. */
export interface Of {
	/** Elements that its results share: subject, encounter. */
	about: object;
	/** When the sample was taken or the patient looked at. */
	effective: object;
	at: SaidAt;
	/** Remarks on the whole order (NTE behind OBR). */
	remarks: Array<{ text: string }>;
}

/** One result (OBX, with the lines that go on with it); undefined, and told, when it is left out. */
export function observationOf(
	conversion: Conversion,
	place: ResultPlace,
	of: Of,
): Written | undefined {
	const { result, there } = place;
	const { obx, status, letter } = result;
	if (letter === 'U' && obx.field(5) === undefined) return madeFinal(conversion, place, of);
	if (there === undefined && CORRECTING.has(letter) && conversion.isCompared) {
		obx.warn(11, 'nothing-to-correct');
	}
	const why = outdated({ status, at: of.at }, there);
	const value = observationValue(obx, result.lines, conversion.options.timeZone);
	if (why !== undefined && there !== undefined) {
		leftOut(place, why, value);
		return inChart(there);
	}
	const earlier = there === undefined ? {} : valueOf(there);
	const none = Object.keys(value).length === 0;
	if (none && HAS_VALUE.has(status) && Object.keys(earlier).length > 0 && there !== undefined) {
		obx.warn(5, 'value-missing');
		return inChart(there);
	}
	const resource = resourceOf(conversion, place, of);
	return conversion.put(
		{
			...resource,
			// What is taken back keeps its value: what was said is told by its status.
			...(none ? earlier : value),
			// The standard's own way of saying that a result has no value, and not that it is zero or normal.
			...(none &&
				HAS_VALUE.has(status) && {
					dataAbsentReason: { coding: [{ system: ABSENT_SYSTEM, code: 'unknown' }] },
				}),
		},
		place.identifiers[0],
		there,
	);
}

/** What is older than the chart is no news where the chart says the same; anything else a person sees. */
function leftOut(
	{ result: { obx, letter, status }, there }: ResultPlace,
	why: 'older-than-chart' | 'less-settled',
	value: Record<string, unknown>,
): void {
	const earlier = there === undefined ? {} : valueOf(there);
	const isOther = Object.keys(value).length > 0 && !isDeepStrictEqual(value, earlier);
	const isTakenBack = TAKEN_BACK.has(String(there?.status));
	if (CORRECTING.has(letter) && status !== there?.status) obx.warn(11, 'correction-left-out');
	else if (CORRECTING.has(letter) && isOther) obx.warn(11, 'correction-left-out');
	else if (isOther || (isTakenBack && !TAKEN_BACK.has(status))) obx.warn(5, 'conflicts-with-chart');
	else obx.warn(11, why);
}

const inChart = (there: FhirResource): Written => ({
	reference: `Observation/${there.id}`,
	resource: there,
});

/** `value[x]` of a resource, and why there is none. */
const valueOf = (there: FhirResource): Record<string, unknown> =>
	Object.fromEntries(Object.entries(there).filter(([name]) => /^value[A-Z]/.test(name)));

/** U: what was sent as a draft is final now, and its value is not sent again (table 0085). */
function madeFinal(
	conversion: Conversion,
	{ result: { obx }, there }: ResultPlace,
	of: Of,
): Written | undefined {
	if (there?.id === undefined) {
		obx.warn(11, conversion.isCompared ? 'nothing-to-correct' : 'not-updated');
		return undefined;
	}
	if ((SETTLED[String(there.status)] ?? 0) >= FINAL) {
		// What is final already stays what it is; anything else was said later, or taken back.
		if (there.status !== 'final') obx.warn(11, 'older-than-chart');
		return inChart(there);
	}
	obx.passOver(2, 3, 4, 6, 7, 8, 14, 16, 17, 21);
	const issued = issuedOf(of.at);
	const before = without(there, 'text');
	const final: FhirResource = {
		...before,
		resourceType: 'Observation',
		status: 'final',
		...(issued !== undefined && { issued }),
	};
	return conversion.change(stamped(final, of.at.message), there, there.id);
}

function resourceOf(
	{ options }: Conversion,
	{ result, identifiers, there }: ResultPlace,
	{ about, effective, at, remarks }: Of,
): FhirResource {
	const { obx, notes, status, code } = result;
	const time = fhirDateTime(obx.field(14), options.timeZone);
	const when = time === undefined ? effective : { effectiveDateTime: time };
	const resource: FhirResource = {
		...keptOf(there, status, Object.keys(when).length > 0),
		resourceType: 'Observation',
		identifier: withNumbers(there === undefined ? [] : identifiersOf(there), identifiers),
		status,
		code,
		...about,
		...when,
		...compact({
			issued: issuedOf(at),
			performer: some([staff(obx.field(16), options)]),
			interpretation: interpretationOf(obx),
			note: some([...notesOf(notes), ...remarks]),
			method: codeableConcept(obx.field(17)),
			referenceRange: referenceRange(obx),
		}),
	};
	return stamped(resource, at.message);
}

const TIMES = ['effectiveDateTime', 'effectivePeriod'];
const ABOUT_VALUE = ['referenceRange', 'interpretation', 'note', 'method', 'performer'];

/** What a message that does not say it leaves as it is: the time, and all about a value taken back. */
function keptOf(
	there: FhirResource | undefined,
	status: string,
	hasTime: boolean,
): Record<string, unknown> {
	if (there === undefined) return {};
	const kept = [...(hasTime ? [] : TIMES), ...(TAKEN_BACK.has(status) ? ABOUT_VALUE : [])];
	return Object.fromEntries(Object.entries(there).filter(([name]) => kept.includes(name)));
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
