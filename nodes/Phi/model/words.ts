/** A stretch of text between blanks. Offsets count UTF-16 code units. */
export interface Word {
	readonly start: number;
	readonly end: number;
}

/** The words of a text, one after the other; a text of 50 MB is never a list of words. */
export function* wordsOf(text: string): Generator<Word> {
	const pattern = /\S+/g;
	for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
		yield { start: found.index, end: found.index + found[0].length };
	}
}

/**
 * Cuts a stretch into overlapping parts of about `size` code units, never inside of a surrogate
 * pair. Every code unit is in at least one part.
 */
export function* partsOf(text: string, { start, end }: Word, size: number): Generator<Word> {
	const step = Math.max(1, Math.floor((size * 5) / 8));
	for (let at = start; at < end; ) {
		const last = boundary(text, Math.min(end, at + size), 1);
		yield { start: at, end: last };
		if (last >= end) return;
		const next = boundary(text, at + step, -1);
		at = next > at ? next : last;
	}
}

/** Moves an offset out of a surrogate pair, by `direction`. */
function boundary(text: string, offset: number, direction: 1 | -1): number {
	const inside =
		isBetween(text.charCodeAt(offset - 1), 0xd800, 0xdbff) &&
		isBetween(text.charCodeAt(offset), 0xdc00, 0xdfff);
	return inside ? offset + direction : offset;
}

const isBetween = (code: number, from: number, to: number): boolean => code >= from && code <= to;

/**
 * The smallest stretches that are told apart: runs of letters, digits and marks, and every sign by
 * itself. Offsets into `text`.
 */
export function* piecesOf(text: string, { start, end }: Word): Generator<Word> {
	const pattern = /[^\s\p{P}\p{S}]+|[\p{P}\p{S}]/gu;
	const slice = text.slice(start, end);
	for (const { index, 0: found } of slice.matchAll(pattern)) {
		yield { start: start + index, end: start + index + found.length };
	}
}
