import {
	questionText,
	type ChatMessage,
	type Completion,
	type Fingerprint,
	type JsonSchema,
} from '../../clients/llm';
import { canonicalJson } from '../../shared/canonical-json';
import type {
	ClinicalDraft,
	ClinicalFacts,
	DraftModel,
	DraftSection,
	Fact,
	Sentence,
} from '../../shared/contracts';
import { changesBetween, goneSection } from './addendum';
import { readAnswer, type Written } from './answer';
import { coverageOf, coverageParameter, type Coverage } from './coverage';
import { DEFAULT_BUDGET, factsFor, half, type Budget } from './choose';
import { PLANS, type DraftKind, type SectionPlan } from './plan';
import { PROMPT_VERSION, promptFor, type PromptSecrets } from './prompt';
import { isLasting, NoNarrative, type NoNarrativeReason } from './reasons';
import { scaffold, withoutEmpty } from './scaffold';
import { draftSchema } from './schema';

/** One question to the model: some sections of one document. */
export interface NarrativeRequest {
	/** Names the question within the document, the same on every attempt. */
	name: string;
	messages: ChatMessage[];
	schema: JsonSchema;
}

/**
 * Asks the model. Ends with {@link NoNarrative} when the model or its server fails; whatever else it
 * throws ends the draft.
 */
export type Complete = (request: NarrativeRequest) => Promise<Completion>;

/** What is made with the site key. */
export interface DraftSecrets extends PromptSecrets {
	/** Names prompts and answers in the draft, the same as in the ledger. */
	fingerprint: Fingerprint;
}

export interface DraftOptions {
	kind: DraftKind;
	title?: string;
	/** For an addendum: the facts from which the signed document was made. */
	before?: ClinicalFacts;
	secrets: DraftSecrets;
	/** LOINC codes of the sections that the model writes for; all that can have sentences when absent. */
	sections?: readonly string[];
	/** Sections in one question. Small models cope with one. */
	sectionsPerCall?: number;
	budget?: Budget;
	/** Settings of the call, as they stand in the draft. */
	parameters?: DraftModel['parameters'];
}

/** One question: what is asked, and from which facts. */
type Part = { section: SectionPlan; facts: readonly Fact[] };

/** What the questions came to. */
interface Outcome {
	sentences: Map<string, Written[]>;
	/** Why sections stayed without sentences; the first one counts. */
	reasons: NoNarrativeReason[];
	calls: Array<{ completion: Completion; question: string }>;
	/** Of the sections that were asked for. */
	coverage: Coverage[];
}

/**
 * Makes a draft. The tables come from facts alone and are always there; the sentences come from the model
 * and hold nothing that it could have invented: see {@link readAnswer}.
 *
 * @param complete undefined: no model is asked
 * @throws HospitalError `patient-mismatch`; what `complete` throws but NoNarrative
 */
export async function draftWith(
	complete: Complete | undefined,
	facts: ClinicalFacts,
	options: DraftOptions,
): Promise<ClinicalDraft> {
	const plan = PLANS[options.kind];
	const changes = options.before && changesBetween(options.before, facts);
	const told = changes?.fresh ?? facts.facts;
	const isNothingNew = changes?.fresh.length === 0 && changes.gone.length === 0;
	const asked = complete && !isNothingNew ? questions(told, options) : [];
	const outcome = complete
		? await ask(complete, asked, { told, all: facts.facts }, options)
		: undefined;
	const gaps = changes === undefined ? facts.gaps : [];
	const made = scaffold(plan, told, gaps);
	const numbered = numberSentences(made, outcome?.sentences ?? new Map<string, Written[]>());
	const sections = [...withoutEmpty(numbered.sections), ...goneSection(changes?.gone ?? [])];
	const hasNarrative = sections.some(({ sentences }) => sentences.length > 0);
	const reason = isNothingNew
		? 'nothing-new'
		: reasonOf(outcome, asked.length > 0, numbered.rejected.length > 0, hasNarrative);
	const model = modelOf(outcome, options);
	return {
		contract: 'ClinicalDraft/1',
		kind: options.kind,
		type: { ...plan.type },
		title: options.title ?? plan.title,
		patient: facts.patient,
		...(facts.encounter !== undefined && { encounter: facts.encounter }),
		asOf: facts.asOf,
		factsHash: facts.hash,
		status: hasNarrative ? 'narrative' : 'structured-only',
		...(reason !== undefined && { reason }),
		sections,
		...(model && { model }),
		rejected: numbered.rejected,
	};
}

/** Sections with at least one fact to write from, in groups of those that are asked for together. */
function questions(facts: readonly Fact[], options: DraftOptions): SectionPlan[][] {
	const { kind, sections, sectionsPerCall = 1, budget = DEFAULT_BUDGET } = options;
	const wanted = PLANS[kind].sections.filter(
		(section) =>
			section.narrative !== undefined &&
			(sections?.includes(section.code) ?? true) &&
			factsFor(facts, section, budget).length > 0,
	);
	const size = Math.max(1, Math.floor(sectionsPerCall));
	return wanted.flatMap((_, at) => (at % size === 0 ? [wanted.slice(at, at + size)] : []));
}

/** What may be told, and all facts of the chart: no name of any of them may stand in a sentence. */
interface Chart {
	told: readonly Fact[];
	all: readonly Fact[];
}

async function ask(
	complete: Complete,
	asked: readonly SectionPlan[][],
	chart: Chart,
	options: DraftOptions,
): Promise<Outcome> {
	const outcome: Outcome = { sentences: new Map(), reasons: [], calls: [], coverage: [] };
	for (const group of asked) {
		try {
			await askOne(complete, group, chart, options, outcome);
		} catch (error) {
			if (!(error instanceof NoNarrative)) throw error;
			outcome.reasons.push(error.reason);
			if (isLasting(error.reason)) break;
		}
	}
	return outcome;
}

const SMALLER = 3;

/** With fewer facts when they do not fit into the model's context window. */
async function askOne(
	complete: Complete,
	group: readonly SectionPlan[],
	{ told, all }: Chart,
	options: DraftOptions,
	outcome: Outcome,
): Promise<void> {
	let budget = options.budget ?? DEFAULT_BUDGET;
	for (let attempt = 1; ; attempt++, budget = half(budget)) {
		const parts: Part[] = group
			.map((section) => ({ section, facts: factsFor(told, section, budget) }))
			.filter((part) => part.facts.length > 0);
		if (parts.length === 0) throw new NoNarrative('llm-context-exceeded');
		const messages = promptFor(PLANS[options.kind].type.display, parts, options.secrets);
		const schema = draftSchema(parts);
		const codes = group.map(({ code }) => code).join('+');
		const name = attempt === 1 ? codes : `${codes}/${attempt}`;
		try {
			const completion = await complete({ name, messages, schema });
			outcome.calls.push({ completion, question: questionText({ messages, schema }) });
			if (completion.finish === 'length') throw new NoNarrative('llm-truncated');
			const read = readAnswer(completion.text, parts, all, options.secrets.canary);
			for (const [code, sentences] of read) outcome.sentences.set(code, sentences);
			for (const { section, facts } of parts)
				outcome.coverage.push(coverageOf(told, section, facts));
			return;
		} catch (error) {
			const isTooMuch = error instanceof NoNarrative && error.reason === 'llm-context-exceeded';
			if (!isTooMuch || attempt === SMALLER) throw error;
		}
	}
}

/** Sentences in the order of the sections; those with a fault aside, where they can be looked at. */
function numberSentences(
	sections: readonly DraftSection[],
	written: ReadonlyMap<string, readonly Written[]>,
): { sections: DraftSection[]; rejected: Sentence[] } {
	let count = 0;
	const rejected: Sentence[] = [];
	const filled = sections.map((section) => {
		const all = (written.get(section.code) ?? []).map((one) => ({ id: `s${++count}`, ...one }));
		rejected.push(...all.filter(({ included }) => !included));
		return { ...section, sentences: all.filter(({ included }) => included) };
	});
	return { sections: filled, rejected };
}

/** Also with a narrative: then it is why a part of it is missing. */
function reasonOf(
	outcome: Outcome | undefined,
	hasAsked: boolean,
	hasRejected: boolean,
	hasNarrative: boolean,
): NoNarrativeReason | undefined {
	if (outcome === undefined) return 'not-asked';
	if (!hasAsked) return 'nothing-to-tell';
	if (outcome.reasons.length > 0) return outcome.reasons[0];
	if (hasNarrative) return undefined;
	return hasRejected ? 'all-sentences-rejected' : 'no-sentences';
}

function modelOf(
	outcome: Outcome | undefined,
	{ parameters = {}, secrets: { fingerprint } }: DraftOptions,
): DraftModel | undefined {
	const [first] = outcome?.calls ?? [];
	if (outcome === undefined || first === undefined) return undefined;
	const { engine, model, digest, manifest } = first.completion.identity;
	const of = digest ?? manifest;
	const together = (hashes: readonly string[]): string =>
		hashes.length === 1 ? (hashes[0] ?? '') : fingerprint(canonicalJson(hashes));
	return {
		engine,
		model,
		...(of !== undefined && { digest: of.replace(/^sha256:/, '') }),
		parameters: { ...parameters, ...coverageParameter(outcome.coverage) },
		promptHash: together(outcome.calls.map(({ question }) => fingerprint(question))),
		outputHash: together(outcome.calls.map(({ completion }) => fingerprint(completion.text))),
		promptVersion: PROMPT_VERSION,
	};
}
