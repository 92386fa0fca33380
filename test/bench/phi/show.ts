import type { Found, Tally } from './score.ts';
import type { Note } from './types.ts';

type Judged = ReturnType<Tally['add']>;

/**
 * What went wrong in notes whose texts may be seen, by kind. Given to the notes of `dev` alone: rules
 * that were written after looking at the others would be measured on what they were made from.
 */
export class Misses {
	private readonly groups = new Map<string, { count: number; examples: Map<string, string> }>();

	/** Examples of a group. */
	private readonly most: number;

	constructor(most = 6) {
		this.most = most;
	}

	add({ id, template, text }: Note, { missed, wrong, hit }: Judged, dropped: number): void {
		if (dropped !== 0 && dropped !== 100) return;
		const arm = dropped === 0 ? 'with chart' : 'without chart';
		const put = (group: string, span: Found): void => {
			const key = `${arm}: ${group}`;
			const entry = this.groups.get(key) ?? { count: 0, examples: new Map<string, string>() };
			entry.count += 1;
			// One of a template for each thing that went wrong: its other notes show the same.
			const kind = `${template} ${text.slice(span.start - 8, span.start)}`;
			if (entry.examples.size < this.most && !entry.examples.has(kind)) {
				entry.examples.set(kind, `${id}  ${around(text, span)}`);
			}
			this.groups.set(key, entry);
		};
		for (const span of missed) put(`missed ${span.type} ${span.slot}`, span);
		for (const span of wrong) put('taken wrongly', span);
		for (const span of hit) put('trap touched', span);
	}

	/** The most frequent first, each with examples. */
	*lines(): Generator<string> {
		const ordered = [...this.groups].sort((a, b) => b[1].count - a[1].count);
		for (const [group, { count, examples }] of ordered) {
			yield `${String(count).padStart(5)}  ${group}`;
			for (const example of examples.values()) yield `         ${example}`;
		}
	}
}

function around(text: string, { start, end }: Found): string {
	const before = text.slice(Math.max(0, start - 35), start);
	const after = text.slice(end, end + 25);
	return `${before}<<${text.slice(start, end)}>>${after}`.replace(/\s+/g, ' ');
}
