import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyDraft } from '../../../dist/nodes/Drafting/verifying/index.js';
import {
	baseFacts,
	chartOf,
	draftOf,
	lab,
	medication,
	problem,
	span,
	step,
} from './verify-chart.ts';

/** The made-up stay with measured findings, a taper, two doses a day, and results in two units. */
const facts = chartOf([
	...baseFacts().filter(
		({ text }) => !/^(?:Prednisone|Insulin|Potassium)/.test(text) || text.includes('2026-11-09'),
	),
	problem('history', 'Left total knee arthroplasty', { side: 'left' }),
	medication(
		'changed',
		'Warfarin Sodium 2.5 MG Oral Tablet',
		'warfarin',
		[step([2.5, 'mg'], 'by mouth', 'once daily')],
		{ before: [step([5, 'mg'], 'by mouth', 'once daily')], changes: ['dose'] },
	),
	medication('new', 'Prednisone 10 mg oral tablet', 'prednisone', [
		step([40, 'mg'], 'by mouth', 'once daily', { duration: 'for 3 days' }),
		step([20, 'mg'], 'by mouth', 'once daily', { duration: 'for 3 days' }),
		step([10, 'mg'], 'by mouth', 'once daily', { duration: 'for 3 days' }),
	]),
	medication('continued', 'Insulin glargine 100 units/mL', 'insulin glargine', [
		step([18, 'units'], 'subcutaneous', 'at bedtime'),
		step([6, 'units'], 'subcutaneous', 'in the morning'),
	]),
	medication('continued', 'Furosemide 20 mg oral tablet', 'furosemide', [
		step([20, 'mg'], 'by mouth', 'once daily'),
	]),
	lab('INR', '6301-6', 4.1, '', '2026-11-04', ['worst'], {
		range: { low: 2, high: 3 },
		direction: 'high',
	}),
	lab('INR', '6301-6', 2.3, '', '2026-11-08', ['last'], { range: { low: 2, high: 3 } }),
	lab('Magnesium', '2601-3', 0.9, 'mmol/L', '2026-11-03', ['first', 'worst', 'last']),
	lab('Magnesium', '19123-9', 2.1, 'mg/dL', '2026-11-08', ['first', 'last']),
	{
		kind: 'report',
		role: 'conclusion',
		text: 'There is an 8 x 6 mm nodule in the left upper lobe. Repeat CT chest in 3 months is recommended.',
		parts: { name: 'CT chest', date: '2026-11-03' },
		time: { at: '2026-11-03', role: 'issued' },
		data: { name: 'CT chest', codes: [], status: 'final' },
	},
	span('The ulcer on the heel measured 4 x 3 cm.', 10),
	span('Her wife Anna brings her to visits.', 11),
	span('She denied chest pain.', 12),
	span('Suture removal is due in 3 weeks.', 13),
	span('Furosemide is taken for swelling of the ankles.', 14),
	span('She is a retired librarian.', 15),
]);
const judge = (text: string) => verifyDraft(facts, draftOf([text])).sentences[0];
const lines = (text: string) =>
	text
		.trim()
		.split('\n')
		.map((line) => line.trim());

for (const text of lines(`
An 8 cm nodule was seen.
A nodule of 8 cm was seen in the left upper lobe.
An 8 x 6 cm nodule was seen.
An 8 mm by 6 cm nodule was seen.
The ulcer on the heel measured 4 mm.
Suture removal is due in 3 months.
Repeat CT chest in 3 weeks is recommended.
Warfarin caused AKI.
Warfarin-induced acute kidney injury.
Aspirin led to acute kidney injury.
AKI was caused by warfarin.
AKI due to warfarin.
Acute kidney injury was attributed to lisinopril.
Warfarin was given for type 2 diabetes.
Warfarin for type 2 diabetes mellitus.
Metformin was continued for hypertension.
Ceftriaxone was given for hypertension.
Warfarin was decreased due to hypertension.
Lisinopril was stopped because of hypertension.
Warfarin was reduced because of interaction with prednisone.
Warfarin interacts with prednisone.
AKI is chronic.
Acute kidney injury is now chronic.
Pneumonia is recurrent.
Warfarin goal INR is 2.3 to 4.1.
Her target INR is 2.3 to 4.1.
INR was supratherapeutic at 2.3.
INR was low at 2.3.
Her daughter Anna brings her to visits.
Her sister Anna brings her to visits.
Her wife Anna is a nurse.
She is a retired teacher.
Discharge magnesium was 0.9.
Last magnesium was 0.9 mmol/L.
Prednisone 40 mg daily, then 20 mg daily, then 10 mg daily.
Prednisone 40 mg, 20 mg, then 10 mg.
Prednisone 40 mg daily x3 days, then stop.
Prednisone 40 mg daily x5 days, 20 mg daily x3 days, 10 mg daily x3 days, then stop.
Aspirin 81 mg daily, then stop.
White count was 142,000.
White count was 1,420.
Hemoglobin was 10,400.
WBC fell from 18.2 to 8.1.
Home warfarin 2.5 mg was decreased to 5 mg daily.
Home warfarin 5 mg was increased to 2.5 mg daily.
Home warfarin 2.5 mg was decreased to 1 mg daily.
She has a history of right TKA.
She underwent left TKA.
Glargine 6 units at bedtime and 18 in the morning.
Glargine 18 units at bedtime and 8 in the morning.
Glargine 18 units at bedtime.
She had chest pain.
Chest pain was present.
`))
	test(`is not borne out: ${text}`, () => {
		const { verdict, findings } = judge(text);
		assert.notEqual(verdict, 'supported', JSON.stringify(findings));
	});

for (const text of lines(`
An 8 mm nodule was seen.
An 8 x 6 mm nodule was seen.
An 8x6 mm nodule was seen.
An 8 by 6 mm nodule was seen.
The ulcer on the heel measured 4 cm.
Suture removal is due in 3 weeks.
Repeat CT chest in 3 months is recommended.
Lisinopril was stopped because of acute kidney injury.
Lisinopril was stopped due to AKI.
Ceftriaxone was given for pneumonia.
Acetaminophen 650 mg by mouth every 6 hours as needed for pain.
Furosemide is taken for swelling of the ankles.
INR was supratherapeutic at 4.1.
Her wife Anna brings her to visits.
She is a retired librarian.
Discharge magnesium was 2.1 mg/dL.
Prednisone 40 mg daily x3 days, 20 mg daily x3 days, 10 mg daily x3 days, then stop.
Prednisone 40 mg daily for 3 days, 20 mg daily for 3 days, then 10 mg daily for 3 days and stop.
White count was 14,200.
WBC decreased from 14,200 to 8,100.
WBC fell from 14.2 to 8.1.
Home warfarin 5 mg was decreased to 2.5 mg daily.
She has a history of left TKA.
Glargine 18 units at bedtime and 6 in the morning.
Glargine 6 units in the morning and 18 units at bedtime.
She denied chest pain.
Chest pain was denied.
`))
	test(`is borne out: ${text}`, () => {
		const { verdict, findings } = judge(text);
		assert.equal(verdict, 'supported', JSON.stringify(findings));
	});
