import type { ChangePage, ChangeSource, ReadOptions, Span } from './source';

/**
 * Reads a span of a server that sorts, page by page, each page by a question of its own: what follows
 * the time of the last record. Other than along links nothing can slip through when records move to
 * the end meanwhile. Records that stand on both sides of a border come twice.
 */
export async function* keysetPages(
	source: ChangeSource,
	span: Span,
	options: ReadOptions,
): AsyncGenerator<ChangePage, void, undefined> {
	let { from } = span;
	for (;;) {
		const pages = source.pages({ ...span, ...(from !== undefined && { from }) }, options);
		let next: number | undefined;
		for await (const page of pages) {
			yield page;
			next = page.changes.at(-1)?.at;
			// Whole seconds are asked for, so a second with more records than a page needs its links.
			const second = next === undefined ? undefined : Math.floor(next / 1000) * 1000;
			next = second !== undefined && (from === undefined || second > from) ? second : undefined;
			if (next !== undefined) break;
		}
		if (next === undefined) return;
		from = next;
	}
}
