/** Attacks on what vouches for the ledger: checkpoints, their copies, disposals, names of files. */
import { createHash } from 'node:crypto';
import {
	signCheckpoint,
	signedNote,
	type AuditCheckpoint,
} from '../../../dist/nodes/shared/ledger/checkpoint.js';
import { flat, lineOf, recordOf, type DraftWriter } from './draft.ts';
import { notesPath, segmentPath, segmentsOf, writersOf, type Image } from './image.ts';
import { anyLine, anyWriter, lineAt, splice, type Edit, type Scene } from './scene.ts';

const CHANGES: ReadonlyArray<(checkpoint: AuditCheckpoint, scene: Scene) => unknown> = [
	(one) => ({ ...one, size: one.size - 1 }),
	(one) => ({ ...one, size: 0 }),
	(one) => ({ ...one, root: one.root.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }),
	(one) => ({ ...one, root: one.root.toUpperCase() }),
	(one) => ({ ...one, time: '2031-01-01T00:00:00.000Z' }),
	(one) => ({ ...one, heads: [] }),
	(one) => ({ ...one, heads: one.heads.slice(1) }),
	(one) => ({ ...one, heads: [...one.heads].reverse() }),
	(one) => ({ ...one, heads: one.heads.map((head) => ({ ...head, seq: 1 })) }),
	(one) => ({ ...one, heads: 'none' }),
	(one) => ({ ...one, heads: [null] }),
	(one) => ({ ...one, older: undefined }),
	(one) => ({ ...one, older: { before: '2025', count: 0, sha256: '' } }),
	(one) => ({ ...one, keyId: '00000000' }),
	(one) => ({ ...one, keyId: 7 }),
	(one) => ({ ...one, signature: '' }),
	(one) => ({ ...one, signature: 7 }),
	(one) => ({ ...one, signature: `${one.signature} ` }),
	(one) => ({ ...one, more: 1 }),
	() => null,
	() => [],
	() => 'signed',
	// The same signed text, read in another way: the heads hide in the time.
	(one) => ({
		...one,
		time: [
			one.time,
			...(one.older ? [`older ${one.older.before} ${one.older.count} ${one.older.sha256}`] : []),
			...one.heads.map(({ origin, seq, hash }) => `head ${origin} ${seq} ${hash}`),
		].join('\n'),
		heads: [],
		older: undefined,
	}),
	(one) => ({ ...one, root: `${one.root}zz` }),
];

export const checkpointEdited: Edit = (scene) => {
	const last = scene.random.next() < 0.5;
	const spot = last ? lastCheckpoint(scene) : anyLine(scene, isCheckpoint);
	const record = spot && recordOf(lineAt(spot.writer, spot.at));
	if (spot === undefined || !record?.checkpoint) return false;
	const checkpoint = scene.random.pick(CHANGES)(record.checkpoint, scene);
	const line = lineOf({ ...record, checkpoint });
	if (line.equals(lineAt(spot.writer, spot.at))) return false;
	splice(spot.writer, spot.at, 1, line);
	return true;
};

const isCheckpoint = ({ checkpoint }: { checkpoint?: unknown }): boolean =>
	checkpoint !== undefined;

/** The one that no other vouches for. */
function lastCheckpoint(scene: Scene): ReturnType<typeof anyLine> {
	let found: ReturnType<typeof anyLine>;
	let latest = '';
	for (const [origin, writer] of scene.draft) {
		for (const [at, line] of flat(writer).entries()) {
			const record = recordOf(line);
			if (!record?.checkpoint || record.recorded <= latest) continue;
			latest = record.recorded;
			found = { origin, writer, at };
		}
	}
	return found;
}

/** A checkpoint that says what suits the attacker, signed with a key of his own. */
export const checkpointForged: Edit = (scene) => {
	const spot = anyLine(scene, isCheckpoint);
	const record = spot && recordOf(lineAt(spot.writer, spot.at));
	if (spot === undefined || !record?.checkpoint) return false;
	const { keyId, signature: _, ...body } = record.checkpoint;
	const forged = signCheckpoint({ ...body, origin: spot.origin }, scene.strangerKey);
	const named = scene.random.next() < 0.5 ? forged : { ...forged, keyId };
	splice(spot.writer, spot.at, 1, lineOf({ ...record, checkpoint: named }));
	return true;
};

/** The signed statement of an earlier moment in place of a later one, or of another writer. */
export const checkpointReplayed: Edit = (scene) => {
	const [one, two] = [anyLine(scene, isCheckpoint), anyLine(scene, isCheckpoint)];
	if (one === undefined || two === undefined) return false;
	const record = recordOf(lineAt(one.writer, one.at));
	const other = recordOf(lineAt(two.writer, two.at))?.checkpoint;
	if (!record?.checkpoint || !other || other.signature === record.checkpoint.signature)
		return false;
	splice(one.writer, one.at, 1, lineOf({ ...record, checkpoint: other }));
	return true;
};

/** A writer goes, and a record of the attacker's says that its time was over. */
export const disposalForged: Edit = (scene) => {
	const [spot, last] = [anyWriter(scene), lastCheckpoint(scene)];
	if (spot === undefined || last === undefined || spot.origin === last.origin) return false;
	const lines = flat(spot.writer);
	const count = scene.random.pick([lines.length, lines.length, 1, lines.length + 3]);
	const end = lines[Math.min(count, lines.length) - 1] as Buffer;
	const sha256 = createHash('sha256').update(end).digest('hex');
	appendDisposal(scene, last.writer, { version: spot.origin, count, sha256 });
	scene.draft.delete(spot.origin);
	return true;
};

/** The same, but the writer stays, changed: nobody may take it for one that is gone. */
export const disposalPretended: Edit = (scene) => {
	const [spot, last] = [anyLine(scene), lastCheckpoint(scene)];
	if (spot === undefined || last === undefined || spot.origin === last.origin) return false;
	const record = recordOf(lineAt(spot.writer, spot.at));
	if (record === undefined) return false;
	splice(spot.writer, spot.at, 1, lineOf({ ...record, outcome: '12' }));
	const count = flat(spot.writer).length;
	appendDisposal(scene, last.writer, { version: spot.origin, count, sha256: 'ab'.repeat(32) });
	return true;
};

function appendDisposal(
	scene: Scene,
	writer: DraftWriter,
	object: { version: string; count: number; sha256: string },
): void {
	const lines = flat(writer);
	const template = recordOf(lines.findLast((line) => recordOf(line)?.checkpoint) as Buffer);
	if (template === undefined) return;
	const { checkpoint, ...plain } = template;
	const record = {
		...plain,
		interaction: 'audit-origin-disposed',
		action: 'D',
		objects: [{ type: 'ledger', ...object }],
	};
	const recorded = (later: number): string =>
		new Date(Date.parse(template.recorded) + 86_400_000 + later).toISOString();
	const prev = createHash('sha256')
		.update(lines.at(-1) as Buffer)
		.digest('hex');
	const disposal = lineOf({ ...record, recorded: recorded(0), seq: lines.length + 1, prev });
	// Signed anew by an attacker who has the key; otherwise it stands there unsigned.
	const more =
		scene.random.next() < 0.7 ? [] : [lineOf({ ...template, recorded: recorded(1), checkpoint })];
	splice(writer, lines.length, 0, disposal, ...more);
	writer.torn = Buffer.alloc(0);
}

/** What can be done to the files alone; the lines stay as they are. */
export type FileEdit = (scene: Scene) => Image | undefined;

function anyNotes({ base, random }: Scene): { path: string; bytes: Buffer } | undefined {
	const paths = writersOf(base)
		.map(notesPath)
		.filter((path) => base.has(path));
	if (paths.length === 0) return undefined;
	const path = random.pick(paths);
	return { path, bytes: base.get(path) as Buffer };
}

const withFile = (base: Image, path: string, bytes: Buffer | undefined): Image => {
	const image = new Map(base);
	if (bytes === undefined) image.delete(path);
	else image.set(path, bytes);
	return image;
};

export const notesEdited: FileEdit = (scene) => {
	const found = anyNotes(scene);
	if (found === undefined) return undefined;
	const { random, base } = scene;
	const bytes = Buffer.from(found.bytes);
	const at = random.integer(0, bytes.length - 1);
	bytes[at] = random.pick([(bytes[at] as number) ^ (1 << random.integer(0, 7)), 0x30 + (at % 10)]);
	if (bytes.equals(found.bytes)) return undefined;
	return withFile(base, found.path, bytes);
};

export const notesRemoved: FileEdit = (scene) => {
	const found = anyNotes(scene);
	if (found === undefined) return undefined;
	const left = scene.random.next() < 0.5 ? undefined : found.bytes.subarray(0, 20);
	return withFile(scene.base, found.path, left);
};

/** A note with another key, over the last one of a writer. */
export const noteForged: FileEdit = (scene) => {
	const spot = anyLine(scene, isCheckpoint);
	const record = spot && recordOf(lineAt(spot.writer, spot.at));
	if (spot === undefined || !record?.checkpoint) return undefined;
	const { keyId, signature: _, ...rest } = record.checkpoint;
	const body = { ...rest, origin: spot.origin, size: rest.size + scene.random.integer(0, 9) };
	const forged = signCheckpoint(body, scene.strangerKey);
	const id = scene.random.next() < 0.5 ? keyId : forged.keyId;
	const path = notesPath(spot.origin);
	const before = scene.base.get(path) ?? Buffer.alloc(0);
	const note = Buffer.from(`${signedNote(body, id, forged.signature)}\n`);
	return withFile(scene.base, path, Buffer.concat([before, note]));
};

export const segmentsRenumbered: FileEdit = (scene) => {
	const spot = anyWriter(scene);
	if (spot === undefined) return undefined;
	const { base, random } = scene;
	const numbers = segmentsOf(base, spot.origin);
	const first = random.integer(0, numbers.length - 1);
	const by = random.pick([1, 1, 7, 1000]);
	const image = new Map(base);
	for (const number of numbers.slice(first)) image.delete(segmentPath(spot.origin, number));
	for (const number of numbers.slice(first)) {
		const bytes = base.get(segmentPath(spot.origin, number)) as Buffer;
		image.set(segmentPath(spot.origin, number + by), bytes);
	}
	// Behind the end there is nothing to be missed.
	return image;
};

/** Bytes that are no line: at the end of a segment that is not the last. */
export const tornInside: FileEdit = (scene) => {
	const spot = anyWriter(scene);
	const numbers = spot === undefined ? [] : segmentsOf(scene.base, spot.origin);
	if (spot === undefined || numbers.length < 2) return undefined;
	const path = segmentPath(spot.origin, scene.random.pick(numbers.slice(0, -1)));
	const bytes = Buffer.concat([scene.base.get(path) as Buffer, Buffer.from('{"half":')]);
	return withFile(scene.base, path, bytes);
};
