import { llmFault, type LlmFault } from './errors';
import { DEFAULT_DEADLINES, type CallOptions, type Deadlines } from './types';

/** What timers of Node can wait for. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * One call with its deadlines. The whole time runs from the beginning, checks of the model included; the
 * first token is waited for from the moment the request is sent; silence counts only while this side waits
 * for the engine, not while the caller works on a piece.
 */
export class Call {
	readonly deadlines: Deadlines;
	/** Aborted by the caller or by a deadline. */
	readonly signal: AbortSignal;
	private readonly controller = new AbortController();
	private readonly outside: AbortSignal | undefined;
	private readonly total: NodeJS.Timeout;
	private readonly start = performance.now();
	private sentAt: number | undefined;
	private firstAt: number | undefined;
	/** When the last piece came, or the caller had done with it. */
	private lastAt = 0;
	private waiting: NodeJS.Timeout | undefined;
	private passed: LlmFault | undefined;

	constructor({ signal, deadlines }: CallOptions = {}, defaults?: Partial<Deadlines>) {
		this.deadlines = limits(defaults, deadlines);
		this.signal = this.controller.signal;
		this.outside = signal;
		if (signal?.aborted) this.controller.abort();
		signal?.addEventListener('abort', this.abort, { once: true });
		this.total = setTimeout(() => this.expire('llm-timeout-total'), this.deadlines.totalMs);
		this.total.unref();
	}

	private readonly abort = () => this.controller.abort();

	private expire(fault: LlmFault): void {
		this.passed ??= fault;
		this.controller.abort();
	}

	/** Milliseconds that the whole call has left. */
	get leftMs(): number {
		return Math.max(1, this.deadlines.totalMs - (performance.now() - this.start));
	}

	/** The request is on its way. */
	sent(): void {
		this.sentAt = performance.now();
	}

	/** Waits for something of the engine under the deadline of the present phase. */
	async wait<T>(next: Promise<T>): Promise<T> {
		const now = performance.now();
		const first = this.firstAt === undefined;
		const left = first
			? this.deadlines.firstTokenMs - (now - (this.sentAt ?? now))
			: this.deadlines.betweenTokensMs - (now - this.lastAt);
		const fault = first ? 'llm-timeout-first-token' : 'llm-timeout-between-tokens';
		this.waiting = setTimeout(() => this.expire(fault), Math.max(0, left));
		try {
			return await next;
		} finally {
			clearTimeout(this.waiting);
		}
	}

	/** A piece of text, thinking or tool call arrived. */
	piece(): void {
		this.lastAt = performance.now();
		this.firstAt ??= this.lastAt;
	}

	/** The caller takes over: its time is not the engine's silence. */
	resume(): void {
		this.lastAt = performance.now();
	}

	get latencyMs(): number {
		return performance.now() - (this.sentAt ?? this.start);
	}

	get firstTokenMs(): number {
		return (this.firstAt ?? performance.now()) - (this.sentAt ?? this.start);
	}

	/** The error to tell: a deadline that passed hides the cancellation it caused. */
	explain(error: unknown): unknown {
		if (this.passed === undefined || this.outside?.aborted) return error;
		return llmFault(this.passed, `${this.seconds(this.passed)} seconds`);
	}

	private seconds(fault: LlmFault): number {
		const { firstTokenMs, betweenTokensMs, totalMs } = this.deadlines;
		if (fault === 'llm-timeout-first-token') return firstTokenMs / 1000;
		return (fault === 'llm-timeout-total' ? totalMs : betweenTokensMs) / 1000;
	}

	end(): void {
		clearTimeout(this.total);
		clearTimeout(this.waiting);
		this.outside?.removeEventListener('abort', this.abort);
	}
}

function limits(...wishes: Array<Partial<Deadlines> | undefined>): Deadlines {
	const wanted = { ...DEFAULT_DEADLINES };
	for (const wish of wishes) {
		for (const name of Object.keys(wanted) as Array<keyof Deadlines>) {
			wanted[name] = wish?.[name] ?? wanted[name];
		}
	}
	for (const value of Object.values(wanted)) {
		if (!(value > 0 && value <= LONGEST_MS)) {
			throw llmFault('llm-request-invalid', 'a time limit is not a number above 0');
		}
	}
	return wanted;
}
