/** The Self-test: what a policy finds in notes that people have labelled, in counts and shares. */
import { readLabelled, type ReadOptions } from './read';
import { Score, type Evaluation, type LabelledNote, type Stretch } from './score';

export { readLabelled, type OffsetUnit, type ReadOptions } from './read';
export {
	Score,
	shareOf,
	type Evaluation,
	type LabelledNote,
	type LabelledSpan,
	type Share,
	type Stretch,
} from './score';

/** What is measured: everything that it would take out of a text, given what the chart says. */
export type Finder = (
	text: string,
	context: readonly unknown[],
) => Promise<readonly Stretch[]> | readonly Stretch[];

/**
 * Measures a finder on labelled notes.
 *
 * @throws whatever the finder or the reading of the notes throws: a note that could not be judged makes
 *   no figure
 */
export async function evaluate(
	notes: Iterable<LabelledNote> | AsyncIterable<LabelledNote>,
	find: Finder,
	options: { readonly signal?: AbortSignal } = {},
): Promise<Evaluation> {
	const score = new Score();
	for await (const note of notes) {
		options.signal?.throwIfAborted();
		score.add(note, await find(note.text, note.context));
	}
	return score.result();
}

/** Measures a finder on the labelled notes of a folder. */
export async function evaluateFolder(
	folder: string,
	find: Finder,
	options: ReadOptions = {},
): Promise<Evaluation> {
	return await evaluate(readLabelled(folder, options), find, options);
}
