import type { Signer } from '../../../dist/nodes/shared/ledger/signing.js';
import type { Random } from '../../hospital/random.ts';
import { flat, recordOf, type Draft, type DraftWriter } from './draft.ts';
import type { Image } from './image.ts';

/** What an attacker has in hands. */
export interface Scene {
	random: Random;
	/** The ledger as it was. */
	base: Image;
	/** The same, to be edited. */
	draft: Draft;
	/** Ledgers of other data directories: one signed with the same key, one with another. */
	sibling: Draft;
	stranger: Draft;
	strangerKey: Signer;
}

/** Edits the draft of a scene. @returns false when there is nothing of the kind to edit */
export type Edit = (scene: Scene) => boolean;

/** One line: which writer, and its number from 0 in all of that writer's lines. */
export interface Spot {
	origin: string;
	writer: DraftWriter;
	at: number;
}

export function anyWriter({ random, draft }: Scene): Spot | undefined {
	const names = [...draft.keys()].filter((name) => flat(draft.get(name) as DraftWriter).length > 0);
	if (names.length === 0) return undefined;
	// The last writers are the least protected ones: they are looked at more often.
	const origin = random.next() < 0.3 ? (names.at(-1) as string) : random.pick(names);
	return { origin, writer: draft.get(origin) as DraftWriter, at: 0 };
}

/** A line whose record pleases; any line without a wish. */
export function anyLine(
	scene: Scene,
	wish?: (record: NonNullable<ReturnType<typeof recordOf>>) => boolean,
): Spot | undefined {
	const spot = anyWriter(scene);
	if (spot === undefined) return undefined;
	const numbers = flat(spot.writer).flatMap((line, at) => {
		if (wish === undefined) return [at];
		const record = recordOf(line);
		return record !== undefined && wish(record) ? [at] : [];
	});
	if (numbers.length === 0) return undefined;
	return { ...spot, at: scene.random.pick(numbers) };
}

/** Marks that a writer differs from this line on. */
export function touch(writer: DraftWriter, at: number): void {
	writer.from = Math.min(writer.from ?? at, at);
}

export const lineAt = (writer: DraftWriter, at: number): Buffer => flat(writer)[at] as Buffer;

/** Replaces `remove` lines at `at` by others; they come into the segment of the first. */
export function splice(
	writer: DraftWriter,
	at: number,
	remove: number,
	...lines: readonly Buffer[]
): void {
	touch(writer, at);
	let start = 0;
	let left = remove;
	let inserted = false;
	for (const [index, segment] of writer.segments.entries()) {
		const last = index === writer.segments.length - 1;
		const end = start + segment.length;
		if (at < end || last) {
			const local = Math.max(0, at - start);
			const taken = Math.min(left, segment.length - local);
			segment.splice(local, taken, ...(inserted ? [] : lines));
			inserted = true;
			left -= taken;
			if (left === 0) return;
		}
		start = end;
	}
}

/** Segments at the end that hold nothing any more. */
export function dropEmpty(writer: DraftWriter): void {
	while (writer.segments.length > 1 && writer.segments.at(-1)?.length === 0) writer.segments.pop();
}
