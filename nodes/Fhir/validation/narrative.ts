/**
 * Elements that a narrative may hold (FHIR R4 narrative.html 2.4.0, txt-1: HTML 4.0 chapters 7 to 11 and 15,
 * anchors and images).
 */
const ELEMENTS = new Set(
	(
		'a abbr acronym address b big blockquote br caption center cite code col colgroup dd del dfn ' +
		'div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li map area ol p pre q s samp small span ' +
		'strike strong sub sup table tbody td tfoot th thead tr tt u ul var'
	).split(' '),
);

/** Attributes that hold an address. */
const ADDRESS = /^(?:href|src|longdesc|cite|background|usemap|xlink:href)$/;

/** Schemes under which nothing runs. An image may stand in the address itself. */
const HARMLESS = /^(?:https?:|ftps?:|mailto:|tel:|urn:|cid:|#|[^:]*$|[^:]*[/?#])/i;
const PICTURE = /^data:image\/(?:png|jpeg|gif);/i;

const TAG = /<(?!!--)(\/?)([A-Za-z][\w:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/g;
const ATTRIBUTE = /([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]*)/g;

/** True for one div without anything that a browser would run or fetch as code. */
export function isHarmlessNarrative(value: string): boolean {
	if (!/^\s*<div[\s>]/.test(value) || !/<\/div>\s*$/.test(value)) return false;
	for (const [, , name = '', attributes = ''] of value.matchAll(TAG)) {
		if (!ELEMENTS.has(name.toLowerCase())) return false;
		if (!isHarmless(attributes)) return false;
	}
	// What is left is text: a `<` there is a tag that was not read.
	return !value
		.replace(/<!--[^]*?-->/g, '')
		.replace(TAG, '')
		.includes('<');
}

function isHarmless(attributes: string): boolean {
	for (const [, name = '', quoted = ''] of attributes.matchAll(ATTRIBUTE)) {
		const attribute = name.toLowerCase();
		if (attribute.startsWith('on')) return false;
		const text = plain(quoted.replace(/^["']|["']$/g, ''));
		if (attribute === 'style' && /expression\(|url\(|@import|javascript:/i.test(text)) return false;
		if (ADDRESS.test(attribute) && !HARMLESS.test(text) && !PICTURE.test(text)) return false;
	}
	return true;
}

/** As a browser reads an address: character references written out, blanks and control signs left out. */
function plain(text: string): string {
	return text
		.replace(/&#(x[0-9a-f]+|\d+);?/gi, (_all, number: string) => {
			const code = /^x/i.test(number) ? Number.parseInt(number.slice(1), 16) : Number(number);
			return code <= 0x10ffff ? String.fromCodePoint(code) : '';
		})
		.replace(/&colon;/gi, ':')
		.replace(/&(?:tab|newline);/gi, '')
		.replace(/[\s\p{Cc}]/gu, '');
}
