import { isLlmFault, parseJsonAnswer } from '../../clients/llm';
import type { Fact, Finding, Sentence } from '../../shared/contracts';
import { outsideChecker } from './outside';
import { byId, fill, isVerbatim, oneLine, placeholdersOf } from './placeholders';
import type { SectionPlan } from './plan';
import { NoNarrative } from './reasons';
import { MAX_CITES, MAX_TEMPLATE, sentencesAtMost } from './schema';

/** More than the longest answer that the schema allows; anything longer is not looked at. */
const MAX_ANSWER = 256 * 1024;
/** A text of a model that is kept to be shown, although it is no sentence. */
const MAX_KEPT = 2_000;

/** A sentence as the model wrote it, before it has a number. */
export type Written = Omit<Sentence, 'id'>;

interface Raw {
	text: string;
	cites: string[];
}

/**
 * Reads the answer of a model. Nothing of it is believed: its shape is checked again, then each sentence.
 *
 * @returns the sentences of each section in order; those with a fault have `included: false`
 * @throws NoNarrative when it is no JSON of that shape, or repeats the instructions
 */
export function readAnswer(
	text: string,
	parts: ReadonlyArray<{ section: SectionPlan; facts: readonly Fact[] }>,
	all: readonly Fact[],
	canary: string,
): Map<string, Written[]> {
	if (text.length > MAX_ANSWER) throw new NoNarrative('llm-answer-too-long');
	if (text.includes(canary)) throw new NoNarrative('prompt-repeated');
	const answer = parse(text);
	const codes = new Set(parts.map(({ section }) => section.code));
	if (!isObject(answer) || Object.keys(answer).some((key) => !codes.has(key))) throw mismatch();
	const outside = outsideChecker(all);
	return new Map(
		parts.map(({ section, facts }) => {
			const raw = rawSentences(answer[section.code], section);
			return [section.code, checked(raw, facts, outside)];
		}),
	);
}

function parse(text: string): unknown {
	try {
		return parseJsonAnswer(text, undefined, true);
	} catch (error) {
		if (isLlmFault(error, 'llm-invalid-json')) throw new NoNarrative('llm-invalid-json');
		throw error;
	}
}

const mismatch = () => new NoNarrative('llm-schema-mismatch');

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function rawSentences(value: unknown, section: SectionPlan): Raw[] {
	if (!Array.isArray(value) || value.length > sentencesAtMost(section)) throw mismatch();
	return value.map((one: unknown) => {
		if (!isObject(one) || Object.keys(one).some((key) => key !== 'text' && key !== 'cites')) {
			throw mismatch();
		}
		const { text, cites } = one;
		const hasCites =
			Array.isArray(cites) &&
			cites.length <= MAX_CITES &&
			cites.every((cite) => typeof cite === 'string');
		if (typeof text !== 'string' || !hasCites) throw mismatch();
		return { text, cites: cites as string[] };
	});
}

function checked(
	raw: readonly Raw[],
	shown: readonly Fact[],
	outside: (template: string) => Finding[],
): Written[] {
	const facts = byId(shown);
	const seen = new Set<string>();
	return raw.map(({ text, cites }) => {
		const template = sentence(text);
		const placeholders = placeholdersOf(template);
		const used = [...new Set([...placeholders.map(({ fact }) => fact), ...cites])];
		const findings = [
			...ownFaults(template, seen.has(template)),
			...citationFaults(template, used, facts),
			...(template.length > MAX_TEMPLATE ? [] : outside(template)),
		];
		seen.add(template);
		const known = used.filter((id) => facts.has(id));
		const quoted = placeholders.flatMap(({ fact: id, part }) => {
			const fact = facts.get(id);
			return fact !== undefined && part === undefined && isVerbatim(fact)
				? [{ fact: id, text: oneLine(fact.text) }]
				: [];
		});
		return {
			template: template.slice(0, MAX_KEPT),
			text: findings.length > 0 ? shownText(template, facts) : fill(template, facts),
			cites: known,
			...(quoted.length > 0 && { quotes: quoted }),
			origin: 'model' as const,
			...(findings.length > 0 && { verdict: 'unsupported' as const, findings }),
			included: findings.length === 0,
		};
	});
}

/** On one line, with a full stop; placeholders in the form in which everybody else reads them. */
function sentence(text: string): string {
	const line = text
		.slice(0, 4 * MAX_TEMPLATE)
		.replace(/[ \t\r\n\u00a0\u202f]+/g, ' ')
		.replace(/\{\{ *(f\d+(?:\.[A-Za-z0-9-]+)?) *\}\}/g, '{{$1}}')
		.replace(/ +([.,;:!?])/g, '$1')
		.trim();
	return line === '' || /[.!?]["”’')]*$/.test(line) ? line : `${line}.`;
}

/** A rejected text is shown to people: without signs that nobody can see. */
const shownText = (template: string, facts: ReadonlyMap<string, Fact>): string =>
	oneLine(fill(template.slice(0, MAX_KEPT), facts)).slice(0, MAX_KEPT);

function ownFaults(template: string, isRepeated: boolean): Finding[] {
	if (!/\p{L}{2}/u.test(template)) {
		return [{ class: 'ungrounded', message: 'The sentence says nothing' }];
	}
	if (template.length > MAX_TEMPLATE) {
		return [{ class: 'too-long', message: 'The sentence is longer than a sentence may be' }];
	}
	if (!isRepeated) return [];
	return [{ class: 'repeated', message: 'The sentence stands there already' }];
}

function citationFaults(
	template: string,
	used: readonly string[],
	facts: ReadonlyMap<string, Fact>,
): Finding[] {
	const findings: Finding[] = [];
	if (used.length === 0) {
		findings.push({ class: 'ungrounded', message: 'The sentence names no fact that it rests on' });
	}
	if (used.some((id) => !facts.has(id))) {
		findings.push({
			class: 'unknown-fact',
			message: 'The sentence names a fact that the model was not given',
		});
	}
	const placeholders = placeholdersOf(template);
	const hasPart = ({ fact, part }: { fact: string; part?: string }) =>
		part === undefined || !facts.has(fact) || Object.hasOwn(facts.get(fact)?.parts ?? {}, part);
	if (!placeholders.every(hasPart)) {
		findings.push({
			class: 'unknown-fact',
			message: 'The sentence names a part that the fact does not have',
		});
	}
	const isNeighbour = placeholders.some((one, at) => {
		const next = placeholders[at + 1];
		if (next === undefined || next.fact === one.fact) return false;
		return template.slice(one.end, next.start).trim() === '';
	});
	if (isNeighbour) {
		findings.push({
			class: 'glued',
			message: 'The sentence joins two facts without a word between them',
		});
	}
	return findings;
}
