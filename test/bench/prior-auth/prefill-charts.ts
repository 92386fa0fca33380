import type { Random } from '../../hospital/random.ts';
import {
	calculated,
	condition,
	cql,
	draftResponse,
	ICD,
	LOINC,
	observation,
	packageAnswer,
	path,
	PATIENT,
	question,
	questionnaire,
} from '../../unit/priorauth/questionnaire/build.ts';
import {
	elmLibrary,
	exists,
	greater,
	last,
	libraryResource,
	literal,
	property,
	query,
	ref,
	retrieve,
	scoped,
	type Elm,
} from '../../unit/priorauth/questionnaire/elm.ts';
import { daysAfter } from './numbers.ts';

type Fields = Record<string, unknown>;

/** What the generator knows the answer to be; undefined: the chart does not say. */
export type Truth = string | number | boolean | undefined;

export interface LabelledChart {
	records: Fields[];
	/** By link id. */
	truths: Record<string, Truth>;
}

export const TODAY = '2026-11-22';
const A1C = '4548-4';
const BMI = '39156-5';
const WEIGHT = '29463-7';
const DIABETES = 'E11.9';
const BACK = 'M54.5';
const DIABETES_SET = 'http://payer.example/ValueSet/diabetes';

const equal = (a: Elm, b: Elm): Elm => ({ type: 'Equal', operand: [a, b] });
const final = equal(property('value', scoped('status')), literal('final'));
const newest = (code: string): Elm =>
	last(query(retrieve('Observation', { code }), final, 'effective'));

/** Definitions as payers write them: over what the record system gives, without a doubt of their own. */
const library = (): Elm =>
	elmLibrary(
		'Bench',
		{
			'Birth Date': property('birthDate.value', ref('Patient')),
			'Newest BMI': newest('BMI'),
			'BMI Value': property('value.value.value', ref('Newest BMI')),
			'BMI Date': property('effective.value', ref('Newest BMI')),
			'BMI Above 40': greater(ref('BMI Value'), literal(40.5)),
			'A1c Value': property('value.value.value', ref('Newest A1c')),
			'Newest A1c': newest('A1c'),
			Weight: property(
				'value',
				last(query(retrieve('Observation', { code: 'Weight' }), final, 'effective')),
			),
			'Has Diabetes': exists(retrieve('Condition', { valueSet: 'Diabetes' })),
			'Has Back Pain': exists(retrieve('Condition', { code: 'Back' })),
			'Diabetes Code': property('code', {
				type: 'First',
				source: retrieve('Condition', { valueSet: 'Diabetes' }),
			}),
			'Back Onset': property('onset.value', {
				type: 'First',
				source: retrieve('Condition', { code: 'Back' }),
			}),
			'Was Visited': exists(retrieve('Encounter')),
		},
		{
			codes: {
				BMI: { system: LOINC, code: BMI },
				A1c: { system: LOINC, code: A1C },
				Weight: { system: LOINC, code: WEIGHT },
				Back: { system: ICD, code: BACK },
			},
			valueSets: { Diabetes: DIABETES_SET },
		},
	);

const ITEMS = [
	question('family', 'string', 'Family name', {
		extension: [path('%patient.name.first().family')],
	}),
	question('given', 'string', 'Given name', {
		extension: [path('%patient.name.first().given.first()')],
	}),
	question('birth', 'date', 'Date of birth', { extension: [cql('"Birth Date"')] }),
	question('gender', 'string', 'Gender', { extension: [path('%patient.gender')] }),
	question('phone', 'string', 'Telephone', {
		extension: [path("%patient.telecom.where(system = 'phone').value")],
	}),
	question('diabetes', 'boolean', 'Diabetes?', { extension: [cql('Bench."Has Diabetes"')] }),
	question('code', 'choice', 'Which?', {
		answerValueSet: DIABETES_SET,
		extension: [cql('"Diabetes Code"')],
		enableWhen: [{ question: 'diabetes', operator: '=', answerBoolean: true }],
	}),
	question('a1c', 'decimal', 'Hemoglobin A1c', { extension: [cql('"A1c Value"')] }),
	question('back', 'boolean', 'Low back pain?', { extension: [cql('"Has Back Pain"')] }),
	question('onset', 'date', 'Since when?', { extension: [cql('"Back Onset"')] }),
	question('bmi', 'decimal', 'Body mass index', { extension: [cql('"BMI Value"')] }),
	question('bmiDate', 'date', 'Measured on', { extension: [cql('"BMI Date"')] }),
	question('bmiHigh', 'boolean', 'Above 40.5?', { extension: [cql('"BMI Above 40"')] }),
	question('weight', 'quantity', 'Weight', {
		extension: [
			cql('Weight'),
			{
				url: 'http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption',
				valueCoding: { system: 'http://unitsofmeasure.org', code: 'kg', display: 'kg' },
			},
		],
	}),
	question('twice', 'decimal', 'Twice', {
		extension: [calculated('text/fhirpath', "%resource.item.where(linkId='bmi').answer.value * 2")],
	}),
	question('visited', 'boolean', 'Visited?', { extension: [cql('"Was Visited"')] }),
	question('deadline', 'date', 'In a week', { extension: [path('today() + 7 days')] }),
];

/** What the payer sends: the same for every chart. */
export const labelledPackage = (): Fields =>
	packageAnswer([
		questionnaire(ITEMS, {
			extension: [
				{
					url: 'http://hl7.org/fhir/StructureDefinition/cqf-library',
					valueCanonical: 'http://payer.example/Library/Bench|1',
				},
			],
		}),
		draftResponse(),
		libraryResource('Bench', library()),
		{
			resourceType: 'ValueSet',
			url: DIABETES_SET,
			status: 'active',
			expansion: { contains: [{ system: ICD, code: DIABETES }] },
		},
	]);

/** Records of one made-up patient, the truths first and the records after them. */
export function labelledChart(random: Random): LabelledChart {
	const often = (share: number): boolean => random.integer(0, 99) < share * 100;
	const day = (from: number, to: number): string => daysAfter(TODAY, -random.integer(from, to));
	const family = `ZZTEST${random.integer(1, 9999)}`;
	const birth = daysAfter('1940-01-01', random.integer(0, 25_000));
	const gender = often(0.5) ? 'female' : 'male';
	const number = (): string => `555-01${String(random.integer(0, 99)).padStart(2, '0')}`;
	const phone = often(0.7) ? number() : undefined;
	// Of two numbers nobody can say which one is meant.
	const phones = phone === undefined ? [] : often(0.15) ? [phone, `${number()}-2`] : [phone];
	const records: Fields[] = [
		{
			resourceType: 'Patient',
			id: PATIENT.split('/')[1],
			name: [
				{ family, given: ['ADA', 'B'] },
				{ use: 'old', family: 'ZZFORMER' },
			],
			birthDate: birth,
			gender,
			telecom: [
				{ system: 'email', value: 'zz@example.org' },
				...phones.map((value) => ({ system: 'phone', value })),
			],
		},
	];
	const diabetes = problem(random, records, 'd', DIABETES, day);
	const back = problem(random, records, 'b', BACK, day);
	const bmi = measured(random, records, 'm', BMI, day, [20, 55]);
	const a1c = measured(random, records, 'a', A1C, day, [5, 14]);
	const weight = weighed(random, records, day, often);
	return {
		records,
		truths: {
			family,
			given: 'ADA',
			birth,
			gender,
			phone: phones.length === 1 ? phone : undefined,
			diabetes: diabetes === undefined ? undefined : true,
			code: diabetes === undefined ? undefined : DIABETES,
			a1c: a1c?.value,
			back: back === undefined ? undefined : true,
			onset: back,
			bmi: bmi?.value,
			bmiDate: bmi?.day,
			bmiHigh: bmi === undefined ? undefined : bmi.value > 40.5,
			weight,
			twice: bmi === undefined ? undefined : bmi.value * 2,
			visited: undefined,
			deadline: daysAfter(TODAY, 7),
		},
	};
}

/** A weight, now and then in pounds: the form takes kilograms, and nothing is converted. @returns what is right */
function weighed(
	random: Random,
	records: Fields[],
	day: (from: number, to: number) => string,
	often: (share: number) => boolean,
): string | undefined {
	if (often(0.2)) return undefined;
	const kilograms = random.integer(450, 1500) / 10;
	const pounds = often(0.15);
	const quantity = pounds
		? { value: Math.round(kilograms * 22.046) / 10, unit: 'lb', code: '[lb_av]' }
		: { value: kilograms, unit: 'kg', code: 'kg' };
	records.push(observation('w1', WEIGHT, quantity, day(1, 300)));
	return `${kilograms} kg`;
}

/** A problem that is there, is not, was refuted, is only suspected, or is somebody else's. @returns its onset */
function problem(
	random: Random,
	records: Fields[],
	prefix: string,
	code: string,
	day: (from: number, to: number) => string,
): string | undefined {
	const onsetDateTime = day(30, 3000);
	const verified = (state: string): Fields => ({
		onsetDateTime,
		verificationStatus: { coding: [{ code: state }] },
	});
	switch (random.integer(0, 9)) {
		case 0:
			records.push(condition(`${prefix}1`, code, verified('refuted')));
			return undefined;
		case 1:
			records.push(condition(`${prefix}1`, code, verified('differential')));
			return undefined;
		case 2:
			records.push(
				condition(`${prefix}1`, code, { onsetDateTime, subject: { reference: 'Patient/zz-2' } }),
			);
			return undefined;
		case 3:
			return undefined;
		default:
			records.push(condition(`${prefix}1`, code, verified('confirmed')));
			return onsetDateTime;
	}
}

/** Results of several days in any order, with preliminary and foreign ones between them. @returns the newest that counts */
function measured(
	random: Random,
	records: Fields[],
	prefix: string,
	code: string,
	day: (from: number, to: number) => string,
	[low, high]: [number, number],
): { value: number; day: string } | undefined {
	const count = random.integer(0, 4);
	let best: { value: number; day: string } | undefined;
	for (let at = 0; at < count; at++) {
		const value = random.integer(low * 10, high * 10) / 10;
		// No two of one day: which is the newer one, nobody could say.
		const taken = day(1 + at * 400, 399 + at * 400);
		const kind = random.integer(0, 9);
		const quantity = { value, unit: code === BMI ? 'kg/m2' : '%' };
		const more: Fields =
			kind === 0
				? { status: 'preliminary' }
				: kind === 1
					? { subject: { reference: 'Patient/zz-2' } }
					: {};
		records.push(observation(`${prefix}${at}`, code, quantity, taken, more));
		if (kind > 1 && (best === undefined || taken > best.day)) best = { value, day: taken };
	}
	return best;
}
