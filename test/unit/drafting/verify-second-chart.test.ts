import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyDraft } from '../../../dist/nodes/Drafting/verifying/index.js';
import { chartOf, draftOf, lab, medication as med, problem, step } from './verify-chart.ts';

/** Another made-up stay: names as code systems write them, doses with brand, other units. */
const facts = chartOf([
	{ kind: 'patient', role: 'name', text: 'Rob Zzsubject', data: { value: 'Rob Zzsubject' } },
	{ kind: 'patient', role: 'sex', text: 'male', data: { value: 'male' } },
	{ kind: 'patient', role: 'age', text: '64 years', data: { value: '64 years', years: 64 } },
	{
		kind: 'encounter',
		role: 'admission',
		text: '2026-03-05 at 14:20',
		time: { at: '2026-03-05T14:20:00-05:00', role: 'admission' },
		parts: { date: '2026-03-05' },
		data: { codes: [] },
	},
	{
		kind: 'encounter',
		role: 'discharge',
		text: '2026-03-12 at 11:00',
		time: { at: '2026-03-12T11:00:00-05:00', role: 'discharge' },
		parts: { date: '2026-03-12' },
		data: { codes: [] },
	},
	{ kind: 'encounter', role: 'reason', text: 'Chest pain', data: { codes: [] } },
	{
		kind: 'encounter',
		role: 'location',
		text: 'Zztest Medical Center, cardiac unit',
		parts: { place: 'Zztest Medical Center, cardiac unit' },
		data: { codes: [] },
	},
	{
		kind: 'encounter',
		role: 'disposition',
		text: 'Discharge to skilled nursing facility',
		data: { codes: [] },
	},
	{ kind: 'encounter', role: 'condition', text: 'Stable', data: { codes: [] } },
	{
		kind: 'encounter',
		role: 'responsible',
		text: 'Dr. Eve Zztester, attending',
		parts: { name: 'Dr. Eve Zztester' },
		data: { codes: [], name: 'Dr. Eve Zztester', as: 'attending' },
	},
	problem('discharge-diagnosis', 'Acute non-ST segment elevation myocardial infarction'),
	problem('discharge-diagnosis', 'Acute on chronic systolic heart failure'),
	problem('admission-diagnosis', 'Chest pain'),
	problem('history', 'Chronic obstructive pulmonary disease'),
	problem('history', 'Atrial fibrillation'),
	problem('history', 'Chronic kidney disease stage 3'),
	problem('discharge-diagnosis', 'Cellulitis of left lower leg', { side: 'left' }),
	problem('discharge-diagnosis', 'Fracture of neck of right femur', { side: 'right' }),
	problem('history', 'Deep venous thrombosis of right lower limb', {
		side: 'right',
		polarity: 'resolved',
	}),
	problem('discharge-diagnosis', 'Sepsis', { polarity: 'absent' }),
	problem('discharge-diagnosis', 'Pulmonary nodule', { polarity: 'unconfirmed' }),
	{
		kind: 'procedure',
		role: 'performed',
		text: 'Coronary artery bypass graft on 2026-03-07',
		time: { at: '2026-03-07', role: 'performed' },
		data: { name: 'Coronary artery bypass graft', codes: [], status: 'completed' },
	},
	{
		kind: 'procedure',
		role: 'performed',
		text: 'Transthoracic echocardiography on 2026-03-06',
		time: { at: '2026-03-06', role: 'performed' },
		data: { name: 'Transthoracic echocardiography', codes: [], status: 'completed' },
	},
	{
		kind: 'procedure',
		role: 'planned',
		text: 'Colonoscopy (planned)',
		data: { name: 'Colonoscopy', codes: [], status: 'preparation' },
	},
	med('new', 'Apixaban 5 MG Oral Tablet', 'apixaban', [step([5, 'mg'], 'by mouth', 'twice a day')]),
	med(
		'changed',
		'Furosemide 40 MG Oral Tablet',
		'furosemide',
		[step([40, 'mg'], 'by mouth', 'twice a day')],
		{ before: [step([40, 'mg'], 'by mouth', 'once a day')], changes: ['frequency'] },
	),
	med(
		'continued',
		'24 HR Metoprolol succinate 100 MG Extended Release Oral Tablet [Toprol]',
		'metoprolol succinate',
		[step([100, 'mg'], 'by mouth', 'once a day')],
	),
	med('continued', 'atorvastatin 80 MG Oral Tablet', 'atorvastatin', [
		step([80, 'mg'], 'by mouth', 'once a day at bedtime'),
	]),
	med('continued', 'Albuterol 90 mcg/actuation inhaler', 'albuterol', [
		step([2, 'puffs'], 'inhaled', 'every 4 to 6 hours', {
			asNeeded: true,
			asNeededFor: 'for wheezing',
		}),
	]),
	med('stopped', 'Warfarin 5 MG Oral Tablet', 'warfarin', [
		step([5, 'mg'], 'by mouth', 'once a day'),
	]),
	med('inpatient-only', 'heparin sodium, porcine', 'heparin', [
		step([5000, 'units'], 'subcutaneously', 'every 8 hours'),
	]),
	med('new', 'Potassium chloride 20 MEQ Extended Release Oral Tablet', 'potassium chloride', [
		step([20, 'mEq'], 'by mouth', 'once a day'),
	]),
	med('new', 'Clopidogrel 75 MG Oral Tablet', 'clopidogrel', [
		step([75, 'mg'], 'by mouth', 'once a day'),
	]),
	med('new', 'Methotrexate 2.5 MG Oral Tablet', 'methotrexate', [
		step([15, 'mg'], 'by mouth', 'once a week'),
	]),
	{
		kind: 'allergy',
		role: 'none-known',
		text: 'No known allergies',
		data: { substance: 'No known allergies', codes: [], reaction: [], polarity: 'none-known' },
	},
	lab('Troponin I', '10839-9', 0.04, 'ng/mL', '2026-03-05T15:00:00-05:00', ['first']),
	lab('Troponin I', '10839-9', 3.2, 'ng/mL', '2026-03-06T03:00:00-05:00', ['worst'], {
		direction: 'high',
	}),
	lab('Troponin I', '10839-9', 0.9, 'ng/mL', '2026-03-08T03:00:00-05:00', ['last'], {
		direction: 'high',
	}),
	lab('Hemoglobin [Mass/volume] in Blood', '718-7', 13.2, 'g/dL', '2026-03-05', ['first'], {
		range: { low: 13, high: 17 },
	}),
	lab('Hemoglobin [Mass/volume] in Blood', '718-7', 8.1, 'g/dL', '2026-03-08', ['worst'], {
		range: { low: 13, high: 17 },
		direction: 'low',
	}),
	lab('Hemoglobin [Mass/volume] in Blood', '718-7', 9.4, 'g/dL', '2026-03-12', ['last'], {
		range: { low: 13, high: 17 },
		direction: 'low',
	}),
	lab('INR', '6301-6', 2.6, '', '2026-03-05', ['first', 'worst']),
	lab('INR', '6301-6', 1.2, '', '2026-03-10', ['last']),
	lab('Platelets', '777-3', 152, '10*3/uL', '2026-03-12', ['last']),
	lab('Glucose', '2345-7', 1250, 'mg/dL', '2026-03-05', ['first']),
	{
		kind: 'report',
		role: 'conclusion',
		text: 'Left ventricular ejection fraction is 35%.',
		parts: { name: 'Echocardiogram' },
		time: { at: '2026-03-06', role: 'issued' },
		data: { name: 'Echocardiogram', codes: [], status: 'final' },
	},
	{
		kind: 'report',
		role: 'conclusion',
		text: 'Small left pleural effusion, no pneumothorax.',
		parts: { name: 'Chest X-ray' },
		time: { at: '2026-03-09', role: 'issued' },
		data: { name: 'Chest X-ray', codes: [], status: 'final' },
	},
	{
		kind: 'follow-up',
		role: 'appointment',
		text: 'appointment with Dr. Ann Zzclinic on 2026-03-26 at 09:00, Zzheart Clinic',
		parts: { name: 'appointment', with: 'Dr. Ann Zzclinic', place: 'Zzheart Clinic' },
		time: { at: '2026-03-26T09:00:00-05:00', role: 'scheduled' },
		data: { name: 'appointment', codes: [], with: ['Dr. Ann Zzclinic'] },
	},
	{
		kind: 'code-status',
		role: 'code-status',
		text: 'Do not resuscitate',
		data: { name: 'Do not resuscitate', codes: [], meaning: 'no-resuscitation' },
	},
	{
		kind: 'activity',
		role: 'instruction',
		text: 'No lifting over 10 pounds for 6 weeks',
		data: { name: 'No lifting over 10 pounds for 6 weeks', codes: [] },
	},
]);

const borneOut = `
Mr. Zzsubject is a 64-year-old man with a history of COPD, atrial fibrillation, and stage 3 chronic kidney disease who was admitted on March 5, 2026 with chest pain.
A 64-year-old male with CKD stage 3 and AFib presented with chest pain.
He was found to have an NSTEMI.
He was diagnosed with a non-ST elevation myocardial infarction.
Discharge diagnoses: NSTEMI; acute on chronic systolic heart failure; left lower leg cellulitis; right femoral neck fracture.
He also had acute on chronic heart failure.
Cellulitis of the left leg was treated.
He had a right femur fracture.
He has a prior right lower extremity DVT.
History of deep vein thrombosis of the right leg, resolved.
Sepsis was ruled out.
There was no sepsis.
A pulmonary nodule is suspected.
A possible lung nodule was noted.
He underwent CABG on 3/7/2026.
Coronary artery bypass grafting was performed on March 7.
A transthoracic echocardiogram on 3/6/2026 showed an ejection fraction of 35%.
Echocardiogram: LVEF 35%.
Echocardiography on March 6 showed a left ventricular ejection fraction of 35 percent.
A colonoscopy is planned.
Chest X-ray on March 9 showed a small left pleural effusion without pneumothorax.
There was a small left-sided pleural effusion and no pneumothorax.
Apixaban 5 mg by mouth twice daily was started, and warfarin was stopped.
Warfarin was replaced by apixaban 5 mg twice daily.
He was switched from warfarin to apixaban.
Eliquis 5 mg BID was started.
Furosemide was increased from 40 mg once daily to 40 mg twice daily.
Lasix was changed to 40 mg PO BID.
Toprol 100 mg daily was continued.
Metoprolol succinate 100 mg daily, atorvastatin 80 mg at bedtime and albuterol 2 puffs every 4-6 hours as needed for wheezing were continued.
Continue albuterol inhaler 2 puffs inhaled every 4 to 6 hours as needed.
He received subcutaneous heparin 5,000 units every 8 hours during the stay.
Heparin 5000 units SC q8h was given.
Potassium chloride 20 mEq daily was added.
KCl 20 mEq by mouth daily was started.
He was started on clopidogrel 75 mg daily and apixaban 5 mg twice daily.
Methotrexate 15 mg by mouth once weekly was started.
Methotrexate 15 mg once a week.
No known drug allergies.
NKDA.
He has no known allergies.
The patient denies any allergies.
Troponin I peaked at 3.2 ng/mL on March 6 and was 0.9 ng/mL on March 8.
Initial troponin was 0.04 ng/mL.
Troponin rose from 0.04 to 3.2 ng/mL.
Hemoglobin fell from 13.2 g/dL to a nadir of 8.1 g/dL on March 8, then recovered to 9.4 g/dL at discharge.
Hemoglobin dropped to 8.1 g/dL.
Hemoglobin remained low at 9.4 g/dL at discharge.
Hgb was 9.4 on the day of discharge.
INR was 2.6 on admission and 1.2 on March 10.
The INR decreased to 1.2.
Platelets were 152 K/uL at discharge.
Platelet count 152,000/uL on 03/12/2026.
Glucose was 1,250 mg/dL on admission.
He was discharged to a skilled nursing facility on March 12, 2026 in stable condition.
Discharged to SNF in stable condition.
Condition at discharge: stable.
He was transferred to a skilled nursing facility.
His code status is DNR.
He is DNR.
Code status: do not resuscitate.
He will see Dr. Ann Zzclinic on March 26, 2026 at 9:00 AM.
Follow-up appointment with Dr. Zzclinic at Zzheart Clinic on 03/26/2026 at 09:00.
He has an appointment in 2 weeks with Dr. Zzclinic.
He should not lift more than 10 pounds for 6 weeks.
No lifting over 10 lb for six weeks.
He was admitted to the cardiac unit of Zztest Medical Center.
Dr. Eve Zztester was the attending physician during the admission.
His hospital stay lasted 7 days.
He spent 7 days in the hospital.
He was admitted on 5 March 2026 at 14:20 and discharged on 12 March 2026 at 11:00.
`;
const notBorneOut = `
He was switched from apixaban to warfarin.
Metoprolol tartrate 100 mg daily was continued.
Methotrexate 15 mg daily was started.
Methotrexate 15 mg by mouth once daily.
Heparin 50,000 units SC q8h was given.
Furosemide was decreased to 40 mg twice daily.
Platelets were 152,000 K/uL at discharge.
He is full code.
He was discharged home.
He has an appointment in 6 weeks with Dr. Zzclinic.
Echocardiogram: LVEF 53%.
He had an acute STEMI.
He has a left femur fracture.
He has cellulitis of the right lower leg.
There was a small right pleural effusion.
There was a large left pleural effusion.
There was a pneumothorax.
He had sepsis.
A pulmonary nodule was found.
A colonoscopy was performed.
Allergies: penicillin.
He is allergic to sulfa drugs.
Troponin I peaked at 3.2 ng/mL on March 5.
Hemoglobin rose from 13.2 to 8.1 g/dL.
Chronic kidney disease stage 4.
He has chronic kidney disease stage 5.
He was discharged on heparin 5000 units every 8 hours.
He has an acute DVT.
He should not lift more than 100 pounds for 6 weeks.
Apixaban 5 mg twice daily and clopidogrel 5 mg daily were started.
Apixaban 75 mg daily and clopidogrel 75 mg daily were started.
Potassium chloride 20 mg daily was added.
He was admitted at 11:00 on March 5, 2026.
`;
const lines = (text: string) => text.trim().split('\n');
const judge = (text: string) => verifyDraft(facts, draftOf([text])).sentences[0];

for (const text of lines(borneOut)) {
	test(`the chart bears out: ${text}`, () => {
		const { verdict, findings } = judge(text);
		assert.equal(verdict, 'supported', JSON.stringify(findings, undefined, 1));
	});
}

for (const text of lines(notBorneOut)) {
	test(`the chart does not bear out: ${text}`, () => {
		assert.notEqual(judge(text).verdict, 'supported');
	});
}
