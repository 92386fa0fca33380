/**
 * Readers of the formats for the tests, each written from its standard and strict about it: they know
 * nothing of the writers.
 */
export interface XmlElement {
	name: string;
	attributes: Record<string, string>;
	children: XmlElement[];
	text: string;
}

const XML_NAME = /[A-Za-z_][\w.-]*/y;
const XML_ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** One element without prolog, comments, CDATA or processing instructions: none of them is expected. */
export function parseXml(text: string): XmlElement {
	const reader = new XmlReader(text);
	const root = reader.element();
	if (reader.at !== text.length) throw new Error('something behind the root element');
	return root;
}

class XmlReader {
	at = 0;
	private readonly text: string;

	constructor(text: string) {
		this.text = text;
	}

	element(): XmlElement {
		this.expect('<');
		const name = this.name();
		const attributes: Record<string, string> = {};
		while (this.text[this.at] === ' ') {
			this.at += 1;
			const key = this.name();
			if (key in attributes) throw new Error('an attribute twice');
			this.expect('="');
			attributes[key] = this.content('"');
			this.expect('"');
		}
		const element: XmlElement = { name, attributes, children: [], text: '' };
		if (this.text.startsWith('/>', this.at)) {
			this.at += 2;
			return element;
		}
		this.expect('>');
		while (!this.text.startsWith('</', this.at)) {
			if (this.text[this.at] === '<') element.children.push(this.element());
			else element.text += this.content('<');
		}
		this.expect(`</${name}>`);
		return element;
	}

	private expect(what: string): void {
		if (!this.text.startsWith(what, this.at)) throw new Error(`${what} expected at ${this.at}`);
		this.at += what.length;
	}

	private name(): string {
		XML_NAME.lastIndex = this.at;
		const found = XML_NAME.exec(this.text);
		if (found === null) throw new Error(`a name expected at ${this.at}`);
		this.at += found[0].length;
		return found[0];
	}

	/** Character data up to a sign that ends it. XML 1.0, 2.2 and 2.4. */
	private content(end: string): string {
		const stop = this.text.indexOf(end, this.at);
		if (stop < 0) throw new Error('no end');
		const raw = this.text.slice(this.at, stop);
		this.at = stop;
		// eslint-disable-next-line no-control-regex -- what a document must not hold
		if (/[\u0000-\u001f<\ufffe\uffff]/.test(raw))
			throw new Error('a sign that must not stand there');
		return raw.replace(/&(.*?)(;|$)/g, (_all, entity: string, semicolon: string) => {
			const number = /^#(\d+)$/.exec(entity)?.[1];
			const found =
				number === undefined ? XML_ENTITIES[entity] : String.fromCodePoint(Number(number));
			if (found === undefined || semicolon === '') throw new Error(`entity ${entity}`);
			return found;
		});
	}
}

export interface Pairs {
	header: string[];
	/** In order; a key twice is an error. */
	values: Record<string, string>;
}

/** CEF 0: seven fields with `\|` and `\\`, then `key=value` with `\=`, `\\`, `\n`, `\r`. */
export function parseCef(line: string): Pairs {
	if (/[\r\n]/.test(line)) throw new Error('more than one line');
	const header: string[] = [];
	let at = 0;
	for (let field = ''; header.length < 7; at++) {
		if (at >= line.length) throw new Error('header');
		if (line[at] === '|') {
			header.push(field);
			field = '';
		} else if (line[at] === '\\') {
			at += 1;
			if (line[at] !== '|' && line[at] !== '\\') throw new Error('escape in the header');
			field += line[at];
		} else field += line[at];
	}
	if (header[0] !== 'CEF:0') throw new Error('version');
	const values: Record<string, string> = {};
	// A key begins the extension or follows a space, and an equals sign that is not escaped follows it.
	const extension = line.slice(at);
	const starts = [...extension.matchAll(/(?<=^| )([A-Za-z0-9]+)=/g)].filter(
		({ index }) => index === 0 || !/(?:^|[^\\])(?:\\\\)*\\$/.test(extension.slice(0, index)),
	);
	if (starts[0]?.index !== 0) throw new Error('extension');
	for (const [number, start] of starts.entries()) {
		const from = start.index + start[0].length;
		const to = starts[number + 1] === undefined ? extension.length : starts[number + 1].index - 1;
		if (start[1] in values) throw new Error(`${start[1]} twice`);
		values[start[1]] = unescapeCef(extension.slice(from, to));
	}
	return { header, values };
}

function unescapeCef(text: string): string {
	if (/(?<!\\)(?:\\\\)*=/.test(text.replace(/\\=/g, ''))) throw new Error('an equals sign');
	return text.replace(/\\(.?)/g, (_all, sign: string) => {
		const found = { '=': '=', '\\': '\\', n: '\n', r: '\r' }[sign];
		if (found === undefined) throw new Error(`escape ${sign}`);
		return found;
	});
}

/** LEEF 2.0: six fields, the last one names the delimiter, then `key=value`. */
export function parseLeef(line: string): Pairs {
	if (/[\r\n]/.test(line)) throw new Error('more than one line');
	const parts = line.split('|');
	const header = parts.slice(0, 6);
	if (header[0] !== 'LEEF:2.0' || header.length !== 6) throw new Error('header');
	const delimiter = String.fromCharCode(
		Number.parseInt(/^x([0-9A-F]{2})$/i.exec(header[5])?.[1] ?? '', 16),
	);
	const values: Record<string, string> = {};
	for (const attribute of parts.slice(6).join('|').split(delimiter)) {
		const [, key, value] = /^([A-Za-z0-9]+)=(.*)$/s.exec(attribute) ?? [];
		if (key === undefined || key in values) throw new Error(`attribute ${attribute}`);
		values[key] = value;
	}
	return { header, values };
}

/** RFC 4180, the whole file: records of cells. */
export function parseCsv(text: string): string[][] {
	const records: string[][] = [];
	let record: string[] = [];
	for (let at = 0; at < text.length; ) {
		let cell = '';
		if (text[at] === '"') {
			for (at += 1; ; at += 1) {
				if (at >= text.length) throw new Error('a quote without end');
				if (text[at] === '"' && text[at + 1] === '"') at += 1;
				else if (text[at] === '"') break;
				cell += text[at];
			}
			at += 1;
		} else {
			const end = /[",\r\n]/.exec(text.slice(at))?.index ?? text.length - at;
			cell = text.slice(at, at + end);
			at += end;
		}
		record.push(cell);
		if (text[at] === ',') {
			at += 1;
			// A comma at the very end of a record opens one more, empty cell.
			if (text.startsWith('\r\n', at)) record.push('');
			else continue;
		}
		if (!text.startsWith('\r\n', at)) throw new Error('a record ends with CR LF');
		at += 2;
		records.push(record);
		record = [];
	}
	return records;
}

/** Every value of a JSON document. */
export function* leaves(value: unknown): Generator<string> {
	if (typeof value !== 'object' || value === null) yield String(value);
	else for (const item of Object.values(value)) yield* leaves(item);
}

/** Every value of an XML element: attributes, text, and base64 of details as it was. */
export function* xmlLeaves({ name, attributes, children, text }: XmlElement): Generator<string> {
	for (const [key, value] of Object.entries(attributes)) {
		if (name !== 'ParticipantObjectDetail' || key !== 'value') yield value;
		else yield Buffer.from(value, 'base64').toString();
	}
	if (text !== '') yield text;
	for (const child of children) yield* xmlLeaves(child);
}
