import { clear, sealed, type Contract } from './contract';
import type { PacketSection } from './prior-auth-packet';

/** The payer's questions to one request, and what the chart answers to them (Da Vinci DTR). */
export interface PriorAuthQuestionnaire {
	contract: 'PriorAuthQuestionnaire/1';
	/** `fetched` until the questions were answered from the chart. */
	state: 'fetched' | 'answered';
	/** `Patient/<id>`: set when the questions were answered. */
	patient?: string;
	/** True when a person must answer, choose or look at something. */
	needsPerson: boolean;
	/** Why, by name. */
	reasons: string[];
	/** The same for a person: what happened, what was used of it, and what to do. */
	advice?: string[];
	/** When the chart was read, from which the answers are (ISO 8601 UTC). */
	asOf?: string;
	/** Model that was asked for evidence, when one was. */
	model?: { name: string; version: string; digest?: string };
	/** One per questionnaire; all are to be filled in. */
	forms: QuestionnaireForm[];
}

export interface QuestionnaireForm {
	/** Canonical with its version: `http://payer.example/Questionnaire/spine|2`. */
	questionnaire: string;
	title: string;
	/** Hex SHA-256 of the package in canonical form (RFC 8785). */
	sha256: string;
	/** Why this form cannot be filled in here; absent when it can. */
	refused?: string;
	/** What the package lacks or what could not be run, by name. */
	warnings: string[];
	counts: AnswerCounts;
	answers: QuestionnaireAnswer[];
	/** Questionnaire, Libraries, ValueSets and draft as the payer sent them. */
	package: Record<string, unknown>;
	/** FHIR QuestionnaireResponse in state in-progress: only a person completes it. */
	response?: Record<string, unknown>;
}

export interface AnswerCounts {
	/** Questions that apply, display texts and groups not counted. */
	questions: number;
	answered: number;
	/** Of these: by the payer's own expressions or draft, and by quoted evidence. */
	byPackage: number;
	byEvidence: number;
	byPerson: number;
	/** Looked for and not found. */
	notFound: number;
	/** Something was found that a person must judge. */
	toPerson: number;
	/** Required questions without an answer. */
	requiredOpen: number;
}

export type AnswerState = 'answered' | 'open' | 'not-found' | 'to-person' | 'not-asked';

export interface QuestionnaireAnswer {
	/** Place of the question: link ids from the top, with a number where a group repeats: `3/3.1[2]`. */
	path: string;
	linkId: string;
	text: string;
	/** Texts of the groups around it, from the top. */
	group: string[];
	/** Type of the question in FHIR: `boolean`, `choice`, `date`. */
	type: string;
	required: boolean;
	/** What a person may answer, in words: element of FHIR, choices, units, limits. Only while it is open. */
	accepts?: string;
	/** `not-asked`: the questionnaire's own logic switches it off. */
	state: AnswerState;
	/** At most one unless the question repeats. */
	values: AnswerValue[];
	origin?: AnswerOrigin;
	evidence: AnswerEvidence[];
	/** Why it is open or with a person, by name. */
	reasons: string[];
}

/** One value, as FHIR writes it: `{ valueBoolean: true }`. Exactly one member. */
export type AnswerValue = Record<string, unknown>;

/** How an answer came to exist (DTR information-origin). */
export interface AnswerOrigin {
	source: 'auto-client' | 'auto-server' | 'override' | 'manual';
	/** Which of our ways it took. */
	method: 'payer-draft' | 'cql' | 'fhirpath' | 'initial' | 'evidence' | 'person';
	/** Only with `override` and `manual`, and then always (dtrx-1). */
	author?: { practitioner?: string; role?: { system?: string; code: string; display?: string } };
}

/** A record that carries an answer, and for a text the very words. */
export interface AnswerEvidence {
	/** `DocumentReference/4` */
	reference: string;
	/** Version that was read. */
	version?: string;
	/** What the record is, in words. */
	title: string;
	/** Day or moment that the record is about. */
	date?: string;
	/** The words; they stand in the text of the record from `start` to `end` (UTF-16 code units). */
	quote?: string;
	start?: number;
	end?: number;
	/** The sentence in which the words stand. */
	around?: string;
}

/** What a payer's policy wants, judged from the chart. Never a decision. */
export interface PriorAuthChecklist {
	contract: 'PriorAuthChecklist/1';
	title: string;
	/** `Patient/<id>` */
	patient: string;
	/** Name and date of birth, as the chart has them. */
	person?: string;
	/** The payer's questions, or a policy that the site wrote down. */
	source: {
		kind: 'questionnaire' | 'policy';
		/** Canonicals of the questionnaires, or name and version of the policy. */
		names: string[];
		/** Hex SHA-256 of what the criteria are from. */
		sha256: string;
	};
	/** When the chart was read, and when it was judged (ISO 8601 UTC). */
	asOf: string;
	madeAt: string;
	counts: { met: number; unmet: number; unknown: number };
	/** Required criteria that are not met. */
	requiredOpen: number;
	needsPerson: boolean;
	criteria: ChecklistCriterion[];
	/** A page that needs nothing else. */
	html: string;
	/** The same as sections, for a page on which somebody signs. */
	sections: PacketSection[];
}

export type CriterionState = 'met' | 'unmet' | 'unknown';

export interface ChecklistCriterion {
	id: string;
	text: string;
	/** Heading under which it stands. */
	group?: string;
	required: boolean;
	state: CriterionState;
	/**
	 * `policy`: a rule of the site says which answer counts. `answer`: nobody says so; met means only
	 * that the question is answered and the chart bears it out.
	 */
	judgedBy: 'policy' | 'answer';
	/** The answer in words. */
	answer?: string;
	/** Where an answer without a record behind it is from, in words: `Said by a person (Practitioner/4)`. */
	from?: string;
	evidence: AnswerEvidence[];
	/** Why it is not met, by name. */
	reasons: string[];
}

export const priorAuthQuestionnaireContract: Contract = {
	name: 'PriorAuthQuestionnaire',
	key: 'priorAuthQuestionnaire',
	description:
		"A payer's questions to a request and what the chart answers, each answer with where it is from. What was not found is no answer.",
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/state': clear('fetched, or answered once the chart was asked'),
		'/patient': sealed('Reference to the Patient'),
		'/needsPerson': clear('Whether a person must answer, choose or look at something'),
		'/reasons/*': clear('Why, by name'),
		'/advice/*': clear('What happened and what to do, in words'),
		'/asOf': clear('When the chart was read (UTC)'),
		'/model/name': clear('Model that was asked for evidence'),
		'/model/version': clear('Its version'),
		'/model/digest': clear('Its fingerprint'),
		'/forms/*/questionnaire': clear('Canonical of the questionnaire, with its version'),
		'/forms/*/title': clear('Title of the questionnaire'),
		'/forms/*/sha256': clear('Fingerprint of the package'),
		'/forms/*/refused': clear('Why the form cannot be filled in here'),
		'/forms/*/warnings/*': clear('What the package lacks or what could not be run'),
		'/forms/*/counts/questions': clear('How many questions apply'),
		'/forms/*/counts/answered': clear('How many are answered'),
		'/forms/*/counts/byPackage': clear("How many by the payer's own expressions"),
		'/forms/*/counts/byEvidence': clear('How many by quoted evidence'),
		'/forms/*/counts/byPerson': clear('How many by a person'),
		'/forms/*/counts/notFound': clear('How many were looked for and not found'),
		'/forms/*/counts/toPerson': clear('How many a person must judge'),
		'/forms/*/counts/requiredOpen': clear('How many required questions have no answer'),
		'/forms/*/answers/*/path': clear('Place of the question'),
		'/forms/*/answers/*/linkId': clear('Link id of the question'),
		'/forms/*/answers/*/text': clear('The question'),
		'/forms/*/answers/*/group/*': clear('Headings over the question'),
		'/forms/*/answers/*/type': clear('Type of the answer'),
		'/forms/*/answers/*/required': clear('Whether the payer requires it'),
		'/forms/*/answers/*/accepts': clear('What may be answered, while it is open'),
		'/forms/*/answers/*/state': clear('answered, open, not-found, to-person or not-asked'),
		'/forms/*/answers/*/values/*': sealed('The answer'),
		'/forms/*/answers/*/origin/source': clear('auto-client, auto-server, override or manual'),
		'/forms/*/answers/*/origin/method': clear('How it was found'),
		'/forms/*/answers/*/origin/author': sealed('Who wrote it, when a person did'),
		'/forms/*/answers/*/evidence/*': sealed('Records that carry the answer, with the words'),
		'/forms/*/answers/*/reasons/*': clear('Why it is open or with a person'),
		'/forms/*/package': sealed('What the payer sent'),
		'/forms/*/response': sealed('FHIR QuestionnaireResponse, in progress'),
	},
};

export const priorAuthChecklistContract: Contract = {
	name: 'PriorAuthChecklist',
	key: 'priorAuthChecklist',
	description:
		"What a payer's policy wants, each point met, unmet or unknown with its evidence. It decides nothing.",
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/title': clear('Title of the list'),
		'/patient': sealed('Reference to the Patient'),
		'/person': sealed('Name and date of birth'),
		'/source/kind': clear('questionnaire or policy'),
		'/source/names/*': clear('Questionnaires or policy that the points are from'),
		'/source/sha256': clear('Fingerprint of these'),
		'/asOf': clear('When the chart was read (UTC)'),
		'/madeAt': clear('When it was judged (UTC)'),
		'/counts/met': clear('How many points are met'),
		'/counts/unmet': clear('How many are not'),
		'/counts/unknown': clear('How many nobody knows'),
		'/requiredOpen': clear('How many required points are not met'),
		'/needsPerson': clear('Whether a person must look'),
		'/criteria/*/id': clear('Name of the point'),
		'/criteria/*/text': clear('The point in words'),
		'/criteria/*/group': clear('Heading over it'),
		'/criteria/*/required': clear('Whether it must be met'),
		'/criteria/*/state': clear('met, unmet or unknown'),
		'/criteria/*/judgedBy': clear('policy, or answer where no rule says which answer counts'),
		'/criteria/*/answer': sealed('The answer in words'),
		'/criteria/*/from': sealed('Who or what gave an answer without a record behind it'),
		'/criteria/*/evidence/*': sealed('Records that bear it out, with the words'),
		'/criteria/*/reasons/*': clear('Why it is not met, by name'),
		'/html': sealed('A page with the list and its evidence'),
		'/sections/*/title': clear('Title of a section of the list'),
		'/sections/*/columns/*': clear('Names of the columns of a table'),
		'/sections/*/rows/*': sealed('Rows of the table'),
		'/sections/*/text': sealed('Text of the section'),
	},
};
