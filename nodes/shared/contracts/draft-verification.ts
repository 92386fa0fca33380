import { clear, sealed, type Contract } from './contract';

/** `partly`: some of it is in the chart and nothing contradicts the chart. */
export type Verdict = 'supported' | 'partly' | 'unsupported';

/** Classes of what can be wrong with a sentence. */
export const FINDING_CLASSES = [
	'drug',
	'dose',
	'unit',
	'route',
	'frequency',
	'lab-value',
	'lab-unit',
	'lab-date',
	'date-role',
	'allergy-added',
	'allergy-dropped',
	'diagnosis-added',
	'negation',
	'laterality',
	'person',
	'follow-up-invented',
	'pending-dropped',
	'quote-not-verbatim',
	'number-outside',
	'drug-outside',
	'ungrounded',
	'unknown-fact',
] as const;
/** One of {@link FINDING_CLASSES}, or a further class that the rules of a later version name. */
export type FindingClass = (typeof FINDING_CLASSES)[number] | (string & {});

/** One thing in a sentence that the facts do not bear out. */
export interface Finding {
	class: FindingClass;
	/** In plain words, for the clinician; may name what the sentence and the chart say. */
	message: string;
	/** Where in the sentence's text, in UTF-16 code units. */
	at?: { start: number; end: number };
	/** What the chart says, and what the sentence says. */
	expected?: string;
	found?: string;
}

/** Something that must be in the document, is in the facts, and is not said. */
export interface Omission {
	/** What must be there, in words. */
	requirement: string;
	/** `tjc-reason`, `trc-pending` (see REQUIREMENTS), or `medication`, `allergy`, `pending-result`, ... */
	code: string;
	/** Facts that should have been said; empty when the chart has none. */
	facts: string[];
	message: string;
}

/** What comparing a draft with the facts gave. No model takes part in it. */
export interface DraftVerification {
	contract: 'DraftVerification/1';
	/** Every sentence, also those that are not included. */
	sentences: Array<{ id: string; verdict: Verdict; evidence: string[]; findings: Finding[] }>;
	omissions: Omission[];
	/** Facts of the chart that contradict each other: shown, never resolved. */
	contradictions: Array<{ facts: string[]; message: string }>;
	counts: { supported: number; partly: number; unsupported: number; omissions: number };
	/** Version of the verifier, and hex SHA-256 of its rules and word lists. */
	verifier: { version: string; rules: string };
	/** Milliseconds that it took. */
	ms: number;
}

export const draftVerificationContract: Contract = {
	name: 'DraftVerification',
	key: 'verification',
	description:
		'Each sentence of a draft compared with the facts, what was left out, and where the chart contradicts itself.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/sentences/*/id': clear('Number of the sentence'),
		'/sentences/*/verdict': clear('supported, partly or unsupported'),
		'/sentences/*/evidence/*': clear('Numbers of the facts that bear it out'),
		'/sentences/*/findings/*/class': clear('What is wrong: dose, lab-value, negation, ...'),
		'/sentences/*/findings/*/message': sealed('What is wrong, in words'),
		'/sentences/*/findings/*/at/start': clear('Where in the sentence it begins'),
		'/sentences/*/findings/*/at/end': clear('Where in the sentence it ends'),
		'/sentences/*/findings/*/expected': sealed('What the chart says'),
		'/sentences/*/findings/*/found': sealed('What the sentence says'),
		'/omissions/*/requirement': clear('What must be there'),
		'/omissions/*/code': clear('Short name of what must be there'),
		'/omissions/*/facts/*': clear('Numbers of the facts that are not said'),
		'/omissions/*/message': sealed('What is left out, in words'),
		'/contradictions/*/facts/*': clear('Numbers of the facts that contradict each other'),
		'/contradictions/*/message': sealed('What the contradiction is'),
		'/counts/supported': clear('How many sentences the facts bear out'),
		'/counts/partly': clear('How many they bear out in part'),
		'/counts/unsupported': clear('How many they do not bear out'),
		'/counts/omissions': clear('How many must-have things are left out'),
		'/verifier/version': clear('Version of the verifier'),
		'/verifier/rules': clear('Fingerprint of its rules'),
		'/ms': clear('Milliseconds that it took'),
	},
};
