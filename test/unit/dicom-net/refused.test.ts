import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { auditEntries } from '../../../dist/nodes/Dicom/receiving/audit-events.js';
import { route, startTestListener, temporaryFolder, type TestListener } from './build.ts';
import { Sender } from './sender.ts';

const QUICK = route({ quietPeriodMs: 100 });
/** Long enough for another association of the test on a busy machine. */
const UNHURRIED = route({ quietPeriodMs: 400 });
const SLOW = route({ quietPeriodMs: 60_000 });
const SMALL = { maxInstanceBytes: 10_000 };
const BIG = Buffer.alloc(40_000, 3);
const OUT_OF_RESOURCES = 0xa700;

/** From now on there is too little room, or enough again. */
function diskLow(server: TestListener, low: boolean): void {
	const { intake } = server.listener as unknown as { intake: { space: object } };
	intake.space = { low, refresh: async () => {} };
}

async function completeness(server: TestListener, number = 1) {
	const { study } = await server.event('study-complete', number);
	const { incomplete, incompleteReason, explanation } = study.completeness;
	return { incomplete, incompleteReason, explanation, images: study.instanceCount };
}

const refuse = async (
	sender: Sender,
	sop: string,
	more: { series?: string; study?: string } = {},
) => await sender.send({ sop, pixels: BIG, ...more }, undefined, OUT_OF_RESOURCES);

describe('a study of which an image was refused', { timeout: 60_000 }, () => {
	test('is waited for, and then given on as incomplete, in plain words', async (t) => {
		const server = await startTestListener(t, { routes: [QUICK], limits: SMALL });
		const sender = await Sender.open(server.port);
		await sender.send({ sop: '2.25.1' });
		await refuse(sender, '2.25.2');
		await sender.send({ sop: '2.25.3' });
		await sender.release();
		const began = performance.now();
		const found = await completeness(server);
		assert.ok(performance.now() - began > 900, 'there was time to send it again');
		assert.deepEqual([found.incomplete, found.incompleteReason, found.images], [true, 'images-refused', 2]); // prettier-ignore
		assert.match(found.explanation ?? '', /refused images/);
	});

	test('is like any other once the image is stored, whoever brings it', async (t) => {
		const server = await startTestListener(t, { routes: [UNHURRIED], limits: SMALL });
		const sender = await Sender.open(server.port);
		await sender.send({ sop: '2.25.1' });
		await refuse(sender, '2.25.2');
		await sender.release();
		const other = await Sender.open(server.port, { calling: 'ARCHIVE' });
		await other.send({ sop: '2.25.2' });
		await other.release();
		const { incomplete, images } = await completeness(server);
		assert.deepEqual([incomplete, images], [false, 2]);
		const { study } = await server.event('study-complete');
		assert.deepEqual(study.callingAeTitles, ['ARCHIVE', 'ZZTESTSCU']);
	});

	test('does not make another study incomplete, nor another series of it', async (t) => {
		const each = route({ quietPeriodMs: 100, emit: 'series' });
		const server = await startTestListener(t, { routes: [each], limits: SMALL });
		const sender = await Sender.open(server.port);
		await sender.send({ sop: '2.25.1', series: '2.25.21' });
		await refuse(sender, '2.25.2', { series: '2.25.21' });
		await sender.send({ sop: '2.25.3', series: '2.25.22' });
		await sender.send({ sop: '2.25.4', series: '2.25.23', study: '2.25.12' });
		await sender.release();
		const found = new Map<string | undefined, boolean>();
		for (const number of [1, 2, 3]) {
			const { study } = await server.event('study-complete', number);
			found.set(study.scope?.seriesInstanceUid, study.completeness.incomplete);
		}
		assert.deepEqual([...found].sort(), [['2.25.21', true], ['2.25.22', false], ['2.25.23', false]]); // prettier-ignore
	});

	test('stays so after a restart, also when nothing of it had been stored before', async (t) => {
		for (const first of ['2.25.1', undefined]) {
			const spool = await temporaryFolder(t);
			const before = await startTestListener(t, { routes: [SLOW], spool, limits: SMALL });
			const sender = await Sender.open(before.port);
			if (first !== undefined) await sender.send({ sop: first });
			await refuse(sender, '2.25.2');
			await sender.release();
			await before.event('association-ended');
			await before.close();
			const after = await startTestListener(t, { routes: [QUICK], spool });
			const again = await Sender.open(after.port, { calling: 'ROUTER' });
			await again.send({ sop: '2.25.3' });
			await again.release();
			assert.equal((await completeness(after)).incompleteReason, 'images-refused');
		}
	});

	test('for want of room is known from the header that was not kept', async (t) => {
		const server = await startTestListener(t, { routes: [UNHURRIED] });
		const sender = await Sender.open(server.port);
		await sender.send({ sop: '2.25.1' });
		await sender.release();
		diskLow(server, true);
		const next = await Sender.open(server.port);
		await refuse(next, '2.25.2');
		await next.release();
		diskLow(server, false);
		assert.equal((await completeness(server)).incompleteReason, 'images-refused');
		const refused = await server.event('instance-refused');
		assert.deepEqual([refused.reason, refused.studyInstanceUid], ['disk-low', '2.25.11']);
	});

	test('is any study of an association that had a request refused which names none', async (t) => {
		for (const before of [true, false]) {
			const server = await startTestListener(t, { routes: [QUICK] });
			const sender = await Sender.open(server.port);
			const nonsense = async () => await sender.send({ sop: '2.25.9' }, Buffer.alloc(64, 0xff), 0xc000); // prettier-ignore
			if (before) await nonsense();
			await sender.send({ sop: '2.25.1' });
			if (!before) await nonsense();
			await sender.release();
			assert.equal((await completeness(server)).incompleteReason, 'images-refused');
			const again = await Sender.open(server.port);
			await again.send({ sop: '2.25.9', study: '2.25.12' });
			await again.send({ sop: '2.25.5' });
			await again.release();
			assert.equal((await completeness(server, 2)).incomplete, false, 'it was of another study');
			assert.equal((await completeness(server, 3)).incomplete, false);
		}
	});

	test('is not made whole by a repetition of another image of it', async (t) => {
		const server = await startTestListener(t, { routes: [route({ quietPeriodMs: 300 })], limits: SMALL }); // prettier-ignore
		const sender = await Sender.open(server.port);
		await sender.send({ sop: '2.25.1' });
		await refuse(sender, '2.25.2');
		await sender.release();
		const again = await Sender.open(server.port);
		await again.send({ sop: '2.25.1' });
		await again.release();
		assert.equal((await completeness(server)).incompleteReason, 'images-refused');
	});
});

describe('an image that was on its way when the transfer broke off', { timeout: 60_000 }, () => {
	test('is missed although its sender went on with the series', async (t) => {
		const server = await startTestListener(t, { routes: [QUICK] });
		const sender = await Sender.open(server.port);
		await sender.send({ sop: '2.25.1' });
		void sender.begin({ sop: '2.25.2', pixels: BIG }).catch(() => {});
		await sleep(50);
		sender.abort();
		await server.event('association-ended');
		const again = await Sender.open(server.port);
		await again.send({ sop: '2.25.3' });
		await again.release();
		assert.equal((await completeness(server)).incompleteReason, 'transfer-aborted');
		const third = await Sender.open(server.port);
		await third.send({ sop: '2.25.2', pixels: BIG });
		await third.release();
		assert.equal((await completeness(server, 2)).incomplete, false);
	});
});

test('the ledger names the study of a refused image by its pseudonym, and none for a count', () => {
	const peer = { address: '10.1.2.3', port: 4711, callingAeTitle: 'CT1', calledAeTitle: 'HOSPITAL' }; // prettier-ignore
	const about = { type: 'instance-refused', peer, status: 0xa700, reason: 'disk-low', studyInstanceUid: '2.25.7' } as const; // prettier-ignore
	const pseudonym = (...parts: string[]) => ({ pseudonym: `p-${parts[0]}`, keyId: 'k' });
	const [one] = auditEntries(about, pseudonym);
	assert.deepEqual(one?.objects, [{ type: 'dicom-study', pseudonym: 'p-study', keyId: 'k' }]);
	const [many] = auditEntries({ ...about, more: 9 }, pseudonym);
	assert.deepEqual(many?.objects, [{ type: 'dicom-instance', count: 9 }]);
});
