/** A text that must not be found. */
export interface Needle {
	/** Names it without repeating it. */
	what: string;
	text: string;
}

interface Pattern {
	what: string;
	encoding: string;
	bytes: Buffer;
}

/** Shorter texts are found everywhere by chance. */
const SHORTEST = 5;
/** Bytes by which a pattern is looked up. */
const PREFIX = 4;

/**
 * Finds many texts in bytes at once, whatever way they may have been written: UTF-8 in three cases,
 * UTF-16, Latin-1, hexadecimal, base64 at every alignment, percent-encoded, JSON-escaped.
 */
export class NeedleFinder {
	readonly #byPrefix = new Map<number, Pattern[]>();
	/** One bit per hash of a prefix: most places of the text are passed over with one look. */
	readonly #seen = new Uint8Array(1 << 16);

	constructor(needles: readonly Needle[]) {
		const known = new Set<string>();
		for (const pattern of needles.flatMap(patternsOf)) {
			const key = pattern.bytes.toString('latin1');
			if (pattern.bytes.length < SHORTEST || known.has(key)) continue;
			known.add(key);
			const prefix = pattern.bytes.readUInt32LE(0);
			this.#seen[hash(prefix)] = 1;
			const others = this.#byPrefix.get(prefix);
			if (others === undefined) this.#byPrefix.set(prefix, [pattern]);
			else others.push(pattern);
		}
	}

	/** @returns each pattern that occurs, once */
	find(bytes: Buffer): Array<{ what: string; encoding: string }> {
		const found = new Set<Pattern>();
		let window = 0;
		for (let at = 0; at < bytes.length; at++) {
			// The last four bytes, little endian: what readUInt32LE(at - 3) would give.
			window = (window >>> 8) | ((bytes[at] as number) << 24);
			if (at < PREFIX - 1 || this.#seen[hash(window >>> 0)] === 0) continue;
			const start = at - PREFIX + 1;
			for (const pattern of this.#byPrefix.get(window >>> 0) ?? []) {
				if (found.has(pattern) || start + pattern.bytes.length > bytes.length) continue;
				const end = start + pattern.bytes.length;
				if (pattern.bytes.compare(bytes, start, end) === 0) found.add(pattern);
			}
		}
		return [...found].map(({ what, encoding }) => ({ what, encoding }));
	}
}

const hash = (prefix: number): number => Math.imul(prefix, 0x9e3779b1) >>> 16;

function patternsOf({ what, text }: Needle): Pattern[] {
	const pattern = (encoding: string, bytes: Buffer): Pattern => ({ what, encoding, bytes });
	const utf8 = Buffer.from(text);
	return [
		pattern('utf8', utf8),
		pattern('utf8', Buffer.from(text.toUpperCase())),
		pattern('utf8', Buffer.from(text.toLowerCase())),
		pattern('utf16le', Buffer.from(text, 'utf16le')),
		pattern('latin1', Buffer.from(text, 'latin1')),
		pattern('percent', Buffer.from(encodeURIComponent(text))),
		pattern('json', Buffer.from(escaped(text))),
		pattern('hex', Buffer.from(utf8.toString('hex'))),
		...[0, 1, 2].map((shift) => pattern('base64', base64At(utf8, shift))),
	];
}

/** Letters outside ASCII as \uXXXX. */
const escaped = (text: string): string =>
	[...text]
		.map((letter) =>
			letter > '\u007e' ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}` : letter,
		)
		.join('');

/** The digits that stay the same whatever surrounds the bytes, `shift` bytes after a group's start. */
function base64At(bytes: Buffer, shift: number): Buffer {
	const digits = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
	const first = Math.ceil((shift * 8) / 6);
	const last = Math.floor(((shift + bytes.length) * 8) / 6);
	return Buffer.from(digits.slice(first, last));
}
