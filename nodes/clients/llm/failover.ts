import { setTimeout as pause } from 'node:timers/promises';
import { HospitalError } from '../../shared/errors';
import { processState } from '../../shared/process-state';
import type { LlmDesk, Priority } from './desk';
import { isLlmFault, llmFault } from './errors';
import type { Deadlines, Engine } from './types';

/** One engine and the name of the model there. */
export interface Seat {
	engine: Engine;
	model: string;
	desk: LlmDesk;
}

export interface FailoverOptions {
	/** How long an engine that failed is passed over, in milliseconds. 30 000 when absent. */
	downMs?: number;
}

export interface FailoverCall<T> {
	priority: Priority;
	signal?: AbortSignal;
	/** Called once for each engine that is tried, and again when it was cancelled for an urgent call. */
	call: (seat: Seat, signal: AbortSignal) => Promise<T>;
}

export interface Outcome<T> {
	value: T;
	/** The engine that answered. */
	seat: Seat;
	/** Those that were passed over before, and why. */
	passed: Array<{ seat: Seat; code: string }>;
}

interface Memory {
	downUntil: number;
	wellAt: number;
}

/** A question to an engine that is not answered in this time was asked of one that is down. */
const PROBE_MS = 700;
/** Between two looks at an engine that works on a call. With two looks at PROBE_MS: at most 1.9 s. */
const LOOK_EVERY_MS = 500;
/** An engine that answered this short a time ago is not asked again before a call. */
const WELL_FOR_MS = 3_000;

const PROBE: Partial<Deadlines> = {
	connectMs: PROBE_MS,
	firstTokenMs: PROBE_MS,
	betweenTokensMs: PROBE_MS,
	totalMs: PROBE_MS,
};

/**
 * Failures of an engine that is down or hangs. One that reports a failure, or has no room, is well: a single
 * prompt on which it fails must not take it from all others.
 */
const DOWN = [
	'llm-unreachable',
	'llm-timeout-connect',
	'llm-connection-lost',
	'llm-timeout-first-token',
	'llm-timeout-between-tokens',
] as const;
/** Failures after which the next engine is tried. A changed or foreign model is none: somebody must look. */
const PASSED_ON = [...DOWN, 'llm-engine-failed', 'llm-busy'] as const;

/**
 * Runs calls on the first engine that is well. One that does not answer is found within two seconds, before
 * the call and during it, is passed over for a while, and the call is made anew on the next. The pieces of a
 * call that fails are lost: only whole answers may be used.
 */
export class Failover {
	private readonly downMs: number;

	constructor(
		private readonly seats: readonly Seat[],
		{ downMs = 30_000 }: FailoverOptions = {},
	) {
		if (seats.length === 0) throw llmFault('llm-request-invalid', 'it names no server');
		this.downMs = downMs;
	}

	/** @throws HospitalError of the last engine that was tried; `llm-queue-full`; `cancelled` */
	async run<T>({ priority, signal, call }: FailoverCall<T>): Promise<Outcome<T>> {
		const passed: Outcome<T>['passed'] = [];
		let last: unknown;
		const order = this.order();
		for (const [index, seat] of order.entries()) {
			// The last engine is called in any case: its own failure says more than that of a question.
			const others = order.slice(index + 1);
			try {
				const value = await this.on(seat, others, { priority, signal, call });
				this.well(seat);
				return { value, seat, passed };
			} catch (error) {
				if (signal?.aborted || !isLlmFault(error, ...PASSED_ON)) throw error;
				this.remember(seat, error, signal);
				passed.push({ seat, code: error.code });
				last = error;
			}
		}
		throw last;
	}

	/** Those that are up in their order, then those that were down. */
	private order(): Seat[] {
		const down = new Set(this.seats.filter((seat) => this.isDown(seat)));
		return [...this.seats.filter((seat) => !down.has(seat)), ...down];
	}

	private async on<T>(
		seat: Seat,
		others: readonly Seat[],
		{
			priority,
			signal,
			call,
		}: Omit<FailoverCall<T>, 'signal'> & { signal: AbortSignal | undefined },
	): Promise<T> {
		const alone = others.length === 0;
		if (!alone && !this.wasWell(seat)) await this.probe(seat, signal);
		return await seat.desk.run({
			priority,
			...(signal && { signal }),
			call: async (slot) => {
				if (alone) return await call(seat, slot);
				// It may have gone down while this call waited for its slot.
				if (this.isDown(seat)) throw llmFault('llm-unreachable');
				try {
					return await this.watched(seat, slot, call);
				} catch (error) {
					// Known before the slot is free, so that the next in the queue does not try it too.
					this.remember(seat, error, slot);
					throw error;
				}
			},
		});
	}

	/** Makes the call and looks after the engine meanwhile: a host that lost its power sends no farewell. */
	private async watched<T>(
		seat: Seat,
		slot: AbortSignal,
		call: FailoverCall<T>['call'],
	): Promise<T> {
		const given = new AbortController();
		const ended = new AbortController();
		const looking = this.look(seat, ended.signal).then((lost) => {
			if (lost !== undefined) given.abort();
			return lost;
		});
		try {
			return await call(seat, AbortSignal.any([slot, given.signal]));
		} catch (error) {
			if (given.signal.aborted && !slot.aborted) throw (await looking) ?? error;
			throw error;
		} finally {
			ended.abort();
		}
	}

	/** Resolves with the failure when two looks in a row get no answer, with nothing when the call has ended. */
	private async look(seat: Seat, ended: AbortSignal): Promise<HospitalError | undefined> {
		for (;;) {
			await pause(LOOK_EVERY_MS, undefined, { signal: ended }).catch(() => {});
			for (let tries = 0, lost: unknown; !ended.aborted; tries++) {
				try {
					await this.probe(seat, ended);
					break;
				} catch (error) {
					lost = error;
				}
				if (tries > 0) return lost instanceof HospitalError ? lost : llmFault('llm-unreachable');
			}
			if (ended.aborted) return undefined;
		}
	}

	private async probe({ engine }: Seat, signal: AbortSignal | undefined): Promise<void> {
		try {
			await engine.health({ deadlines: PROBE, ...(signal && { signal }) });
		} catch (error) {
			if (isLlmFault(error, 'llm-timeout-total')) throw llmFault('llm-timeout-connect');
			throw error;
		}
	}

	private memory({ engine }: Seat): Memory {
		const all = processState('llm-failover/1', () => new Map<string, Memory>());
		let memory = all.get(engine.key);
		if (memory === undefined) {
			memory = { downUntil: 0, wellAt: -Infinity };
			all.set(engine.key, memory);
		}
		return memory;
	}

	private isDown(seat: Seat): boolean {
		return performance.now() < this.memory(seat).downUntil;
	}

	private wasWell(seat: Seat): boolean {
		return performance.now() - this.memory(seat).wellAt < WELL_FOR_MS;
	}

	/** Passes the engine over for a while, unless the failure says nothing about the next call. */
	private remember(seat: Seat, error: unknown, signal: AbortSignal | undefined): void {
		if (signal?.aborted || !isLlmFault(error, ...DOWN)) return;
		Object.assign(this.memory(seat), {
			downUntil: performance.now() + this.downMs,
			wellAt: -Infinity,
		});
	}

	private well(seat: Seat): void {
		Object.assign(this.memory(seat), { downUntil: 0, wellAt: performance.now() });
	}
}
