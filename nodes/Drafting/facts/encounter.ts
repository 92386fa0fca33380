import type { FactTime } from '../../shared/contracts/clinical-facts';
import type { Chart } from './chart';
import {
	codesOf,
	element,
	elements,
	nameOf,
	nameOrCode,
	referenceOf,
	string,
	type Element,
} from './elements';
import { careTeamFacts, referenced, responsibleFacts } from './people';
import { flagged, type SeedOf } from './seed';
import { partsOf } from './words/lists';
import { tidy } from './words/tidy';
import { period, printDate, printOnAt, printTime } from './words/times';

type EncounterSeed = SeedOf<'encounter'>;

/** v3-ActCode, ActEncounterCode. */
const CLASSES: Readonly<Record<string, string>> = {
	AMB: 'ambulatory',
	EMER: 'emergency',
	FLD: 'field',
	HH: 'home health',
	IMP: 'inpatient',
	ACUTE: 'inpatient, acute',
	NONAC: 'inpatient, non-acute',
	OBSENC: 'observation',
	PRENC: 'before admission',
	SS: 'short stay',
	VR: 'virtual',
};
const MOST = 10;

/** Admission, discharge, reason, place, where the patient goes, and who answers for it. */
export function encounterFacts(chart: Chart): EncounterSeed[] {
	const { stay } = chart;
	if (stay === undefined) {
		if (chart.isStay) {
			chart.gap(
				'encounter-missing',
				['tjc-reason', 'tjc-condition-disposition', 'trc-practitioner', 'uscdi-dates'],
				'The chart does not hold the record of the stay.',
			);
		}
		return careTeamFacts(chart);
	}
	return [
		...classFacts(chart, stay),
		...(chart.isStay ? borders(chart, stay) : []),
		...reasonFacts(chart, stay),
		...locationFacts(chart, stay),
		...(chart.isStay ? dispositionFacts(chart, stay) : []),
		...conditionFacts(chart),
		...responsibleFacts(chart, stay),
		...careTeamFacts(chart),
	];
}

function classFacts(chart: Chart, stay: Element): EncounterSeed[] {
	const [code] = codesOf(stay.class);
	if (code === undefined) return [];
	const known = Object.hasOwn(CLASSES, code.code) ? CLASSES[code.code] : undefined;
	const { text, flags } = tidy(known ?? code.display ?? `code ${code.code}`);
	return [
		{
			kind: 'encounter',
			role: 'class',
			text,
			parts: { name: text },
			data: { codes: [code], name: text },
			source: [chart.source(stay, 'class')],
			...flagged(...flags),
		},
	];
}

function borders(chart: Chart, stay: Element): EncounterSeed[] {
	const from = nameOf(element(stay.hospitalization).admitSource);
	const facts: EncounterSeed[] = [];
	const { admission, discharge } = chart;
	if (admission !== undefined) {
		const place = from === undefined ? undefined : tidy(from, 200).text;
		facts.push(border(chart, stay, 'admission', admission, place));
	}
	if (discharge !== undefined) facts.push(border(chart, stay, 'discharge', discharge));
	return facts;
}

function border(
	chart: Chart,
	stay: Element,
	role: 'admission' | 'discharge',
	at: string,
	place?: string,
): EncounterSeed {
	return {
		kind: 'encounter',
		role,
		text: printOnAt(at).replace(/^(on|in) /, ''),
		parts: partsOf({ date: printDate(at), time: printTime(at), place }),
		data: { codes: [], ...(place !== undefined && { name: place }) },
		time: { at, role },
		source: [chart.source(stay, role === 'admission' ? 'period.start' : 'period.end')],
	};
}

function reasonFacts(chart: Chart, stay: Element): EncounterSeed[] {
	const seeds: EncounterSeed[] = [];
	elements(stay.reasonCode)
		.slice(0, MOST)
		.forEach((reason, at) => {
			const name = nameOrCode(reason);
			if (name === undefined) return;
			const { text, flags } = tidy(name.name);
			seeds.push({
				kind: 'encounter',
				role: 'reason',
				text,
				parts: { reason: text },
				data: { codes: codesOf(reason), name: text },
				source: [chart.source(stay, `reasonCode[${at}]`)],
				...flagged(...flags, name.codedOnly && 'coded-only'),
			});
		});
	return seeds.length > 0 ? seeds : complaintFacts(chart, stay);
}

/** Without a reason, the diagnosis that the stay itself calls the chief complaint. */
function complaintFacts(chart: Chart, stay: Element): EncounterSeed[] {
	return elements(stay.diagnosis).flatMap((one, at) => {
		const condition = chart.find(referenceOf(one.condition));
		const name = condition && nameOrCode(condition.code);
		if (codesOf(one.use)[0]?.code !== 'CC' || condition === undefined || name === undefined)
			return [];
		const { text, flags } = tidy(name.name);
		return [
			{
				kind: 'encounter',
				role: 'reason',
				text,
				parts: { reason: text },
				data: { codes: codesOf(condition.code), name: text },
				source: [chart.source(condition, 'code'), chart.source(stay, `diagnosis[${at}]`)],
				...flagged(...flags, name.codedOnly && 'coded-only'),
			} satisfies EncounterSeed,
		];
	});
}

function locationFacts(chart: Chart, stay: Element): EncounterSeed[] {
	return elements(stay.location)
		.slice(0, MOST)
		.flatMap((one, at) => {
			const place = string(element(one.location).display);
			if (place === undefined) return [];
			const { text, flags } = tidy(place, 200);
			const { start, end } = period(one.period);
			const time: FactTime | undefined =
				start === undefined
					? undefined
					: { at: start, ...(end !== undefined && { end }), role: 'effective' };
			return [
				{
					kind: 'encounter',
					role: 'location',
					text,
					parts: partsOf({ place: text, date: start && printDate(start) }),
					data: { codes: [], name: text, ...referenced(one.location) },
					...(time && { time }),
					source: [chart.source(stay, `location[${at}]`)],
					...flagged(...flags),
				} satisfies EncounterSeed,
			];
		});
}

function dispositionFacts(chart: Chart, stay: Element): EncounterSeed[] {
	const { dischargeDisposition, destination } = element(stay.hospitalization);
	const name = nameOrCode(dischargeDisposition);
	const place = string(element(destination).display);
	if (name === undefined && place === undefined) return [];
	const going = place === undefined ? undefined : tidy(place, 200).text;
	const { text, flags } = tidy(name?.name ?? String(going));
	const path = name === undefined ? 'destination' : 'dischargeDisposition';
	return [
		{
			kind: 'encounter',
			role: 'disposition',
			text: name !== undefined && going !== undefined ? `${text}, to ${going}` : text,
			parts: partsOf({ name: text, place: going }),
			data: { codes: codesOf(dischargeDisposition), name: text, ...referenced(destination) },
			source: [chart.source(stay, `hospitalization.${path}`)],
			...flagged(...flags, name?.codedOnly && 'coded-only'),
		},
	];
}

/** How the patient is at discharge: FHIR has no element for it, so an observation must call itself so. */
function conditionFacts(chart: Chart): EncounterSeed[] {
	return chart.of('Observation').flatMap((one) => {
		const name = nameOf(one.code) ?? '';
		if (!/\b(?:condition (?:at|on) discharge|discharge condition)\b/i.test(name)) return [];
		const said = nameOf(one.valueCodeableConcept) ?? string(one.valueString);
		if (said === undefined || !['final', 'amended', 'corrected'].includes(String(one.status)))
			return [];
		const { text, flags } = tidy(said);
		const at = period(one.effectiveDateTime).start;
		return [
			{
				kind: 'encounter',
				role: 'condition',
				text,
				parts: partsOf({ name: text, date: at && printDate(at) }),
				data: { codes: codesOf(one.valueCodeableConcept), name: text },
				...(at !== undefined && { time: { at, role: 'collected' } }),
				source: [
					chart.source(one, one.valueString === undefined ? 'valueCodeableConcept' : 'valueString'),
				],
				...flagged(...flags, ...chart.flagsOf(one)),
			} satisfies EncounterSeed,
		];
	});
}
