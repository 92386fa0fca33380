import type { Change } from './change';

/** One page of what the server shows. */
export interface ChangePage {
	changes: Change[];
	/** The server's clock when it answered, milliseconds since 1970; undefined when it did not say. */
	date?: number;
}

/** Which part of time is read. Milliseconds of the server's clock; both ends are those of whole seconds. */
export interface Span {
	/** At or after; from the beginning when absent. */
	from?: number;
	/** Before; to the end when absent. */
	before?: number;
}

export interface ReadOptions {
	/** Most changes; reading stops quietly there. */
	limit: number;
	/** How many the server is asked for at once. */
	pageSize: number;
	signal: AbortSignal;
}

/** Where changes come from: a search or a history. */
export interface ChangeSource {
	/** Oldest first when true: a step that stops at its limit can go on where it stopped. */
	readonly forwards: boolean;
	/** All pages of a span, along the links of the server. */
	pages(span: Span, options: ReadOptions): AsyncIterable<ChangePage>;
	/** The newest change that there is, when the server can tell, and its clock. */
	newest(signal: AbortSignal): Promise<{ change?: Change; date?: number }>;
}

/** A search and a history understand whole seconds everywhere; what a server cuts off is kept so. */
export const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

/** The Date header (RFC 9110 6.6.1) in milliseconds. */
export function dateOf(header: string | undefined): { date?: number } {
	const date = Date.parse(header ?? '');
	return Number.isNaN(date) ? {} : { date };
}

/** So many records are looked at to find the newest: their order tells whether a server sorts at all. */
export const HANDFUL = 20;

/**
 * The newest of some changes, the newest first. One from the future of the server's own clock tells
 * nothing about now while there are others.
 */
export function newestOf(
	changes: readonly Change[],
	date: number | undefined,
): { change?: Change; date?: number } {
	const past = changes.find(({ at }) => at !== undefined && (date === undefined || at <= date));
	const change = past ?? changes[0];
	return { ...(change && { change }), ...(date !== undefined && { date }) };
}
