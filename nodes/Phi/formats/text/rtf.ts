import { TextDecoder } from 'node:util';
import { HospitalError } from '../../../shared/errors';
import { withoutTrailing, type Extracted } from './html';

/** Groups that hold no text of the note (RTF 1.9.1 destinations). */
const NOT_TEXT = new Set(
	'fonttbl colortbl stylesheet listtable listoverridetable revtbl rsidtbl info generator pict object objdata themedata colorschememapping datastore latentstyles xmlnstbl fldinst filetbl mmathPr wgrffmtfilter shppict nonshppict template bkmkstart bkmkend atnid atnauthor'.split(
		' ',
	),
);
const MEDIA = new Set(['pict', 'object']);

/** Control words that stand for characters. */
const CHARACTERS: Readonly<Record<string, string>> = {
	par: '\n',
	line: '\n',
	sect: '\n',
	page: '\n',
	column: '\n',
	row: '\n',
	softline: '\n',
	tab: '\t',
	cell: '\t',
	nestcell: '\t',
	nestrow: '\n',
	emdash: '\u2014',
	endash: '\u2013',
	emspace: '\u2003',
	enspace: '\u2002',
	qmspace: '\u2005',
	bullet: '\u2022',
	lquote: '\u2018',
	rquote: '\u2019',
	ldblquote: '\u201c',
	rdblquote: '\u201d',
};

/** Code pages that RTF names by number. */
const CODE_PAGES: Readonly<Record<string, string>> = {
	'437': 'windows-1252',
	'850': 'windows-1252',
	'874': 'windows-874',
	'932': 'shift_jis',
	'936': 'gbk',
	'949': 'euc-kr',
	'950': 'big5',
	'65001': 'utf-8',
};

const MAX_DEPTH = 2000;

interface Group {
	skipped: boolean;
	/** `\v` and `\deleted`: what a reader does not see. */
	hidden: boolean;
	/** Characters that stand for one `\u` in readers that know no Unicode. */
	fallback: number;
}

/** True for what begins as RTF does. */
export const looksLikeRtf = (text: string): boolean => /^\s{0,100}\{\\rtf/.test(text.slice(0, 120));

/**
 * The text of an RTF document: body, tables, headers and footers; without pictures, embedded objects,
 * field instructions, hidden and deleted text.
 *
 * @throws HospitalError `phi-rtf-broken` for groups that do not close, or a character that does not decode
 */
export function textOfRtf(rtf: string): Extracted {
	return new RtfReader(rtf).read();
}

class RtfReader {
	private readonly out: string[] = [];
	private readonly stack: Group[] = [];
	private group: Group = { skipped: false, hidden: false, fallback: 1 };
	/** Bytes of `\'hh` that are not decoded yet. */
	private bytes: number[] = [];
	private decoder = new TextDecoder('windows-1252', { fatal: true });
	/** Characters still to be passed over behind a `\u`. */
	private passing = 0;
	private dropped = 0;
	private at = 0;

	constructor(private readonly rtf: string) {}

	read(): Extracted {
		const { rtf } = this;
		while (this.at < rtf.length) {
			const character = rtf[this.at] as string;
			if (character === '{') this.open();
			else if (character === '}') this.close();
			else if (character === '\\') this.control();
			else if (character === '\r' || character === '\n') this.at += 1;
			else this.plain();
		}
		this.flush();
		if (this.stack.length > 0) throw broken();
		return {
			text: withoutTrailing(this.out.join('')),
			dropped: this.dropped,
		};
	}

	private open(): void {
		this.flush();
		if (this.stack.length >= MAX_DEPTH) throw broken();
		this.stack.push(this.group);
		this.group = { ...this.group };
		this.passing = 0;
		this.at += 1;
	}

	private close(): void {
		this.flush();
		const outer = this.stack.pop();
		if (outer === undefined) throw broken();
		this.group = outer;
		this.passing = 0;
		this.at += 1;
		// What follows the document is none of it.
		if (this.stack.length === 0) this.at = this.rtf.length;
	}

	private plain(): void {
		const { rtf } = this;
		let end = this.at + 1;
		while (end < rtf.length && !'{}\\\r\n'.includes(rtf[end] as string)) end += 1;
		let text = rtf.slice(this.at, end);
		this.at = end;
		if (this.passing > 0) {
			const passed = Math.min(this.passing, text.length);
			this.passing -= passed;
			text = text.slice(passed);
		}
		this.emit(text);
	}

	private control(): void {
		const { rtf } = this;
		const next = rtf[this.at + 1] ?? '';
		if (next === "'") return this.hex();
		if (!/[a-zA-Z]/.test(next)) return this.symbol(next);
		const word = /^([a-zA-Z]{1,32})(-?\d{1,10})? ?/.exec(rtf.slice(this.at + 1, this.at + 48));
		if (word === null) throw broken();
		this.at += 1 + word[0].length;
		this.word(word[1] as string, word[2] === undefined ? undefined : Number(word[2]));
	}

	private hex(): void {
		const digits = this.rtf.slice(this.at + 2, this.at + 4);
		if (!/^[0-9a-fA-F]{2}$/.test(digits)) throw broken();
		this.at += 4;
		if (this.passing > 0) this.passing -= 1;
		else this.bytes.push(parseInt(digits, 16));
	}

	private symbol(symbol: string): void {
		this.at += 2;
		if (symbol === '*') this.group.skipped = true;
		else if (symbol === '~') this.emit('\u00a0');
		else if (symbol === '_') this.emit('\u2011');
		else if (symbol === '\r' || symbol === '\n') this.emit('\n');
		else if (symbol === '{' || symbol === '}' || symbol === '\\') {
			if (this.passing > 0) this.passing -= 1;
			else this.emit(symbol);
		}
	}

	private word(name: string, value: number | undefined): void {
		if (name === 'u' && value !== undefined) {
			this.emit(String.fromCharCode(value < 0 ? value + 65_536 : value));
			this.passing = this.group.fallback;
			return;
		}
		this.flush();
		if (name === 'uc') this.group.fallback = Math.min(Math.max(value ?? 1, 0), 8);
		else if (name === 'bin') this.at += Math.max(0, value ?? 0);
		else if (name === 'ansicpg') this.codePage(String(value));
		else if (name === 'v' || name === 'deleted') this.group.hidden = value !== 0;
		else if (NOT_TEXT.has(name)) {
			if (MEDIA.has(name) && !this.group.skipped) this.dropped += 1;
			this.group.skipped = true;
		} else {
			const character = CHARACTERS[name];
			if (character !== undefined && Object.hasOwn(CHARACTERS, name)) this.emit(character);
		}
	}

	private codePage(page: string): void {
		const label = CODE_PAGES[page] ?? (/^125[0-8]$/.test(page) ? `windows-${page}` : undefined);
		if (label === undefined) throw broken();
		this.decoder = new TextDecoder(label, { fatal: true });
	}

	private emit(text: string): void {
		this.flush();
		if (!this.group.skipped && !this.group.hidden) this.out.push(text);
	}

	/** A character of an Asian code page is spread over two `\'hh`. */
	private flush(): void {
		if (this.bytes.length === 0) return;
		const bytes = Uint8Array.from(this.bytes);
		this.bytes = [];
		if (this.group.skipped || this.group.hidden) return;
		try {
			this.out.push(this.decoder.decode(bytes));
		} catch {
			throw broken();
		}
	}
}

const broken = () =>
	new HospitalError('phi-rtf-broken', 'The note begins as RTF and cannot be read as RTF', {
		nextStep: 'Nothing of it was used. Have the note sent whole, or as plain text.',
	});
