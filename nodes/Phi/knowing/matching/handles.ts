import { Gap, Kind } from '../../detecting/types';
import type { PhiRole } from '../../types';
import type { Match, Reading } from './reading';

interface Person {
	/** The ways in which a name is made one word. */
	readonly made: readonly string[];
	readonly role: PhiRole;
}

const SHORTEST = 4;
const HEAD = /^[a-z]+/;

const BEGINS = 1 << 12;

/** The first four letters in twelve bits. */
function beginOf(word: string): number {
	let begin = 0;
	for (let at = 0; at < SHORTEST; at++) begin = Math.imul(begin, 31) + word.charCodeAt(at);
	return (begin ^ (begin >>> 12)) & (BEGINS - 1);
}

/** User names that are cut from a name and numbered: `adatest_350`, `testpera.07`, `atestperson84`. */
export class HandleIndex {
	private readonly people: Person[] = [];
	private readonly heads = new Set<string>();
	/** The same by `beginOf`, for a look that makes no piece of text. */
	private readonly begins = new Uint8Array(BEGINS);

	get size(): number {
		return this.people.length;
	}

	/** Adds a given and a family name, in lower case and without blanks. */
	add(given: string, family: string, role: PhiRole): void {
		if (given.length < 2 || family.length < 2) return;
		const made = [given + family, family + given, (given[0] as string) + family];
		for (const whole of made) {
			this.heads.add(whole.slice(0, SHORTEST));
			this.begins[beginOf(whole)] = 1;
		}
		this.people.push({ made, role });
	}

	beginnings(): Iterable<string> {
		return this.heads;
	}

	/** Whether a user name may begin with a spelling. */
	mayBegin(lower: string): boolean {
		if (lower.length < SHORTEST || this.begins[beginOf(lower)] === 0) return false;
		return this.heads.has(lower.slice(0, SHORTEST));
	}

	/** A user name at a token: letters of both names, then a number, perhaps after a mark. */
	at(reading: Reading, token: number): Match | undefined {
		const lower = reading.lower(token);
		let last = token;
		if (reading.kind(token) === Kind.word) {
			if (!reading.isMark(token + 1, '._-') || reading.gap(token + 1) !== Gap.none)
				return undefined;
			if (reading.kind(token + 2) !== Kind.number || reading.gap(token + 2) !== Gap.none) {
				return undefined;
			}
			last = token + 2;
		}
		const letters = HEAD.exec(lower)?.[0] ?? '';
		if (letters.length < SHORTEST) return undefined;
		for (const { made, role } of this.people) {
			if (!made.some((whole) => whole.startsWith(letters))) continue;
			return { first: token, last, type: 'OTHER_ID', role, rule: 'known-handle', score: 0.9 };
		}
		return undefined;
	}
}
