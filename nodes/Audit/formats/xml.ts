import { isPlain } from './outgoing';

/** An XML element as text. Attributes without a value are left out; children come in their order. */
export function element(
	name: string,
	attributes: Readonly<Record<string, string | number | boolean | undefined>>,
	...children: readonly string[]
): string {
	const written = Object.entries(attributes)
		.filter(([, value]) => value !== undefined)
		.map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
		.join('');
	const content = children.join('');
	return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&apos;',
	'\t': '&#9;',
	'\n': '&#10;',
	'\r': '&#13;',
};

/** Text for an attribute or element. What XML 1.0 cannot carry (2.2) becomes U+FFFD. */
export function escapeXml(text: string): string {
	if (isPlain(text)) return text;
	return text
		.toWellFormed()
		.replace(FORBIDDEN, '\ufffd')
		.replace(/[&<>"'\t\n\r]/g, (sign) => ENTITIES[sign]);
}

// eslint-disable-next-line no-control-regex -- these are what must not get through
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
