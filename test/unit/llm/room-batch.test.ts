import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Batch } from '../../../dist/nodes/LocalLlm/actions/batch.js';
import { workPolicy } from '../../../dist/nodes/shared/work/index.js';

type Context = ConstructorParameters<typeof Batch>[0][number];

/** An item, and how often its lease was renewed. */
function item(itemIndex: number, renew = (): Promise<void> => Promise.resolve()) {
	const renewals = { count: 0 };
	const context = {
		itemIndex,
		nodeName: 'Local LLM',
		signal: undefined,
		renew: () => {
			renewals.count += 1;
			return renew();
		},
	} as unknown as Context;
	return { context, renewals };
}

const turn = async () => await new Promise((done) => setImmediate(done));

test('leases of all items under way are renewed, also of those that n8n has not come to', async (t) => {
	t.mock.timers.enable({ apis: ['setInterval'] });
	const items = [item(0), item(1), item(2)];
	const batch = new Batch(items.map(({ context }) => context));
	const { promise, resolve } = Promise.withResolvers<object>();
	const first = batch.outcome(0, async () => await promise, 2);
	await turn();
	const counts = () => items.map(({ renewals }) => renewals.count);
	// The first one was renewed by whoever asks for it; the third waits for a place.
	assert.deepEqual(counts(), [0, 1, 0]);
	t.mock.timers.tick(workPolicy().lease / 3);
	assert.deepEqual(counts(), [1, 2, 0]);
	resolve({});
	await first;
	batch.stop();
});

test('an item whose work has ended meanwhile is not asked for', async () => {
	const ended = item(1, () => Promise.reject(new Error('work-closed')));
	const batch = new Batch([item(0).context, ended.context]);
	const asked: number[] = [];
	const perform = ({ itemIndex }: Context) => {
		asked.push(itemIndex);
		return Promise.resolve({});
	};
	await batch.outcome(0, perform, 2);
	await assert.rejects(batch.outcome(1, perform, 2), /work-closed/);
	assert.deepEqual(asked, [0]);
	batch.stop();
});
