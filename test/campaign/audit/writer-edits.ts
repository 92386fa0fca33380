/** Attacks on whole writers, their segments and their checkpoints. */
import { copyOfWriter, flat, lineOf, recordOf, type DraftWriter } from './draft.ts';
import {
	anyLine,
	anyWriter,
	dropEmpty,
	lineAt,
	splice,
	touch,
	type Edit,
	type Scene,
} from './scene.ts';

/** Everything is put back to how it was at some moment, as from an old backup. */
export const rolledBack: Edit = (scene) => {
	const spot = anyLine(scene);
	const moment = spot && recordOf(lineAt(spot.writer, spot.at))?.recorded;
	if (moment === undefined) return false;
	for (const [origin, writer] of scene.draft) {
		const lines = flat(writer);
		const keep = lines.filter((line) => (recordOf(line)?.recorded ?? '') < moment).length;
		if (keep === lines.length) continue;
		if (keep === 0) {
			scene.draft.delete(origin);
			continue;
		}
		splice(writer, keep, Infinity);
		dropEmpty(writer);
		writer.torn = Buffer.alloc(0);
	}
	return true;
};

export const writerDeleted: Edit = (scene) => {
	const spot = anyWriter(scene);
	return spot !== undefined && scene.draft.delete(spot.origin);
};

export const checkpointDeleted: Edit = (scene) => {
	const spot = anyLine(scene, ({ checkpoint }) => checkpoint !== undefined);
	if (spot === undefined) return false;
	splice(spot.writer, spot.at, 1);
	return true;
};

export const allCheckpointsDeleted: Edit = (scene) => {
	const spot = anyWriter(scene);
	if (spot === undefined) return false;
	const lines = flat(spot.writer);
	for (let at = lines.length - 1; at >= 0; at--) {
		if (recordOf(lines[at] as Buffer)?.checkpoint !== undefined) splice(spot.writer, at, 1);
	}
	return spot.writer.from !== undefined;
};

/** A line of one writer in the ledger of another. */
export const splicedFromWriter: Edit = (scene) => {
	const [spot, other] = [anyLine(scene), anyLine(scene)];
	if (spot === undefined || other === undefined || spot.origin === other.origin) return false;
	const line = lineAt(other.writer, other.at);
	splice(spot.writer, spot.at, scene.random.integer(0, 1), line);
	return true;
};

/** Two writers change their names. */
export const writersExchanged: Edit = (scene) => {
	const [one, two] = [anyWriter(scene), anyWriter(scene)];
	if (one === undefined || two === undefined || one.origin === two.origin) return false;
	touch(one.writer, 0);
	touch(two.writer, 0);
	scene.draft.set(one.origin, two.writer).set(two.origin, one.writer);
	return true;
};

const foreignWriter = (scene: Scene, other: 'sibling' | 'stranger'): DraftWriter =>
	copyOfWriter(scene.random.pick([...scene[other].values()]));

const splicedFrom =
	(other: 'sibling' | 'stranger'): Edit =>
	(scene) => {
		const spot = anyLine(scene);
		if (spot === undefined) return false;
		const lines = flat(foreignWriter(scene, other));
		const start = scene.random.integer(0, lines.length - 1);
		const some = lines.slice(start, start + scene.random.integer(1, 4));
		splice(spot.writer, spot.at, scene.random.pick([0, some.length]), ...some);
		return true;
	};
export const splicedFromSibling = splicedFrom('sibling');
export const splicedFromStranger = splicedFrom('stranger');

/** A writer of another ledger under the name of one of this one. */
export const writerReplaced: Edit = (scene) => {
	const spot = anyWriter(scene);
	if (spot === undefined) return false;
	const foreign = foreignWriter(scene, scene.random.pick(['sibling', 'stranger'] as const));
	touch(foreign, 0);
	scene.draft.set(spot.origin, foreign);
	return true;
};

/** A writer of another ledger beside the own ones. */
export const writerAdded: Edit = (scene) => {
	const [origin, writer] = scene.random.pick([...scene.sibling]);
	if (scene.draft.has(origin)) return false;
	scene.draft.set(origin, copyOfWriter(writer));
	return true;
};

/** A writer that never was, with a name of long ago and one record. */
export const writerInvented: Edit = (scene) => {
	const spot = anyLine(scene, ({ checkpoint }) => checkpoint === undefined);
	const record = spot && recordOf(lineAt(spot.writer, spot.at));
	if (record === undefined) return false;
	const origin = `2025010${scene.random.integer(1, 9)}T000000Z-00000000000000aa`;
	const line = lineOf({ ...record, origin, seq: 1, prev: '0'.repeat(64) });
	scene.draft.set(origin, { segments: [[line]], torn: Buffer.alloc(0), from: 0 });
	return true;
};

export const segmentDeleted: Edit = (scene) => {
	const spot = anyWriter(scene);
	if (spot === undefined || spot.writer.segments.length < 2) return false;
	const { segments } = spot.writer;
	const index = scene.random.integer(0, segments.length - 1);
	touch(spot.writer, segments.slice(0, index).flat().length);
	segments.splice(index, 1);
	return true;
};

export const segmentsSwapped: Edit = (scene) => {
	const spot = anyWriter(scene);
	if (spot === undefined || spot.writer.segments.length < 2) return false;
	const { segments } = spot.writer;
	const index = scene.random.integer(0, segments.length - 2);
	touch(spot.writer, segments.slice(0, index).flat().length);
	segments.splice(index, 2, segments[index + 1] as Buffer[], segments[index] as Buffer[]);
	return true;
};

export const segmentDuplicated: Edit = (scene) => {
	const spot = anyWriter(scene);
	if (spot === undefined) return false;
	const { segments } = spot.writer;
	const index = scene.random.integer(0, segments.length - 1);
	touch(spot.writer, segments.slice(0, index + 1).flat().length);
	segments.splice(index + 1, 0, [...(segments[index] as Buffer[])]);
	return true;
};
