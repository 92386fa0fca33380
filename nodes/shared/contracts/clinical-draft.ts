import { clear, sealed, type Contract } from './contract';
import type { Finding, Verdict } from './draft-verification';

/** A draft for a clinician to sign: sentences and tables, each with the facts that it rests on. */
export interface ClinicalDraft {
	contract: 'ClinicalDraft/1';
	kind: 'discharge-summary' | 'chart-summary' | 'addendum' | 'medical-necessity';
	/** LOINC code of the kind of document. */
	type: { code: string; display: string };
	title: string;
	/** `Patient/<id>` and `Encounter/<id>`, as the facts have them. */
	patient: string;
	encounter?: string;
	/** ISO 8601 UTC: when the chart was read that the facts are from. */
	asOf: string;
	/** `hash` of the ClinicalFacts that the draft was made from. */
	factsHash: string;
	/** `structured-only`: the tables of facts, without any sentence of a model. */
	status: 'narrative' | 'structured-only';
	/** Why there is no narrative: `llm-unreachable`, `all-sentences-rejected`, ... */
	reason?: string;
	sections: DraftSection[];
	/** The model that wrote sentences; absent when none did. */
	model?: DraftModel;
	/** Sentences that were left out, kept to be shown. */
	rejected: Sentence[];
}

export interface DraftSection {
	/** LOINC code of the section: `8648-8`. */
	code: string;
	title: string;
	sentences: Sentence[];
	/** Made from facts only, never by a model. */
	tables?: DraftTable[];
	/** What is said when the chart has nothing: `No allergies are recorded`, never `No allergies`. */
	empty?: string;
}

export interface DraftTable {
	title: string;
	columns: string[];
	/** `cells` has one text for each column; `facts` are the ids that the row rests on. */
	rows: Array<{ cells: string[]; facts: string[] }>;
}

export interface Sentence {
	/** `s1`, `s2`, ...: unique within the draft, rejected ones included. */
	id: string;
	/** As written, with `{{f12}}` or `{{f12.dose}}`. */
	template: string;
	/** As it reads. */
	text: string;
	/** Ids of the facts that it rests on. */
	cites: string[];
	/** Passages that are said to stand in a fact word for word. */
	quotes?: Array<{ fact: string; text: string }>;
	origin: 'model' | 'facts' | 'clinician';
	verdict?: Verdict;
	findings?: Finding[];
	/** False: shown, but not part of the document. */
	included: boolean;
}

export interface DraftModel {
	/** `ollama`, `vllm`, `llama-server`, `openai-compatible` */
	engine: string;
	model: string;
	/** Hex SHA-256 of the model, where the engine tells it. */
	digest?: string;
	/** Settings of the call: temperature, seed, ... */
	parameters: Record<string, string | number | boolean>;
	/** Hex HMAC-SHA-256 under the site key of what was sent and of what came back; of several, of the list of them. */
	promptHash: string;
	outputHash: string;
	promptVersion: string;
}

const sentence = (at: string, what: string): Contract['fields'] => ({
	[`${at}/id`]: clear(`Number of a ${what}`),
	[`${at}/template`]: sealed('The sentence as written, with placeholders for facts'),
	[`${at}/text`]: sealed('The sentence as it reads'),
	[`${at}/cites/*`]: clear('Numbers of the facts that it rests on'),
	[`${at}/quotes/*/fact`]: clear('Number of the fact that is quoted'),
	[`${at}/quotes/*/text`]: sealed('What is quoted'),
	[`${at}/origin`]: clear('model, facts or clinician'),
	[`${at}/verdict`]: clear('supported, partly or unsupported'),
	[`${at}/findings/*/class`]: clear('What is wrong: dose, lab-value, negation, ...'),
	[`${at}/findings/*/message`]: sealed('What is wrong, in words'),
	[`${at}/findings/*/at/start`]: clear('Where in the sentence it begins'),
	[`${at}/findings/*/at/end`]: clear('Where in the sentence it ends'),
	[`${at}/findings/*/expected`]: sealed('What the chart says'),
	[`${at}/findings/*/found`]: sealed('What the sentence says'),
	[`${at}/included`]: clear('False: shown, but not part of the document'),
});

export const clinicalDraftContract: Contract = {
	name: 'ClinicalDraft',
	key: 'draft',
	description:
		'A draft for a clinician to sign. Each sentence and row names the facts it rests on; nothing in it is signed.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/kind': clear('discharge-summary, chart-summary, addendum or medical-necessity'),
		'/type/code': clear('LOINC code of the kind of document'),
		'/type/display': clear('What that code means'),
		'/title': sealed('Title of the document'),
		'/patient': sealed('Reference to the Patient'),
		'/encounter': sealed('Reference to the Encounter'),
		'/asOf': clear('When the chart was read (UTC)'),
		'/factsHash': clear('Fingerprint of the facts it was made from'),
		'/status': clear('narrative, or structured-only when no sentence of a model is in it'),
		'/reason': clear('Why there is no narrative'),
		'/sections/*/code': clear('LOINC code of the section'),
		'/sections/*/title': clear('Title of the section'),
		...sentence('/sections/*/sentences/*', 'sentence'),
		'/sections/*/tables/*/title': clear('Title of a table'),
		'/sections/*/tables/*/columns/*': clear('Headings of its columns'),
		'/sections/*/tables/*/rows/*/cells/*': sealed('What stands in the row'),
		'/sections/*/tables/*/rows/*/facts/*': clear('Numbers of the facts that the row rests on'),
		'/sections/*/empty': clear('What is said when the chart has nothing'),
		'/model/engine': clear('Kind of engine'),
		'/model/model': clear('Name of the model'),
		'/model/digest': clear('Fingerprint of the model'),
		'/model/parameters/*': clear('Settings of the call'),
		'/model/promptHash': clear('Fingerprint of what was sent, under the site key'),
		'/model/outputHash': clear('Fingerprint of the answer, under the site key'),
		'/model/promptVersion': clear('Version of the instruction to the model'),
		...sentence('/rejected/*', 'sentence that was left out'),
	},
};
