import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { EndedArchive, WorkEngine, WorkStore } from '../../../dist/nodes/shared/work/index.js';
import { Inbox } from '../../../dist/nodes/shared/work/inbox.js';
import { processOrigin } from '../../../dist/nodes/shared/origin.js';
import { KEY, POLICY } from './support.ts';

// Opens, works on and closes items until it is killed, and says each fact only once it is durable:
// "opened NAME", "sent NAME VALUE", "closed NAME STATE". With "drain" it opens nothing and ends when
// everything has ended.
const [, , folder, start, mode] = process.argv;
const say = (text: string): void => void writeSync(1, `${text}\n`);
await once(process.stdin, 'data');
process.stdin.destroy();
// Files so small that killing comes in between their beginnings, ends and moves too.
const SMALL = 2000;
const store = new WorkStore(join(folder, 'items'), KEY);
const engine = await WorkEngine.start({
	inbox: new Inbox(join(folder, 'inbox'), processOrigin(), KEY, SMALL),
	store,
	ended: new EndedArchive(join(folder, 'ended'), processOrigin(), SMALL),
	policy: {
		...POLICY,
		backoff: [1, 5],
		maxFailures: 4,
		maxAttempts: 200,
		inFlight: { urgent: 8, routine: 8, batch: 8 },
	},
	origin: processOrigin(),
	alone: true,
	requests: join(folder, 'requests'),
	routes: join(folder, 'routes.json'),
	witness: async () => undefined,
	onEvent: () => undefined,
	onEnded: async () => undefined,
});

const ROUTE = 'flow/node';
const STATES = ['DELIVERED', 'NO_RESULT', 'BLOCKED'] as const;

async function work(id: string, attempt: number, name: string): Promise<void> {
	// Every process and every attempt would tell another story.
	const compute = async (): Promise<Buffer> => Buffer.from(`${process.pid}.${attempt}`);
	const { bytes } = await store.once(id, 'decision', compute);
	say(`sent ${name} ${bytes.toString()}`);
	if (Math.random() < 0.2) throw new Error('an execution that fails');
	if (Math.random() < 0.1) return;
	const state = STATES[Number(bytes.toString().split('.')[0]) % STATES.length];
	const { closing } = await store.close(id, { state, reason: 'x', owner: '', attempt });
	say(`closed ${name} ${closing.state}`);
}

engine.attach(ROUTE, {
	deliver: ({ id, attempt }, payload) => {
		void work(id, attempt, payload as string)
			.then(
				() => engine.settle(id, attempt, 'success'),
				() => engine.settle(id, attempt, 'error'),
			)
			.catch(() => undefined);
	},
});

// Keeps house all the time: nothing is old enough to go, but files are closed, indexed and moved.
const keeping = setInterval(() => void engine.retire(0).catch(() => undefined), 20);

if (mode === 'drain') {
	for (let open = Infinity; open > 0; ) {
		await new Promise((resolve) => setTimeout(resolve, 50));
		open = (await engine.list()).filter(({ phase }) => phase !== 'closed').length;
	}
	for (const { id, closing } of await engine.list()) say(`final ${id} ${closing?.state}`);
	clearInterval(keeping);
	await engine.stop();
	process.exit(0);
}

for (let number = 0; ; number++) {
	const name = `${start}-${number}`;
	void engine
		.open({
			kind: 'k',
			route: ROUTE,
			priority: 'urgent',
			dedupeKey: name,
			owner: '',
			payload: name,
		})
		.then(({ id }) => say(`opened ${name} ${id}`));
	await new Promise((resolve) => setTimeout(resolve, 8));
}
