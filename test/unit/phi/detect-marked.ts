/** Reads `Seen by [[NAME:Dr. Testperson]]`: the text and what must be found in it. */
export interface Marked {
	readonly text: string;
	readonly spans: readonly {
		readonly type: string;
		readonly start: number;
		readonly end: number;
	}[];
}

const MARK = /\[\[([A-Z_]+):((?:[^\]]|\](?!\]))+)\]\]/g;

export function marked(example: string): Marked {
	const spans: { type: string; start: number; end: number }[] = [];
	let text = '';
	let last = 0;
	for (const match of example.matchAll(MARK)) {
		text += example.slice(last, match.index);
		const start = text.length;
		text += match[2] as string;
		spans.push({ type: match[1] as string, start, end: text.length });
		last = match.index + match[0].length;
	}
	return { text: text + example.slice(last), spans };
}
