import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyDraft } from '../../../dist/nodes/Drafting/verifying/index.js';
import { baseFacts, chartOf, draftOf, medication, problem, span, step } from './verify-chart.ts';

/** The made-up stay with products named in full, a course, a taper of three steps, and words of reports. */
const facts = chartOf([
	...baseFacts().filter(({ text }) => !text.startsWith('Prednisone')),
	problem('discharge-diagnosis', 'Pneumonia of right lower lobe', { side: 'right' }),
	medication('changed', 'Warfarin Sodium 2.5 MG Oral Tablet', 'warfarin', [
		step([2.5, 'mg'], 'by mouth', 'once daily'),
	]),
	medication('new', 'Cefpodoxime 200 mg tablet', 'cefpodoxime', [
		step([200, 'mg'], 'by mouth', 'twice daily', { duration: 'for 5 days' }),
	]),
	medication('inpatient-only', 'Vancomycin 1 g IV', 'vancomycin', [
		step([1, 'g'], 'intravenous', 'every 12 hours'),
	]),
	medication('new', 'Prednisone 10 mg oral tablet', 'prednisone', [
		step([40, 'mg'], 'by mouth', 'once daily', { duration: 'for 3 days' }),
		step([20, 'mg'], 'by mouth', 'once daily', { duration: 'for 3 days' }),
		step([10, 'mg'], 'by mouth', 'once daily', { duration: 'for 3 days' }),
	]),
	{
		kind: 'follow-up',
		role: 'order',
		text: 'INR check on 2026-11-17',
		parts: { name: 'INR check', date: '2026-11-17' },
		time: { at: '2026-11-17', role: 'scheduled' },
		data: { name: 'INR check', codes: [] },
	},
	{
		kind: 'report',
		role: 'conclusion',
		text: 'There is an 8 mm nodule in the left upper lobe. Repeat CT chest in 3 months is recommended.',
		parts: { name: 'CT chest', date: '2026-11-03' },
		time: { at: '2026-11-03', role: 'issued' },
		data: { name: 'CT chest', codes: [], status: 'final' },
	},
	span('The wound on the heel measured 2 cm and was dressed every 2 days.', 10),
	span('BMP should be checked on 2026-11-17.', 11),
	span('She declined physical therapy in the hospital.', 12),
]);
const judge = (text: string) => verifyDraft(facts, draftOf([text])).sentences[0];
const lines = (text: string) =>
	text
		.trim()
		.split('\n')
		.map((line) => line.trim());

for (const text of lines(`
She is allergic to Warfarin Sodium 2.5 MG Oral Tablet.
Allergies: penicillin, latex, Cefpodoxime 200 mg tablet.
Vancomycin 1 g IV caused anaphylaxis.
Cefpodoxime 200 mg tablet triggered hives.
She had a rash from Warfarin Sodium 2.5 MG Oral Tablet.
Her father takes Warfarin Sodium 2.5 MG Oral Tablet.
Her husband is on Cefpodoxime 200 mg tablet.
Her sister was prescribed Prednisone 10 mg oral tablet.
Penicillin was given without reaction.
She tolerated penicillin.
Prednisone 10 mg daily for 3 days, then 20 mg daily for 3 days, then 40 mg daily for 3 days.
Prednisone 40 mg daily for 3 days, then 10 mg daily for 3 days, then 20 mg daily for 3 days.
Prednisone 40 mg daily for 3 days, then 10 mg daily for 3 days.
Prednisone 20 mg daily for 3 days, then 10 mg daily for 3 days.
Take prednisone 40 mg by mouth once a day until you see your doctor.
Prednisone 20 mg daily.
Prednisone 40 mg daily.
Take prednisone 10 mg daily.
Prednisone 40 mg daily for 3 days, then 20 mg daily.
Cefpodoxime 200 mg twice daily until follow-up.
Cefpodoxime 200 mg twice daily only if febrile.
Cefpodoxime 200 mg twice daily indefinitely.
CT chest showed an 8 cm nodule in the left upper lobe.
There is an 8 m nodule in the left upper lobe.
Repeat CT chest in 3 weeks is recommended.
Repeat CT chest in 3 days is recommended.
Repeat CT chest in 3 years is recommended.
The wound on the heel measured 2 mm.
The wound on the heel was dressed every 2 hours.
The wound on the heel was dressed every 2 weeks.
You do not need the INR check on 2026-11-17.
The INR check on 2026-11-17 was cancelled.
The INR check on 2026-11-17 is no longer needed.
The cardiology appointment on 2026-11-20 was postponed.
The sputum culture is no longer pending.
Repeat CT chest in 3 months was not recommended.
No further imaging is needed after the CT chest.
BMP should not be checked on 2026-11-17.
She refused bronchoscopy.
She declined right knee arthroscopy.
She was discharged home without services.
She was discharged home against medical advice.
Type 2 diabetes mellitus was newly diagnosed.
She has newly diagnosed hypertension.
She had hospital-acquired pneumonia.
Double the aspirin dose if a dose is missed.
`))
	test(`is not borne out: ${text}`, () => {
		const { verdict, findings } = judge(text);
		assert.notEqual(verdict, 'supported', JSON.stringify(findings));
	});

for (const text of lines(`
She is allergic to penicillin.
Warfarin Sodium 2.5 MG Oral Tablet was changed.
Cefpodoxime 200 mg twice daily for 5 days.
She was started on cefpodoxime 200 mg by mouth twice daily for 5 days.
She received vancomycin 1 g IV every 12 hours.
She was given vancomycin because of the penicillin allergy.
Prednisone 40 mg daily for 3 days, then 20 mg daily for 3 days, then 10 mg daily for 3 days.
Take prednisone 40 mg once daily for 3 days, then 20 mg once daily for 3 days, then 10 mg once daily for 3 days.
Prednisone was started.
There is an 8 mm nodule in the left upper lobe.
CT chest showed an 8 mm nodule in the left upper lobe.
Repeat CT chest in 3 months is recommended.
The wound on the heel measured 2 cm.
The wound on the heel was dressed every 2 days.
INR check on 2026-11-17.
BMP should be checked on 2026-11-17.
Bronchoscopy was performed on 2026-11-04.
The sputum culture is pending.
Thoracentesis was not performed.
She was treated for pneumonia of the right lower lobe with ceftriaxone.
She was discharged home.
`))
	test(`is borne out: ${text}`, () => {
		const { verdict, findings } = judge(text);
		assert.equal(verdict, 'supported', JSON.stringify(findings));
	});
