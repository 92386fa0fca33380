/**
 * What a verification must find, told by docs/reference/audit-event.md and
 * docs/how-to/read-the-audit-ledger.md alone: nothing here asks the verifier's code.
 *
 * - Every line is a record in canonical JSON, numbered from 1, with the SHA-256 of the line before;
 *   only the very end of a writer's last segment may be an unfinished line.
 * - A checkpoint says which lines its writer had, and the last line of every other writer; "older"
 *   says it of those that ended long ago as a whole.
 * - A writer is missing in order only when that was recorded and signed before.
 * - A checkpoint kept elsewhere proves all of this whoever holds the key now.
 */
import { createHash } from 'node:crypto';
import {
	cut,
	linesOf,
	notesPath,
	segmentPath,
	segmentsOf,
	writersOf,
	type Image,
} from './image.ts';
import { noteIn, plain, reachOf, read, type Head, type Statement, type Truth } from './truth.ts';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export interface Verdict {
	/** Why it must be found; undefined when nothing that is signed or chained shows it. */
	must?: string;
	/** First changed line (from 1) of each writer that is not what it was. */
	changed: ReadonlyMap<string, number>;
	/** Only copies and unfinished lines differ: no record does. */
	harmless: boolean;
}

/**
 * @param witness statements that are kept elsewhere
 * @param keyHeld the attacker can sign with the site's key
 */
export function judge(
	truth: Truth,
	image: Image,
	witness: readonly Statement[],
	keyHeld: boolean,
): Verdict {
	const changed = changes(truth, image);
	const { statements, unsound } = inForce(truth, image, keyHeld);
	const must =
		chainFault(image) ??
		unsound ??
		violated(truth, image, witness) ??
		violated(truth, image, statements);
	return { ...(must !== undefined && { must }), changed, harmless: changed.size === 0 };
}

function changes(truth: Truth, image: Image): Map<string, number> {
	const changed = new Map<string, number>();
	for (const origin of new Set([...truth.lines.keys(), ...writersOf(image)])) {
		const before = truth.lines.get(origin) ?? [];
		const now = linesOf(image, origin);
		const first = firstDifference(before, now);
		if (first !== undefined) changed.set(origin, first);
	}
	return changed;
}

function firstDifference(before: readonly Buffer[], now: readonly Buffer[]): number | undefined {
	const length = Math.max(before.length, now.length);
	for (let at = 0; at < length; at++) {
		const line = now[at];
		if (line === undefined || before[at] === undefined || !before[at].equals(line)) return at + 1;
	}
	return undefined;
}

function chainFault(image: Image): string | undefined {
	for (const origin of writersOf(image)) {
		const numbers = segmentsOf(image, origin);
		if (numbers.some((number, at) => number !== at + 1)) return `${origin}: segments not 1, 2, 3`;
		let prev = '0'.repeat(64);
		let seq = 0;
		for (const number of numbers) {
			const { lines, torn } = cut(image.get(segmentPath(origin, number)) as Buffer);
			if (torn.length > 0 && number !== numbers.at(-1)) return `${origin}: torn inside`;
			for (const line of lines) {
				const { record, form } = read(line);
				seq += 1;
				if (record === undefined || !form) {
					return `${origin} ${seq}: not canonical`;
				}
				if (record.v !== 1 || record.origin !== origin || record.seq !== seq) {
					return `${origin} ${seq}: not the next record`;
				}
				if (record.prev !== prev) return `${origin} ${seq}: not chained`;
				prev = sha256(line);
			}
		}
	}
	return undefined;
}

/** The genuine statements that still stand in the ledger, and one that is not genuine. */
function inForce(
	truth: Truth,
	image: Image,
	keyHeld: boolean,
): { statements: Statement[]; unsound?: string } {
	const genuine = new Map(truth.statements.map((one) => [one.signature, one]));
	const statements: Statement[] = [];
	let unsound: string | undefined;
	for (const origin of writersOf(image)) {
		// A writer that is new here may come from another ledger with the same key.
		if (!truth.lines.has(origin)) continue;
		for (const [at, line] of linesOf(image, origin).entries()) {
			const checkpoint = read(line).record?.checkpoint;
			if (checkpoint === undefined) continue;
			const known = genuine.get(checkpoint?.signature);
			const same = known?.origin === origin && known.member === JSON.stringify(checkpoint);
			if (same && checkpoint.size === at) statements.push(known);
			else if (!keyHeld || same) unsound ??= `${origin} ${at + 1}: no such checkpoint was signed`;
		}
		for (const signature of signaturesIn(image.get(notesPath(origin)))) {
			const known = genuine.get(signature);
			const there =
				known?.origin === origin &&
				plain(noteIn(image, known)) === plain(noteIn(truth.image, known));
			if (there) statements.push(known);
			else if (!keyHeld) unsound ??= `${origin}: no such note was signed`;
		}
	}
	return { statements, ...(unsound !== undefined && { unsound }) };
}

/** Signatures in notes that other tools could read: with a body and a line of their own. */
function signaturesIn(notes: Buffer | undefined): string[] {
	const found = (notes ?? Buffer.alloc(0))
		.toString('utf8')
		.matchAll(
			/^n8n-nodes-hospital\/audit\/\d{8}T\d{6}Z-[0-9a-f]{16}\n(?:0|[1-9]\d{0,15})\n[A-Za-z0-9+/]{43}=\n(?:time \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\n)(?:(?:older|head) \d{8}T\d{6}Z-[0-9a-f]{16} \d{1,9} [0-9a-f]{64}\n)*\n\u2014 n8n-nodes-hospital\/audit ([A-Za-z0-9+/]{90}[A-Za-z0-9+/=]{2})$/gm,
		);
	return [...found].map(([, both]) => Buffer.from(both, 'base64').subarray(4).toString('base64'));
}

/** The first claim that the ledger does not fulfil. */
function violated(
	truth: Truth,
	image: Image,
	statements: readonly Statement[],
): string | undefined {
	const reach = reachOf(statements);
	const now = new Map(writersOf(image).map((origin) => [origin, linesOf(image, origin)]));
	for (const [origin, count] of reach) {
		const before = truth.lines.get(origin);
		if (before === undefined) {
			const fault = disposalFault(truth, now, origin, reach);
			if (fault !== undefined) return fault;
			continue;
		}
		const first = firstDifference(before.slice(0, count), (now.get(origin) ?? []).slice(0, count));
		if (first !== undefined) return `${origin} ${first}: signed for up to ${count}`;
	}
	for (const { before, named, claims, seq, origin } of statements) {
		if (before === undefined) continue;
		for (const [name, lines] of now) {
			if (name >= before || named.has(name) || lines.length === 0) continue;
			// One that was not there then may have begun later, with a clock that was wrong.
			const then = claims.get(name) ?? 0;
			if (then !== 0 && lines.length !== then) return `${name}: not as ${origin} ${seq} says`;
		}
	}
	return undefined;
}

/** A writer that was removed in order: its record must be there where it was, if that is covered. */
function disposalFault(
	truth: Truth,
	now: ReadonlyMap<string, readonly Buffer[]>,
	gone: string,
	reach: ReadonlyMap<string, number>,
): string | undefined {
	const { origin, seq } = truth.disposals.get(gone) as Head;
	if ((reach.get(origin) ?? 0) < seq) return undefined;
	const line = now.get(origin)?.[seq - 1];
	return line !== undefined && truth.lines.get(origin)?.[seq - 1]?.equals(line)
		? undefined
		: `${gone}: removed without a record`;
}
