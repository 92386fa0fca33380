import type {
	ClinicalFacts,
	Fact,
	FactKind,
	FactOf,
} from '../../../shared/contracts/clinical-facts';
import { isMember, lexicon, type Concept } from '../lexicon/concepts';
import { chartDate, dayNumber, readDate, type ChartDate } from '../reading/dates';
import { isPlain } from '../lexicon/plain-words';
import { Trie } from '../reading/trie';
import { root, stem } from '../text/stem';
import { handlingIn } from '../text/handling';
import { tokenise, type Token } from '../text/tokens';
import { aliasesOf, type Alias } from './aliases';

/** A name of a fact, found in a text. */
export interface Hit {
	readonly fact: Fact;
	/** What the fact is named as; people and places are named by facts of other kinds. */
	readonly as: FactKind | 'person' | 'place';
	/** The whole text of the fact stands there, values included. */
	readonly whole: boolean;
}

/** The facts, ready to be looked up by what a text calls them. Built once for each set of facts. */
export class Chart {
	readonly trie = new Trie<Hit>();
	private readonly byConcept = new Map<Concept, Hit[]>();
	private readonly kinds = new Map<FactKind, Fact[]>();
	private readonly byId = new Map<string, Fact>();
	private readonly words = new Map<Fact, FactWords>();
	private readonly names = new Map<string, Understood>();

	readonly facts: ClinicalFacts;

	constructor(all: ClinicalFacts) {
		this.facts = { ...all, facts: all.facts.filter((fact) => !isInstruction(fact)) };
		const facts = this.facts;
		for (const fact of facts.facts) {
			this.byId.set(fact.id, fact);
			const same = this.kinds.get(fact.kind);
			if (same === undefined) this.kinds.set(fact.kind, [fact]);
			else same.push(fact);
			for (const alias of aliasesOf(fact)) this.addAlias(fact, alias);
		}
	}

	private addAlias(fact: Fact, alias: Alias): void {
		const { tokens, concepts } = this.understood(alias);
		const hit: Hit = { fact, as: alias.as, whole: alias.whole ?? false };
		if (!isTooPlain(alias, tokens)) this.trie.addTokens(tokens, hit);
		for (const concept of concepts) {
			const hits = this.byConcept.get(concept);
			if (hits === undefined) this.byConcept.set(concept, [hit]);
			else if (!hits.some((one) => one.fact === fact && one.as === hit.as)) hits.push(hit);
		}
	}

	/** The words of a name and what they mean; results of one analyte share it. */
	private understood({ name, concepts: kinds, exact }: Alias): Understood {
		const key = `${exact ? '=' : ''}${kinds?.join() ?? ''}:${name}`;
		let known = this.names.get(key);
		if (known === undefined) {
			const { tokens } = tokenise(name);
			const concepts =
				kinds === undefined || kinds.length === 0
					? []
					: exact
						? (lexicon.exact(tokens) ?? []).filter((one) => kinds.includes(one.kind))
						: conceptsIn(tokens, kinds);
			known = { tokens, concepts };
			this.names.set(key, known);
		}
		return known;
	}

	hitsOf(concept: Concept): readonly Hit[] {
		if (concept.kind !== 'drug-class') return this.byConcept.get(concept) ?? [];
		return this.of('medication')
			.filter((fact) => ingredientsOf(fact).some((name) => isMember(concept, name)))
			.map((fact) => ({ fact, as: 'medication', whole: false }));
	}

	of<K extends FactKind>(kind: K): ReadonlyArray<FactOf<K>> {
		return (this.kinds.get(kind) ?? []) as Array<FactOf<K>>;
	}

	get(id: string): Fact | undefined {
		return this.byId.get(id);
	}

	/** Every word and number that a fact says, for looking a word of a sentence up in it. */
	wordsOf(fact: Fact): FactWords {
		let words = this.words.get(fact);
		if (words === undefined) {
			words = wordsOf(fact);
			this.words.set(fact, words);
		}
		return words;
	}

	readonly dates = new Map<string, ChartDate | undefined>();

	date(at: string | undefined): ChartDate | undefined {
		if (at === undefined) return undefined;
		if (!this.dates.has(at)) this.dates.set(at, chartDate(at));
		return this.dates.get(at);
	}

	/** Day of admission or discharge, as a number of days. */
	day(role: 'admission' | 'discharge'): number | undefined {
		const fact = this.of('encounter').find((one) => one.role === role);
		return dayNumber(this.date(fact?.time?.at));
	}
}

/** Facts whose text somebody wrote freely; what speaks to a program there is no evidence. */
const FREE_TEXT: ReadonlySet<FactKind> = new Set(['note-span', 'report', 'diet', 'activity']);

const isInstruction = (fact: Fact): boolean =>
	FREE_TEXT.has(fact.kind) && handlingIn(fact.text.slice(0, 4000)) !== undefined;

/** "Appointment" names no appointment, and a surname that is a common word names nobody by itself. */
function isTooPlain({ as, whole }: Alias, tokens: readonly Token[]): boolean {
	if (whole) return false;
	if (as === 'person') return tokens.length === 1 && isPlain(tokens[0].low);
	const loose = as === 'follow-up' || as === 'report' || as === 'diet' || as === 'activity';
	return loose && tokens.every((token) => token.kind === 'mark' || isPlain(token.low));
}

interface Understood {
	readonly tokens: readonly Token[];
	readonly concepts: readonly Concept[];
}

export interface FactWords {
	readonly roots: ReadonlySet<string>;
	readonly numbers: ReadonlySet<number>;
	/** Numbers that are not part of a date or a time. */
	readonly counts: ReadonlySet<number>;
}

function wordsOf(fact: Fact): FactWords {
	const roots = new Set<string>();
	const numbers = new Set<number>();
	const counts = new Set<number>();
	const take = (text: string | undefined) => {
		if (text === undefined) return;
		const { tokens } = tokenise(text);
		let dated = 0;
		for (let at = 0; at < tokens.length; at++) {
			const token = tokens[at];
			if (at >= dated) dated = readDate(tokens, at)?.to ?? dated;
			if (token.kind === 'number') {
				numbers.add(token.value!);
				if (at >= dated) counts.add(token.value!);
			} else if (token.kind === 'word') {
				roots.add(token.low);
				roots.add(root(token.low));
				roots.add(stem(token.low));
			}
		}
	};
	take(fact.text);
	for (const part of Object.values(fact.parts ?? {})) take(part);
	everyString(fact.data, take, 0);
	return { roots, numbers, counts };
}

/** The words of the typed data; codes and references name nothing that a sentence would say. */
function everyString(value: unknown, take: (text: string) => void, depth: number): void {
	if (typeof value === 'string') take(value);
	if (typeof value === 'number') take(String(value));
	if (typeof value !== 'object' || value === null || depth > 4) return;
	for (const [key, member] of Object.entries(value)) {
		if (key !== 'system' && key !== 'code' && key !== 'reference' && key !== 'loinc') {
			everyString(member, take, depth + 1);
		}
	}
}

export const ingredientsOf = (fact: FactOf<'medication'>): readonly string[] =>
	fact.data.ingredients ??
	(fact.data.ingredient ? fact.data.ingredient.split(' / ') : [firstWord(fact.data.name)]);

const firstWord = (name: string) => tokenise(name).tokens[0]?.low ?? '';

/** Diseases whose last word names another disease. */
const OF_ITS_OWN = new Set([
	'pulmonary hypertension',
	'portal hypertension',
	'heat stroke',
	'diabetes insipidus',
	'hypertensive emergency',
	'ocular hypertension',
	'sleep apnea',
	'alcohol withdrawal',
	'pulmonary edema',
	'fatty liver',
	'wound infection',
]);

/** The concepts of these kinds that a name means, wherever in it they stand; the longest at each word. */
function conceptsIn(tokens: readonly Token[], kinds: readonly string[]): Concept[] {
	const found: Concept[] = [];
	const take = (at: number, within: readonly Token[]) => {
		for (const concept of lexicon.longest(within, at)?.values ?? []) {
			if (kinds.includes(concept.kind) && !found.includes(concept)) found.push(concept);
		}
	};
	let without = false;
	for (let at = 0; at < tokens.length; at++) {
		// "Type 2 diabetes without complications" has no complications.
		if (tokens[at].low === 'without' || tokens[at].low === 'no' || tokens[at].low === 'not')
			without = true;
		// "Non-ST elevation" is not ST elevation.
		if (without || tokens[at - 1]?.low === 'non') continue;
		take(at, tokens);
		const own = lexicon.longest(tokens, at);
		// Pulmonary hypertension is no hypertension, a heat stroke is no stroke.
		if (own?.values.some((one) => OF_ITS_OWN.has(one.name))) at = own.to - 1;
	}
	// "NSTEMI" is a myocardial infarction: the end of a longer name of the same thing.
	for (const concept of [...found]) {
		if (concept.kind !== 'condition' && concept.kind !== 'procedure') continue;
		for (const wider of widerThan(concept)) {
			if (kinds.includes(wider.kind) && !found.includes(wider)) found.push(wider);
		}
	}
	return found;
}

const wider = new Map<Concept, readonly Concept[]>();

/** What stands at the end of the longer names of a concept. */
function widerThan(concept: Concept): readonly Concept[] {
	let known = wider.get(concept);
	if (known === undefined) {
		const all = new Set<Concept>();
		for (const name of concept.names) {
			const { tokens } = tokenise(name);
			for (let at = 1; at < tokens.length; at++) {
				const found =
					tokens[at - 1].low === 'non' || OF_ITS_OWN.has(concept.name)
						? undefined
						: lexicon.longest(tokens, at);
				if (found?.to === tokens.length) for (const one of found.values) all.add(one);
			}
		}
		known = [...all];
		wider.set(concept, known);
	}
	return known;
}
