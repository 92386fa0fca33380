import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { inMountNamespace } from '../campaign/dicom/disk.ts';
import { JUMPING_CLOCK, kill } from '../campaign/dicom/kill.ts';
import type { Kills } from '../campaign/dicom/kills.ts';
import { dcmtk } from './dcmtk.ts';
import { peer } from './require.ts';

/** The short forms of `npm run campaign -- dicom-intake`. */
function judge(
	t: TestContext,
	{ points, studies, lost, duplicates }: Pick<Kills, 'points' | 'studies' | 'lost' | 'duplicates'>,
	wanted: number,
): void {
	t.diagnostic(`${points} times, ${studies} studies`);
	assert.equal(points, wanted);
	assert.ok(studies >= 4, `${studies} studies were sent`);
	assert.deepEqual({ lost, duplicates }, { lost: [], duplicates: [] });
}

describe('what was acknowledged is given on once', () => {
	test('when the host is killed at moments of its whole way', async (t) => {
		if ((await peer(t, dcmtk)) === undefined) return;
		const kills = await kill({ points: 10, seed: 'suite', say: (text) => t.diagnostic(text) });
		judge(t, kills, 10);
		const unfinished = [...kills.phases.keys()].filter((phase) => phase !== 'nothing under way');
		assert.ok(unfinished.length >= 2, `kills fell into ${[...kills.phases.keys()].join(', ')}`);
	});

	test('when the thread of the listener ends or throws', async (t) => {
		if ((await peer(t, dcmtk)) === undefined) return;
		const say = (text: string) => t.diagnostic(text);
		judge(t, await kill({ points: 4, seed: 'suite', say, what: 'thread' }), 4);
	});

	test('when the power is cut and all that was not synced is gone', async (t) => {
		if ((await peer(t, dcmtk)) === undefined) return;
		const run = async () => await inMountNamespace<Kills>('power.ts', ['6', 'suite'], 120_000);
		const kills = await peer(t, run);
		if (kills !== undefined) judge(t, kills, 6);
	});

	test('when the disk is full or read-only for a while; senders are told out of resources', async (t) => {
		if ((await peer(t, dcmtk)) === undefined) return;
		type Told = Kills & { refused: Record<number, number> };
		const run = async () =>
			await inMountNamespace<Told>('full-disk.ts', ['3', 'suite', 'restart'], 180_000);
		const kills = await peer(t, run);
		if (kills === undefined) return;
		judge(t, kills, 3);
		assert.ok((kills.refused[0xa700] ?? 0) > 0, 'refused with 0xA700');
	});

	test('when the wall clock jumps back and forth by hours; and not before it is complete', async (t) => {
		if ((await peer(t, dcmtk)) === undefined) return;
		const say = (text: string) => t.diagnostic(text);
		const kills = await kill({
			points: 3,
			seed: 'suite',
			say,
			what: 'nothing',
			env: JUMPING_CLOCK,
		});
		judge(t, kills, 3);
		assert.equal(kills.versions, kills.studies, 'one version of each study');
	});
});
