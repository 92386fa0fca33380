/** A piece of a page that stands as it is: what {@link html} made, or our own text such as a style sheet. */
export class Html {
	constructor(readonly text: string) {}
}

const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]);

type Value = Html | string | number | undefined | readonly Value[];

/** A template whose values are escaped unless they are made by `html` themselves. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
	return new Html(
		parts.map((part, at) => part + (at < values.length ? render(values[at]) : '')).join(''),
	);
}

function render(value: Value): string {
	if (value === undefined) return '';
	if (value instanceof Html) return value.text;
	if (Array.isArray(value)) return value.map((one) => render(one as Value)).join('');
	return escape(String(value));
}
