import type { PhiFinding } from '../types';
import type { EncodedWindow, Piece } from './encoder';
import type { Label } from './labels';
import { modelFailed } from './problems';

/** Logits of one window: a row for every token, specials included, a column for every label. */
export interface Logits {
	readonly values: Float32Array;
	readonly rows: number;
	readonly columns: number;
}

/** What the model says about one piece of text. */
interface Verdict {
	/** Highest probability, among its tokens, that it is part of an identifier. */
	readonly score: number;
	readonly label: Label;
	readonly begins: boolean;
}

/**
 * The findings of one window. A piece is reported when any of its tokens is probably part of an
 * identifier, even when "no identifier" is the likelier label: a missed name costs more than a word.
 *
 * @param skip special tokens in front
 */
export function findingsOf(
	text: string,
	{ pieces }: EncodedWindow,
	logits: Logits,
	labels: readonly Label[],
	{ skip, threshold }: { skip: number; threshold: number },
): PhiFinding[] {
	const probabilities = softmax(logits);
	const found: PhiFinding[] = [];
	for (const piece of pieces) {
		const verdict = judge(piece, probabilities, labels, skip);
		if (verdict === undefined || verdict.score < threshold) continue;
		const finding = findingFrom(piece, verdict);
		const before = found.at(-1);
		if (before !== undefined && !verdict.begins && continues(text, before, finding)) {
			found[found.length - 1] = joined(before, finding);
		} else {
			found.push(finding);
		}
	}
	return found;
}

function softmax({ values, rows, columns }: Logits): (row: number) => Float64Array {
	return (row) => {
		if (row >= rows) throw modelFailed('it answered for fewer tokens than it was given');
		const line = values.subarray(row * columns, (row + 1) * columns);
		const most = line.reduce((best, one) => Math.max(best, one), -Infinity);
		const powers = Float64Array.from(line, (value) => Math.exp(value - most));
		const total = powers.reduce((all, one) => all + one, 0);
		if (!Number.isFinite(total)) throw modelFailed('its answer holds numbers that are none');
		return powers.map((power) => power / total);
	};
}

function judge(
	{ first, last }: Piece,
	probabilities: (row: number) => Float64Array,
	labels: readonly Label[],
	skip: number,
): Verdict | undefined {
	let score = -1;
	const mass = new Float64Array(labels.length);
	let begins = 0;
	let goesOn = 0;
	for (let token = first; token < last; token++) {
		let own = 0;
		probabilities(token + skip).forEach((probability, id) => {
			const label = labels[id]!;
			if (label.meaning === null) return;
			own += probability;
			mass[id]! += probability;
			if (token === first && label.begins) begins += probability;
			else if (token === first) goesOn += probability;
		});
		score = Math.max(score, own);
	}
	if (score < 0) return undefined;
	return { score: Math.min(1, score), label: heaviest(mass, labels), begins: begins > goesOn };
}

/** The label with the most probability, B and I of the same name taken together. */
function heaviest(mass: Float64Array, labels: readonly Label[]): Label {
	const byName = new Map<string, number>();
	labels.forEach(({ name, meaning }, id) => {
		if (meaning !== null) byName.set(name, (byName.get(name) ?? 0) + mass[id]!);
	});
	const [best] = [...byName].reduce((one, other) => (other[1] > one[1] ? other : one));
	return labels.find(({ name, meaning }) => name === best && meaning !== null)!;
}

function findingFrom({ start, end }: Piece, { label, score }: Verdict): PhiFinding {
	const { type, role } = label.meaning!;
	const trace = [{ step: 'model' as const, detail: `The model says ${label.name}`, score }];
	return { start, end, type, role, source: 'model', rule: `model-${label.name}`, score, trace };
}

/** Parts of one identifier: blanks of a line between them, or one sign as in a date or a name. */
const BETWEEN = /^(?:[ \t\u00a0]{0,3}|\s?\n\s?|[-./'’:,_@+]|[.,] )$/u;

const continues = (text: string, before: PhiFinding, next: PhiFinding): boolean =>
	before.rule === next.rule && BETWEEN.test(text.slice(before.end, next.start));

const joined = (one: PhiFinding, other: PhiFinding): PhiFinding => {
	const surer = other.score > one.score ? other : one;
	return { ...surer, start: Math.min(one.start, other.start), end: Math.max(one.end, other.end) };
};

/**
 * The findings of all windows as one list, sorted and disjoint. What overlaps becomes one finding
 * that covers both: neighbouring windows see the same words in another light, and either may be right.
 */
export function united(found: readonly PhiFinding[]): PhiFinding[] {
	const sorted = found.toSorted((one, other) => one.start - other.start || one.end - other.end);
	const result: PhiFinding[] = [];
	for (const finding of sorted) {
		const before = result.at(-1);
		if (before !== undefined && finding.start < before.end) {
			result[result.length - 1] = joined(before, finding);
		} else {
			result.push(finding);
		}
	}
	return result;
}

/** An age below 90 is no identifier (164.514(b)(2)(i)(C)); one in words is left to a person. */
export function revealsAge(text: string): boolean {
	const numbers = text.match(/\d+/g)?.map(Number) ?? [];
	return numbers.length === 0 || numbers.some((number) => number >= 90);
}
