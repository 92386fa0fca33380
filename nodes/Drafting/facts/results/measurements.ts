import type {
	FactCode,
	FactFlag,
	FactSource,
	FactTime,
	LabData,
} from '../../../shared/contracts/clinical-facts';
import type { Chart } from '../chart';
import { codesOf, elements, nameOrCode, referenceOf, typeAndId, type Element } from '../elements';
import { comparable } from '../words/lists';
import { printNumber } from '../words/numbers';
import { tidy } from '../words/tidy';
import { timeOf } from '../words/times';
import { scaleOf, type Scale } from '../words/ucum';
import { judge, type Judgement } from './abnormal';
import { rangeOf, valueOf, type Range, type Value } from './value';

/** One result of one analyte. */
export interface Measurement {
	name: string;
	codes: FactCode[];
	loinc?: string;
	/** Results of the same analyte that can be compared have the same. */
	series: string;
	/** Of the analyte, whatever the unit. */
	analyte: string;
	value: Value;
	/** In the smallest scale of its kind, to compare mg/dL with g/L. */
	size?: number;
	range?: Range;
	judgement: Judgement;
	time?: FactTime;
	issued?: string;
	status: string;
	panel?: string;
	components?: LabData['components'];
	source: FactSource;
	flags: FactFlag[];
}

const LOINC = 'http://loinc.org';
const FINAL = new Set(['final', 'amended', 'corrected']);
/** States in which there is a value that may be told. */
const TOLD = new Set([...FINAL, 'preliminary', 'unknown']);
const BLOOD_PRESSURE = new Set(['85354-9', '55284-4']);

/** Every result of a category (`laboratory`, `vital-signs`); panels are taken apart. */
export function measurementsOf(chart: Chart, category: string): Measurement[] {
	const all = chart
		.of('Observation')
		.filter((one) =>
			elements(one.category).some((each) => codesOf(each).some(({ code }) => code === category)),
		);
	const panels = panelsOf(all);
	return all.flatMap((one) =>
		TOLD.has(String(one.status)) ? measurementsIn(chart, one, panels.get(String(one.id))) : [],
	);
}

/** Name of the panel that has an observation as a member. */
function panelsOf(all: readonly Element[]): Map<string, string> {
	const panels = new Map<string, string>();
	for (const panel of all) {
		const name = nameOrCode(panel.code);
		if (name === undefined) continue;
		for (const member of elements(panel.hasMember)) {
			const id = typeAndId(referenceOf(member) ?? '')?.split('/')[1];
			if (id !== undefined && !panels.has(id)) panels.set(id, tidy(name.name, 200).text);
		}
	}
	return panels;
}

function measurementsIn(chart: Chart, one: Element, panel: string | undefined): Measurement[] {
	const whole = measurement(chart, one, one, '', panel);
	const parts = elements(one.component);
	const name = nameOrCode(one.code)?.name;
	const inParts = parts.flatMap((part, at) =>
		measurement(chart, one, part, `component[${at}]`, name && tidy(name, 200).text),
	);
	const pressure = bloodPressure(chart, one, inParts);
	if (pressure !== undefined) return [pressure];
	return [...whole, ...inParts];
}

function measurement(
	chart: Chart,
	one: Element,
	part: Element,
	path: string,
	panel: string | undefined,
): Measurement[] {
	const value = valueOf(part);
	const name = nameOrCode(part.code);
	if (value === undefined || name === undefined) return [];
	const range = rangeOf(part, value);
	const judgement = judge(part, value, range);
	const time = timeOf(
		one,
		['effectiveDateTime', 'collected'],
		['effectiveInstant', 'collected'],
		['effectivePeriod', 'collected'],
		['issued', 'issued'],
	);
	const codes = codesOf(part.code);
	const loinc = codes.find(({ system }) => system === LOINC)?.code;
	const said = tidy(name.name, 200);
	const site = nameOrCode(one.bodySite)?.name ?? '';
	const method = nameOrCode(one.method)?.name ?? '';
	const analyte = [
		loinc ?? (codes[0] && `${codes[0].system ?? ''}#${codes[0].code}`) ?? said.text,
		site,
		method,
	]
		.map(comparable)
		.join('|');
	const plain = value.value === undefined ? undefined : scaleOf(value.unit ?? '');
	const scale = plain && (isMonovalent(codes, said.text) ? ofMonovalent(plain) : plain);
	const status = String(one.status);
	return [
		{
			name: said.text,
			codes,
			...(loinc !== undefined && { loinc }),
			analyte,
			series: `${analyte}|${scale === undefined ? 'text' : scale.kind}`,
			value,
			...(value.value !== undefined && scale && { size: value.value * 10 ** scale.exponent }),
			...(range && { range }),
			judgement,
			...(time && { time }),
			...(typeof one.issued === 'string' && { issued: one.issued }),
			status,
			...(panel !== undefined && { panel }),
			source: chart.source(one, path === '' ? valuePath(part) : `${path}.${valuePath(part)}`),
			flags: [
				...said.flags,
				...value.flags,
				...chart.flagsOf(one),
				...flagsFor(status, judgement),
				...(name.codedOnly ? (['coded-only'] as const) : []),
				...(time === undefined ? (['no-date'] as const) : []),
				...[chart.outside(time?.at) ?? []].flat(),
			],
		},
	];
}

/** Sodium, potassium, chloride and bicarbonate (total CO2): ions of one charge. LOINC, then names. */
const MONOVALENT = new Set(
	'2951-2 2947-0 2950-4 77139-4 2955-3 2823-3 6298-4 2821-7 2824-1 75940-7 77142-8 2828-2 2075-0 2069-3 2074-5 77138-6 2078-4 1963-8 1959-6 1960-4 1961-2 1962-0 2028-9 2024-8 14627-4 19223-7'.split(
		' ',
	),
);
const MONOVALENT_NAME =
	/^(?:(?:serum|plasma|blood|urine|whole blood) )?(?:sodium|potassium|chloride|bicarbonate|hco3|na|k|cl|co2|total co2|carbon dioxide)\b(?! (?:carbonate|phosphate|oxalate|channel))/i;

const isMonovalent = (codes: readonly FactCode[], name: string): boolean =>
	codes.some(({ system, code }) => system === LOINC && MONOVALENT.has(code)) ||
	MONOVALENT_NAME.test(name);

/** For them 1 mEq is 1 mmol; of calcium or magnesium it is not. */
const ofMonovalent = ({ kind, exponent }: Scale): Scale => ({
	kind: kind.replace(/^eq(?=\/|$)/, 'mol'),
	exponent,
});

const valuePath = (part: Element): string =>
	Object.keys(part).find((name) => name.startsWith('value')) ?? 'value';

function flagsFor(status: string, { direction, critical, disagree }: Judgement): FactFlag[] {
	const flags: FactFlag[] = [];
	if (status === 'corrected' || status === 'amended') flags.push('corrected');
	if (status === 'preliminary') flags.push('preliminary');
	if (status === 'unknown') flags.push('unconfirmed');
	if (direction !== undefined) flags.push('abnormal');
	if (critical) flags.push('critical');
	if (disagree) flags.push('conflict');
	return flags;
}

/** Systolic and diastolic belong together: 120/80 mmHg is one result. */
function bloodPressure(chart: Chart, one: Element, parts: Measurement[]): Measurement | undefined {
	const isPressure = codesOf(one.code).some(({ code }) => BLOOD_PRESSURE.has(code));
	const systolic = parts.find(({ loinc }) => loinc === '8480-6');
	const diastolic = parts.find(({ loinc }) => loinc === '8462-4');
	if (!isPressure || systolic?.value.value === undefined || diastolic?.value.value === undefined) {
		return undefined;
	}
	const unit = systolic.value.unit ?? '';
	if (unit !== (diastolic.value.unit ?? '')) return undefined;
	const name = nameOrCode(one.code)?.name ?? 'Blood pressure';
	return {
		...systolic,
		name: tidy(name, 200).text,
		codes: codesOf(one.code),
		loinc: codesOf(one.code).find(({ system }) => system === LOINC)?.code,
		analyte: 'blood pressure',
		series: `blood pressure|${scaleOf(unit).kind}`,
		value: {
			text: `${printNumber(systolic.value.value)}/${printNumber(diastolic.value.value)}`,
			unit: systolic.value.unit,
			flags: [],
		},
		components: [systolic, diastolic].map((part) => ({
			name: part.name,
			...(part.loinc !== undefined && { loinc: part.loinc }),
			value: Number(part.value.value),
			unit,
		})),
		judgement:
			systolic.judgement.direction === undefined ? diastolic.judgement : systolic.judgement,
		panel: undefined,
		source: chart.source(one, 'component'),
		flags: [...systolic.flags, ...diastolic.flags],
	};
}
