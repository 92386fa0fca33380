import type { Line, Place, Word } from './types';

const around = (words: readonly Word[]): Place => ({
	left: Math.min(...words.map(({ left }) => left)),
	top: Math.min(...words.map(({ top }) => top)),
	right: Math.max(...words.map(({ right }) => right)),
	bottom: Math.max(...words.map(({ bottom }) => bottom)),
});

/** Words put together to lines from top to bottom: those whose middles stand at the same height. */
export function linesOf(words: readonly Word[]): Line[] {
	const rows: Word[][] = [];
	const middle = ({ top, bottom }: Place): number => (top + bottom) / 2;
	for (const word of [...words].sort((one, other) => middle(one) - middle(other))) {
		const row = rows.at(-1);
		const last = row?.at(-1);
		const tall =
			last === undefined ? 0 : Math.max(last.bottom - last.top, word.bottom - word.top, 6);
		if (row !== undefined && last !== undefined && middle(word) - meanMiddle(row) < tall * 0.5) {
			row.push(word);
		} else rows.push([word]);
	}
	return rows.map((row) => {
		const sorted = row.sort((one, other) => one.left - other.left);
		return { ...around(sorted), words: sorted, text: sorted.map(({ text }) => text).join(' ') };
	});
}

const meanMiddle = (row: readonly Word[]): number =>
	row.reduce((sum, { top, bottom }) => sum + (top + bottom) / 2, 0) / row.length;

export const textOf = (lines: readonly Line[]): string => lines.map(({ text }) => text).join('\n');

/** Mean confidence by the length of words. */
export function confidenceOf(words: readonly Word[]): number {
	let sum = 0;
	let length = 0;
	for (const word of words) {
		sum += word.confidence * word.text.length;
		length += word.text.length;
	}
	return length === 0 ? 0 : sum / length;
}
