import { ENTITIES } from './entities';

/** What is inside of these is not text. */
const SKIPPED = new Set(
	'applet audio canvas embed head iframe math noembed noframes noscript object script style svg template title video'.split(
		' ',
	),
);

/** Before and after these the line ends. */
const BLOCKS = new Set(
	'address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section summary table tbody tfoot thead tr ul'.split(
		' ',
	),
);
const CELLS = new Set(['td', 'th']);
const MEDIA = new Set(
	'img image svg picture object embed applet iframe audio video canvas'.split(' '),
);

/** The text of a formatted document, and how many pictures and the like stood in it. */
export interface Extracted {
	readonly text: string;
	/** Pictures, embedded documents: content that is not text and is left out. */
	readonly dropped: number;
}

/**
 * The text of an HTML document: blocks become lines, cells are parted by tabs, entities are resolved;
 * comments, scripts, attributes and everything that is no text are left out. Reads any input, well
 * formed or not, in one pass.
 */
export function textOfHtml(html: string): Extracted {
	const out = new Lines();
	let dropped = 0;
	let at = 0;
	/** Name of the skipped element that is open, and how often. */
	let skipping = '';
	let depth = 0;
	let preformatted = 0;
	while (at < html.length) {
		const open = html.indexOf('<', at);
		const end = open === -1 ? html.length : open;
		if (depth === 0 && end > at) out.text(resolved(html.slice(at, end)), preformatted > 0);
		if (open === -1) break;
		const after = afterMarkup(html, open);
		if (after === undefined) {
			// A comparison (`pO2 <60`), not markup.
			if (depth === 0) out.text('<', preformatted > 0);
			at = open + 1;
			continue;
		}
		at = after;
		const tag = /^<(\/?)([a-zA-Z][a-zA-Z0-9]*)/.exec(html.slice(open, open + 40));
		if (tag === null) continue;
		const closes = tag[1] === '/';
		const name = (tag[2] as string).toLowerCase();
		const empty = html[after - 2] === '/';
		if (!closes && MEDIA.has(name) && depth === 0) dropped += 1;
		if (depth > 0) {
			if (name === skipping && !empty) depth += closes ? -1 : 1;
		} else if (SKIPPED.has(name) && !closes && !empty) {
			skipping = name;
			depth = 1;
			if (name === 'script' || name === 'style') {
				at = endOfRaw(html, at, name);
				depth = 0;
			}
		} else if (BLOCKS.has(name)) {
			if (name === 'pre') preformatted = Math.max(0, preformatted + (closes ? -1 : 1));
			out.line(name === 'br');
		} else if (CELLS.has(name) && closes) out.cell();
	}
	return { text: out.whole(), dropped };
}

/** True for a text that begins as an HTML document or fragment does. */
export function looksLikeHtml(text: string): boolean {
	const head = text.slice(0, 4096).trimStart();
	if (
		/^(?:<\?xml[^>]{0,200}>\s{0,20})?<(?:!doctype html|html|head|body|div|p|table|h[1-6]|span|center|font|meta)\b/i.test(
			head,
		)
	) {
		return true;
	}
	return (
		/<\/(?:p|div|td|li|span|b|i|h[1-6]|strong|html|body)>/i.test(head) ||
		/<br\s{0,5}\/?>/i.test(head)
	);
}

/** Offset behind the tag, comment or declaration that begins here; undefined where none does. */
function afterMarkup(html: string, open: number): number | undefined {
	if (html.startsWith('<!--', open)) {
		const end = html.indexOf('-->', open + 4);
		return end === -1 ? html.length : end + 3;
	}
	if (html.startsWith('<![CDATA[', open)) {
		const end = html.indexOf(']]>', open + 9);
		return end === -1 ? html.length : end + 3;
	}
	const next = html[open + 1] ?? '';
	if (next === '!' || next === '?') {
		const end = html.indexOf('>', open);
		return end === -1 ? html.length : end + 1;
	}
	if (!/[a-zA-Z]/.test(next === '/' ? (html[open + 2] ?? '') : next)) return undefined;
	return afterTag(html, open);
}

/** A `>` between quotes does not end a tag; a tag that never ends takes what is left. */
function afterTag(html: string, open: number): number | undefined {
	const limit = Math.min(html.length, open + 1_000_000);
	let quote = '';
	for (let at = open + 1; at < limit; at++) {
		const character = html[at] as string;
		if (quote !== '') {
			if (character === quote) quote = '';
		} else if (character === '>') return at + 1;
		else if ((character === '"' || character === "'") && html[at - 1] === '=') quote = character;
		else if (character === '<') return undefined;
	}
	return limit;
}

function endOfRaw(html: string, from: number, name: string): number {
	const closing = new RegExp(`</${name}[^>]{0,100}>`, 'gi');
	closing.lastIndex = from;
	const found = closing.exec(html);
	return found === null ? html.length : found.index + found[0].length;
}

/** Entities as characters; an unknown one stays as it stands. */
export function resolved(text: string): string {
	if (!text.includes('&')) return text;
	return text.replaceAll(
		/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]{1,31}));?/g,
		(whole, decimal?: string, hex?: string, name?: string) => {
			if (name !== undefined) return ENTITIES.get(name) ?? whole;
			const code = decimal === undefined ? parseInt(hex as string, 16) : Number(decimal);
			const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
			return isCharacter ? String.fromCodePoint(code) : ' ';
		},
	);
}

/** Gathers text as a browser would show it: white space folded, one line a block. */
class Lines {
	private readonly parts: string[] = [];
	private atStart = true;
	private endsBlank = false;

	text(piece: string, asItIs: boolean): void {
		if (asItIs) {
			if (piece === '') return;
			this.parts.push(piece);
			this.atStart = piece.endsWith('\n');
			this.endsBlank = true;
			return;
		}
		let folded = piece.replaceAll(/[ \t\r\n\f]+/g, ' ');
		if ((this.atStart || this.endsBlank) && folded.startsWith(' ')) folded = folded.slice(1);
		if (folded === '') return;
		this.parts.push(folded);
		this.atStart = false;
		this.endsBlank = folded.endsWith(' ');
	}

	line(forced: boolean): void {
		if (this.atStart && !forced) return;
		this.parts.push('\n');
		this.atStart = true;
		this.endsBlank = true;
	}

	cell(): void {
		this.parts.push('\t');
		this.atStart = false;
		this.endsBlank = true;
	}

	whole(): string {
		return withoutTrailing(this.parts.join(''));
	}
}

/** Without blanks at the ends of lines, and at the ends of the whole. In one pass, however many there are. */
export const withoutTrailing = (text: string): string =>
	text
		.split('\n')
		.map((line) => line.trimEnd())
		.join('\n')
		.trim();
