import { isElement, elements, string, type Element } from './elements';
import type { Chart } from './chart';
import { flagged, type SeedOf } from './seed';
import { partsOf } from './words/lists';
import { tidy } from './words/tidy';
import { isTime, printDate, printOn, timeIn } from './words/times';

type PatientSeed = SeedOf<'patient'>;

const SEX: Readonly<Record<string, string>> = {
	male: 'male',
	female: 'female',
	other: 'other',
	unknown: 'recorded as unknown',
};

/** Who the patient is: name, record numbers, sex, birth date, age, and death. */
export function patientFacts(chart: Chart): PatientSeed[] {
	const patient = chart.find(chart.patient);
	if (patient === undefined) {
		chart.gap(
			'patient-missing',
			['identity'],
			'The chart does not hold the record of the patient.',
		);
		return [];
	}
	return [
		...nameFacts(chart, patient),
		...identifierFacts(chart, patient),
		...sexFacts(chart, patient),
		...birthFacts(chart, patient),
		...deathFacts(chart, patient),
	];
}

function nameFacts(chart: Chart, patient: Element): PatientSeed[] {
	const names = elements(patient.name).filter(
		({ use }) => use !== 'old' && use !== 'anonymous' && use !== 'nickname',
	);
	const name = names.find(({ use }) => use === 'official') ?? names[0];
	const text = name && (string(name.text) ?? nameParts(name));
	if (text === undefined || text === '') {
		chart.gap('name-missing', ['identity'], 'The chart does not say the name of the patient.');
		return [];
	}
	const at = elements(patient.name).indexOf(name);
	const { text: value, flags } = tidy(text, 200);
	return [
		{
			kind: 'patient',
			role: 'name',
			text: value,
			parts: { name: value },
			data: { value },
			source: [chart.source(patient, `name[${at}]`)],
			...flagged(...flags),
		},
	];
}

function nameParts(name: Element): string {
	const given = Array.isArray(name.given) ? name.given : [];
	return [...given.slice(0, 5), name.family, ...(Array.isArray(name.suffix) ? name.suffix : [])]
		.filter((one): one is string => typeof one === 'string')
		.join(' ');
}

/** The record number of the hospital (v2-0203 MR); without such a type the first that is in use. */
function identifierFacts(chart: Chart, patient: Element): PatientSeed[] {
	const all = elements(patient.identifier).filter(
		({ use, value }) => use !== 'old' && string(value) !== undefined,
	);
	const record = all.filter(({ type }) => isElement(type) && hasType(type, 'MR'));
	return (record.length > 0 ? record : all.slice(0, 1)).slice(0, 5).map((one) => {
		const { text: value, flags } = tidy(String(one.value), 100);
		const system = string(one.system)?.slice(0, 200);
		return {
			kind: 'patient',
			role: 'identifier',
			text: value,
			parts: { value },
			data: { value, ...(system !== undefined && { system }) },
			source: [chart.source(patient, `identifier[${elements(patient.identifier).indexOf(one)}]`)],
			...flagged(...flags),
		};
	});
}

const hasType = (type: Element, code: string): boolean =>
	elements(type.coding).some((one) => one.code === code);

function sexFacts(chart: Chart, patient: Element): PatientSeed[] {
	const gender = string(patient.gender);
	if (gender === undefined || !Object.hasOwn(SEX, gender)) return [];
	return [
		{
			kind: 'patient',
			role: 'sex',
			text: SEX[gender],
			data: { value: gender },
			source: [chart.source(patient, 'gender')],
		},
	];
}

function birthFacts(chart: Chart, patient: Element): PatientSeed[] {
	const birth = timeIn(patient.birthDate);
	if (birth === undefined) {
		chart.gap('birth-date-missing', ['identity'], 'The chart does not say the birth date.');
		return [];
	}
	const source = [chart.source(patient, 'birthDate')];
	const time = { at: birth, role: 'birth' as const };
	const years = ageAt(birth, chart.admission ?? chart.context.asOf);
	const facts: PatientSeed[] = [
		{
			kind: 'patient',
			role: 'birth-date',
			text: printDate(birth),
			parts: { date: printDate(birth) },
			data: { value: birth },
			time,
			source,
		},
	];
	if (years !== undefined) {
		facts.push({
			kind: 'patient',
			role: 'age',
			text: years === 1 ? '1 year' : `${years} years`,
			parts: { age: String(years) },
			data: { value: String(years), years },
			time,
			source,
		});
	}
	return facts;
}

/** Whole years; undefined when the birth date is not a whole day, for then they are not known. */
function ageAt(birth: string, at: string): number | undefined {
	if (birth.length !== 10 || at.length < 10) return undefined;
	const years = Number(at.slice(0, 4)) - Number(birth.slice(0, 4));
	const age = at.slice(5, 10) < birth.slice(5) ? years - 1 : years;
	return age >= 0 && age < 150 ? age : undefined;
}

function deathFacts(chart: Chart, patient: Element): PatientSeed[] {
	const at = isTime(patient.deceasedDateTime) ? patient.deceasedDateTime : undefined;
	if (at === undefined && patient.deceasedBoolean !== true) return [];
	const path = at === undefined ? 'deceasedBoolean' : 'deceasedDateTime';
	return [
		{
			kind: 'patient',
			role: 'deceased',
			text: at === undefined ? 'deceased' : `deceased ${printOn(at)}`,
			...(at !== undefined && { parts: partsOf({ date: printDate(at) }) }),
			data: { value: at ?? 'true' },
			...(at !== undefined && { time: { at, role: 'death' as const } }),
			source: [chart.source(patient, path)],
		},
	];
}
