import { processState } from '../../shared/process-state';
import { HospitalError } from '../../shared/errors';
import { llmFault } from './errors';
import type { Engine } from './types';

export type Priority = 'urgent' | 'routine' | 'batch';

export interface DeskOptions {
	/** Calls that the engine works on at once. 1 when absent. */
	slots?: number;
	/** Calls of one priority that may wait. 256 when absent. */
	queue?: number;
	/** Milliseconds after which a waiting batch call counts as routine and is not cancelled again. 600 000 when absent. */
	agedMs?: number;
}

export interface DeskState {
	slots: number;
	running: Record<Priority, number>;
	waiting: Record<Priority, number>;
	/** Batch calls that were cancelled for an urgent one, since the start. */
	cancelled: number;
}

export interface DeskCall<T> {
	priority: Priority;
	signal?: AbortSignal;
	/** May be called again when it was cancelled for an urgent call. */
	call: (signal: AbortSignal) => Promise<T>;
}

interface Entry {
	priority: Priority;
	/** When it first came, in milliseconds of performance.now(). */
	since: number;
	signal: AbortSignal | undefined;
	call: (signal: AbortSignal) => Promise<unknown>;
	resolve: (value: never) => void;
	reject: (error: unknown) => void;
	stop: AbortController;
	/** It was cancelled to make room. */
	pushedOut: boolean;
	onAbort: () => void;
}

const PRIORITIES: readonly Priority[] = ['urgent', 'routine', 'batch'];

/**
 * Hands out the slots of one engine. Urgent calls go before routine ones and those before batch; of several
 * slots one is kept for urgent calls; where none is free, a running batch call is cancelled for an urgent one
 * and waits again at the head of its lane. A batch call that is old enough counts as routine and then runs to
 * its end, so that none waits for ever.
 *
 * One desk knows the calls of its own process only. Several n8n workers in front of one engine each have
 * theirs; the engine's own queue, which knows no priority, then stands behind them.
 */
export class LlmDesk {
	private slots: number;
	private readonly queue: number;
	private readonly agedMs: number;
	private readonly lanes: Record<Priority, Entry[]> = { urgent: [], routine: [], batch: [] };
	private readonly running = new Set<Entry>();
	private cancelled = 0;

	constructor({ slots = 1, queue = 256, agedMs = 600_000 }: DeskOptions = {}) {
		this.slots = atLeastOne(slots);
		this.queue = atLeastOne(queue);
		this.agedMs = agedMs;
	}

	/** For an engine that says another number than was thought. */
	resize(slots: number): void {
		this.slots = atLeastOne(slots);
		this.dispatch();
	}

	/** @throws HospitalError `llm-queue-full`, `cancelled`; whatever the call throws */
	run<T>({ priority, signal, call }: DeskCall<T>): Promise<T> {
		if (signal?.aborted) return Promise.reject(cancelledError());
		if (this.lanes[priority].length >= this.queue) {
			return Promise.reject(llmFault('llm-queue-full', `${this.queue} ${priority} calls`));
		}
		return new Promise<T>((resolve, reject) => {
			const entry: Entry = {
				priority,
				since: performance.now(),
				signal,
				call,
				resolve,
				reject,
				stop: new AbortController(),
				pushedOut: false,
				onAbort: () => this.leave(entry),
			};
			signal?.addEventListener('abort', entry.onAbort, { once: true });
			this.lanes[priority].push(entry);
			this.dispatch();
		});
	}

	state(): DeskState {
		const count = (entries: Iterable<Entry>) => {
			const counts: Record<Priority, number> = { urgent: 0, routine: 0, batch: 0 };
			for (const { priority } of entries) counts[priority] += 1;
			return counts;
		};
		return {
			slots: this.slots,
			running: count(this.running),
			waiting: count(PRIORITIES.flatMap((priority) => this.lanes[priority])),
			cancelled: this.cancelled,
		};
	}

	private dispatch(): void {
		for (let entry = this.next(); entry !== undefined; entry = this.next()) this.start(entry);
	}

	/** Takes the call that may start now out of its lane. */
	private next(): Entry | undefined {
		const { urgent } = this.lanes;
		if (urgent.length > 0) {
			if (this.running.size >= this.slots && !this.makeRoom()) return undefined;
			return urgent.shift();
		}
		const patient = [...this.running].filter(({ priority }) => priority !== 'urgent').length;
		const open = Math.max(1, this.slots - 1);
		if (this.running.size >= this.slots || patient >= open) return undefined;
		return this.nextPatient();
	}

	private nextPatient(): Entry | undefined {
		const { routine, batch } = this.lanes;
		const [first] = routine;
		const [oldest] = batch;
		const batchFirst =
			oldest !== undefined &&
			(first === undefined || (this.isAged(oldest) && oldest.since < first.since));
		return batchFirst ? batch.shift() : routine.shift();
	}

	private isAged({ since }: Entry): boolean {
		return performance.now() - since >= this.agedMs;
	}

	/** Cancels the youngest batch call, whose loss is the smallest. Its slot counts as free at once. */
	private makeRoom(): boolean {
		const candidates = [...this.running].filter(
			(entry) => entry.priority === 'batch' && !this.isAged(entry),
		);
		const youngest = candidates.at(-1);
		if (youngest === undefined) return false;
		youngest.pushedOut = true;
		this.running.delete(youngest);
		this.cancelled += 1;
		youngest.stop.abort();
		return true;
	}

	private start(entry: Entry): void {
		this.running.add(entry);
		entry.stop = new AbortController();
		entry.pushedOut = false;
		const { signal, stop } = entry;
		const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
		let called: Promise<unknown>;
		try {
			called = Promise.resolve(entry.call(both));
		} catch (error) {
			called = Promise.reject(error as Error);
		}
		called.then(
			(value) => {
				this.done(entry);
				entry.resolve(value as never);
			},
			(error: unknown) => {
				if (entry.pushedOut && !signal?.aborted) return void this.again(entry);
				this.done(entry);
				entry.reject(error);
			},
		);
	}

	/** A call that was cancelled for an urgent one waits again; only now may it start a second time. */
	private again(entry: Entry): void {
		this.lanes.batch.unshift(entry);
		this.dispatch();
	}

	private done(entry: Entry): void {
		entry.signal?.removeEventListener('abort', entry.onAbort);
		this.running.delete(entry);
		this.dispatch();
	}

	/** The caller gives up. A running call learns it by its signal and ends by itself. */
	private leave(entry: Entry): void {
		const lane = this.lanes[entry.priority];
		const at = lane.indexOf(entry);
		if (at === -1) return;
		lane.splice(at, 1);
		entry.reject(cancelledError());
	}
}

const atLeastOne = (count: number) => Math.max(1, Math.floor(count) || 1);

const cancelledError = () =>
	new HospitalError('cancelled', 'Waiting for the language model: cancelled', {
		nextStep: 'Start it again if it was not meant to stop.',
		retryable: true,
	});

/**
 * The desk of an engine in this process.
 *
 * @param options `slots` of a later call changes the number; the rest counts when the desk is made
 */
export function deskOf(engine: Engine, options: DeskOptions = {}): LlmDesk {
	const desks = processState('llm-desks/1', () => new Map<string, LlmDesk>());
	const known = desks.get(engine.key);
	if (known !== undefined) {
		if (options.slots !== undefined && options.slots !== known.state().slots)
			known.resize(options.slots);
		return known;
	}
	const desk = new LlmDesk(options);
	desks.set(engine.key, desk);
	return desk;
}
