/** One thing that a form asks. */
export interface Question {
	/** Of the answer in the item and in the submitted form. */
	name: string;
	label: string;
	hint?: string;
	required: boolean;
	/** Choices; without them it is a line of text. */
	choices?: ReadonlyArray<{ value: string; words: string }>;
	type?: 'text' | 'date';
	maxLength: number;
	/** The whole answer must fit; the hint says how. */
	pattern: RegExp;
	/** True: sealed before n8n stores anything. */
	patientData?: true;
}

/** What a person fills in, and what it is for. */
export interface AuditForm {
	name: 'breakGlass' | 'review' | 'patientQuestion';
	title: string;
	submit: string;
	/** Plain words above the questions. */
	intro: string;
	purposeOfUse?: 'ETREAT' | 'HOPERAT';
	/** @param reasons lines of the node's field, for forms that offer a list of its own */
	questions(reasons: readonly Choice[]): readonly Question[];
}

export interface Choice {
	value: string;
	words: string;
}

/** A patient number as hospitals write it; no control characters, quotes or angle brackets. */
const PATIENT_ID = /^[A-Za-z0-9][A-Za-z0-9 ._/:^-]{0,63}$/;

const patientId: Question = {
	name: 'patientId',
	label: 'Patient number',
	hint: 'As on the wristband or in the record',
	required: true,
	maxLength: 64,
	pattern: PATIENT_ID,
	patientData: true,
};

export const breakGlassForm: AuditForm = {
	name: 'breakGlass',
	title: 'Emergency access',
	submit: 'Record the emergency access',
	intro:
		'This records that you open the data of a patient past the usual rules, and asks somebody to review it. It opens nothing by itself: use the emergency function of the record or the PACS as well.',
	purposeOfUse: 'ETREAT',
	questions: (reasons) => [
		{
			name: 'reason',
			label: 'Reason',
			required: true,
			choices: reasons,
			maxLength: 64,
			pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
		},
		patientId,
		{
			name: 'encounterId',
			label: 'Visit',
			hint: 'Number of the visit in the record, when there is one',
			required: false,
			maxLength: 64,
			pattern: /^[A-Za-z0-9.-]{1,64}$/,
			patientData: true,
		},
	],
};

export const reviewForm: AuditForm = {
	name: 'review',
	title: 'Review of an emergency access',
	submit: 'Record the decision',
	intro:
		'Your decision is recorded once and stays. Nobody can review an emergency access of their own.',
	purposeOfUse: 'HOPERAT',
	questions: () => [
		{
			name: 'review',
			label: 'Review number',
			hint: 'From the task, for example bg-ktwm-pqrs-hhzz',
			required: true,
			maxLength: 64,
			pattern: /^bg-[a-z]{4}-[a-z]{4}-[a-z]{4}$/,
		},
		{
			name: 'decision',
			label: 'Decision',
			required: true,
			choices: [
				{ value: 'justified', words: 'Justified' },
				{ value: 'not-justified', words: 'Not justified' },
				{ value: 'follow-up', words: 'Cannot be said yet; it is followed up' },
			],
			maxLength: 64,
			pattern: /^(?:justified|not-justified|follow-up)$/,
		},
	],
};

const date = (name: string, label: string, hint: string): Question => ({
	name,
	label,
	hint,
	required: false,
	type: 'date',
	maxLength: 10,
	pattern: /^\d{4}-\d{2}-\d{2}$/,
});

export const patientQuestionForm: AuditForm = {
	name: 'patientQuestion',
	title: 'Who saw this patient',
	submit: 'Make the list',
	intro:
		'Makes the accounting for one patient. The patient is named here only: the page that follows carries a pseudonym. That you asked is recorded.',
	purposeOfUse: 'HOPERAT',
	questions: () => [
		patientId,
		{
			name: 'scope',
			label: 'List',
			required: true,
			choices: [
				{ value: 'disclosures', words: 'Disclosures to account for (45 CFR 164.528)' },
				{ value: 'everything', words: 'Everything that was recorded' },
			],
			maxLength: 20,
			pattern: /^(?:disclosures|everything)$/,
		},
		date('from', 'From', 'Empty: six years before the end'),
		date('until', 'Before', 'Empty: now'),
	],
};

export const FORMS: readonly AuditForm[] = [breakGlassForm, patientQuestionForm, reviewForm];
