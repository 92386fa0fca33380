/** Elements that end a line. */
const BLOCKS = new Set(
	'address article aside blockquote br caption dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section table tbody tfoot thead tr ul'.split(
		' ',
	),
);
/** Elements whose content is not read by people. */
const HIDDEN = new Set(
	'head script style template title noscript svg math iframe object'.split(' '),
);
/** Elements without an end tag. */
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
const ENTITIES: Readonly<Record<string, string>> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
	ndash: '–',
	mdash: '—',
	hellip: '…',
	deg: '°',
	micro: 'µ',
	plusmn: '±',
	le: '≤',
	ge: '≥',
	frac12: '½',
	rsquo: '’',
	lsquo: '‘',
	rdquo: '”',
	ldquo: '“',
	bull: '•',
	times: '×',
};
const TAG = /^<(\/?)([A-Za-z][A-Za-z0-9:-]{0,40})([^<>]{0,4000})>/;

/**
 * The text of a page as it reads: tags become line ends, entities their signs. What a reader would not
 * see (scripts, styles, elements that are hidden) is left out: it is no part of what was written for the
 * chart. Runs once over the text, whatever is in it.
 */
export function textOfHtml(html: string): { text: string; hidden: boolean } {
	const out: string[] = [];
	let hidden = false;
	/** Names of open elements from the one on that hides what is in it. */
	let inside: string[] = [];
	// Without it each of many unclosed declarations would be sought to the end again.
	const lastClose = html.lastIndexOf('>');
	let at = 0;
	while (at < html.length) {
		const next = html.indexOf('<', at);
		const end = next === -1 ? html.length : next;
		if (end > at) {
			const piece = html.slice(at, end);
			if (inside.length === 0) out.push(decode(piece));
			else if (inside[0] !== 'head' && inside[0] !== 'style' && /\S/.test(piece)) hidden = true;
			at = end;
			continue;
		}
		if (html.startsWith('<!--', at)) {
			const close = html.indexOf('-->', at + 4);
			at = close === -1 ? html.length : close + 3;
			continue;
		}
		const [whole, slash, raw, attributes] = TAG.exec(html.slice(at, at + 4100)) ?? [];
		if (whole === undefined || raw === undefined) {
			const isDeclaration = html.startsWith('<!', at) || html.startsWith('<?', at);
			const close = isDeclaration && at < lastClose ? html.indexOf('>', at) : -1;
			// A lone sign, as in "K < 3.5", is text.
			if (close === -1 && inside.length === 0) out.push('<');
			at = close === -1 ? at + 1 : close + 1;
			continue;
		}
		at += whole.length;
		const name = raw.toLowerCase();
		const closes = slash === '/';
		if (inside.length > 0) inside = stillInside(inside, name, closes, attributes);
		else if (!closes && !VOID.has(name) && isHidden(name, attributes)) inside = [name];
		else if (BLOCKS.has(name)) out.push('\n');
		else if (name === 'td' || name === 'th') out.push(closes ? '' : '\t');
	}
	return { text: out.join(''), hidden };
}

function stillInside(
	inside: string[],
	name: string,
	closes: boolean,
	attributes: string,
): string[] {
	// The content of these is no markup: only their own end counts.
	const raw = ['script', 'style', 'title', 'iframe', 'noscript'].includes(inside[0]);
	if (closes) {
		const found = inside.lastIndexOf(name);
		return found === -1 ? inside : inside.slice(0, found);
	}
	if (raw || VOID.has(name) || attributes.endsWith('/') || inside.length >= 200) return inside;
	return [...inside, name];
}

const isHidden = (name: string, attributes: string): boolean =>
	HIDDEN.has(name) ||
	/(^|\s)hidden(\s|=|\/|$)/i.test(attributes) ||
	/(display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]))/i.test(attributes);

const decode = (text: string): string =>
	text.replace(
		/&(#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,10});/g,
		(whole, name: string) => {
			if (!name.startsWith('#')) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : whole;
			const code = /^#[xX]/.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
			const isSign = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
			return isSign ? String.fromCodePoint(code) : ' ';
		},
	);
