import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { EndedArchive, WorkStore } from '../../../dist/nodes/shared/work/index.js';
import { startChild, temporaryFolder, until } from '../shared/support.ts';
import { KEY } from './support.ts';

const ITEMS = 200;
const KILLS = 12;
const LEASE = 400;
const CHILD = new URL('./queue.child.ts', import.meta.url);

interface Message {
	ready?: true;
	opened?: string;
	id?: string;
	deliver?: { id: string; attempt: number };
	at?: number;
	held?: string;
	attempt?: number;
	until?: number;
	done?: { id: string; attempt: number };
	how?: string;
	closed?: string;
}

test('a main process and two workers, killed at random: no item is lost, and none is handed over while somebody holds it', async (t) => {
	const folder = join(temporaryFolder(t), 'work');
	const opened = new Map<string, string>();
	const closed = new Map<string, number>();
	/** Until when which attempt is held, as its holder was told, and since when it is known to be over. */
	const holds = new Map<string, { attempt: number; until: number }>();
	const early: string[] = [];
	const decisions: Array<Promise<void>> = [];
	const store = new WorkStore(join(folder, 'items'), KEY);
	let deliveries = 0;
	let jobs = 0;

	const workers: Array<ChildProcess | undefined> = [];
	let main: ChildProcess | undefined;
	const kill = (child: ChildProcess | undefined): void => void child?.kill('SIGKILL');
	t.after(() => [main, ...workers].forEach(kill));

	/** The queue gives a job to a worker that lives; what a worker had when it was killed is gone. */
	const toWorker = (job: object): void => {
		const worker = workers[jobs++ % 2] ?? workers[jobs % 2];
		worker?.send(job, () => undefined);
	};
	/** The person whose decision a parked item waits for, at a page that a process of its own serves. */
	const decide = async (item: { id: string; attempt: number }): Promise<void> => {
		await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 * LEASE));
		await store.decide(item.id, LEASE);
		toWorker({ item, resumed: true });
	};
	/** The lease of an attempt ends early when its execution told how it ended. */
	const over = ({ id, attempt }: { id: string; attempt: number }): void => {
		if (holds.get(id)?.attempt === attempt) holds.delete(id);
	};
	const onMain = ({ opened: name, id, deliver, at }: Message): void => {
		if (name !== undefined && id !== undefined) opened.set(name, id);
		if (deliver === undefined || at === undefined) return;
		deliveries += 1;
		const hold = holds.get(deliver.id);
		if (hold !== undefined && hold.until > at + 1 && hold.attempt !== deliver.attempt) {
			early.push(
				`${deliver.id}: ${deliver.attempt} ${hold.until - at} ms before the end of ${hold.attempt}`,
			);
		}
		toWorker({ item: deliver });
	};
	const onWorker = (message: Message): void => {
		const { held, attempt = 0, until: end = 0, done, how } = message;
		if (held !== undefined && (holds.get(held)?.attempt ?? 0) <= attempt) {
			holds.set(held, { attempt, until: end });
		}
		if (message.closed !== undefined) {
			closed.set(message.closed, (closed.get(message.closed) ?? 0) + 1);
		}
		if (done === undefined) return;
		if (how === 'waiting') decisions.push(decide(done));
		else over(done);
		main?.send({ done, how }, () => undefined);
	};
	const start = async (role: string, on: (message: Message) => void): Promise<ChildProcess> => {
		const child = startChild(CHILD, [role, folder, String(LEASE)]);
		const ready = new Promise<void>((resolve) => {
			child.on('message', (message: Message) => (message.ready ? resolve() : on(message)));
		});
		child.on('error', () => undefined);
		await ready;
		return child;
	};

	main = await start('main', onMain);
	workers[0] = await start('worker', onWorker);
	workers[1] = await start('worker', onWorker);
	let next = 0;
	const feeding = setInterval(() => {
		for (let more = 0; more < 4 && next < ITEMS; more++) {
			main?.send({ open: `item ${next++}` }, () => undefined);
		}
	}, 40);
	t.after(() => clearInterval(feeding));
	for (let number = 0; number < KILLS; number++) {
		await new Promise((resolve) => setTimeout(resolve, 150 + Math.random() * 350));
		if (number % 3 === 2) {
			const old = main;
			main = undefined;
			kill(old);
			main = await start('main', onMain);
		} else {
			const which = number % 2;
			kill(workers[which]);
			workers[which] = undefined;
			workers[which] = await start('worker', onWorker);
		}
	}
	await until(() => next >= ITEMS, 20_000);
	// What a killed main had not acknowledged its sender sends again.
	for (let round = 0; round < 5 && opened.size < ITEMS; round++) {
		for (let number = 0; number < ITEMS; number++) {
			const name = `item ${number}`;
			if (!opened.has(name)) main?.send({ open: name }, () => undefined);
		}
		await new Promise((resolve) => setTimeout(resolve, 300));
	}
	assert.equal(opened.size, ITEMS);
	const archive = async (): Promise<EndedArchive> => {
		const reader = new EndedArchive(join(folder, 'ended'), 'reader');
		await reader.catchUp();
		return reader;
	};
	for (const deadline = Date.now() + 60_000; ; ) {
		if ((await archive()).size === ITEMS) break;
		// A worker killed before it could tell that it parked its item left it to whoever decides.
		for (const id of await store.ids()) await store.decide(id, LEASE);
		assert.ok(Date.now() < deadline, `${(await archive()).size} of ${ITEMS} ended`);
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	await Promise.all(decisions);
	assert.deepEqual(early, []);
	const ends = await archive();
	for (const [name, id] of opened) assert.equal(ends.has(id), true, name);
	for (const [id, times] of closed) assert.equal(times, 1, `${id} was closed ${times} times`);
	t.diagnostic(`${ITEMS} items, ${deliveries} deliveries, ${KILLS} kills`);
});
