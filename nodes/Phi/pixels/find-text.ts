import { grown, holds, inside, withoutInner } from './boxes';
import { glyphRows } from './glyph-rows';
import type { HeaderMatcher } from './header-match';
import { inksOf, written } from './inks';
import { enlarged, inverted } from './picture';
import { thinParts } from './thin';
import { turned, turnedBack, type Turn } from './turned';
import type { Box, Picture, ReadWord, TextReader } from './types';

/** Text in one picture. */
export interface FoundText {
	/** To blacken: lines with a margin and with room for words that were not recognised. */
	readonly boxes: readonly Box[];
	/** Words, or rows of shapes that look like words, other than the usual markers. */
	readonly text: boolean;
	/** A value of the header among them. */
	readonly header: boolean;
}

/** How sure recognition must be of a word, 0 to 100. */
interface Trust {
	/** To say that there is text. */
	readonly word: number;
	/** To blacken its line where there is text. */
	readonly box: number;
	/** To compare it with the header. */
	readonly header: number;
}

/** One grey level holds nothing but writing; in many, anatomy and noise look like letters. */
const IN_INK: Trust = { word: 40, box: 25, header: 0 };
const IN_GREY: Trust = { word: 70, box: 50, header: 40 };
/** Shapes in a row from which a rendering is worth reading, and from which they must be writing. */
const ONE_LEVEL = { trust: IN_INK, readFrom: 2, writingFrom: 4 };
const MANY_LEVELS = { trust: IN_GREY, readFrom: 3, writingFrom: 6 };
/** Lower than this nobody can read it. Pixels of the picture. */
const LOWEST_WORD = 5;
/** Larger pictures are read as they are; their letters are larger too. Pixels. */
const ENLARGED_BELOW = 1_300_000;

/** What is thin and this bright may be a stroke of a letter. */
const THIN_INK = { from: 64, to: 255 };

/** Side, view and posture, which stand on X-ray images and identify nobody. */
const MARKERS = new Set(
	'L R LT RT LEFT RIGHT AP PA LAT LATERAL OBL OBLIQUE CC MLO ML LM RCC LCC RMLO LMLO ERECT UPRIGHT SUPINE PRONE DECUB PORTABLE MOBILE STANDING SITTING INSP EXP CM MM KV MAS HU WL WW FOV'.split(
		' ',
	),
);

/**
 * Looks for burned-in text in several renderings of a frame. No rendering finds all of it: what one
 * of them shows counts.
 *
 * @param pictures the frame in grey, once or in several ways
 */
export async function findText(
	pictures: readonly Picture[],
	matcher: HeaderMatcher,
	reader: TextReader,
	signal?: AbortSignal,
): Promise<FoundText> {
	const found: FoundText[] = [];
	for (const picture of pictures)
		found.push(...(await renderings(picture, matcher, reader, signal)));
	// Where nothing is surely text, what may be text is noise: anatomy is not blackened for it.
	const text = found.some((one) => one.text);
	const boxes = text ? found.flatMap((one) => one.boxes) : [];
	const whole = boxes.flatMap((box) => inside(box, pictures[0]!) ?? []);
	return { boxes: withoutInner(whole), text, header: found.some((one) => one.header) };
}

/** What each rendering of one picture shows. */
async function renderings(
	picture: Picture,
	matcher: HeaderMatcher,
	reader: TextReader,
	signal?: AbortSignal,
): Promise<FoundText[]> {
	const found: FoundText[] = [];
	const read = async (rendering: Picture) => await linesIn(rendering, reader, signal);
	const sideways: Sideways[] = [];
	for (const ink of inksOf(picture)) {
		const rendering = written(picture, ink);
		const { trust, readFrom, writingFrom } = ink.from === ink.to ? ONE_LEVEL : MANY_LEVELS;
		if (hasColumns(rendering, readFrom)) sideways.push({ rendering, trust });
		if (glyphRows(rendering, readFrom).length === 0) continue;
		const lines = await read(rendering);
		found.push(judged(lines, matcher, trust), unread(glyphRows(rendering, writingFrom), lines));
	}
	const thin = thinParts(picture);
	for (const rendering of [picture, thin]) {
		found.push(judged(await read(inverted(rendering)), matcher, IN_GREY));
	}
	if (hasColumns(written(thin, THIN_INK), MANY_LEVELS.readFrom)) {
		sideways.push({ rendering: inverted(thin), trust: IN_GREY });
	}
	for (const { rendering, trust } of sideways) {
		for (const turn of [90, 270] as const) {
			const lines = await read(turned(rendering, turn));
			found.push(broughtBack(judged(lines, matcher, trust), turn, picture));
		}
	}
	return found;
}

/** A rendering in which text may run up or down. */
interface Sideways {
	readonly rendering: Picture;
	readonly trust: Trust;
}

/**
 * Whether shapes stand above each other as letters of a turned line do. Only then is a turned picture
 * read: reading takes most of the time. Columns alone are no writing, unlike rows: rulers are such.
 */
const hasColumns = (ink: Picture, least: number): boolean =>
	glyphRows(turned(ink, 90), least).length > 0;

const broughtBack = (found: FoundText, turn: Turn, size: Picture): FoundText => ({
	...found,
	boxes: found.boxes.map((box) => turnedBack(box, turn, size)),
});

/** The words of a picture, line by line. */
async function linesIn(
	picture: Picture,
	reader: TextReader,
	signal?: AbortSignal,
): Promise<ReadWord[][]> {
	const times = picture.width * picture.height < ENLARGED_BELOW ? 2 : 1;
	const words = await reader.read(enlarged(picture, times), signal);
	const real = words.map((word) => reduced(word, times));
	return linesOf(real.filter(({ top, bottom }) => bottom - top >= LOWEST_WORD));
}

/** Rows of shapes that were not read as a usual marker. */
function unread(rows: readonly Box[], lines: readonly ReadWord[][]): FoundText {
	const markers = lines.filter(
		(line) => line.some(isMarker) && line.every((word) => isMarker(word) || plain(word) === ''),
	);
	const known = markers.map((line) => grown(line[0]!.line, 4, 4));
	const left = rows.filter((row) => !known.some((box) => holds(box, row)));
	return { boxes: left.map(lineBox), text: left.length > 0, header: false };
}

/** Room for what stands beside, above and below a recognised line. */
function lineBox(line: Box): Box {
	const height = line.bottom - line.top;
	return grown(line, Math.max(8, 6 * height), Math.max(4, height / 2));
}

function judged(lines: readonly ReadWord[][], matcher: HeaderMatcher, trust: Trust): FoundText {
	const boxes: Box[] = [];
	let text = false;
	let header = false;
	for (const line of lines) {
		const sure = line.filter(({ confidence }) => confidence >= trust.header);
		const isHeader = matcher.matches(sure.map((word) => word.text));
		const said = line.filter((word) => isWord(word) && !isMarker(word));
		header ||= isHeader;
		text ||= isHeader || said.some(({ confidence }) => confidence >= trust.word);
		if (isHeader || said.some(({ confidence }) => confidence >= trust.box)) {
			boxes.push(lineBox(line[0]!.line));
		}
	}
	return { boxes, text, header };
}

const plain = ({ text }: ReadWord): string => text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');

const isWord = (word: ReadWord): boolean => plain(word).length >= 3;

const isMarker = (word: ReadWord): boolean => MARKERS.has(plain(word)) && word.confidence >= 60;

function linesOf(words: readonly ReadWord[]): ReadWord[][] {
	const lines = new Map<string, ReadWord[]>();
	for (const word of words) {
		const { left, top, right, bottom } = word.line;
		const key = [left, top, right, bottom].join(' ');
		lines.set(key, [...(lines.get(key) ?? []), word]);
	}
	return [...lines.values()];
}

/** In pixels of the picture that was enlarged. */
function reduced(word: ReadWord, times: number): ReadWord {
	const smaller = ({ left, top, right, bottom }: Box): Box => ({
		left: left / times,
		top: top / times,
		right: right / times,
		bottom: bottom / times,
	});
	return { ...word, ...smaller(word), line: smaller(word.line) };
}
