import { hash } from 'node:crypto';
import { SIGNED_NAME, type Signer, type Verifier } from './signing';

/** The last record of a writer, as whoever signs it saw it. */
export interface Head {
	origin: string;
	/** Running number of that record. */
	seq: number;
	/** SHA-256 (hex) of its line: its event id. */
	hash: string;
}

/** Heads of writers that ended long ago, as one value. */
export interface OlderHeads {
	/** Every writer whose name sorts before this one is in it, but those that are named and who signs. */
	before: string;
	count: number;
	/** {@link digestOfHeads} of them. */
	sha256: string;
}

/**
 * What a checkpoint says: this writer's ledger had `size` records with this Merkle root, and the
 * ledgers of the other writers ended like this. Signed, and sent to every SIEM as an event, it is
 * the witness against a ledger that was rewritten later.
 */
export interface CheckpointBody {
	/** The writer that signs. */
	origin: string;
	/** Its records before the checkpoint itself. */
	size: number;
	/** Merkle tree hash (RFC 6962 2.1) over their lines without newline, hex. */
	root: string;
	/** ISO 8601 UTC with milliseconds. */
	time: string;
	/** Other writers, by name. */
	heads: Head[];
	older?: OlderHeads;
}

/** The member `checkpoint` of an audit record; `origin` is the record's own. */
export interface AuditCheckpoint extends Omit<CheckpointBody, 'origin'> {
	keyId: string;
	/** Ed25519 over {@link noteText}, base64. */
	signature: string;
}

/** Interaction of the record that carries a checkpoint. */
export const CHECKPOINT = 'audit-checkpoint';

/** SHA-256 (hex) over one line per head, sorted by writer. */
export function digestOfHeads(heads: readonly Head[]): string {
	return hash('sha256', sorted(heads).map(headLine).join(''), 'hex');
}

/** The text that is signed: a checkpoint of C2SP tlog-checkpoint with extension lines. */
export function noteText({ origin, size, root, time, heads, older }: CheckpointBody): string {
	return [
		`${SIGNED_NAME}/${origin}\n${size}\n${Buffer.from(root, 'hex').toString('base64')}\n`,
		`time ${time}\n`,
		older === undefined ? '' : `older ${older.before} ${older.count} ${older.sha256}\n`,
		...sorted(heads).map((head) => `head ${headLine(head)}`),
	].join('');
}

/** The whole signed note (C2SP signed-note): text, empty line, signature line. */
export function signedNote(body: CheckpointBody, keyId: string, signature: string): string {
	const bytes = Buffer.concat([Buffer.from(keyId, 'hex'), Buffer.from(signature, 'base64')]);
	return `${noteText(body)}\n\u2014 ${SIGNED_NAME} ${bytes.toString('base64')}\n`;
}

export function signCheckpoint(body: CheckpointBody, signer: Signer): AuditCheckpoint {
	const { size, root, time, older } = body;
	const signature = signer.sign(noteText(body)).toString('base64');
	return {
		size,
		root,
		time,
		heads: sorted(body.heads),
		...(older !== undefined && { older }),
		keyId: signer.keyId,
		signature,
	};
}

/** True when the key named in it signed exactly this. */
export function isSigned(body: CheckpointBody, signature: string, verifier: Verifier): boolean {
	return verifier.verifies(noteText(body), Buffer.from(signature, 'base64'));
}

const sorted = (heads: readonly Head[]): Head[] =>
	[...heads].sort((a, b) => (a.origin < b.origin ? -1 : 1));

const headLine = ({ origin, seq, hash: id }: Head): string => `${origin} ${seq} ${id}\n`;
