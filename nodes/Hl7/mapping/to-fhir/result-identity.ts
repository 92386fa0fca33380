import type { FhirResource } from '../../../clients/fhir/types';
import { eiIdentifier, hasSystem, isSame } from '../datatypes/identifiers';
import { fhirDateTime } from '../datatypes/times';
import type { SystemValue } from '../options';
import type { Conversion, Written } from './context';
import { pair, relationOf, timeKey, type Pairing } from './pairing';
import { freeKey, type ReportPlace } from './report-identity';
import type { ReadResult } from './results-read';
import {
	codeKey,
	codeName,
	isOfCode,
	nameInChart,
	resultKey,
	resultName,
	type CodeName,
	type ResultName,
} from './result-keys';

/** States of results that do not hold any more. */
export const TAKEN_BACK = new Set(['cancelled', 'entered-in-error']);

/** A result of the chart, in the report that the message is about. */
interface InChart extends ResultName {
	there: FhirResource;
	place: number;
	/** False for one that was not written here: its sub-id is not known. */
	isNamed: boolean;
}

interface Named extends ResultName {
	result: ReadResult;
	/** OBX-3 */
	of: CodeName;
	/** OBX-21 */
	own: SystemValue | undefined;
}

/** Where a result belongs. */
export interface ResultPlace {
	result: ReadResult;
	/** The one by which it is written, then others under which it can be found. */
	identifiers: [SystemValue, ...SystemValue[]];
	there: FhirResource | undefined;
}

/** Places of the results of one report, and what the chart has in it beside them. */
export interface ResultPlaces {
	places: ResultPlace[];
	/** Results of the chart's report that the message does not repeat. */
	unrepeated: FhirResource[];
	/** True when it cannot be told which result of the chart is meant. */
	isAmbiguous: boolean;
}

/**
 * Finds for each result the one of the chart that it repeats: by its own number (OBX-21), else within
 * its report by code, sub-id and time.
 *
 * @throws HospitalError `hl7-other-patient`, `hl7-chart-ambiguous`
 */
export function placeResults(
	conversion: Conversion,
	report: ReportPlace,
	results: readonly ReadResult[],
	patient: Written,
): ResultPlaces {
	const names = results.map((result) => nameOf(conversion, result));
	const earlier = resultsInChart(conversion, report, names);
	for (const { there } of earlier) conversion.sameHands(there, patient);
	const places = byOwnNumber(conversion, names, earlier, patient);
	const taken = new Set<FhirResource>();
	for (const one of places.values()) if (typeof one === 'object') taken.add(one.of.there);
	for (const alike of groupsOf(names.filter((name) => !places.has(name)))) {
		const [first] = alike as [Named];
		const known = earlier
			.filter((one) => !taken.has(one.there) && isAlike(one, first, names))
			.sort((a, b) => a.place - b.place);
		// What was taken back is what is meant only where nothing else is.
		const valid = known.filter(({ there }) => !TAKEN_BACK.has(String(there.status)));
		const candidates = valid.length > 0 ? valid : known;
		for (const [name, pairing] of pair(alike, candidates)) {
			places.set(name, pairing);
			if (typeof pairing === 'object') taken.add(pairing.of.there);
		}
		for (const name of alike) {
			const left = candidates.filter(({ there }) => !taken.has(there));
			if (places.get(name) === 'new') tellDoubt(name, left, earlier);
		}
	}
	return {
		isAmbiguous: tellAmbiguous(places),
		places: names.flatMap((name) => placeOf(conversion, report, name, places.get(name), earlier)),
		unrepeated: earlier.map(({ there }) => there).filter((there) => !taken.has(there)),
	};
}

function nameOf({ options }: Conversion, result: ReadResult): Named {
	const { obx } = result;
	const own = eiIdentifier(obx.field(21), options);
	if (own !== undefined && !hasSystem(own)) obx.warn(21, 'authority-unknown');
	const time = timeKey(fhirDateTime(obx.field(14), options.timeZone));
	const of = codeName(obx.field(3));
	return {
		...resultName(codeKey(of), obx.text(4) ?? '', time),
		result,
		of,
		own: hasSystem(own) ? { system: own.system, value: own.value } : undefined,
	};
}

/** What the chart's report refers to, and what has a key that the message gives. */
function resultsInChart(
	conversion: Conversion,
	{ there, name, key }: ReportPlace,
	names: readonly Named[],
): InChart[] {
	const references = Array.isArray(there?.result)
		? (there.result as Array<{ reference?: unknown }>)
		: [];
	const { system } = name.number;
	const found = [
		...references.map(({ reference }) => conversion.referredTo('Observation', reference)),
		...names.map((one) =>
			conversion.inChart('Observation', { system, value: resultKey(key.value, one) }),
		),
	].filter((one) => one !== undefined);
	return [...new Map(found.map((one) => [one.id, one])).values()].map((one) => {
		const named = nameInChart(one, system);
		const time = timeKey(one.effectiveDateTime);
		return {
			there: one,
			isNamed: named !== undefined,
			...(named ?? { code: '', subId: '', time, place: 1 }),
		};
	});
}

function groupsOf(names: readonly Named[]): Named[][] {
	const groups = new Map<string, Named[]>();
	for (const name of names) {
		const group = JSON.stringify([name.code, name.subId]);
		groups.set(group, [...(groups.get(group) ?? []), name]);
	}
	return [...groups.values()];
}

/** One that has no sub-id on record is taken only where the message has its code once. */
function isAlike(
	{ there, isNamed, ...one }: InChart,
	{ of, code, subId }: Named,
	names: readonly Named[],
): boolean {
	if (isNamed) return one.subId === subId && (one.code === code || isOfCode(there.code, of));
	return isOfCode(there.code, of) && names.filter((name) => name.code === code).length === 1;
}

/**
 * Results that the chart has in this report under their own number (OBX-21), of the same code. Many
 * senders number anew in each message, or use a number twice: one that leads to another code or order,
 * or that two results have, says that something is wrong.
 *
 * @throws HospitalError `hl7-other-patient`
 */
function byOwnNumber(
	conversion: Conversion,
	names: readonly Named[],
	earlier: readonly InChart[],
	patient: Written,
): Map<Named, Pairing<{ there: FhirResource }>> {
	const found = new Map<Named, Pairing<{ there: FhirResource }>>();
	for (const name of names) {
		const { own } = name;
		if (own === undefined) continue;
		const all = conversion.allInChart('Observation', own);
		for (const there of all) conversion.sameHands(there, patient);
		const [only] = all;
		const here = earlier.find(({ there }) => there.id === only?.id);
		const twice = names.some((other) => other !== name && other.own && isSame(own, other.own));
		const isClear =
			here !== undefined &&
			isOfCode(here.there.code, name.of) &&
			relationOf(name, here) !== 'other' &&
			(here.subId === name.subId || !here.isNamed);
		if (twice || all.length > 1 || (only !== undefined && !isClear)) found.set(name, 'ambiguous');
		else if (here !== undefined) found.set(name, { of: here });
	}
	return found;
}

/**
 * What has another time than the chart's result of its kind is another result, and written beside it;
 * whether it was meant to take its place a person has to say.
 */
function tellDoubt(
	{ result: { obx, status, letter }, code, subId }: Named,
	candidates: readonly InChart[],
	earlier: readonly InChart[],
): void {
	const corrects = status === 'corrected' || status === 'entered-in-error' || letter === 'U';
	if (candidates.length > 0) obx.warn(14, corrects ? 'conflicts-with-chart' : 'time-differs');
	const unlike = earlier.some(
		(one) => one.isNamed && one.code === code && (one.subId === '') !== (subId === ''),
	);
	if (unlike) obx.warn(4, 'conflicts-with-chart');
}

function tellAmbiguous(places: ReadonlyMap<Named, Pairing<unknown>>): boolean {
	const unclear = [...places].filter(([, pairing]) => pairing === 'ambiguous');
	for (const [{ result }] of unclear) result.obx.warnWhole('ambiguous-in-chart');
	return unclear.length > 0;
}

function placeOf(
	conversion: Conversion,
	report: ReportPlace,
	name: Named,
	pairing: Pairing<{ there: FhirResource }> | undefined,
	earlier: readonly InChart[],
): ResultPlace[] {
	if (pairing === 'ambiguous') return [];
	const { system } = report.name.number;
	const there = typeof pairing === 'object' ? pairing.of.there : undefined;
	// The key of what is there stays as it is: a result has one key.
	const known = there && nameInChart(there, system)?.key;
	const free = () =>
		freeKey(
			conversion,
			resultKey(report.key.value, name),
			earlier.map((one) => one.there),
		);
	const key = { system, value: known ?? free() };
	const identifiers: [SystemValue, ...SystemValue[]] =
		name.own === undefined ? [key] : [key, name.own];
	return [{ result: name.result, there, identifiers }];
}
