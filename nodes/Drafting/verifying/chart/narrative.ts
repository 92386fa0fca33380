import type { Fact } from '../../../shared/contracts/clinical-facts';
import { isCourse, isPlain } from '../lexicon/plain-words';
import {
	CONDITIONAL,
	FAMILY,
	HISTORY,
	NEGATED,
	polarityOf,
	UNCERTAIN,
	UNLIKELY,
} from '../reading/polarity';
import { type Amount, amountsIn } from '../reading/amounts';
import { sameQuantity, type Unit } from '../reading/units';
import { root } from '../text/stem';
import { tokenise, type Token } from '../text/tokens';
import type { Chart } from './chart';

/** Facts whose text is prose: they bear out words that no structured fact has. */
const PROSE = new Set([
	'note-span',
	'report',
	'follow-up',
	'diet',
	'activity',
	'encounter',
	'code-status',
]);

/** What must be the same in a passage and in a sentence that rests on it. */
const MEANT = NEGATED | FAMILY | UNCERTAIN | UNLIKELY;

interface Passage {
	readonly fact: Fact;
	readonly tokens: readonly Token[];
	/** Flags of each word by its root; a word that stands twice keeps both readings. */
	readonly words: ReadonlyMap<string, readonly number[]>;
	readonly numbers: ReadonlySet<number>;
	/** Numbers with their units; a number without one has `unit` undefined. */
	readonly amounts: readonly Amount[];
	/** Two words that say something next to each other, plain words between them left out. */
	readonly pairs: ReadonlySet<string>;
	/** The words joined, for passages taken over as they stand. */
	readonly joined: string;
	readonly flags: Uint8Array;
}

/** Words that change what a sentence says though they are plain in another: they must stand in the passage. */
const DECISIVE = new Set(
	'started stopped continued increased decreased discontinued held resumed changed reduced new higher lower rose fell elevated low high normal abnormal positive negative left right bilateral resolved before after mother father sister brother son daughter he she daily weekly home first last'.split(
		' ',
	),
);

/** Words that bear out nothing by themselves. */
const ALONE = new Set([
	'left',
	'right',
	'bilateral',
	'new',
	'first',
	'last',
	'high',
	'low',
	'home',
	'he',
	'she',
	'day',
	'befor',
	'after',
]);

/** The sentences of notes and reports, with an index of their words. */
export class Narrative {
	private passages: Passage[] | undefined;
	private readonly index = new Map<string, Passage[]>();

	constructor(private readonly chart: Chart) {}

	/**
	 * The fact whose passage says all that the words from `from` to `to` say: every word that is not
	 * plain, every number, with the same negation. Undefined when there is none.
	 */
	covering(
		tokens: readonly Token[],
		flags: Uint8Array,
		from: number,
		to: number,
	): Fact | undefined {
		const indexes: number[] = [];
		for (let at = from; at < to; at++) indexes.push(at);
		return this.coveringThese(tokens, flags, indexes);
	}

	/** As {@link covering}, for words that do not stand in a row. */
	coveringThese(
		tokens: readonly Token[],
		flags: Uint8Array,
		indexes: readonly number[],
	): Fact | undefined {
		const needed = this.needed(tokens, flags, indexes);
		// A number or a side alone stands somewhere in every chart.
		if (!needed.some(({ key }) => !key.startsWith('#') && !ALONE.has(key))) return undefined;
		let candidates: readonly Passage[] | undefined;
		for (const { key } of needed) {
			const list = this.lookUp(key);
			if (list.length === 0) return undefined;
			if (candidates === undefined || list.length < candidates.length) candidates = list;
		}
		return candidates?.find((passage) => needed.every((one) => has(passage, one)))?.fact;
	}

	/**
	 * The fact of which the words stand in a row, word for word and meant alike; with `whole`, from
	 * the beginning to the end of one of its sentences.
	 */
	verbatim(
		tokens: readonly Token[],
		flags: Uint8Array,
		from: number,
		to: number,
		whole = false,
	): Fact | undefined {
		const words = tokens.slice(from, to).filter((token) => token.kind !== 'mark');
		if (words.length < 4) return undefined;
		const joined = join(words);
		const key = words.map((word) => keyOf(word)).find((one) => this.lookUp(one).length > 0);
		if (key === undefined) return undefined;
		for (const passage of this.lookUp(key)) {
			const at = passage.joined.indexOf(joined);
			if (at < 0) continue;
			const first = passage.joined.slice(0, at).split(' ').length - 1;
			const own = passage.tokens
				.map((token, index) => ({ token, index }))
				.filter(({ token }) => token.kind !== 'mark');
			const [start, last] = [own[first]?.index, own[first + words.length - 1]?.index];
			if (whole && !isSentence(passage.tokens, start, last)) continue;
			let same = true;
			let index = 0;
			for (let token = from; token < to && same; token++) {
				if (tokens[token].kind === 'mark') continue;
				const there = own[first + index++];
				same = there !== undefined && ((passage.flags[there.index] ^ flags[token]) & MEANT) === 0;
			}
			if (same) return passage.fact;
		}
		return undefined;
	}

	/** Facts whose passage has this word, meant with these flags. */
	saying(low: string, flag: number): Fact | undefined {
		return this.lookUp(root(low)).find((passage) =>
			(passage.words.get(root(low)) ?? []).some((one) => ((one ^ flag) & MEANT) === 0),
		)?.fact;
	}

	private lookUp(key: string): readonly Passage[] {
		if (this.passages === undefined) this.build();
		return this.index.get(key) ?? [];
	}

	private build(): void {
		this.passages = [];
		for (const fact of this.chart.facts.facts) {
			if (!PROSE.has(fact.kind)) continue;
			const passage = passageOf(fact);
			this.passages.push(passage);
			for (const key of passage.words.keys()) this.file(key, passage);
			for (const number of passage.numbers) this.file(`#${number}`, passage);
		}
	}

	private file(key: string, passage: Passage): void {
		const list = this.index.get(key);
		if (list === undefined) this.index.set(key, [passage]);
		else list.push(passage);
	}

	private needed(
		tokens: readonly Token[],
		flags: Uint8Array,
		indexes: readonly number[],
	): Needed[] {
		const needed: Needed[] = [];
		const amounts = amountsIn(tokens);
		for (const at of indexes) {
			const token = tokens[at];
			if (!isSaid(token)) continue;
			needed.push({ key: keyOf(token), flag: flags[at], unit: amounts.get(at)?.unit });
		}
		// A number goes with the word before it, a side with the word after it.
		needed.forEach((one, index) => {
			if (one.key.startsWith('#')) one.before = needed[index - 1]?.key;
			if (one.key === 'left' || one.key === 'right') one.after = needed[index + 1]?.key;
		});
		return needed;
	}
}

interface Needed {
	unit?: Unit;
	key: string;
	flag: number;
	before?: string;
	after?: string;
}

/** Words that a passage must have to say what a sentence says. */
function isSaid(token: Token): boolean {
	if (token.kind === 'mark') return false;
	if (token.kind === 'number') return true;
	return !isPlain(token.low) || DECISIVE.has(token.low) || isCourse(token.low);
}

const keyOf = (token: Token) => (token.kind === 'number' ? `#${token.value}` : root(token.low));

const has = (passage: Passage, needed: Needed): boolean => {
	if (needed.key.startsWith('#')) {
		const value = Number(needed.key.slice(1));
		if (!passage.numbers.has(value)) return false;
		if (needed.unit !== undefined && !sameUnit(passage, value, needed.unit)) return false;
		return (
			needed.before === undefined ||
			passage.numbers.size === 1 ||
			passage.pairs.has(`${needed.before} ${needed.key}`)
		);
	}
	const flags = passage.words.get(needed.key);
	if (flags === undefined || !flags.some((flag) => ((flag ^ needed.flag) & MEANT) === 0))
		return false;
	return needed.after === undefined || passage.pairs.has(`${needed.key} ${needed.after}`);
};

/** "8 cm" is not "8 mm": a number with a unit needs the same one, or a number that has none. */
const sameUnit = (passage: Passage, value: number, unit: Unit): boolean =>
	passage.amounts.some(
		(one) =>
			one.value === value &&
			(one.unit === undefined || sameQuantity(value, unit, one.value, one.unit)),
	);

const ENDS = new Set(['.', ';', '!', '?']);

const isSentence = (tokens: readonly Token[], start: number, last: number): boolean =>
	(start === 0 || ENDS.has(tokens[start - 1]?.low)) &&
	(last === tokens.length - 1 || ENDS.has(tokens[last + 1]?.low));

const join = (tokens: readonly Token[]) => ` ${tokens.map((token) => token.low).join(' ')} `;

function passageOf(fact: Fact): Passage {
	const { tokens } = tokenise(fact.text.slice(0, 4000));
	const { flags } = polarityOf(tokens);
	const words = new Map<string, number[]>();
	const numbers = new Set<number>();
	tokens.forEach((token, index) => {
		if (token.kind === 'number') numbers.add(token.value!);
		if (token.kind !== 'word') return;
		const key = root(token.low);
		const known = words.get(key);
		const flag = flags[index] & ~(HISTORY | CONDITIONAL);
		if (known === undefined) words.set(key, [flag]);
		else known.push(flag);
	});
	const keys = tokens.filter(isSaid).map(keyOf);
	const pairs = new Set(keys.slice(1).map((key, index) => `${keys[index]} ${key}`));
	return {
		fact,
		tokens,
		words,
		numbers,
		amounts: [...amountsIn(tokens).values()],
		pairs,
		joined: join(tokens.filter((token) => token.kind !== 'mark')),
		flags,
	};
}
