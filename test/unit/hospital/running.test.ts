import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Running } from '../../hospital/running.ts';

test('machines stop in reverse stages, also one that was still starting when another failed', async () => {
	const stopped: string[] = [];
	const machine = async (name: string, ms = 0) => {
		await sleep(ms);
		return { stop: async () => void (await Promise.resolve(stopped.push(name))) };
	};
	const running = new Running();
	await running.add(machine('archive'));
	running.stage();
	const slow = running.add(machine('slow', 20));
	const broken = running.add(Promise.reject<{ stop(): Promise<void> }>(new Error('broken')));
	await assert.rejects(Promise.all([slow, broken]), /broken/);
	await running.stop();
	assert.deepEqual(stopped, ['slow', 'archive']);
	await running.stop();
	assert.equal(stopped.length, 2);
});
