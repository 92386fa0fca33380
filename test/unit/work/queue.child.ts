import { join } from 'node:path';
import { EndedArchive, WorkEngine, WorkStore } from '../../../dist/nodes/shared/work/index.js';
import type { WorkItemReference } from '../../../dist/nodes/shared/contracts/index.js';
import { Inbox } from '../../../dist/nodes/shared/work/inbox.js';
import { newOrigin } from '../../../dist/nodes/shared/origin.js';
import { KEY, POLICY } from './support.ts';

// One process of a hospital in queue mode. `main` runs the engine and gives work to whoever the test
// passes it to; `worker` works on what it is given: renews, pauses, fails, closes.
const [, , role, folder, lease] = process.argv;
const LEASE = Number(lease);
const ROUTE = 'flow/node';
const store = new WorkStore(join(folder, 'items'), KEY);
const say = (message: object): void => void process.send?.(message, () => undefined);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function main(): Promise<void> {
	const origin = newOrigin();
	const ended = new EndedArchive(join(folder, 'ended'), origin);
	const inFlight = { urgent: 6, routine: 6, batch: 6 };
	const engine = await WorkEngine.start({
		inbox: new Inbox(join(folder, 'inbox'), origin, KEY),
		store,
		ended,
		policy: {
			...POLICY,
			lease: LEASE,
			backoff: [50, 100],
			maxFailures: 1000,
			maxAttempts: 1000,
			inFlight,
		},
		origin,
		alone: false,
		requests: join(folder, 'requests'),
		routes: join(folder, 'routes.json'),
		onEvent: () => undefined,
		witness: async () => undefined,
		onEnded: async () => undefined,
	});
	setInterval(() => engine.wake(), 50);
	process.on('message', (message: { open?: string; done?: WorkItemReference; how?: string }) => {
		if (message.open !== undefined) {
			const dedupeKey = message.open;
			const input = { kind: 'k', route: ROUTE, priority: 'routine', owner: '' } as const;
			void engine.open({ ...input, dedupeKey, payload: dedupeKey }).then(({ id }) => {
				say({ opened: dedupeKey, id });
			});
		} else if (message.done !== undefined) {
			const outcome = message.how as 'success' | 'error' | 'waiting';
			void engine.settle(message.done.id, message.done.attempt, outcome).catch(() => undefined);
		}
	});
	engine.attach(ROUTE, { deliver: (item) => say({ deliver: item, at: Date.now() }) });
	say({ ready: true });
}

async function work({ id, attempt }: WorkItemReference, resumed: boolean): Promise<string> {
	if (resumed) return await end(id, attempt);
	const held = async (): Promise<void> => {
		const until = Date.now() + LEASE;
		await store.renew(id, attempt, LEASE);
		const lease = await store.lease(id);
		if (lease === undefined) return;
		if (lease.attempt === attempt && lease.phase === 'running') say({ held: id, attempt, until });
	};
	await held();
	for (let step = 0; step < 3; step++) {
		await sleep(Math.random() * 0.6 * LEASE);
		await held();
	}
	if (Math.random() < 0.15) throw new Error('an execution that fails');
	if (Math.random() < 0.2) {
		await store.park(id, attempt, 'sign-off');
		return 'waiting';
	}
	return await end(id, attempt);
}

async function end(id: string, attempt: number): Promise<string> {
	const { won } = await store.close(id, { state: 'DELIVERED', reason: '', owner: '', attempt });
	if (won) say({ closed: id, attempt });
	return 'success';
}

if (role === 'main') await main();
else {
	process.on(
		'message',
		({ item, resumed = false }: { item: WorkItemReference; resumed?: boolean }) => {
			const tell = (how: string): void =>
				say({ done: { id: item.id, attempt: item.attempt }, how });
			work(item, resumed).then(tell, () => tell('error'));
		},
	);
	say({ ready: true });
}
