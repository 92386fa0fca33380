import type { Line, PageReading } from '../reading/types';

/** What one page says about its place in the fax. */
export interface PageFacts {
	/** Lines without those that the fax machines wrote, in lower case with single spaces. */
	readonly text: string;
	readonly lines: readonly string[];
	/** Lines of the upper third: where headings stand. */
	readonly top: readonly string[];
	/** "Page 2 of 3" of the document itself. */
	readonly counted?: { readonly page: number; readonly of: number };
	readonly continued: boolean;
}

const COUNTED = /\b(?:page|pg\.?|p\.)\s*(\d{1,3})\s*(?:of|\/)\s*(\d{1,3})\b/i;
const MACHINE =
	/\bfax\b|\bfrom\s*:|\bto\s*:|\btx\b|\brx\b|\d{1,2}[:.]\d{2}|\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}/i;
/** Fax machines write into the first quarter inch or so (ITU-T T.30 leaves it to them). */
const MACHINE_BAND = 30;

export function factsOf(page: PageReading): PageFacts {
	const own = page.lines.filter((line, index) => !isMachineLine(line, index));
	const lines = own.map(({ text }) => plain(text)).filter((text) => text !== '');
	const upper = own.filter(({ top }) => top < page.height / 3);
	const top = (page.turned === 0 ? upper : own.slice(0, 12))
		.slice(0, 12)
		.map(({ text }) => plain(text))
		.filter((text) => text !== '');
	const counted = countOf(own);
	return {
		text: lines.join('\n'),
		lines,
		top,
		...(counted && { counted }),
		continued: top.slice(0, 5).some((line) => /\bcontinued\b|\bcont'?d\b/.test(line)),
	};
}

/** Its page numbers are those of the whole fax, and its names those of the machines. */
function isMachineLine({ text, top }: Line, index: number): boolean {
	return index < 2 && top < MACHINE_BAND && MACHINE.test(text) && /\d/.test(text);
}

/** Page numbers stand in the first or the last lines. */
function countOf(lines: readonly Line[]): PageFacts['counted'] {
	for (const { text } of [...lines.slice(0, 6), ...lines.slice(-4).reverse()]) {
		const found = COUNTED.exec(text);
		const [page, of] = [Number(found?.[1]), Number(found?.[2])];
		if (page >= 1 && of >= 1 && page <= of) return { page, of };
	}
	return undefined;
}

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();
