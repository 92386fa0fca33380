import type { LayerWord, PdfPage } from '../../formats/pdf';
import { contrast } from './picture';
import type { Place, Word } from './types';

/** A text layer beside what can be seen on the page. */
export interface LayerJudgement {
	/** Words of the layer that leave a mark where they claim to stand. */
	readonly visible: readonly Word[];
	/** Words that nobody can see: invisible, white, covered, off the page. */
	readonly hidden: readonly LayerWord[];
}

/** Less difference of brightness than this, and nothing was written there that a person sees. */
const LEAST_CONTRAST = 0.25;
/** Writing lower than this in points is not read by people. */
const LEAST_HEIGHT = 1.5;

export function judgeLayer(page: PdfPage): LayerJudgement {
	const visible: Word[] = [];
	const hidden: LayerWord[] = [];
	for (const word of page.words) {
		if (!isSeen(word, page)) hidden.push(word);
		else {
			const { text, left, top, right, bottom } = word;
			visible.push({ text, left, top, right, bottom, confidence: 1, origin: 'text-layer' });
		}
	}
	return { visible, hidden };
}

function isSeen(word: LayerWord, { width, height, picture, dpi }: PdfPage): boolean {
	if (word.invisible) return false;
	const { left, top, right, bottom } = word;
	if (right <= 0 || bottom <= 0 || left >= width || top >= height) return false;
	// A dash is low by nature, and a single letter may be narrow.
	const sides = [right - left, bottom - top];
	const size = word.text.length === 1 ? Math.max(...sides) : Math.min(...sides);
	if (size < LEAST_HEIGHT && /[\p{L}\p{N}]/u.test(word.text)) return false;
	const scale = dpi / 72;
	const edges = [left - 1, top - 1, right + 1, bottom + 1].map((one) => one * scale);
	return contrast(picture, ...(edges as [number, number, number, number])) >= LEAST_CONTRAST;
}

/** How the layer and the picture of a page agree. */
export interface Agreement {
	/** Share of the layer's letters and digits that were read there alike, 0 to 1. */
	readonly share: number;
	/** Words that were seen where the layer says nothing. */
	readonly onlySeen: readonly Word[];
	/** How many words could be compared. */
	readonly compared: number;
	/** Words at whose place something else was clearly read: a single one may be the dose. */
	readonly contradicted: number;
}

/** Shorter words are misread too often to contradict anything. */
const LONG = 4;
/** Sure of what was read. */
const CLEAR = 0.9;

const plain = (text: string): string =>
	text
		.toLowerCase()
		.normalize('NFKD')
		.replace(/[^\p{L}\p{N}]/gu, '');

/** Compares words that stand at the same place, by the letters of a line of them. */
export function compareLayer(layer: readonly Word[], seen: readonly Word[]): Agreement {
	const used = new Set<Word>();
	let alike = 0;
	let length = 0;
	let compared = 0;
	let contradicted = 0;
	for (const word of layer) {
		const text = plain(word.text);
		if (text === '') continue;
		const there = seen.filter((one) => overlap(one, word) > 0.3);
		there.forEach((one) => used.add(one));
		const found = plain(there.map((one) => one.text).join(''));
		compared += 1;
		length += text.length;
		const letters = alikeLetters(text, found);
		alike += letters;
		const clear = there.length > 0 && there.every(({ confidence }) => confidence >= CLEAR);
		const shorter = Math.min(text.length, found.length);
		if (clear && shorter >= LONG && letters < shorter / 2) contradicted += 1;
	}
	const onlySeen = seen.filter(
		(word) => !used.has(word) && word.confidence >= 0.5 && plain(word.text).length >= 2,
	);
	return { share: length === 0 ? 1 : alike / length, onlySeen, compared, contradicted };
}

/** Share of the smaller of two rectangles that lies in both. */
function overlap(one: Place, other: Place): number {
	const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
	const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
	if (across <= 0 || down <= 0) return 0;
	const area = ({ left, top, right, bottom }: Place): number =>
		Math.max(0.01, (right - left) * (bottom - top));
	return (across * down) / Math.min(area(one), area(other));
}

/** Letters of the first that stand in the second in the same order. */
function alikeLetters(one: string, other: string): number {
	if (other.includes(one)) return one.length;
	const text = other.slice(0, 400);
	let above = new Uint16Array(text.length + 1);
	for (const letter of one.slice(0, 200)) {
		const row = new Uint16Array(text.length + 1);
		for (let at = 1; at <= text.length; at++) {
			row[at] = letter === text[at - 1] ? above[at - 1]! + 1 : Math.max(above[at]!, row[at - 1]!);
		}
		above = row;
	}
	return above[text.length]!;
}
