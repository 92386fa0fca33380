import type { Peer } from './events';

/** A message that was stored. */
export interface MessageRecord {
	kind: 'message';
	key: string;
	/** Order of coming, over restarts. */
	seq: number;
	/** Epoch milliseconds. */
	at: number;
	peer: Peer;
	/** Sending application and facility. */
	sender: string;
	/** Ids of the routes that are to get it; {@link QUARANTINE} for a person. */
	routes: string[];
	/** Names sender and MSH-10, and the content; absent for what is no message. */
	name?: string;
	content: string;
	/** Why it is in quarantine. */
	quarantined?: string;
	bytes: Buffer;
}

/** Stands in the place of a route for what no workflow can take. */
export const QUARANTINE = '';

/** A message that came, without its bytes: carried over from a file that was removed. */
export interface SeenEntry {
	name: string;
	content: string;
	key: string;
	at: number;
	/** Code of what was answered, and the routes. */
	quarantined?: string;
	routes: string[];
}

export type JournalRecord =
	| MessageRecord
	/** The work items of these messages are durable; nothing is to be handed on any more. */
	| { kind: 'done'; route: string; keys: string[] }
	/** These messages are one offer. */
	| { kind: 'batch'; route: string; offer: string; keys: string[] }
	| { kind: 'seen'; entries: SeenEntry[] };

/** Length of the head, the head as JSON, the bytes of the message. */
export function encodeRecord(record: JournalRecord): Buffer {
	const { bytes = Buffer.alloc(0), ...head } = record as MessageRecord;
	const json = Buffer.from(JSON.stringify(head));
	const length = Buffer.alloc(4);
	length.writeUInt32BE(json.length, 0);
	return Buffer.concat([length, json, bytes]);
}

/** @throws SyntaxError and the like for what is no record */
export function decodeRecord(record: Buffer): JournalRecord {
	const length = record.readUInt32BE(0);
	const head = JSON.parse(record.toString('utf8', 4, 4 + length)) as JournalRecord;
	return head.kind === 'message' ? { ...head, bytes: record.subarray(4 + length) } : head;
}
