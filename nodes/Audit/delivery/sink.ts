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
