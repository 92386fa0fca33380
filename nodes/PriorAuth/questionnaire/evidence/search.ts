import type { ChatMessage } from '../../../clients/llm';
import { NOT_FOUND } from '../filling/form';
import type { Answers, EvidenceQuestion, EvidenceSource } from '../types';
import { applyEvidence } from './apply';
import { evidencePrompt, evidenceSchema, readEvidence } from './prompt';
import { evidenceQuestions } from './questions';

export interface SearchOptions {
	/** UTF-16 code units of sources that are shown to the model at once. */
	characters: number;
	/** Questions that are asked at once. */
	questions: number;
	/** Marks where data begins and ends; nobody who writes into a chart can know it. */
	nonce: string;
	/** Runs the form's own logic over answers that changed. */
	refill: (answers: Answers) => Promise<Answers>;
}

/** One question to the model. Its name is the same for the same place in the same search. */
export interface EvidenceCall {
	name: string;
	messages: ChatMessage[];
	schema: Record<string, unknown>;
}

/** Answers may switch on questions, which are asked as well. */
const MOST_ROUNDS = 3;
const MOST_CALLS = 60;
/** Stretches of a long text share this much, so that no sentence is cut in two for good. */
const OVERLAP = 600;

/**
 * Has a model look for evidence to every question that is open, source by source. What it finds is
 * checked against the sources before it counts; what it finds nowhere is marked as not found.
 *
 * @param ask gives the model's answer as JSON, or undefined for one that cannot be used: its questions
 *   stay open. What it throws ends the search
 */
export async function searchEvidence(
	begun: Answers,
	sources: readonly EvidenceSource[],
	ask: (call: EvidenceCall) => Promise<unknown>,
	options: SearchOptions,
): Promise<Answers> {
	const shown = portions(sources, options.characters);
	const asked = new Set<string>();
	const unheard = new Set<string>();
	let answers = begun;
	let calls = 0;
	for (let round = 0; round < MOST_ROUNDS; round++) {
		const questions = evidenceQuestions(answers).filter(({ path }) => !asked.has(path));
		if (questions.length === 0) break;
		for (const { path } of questions) asked.add(path);
		let open = questions;
		for (const [at, portion] of shown.entries()) {
			for (const [part, some] of grouped(open, options.questions).entries()) {
				if (calls === MOST_CALLS) return warned(answers, 'evidence-not-finished');
				calls += 1;
				const given = await ask({
					name: `${round}-${at}-${part}`,
					messages: evidencePrompt(some, portion, options),
					schema: evidenceSchema(some.length),
				});
				if (given === undefined) for (const { path } of some) unheard.add(path);
				else {
					const after = applyEvidence(answers, readEvidence(given, some), sources);
					answers = keepingOpen(answers, after);
				}
			}
			open = stillOpen(answers, open);
		}
		const heard = open.filter(({ path }) => !unheard.has(path));
		answers = await options.refill(asNotFound(answers, heard));
	}
	return unheard.size > 0 ? warned(answers, 'evidence-not-heard') : answers;
}

const warned = (answers: Answers, warning: string): Answers => ({
	...answers,
	warnings: [...new Set([...answers.warnings, warning])],
});

/** What one portion of the sources does not hold, another may. */
function keepingOpen(before: Answers, after: Answers): Answers {
	const answers = after.answers.map((answer, at) =>
		answer.state === 'not-found' && before.answers[at]?.state === 'open'
			? before.answers[at]
			: answer,
	);
	return { ...after, answers };
}

function stillOpen({ answers }: Answers, asked: readonly EvidenceQuestion[]): EvidenceQuestion[] {
	const open = new Set(answers.filter(({ state }) => state === 'open').map(({ path }) => path));
	return asked.filter(({ path }) => open.has(path));
}

function asNotFound(answers: Answers, questions: readonly EvidenceQuestion[]): Answers {
	const paths = new Set(questions.map(({ path }) => path));
	return {
		...answers,
		answers: answers.answers.map((answer) =>
			paths.has(answer.path)
				? { ...answer, state: 'not-found' as const, reasons: [NOT_FOUND] }
				: answer,
		),
	};
}

/** Sources packed into portions; a long one is shown in stretches, under its own id. */
function portions(sources: readonly EvidenceSource[], characters: number): EvidenceSource[][] {
	const stretches = sources.flatMap((source) => {
		const parts: EvidenceSource[] = [];
		const step = Math.max(characters - OVERLAP, 1);
		for (let at = 0; at === 0 || at + OVERLAP < source.text.length; at += step) {
			parts.push({ ...source, text: source.text.slice(at, at + characters) });
		}
		return parts;
	});
	const packed: EvidenceSource[][] = [];
	let room = 0;
	for (const stretch of stretches) {
		const fits = stretch.text.length <= room;
		if (fits) packed.at(-1)?.push(stretch);
		else {
			packed.push([stretch]);
			room = characters;
		}
		room -= stretch.text.length;
	}
	return packed;
}

const grouped = <T>(all: readonly T[], size: number): T[][] =>
	Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
		all.slice(at * size, (at + 1) * size),
	);
