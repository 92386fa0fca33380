import assert from 'node:assert/strict';
import {
	applyEvidence,
	prefill,
	readPackage,
	sourcesOf,
	type Answers,
} from '../../../../dist/nodes/PriorAuth/questionnaire/index.js';
import { chart, note, NOW, patient, question, spinePackage } from './build.ts';

type Fields = Record<string, unknown>;

const units = (code: string, display: string): Fields => ({
	extension: [
		{
			url: 'http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption',
			valueCoding: { system: 'http://unitsofmeasure.org', code, display },
		},
	],
});

/** Questions as payers put them, by a short name. */
export const QUESTIONS = {
	pt: question('pt', 'boolean', 'Has the patient completed physical therapy?'),
	st: question('st', 'boolean', 'Does the patient have seizures?'),
	rad: question('rad', 'boolean', 'Does the patient have lumbar radiculopathy?'),
	inc: question('inc', 'boolean', 'Is there bladder incontinence?'),
	mtx: question('mtx', 'boolean', 'Is the patient taking methotrexate?'),
	knee: question('knee', 'boolean', 'Does the patient have osteoarthritis of the left knee?'),
	hyp: question('hyp', 'boolean', 'Does the patient have hypertension?'),
	inj: question('inj', 'boolean', 'Was an epidural steroid injection given?'),
	least: question(
		'least',
		'boolean',
		'Has the patient completed at least 6 weeks of physical therapy?',
	),
	six: question('six', 'boolean', 'Physical therapy within the last 6 months?'),
	twelve: question(
		'twelve',
		'boolean',
		'Has the patient tried physical therapy in the past 12 months?',
	),
	weeks: question('weeks', 'quantity', 'How many weeks of physical therapy?', units('wk', 'weeks')),
	sessions: question('sessions', 'integer', 'Number of physical therapy sessions completed'),
	mri: question('mri', 'date', 'Date of the lumbar MRI'),
	a1c: question('a1c', 'quantity', 'Most recent hemoglobin A1c', units('%', '%')),
	preg: question('preg', 'boolean', 'Is the patient pregnant?'),
	smoke: question('smoke', 'boolean', 'Does the patient smoke?'),
	tob: question('tob', 'boolean', 'Does the patient use tobacco?'),
	dm: question('dm', 'boolean', 'Does the patient have diabetes?'),
	osa: question('osa', 'boolean', 'Has obstructive sleep apnea been diagnosed?'),
	fus: question('fus', 'boolean', 'Has the patient had a lumbar fusion?'),
	nsaid: question('nsaid', 'boolean', 'Has the patient tried NSAIDs?'),
	ef: question('ef', 'quantity', 'Left ventricular ejection fraction', units('%', '%')),
	ahi: question('ahi', 'decimal', 'Apnea-hypopnea index (events per hour)'),
	bmi: question('bmi', 'decimal', 'Body mass index'),
	cm: question('cm', 'decimal', 'Height in cm'),
	kg: question('kg', 'decimal', 'Weight of the patient in kg'),
	weight: question('weight', 'quantity', 'Weight of the patient', units('kg', 'kg')),
	dose: question('dose', 'quantity', 'Dose of methotrexate', units('mg', 'mg')),
	tablets: question('tablets', 'decimal', 'Methotrexate tablets per dose'),
	side: question('side', 'choice', 'Which knee is affected?', {
		answerOption: [{ valueString: 'Left' }, { valueString: 'Right' }],
	}),
	pain: question('pain', 'choice', 'How severe is the pain?', {
		answerOption: [{ valueString: 'Mild' }, { valueString: 'Severe' }],
	}),
} as const;

export type Name = keyof typeof QUESTIONS;
/** The question, the note, the words that are quoted (the whole note when absent), what is said; the note's day. */
export type Line = [name: Name, text: string, said: string, quote?: string, date?: string];

/** What becomes of what a model says about one note. */
export async function judge([name, text, said, quote = text, date]: Line): Promise<
	Answers['answers'][number] | undefined
> {
	const records = [patient(), note('n1', text, date === undefined ? {} : { date })];
	const packaged = readPackage(spinePackage([QUESTIONS[name]]), '2026-11-22');
	const answers = await prefill(packaged, chart(records), { now: NOW });
	const given = { path: name, found: true, value: said, quote, source: 'S1' };
	return applyEvidence(answers, [given], sourcesOf(chart(records))).answers[0];
}

/** No sentence of a class becomes an answer; nearly all reach a person with the words. */
export async function refuses(lines: readonly Line[]): Promise<void> {
	const taken: string[] = [];
	let asked = 0;
	for (const line of lines) {
		const answer = await judge(line);
		if (answer?.state === 'to-person') asked += 1;
		if (answer?.state === 'answered') taken.push(`${line[0]}: ${line[1]} [${line[3] ?? ''}]`);
	}
	assert.deepEqual(taken, []);
	assert.ok(asked >= lines.length * 0.9, `${asked} of ${lines.length} reached a person`);
}

/** Every plain statement of a form is taken. */
export async function takes(lines: readonly Line[]): Promise<void> {
	const refused: string[] = [];
	for (const line of lines) {
		const answer = await judge(line);
		if (answer?.state !== 'answered') refused.push(`${line[0]}: ${line[1]} ${answer?.reasons}`);
	}
	assert.deepEqual(refused, []);
}
