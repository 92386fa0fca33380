import type { FhirResource } from '../../../clients/fhir/types';
import { isSame } from '../datatypes/identifiers';
import { fhirDateTime } from '../datatypes/times';
import type { SystemValue } from '../options';
import type { ReadSegment } from '../reading';
import { identifiersOf, type Conversion, type Written } from './context';
import { orderNumber, placerNumber } from './order-numbers';
import type { Order } from './orders';
import { pair, relationOf, timeKey, type Pairing, type Relation } from './pairing';
import {
	codeWithoutParent,
	parentInChart,
	parentKey,
	parentOf,
	parentRelation,
	type ParentResult,
} from './parent-result';
import {
	codeKey,
	codeName,
	isOfCode,
	reportKey,
	reportKeyInChart,
	type CodeName,
} from './result-keys';

/** An order with results: what tells its report from others. */
export interface ReportName {
	order: Order;
	obr: ReadSegment;
	/** OBR-3 or another number of the order: several reports may have it. */
	number: SystemValue;
	/** OBR-2 */
	placer: SystemValue | undefined;
	/** OBR-4 */
	code: CodeName;
	/** OBR-7 */
	time: string | undefined;
	/** OBR-26, OBR-29 */
	parent: ParentResult | undefined;
}

interface InChart {
	there: FhirResource;
	time: string | undefined;
}

/** Where a report belongs. */
export interface ReportPlace {
	name: ReportName;
	key: SystemValue;
	there: FhirResource | undefined;
}

/** What the segments say of a report; undefined, and told, when it has no number. */
export function reportName(conversion: Conversion, order: Order): ReportName | undefined {
	const { obr } = order;
	if (obr === undefined) return undefined;
	const number = orderNumber(conversion, order);
	if (number === undefined) {
		obr.warn(3, 'identifier-missing');
		return undefined;
	}
	return {
		order,
		obr,
		number,
		placer: placerNumber(conversion, order),
		code: codeName(obr.field(4)),
		time: timeKey(fhirDateTime(obr.field(7), conversion.options.timeZone)),
		parent: parentOf(obr),
	};
}

/**
 * Finds the report of each order. Orders of one number (one accession, several tests or samples) are
 * told apart by OBR-4, OBR-26 with OBR-29, OBR-7 and OBR-2, never by their place. An order that could
 * be several of the chart is left out, and told.
 *
 * @throws HospitalError `hl7-other-patient`
 */
export function placeReports(
	conversion: Conversion,
	names: readonly ReportName[],
	patient: Written,
): ReportPlace[] {
	const kinds = new Map<string, ReportName[]>();
	for (const name of names) {
		const kind = JSON.stringify([name.number.system, name.number.value, codeKey(name.code)]);
		kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
	}
	const found = new Map<ReportName, Pairing<InChart>>();
	const taken = new Set<FhirResource>();
	for (const alike of kinds.values()) {
		const candidates = candidatesFor(conversion, alike[0] as ReportName, patient).filter(
			({ there }) => !taken.has(there),
		);
		for (const [name, pairing] of placeAlike(alike, candidates)) {
			found.set(name, pairing);
			if (typeof pairing === 'object') taken.add(pairing.of.there);
		}
	}
	return names.flatMap((name) => placeOf(conversion, name, found.get(name) ?? 'new'));
}

/** Finds the reports of orders of one number and code: those of one parent among themselves. */
function placeAlike(
	alike: readonly ReportName[],
	candidates: readonly InChart[],
): Map<ReportName, Pairing<InChart>> {
	const found = new Map<ReportName, Pairing<InChart>>();
	const taken = new Set<InChart>();
	for (const key of new Set(alike.map(({ parent }) => parentKey(parent)))) {
		const mine = alike.filter(({ parent }) => parentKey(parent) === key);
		const parent = mine[0]?.parent;
		const theirs = candidates.filter(
			({ there }) => parentRelation(parent, parentInChart(there)) === 'same',
		);
		for (const [name, pairing] of placeOfOneParent(mine, theirs)) {
			found.set(name, pairing);
			if (typeof pairing === 'object') taken.add(pairing.of);
		}
	}
	const left = candidates.filter((one) => !taken.has(one));
	if (alike.some((name) => found.get(name) === 'new' && isOfUnclearParent(name, left))) {
		// Whose values are whose nobody can tell: of none of these orders anything is overwritten.
		for (const name of alike) found.set(name, 'ambiguous');
	}
	return found;
}

/** True when one of the chart could be of the same parent; one that may be it by a better name is told. */
function isOfUnclearParent(name: ReportName, left: readonly InChart[]): boolean {
	const relations = left
		.filter((one) => reportRelation(name, one) !== 'other')
		.map(({ there }) => parentRelation(name.parent, parentInChart(there)));
	if (relations.includes('beside')) name.obr.warn(26, 'conflicts-with-chart');
	return relations.includes('unclear');
}

function placeOfOneParent(
	alike: readonly ReportName[],
	candidates: readonly InChart[],
): Map<ReportName, Pairing<InChart>> {
	const found = new Map<ReportName, Pairing<InChart>>();
	const known = byPlacer(alike, candidates);
	for (const [name, one] of known) found.set(name, { of: one });
	const rest = alike.filter((name) => !known.has(name));
	const others = candidates.filter((one) => ![...known.values()].includes(one));
	for (const [name, pairing] of pair(rest, others, reportRelation, false)) {
		found.set(name, pairing);
		// The same test of another sample, or the same sample with its time corrected: not said.
		if (pairing === 'new' && others.length > 0 && !isOfOtherPlacer(name, others))
			name.obr.warn(7, 'conflicts-with-chart');
	}
	return found;
}

function candidatesFor(
	conversion: Conversion,
	{ number, placer, code }: ReportName,
	patient: Written,
): InChart[] {
	const all = conversion.allInChart('DiagnosticReport', number);
	if (placer !== undefined && !isSame(number, placer)) {
		const early = conversion.allInChart('DiagnosticReport', placer);
		all.push(
			...early.filter((there) => !all.includes(there) && isUnnumbered(there, number, placer)),
		);
	}
	for (const there of all) conversion.sameHands(there, patient);
	return all
		.filter((there) => isOfCode(codeWithoutParent(there), code))
		.map((there) => ({ there, time: timeInReport(there) }))
		.sort((a, b) => placeIn(a.there, number) - placeIn(b.there, number));
}

/** True for a report that was written before the laboratory gave the order a number of its own. */
const isUnnumbered = (there: FhirResource, number: SystemValue, placer: SystemValue): boolean =>
	!identifiersOf(there).some((one) => {
		const { system, value } = one as Partial<SystemValue>;
		return system === number.system && value !== placer.value && value?.includes('/') === false;
	});

/** Orders that only one of the chart has the placer's number of, unless their times differ. */
function byPlacer(
	names: readonly ReportName[],
	candidates: readonly InChart[],
): Map<ReportName, InChart> {
	const found = new Map<ReportName, InChart>();
	for (const name of names) {
		const { placer } = name;
		if (placer === undefined) continue;
		const alike = names.filter((one) => one.placer !== undefined && isSame(placer, one.placer));
		const theirs = candidates.filter(({ there }) =>
			placersOf(there).some((one) => isSame(placer, one)),
		);
		const [only] = theirs;
		if (only === undefined || theirs.length > 1 || alike.length > 1) continue;
		if (relationOf(name, only) !== 'other') found.set(name, only);
	}
	return found;
}

/** Which of several that are alike it was when it was written. */
const placeIn = (there: FhirResource, number: SystemValue): number =>
	Number(/#(\d+)$/.exec(reportKeyInChart(there, number) ?? '')?.[1] ?? 1);

const timeInReport = ({ effectiveDateTime, effectivePeriod }: FhirResource): string | undefined =>
	timeKey(effectiveDateTime ?? (effectivePeriod as { start?: unknown } | undefined)?.start);

/** Two orders of different numbers at their placer are two, whatever their times. */
function reportRelation(name: ReportName, candidate: InChart): Relation {
	return isOfOtherPlacer(name, [candidate]) ? 'other' : relationOf(name, candidate);
}

const isOfOtherPlacer = ({ placer }: ReportName, candidates: readonly InChart[]): boolean =>
	placer !== undefined &&
	candidates.every(({ there }) => {
		const placers = placersOf(there);
		return placers.length > 0 && !placers.some((one) => isSame(placer, one));
	});

/** OBR-2 as a report of the chart has it. */
const placersOf = ({ basedOn }: FhirResource): SystemValue[] =>
	(Array.isArray(basedOn) ? (basedOn as unknown[]) : [])
		.map((one) => (one as { identifier?: SystemValue } | undefined)?.identifier)
		.filter((one) => one !== undefined);

function placeOf(
	conversion: Conversion,
	name: ReportName,
	pairing: Pairing<InChart>,
): ReportPlace[] {
	if (pairing === 'ambiguous') {
		name.obr.warnWhole('ambiguous-in-chart');
		return [];
	}
	const { system, value } = name.number;
	const there = typeof pairing === 'object' ? pairing.of.there : undefined;
	// The key of what is there stays as it is: a report has one key.
	const known = there && reportKeyInChart(there, name.number);
	if (known !== undefined) return [{ name, there, key: { system, value: known } }];
	const all = conversion.allInChart('DiagnosticReport', name.number);
	const base = reportKey(value, codeKey(name.code), name.time, parentKey(name.parent));
	return [{ name, there, key: { system, value: freeKey(conversion, base, all) } }];
}

/**
 * A key that nothing else of this message and of the chart has: the second of two that are alike is
 * numbered.
 */
export function freeKey(
	{ keys }: Conversion,
	base: string,
	inChart: readonly FhirResource[],
): string {
	const known = new Set(
		inChart.flatMap(identifiersOf).map((one) => (one as Partial<SystemValue> | undefined)?.value),
	);
	let key = base;
	for (let place = 2; keys.has(key) || known.has(key); place++) key = `${base}#${place}`;
	keys.add(key);
	return key;
}
