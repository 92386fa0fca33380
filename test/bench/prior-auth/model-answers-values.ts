import { question } from '../../unit/priorauth/questionnaire/build.ts';
import type { Topic } from './model-answers-topics.ts';

type Fields = Record<string, unknown>;

const unit = (code: string, display: string): Fields => ({
	extension: [
		{
			url: 'http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption',
			valueCoding: { system: 'http://unitsofmeasure.org', code, display },
		},
	],
});
const options = (...words: string[]): Fields => ({
	answerOption: words.map((valueString) => ({ valueString })),
});

export const AMOUNTS: readonly Topic[] = [
	{
		item: question('weight', 'quantity', 'Current weight of the patient', unit('kg', 'kg')),
		plain: [
			'Current weight {n} kg.',
			'{He} weighs {n} kg.',
			'Weight today is {n} kg.',
			'The patient weighs {n} kg.',
		],
		tempting: {
			denied: ['Does not [weigh {n} kg] as the referral says.'],
			planned: [
				'Target [weight {n} kg].',
				'{He} wants to reach a [weight of {n} kg].',
				'Goal is [{n} kg].',
			],
			relative: ['{His} {kin} [weighs {n} kg].', 'Lifts {his} {kin}, who [weighs {n} kg].'],
			past: ['[Weighed {n} kg] in 2019.', 'Highest [weight {n} kg], ten years ago.'],
			aside: [
				'Lost [{n} kg] since spring.',
				'The chair carries a [weight of {n} kg].',
				'By {his} own scale [weight {n} kg], not confirmed.',
				'Ideal [weight would be {n} kg].',
			],
		},
		amount: { from: 52, to: 128, decimals: 1, unit: 'kg', code: 'kg' },
	},
	{
		item: question('fev', 'quantity', 'FEV1 in percent of predicted', unit('%', '%')),
		plain: [
			'FEV1 is {n} % of predicted.',
			'Spirometry shows an FEV1 of {n} % of predicted.',
			'FEV1 {n} % of predicted.',
		],
		tempting: {
			planned: [
				'If [FEV1 falls to {n} % of predicted], we will refer for transplant.',
				'Repeat spirometry; goal [FEV1 {n} % of predicted].',
			],
			relative: ['{His} {kin} has an [FEV1 of {n} % of predicted].'],
			past: [
				'[FEV1 was {n} % of predicted] in 2018.',
				'Before the transplant [FEV1 was {n} % of predicted].',
			],
			aside: [
				'Severe disease means [an FEV1 below {n} % of predicted].',
				'FVC {n} % of predicted.',
				'The trial took patients with an [FEV1 of {n} % of predicted].',
				'[FEV1 {n} % of predicted], effort not acceptable.',
			],
		},
		amount: { from: 24, to: 88, decimals: 0, unit: '%', code: '%' },
	},
	{
		item: question(
			'exercise',
			'quantity',
			'How many weeks of supervised exercise therapy were completed?',
			unit('wk', 'weeks'),
		),
		plain: [
			'{He} completed {n} weeks of supervised exercise therapy.',
			'The patient has completed {n} weeks of supervised exercise therapy.',
			'Completed {n} weeks of supervised exercise therapy.',
		],
		tempting: {
			denied: [
				'{He} did not complete [{n} weeks of supervised exercise therapy].',
				'Has not [completed {n} weeks of supervised exercise therapy].',
			],
			planned: [
				'Referred for [{n} weeks of supervised exercise therapy].',
				'Recommend [{n} weeks of supervised exercise therapy].',
				'Once {he} has [completed {n} weeks of supervised exercise therapy], surgery will be considered.',
				'Should have [completed {n} weeks of supervised exercise therapy] by {later}.',
			],
			relative: ['{His} {kin} [completed {n} weeks of supervised exercise therapy].'],
			aside: [
				'The payer asks for [{n} weeks of supervised exercise therapy].',
				'Missed [{n} weeks of supervised exercise therapy].',
				'Waited [{n} weeks] for supervised exercise therapy.',
				'Gave up [supervised exercise therapy] although {n} weeks were prescribed.',
			],
		},
		amount: { from: 4, to: 26, decimals: 0, unit: 'weeks', code: 'wk' },
		lasts: true,
	},
	{
		item: question('hemoglobin', 'decimal', 'Most recent hemoglobin in g/dL'),
		plain: [
			'Most recent hemoglobin {n} g/dL.',
			'Hemoglobin today is {n} g/dL.',
			'Hemoglobin {n} g/dL.',
		],
		tempting: {
			planned: [
				'Transfuse if [hemoglobin {n} g/dL] or lower.',
				'Aim for a [hemoglobin of {n} g/dL].',
			],
			relative: ['{His} {kin} had a [hemoglobin of {n} g/dL].'],
			past: [
				'[Hemoglobin was {n} g/dL] in 2017.',
				'Three years ago [hemoglobin {n} g/dL].',
				'At discharge in 2021 [hemoglobin was {n} g/dL].',
			],
			aside: [
				'[Hemoglobin] fell by {n} g/dL.',
				'Lower limit of normal for [hemoglobin is {n} g/dL].',
				'[Hemoglobin {n} g/dL] was found in a sample that had been mixed up.',
				'Mean corpuscular [hemoglobin] concentration {n} g/dL.',
			],
		},
		amount: { from: 7, to: 16, decimals: 1, unit: 'g/dL' },
	},
	{
		item: question('falls', 'integer', 'Number of falls in the past 12 months'),
		plain: [
			'{He} had {n} falls in the past 12 months.',
			'The patient had {n} falls in the past 12 months.',
		],
		tempting: {
			denied: ['{He} did not have [{n} falls in the past 12 months].'],
			planned: ['If it comes to [{n} falls in the past 12 months], a walker will be ordered.'],
			relative: ['{His} {kin} had [{n} falls in the past 12 months].'],
			past: ['[{n} falls] in 2019.', 'Between 2015 and 2018 [{n} falls].'],
			aside: [
				'Almost [{n} falls in the past 12 months], each time caught by {his} {kin}.',
				'The program admits people with [{n} falls in the past 12 months].',
				'{He} cannot say whether there were [{n} falls in the past 12 months].',
			],
		},
		amount: { from: 13, to: 40, decimals: 0, unit: 'falls' },
	},
];

export const DAYS: readonly Topic[] = [
	{
		item: question('colonoscopy', 'date', 'Date of the last colonoscopy'),
		plain: [
			'Last colonoscopy was on {day}.',
			'The last colonoscopy was done on {day}.',
			'{He} had the last colonoscopy on {day}.',
		],
		tempting: {
			denied: [
				'No [colonoscopy on {day}]: {he} did not come.',
				'[Colonoscopy on {day}] was not done.',
			],
			planned: [
				'[Colonoscopy on {later}].',
				'Next [colonoscopy is on {later}].',
				'{He} is booked for a [colonoscopy on {later}].',
			],
			relative: [
				'{His} {kin} had the last [colonoscopy on {day}].',
				'{kin}: [colonoscopy on {day}], cancer found.',
			],
			past: [
				'First [colonoscopy on {old}].',
				'The one before the last [colonoscopy was on {old}].',
			],
			aside: [
				'Gastroscopy was done on {day}.',
				'[Colonoscopy] was discussed on {day}.',
				'Letter about [the last colonoscopy] arrived on {day}.',
			],
		},
	},
	{
		item: question('injury', 'date', 'Date of the knee injury'),
		lasts: true,
		plain: [
			'The knee injury happened on {day}.',
			'Knee injury on {day}.',
			'{He} had the knee injury on {day}.',
		],
		tempting: {
			denied: ['There was no [knee injury on {day}].'],
			planned: ['Follow-up of the [knee injury on {later}].'],
			relative: ['{His} {kin} had a [knee injury on {day}].'],
			past: ['Earlier [knee injury on {old}] of the other side.'],
			aside: [
				'Ankle injury on {day}.',
				'[Knee injury] was seen by the family doctor on {day}.',
				'[Knee injury on {day}], according to the insurer; {he} disagrees.',
				'Imaging for the [knee injury] was read on {day}.',
			],
		},
	},
];

const SIDES = ['Left shoulder', 'Right shoulder'];
const STAGES = ['Stage 3', 'Stage 4', 'Stage 5'];
const DEPRESSIONS = ['Mild', 'Moderate', 'Severe'];

export const CHOICES: readonly Topic[] = [
	{
		item: question('shoulder', 'choice', 'Which shoulder is affected?', options(...SIDES)),
		plain: ['The {o} is affected.', 'Affected is the {o}.', '{His} {o} is affected.'],
		tempting: {
			denied: ['The [{o}] is not affected.', 'Nothing wrong with the [{o}].'],
			planned: ['The [{o}] will be imaged next week.'],
			relative: ['In {his} {kin} the [{o} is affected].'],
			past: ['The [{o} was affected] in 2016.', '[{o}] replaced in 2014.'],
			aside: [
				'The [{o}] was injected by mistake.',
				'Whether the [{o} is affected] is not clear.',
				'The [{o}] served for comparison.',
			],
		},
		words: SIDES,
	},
	{
		item: question('kidney', 'choice', 'Stage of the chronic kidney disease', options(...STAGES)),
		plain: [
			'Chronic kidney disease {o}.',
			'{He} has chronic kidney disease {o}.',
			'The chronic kidney disease is at {o}.',
		],
		tempting: {
			denied: ['[Chronic kidney disease] is not {o}.', 'No [chronic kidney disease {o}].'],
			planned: ['At [chronic kidney disease {o}] a fistula will be planned.'],
			relative: ['{His} {kin} has [chronic kidney disease {o}].'],
			past: ['[Chronic kidney disease was {o}] in 2018.'],
			aside: [
				'May progress to [chronic kidney disease {o}].',
				'Dose must be halved in [chronic kidney disease {o}].',
				'Pressure ulcer {o}.',
				'The referral speaks of [chronic kidney disease {o}], which the values do not bear out.',
			],
		},
		words: STAGES,
	},
	{
		item: question(
			'depression',
			'choice',
			'How severe is the depression?',
			options(...DEPRESSIONS),
		),
		plain: ['The depression is {o}.', '{He} has {o} depression.', 'Currently {o} depression.'],
		tempting: {
			denied: ['The [depression is] not {o}.', 'No signs of [{o} depression].'],
			planned: ['Admit if the [depression is {o}] at the next visit.'],
			relative: ['{His} {kin} has [{o} depression].', '{kin} with [{o} depression].'],
			past: [
				'[{o} depression] in 2015, in remission since.',
				'The [depression was {o}] last winter.',
			],
			aside: [
				'The anxiety is {o}.',
				'ST [depression is {o}] in lead V5.',
				'Brochure on [{o} depression] given.',
				'Hard to tell whether the [depression is {o}].',
			],
		},
		words: DEPRESSIONS,
	},
];

export const WORDS: readonly Topic[] = [
	{
		item: question('migraine', 'string', 'Which medicine has been tried for migraine?'),
		plain: [
			'{He} has tried {x} for migraine.',
			'The patient tried {x} for migraine without relief.',
			'{x} was tried for migraine and failed.',
		],
		tempting: {
			denied: ['{He} has not tried [{x}] for migraine.', '[{x}] was never tried.'],
			planned: [
				'Will try [{x}] for migraine next.',
				'[{x}] is to be started once approved.',
				'Prescribed [{x}] today for migraine; first dose tomorrow.',
			],
			relative: ['{His} {kin} has [tried {x} for migraine].', '{kin} does well on [{x}].'],
			aside: [
				'[{x}] was refused by {him}.',
				'Allergic to [{x}].',
				'Asked about [{x}] for migraine.',
				'Takes [{x}] for blood pressure.',
				'[{x}] is contraindicated.',
			],
		},
		words: ['topiramate', 'propranolol', 'amitriptyline', 'sumatriptan', 'valproate'],
		lasts: true,
	},
	{
		item: question('work', 'string', 'What is the occupation of the patient?'),
		plain: ['Occupation: {x}.', '{He} works as a {x}.', 'The patient works as a {x}.'],
		tempting: {
			denied: ['{He} does not work as a [{x}].'],
			planned: ['{He} is applying for work as a [{x}].', 'Wants to become a [{x}].'],
			relative: ['{His} {kin} [works as a {x}].', 'Occupation of the {kin}: [{x}].'],
			past: ['Until 2012 {he} [worked as a {x}].', 'Retired [{x}].', 'Former [{x}].'],
			aside: ['Was brought in by a [{x}].', 'Bitten while visiting a [{x}].'],
		},
		words: ['roofer', 'nurse', 'bus driver', 'baker', 'teacher', 'welder'],
	},
];
