/** Text that is HTML already. */
export interface Markup {
	readonly text: string;
}

type Part = string | number | Markup | readonly Markup[];

/** Puts HTML together: whatever is not HTML already is escaped, in texts and in quoted attributes. */
export function markup(pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup {
	let text = pieces[0];
	for (const [index, part] of parts.entries()) text += textOf(part) + pieces[index + 1];
	return { text };
}

/** Our own text that must stand as it is: a style sheet. */
export const raw = (text: string): Markup => ({ text });

function textOf(part: Part): string {
	if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
	if ('text' in part) return part.text;
	return part.map(({ text }) => text).join('');
}

const escaped = (text: string): string =>
	text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;');
