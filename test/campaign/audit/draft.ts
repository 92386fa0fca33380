import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../dist/nodes/shared/canonical-json.js';
import {
	digestOfHeads,
	signCheckpoint,
	signedNote,
	type Head,
} from '../../../dist/nodes/shared/ledger/checkpoint.js';
import type { AuditRecord } from '../../../dist/nodes/shared/ledger/event.js';
import { leafHash, MerkleTree } from '../../../dist/nodes/shared/ledger/merkle.js';
import type { Signer } from '../../../dist/nodes/shared/ledger/signing.js';
import { cut, notesPath, segmentPath, segmentsOf, writersOf, type Image } from './image.ts';

/** One writer as an attacker edits it: lines by segment, and the unfinished line at the end. */
export interface DraftWriter {
	segments: Buffer[][];
	torn: Buffer;
	/** First line (from 0) that differs from what was there; set by attacks. */
	from?: number;
}

export type Draft = Map<string, DraftWriter>;

const GENESIS = '0'.repeat(64);
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const drafts = new WeakMap<Image, Draft>();

/** A ledger to be edited. The lines themselves are shared and never changed in place. */
export function draftOf(image: Image): Draft {
	let draft = drafts.get(image);
	if (draft === undefined) drafts.set(image, (draft = readDraft(image)));
	return copyOf(draft);
}

export const copyOf = (draft: Draft): Draft =>
	new Map([...draft].map(([origin, writer]) => [origin, copyOfWriter(writer)]));

export const copyOfWriter = (writer: DraftWriter): DraftWriter => ({
	...writer,
	segments: writer.segments.map((lines) => [...lines]),
});

function readDraft(image: Image): Draft {
	return new Map(
		writersOf(image).map((origin) => {
			const parts = segmentsOf(image, origin).map((number) =>
				cut(image.get(segmentPath(origin, number)) as Buffer),
			);
			const torn = parts.at(-1)?.torn ?? Buffer.alloc(0);
			return [origin, { segments: parts.map(({ lines }) => [...lines]), torn }];
		}),
	);
}

export const flat = ({ segments }: DraftWriter): Buffer[] => segments.flat();

/** The files of a draft over those of `base`; writers that are not in the draft are gone with all files. */
export function imageOf(base: Image, draft: Draft): Image {
	const image = new Map(
		[...base].filter(([path]) => {
			const [origin, file] = path.split('/');
			return file === undefined || (draft.has(origin) && !file.endsWith('.jsonl'));
		}),
	);
	for (const [origin, { segments, torn }] of draft) {
		for (const [index, lines] of segments.entries()) {
			const end = index === segments.length - 1 ? torn : Buffer.alloc(0);
			const bytes = Buffer.concat([...lines.flatMap((line) => [line, NEWLINE]), end]);
			const path = segmentPath(origin, index + 1);
			const before = base.get(path);
			image.set(path, before?.equals(bytes) ? before : bytes);
		}
	}
	return image;
}

const NEWLINE = Buffer.from('\n');

const records = new WeakMap<Buffer, AuditRecord | undefined>();

/** The record in a line; not to be changed. */
export function recordOf(line: Buffer): AuditRecord | undefined {
	if (!records.has(line)) records.set(line, parsed(line));
	return records.get(line);
}

function parsed(line: Buffer): AuditRecord | undefined {
	try {
		const value = JSON.parse(line.toString('utf8')) as AuditRecord | null;
		return typeof value === 'object' && !Array.isArray(value) ? (value ?? undefined) : undefined;
	} catch {
		return undefined;
	}
}

export const lineOf = (record: object): Buffer => Buffer.from(canonicalJson(record));

/** The attacker makes the numbers and hashes of the changed writers right again. */
export function rechain(draft: Draft, dropCheckpoints: boolean): void {
	for (const [origin, writer] of draft) {
		const { from } = writer;
		if (from === undefined) continue;
		let prev = GENESIS;
		let seq = 0;
		writer.segments = writer.segments.map((lines) =>
			lines.flatMap((line) => {
				const record = seq < from ? undefined : recordOf(line);
				if (dropCheckpoints && record?.interaction === 'audit-checkpoint') return [];
				seq += 1;
				const next = record === undefined ? line : lineOf({ ...record, origin, seq, prev });
				prev = sha256(next);
				return [next];
			}),
		);
	}
}

/**
 * The attacker holds the key: the whole ledger is written anew from its first line to its last, in
 * the order of time, so that every chain, root, head and signature is right for what is there now.
 *
 * @returns the notes of every writer
 */
export function resign(draft: Draft, signer: Signer): Map<string, Buffer> {
	const states = [...draft].map(([origin, writer]) => ({
		origin,
		sizes: writer.segments.map(({ length }) => length),
		lines: flat(writer),
		done: [] as Buffer[],
		tree: new MerkleTree(),
		notes: [] as string[],
	}));
	const time = (line: Buffer): string => String(recordOf(line)?.recorded ?? '');
	for (;;) {
		const open = states.filter(({ lines, done }) => done.length < lines.length);
		const [first, ...rest] = open;
		if (first === undefined) break;
		const next = rest.reduce(
			(best, one) =>
				time(one.lines[one.done.length]) < time(best.lines[best.done.length]) ? one : best,
			first,
		);
		const { origin, lines, done, tree } = next;
		const line = lines[done.length];
		const prev = done.length === 0 ? GENESIS : sha256(done[done.length - 1]);
		const record = recordOf(line);
		const fixed = record && { ...record, origin, seq: done.length + 1, prev };
		if (typeof fixed?.checkpoint?.time === 'string' && fixed.interaction === 'audit-checkpoint') {
			const ends = endsOf(states, origin);
			const { time: at, older: before } = fixed.checkpoint;
			const named = namesIn(fixed.checkpoint.heads);
			const isOld = (head: Head): boolean =>
				before !== undefined && head.origin < before.before && !named.has(head.origin);
			const old = ends.filter(isOld);
			const body = {
				origin,
				size: done.length,
				root: tree.root().toString('hex'),
				time: at,
				heads: ends.filter((head) => !isOld(head)),
				...(before !== undefined && {
					older: { before: before.before, count: old.length, sha256: digestOfHeads(old) },
				}),
			};
			fixed.checkpoint = signCheckpoint(body, signer);
			next.notes.push(`${signedNote(body, signer.keyId, fixed.checkpoint.signature)}\n`);
		}
		const text = fixed === undefined ? line : lineOf(fixed);
		tree.push(leafHash(text));
		done.push(text);
	}
	for (const { origin, sizes, done } of states) {
		let at = 0;
		const writer = draft.get(origin) as DraftWriter;
		writer.segments = sizes.map((length) => done.slice(at, (at += length)));
	}
	return new Map(states.map(({ origin, notes }) => [origin, Buffer.from(notes.join(''))]));
}

/** Writers that a checkpoint names; an edit before this one may have put anything in the place of heads. */
const namesIn = (heads: unknown): ReadonlySet<unknown> =>
	new Set(Array.isArray(heads) ? heads.map((head: Partial<Head> | null) => head?.origin) : []);

const endsOf = (
	states: ReadonlyArray<{ origin: string; done: readonly Buffer[] }>,
	self: string,
): Head[] =>
	states
		.filter(({ origin, done }) => origin !== self && done.length > 0)
		.map(({ origin, done }) => ({
			origin,
			seq: done.length,
			hash: sha256(done[done.length - 1]),
		}))
		.sort((a, b) => (a.origin < b.origin ? -1 : 1));

/** Notes as an attacker leaves them: those of changed writers gone, or those that are given. */
export function withNotes(image: Image, notes: ReadonlyMap<string, Buffer | undefined>): Image {
	const next = new Map(image);
	for (const [origin, bytes] of notes) {
		const path = notesPath(origin);
		if (bytes === undefined || bytes.length === 0) next.delete(path);
		else if (!next.get(path)?.equals(bytes)) next.set(path, bytes);
	}
	return next;
}
