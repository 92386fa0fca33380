import type { Span } from './find';
import { headingOfTable, isLabelled, isRow, rowAsLabel } from './rows';

/** Words of a source with what decides how they are meant. */
export interface Passage extends Span {
	/** The whole sentence in one line, over hard line breaks. */
	sentence: string;
	/** Lines above that the sentence may hang on: the head of its list, lines without an end. */
	above: string[];
	/** Headings that stand over it, the nearest first. */
	headings: string[];
	/** True when the words go over the end of a sentence. */
	crosses: boolean;
	/** The sentence behind it. */
	next: string;
	/** The sentence before it in the same paragraph. */
	previous: string;
	/** Headings of the columns, where it is a row of a table. */
	columns: string[];
	/** Headings under which it stands, and heads of its list: lines that end with a colon. */
	section: string[];
	/** The lines above and below without a gap between them. */
	beside: string[];
}

/** "- ", "* ", "1. ", "a) " at the beginning of a line. */
const LIST_MARK = /^\s*(?:[-–—*•·▪‣◦o]|\d{1,2}[.)]|[a-z][.)])\s+/u;
const HEADING = /^\s*(?:#+\s*)?(?:[-*•]\s+)?\**(\p{L}[^:.!?\n]{0,80}?)\**\s*:\**(?:\s|$)/u;
const CAPITALS = /^\s*(?:#+\s*)?(\p{Lu}[\p{Lu}\s/&-]{3,60})$/u;
const MARKDOWN = /^\s*#+\s+(.{1,80})$/;

/** A dot behind these ends no sentence. */
const ABBREVIATION =
	/(?<![\p{L}\p{N}])(?:approx|appx|ca|vs|neg|pos|hx|fhx|fam|pt|pts|dr|mr|mrs|ms|no|nos|max|min|resp|e\.g|i\.e|st|lt|rt|w\/o|s\/p|h\/o|r\/o|hist|poss|prob|dx|tx|sx|eval|est|incl|excl|\p{L})\.$/iu;
/** A line that ends with one of these goes on below. */
const GOES_ON =
	/(?:[,;(/–—-]|(?<![\p{L}\p{N}])(?:a|an|the|of|and|or|nor|no|not|never|any|for|with|without|to|in|by|at|on|from|than|is|was|are|were|has|have|had|been|denies|denied|her|his|their|only|least|most|about|that|who|which))\s*$/iu;
const WRAPPED_LINE = 50;
const MOST_LINES = 15;
const FAR_HEADING = 200;

/** Places at which a sentence ends, each the index of the first sign behind it. */
function endsOf(text: string): number[] {
	const stops = [...text.matchAll(/[.!?]["'”’)\]]*(?=\s|$)/g)].flatMap(({ 0: mark, index }) => {
		const end = index + mark.length;
		const following = /\S/.exec(text.slice(end, end + 200))?.[0];
		const isShort =
			mark.startsWith('.') && ABBREVIATION.test(text.slice(Math.max(0, end - 12), end));
		return isShort || isSmall(following) ? [] : [end];
	});
	const breaks = [...text.matchAll(/\n/g)].flatMap(({ index }) =>
		goesOn(text, index) ? [] : [index + 1],
	);
	return [...stops, ...breaks, text.length].toSorted((a, b) => a - b);
}

const isSmall = (sign: string | undefined): boolean => sign !== undefined && /\p{Ll}/u.test(sign);

/** True where a line break only breaks the line: what follows does not begin a sentence. */
function goesOn(text: string, at: number): boolean {
	const line = text.slice(Math.max(text.lastIndexOf('\n', at - 1) + 1, at - 400), at);
	const rest = text.slice(at + 1, at + 400);
	const next = rest.split('\n')[0];
	if (LIST_MARK.test(next) || isRow(next) || isRow(line)) return false;
	if (/^\s*[?,;:)]/.test(next)) return true;
	if (isSmall(/\S/.exec(rest)?.[0]) && !LIST_MARK.test(rest.trimStart())) return true;
	const trimmed = line.trim();
	if (trimmed === '' || next.trim() === '' || /[.!?:]["'”’)\]]*$/.test(trimmed)) return false;
	if (CAPITALS.test(line) || HEADING.test(next)) return false;
	return GOES_ON.test(trimmed) || trimmed.length >= WRAPPED_LINE || /^\s*[\d<>~≤≥]/.test(next);
}

/** The sentence in which a span stands, and what it hangs on. */
export const passageAround = (text: string, span: Span): Passage =>
	passageWithin(text, endsOf(text), span);

/** The passages of a text whose sentences are looked for. */
export function passagesOf(text: string, isWanted: (sentence: string) => boolean): Passage[] {
	const ends = endsOf(text);
	return ends.flatMap((end, at) => {
		const start = ends[at - 1] ?? 0;
		const isOne = start < end && isWanted(inOneLine(text.slice(start, end)));
		return isOne ? [passageWithin(text, ends, { start, end })] : [];
	});
}

function passageWithin(text: string, ends: readonly number[], { start, end }: Span): Passage {
	const begin = ends.findLast((at) => at <= start) ?? 0;
	const stop = ends.find((at) => at >= end) ?? text.length;
	const before = text.slice(0, begin);
	const earlier = ends.findLast((at) => at < before.trimEnd().length) ?? 0;
	const later = ends.find((at) => at > stop && text.slice(stop, at).trim() !== '') ?? stop;
	const isSameParagraph = !/\n[^\S\n]*\n\s*$/.test(before.slice(-200));
	const lineStart = text.lastIndexOf('\n', begin - 1) + 1;
	const above = linesAbove(text, begin);
	const { headings, section } = headingsOver(text, begin);
	const row = rowAsLabel(text.slice(begin, stop).trim());
	return {
		start: begin,
		end: stop,
		sentence: inOneLine(row ?? text.slice(begin, stop)),
		above,
		headings,
		section: [...section, ...above.filter((line) => /:\s*$/.test(line))],
		crosses: ends.some((at) => at > start && at < end && text.slice(at, end).trim() !== ''),
		next: inOneLine(text.slice(stop, later)),
		previous: isSameParagraph ? inOneLine(text.slice(earlier, begin)) : '',
		columns: row === undefined ? [] : headingOfTable(text, lineStart),
		beside: linesBeside(text, begin, stop),
	};
}

const inOneLine = (text: string): string =>
	text
		.replace(LIST_MARK, '')
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '')
		.join(' ');

const isEmpty = (line: string): boolean => line.trim() === '';

/** Lines around a sentence up to the next gap, the nearest first. */
function linesBeside(text: string, begin: number, stop: number): string[] {
	const lineStart = text.lastIndexOf('\n', begin - 1) + 1;
	const over = text
		.slice(0, Math.max(0, lineStart - 1))
		.split('\n')
		.slice(-MOST_LINES);
	const under = text
		.slice(stop)
		.replace(/^[^\S\n]*\n/, '')
		.split('\n', MOST_LINES);
	return [...(lineStart === 0 ? [] : upToGap(over.toReversed())), ...upToGap(under)];
}

const upToGap = (lines: readonly string[]): string[] => {
	const gap = lines.findIndex(isEmpty);
	return gap === -1 ? [...lines] : lines.slice(0, gap);
};

const indentOf = (line: string): number => line.length - line.trimStart().length;
/** A sentence that stands for the ones behind it. */
const ANNOUNCES = /(?<!\p{L})(?:following|these|those|below|any of|as follows)(?!\p{L})/iu;

/** The heads of the list, or the lines above that do not end. */
function linesAbove(text: string, begin: number): string[] {
	const lineStart = text.lastIndexOf('\n', begin - 1) + 1;
	const own = text.slice(lineStart).split('\n', 1)[0];
	const inList = LIST_MARK.test(own);
	if (!inList && !isEmpty(text.slice(lineStart, begin))) return [];
	const lines = text.slice(0, lineStart).split('\n').slice(0, -1).toReversed();
	if (inList) return headsOfList(lines, indentOf(own));
	// Of "Label: value" each line stands for itself.
	return isLabelled(own)
		? linesWithoutEnd(lines).filter((line) => !isLabelled(line))
		: linesWithoutEnd(lines);
}

/** The line over a list, and the lines of lists in which it lies; lines that only go on count as well. */
function headsOfList(lines: readonly string[], indent: number): string[] {
	const found: string[] = [];
	for (const line of lines) {
		if (found.length === MOST_LINES) break;
		if (isEmpty(line)) continue;
		const isItem = LIST_MARK.test(line);
		if (isItem && indentOf(line) >= indent && !/:\s*$/.test(line)) continue;
		found.push(line.trim());
		if (!isItem && (/:\s*$/.test(line) || indentOf(line) === 0 || indentOf(line) < indent)) break;
	}
	return found;
}

function linesWithoutEnd(lines: readonly string[]): string[] {
	const found: string[] = [];
	for (const line of lines) {
		if (found.length === MOST_LINES) break;
		if (isEmpty(line)) {
			if (found.length === 0) continue;
			break;
		}
		const isEnded = /[.!?]["'”’)\]]*\s*$/.test(line);
		if (!isEnded || ANNOUNCES.test(line)) found.push(line.trim());
		if (isEnded) break;
	}
	return found;
}

/** The nearest heading of a section, and the nearest "Word:" of the same block. */
function headingsOver(text: string, begin: number): Pick<Passage, 'headings' | 'section'> {
	const lines = text.slice(0, begin).split('\n').toReversed().slice(0, FAR_HEADING);
	const headings: string[] = [];
	let isNear = true;
	for (const [at, line] of lines.entries()) {
		if (at > 0 && isEmpty(line)) isNear = false;
		const section = (MARKDOWN.exec(line) ?? CAPITALS.exec(line))?.[1]?.trim();
		if (section !== undefined) return { headings: [...headings, section], section: [] };
		const words = HEADING.exec(line)?.[1]?.trim();
		if (words === undefined) continue;
		if (/:\**\s*$/.test(line)) return { headings: [...headings, words], section: [words] };
		if (isNear || headings.length === 0) headings.push(words);
	}
	return { headings, section: [] };
}
