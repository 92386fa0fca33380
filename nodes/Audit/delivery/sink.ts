import type { LedgerEntry } from '../reading/check';

/** What a sink says when it has taken everything. */
export interface Receipt {
	/** Messages that left, repetitions included. */
	messages: number;
	/** In the sink's own words how sure it is, as a code: for syslog `closed`, `ended` or `settled`. */
	confirmation: string;
}

/**
 * A receiver of audit events: a format and a transport. It takes the entries in order and resolves
 * only when it has taken all of them, with the strongest sign that its protocol has.
 */
export interface Sink {
	send(entries: AsyncIterable<LedgerEntry>, signal?: AbortSignal): Promise<Receipt>;
}

/**
 * Words of receivers that say that they have the events. Missing are those that only say that they
 * left (`sent`, `ended`, `settled`), and a folder on this server (`on-disk`).
 */
const CONFIRMING: ReadonlySet<string> = new Set([
	'acknowledged',
	'stored',
	'indexed',
	'received',
	'accepted',
	'closed',
]);

/** True when the receiver, not the network, said that the events arrived. */
export const isConfirming = ({ confirmation }: Pick<Receipt, 'confirmation'>): boolean =>
	CONFIRMING.has(confirmation);
