import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { dedupeKeyOf } from '../../../dist/nodes/Dicom/intake/dedupe-key.js';
import { openStudy } from '../../../dist/nodes/Dicom/intake/index.js';
import { outlineOf, type StudyReference } from '../../../dist/nodes/shared/contracts/index.js';
import { workItemId } from '../../../dist/nodes/shared/work/item.js';
import { route, startTestListener, temporaryFolder, type TestListener } from './build.ts';
import { Sender } from './sender.ts';

const [A, B] = [Buffer.alloc(100, 1), Buffer.alloc(100, 2)];

/** Sends one image with this content and waits for the version that it makes. */
async function give(server: TestListener, pixels: Buffer, number: number) {
	const sender = await Sender.open(server.port);
	await sender.send({ pixels });
	await sender.release();
	const { study } = await server.event('study-complete', number);
	await server.listener.handedOver('HOSPITAL', study.key, study.version);
	return study;
}

const completes = (server: TestListener) =>
	server.events.filter(({ type }) => type === 'study-complete').length;

describe('an image whose earlier content comes back', { timeout: 60_000 }, () => {
	test('makes a new version each time, which names the one before and its work item', async (t) => {
		const server = await startTestListener(t);
		const studies: StudyReference[] = [];
		for (const [at, pixels] of [A, B, A, B, A].entries()) {
			studies.push(await give(server, pixels, at + 1));
		}
		const versions = studies.map(({ version }) => version);
		assert.equal(new Set(versions).size, 5, 'each is a version of its own');
		assert.equal(new Set(studies.map(dedupeKeyOf)).size, 5, 'and a work item of its own');
		for (const [at, study] of studies.entries()) {
			assert.equal(study.supersedes, versions[at - 1]);
			const before = studies[at - 1];
			const item = before && workItemId('workflow-1/node-1', dedupeKeyOf(before));
			assert.equal(study.supersedesWorkItem, item);
			assert.deepEqual(
				outlineOf(study).replaces,
				before && { version: before.version, workItem: item },
			);
			const { instances } = await openStudy(server.spool, study.key, study.version);
			assert.equal(instances.length, 1);
		}
		const files = await server.files();
		assert.equal(files.length, 2, 'equal content lies there once');
	});

	test('does so after a restart too', async (t) => {
		const spool = await temporaryFolder(t);
		const first = await startTestListener(t, { spool });
		const studies = [await give(first, A, 1), await give(first, B, 2)];
		await first.close();
		const second = await startTestListener(t, { spool, routes: [route({ quietPeriodMs: 20 })] });
		studies.push(await give(second, A, 1));
		await second.close();
		const third = await startTestListener(t, { spool, routes: [route({ quietPeriodMs: 20 })] });
		studies.push(await give(third, B, 1));
		assert.equal(new Set(studies.map(({ version }) => version)).size, 4);
		assert.equal(studies[3]!.supersedes, studies[2]!.version);
	});

	test('changes nothing when nobody was given the content in between', async (t) => {
		const server = await startTestListener(t, { routes: [route({ quietPeriodMs: 300 })] });
		await give(server, A, 1);
		const sender = await Sender.open(server.port);
		await sender.send({ pixels: B });
		await sender.send({ pixels: A });
		await sender.release();
		await sleep(700);
		assert.equal(completes(server), 1);
		const ended = await server.event('association-ended', 2);
		assert.equal(ended.studies[0]?.changed, 2, 'the ledger tells of both all the same');
	});
});

describe('what an association brought', { timeout: 60_000 }, () => {
	test('is counted as new, changed and repeated, large images once their digest is known', async (t) => {
		const server = await startTestListener(t);
		const large = Buffer.alloc(5_000_000, 7);
		const first = await Sender.open(server.port);
		await first.send({ sop: '2.25.1', pixels: A });
		await first.send({ sop: '2.25.2', pixels: large });
		await first.release();
		const counts = async (number: number) => {
			const { studies } = await server.event('association-ended', number);
			const { added, changed, repeated } = studies[0]!;
			return { added, changed, repeated };
		};
		assert.deepEqual(await counts(1), { added: 2, changed: 0, repeated: 0 });
		const second = await Sender.open(server.port);
		await second.send({ sop: '2.25.1', pixels: B });
		await second.send({ sop: '2.25.2', pixels: large });
		await second.send({ sop: '2.25.3', pixels: A });
		await second.send({ sop: '2.25.3', pixels: A });
		await second.release();
		assert.deepEqual(await counts(2), { added: 1, changed: 1, repeated: 2 });
	});
});
