/** Letters of a text with single spaces. */
export const plainText = (lines: readonly string[]): string =>
	lines
		.map((line) => (line.startsWith('#') ? line.slice(1) : line))
		.join(' ')
		.replace(/\s+/g, ' ')
		.trim();

/** Changes of single signs that make one text the other (Levenshtein). */
export function changes(one: string, other: string): number {
	let above = Uint32Array.from({ length: other.length + 1 }, (_, at) => at);
	for (let row = 1; row <= one.length; row++) {
		const now = new Uint32Array(other.length + 1);
		now[0] = row;
		for (let at = 1; at <= other.length; at++) {
			const same = one[row - 1] === other[at - 1] ? 0 : 1;
			now[at] = Math.min(above[at - 1]! + same, above[at]! + 1, now[at - 1]! + 1);
		}
		above = now;
	}
	return above[other.length]!;
}

/** Which words of the second stand in the first in the same order (longest common subsequence). */
export function inOrder(truth: readonly string[], read: readonly string[]): boolean[] {
	const table = Array.from({ length: truth.length + 1 }, () => new Uint16Array(read.length + 1));
	for (let row = truth.length - 1; row >= 0; row--) {
		for (let at = read.length - 1; at >= 0; at--) {
			table[row]![at] =
				truth[row] === read[at]
					? table[row + 1]![at + 1]! + 1
					: Math.max(table[row + 1]![at]!, table[row]![at + 1]!);
		}
	}
	const found = read.map(() => false);
	let [row, at] = [0, 0];
	while (row < truth.length && at < read.length) {
		if (truth[row] === read[at]) {
			found[at] = true;
			row += 1;
			at += 1;
		} else if (table[row + 1]![at]! >= table[row]![at + 1]!) row += 1;
		else at += 1;
	}
	return found;
}

/** Something that was claimed with a confidence, and whether it was so. */
export interface Told {
	readonly confidence: number;
	readonly right: boolean;
}

/** Expected calibration error: mean distance of confidence and truth in ten classes, by their size. */
export function calibrationError(told: readonly Told[]): number {
	let sum = 0;
	for (let bin = 0; bin < 10; bin++) {
		const own = told.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === bin);
		if (own.length === 0) continue;
		const confidence = own.reduce((all, one) => all + one.confidence, 0) / own.length;
		const right = own.filter((one) => one.right).length / own.length;
		sum += (own.length / told.length) * Math.abs(confidence - right);
	}
	return sum;
}
