import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildFacts } from '../../../dist/nodes/Drafting/facts/index.js';
import { verifyDraft } from '../../../dist/nodes/Drafting/verifying/index.js';
import * as b from './facts-chart.ts';
import { draftOf } from './verify-chart.ts';

const { concept, coded, inStay, record, stay, patient, chart } = b;
const ver = (v: string) => coded(v, 'http://terminology.hl7.org/CodeSystem/condition-ver-status');
const clin = (v: string) => coded(v, 'http://terminology.hl7.org/CodeSystem/condition-clinical');
const cat = (v: string) => coded(v, 'http://terminology.hl7.org/CodeSystem/condition-category');
const facts = buildFacts(
	chart([
		patient(),
		stay({
			reasonCode: [concept('Shortness of breath', '267036007')],
			hospitalization: { dischargeDisposition: concept('Discharge to home', '306689006') },
			participant: [
				{
					type: [coded('ATND', 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType')],
					individual: { reference: 'Practitioner/p1', display: 'Dr. Bob Zztest' },
				},
			],
			location: [{ location: { reference: 'Location/1', display: 'Zztest General Hospital' } }],
		}),
		inStay('Condition', {
			code: concept('Community acquired pneumonia', '385093006'),
			category: [cat('encounter-diagnosis')],
			clinicalStatus: clin('active'),
			verificationStatus: ver('confirmed'),
			bodySite: [concept('Right lower lobe of lung', '266005')],
		}),
		inStay('Condition', {
			code: concept('Acute kidney injury', '14669001'),
			category: [cat('encounter-diagnosis')],
			clinicalStatus: clin('active'),
			verificationStatus: ver('confirmed'),
		}),
		inStay('Condition', {
			code: concept('Pulmonary embolism', '59282003'),
			category: [cat('encounter-diagnosis')],
			verificationStatus: ver('refuted'),
		}),
		record('Condition', {
			code: concept('Type 2 diabetes mellitus', '44054006'),
			category: [cat('problem-list-item')],
			clinicalStatus: clin('active'),
			verificationStatus: ver('confirmed'),
			onsetDateTime: '2010-05',
		}),
		record('Condition', {
			code: concept('Asthma', '195967001'),
			category: [cat('problem-list-item')],
			clinicalStatus: clin('resolved'),
			verificationStatus: ver('confirmed'),
		}),
		record('Condition', {
			code: concept('Osteoarthritis of left knee', '1'),
			category: [cat('problem-list-item')],
			clinicalStatus: clin('active'),
			verificationStatus: ver('confirmed'),
		}),
		inStay('Procedure', {
			status: 'completed',
			code: concept('Bronchoscopy', '10847001'),
			performedDateTime: '2026-11-12',
		}),
		inStay('Procedure', {
			status: 'not-done',
			code: concept('Thoracentesis', '91602002'),
			statusReason: concept('Effusion too small'),
		}),
		b.homeMedicine('Metformin 1000 mg oral tablet', b.dose(1000, 'mg', 2)),
		b.dischargeMedicine('Metformin 1000 mg oral tablet', b.dose(1000, 'mg', 2)),
		b.homeMedicine('Metoprolol tartrate 25 mg oral tablet', b.dose(25, 'mg', 2)),
		b.dischargeMedicine('Metoprolol tartrate 50 mg oral tablet', b.dose(50, 'mg', 2)),
		b.homeMedicine('Lisinopril 10 mg oral tablet', b.dose(10, 'mg', 1)),
		b.dischargeMedicine(
			'Acetaminophen 325 mg oral tablet',
			b.dose(650, 'mg', 4, { asNeededCodeableConcept: concept('pain') }),
		),
		b.dischargeMedicine(
			'Insulin glargine',
			b.dose(12, 'units', 1, {
				route: concept('Subcutaneous', '34206005'),
				timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd', when: ['HS'] } },
			}),
		),
		b.dischargeMedicine('Prednisone 20 mg oral tablet', [
			b.dose(40, 'mg', 1, {
				sequence: 1,
				timing: {
					repeat: {
						frequency: 1,
						period: 1,
						periodUnit: 'd',
						boundsDuration: { value: 5, unit: 'days', code: 'd' },
					},
				},
			}),
			b.dose(20, 'mg', 1, {
				sequence: 2,
				timing: {
					repeat: {
						frequency: 1,
						period: 1,
						periodUnit: 'd',
						boundsDuration: { value: 3, unit: 'days', code: 'd' },
					},
				},
			}),
		]),
		b.inpatientMedicine(
			'Ceftriaxone',
			b.dose(1, 'g', 1, {
				route: concept('Intravenous', '47625008'),
				timing: { repeat: { frequency: 1, period: 24, periodUnit: 'h' } },
			}),
		),
		record('AllergyIntolerance', {
			code: concept('Penicillin', '91936005'),
			clinicalStatus: coded(
				'active',
				'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
			),
			verificationStatus: coded(
				'confirmed',
				'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
			),
			category: ['medication'],
			criticality: 'high',
			reaction: [{ manifestation: [concept('Hives')], severity: 'moderate' }],
		}),
		record('AllergyIntolerance', {
			code: concept('Latex', '1'),
			clinicalStatus: coded(
				'active',
				'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
			),
		}),
		b.lab('Potassium', '2026-11-10T09:00:00+01:00', {
			...b.amount(3.1, 'mmol/L'),
			...b.range(3.5, 5.1, 'mmol/L'),
			...b.flag('L'),
		}),
		b.lab('Potassium', '2026-11-13T09:00:00+01:00', {
			...b.amount(4.2, 'mmol/L'),
			...b.range(3.5, 5.1, 'mmol/L'),
		}),
		b.lab('Creatinine', '2026-11-10T09:00:00+01:00', {
			...b.amount(2.4, 'mg/dL'),
			...b.range(0.6, 1.2, 'mg/dL'),
		}),
		b.lab('Creatinine', '2026-11-11T09:00:00+01:00', {
			...b.amount(3.0, 'mg/dL'),
			...b.range(0.6, 1.2, 'mg/dL'),
		}),
		b.lab('Creatinine', '2026-11-13T09:00:00+01:00', {
			...b.amount(1.1, 'mg/dL'),
			...b.range(0.6, 1.2, 'mg/dL'),
		}),
		b.lab('WBC', '2026-11-10T09:00:00+01:00', { ...b.amount(14.2, '10*3/uL') }),
		b.lab('Troponin I', '2026-11-10T09:00:00+01:00', { ...b.amount(0.01, 'ng/mL', '<') }),
		inStay('Observation', {
			status: 'final',
			category: [
				coded('vital-signs', 'http://terminology.hl7.org/CodeSystem/observation-category'),
			],
			code: concept('Blood pressure', '85354-9', b.LOINC),
			effectiveDateTime: '2026-11-14T07:00:00+01:00',
			component: [
				{
					code: concept('Systolic blood pressure', '8480-6', b.LOINC),
					valueQuantity: { value: 128, unit: 'mmHg' },
				},
				{
					code: concept('Diastolic blood pressure', '8462-4', b.LOINC),
					valueQuantity: { value: 76, unit: 'mmHg' },
				},
			],
		}),
		inStay('Observation', {
			status: 'final',
			category: [
				coded('vital-signs', 'http://terminology.hl7.org/CodeSystem/observation-category'),
			],
			code: concept('Heart rate', '8867-4', b.LOINC),
			effectiveDateTime: '2026-11-14T07:00:00+01:00',
			valueQuantity: { value: 72, unit: '/min' },
		}),
		inStay('DiagnosticReport', {
			status: 'final',
			code: concept('Chest X-ray'),
			effectiveDateTime: '2026-11-10',
			conclusion: 'Right lower lobe consolidation. No pleural effusion.',
		}),
		inStay('DiagnosticReport', {
			status: 'preliminary',
			code: concept('Sputum culture'),
			effectiveDateTime: '2026-11-12',
		}),
		record('Appointment', {
			status: 'booked',
			start: '2026-11-24T10:30:00+01:00',
			participant: [
				{ actor: { reference: b.PATIENT } },
				{ actor: { reference: 'Practitioner/2', display: 'Dr. Cyd Zzsample' } },
				{ actor: { reference: 'Location/2', display: 'Zztest Heart Clinic' } },
			],
			specialty: [concept('Cardiology')],
		}),
		inStay('ServiceRequest', {
			status: 'active',
			intent: 'order',
			code: concept('Primary care follow-up'),
			occurrenceDateTime: '2026-11-28',
		}),
		record('Observation', {
			status: 'final',
			code: concept('Code status'),
			valueCodeableConcept: concept('Full code'),
		}),
		record('Immunization', {
			status: 'completed',
			vaccineCode: concept('Influenza vaccine'),
			occurrenceDateTime: '2026-11-13',
			encounter: { reference: b.STAY },
		}),
		b.note(
			'She was weaned to room air on hospital day 3. Her mother had breast cancer. She walks with a cane. No chest pain since admission.',
		),
	]),
);

const byRole = new Map<string, any[]>();
for (const fact of facts.facts) {
	const key = `${fact.kind}/${fact.role}`;
	byRole.set(key, [...(byRole.get(key) ?? []), fact]);
}
/** What `{{f12}}` and `{{f12.dose}}` print. */
const t = (key: string, index = 0): string => byRole.get(key)![index].text;
const p = (key: string, part: string, index = 0): string => byRole.get(key)![index].parts[part];

const sentences = [
	`${t('patient/name')} is a ${t('patient/age')} old ${t('patient/sex')}.`,
	`The patient is ${t('patient/age')} old.`,
	`The patient was admitted on ${t('encounter/admission')} and discharged on ${t('encounter/discharge')}.`,
	`The patient was admitted to ${t('encounter/location')} on ${p('encounter/admission', 'date')} with ${t('encounter/reason')}.`,
	`Reason for admission: ${t('encounter/reason')}.`,
	`The responsible physician was ${t('encounter/responsible')}.`,
	`The disposition was: ${t('encounter/disposition')}.`,
	`Diagnoses at discharge were ${t('problem/discharge-diagnosis')} and ${t('problem/discharge-diagnosis', 1)}.`,
	`The history includes ${t('problem/history')}, ${t('problem/history', 1)} and ${t('problem/history', 3)}.`,
	`${t('procedure/performed')} was performed on ${p('procedure/performed', 'date')}.`,
	`During the stay the patient received ${t('medication/inpatient-only')}.`,
	`New medicines: ${t('medication/new')}; ${t('medication/new', 1)}; ${t('medication/new', 2)}.`,
	`The patient should take ${t('medication/new', 2)}.`,
	`Newly prescribed was ${p('medication/new', 'name')} ${p('medication/new', 'directions')}.`,
	`${p('medication/changed', 'name')} was changed from ${p('medication/changed', 'before')} to ${p('medication/changed', 'directions')}.`,
	`${p('medication/changed', 'name')} was increased from ${p('medication/changed', 'beforeDose')} to ${p('medication/changed', 'dose')}.`,
	`Continue ${p('medication/continued', 'name')}, ${p('medication/continued', 'dose')} ${p('medication/continued', 'route')} ${p('medication/continued', 'frequency')}.`,
	`Recorded allergies are ${t('allergy/allergy')} and ${t('allergy/allergy', 1)}.`,
	`${p('allergy/allergy', 'name', 1)} allergy with ${p('allergy/allergy', 'reaction', 1)}.`,
	`${p('lab/first', 'name')} was ${p('lab/first', 'result')} on ${p('lab/first', 'date')} and ${p('lab/last', 'result')} on ${p('lab/last', 'date')}.`,
	`${p('lab/first', 'name')} rose from ${p('lab/first', 'result')} to ${p('lab/worst', 'result')} on ${p('lab/worst', 'date')} and was ${p('lab/last', 'result')} at discharge.`,
	`Potassium was ${p('lab/worst', 'flag', 1)} at ${p('lab/worst', 'result', 1)} on admission.`,
	`The last ${p('lab/last', 'name')} was ${p('lab/last', 'result')} (reference range ${p('lab/last', 'range')}).`,
	`Laboratory results: ${t('lab/first')}; ${t('lab/worst')}; ${t('lab/last')}.`,
	`At discharge, ${t('vital/last')} and ${t('vital/last', 1)}.`,
	`${p('report/conclusion', 'name')} on ${p('report/conclusion', 'date')}: ${t('report/conclusion')}`,
	`${p('report/conclusion', 'name')} of ${p('report/conclusion', 'date')} reported: "${t('report/conclusion', 1)}"`,
	`Pending at discharge: ${t('pending-result/report')}.`,
	`The result of ${p('pending-result/report', 'name')} is still pending.`,
	`There is an ${t('follow-up/appointment')}.`,
	`An appointment with ${p('follow-up/appointment', 'with')} is scheduled for ${p('follow-up/appointment', 'date')} at ${p('follow-up/appointment', 'place')}.`,
	`Follow-up: ${t('follow-up/order')}.`,
	`The code status is ${t('code-status/code-status')}.`,
	`${t('immunization/given')} was given.`,
	`The patient received the ${p('immunization/given', 'name')} on ${p('immunization/given', 'date')}.`,
	`According to the ${p('note-span/sentence', 'note')} of ${p('note-span/sentence', 'date')}, "${t('note-span/sentence')}"`,
	`${p('medication/unclear', 'name')} was taken before admission; ${p('medication/unclear', 'reason')}.`,
	`The length of stay was 4 days.`,
	`She stayed in the hospital for 4 days.`,
];

describe('sentences made of what the facts print', () => {
	for (const text of sentences) {
		test(`are borne out: ${text}`, () => {
			const { verdict, findings } = verifyDraft(facts, draftOf([text])).sentences[0];
			assert.equal(verdict, 'supported', JSON.stringify(findings, undefined, 1));
		});
	}

	for (const fact of facts.facts.filter(
		({ kind, role }: any) => kind !== 'patient' && role !== 'class',
	)) {
		test(`are borne out when they are the text of one: ${fact.kind} ${fact.role} ${fact.text}`, () => {
			const { verdict, findings } = verifyDraft(facts, draftOf([`${fact.text}.`])).sentences[0];
			assert.equal(verdict, 'supported', JSON.stringify(findings, undefined, 1));
		});
	}
});
