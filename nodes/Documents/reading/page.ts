import type { PdfPage } from '../../formats/pdf';
import type { TextReader } from '../../formats/ocr';
import { compareLayer, judgeLayer } from './layer';
import { confidenceOf, linesOf } from './lines';
import { ink } from './picture';
import { readPicture, type Seen } from './seen';
import type { PageDoubt, PageReading, Word } from './types';

/** When the text layer is held against the picture of the page. */
export type LayerCheck = 'always' | 'suspicious';

/** Letters of the layer that must be read alike; text recognition itself misses a few. */
const AGREES = 0.8;
/** Below it too much of a page is guessed. */
const HARD_TO_READ = 0.7;
/** More ink than this outside of words: a picture, a form filled in by hand. */
const MUCH_UNREAD = 0.6;
/** Fewer words are noise beside a layer: a line of a table read as a letter. */
const FEW = 3;

/** @param number of the page, from 1 */
export async function readPage(
	number: number,
	page: PdfPage,
	reader: TextReader,
	check: LayerCheck,
	signal?: AbortSignal,
): Promise<PageReading> {
	const { visible, hidden } = judgeLayer(page);
	const doubts: PageDoubt[] = [];
	if (page.cut) doubts.push('text-layer-cut');
	const base = { number, width: round(page.width), height: round(page.height) };
	if (visible.length > 0 && hidden.length === 0 && check === 'suspicious' && !page.cut) {
		return made(base, visible, 'text-layer', { skew: 0, turned: 0, blank: false }, doubts);
	}
	const seen = await readPicture(page.picture, page.dpi, reader, signal);
	if (seen.turned !== 0) doubts.push('turned');
	if (visible.length === 0) {
		doubtsOfSeen(seen, doubts, ink(page.picture));
		const { share, compared } = compareLayer(hidden.map(asWord), seen.words);
		// The usual scan with invisible writing: what it says must be what the picture shows.
		if (compared > 0 && share < AGREES) doubts.push('hidden-text');
		return made(base, seen.words, seen.blank ? 'none' : 'ocr', seen, doubts);
	}
	if (hidden.length > 0) doubts.push('hidden-text');
	const { share, onlySeen, contradicted } = compareLayer(visible, seen.words);
	if (share < AGREES || contradicted > 0) {
		// What a person sees is the document.
		doubts.push('text-layer-differs');
		doubtsOfSeen(seen, doubts, ink(page.picture));
		return made(base, seen.words, 'ocr', seen, doubts);
	}
	const added = onlySeen.length > FEW ? onlySeen : [];
	return made(base, [...visible, ...added], 'text-layer', { ...seen, blank: false }, doubts);
}

const asWord = (word: Omit<Word, 'confidence' | 'origin'>): Word => ({
	...word,
	confidence: 0,
	origin: 'text-layer',
});

/** With less ink than this there is no picture that could matter. */
const SOME_INK = 0.01;

function doubtsOfSeen(seen: Seen, doubts: PageDoubt[], share: number): void {
	if (seen.blank) return;
	if (seen.words.length === 0 || confidenceOf(seen.words) < HARD_TO_READ) {
		doubts.push('hard-to-read');
	}
	if (seen.unreadInk > MUCH_UNREAD && share > SOME_INK) doubts.push('unread-ink');
}

function made(
	base: Pick<PageReading, 'number' | 'width' | 'height'>,
	words: readonly Word[],
	origin: PageReading['origin'],
	{ skew, turned, blank }: Pick<Seen, 'skew' | 'turned' | 'blank'>,
	doubts: readonly PageDoubt[],
): PageReading {
	const level =
		turned === 0 && skew === 0 ? words : words.map((word) => upright(word, base, skew, turned));
	const order = linesOf(level.map((word, index) => ({ ...word, index })));
	const lines = order.map((line) => {
		const own = line.words.map((word) => words[(word as Word & { index: number }).index]!);
		return {
			words: own,
			text: line.text,
			left: Math.min(...own.map(({ left }) => left)),
			top: Math.min(...own.map(({ top }) => top)),
			right: Math.max(...own.map(({ right }) => right)),
			bottom: Math.max(...own.map(({ bottom }) => bottom)),
		};
	});
	const confidence = blank ? 1 : round(confidenceOf(words), 1000);
	return { ...base, origin, lines, confidence, blank, skew, turned, doubts };
}

/** Where a word would stand if the page were level: lines are found there. */
function upright(
	word: Word,
	{ width, height }: Pick<PageReading, 'width' | 'height'>,
	skew: number,
	by: PageReading['turned'],
): Word {
	const turn = ([x, y]: [number, number]): [number, number] => {
		if (by === 90) return [height - y, x];
		if (by === 180) return [width - x, height - y];
		return by === 270 ? [y, width - x] : [x, y];
	};
	const slope = Math.tan((skew * Math.PI) / 180);
	const one = turn([word.left, word.top]);
	const other = turn([word.right, word.bottom]);
	const [left, right] = [Math.min(one[0], other[0]), Math.max(one[0], other[0])];
	const middle = (one[1] + other[1]) / 2 - ((left + right) / 2) * slope;
	const tall = Math.abs(one[1] - other[1]) / 2;
	return { ...word, left, right, top: middle - tall, bottom: middle + tall };
}

function round(value: number, by = 10): number {
	return Math.round(value * by) / by;
}
