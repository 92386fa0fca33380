/** Signs of a text that was written for a machine: %20, =2D, &#78;, \u004e. */
const HINT = /%[0-9A-Fa-f]{2}|=[0-9A-Fa-f]{2}|=\r?\n|&#?\w{2,8};|\\u[0-9A-Fa-f]{4}/;
/** What stands between two blanks; a soft line break of quoted-printable joins two of them. */
const RUN = /(?:[^\s=]|=(?!\r?\n)|=\r?\n)+/g;
/** A longer run is a file, not a value; what it holds is judged as an attachment. */
const LONGEST = 1_000_000;
const ENTITIES: Readonly<Record<string, string>> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
};

/** A stretch of a text with what it stands for. */
export interface Encoded {
	readonly start: number;
	readonly end: number;
	readonly decoded: string;
}

/**
 * The stretches of a text in which words are written in codes: percent, quoted-printable, character
 * references, `\u` escapes, base64. One that decodes to nothing readable is left out.
 */
export function encodedRuns(text: string): Encoded[] {
	const runs: Encoded[] = [];
	if (hasEscapes(text) && HINT.test(text)) {
		for (const { 0: whole, index } of text.matchAll(RUN)) {
			if (whole.length > LONGEST || !hasEscapes(whole) || !HINT.test(whole)) continue;
			const { run, start } = withoutMarks(whole, index);
			const decoded = unescaped(run);
			if (decoded !== run) runs.push({ start, end: start + run.length, decoded });
		}
	}
	for (const { start, end } of longRuns(text)) {
		const code = text.slice(start, end);
		const decoded = fromBase64(code);
		if (decoded !== undefined) runs.push({ start, end: start + code.length, decoded });
	}
	return runs;
}

/** Letters and digits of the shortest base64 that is looked at. */
const SHORTEST_CODE = 16;

/** Whether one of the signs stands in a text with which every escape begins. */
function hasEscapes(text: string): boolean {
	return text.includes('%') || text.includes('=') || text.includes('&') || text.includes('\\');
}

/**
 * The longest runs of `SHORTEST_CODE` signs of base64 and more (RFC 4648 4 and 5), with their padding. Those
 * without a capital behind a small letter or a digit are long words of a language, and left out.
 */
function* longRuns(text: string): Generator<{ start: number; end: number }> {
	// Of `SHORTEST_CODE` signs in a row one stands at a multiple of it: the others need no look.
	for (let at = SHORTEST_CODE - 1; at < text.length; at += SHORTEST_CODE) {
		if (!isBase64(text.charCodeAt(at))) continue;
		let start = at;
		while (start > 0 && isBase64(text.charCodeAt(start - 1))) start--;
		let end = at + 1;
		while (end < text.length && isBase64(text.charCodeAt(end))) end++;
		if (end - start >= SHORTEST_CODE && hasInnerCapital(text, start, end)) {
			const isPadded = text.charAt(end) === '=';
			yield { start, end: end + (isPadded ? (text.charAt(end + 1) === '=' ? 2 : 1) : 0) };
		}
		// The next one to look at lies behind the run.
		while (at + SHORTEST_CODE < end) at += SHORTEST_CODE;
	}
}

function hasInnerCapital(text: string, start: number, end: number): boolean {
	for (let at = start + 1; at < end; at++) {
		const code = text.charCodeAt(at);
		if (code < 65 || code > 90) continue;
		const before = text.charCodeAt(at - 1);
		if ((before >= 97 && before <= 122) || (before >= 48 && before <= 57)) return true;
	}
	return false;
}

function isBase64(code: number): boolean {
	if (code >= 97) return code <= 122;
	if (code >= 65) return code <= 90 || code === 95;
	return (code >= 47 && code <= 57) || code === 43 || code === 45;
}

/** Brackets, quotes and stops around a run belong to the sentence; a semicolon may end a reference. */
function withoutMarks(whole: string, index: number): { run: string; start: number } {
	const before = /^[([{<"']+/.exec(whole)?.[0].length ?? 0;
	let end = whole.length;
	while (end > before && /[)\]}>"',.:!?;]/.test(whole.charAt(end - 1))) {
		if (
			whole.charAt(end - 1) === ';' &&
			/&#?\w{1,8};$/.test(whole.slice(Math.max(0, end - 12), end))
		)
			break;
		end -= 1;
	}
	return { run: whole.slice(before, end), start: index + before };
}

function unescaped(run: string): string {
	let out = run;
	if (run.includes('%')) out = bytesIn(out, /(?:%[0-9A-Fa-f]{2})+/g, 1);
	if (run.includes('=')) {
		out = bytesIn(out.replace(/=\r?\n/g, ''), /(?:=[0-9A-Fa-f]{2})+/g, 1);
	}
	if (run.includes('&')) {
		out = out.replace(
			/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,8}));/gi,
			(whole, decimal, hex, name) => {
				const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '', 16);
				if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
				return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
			},
		);
	}
	if (run.includes('\\u')) {
		out = out.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) =>
			String.fromCharCode(Number.parseInt(hex, 16)),
		);
	}
	return out;
}

/** Runs of hexadecimal bytes as the UTF-8 that they are; others stay. @param lead characters before each */
function bytesIn(text: string, runs: RegExp, lead: number): string {
	return text.replace(runs, (run) => {
		const bytes = Buffer.from(run.replaceAll(run.slice(0, lead), ''), 'hex');
		const words = bytes.toString('utf8');
		return words.includes('\ufffd') ? bytes.toString('latin1') : words;
	});
}

/** Undefined for what is no text: an identifier, a hash, a picture. */
function fromBase64(code: string): string | undefined {
	if (code.length > LONGEST) return undefined;
	const words = Buffer.from(code, 'base64').toString('utf8');
	if (words.length < 6) return undefined;
	let readable = 0;
	for (const sign of words) if (/[\p{L}\p{M}\p{N}\p{P}\p{Zs}\r\n\t]/u.test(sign)) readable += 1;
	return readable / [...words].length > 0.9 ? words : undefined;
}
