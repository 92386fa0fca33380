import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
	EndedArchive,
	WorkEngine,
	WorkStore,
	type WorkEngineOptions,
	type WorkEvent,
	type WorkFact,
	type WorkPolicy,
} from '../../../dist/nodes/shared/work/index.js';
import { Inbox } from '../../../dist/nodes/shared/work/inbox.js';
import type { WorkItemReference } from '../../../dist/nodes/shared/contracts/index.js';

export const KEY = createHash('sha256').update('test key').digest();
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

export const POLICY: WorkPolicy = {
	lease: 5 * MINUTE,
	backoff: [1000, 10_000, 60_000],
	jitter: 0,
	maxFailures: 3,
	maxAttempts: 6,
	inFlight: { urgent: 2, routine: 2, batch: 1 },
	total: 30,
	ageing: 10 * MINUTE,
	unclaimedNotice: 60 * MINUTE,
	unclaimedEscalation: 3 * DAY,
};

/** An engine on a clock that the test moves, with a workflow that remembers what it was given. */
export interface Bench {
	engine: WorkEngine;
	store: WorkStore;
	inbox: Inbox;
	folder: string;
	events: WorkEvent[];
	/** What the engine put on record. */
	facts: WorkFact[];
	archive: EndedArchive;
	ended: string[];
	delivered: Array<WorkItemReference & { payload: unknown }>;
	/** Moves the clock, then lets the engine look until nothing is left to do. */
	pass(milliseconds?: number): Promise<void>;
	open(
		dedupeKey: string,
		options?: { priority?: 'urgent' | 'routine' | 'batch'; route?: string; payload?: unknown },
	): Promise<string>;
	attach(route?: string, options?: { atOnce?: number; label?: string }): void;
	now(): number;
}

let starts = 0;

export async function startBench(
	test: TestContext,
	folder: string,
	options: Partial<Omit<WorkEngineOptions, 'clock'>> & { at?: number } = {},
): Promise<Bench> {
	starts += 1;
	const origin =
		options.origin ?? `20260101T0000${String(starts).padStart(2, '0')}Z-0123456789abcdef`;
	let now = options.at ?? Date.now();
	const clock = (): number => now;
	const inbox = new Inbox(join(folder, 'inbox'), origin, KEY);
	const store = new WorkStore(join(folder, 'items'), KEY, () => new Date(now));
	const archive = new EndedArchive(join(folder, 'ended'), origin);
	const bench: Omit<Bench, 'engine'> = {
		store,
		inbox,
		archive,
		folder,
		events: [],
		facts: [],
		ended: [],
		delivered: [],
		now: clock,
		pass: async (milliseconds = 0) => {
			now += milliseconds;
			await look(engine);
		},
		open: async (dedupeKey, { priority = 'routine', route = 'flow/node', payload } = {}) => {
			const input = { kind: 'test', route, priority, dedupeKey, owner: 'unit-team' };
			return (await engine.open({ ...input, payload: payload ?? { dedupeKey } })).id;
		},
		attach: (route = 'flow/node', options = {}) => {
			engine.attach(route, {
				...options,
				deliver: (item, payload) => bench.delivered.push({ ...item, payload }),
			});
		},
	};
	const engine = await WorkEngine.start({
		inbox,
		store,
		ended: archive,
		policy: POLICY,
		origin,
		alone: true,
		requests: join(folder, 'requests'),
		routes: join(folder, 'routes.json'),
		onEvent: (event) => bench.events.push(event),
		witness: async (fact) => void bench.facts.push(fact),
		onEnded: async (id) => void bench.ended.push(id),
		...options,
		clock,
	});
	test.after(() => engine.stop());
	return { ...bench, engine };
}

/** One look of the engine, to its end. */
export async function look(engine: WorkEngine): Promise<void> {
	engine.wake();
	while (engine['passing'] !== undefined) await engine['passing'];
}

export const DELIVERED = { state: 'DELIVERED', reason: '', owner: '', attempt: 1 } as const;
