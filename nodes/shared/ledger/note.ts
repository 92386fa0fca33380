import { isOrigin } from './places';
import type { CheckpointBody, Head } from './checkpoint';
import { SIGNED_NAME } from './signing';

/** A signed note as it is read back. */
export interface ReadNote {
	body: CheckpointBody;
	keyId: string;
	/** Base64. */
	signature: string;
}

const HASH = /^[0-9a-f]{64}$/;
const KEY_ID = /^[0-9a-f]{8}$/;
const SIGNATURE_BYTES = /^[A-Za-z0-9+/]{86}==$/;
const SIZE = /^(?:0|[1-9]\d{0,15})$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const SIGNATURE = /^\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})$/;

/**
 * Reads signed notes that stand one after the other, as `checkpoints.txt` and witness files hold
 * them. Text that is no checkpoint of this ledger is passed over: a file may carry other notes too.
 */
export function parseNotes(text: string): ReadNote[] {
	const notes: ReadNote[] = [];
	let block: string[] = [];
	for (const line of text.split('\n')) {
		const signature = SIGNATURE.exec(line);
		if (signature === null) {
			if (line.startsWith(`${SIGNED_NAME}/`)) block = [];
			block.push(line);
			continue;
		}
		const body = signature[1] === SIGNED_NAME ? parseBody(block) : undefined;
		const bytes = Buffer.from(signature[2], 'base64');
		if (body !== undefined && bytes.length === 68) {
			const keyId = bytes.subarray(0, 4).toString('hex');
			notes.push({ body, keyId, signature: bytes.subarray(4).toString('base64') });
		}
		block = [];
	}
	return notes;
}

/**
 * Reads the member `checkpoint` of a record. What is signed is a text, and text can be cut into
 * members in more than one way: so every member must have exactly the form that a writer gives it.
 *
 * @param origin the record's own
 * @returns undefined when it is not of that form, and so was signed by no writer
 */
export function readCheckpoint(origin: string, checkpoint: unknown): ReadNote | undefined {
	if (!isOrigin(origin) || !has(checkpoint, MEMBERS, ['older'])) return undefined;
	const { size, root, time, heads, older, keyId, signature } = checkpoint;
	const sound =
		isCount(size) &&
		isText(root, HASH) &&
		isText(time, TIME) &&
		isText(keyId, KEY_ID) &&
		isText(signature, SIGNATURE_BYTES) &&
		Array.isArray(heads) &&
		heads.every(
			(head, at) =>
				has(head, HEAD) &&
				isOrigin(head.origin) &&
				isCount(head.seq) &&
				isText(head.hash, HASH) &&
				(at === 0 || heads[at - 1].origin < head.origin),
		) &&
		(older === undefined ||
			(has(older, OLDER) &&
				isOrigin(older.before) &&
				isCount(older.count) &&
				isText(older.sha256, HASH)));
	if (!sound) return undefined;
	const body = {
		origin,
		size,
		root,
		time,
		heads,
		...(older !== undefined && { older }),
	} as CheckpointBody;
	return { body, keyId, signature };
}

const MEMBERS = ['size', 'root', 'time', 'heads', 'keyId', 'signature'];
const HEAD = ['origin', 'seq', 'hash'];
const OLDER = ['before', 'count', 'sha256'];

const isCount = (value: unknown): value is number =>
	Number.isSafeInteger(value) && Number(value) >= 0;
const isText = (value: unknown, form: RegExp): value is string =>
	typeof value === 'string' && form.test(value);

/** True for an object with these members and no others. */
function has(
	value: unknown,
	members: readonly string[],
	optional: readonly string[] = [],
): value is Record<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	const names = Object.keys(value);
	return (
		members.every((name) => names.includes(name)) &&
		names.every((name) => members.includes(name) || optional.includes(name))
	);
}

function parseBody(lines: readonly string[]): CheckpointBody | undefined {
	const [first = '', size = '', root = '', ...rest] = lines;
	const origin = first.slice(SIGNED_NAME.length + 1);
	const rootBytes = Buffer.from(root, 'base64');
	if (!isOrigin(origin) || !SIZE.test(size) || rootBytes.length !== 32) return undefined;
	const body: CheckpointBody = {
		origin,
		size: Number(size),
		root: rootBytes.toString('hex'),
		time: '',
		heads: [],
	};
	for (const line of rest) if (line !== '' && !readExtension(line, body)) return undefined;
	return TIME.test(body.time) ? body : undefined;
}

function readExtension(line: string, body: CheckpointBody): boolean {
	const [word, name = '', count = '', sha256 = '', ...more] = line.split(' ');
	if (word === 'time') {
		body.time = name;
		return count === '';
	}
	const sound = isOrigin(name) && SIZE.test(count) && HASH.test(sha256) && more.length === 0;
	if (word === 'older' && sound) body.older = { before: name, count: Number(count), sha256 };
	else if (word === 'head' && sound) {
		body.heads.push({ origin: name, seq: Number(count), hash: sha256 } satisfies Head);
	} else return false;
	return true;
}
