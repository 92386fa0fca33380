import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Asking } from '../../../dist/nodes/PriorAuth/cases/asking.js';
import { OrderClaims } from '../../../dist/nodes/PriorAuth/cases/order-claims.js';
import { folder, KEY } from './case-build.ts';

const ORDER = ['ServiceRequest/1'];
const work = (n: number): string => `w${String(n).padStart(31, '0')}`;

/** Work items by id: at work, or ended. */
const store = (states: Map<string, 'at work' | 'ended'>) =>
	({
		closing: async (id: string) =>
			states.get(id) === 'ended' ? { state: 'DELIVERED' } : undefined,
		lease: async (id: string) => (states.has(id) ? { attempt: 1 } : undefined),
	}) as never;

async function desks(t: Parameters<typeof folder>[0], count = 1) {
	const root = await folder(t);
	const states = new Map<string, 'at work' | 'ended'>();
	const make = () => new Asking(new OrderClaims(join(root, 'asking'), KEY), store(states));
	return { states, desks: Array.from({ length: count }, make) };
}

test('of works that ask for an order in the same instant, one gets it', async (t) => {
	const { states, desks: all } = await desks(t, 6);
	for (let n = 0; n < 200; n++) states.set(work(n), 'at work');
	for (let round = 0; round < 20; round++) {
		const order = [`ServiceRequest/${round}`];
		const got = await Promise.all(
			all.map(async (desk, n) => await desk.take(order, work(round * 6 + n), false)),
		);
		assert.equal(got.filter(Boolean).length, 1, `round ${round}`);
	}
});

test('work keeps its order through every attempt, and gives it up with its end', async (t) => {
	const {
		states,
		desks: [desk],
	} = await desks(t);
	states.set(work(1), 'at work').set(work(2), 'at work');
	assert.equal(await desk?.take(ORDER, work(1), false), true);
	assert.equal(await desk?.take(ORDER, work(1), false), true);
	assert.equal(await desk?.take(ORDER, work(2), false), false);
	states.set(work(1), 'ended');
	assert.equal(await desk?.take(ORDER, work(2), false), true);
});

test('a person who wants it once more gets it from work that asks already', async (t) => {
	const {
		states,
		desks: [desk],
	} = await desks(t);
	states.set(work(1), 'at work').set(work(2), 'at work');
	assert.equal(await desk?.take(ORDER, work(1), false), true);
	assert.equal(await desk?.take(ORDER, work(2), true), true);
	assert.equal(await desk?.take(ORDER, work(1), false), false, 'the newer one has it');
});

test('work that was disposed of holds nothing', async (t) => {
	const {
		states,
		desks: [desk],
	} = await desks(t);
	states.set(work(2), 'at work');
	assert.equal(await desk?.take(ORDER, work(1), false), true);
	assert.equal(await desk?.take(ORDER, work(2), false), true);
});
