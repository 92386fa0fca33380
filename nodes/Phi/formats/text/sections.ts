import type { PhiFinding } from '../../types';

/** A stretch of a long text that is looked at in one go. */
export interface Section {
	/** Where the text that is looked at begins and ends; neighbours overlap. */
	readonly start: number;
	readonly end: number;
	/** Findings that begin here up to `to` are this section's; the others belong to a neighbour. */
	readonly from: number;
	readonly to: number;
}

/** Code units of one section, and how much of a neighbour it sees on each side. */
export const SECTION = 1_000_000;
export const OVERLAP = 4_000;

/**
 * Cuts a text so that memory stays bounded however long it is. Each section sees enough of its
 * neighbours that what stands across a cut, and the words around it, are seen whole.
 */
export function* sections(text: string, size = SECTION, overlap = OVERLAP): Generator<Section> {
	for (let from = 0; from < text.length || from === 0; ) {
		const to = from + size >= text.length ? text.length : cutBefore(text, from + size, overlap);
		yield {
			start: whole(text, Math.max(0, from - overlap)),
			end: whole(text, Math.min(text.length, to + overlap)),
			from,
			to,
		};
		if (to >= text.length) return;
		from = to;
	}
}

/** The last line end before an offset, or blank, or the offset itself. */
function cutBefore(text: string, offset: number, reach: number): number {
	for (const character of ['\n', ' ']) {
		const at = text.lastIndexOf(character, offset);
		if (at > offset - reach) return at + 1;
	}
	return whole(text, offset);
}

/** Not between the halves of a character. */
function whole(text: string, offset: number): number {
	const code = text.charCodeAt(offset);
	return code >= 0xdc00 && code <= 0xdfff ? offset - 1 : offset;
}

/** Moves findings of a section to offsets of the whole text, and keeps those that are its own. */
export const ownFindings = (findings: readonly PhiFinding[], section: Section): PhiFinding[] =>
	findings
		.map((one) => ({ ...one, start: one.start + section.start, end: one.end + section.start }))
		.filter(({ start }) => start >= section.from && start < section.to);

/** Sorted and disjoint: what overlaps becomes one, of the kind that was surer. */
export function united(findings: readonly PhiFinding[]): PhiFinding[] {
	const sorted = findings.toSorted((a, b) => a.start - b.start || b.end - a.end);
	const out: PhiFinding[] = [];
	for (const one of sorted) {
		const last = out.at(-1);
		if (last === undefined || one.start >= last.end) {
			out.push(one);
			continue;
		}
		const surer = one.score > last.score ? one : last;
		out[out.length - 1] = { ...surer, start: last.start, end: Math.max(last.end, one.end) };
	}
	return out;
}
