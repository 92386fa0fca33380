import { Gap } from '../../detecting/types';
import { WordEnds } from '../../detecting/word-ends';
import type { PhiRole, PhiType } from '../../types';
import { wordsOf } from '../words/text';
import type { Match, Reading } from './reading';

interface Sequence {
	readonly words: readonly string[];
	readonly type: PhiType;
	readonly role: PhiRole;
}

const SPOKEN = new Set(['at', 'dot', 'underscore', 'dash']);
/** Words before the host that not everybody writes. */
const PROTOCOL = new Set(['http', 'https', 'www', 'mailto']);

/** E-mail and web addresses of the chart, found by their words whatever stands between them. */
export class StringIndex {
	private readonly byFirst = new Map<string, Sequence[]>();
	private readonly ends = new WordEnds();

	get size(): number {
		return this.byFirst.size;
	}

	add(value: string, type: PhiType, role: PhiRole): void {
		let words = wordsOf(value);
		while (words.length > 2 && PROTOCOL.has(words[0] as string)) words = words.slice(1);
		const first = words[0];
		if (first === undefined || words.length < 2) return;
		const sequences = this.byFirst.get(first) ?? [];
		sequences.push({ words, type, role });
		this.byFirst.set(first, sequences);
		this.ends.add(first);
	}

	beginnings(): Iterable<string> {
		return this.byFirst.keys();
	}

	/** Whether an address begins with a word. */
	begins(lower: string): boolean {
		return this.ends.mayHave(lower) && this.byFirst.has(lower);
	}

	at(reading: Reading, token: number): Match | undefined {
		for (const sequence of this.byFirst.get(reading.lower(token)) ?? []) {
			const last = follows(reading, token, sequence.words);
			if (last < 0) continue;
			let first = token;
			while (first > 1 && reading.isMark(first - 1) && reading.gap(first) === Gap.none) {
				let at = first - 1;
				while (at > 0 && reading.isMark(at) && reading.gap(at) === Gap.none) at--;
				if (!PROTOCOL.has(reading.lower(at))) break;
				first = at;
			}
			const { type, role } = sequence;
			return { first, last, type, role, rule: `known-${type.toLowerCase()}`, score: 0.98 };
		}
		return undefined;
	}
}

/** Last token of a sequence of words that starts with a token; -1 where another word stands between. */
function follows(reading: Reading, token: number, words: readonly string[]): number {
	let at = token;
	let between = 0;
	for (let index = 1; index < words.length; ) {
		at++;
		if (at >= reading.count || reading.gap(at) > Gap.line) return -1;
		if (reading.lower(at) === words[index]) {
			index++;
			between = 0;
			continue;
		}
		if (!reading.isMark(at) && !SPOKEN.has(reading.lower(at))) return -1;
		if (++between > 5) return -1;
	}
	return at;
}
