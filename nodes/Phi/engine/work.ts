import type { Transformer } from '../transforming/index';
import type { Subject } from '../types';
import type { Report } from './report';

/**
 * `term`: the words of a code of a public system ("Leukocytes in Blood by Automated count"). What the chart
 * knows is looked for in them, and numbers, days and addresses; a word that merely could be a name is
 * none there. `dose`: how something is taken, or a measured value; `10/5` is no day there.
 */
export type TextKind = 'written' | 'term' | 'dose';

/** One record on its way through the engine: what a format works with. */
export interface Work {
	readonly transformer: Transformer;
	readonly report: Report;
	/** Code systems of the hospital whose codes say nothing about a person: kept. */
	readonly codeSystems: ReadonlySet<string>;
	/** Puts a text through the text engine, and notes under `at` what was done. */
	clean(text: string, subject: Subject, at: string, kind?: TextKind): Promise<string>;
	/**
	 * The same for a text that comes in lines, each in a place of its own: looked at as one text, and
	 * answered line by line.
	 */
	cleanLines(
		lines: readonly string[],
		subject: Subject,
		at: string,
		kind?: TextKind,
	): Promise<readonly string[]>;
	/** Whether the chart names what stands in a value that would otherwise be left as it is. */
	isKnown(value: string): boolean;
	/** The patient of a resource of type Patient. */
	subjectOfPatient(patient: Readonly<Record<string, unknown>>): Subject;
	/** Whose record it is where the record does not say. */
	readonly subject: Subject;
	readonly signal?: AbortSignal;
}

/** A text that is cleaned when the record has been walked: a model answers later, and many at once. */
export interface PendingText {
	readonly text: string;
	readonly subject: Subject;
	readonly at: string;
	/** What the text is, whatever else is known of it. */
	readonly kind?: TextKind;
	put(cleaned: string): void;
}

/** What was done to a field, for the manifest. */
export const deed = (before: string, after: string | undefined): string =>
	after === undefined ? 'removed' : after === before ? 'kept by profile' : 'replaced';

/** Cleans what is pending, one after the other: many at once would be many sections in memory. */
export async function settleTexts(
	work: Work,
	pending: readonly PendingText[],
	terms: ReadonlySet<string>,
): Promise<void> {
	for (const { text, subject, at, kind, put } of pending) {
		work.signal?.throwIfAborted();
		put(await work.clean(text, subject, at, kind ?? (terms.has(text) ? 'term' : 'written')));
	}
}
