import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { verifyDraft } from '../../../dist/nodes/Drafting/verifying/index.js';
import { chartOf, draftOf, lab, medication, problem, span, step } from './verify-chart.ts';

const high = (name: string, value: number, unit: string, at: string, roles: string[]) =>
	lab(name, '', value, unit, at, roles, { flag: 'H', direction: 'high' });

/** A made-up stay in which every medicine has another fate, and results came down. */
const facts = chartOf([
	{ kind: 'patient', role: 'sex', text: 'female', data: { value: 'female' } },
	{
		kind: 'encounter',
		role: 'admission',
		text: '2026-11-10',
		time: { at: '2026-11-10', role: 'admission' },
		data: { codes: [] },
	},
	{
		kind: 'encounter',
		role: 'discharge',
		text: '2026-11-14',
		time: { at: '2026-11-14', role: 'discharge' },
		data: { codes: [] },
	},
	medication('changed', 'Warfarin', 'warfarin', [step([2.5, 'mg'], 'by mouth', 'once a day')], {
		before: [step([5, 'mg'], 'by mouth', 'once a day')],
		flags: ['high-alert'],
	}),
	medication(
		'continued',
		'Methotrexate',
		'methotrexate',
		[step([15, 'mg'], 'by mouth', 'once a week')],
		{ flags: ['high-alert'] },
	),
	medication('stopped', 'Ibuprofen', 'ibuprofen', [step([400, 'mg'], 'by mouth', 'twice a day')]),
	medication('stopped', 'Lisinopril', 'lisinopril', [step([10, 'mg'], 'by mouth', 'once a day')], {
		stoppedReason: 'Hyperkalemia',
	}),
	medication(
		'new',
		'Oxycodone',
		'oxycodone',
		[
			step([5, 'mg'], 'by mouth', 'every 6 hours', {
				asNeeded: true,
				asNeededFor: 'for pain',
			}),
		],
		{ flags: ['high-alert'] },
	),
	medication('new', 'Amoxicillin', 'amoxicillin', [
		step([500, 'mg'], 'by mouth', 'three times a day', { duration: 'for 7 days' }),
	]),
	medication('continued', 'Levothyroxine', 'levothyroxine', [
		step([50, 'mcg'], 'by mouth', 'once a day'),
	]),
	problem('discharge-diagnosis', 'Chronic kidney disease stage 3'),
	problem('discharge-diagnosis', 'Atrial fibrillation'),
	problem('discharge-diagnosis', 'Hyperkalemia'),
	high('Potassium', 6.1, 'mmol/L', '2026-11-11', ['first', 'worst']),
	lab('Potassium', '', 4.4, 'mmol/L', '2026-11-14', ['last']),
	high('Creatinine', 1.9, 'mg/dL', '2026-11-10', ['first', 'worst']),
	lab('Creatinine', '', 1.2, 'mg/dL', '2026-11-14', ['last']),
	{
		kind: 'procedure',
		role: 'not-done',
		text: 'CT pulmonary angiography (not performed: Renal function)',
		data: {
			name: 'CT pulmonary angiography',
			codes: [],
			status: 'not-done',
			reason: 'Renal function',
		},
	},
	{
		kind: 'procedure',
		role: 'performed',
		text: 'Venous ultrasound',
		data: { name: 'Venous ultrasound', codes: [], status: 'completed' },
	},
	{
		kind: 'report',
		role: 'conclusion',
		text: 'No hemorrhage. Incidental 6 mm nodule in the right upper lobe.',
		parts: { name: 'CT head' },
		data: { name: 'CT head', codes: [], status: 'final' },
	},
	{
		kind: 'follow-up',
		role: 'appointment',
		text: 'Anticoagulation clinic with Dr. Cyd Zzsample on 2026-11-17',
		parts: { name: 'Anticoagulation clinic', with: 'Dr. Cyd Zzsample' },
		time: { at: '2026-11-17', role: 'scheduled' },
		data: { name: 'Anticoagulation clinic', codes: [], with: ['Dr. Cyd Zzsample'] },
	},
	span('Her mother had breast cancer.', 0),
	span('Her son Tom works as a nurse.', 1),
	span('She was a teacher.', 2),
	span('She stopped smoking in 2010.', 3),
	span('Patient lives with her husband who is a retired plumber.', 4),
	span('Her brother died of a pulmonary embolism.', 5),
	span('She fell at home.', 6),
]);
const judge = (text: string) => verifyDraft(facts, draftOf([text])).sentences[0];
const lines = (text: string) =>
	text
		.trim()
		.split('\n')
		.map((line) => line.trim());

const each = (name: string, verdict: string, text: string) =>
	describe(name, () => {
		for (const line of lines(text))
			test(`${verdict}: ${line}`, () => {
				const { verdict: found, findings } = judge(line);
				assert.equal(found, verdict, JSON.stringify(findings));
			});
	});

each(
	'an instruction about a medicine that nobody gave is refused',
	'unsupported',
	`
	Double warfarin.
	Take more warfarin than before.
	Take twice as much warfarin.
	Take extra oxycodone.
	Oxycodone was started and may be repeated sooner.
	Take oxycodone regularly.
	Warfarin may be missed.
	Warfarin was reduced and no monitoring is needed.
	Levothyroxine is optional.
	Methotrexate can be repeated.
	Levothyroxine at least 50 mcg once a day.
	Levothyroxine up to 50 mcg once a day.
	Half of levothyroxine 50 mcg once a day.
	Levothyroxine may be adjusted by the patient.
	Give warfarin to her husband.
	Her son Tom takes oxycodone.
	Only ibuprofen was stopped.
	She never took ibuprofen.
	Oxycodone was tapered.
	Amoxicillin was completed.
	The nurse gave warfarin at home.
	`,
);

each(
	'what was stopped or lowered is not to be taken again or raised again',
	'unsupported',
	`
	Ibuprofen was stopped and can be resumed next week.
	Lisinopril was stopped and may be restarted.
	Ibuprofen was stopped. She may take it again.
	Ibuprofen was stopped; it should be taken again.
	Lisinopril, which was stopped, is to be taken.
	Lisinopril was stopped for now.
	Lisinopril was stopped until the Anticoagulation clinic visit.
	Warfarin should be taken with ibuprofen.
	Warfarin was reduced and can be increased again.
	Warfarin was reduced. It was increased later.
	`,
);

each(
	'a result is not told better than it was',
	'unsupported',
	`
	Potassium was normal throughout.
	Potassium was always normal.
	Potassium was never high.
	Potassium was high throughout.
	Potassium was never above 5 mmol/L.
	Potassium fell to 6.1 mmol/L.
	Creatinine was normal on 2026-11-10.
	Creatinine was normal.
	Creatinine improved to 1.9 mg/dL.
	Creatinine returned to baseline.
	CT head was normal.
	Venous ultrasound was normal.
	Venous ultrasound was repeated.
	`,
);

each(
	'who, what and how somebody lives stand together in one passage',
	'unsupported',
	`
	Her husband was discharged on 2026-11-14.
	She smokes.
	She started smoking in 2010.
	She is a teacher.
	She was a teacher and a nurse.
	Her son Tom quit as a nurse.
	Her son Tom worked as a nurse.
	Her son Tom works with a nurse.
	Her son Tom is in a nursing home.
	Her mother died of breast cancer.
	She lives with her husband who is a plumber.
	She fell at home twice.
	`,
);

each(
	'a reason that the chart does not give is refused',
	'unsupported',
	`
	Ibuprofen was stopped in light of chronic kidney disease stage 3.
	With chronic kidney disease stage 3, ibuprofen was stopped.
	Ibuprofen was stopped for she has chronic kidney disease stage 3.
	Ibuprofen was stopped after the creatinine was 1.9.
	Ibuprofen was stopped because she asked for it.
	Warfarin was reduced as the creatinine was 1.9 mg/dL.
	The patient asked that ibuprofen be stopped.
	CT pulmonary angiography was not performed because the patient refused.
	Chronic kidney disease stage 3 caused atrial fibrillation.
	`,
);

each(
	'an event or a plan that the chart does not tell of is refused',
	'unsupported',
	`
	The patient was educated about warfarin.
	She was counselled to avoid ibuprofen.
	She was seen by Dr. Cyd Zzsample.
	Dr. Cyd Zzsample performed the venous ultrasound.
	She was seen at the Anticoagulation clinic on 2026-11-17.
	Potassium to be checked weekly.
	Potassium to be checked by her daughter.
	Anticoagulation clinic is optional.
	`,
);

each(
	'an order without what makes it safe is borne out in part',
	'partly',
	`
	Methotrexate: take 15 mg.
	Methotrexate 15 mg.
	Oxycodone 5 mg by mouth.
	Amoxicillin 500 mg three times a day.
	Amoxicillin 500 mg for 7 days.
	`,
);

each(
	'what the chart says is borne out',
	'supported',
	`
	Warfarin was reduced from 5 mg to 2.5 mg.
	Warfarin 2.5 mg by mouth once a day.
	She should take warfarin 2.5 mg once a day.
	Methotrexate 15 mg once a week is to be continued.
	The patient should go on with levothyroxine 50 mcg once a day.
	She may take oxycodone 5 mg every 6 hours as needed for pain.
	Amoxicillin 500 mg three times a day for 7 days was started.
	Ibuprofen should not be taken.
	Ibuprofen and lisinopril were stopped.
	Lisinopril was stopped because of hyperkalemia and ibuprofen was stopped.
	Potassium fell from 6.1 mmol/L to 4.4 mmol/L.
	Potassium fell to 4.4 mmol/L.
	Creatinine was normal on 2026-11-14.
	Her son Tom works as a nurse.
	She was a teacher.
	Her mother had breast cancer, according to the notes.
	She stopped smoking in 2010.
	CT pulmonary angiography was not performed because of renal function.
	She will be seen by Dr. Cyd Zzsample on 2026-11-17.
	`,
);
