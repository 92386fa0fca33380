import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { store } from '../../../dist/nodes/clients/dimse/index.js';
import { disposeOldStudies } from '../../../dist/nodes/Dicom/receiving/spool-disposal.js';
import { dataSet, part10, peerFor, route, startTestListener } from './build.ts';

const DAY = 24 * 3_600_000;

describe('the disposal of received images', () => {
	test('takes what is old and not needed, records it first, and touches nothing else', async (t) => {
		const server = await startTestListener(t, { routes: [route({ quietPeriodMs: 100 })] });
		for (const study of ['2.25.1', '2.25.2']) {
			const sop = `${study}.9`;
			await store(peerFor(server.port), [{ bytes: part10(dataSet({ study, sop }), { sop }) }]);
		}
		const first = (await server.event('study-complete', 1)).study;
		const second = (await server.event('study-complete', 2)).study;
		const recorded: Array<{ studyInstanceUid: string; count: number }> = [];
		const dispose = async (days: number, inUse: string[]): Promise<number> =>
			await disposeOldStudies({
				spoolDir: server.spool,
				timeToLive: 7 * DAY,
				now: () => Date.now() + days * DAY,
				inUse: async () => new Set(inUse),
				record: async (study) => void recorded.push(study),
			});
		const folders = async (): Promise<string[]> =>
			(await readdir(join(server.spool, 'studies'))).filter((name) => !name.startsWith('.'));

		assert.equal(await dispose(6, []), 0, 'too young');
		assert.equal(await dispose(8, [first.key]), 1, 'one is still needed');
		assert.deepEqual(await folders(), [first.key]);
		assert.deepEqual(recorded, [{ studyInstanceUid: second.studyInstanceUid, count: 1 }]);
		assert.equal(await dispose(8, []), 1);
		assert.deepEqual(await folders(), []);

		// The same study sent again is stored again, not taken for one that is still there.
		const sop = '2.25.1.9';
		const bytes = part10(dataSet({ study: '2.25.1', sop }), { sop });
		const [again] = await store(peerFor(server.port), [{ bytes }]);
		assert.equal(again?.status, 0);
		assert.deepEqual(await folders(), [first.key]);
	});

	test('keeps what could not be recorded', async (t) => {
		const server = await startTestListener(t, { routes: [route({ quietPeriodMs: 100 })] });
		await store(peerFor(server.port), [{ bytes: part10(dataSet()) }]);
		const { study } = await server.event('study-complete');
		const refused = disposeOldStudies({
			spoolDir: server.spool,
			timeToLive: 0,
			now: () => Date.now() + DAY,
			inUse: async () => new Set(),
			record: () => Promise.reject(new Error('ledger')),
		});
		await assert.rejects(refused, /ledger/);
		assert.deepEqual(
			(await readdir(join(server.spool, 'studies'))).filter((name) => !name.startsWith('.')),
			[study.key],
		);
	});
});
