/**
 * A reader of RFC 5424 messages for the tests, written from the grammar in section 6 and strict
 * about it: it knows nothing of the writer.
 */
export interface Parsed {
	facility: number;
	severity: number;
	timestamp: string;
	hostname: string;
	appName: string;
	procId: string;
	msgId: string;
	/** SD-ID and its parameters, unescaped. */
	data: Record<string, Record<string, string>>;
	msg: string;
}

const HEADER =
	/^<(0|[1-9]\d{0,2})>1 (-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) ([\x21-\x7e]{1,255}) ([\x21-\x7e]{1,48}) ([\x21-\x7e]{1,128}) ([\x21-\x7e]{1,32}) /;

export function parse(message: string): Parsed {
	const header = HEADER.exec(message);
	if (header === null) throw new Error('header');
	const [all, pri, timestamp, hostname, appName, procId, msgId] = header;
	if (Number(pri) > 191) throw new Error('PRI above 191');
	const { data, end } = structuredData(message, all.length);
	if (end < message.length && message[end] !== ' ') throw new Error('no space before MSG');
	return {
		facility: Number(pri) >> 3,
		severity: Number(pri) & 7,
		timestamp,
		hostname,
		appName,
		procId,
		msgId,
		data,
		msg: message.slice(end + 1),
	};
}

function structuredData(text: string, start: number): { data: Parsed['data']; end: number } {
	if (text[start] === '-') return { data: {}, end: start + 1 };
	const data: Parsed['data'] = {};
	let at = start;
	while (text[at] === '[') {
		const name = /^[\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32}/.exec(text.slice(at + 1));
		if (name === null) throw new Error('SD-ID');
		const params: Record<string, string> = (data[name[0]] = {});
		at += 1 + name[0].length;
		while (text[at] === ' ') {
			const param = /^ ([\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32})="/.exec(text.slice(at));
			if (param === null) throw new Error('PARAM-NAME');
			at += param[0].length;
			let value = '';
			for (; text[at] !== '"'; at++) {
				if (at >= text.length || text[at] === ']') throw new Error('PARAM-VALUE');
				if (text[at] === '\\' && /["\\\]]/.test(text[at + 1])) at++;
				value += text[at];
			}
			params[param[1]] = value;
			at += 1;
		}
		if (text[at] !== ']') throw new Error('SD-ELEMENT');
		at += 1;
	}
	if (at === start) throw new Error('STRUCTURED-DATA');
	return { data, end: at };
}
