/** A stretch of a text: `text.slice(start, end)`. */
export interface Stretch {
	start: number;
	end: number;
	/** The heading under which it stands. */
	heading?: string;
}

/** Longest sentence; a longer one is told in pieces, for a span must be looked at by a person. */
const LONGEST = 600;
/** Words with a point that end no sentence. */
const SHORT = new Set(
	'dr mr mrs ms prof st vs etc e.g i.e approx no nos pt pts dx hx rx tx sx fx appt dept temp wt ht max min fig vol resp q.d b.i.d t.i.d q.i.d p.o p.r.n i.v i.m s.c a.m p.m u.s jr sr inc ca'.split(
		' ',
	),
);
/** Signs that end a sentence, and those that may stand between the end and the blank. */
const ENDS = new Set('.!?');
const CLOSES = new Set('"\')]');
const BULLET = /^[ \t]*(?:[-*•·–—▪◦]|\(?\d{1,2}[.)]|[a-z][.)])[ \t]+/i;
const HEADING = /^[ \t]*([A-Z][A-Za-z0-9 /&'()-]{1,60}):(?:[ \t]|$)/;

/**
 * Sentences of a note, in their order, with exact offsets. A line of a list, a heading with its words,
 * and a blank line end a sentence; a line that is only wrapped does not.
 */
export function sentencesOf(text: string, most: number): Stretch[] {
	const found: Stretch[] = [];
	for (const block of blocksOf(text)) {
		for (const piece of inBlock(text, block)) {
			if (found.length >= most) return found;
			found.push(piece);
		}
	}
	return found;
}

/** Lines that belong together. */
function blocksOf(text: string): Stretch[] {
	const blocks: Stretch[] = [];
	let heading: string | undefined;
	let open: Stretch | undefined;
	const close = () => {
		if (open !== undefined && open.end > open.start) blocks.push(open);
		open = undefined;
	};
	let start = 0;
	while (start <= text.length) {
		const next = text.indexOf('\n', start);
		const end = next === -1 ? text.length : next;
		const line = text.slice(start, Math.min(end, start + 2000));
		const [, title] = HEADING.exec(line) ?? [];
		const isBlank = !/\S/.test(line);
		if (
			isBlank ||
			title !== undefined ||
			BULLET.test(line) ||
			(open && isLineEnd(text, open, line))
		)
			close();
		if (title !== undefined) heading = title;
		if (!isBlank) {
			open ??= { start, end, ...(heading !== undefined && { heading }) };
			open.end = end;
			// A heading alone on its line: what follows is no part of it.
			if (title !== undefined && /:[ \t]*$/.test(line)) close();
		}
		if (next === -1) break;
		start = next + 1;
	}
	close();
	return blocks;
}

/** True when the line before was ended by whoever wrote it, and not by the width of a page. */
function isLineEnd(text: string, open: Stretch, line: string): boolean {
	const from = text.lastIndexOf('\n', open.end - 1) + 1;
	const before = text.slice(Math.max(from, open.start), open.end).trimEnd();
	return before.length < 50 && /^[ \t]*[A-Z0-9]/.test(line);
}

/** The sentences of one block. */
function inBlock(text: string, block: Stretch): Stretch[] {
	const { heading } = block;
	const pieces: Stretch[] = [];
	let start = block.start;
	const push = (end: number) => {
		for (const piece of trimmed(text, start, end)) {
			pieces.push({ ...piece, ...(heading !== undefined && { heading }) });
		}
		start = end;
	};
	for (let at = block.start; at < block.end; at += 1) {
		if (!ENDS.has(text[at])) continue;
		const first = at;
		while (at < block.end && ENDS.has(text[at])) at += 1;
		while (at < block.end && CLOSES.has(text[at])) at += 1;
		if (at < block.end && /\s/.test(text[at]) && isEnd(text, start, first, at)) push(at);
	}
	push(block.end);
	return pieces;
}

function isEnd(text: string, from: number, at: number, after: number): boolean {
	if (text[at] !== '.') return true;
	const [, word = ''] = /([A-Za-z.]+)$/.exec(text.slice(Math.max(from, at - 20), at)) ?? [];
	if (SHORT.has(word.toLowerCase())) return false;
	// An initial: "J. Doe".
	if (/^[A-Z]$/.test(word)) return false;
	// "1." at the beginning of a line is the number of a list.
	if (/^\s*\d{1,2}$/.test(text.slice(from, at))) return false;
	const [next = ''] = /\S/.exec(text.slice(after, after + 20)) ?? [];
	return !/[a-z]/.test(next);
}

/** Without blanks around it, and in pieces when it is too long. */
function trimmed(text: string, start: number, end: number): Stretch[] {
	let [from, to] = [start, end];
	while (from < to && /\s/.test(text[from])) from += 1;
	while (to > from && /\s/.test(text[to - 1])) to -= 1;
	const pieces: Stretch[] = [];
	while (to - from > LONGEST) {
		const blank = text.lastIndexOf(' ', from + LONGEST);
		let cut = blank > from ? blank : from + LONGEST;
		// Never between the two halves of one sign.
		if (/[\udc00-\udfff]/.test(text[cut])) cut -= 1;
		pieces.push({ start: from, end: cut });
		from = cut;
		while (from < to && /\s/.test(text[from])) from += 1;
	}
	// Lines and dots alone say nothing.
	if (to > from) pieces.push({ start: from, end: to });
	return pieces.filter((one) => /[\p{L}\p{N}]/u.test(text.slice(one.start, one.end)));
}
