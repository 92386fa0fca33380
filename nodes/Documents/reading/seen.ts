import type { Picture, TextReader } from '../../formats/ocr';
import { confidenceOf } from './lines';
import { ink, isDark, rotated, turned, withoutSpecks } from './picture';
import { sidewaysness, skewOf } from './skew';
import type { Word } from './types';

/** What text recognition made of the picture of a page. */
export interface Seen {
	readonly words: readonly Word[];
	readonly skew: number;
	readonly turned: 0 | 90 | 180 | 270;
	/** Share of the ink that belongs to no word. */
	readonly unreadInk: number;
	readonly blank: boolean;
}

/** Less ink than this is dust. */
const BLANK_INK = 0.0006;
/** Below it the page may be held the wrong way. */
const DOUBTFUL = 0.6;
const LEVEL = 0.3;

/**
 * Reads the picture of a page: made level, without specks, turned where it cannot be read otherwise.
 * The places of words are those on the page as it came.
 */
export async function readPicture(
	picture: Picture,
	dpi: number,
	reader: TextReader,
	signal?: AbortSignal,
): Promise<Seen> {
	const clean = withoutSpecks(picture);
	if (ink(clean) < BLANK_INK) {
		return { words: [], skew: 0, turned: 0, unreadInk: 0, blank: true };
	}
	let best: Seen | undefined;
	let turns = turnsOf(sidewaysness(clean));
	for (let by = turns[0]; by !== undefined; by = turns[0]) {
		const seen = await attempt(clean, by, dpi, reader, signal);
		if (best === undefined || worth(seen) > worth(best)) best = seen;
		if (worth(seen) >= DOUBTFUL) break;
		turns = standsOnEdge(seen) && by % 180 === 0 ? [90, 270] : turns.slice(1);
	}
	return best!;
}

type Turn = Seen['turned'];

/** Ways to hold the page, the likeliest first; the next is tried where one cannot be read. */
function turnsOf(sideways: number): readonly Turn[] {
	if (sideways > 1.6) return [90, 270, 0];
	return sideways > 0.5 ? [0, 180, 90, 270] : [0, 180];
}

/**
 * Tesseract also reads lines that run from top to bottom, but not in their order. The places are those
 * on the page as it came, so that they are turned back to how it was held.
 */
function standsOnEdge({ words, turned: by }: Seen): boolean {
	const long = words.filter(({ text }) => text.length >= 4);
	const tall = long.filter(({ left, top, right, bottom }) => bottom - top > right - left);
	const share = tall.length / Math.max(1, long.length);
	return long.length > 0 && (by % 180 === 0 ? share : 1 - share) > 0.5;
}

/** Words of letters count: a page on its head gives signs and single letters. */
function worth(seen: Seen): number {
	const { words } = seen;
	if (words.length === 0) return 0;
	const real = words.filter(({ text }) => /^[\p{L}\d][\p{L}\d'’.,:/-]{2,}$/u.test(text));
	const clear = confidenceOf(words) * Math.min(1, 0.4 + real.length / words.length);
	return standsOnEdge(seen) ? clear / 4 : clear;
}

async function attempt(
	page: Picture,
	by: 0 | 90 | 180 | 270,
	dpi: number,
	reader: TextReader,
	signal: AbortSignal | undefined,
): Promise<Seen> {
	const upright = turned(page, by);
	const skew = skewOf(upright);
	const level = Math.abs(skew) >= LEVEL ? rotated(upright, skew) : upright;
	const angle = level === upright ? 0 : skew;
	const read = await reader.read(level, signal);
	const kept = read.filter(({ text }) => text.trim() !== '');
	const back = (x: number, y: number): [number, number] =>
		turnedBack(...rotatedBack(x, y, upright, angle), page, by);
	const points = 72 / dpi;
	const words = kept.map((word): Word => {
		// Corners near the middle of the word: those of its whole box would make it taller by its slope.
		const corners = [back(word.left, word.top), back(word.right, word.bottom)];
		const across = corners.map(([x]) => x * points);
		const down = corners.map(([, y]) => y * points);
		return {
			text: word.text,
			confidence: Math.max(0, Math.min(1, word.confidence / 100)),
			origin: 'ocr',
			left: round(Math.min(...across)),
			right: round(Math.max(...across)),
			top: round(Math.min(...down)),
			bottom: round(Math.max(...down)),
		};
	});
	return { words, skew: angle, turned: by, unreadInk: unread(level, kept), blank: false };
}

const round = (value: number): number => Math.round(value * 10) / 10;

function rotatedBack(
	x: number,
	y: number,
	{ width, height }: Picture,
	degrees: number,
): [number, number] {
	const radians = (degrees * Math.PI) / 180;
	const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
	const [across, down] = [x - width / 2, y - height / 2];
	return [width / 2 + across * cos - down * sin, height / 2 + across * sin + down * cos];
}

function turnedBack(
	x: number,
	y: number,
	{ width, height }: Picture,
	by: 0 | 90 | 180 | 270,
): [number, number] {
	if (by === 0) return [x, y];
	if (by === 180) return [width - x, height - y];
	return by === 90 ? [y, height - x] : [width - y, x];
}

interface Rectangle {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** Dark pixels outside of every word, with a margin for strokes that reach out of its box. */
function unread({ width, height, grey }: Picture, words: readonly Rectangle[]): number {
	const covered = new Uint8Array(grey.length);
	const margin = 4;
	for (const { left, top, right, bottom } of words) {
		const from = Math.max(0, Math.floor(left) - margin);
		const to = Math.min(width, Math.ceil(right) + margin);
		for (
			let y = Math.max(0, Math.floor(top) - margin);
			y < Math.min(height, bottom + margin);
			y++
		) {
			if (to > from) covered.fill(1, y * width + from, y * width + to);
		}
	}
	let dark = 0;
	let outside = 0;
	for (let at = 0; at < grey.length; at++) {
		if (!isDark(grey[at]!)) continue;
		dark += 1;
		if (covered[at] === 0) outside += 1;
	}
	return dark === 0 ? 0 : outside / dark;
}
