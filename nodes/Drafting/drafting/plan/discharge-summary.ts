import type { Fact } from '../../../shared/contracts';
import { codeStatus, followUp, immunizations, instructions } from '../tables/afterwards';
import { admissionMedicines, dischargeMedicines, stayMedicines } from '../tables/medicines';
import { allergies, problems, procedures } from '../tables/problems';
import { labs, pendingResults, reports, vitals } from '../tables/results';
import { stay } from '../tables/stay';
import type { DraftPlan, SectionPlan } from './types';

/** The chart says it of the way in, not of the way out. */
const atAdmission = (fact: Fact): boolean =>
	!(fact.kind === 'encounter' && ['discharge', 'disposition', 'condition'].includes(fact.role)) &&
	!(fact.kind === 'problem' && fact.role === 'discharge-diagnosis') &&
	!(fact.kind === 'medication' && !fact.data.onAdmission) &&
	!((fact.kind === 'lab' || fact.kind === 'vital') && fact.role !== 'first');

const ofTheStay = (fact: Fact): boolean =>
	!(fact.kind === 'medication' && fact.role === 'continued') &&
	!(fact.kind === 'procedure' && fact.role === 'planned');

const reason: SectionPlan = {
	code: '46241-6',
	title: 'Reason for admission and admission diagnoses',
	requirements: ['tjc-reason'],
	blocks: [
		{
			tables: (facts) => stay(facts, 'Reason for admission', 'reason'),
			empty: 'The reason for the admission is not recorded.',
			missing: 'reason-missing',
		},
		{
			tables: (facts) => problems(facts, 'Admission diagnoses', 'admission-diagnosis'),
			empty: 'No admission diagnoses are recorded.',
		},
	],
	narrative: {
		brief: 'Why the patient came to the hospital and what was found at the beginning.',
		kinds: ['encounter', 'problem', 'vital', 'lab', 'note-span'],
		only: atAdmission,
		maxSentences: 4,
	},
};

const diagnoses: SectionPlan = {
	code: '11535-2',
	title: 'Discharge diagnoses',
	requirements: ['trc-diagnoses'],
	blocks: [
		{
			tables: (facts) => problems(facts, 'Diagnoses at discharge', 'discharge-diagnosis'),
			empty: 'No discharge diagnoses are recorded.',
			missing: 'diagnoses-missing',
		},
		{ tables: (facts) => problems(facts, 'Other problems on record', 'history') },
	],
};

const course: SectionPlan = {
	code: '8648-8',
	title: 'Hospital course',
	requirements: ['tjc-treatment', 'tjc-condition-disposition', 'trc-practitioner', 'uscdi-dates'],
	blocks: [
		{
			tables: (facts) => stay(facts, 'Stay', 'admission', 'discharge', 'class', 'location'),
			empty: 'The dates of the stay are not recorded.',
			missing: 'admission-missing',
		},
		{
			tables: (facts) => stay(facts, 'Responsible for the care', 'responsible'),
			empty: 'Who was responsible for the care is not recorded.',
			missing: 'responsible-missing',
		},
		{
			tables: (facts) => stay(facts, 'Disposition', 'disposition'),
			empty: 'Where the patient is discharged to is not recorded.',
			missing: 'disposition-missing',
		},
		{
			tables: (facts) => stay(facts, 'Condition', 'condition'),
			empty: 'The condition at discharge is not recorded.',
			missing: 'condition-missing',
		},
		{ tables: stayMedicines },
	],
	narrative: {
		brief:
			'What happened during the stay in the order of time: findings, treatment, procedures and how the patient did.',
		kinds: [
			'problem',
			'procedure',
			'encounter',
			'medication',
			'report',
			'lab',
			'note-span',
			'vital',
			'code-status',
		],
		only: ofTheStay,
		maxSentences: 12,
	},
};

const done: SectionPlan = {
	code: '47519-4',
	title: 'Procedures',
	requirements: ['tjc-procedures', 'trc-procedures'],
	blocks: [
		{ tables: procedures, empty: 'No procedures are recorded.', missing: 'procedures-missing' },
	],
};

const results: SectionPlan = {
	code: '30954-2',
	title: 'Results',
	requirements: ['trc-results'],
	blocks: [
		{ tables: labs, empty: 'No laboratory results are recorded.' },
		{ tables: reports, empty: 'No conclusions of reports are recorded.' },
	],
};

const vitalSigns: SectionPlan = {
	code: '8716-3',
	title: 'Vital signs',
	requirements: [],
	optional: true,
	blocks: [{ tables: vitals }],
};

const allergySection: SectionPlan = {
	code: '48765-2',
	title: 'Allergies and intolerances',
	requirements: ['ccda-allergies'],
	blocks: [
		{
			tables: allergies,
			empty: 'No allergies are recorded. That does not mean that there are none.',
		},
	],
};

const medicines: SectionPlan = {
	code: '10183-2',
	title: 'Discharge medications',
	requirements: ['trc-medications'],
	blocks: [
		{
			tables: dischargeMedicines,
			empty: 'No medicines for after discharge are recorded.',
			missing: 'discharge-medicines-missing',
		},
	],
};

const medicinesBefore: SectionPlan = {
	code: '42346-7',
	title: 'Admission medications',
	requirements: [],
	blocks: [{ tables: admissionMedicines, empty: 'No medicines before admission are recorded.' }],
};

const plan: SectionPlan = {
	code: '18776-5',
	title: 'Plan: pending results and follow-up',
	requirements: ['tjc-follow-up', 'trc-pending'],
	blocks: [
		{
			tables: pendingResults,
			empty: 'No results are recorded as pending.',
			missing: 'pending-unknown',
		},
		{ tables: followUp, empty: 'No follow-up is recorded.', missing: 'follow-up-missing' },
	],
	narrative: {
		brief: 'What is still open after discharge, who follows it up, and what comes next.',
		kinds: ['pending-result', 'follow-up', 'problem', 'note-span'],
		only: (fact) => fact.kind !== 'problem' || fact.role === 'discharge-diagnosis',
		maxSentences: 5,
	},
};

const advice: SectionPlan = {
	code: '8653-8',
	title: 'Discharge instructions',
	requirements: ['tjc-patient-information', 'trc-instructions'],
	blocks: [
		{
			tables: instructions,
			empty: 'No instructions to the patient are recorded.',
			missing: 'instructions-missing',
		},
	],
	narrative: {
		brief: 'What the patient and the family were told to do and to watch for.',
		kinds: ['diet', 'activity', 'follow-up', 'medication', 'note-span'],
		only: (fact) => fact.kind !== 'medication' || fact.data.atDischarge || fact.role === 'stopped',
		maxSentences: 5,
	},
};

const directives: SectionPlan = {
	code: '42348-3',
	title: 'Advance directives',
	requirements: ['code-status'],
	blocks: [
		{
			tables: codeStatus,
			empty: 'No code status or advance directive is recorded.',
			missing: 'code-status-missing',
		},
	],
};

const vaccines: SectionPlan = {
	code: '11369-6',
	title: 'Immunizations',
	requirements: [],
	optional: true,
	blocks: [{ tables: immunizations }],
};

/** C-CDA R2.1 Discharge Summary (2.16.840.1.113883.10.20.22.1.8), its sections by LOINC. */
export const DISCHARGE_SUMMARY: DraftPlan = {
	type: { code: '18842-5', display: 'Discharge summary' },
	title: 'Discharge summary',
	sections: [
		reason,
		diagnoses,
		course,
		done,
		results,
		vitalSigns,
		allergySection,
		medicines,
		medicinesBefore,
		plan,
		advice,
		directives,
		vaccines,
	],
};

/** Sections that stand in the same words in other kinds of documents. */
export const SHARED = { allergySection, done, results, vitalSigns, directives, vaccines, plan };
