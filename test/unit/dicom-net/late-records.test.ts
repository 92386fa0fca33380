import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { store } from '../../../dist/nodes/clients/dimse/index.js';
import type { PortSettings } from '../../../dist/nodes/Dicom/intake/index.js';
import { pendingStudies } from '../../../dist/nodes/Dicom/intake/index.js';
import { FreeSpace } from '../../../dist/nodes/Dicom/intake/spool/free-space.js';
import type { AuditedEvent } from '../../../dist/nodes/Dicom/receiving/audit-events.js';
import { FailureNotices } from '../../../dist/nodes/Dicom/receiving/failure-notices.js';
import { LateRecords } from '../../../dist/nodes/Dicom/receiving/late-records.js';
import { receive } from '../../../dist/nodes/Dicom/receiving/receive.js';
import { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { freePort } from '../../peers/ports.ts';
import { dataSet, part10, peerFor, route, temporaryFolder } from './build.ts';

interface Event {
	type: string;
	transfer?: string;
	number?: number;
}

const PAUSES = { first: 20, longest: 40, last: 10 };
const full = () =>
	new HospitalError('audit-disk-full', 'The disk of the audit ledger is full', {
		nextStep: 'Free space.',
		retryable: true,
	});

const until = async (what: string, check: () => boolean | Promise<boolean>) => {
	for (let waited = 0; !(await check()); waited += 10) {
		assert.ok(waited < 8000, what);
		await sleep(10);
	}
};

describe('events that the ledger cannot take', { timeout: 60_000 }, () => {
	function records(fails: (event: Event) => Error | undefined) {
		const recorded: Event[] = [];
		const failures: Array<[string, number | undefined]> = [];
		const late = new LateRecords<Event>({
			record: async (event) => {
				await sleep(1);
				const error = fails(event);
				if (error !== undefined) throw error;
				recorded.push(event);
			},
			onFailure: ({ type }, _error, pauseMs) => failures.push([type, pauseMs]),
			isHopeless: (error) => (error as HospitalError).code === 'audit-event-too-large',
			pauses: PAUSES,
		});
		return { late, recorded, failures };
	}

	test('are recorded later, once each and in order, with longer and longer pauses', async () => {
		let broken = true;
		const { late, recorded, failures } = records(() => (broken ? full() : undefined));
		for (let number = 1; number <= 5; number++) void late.add({ type: 'instance-refused', number });
		await until('three tries', () => failures.length >= 7);
		const pauses = failures.map(([, pause]) => pause);
		assert.deepEqual([pauses[0], pauses[5], pauses[6]], [20, 40, 40]);
		broken = false;
		await until('all are recorded', () => recorded.length === 5);
		await late.add({ type: 'association-ended', number: 6 });
		assert.deepEqual(
			recorded.map(({ number }) => number),
			[1, 2, 3, 4, 5, 6],
		);
		assert.equal(late.size, 0);
	});

	test('share what the disk takes for one while all is well', async () => {
		let now = 0;
		let most = 0;
		const late = new LateRecords<Event>({
			record: async () => {
				most = Math.max(most, ++now);
				await sleep(5);
				now--;
			},
			onFailure: () => assert.fail('nothing failed'),
			isHopeless: () => false,
			pauses: PAUSES,
		});
		for (let time = 0; time < 300; time++) void late.add({ type: 'association-ended' });
		await late.close();
		assert.ok(most >= 64 && most <= 128, `${most}`);
		assert.deepEqual([late.size, now], [0, 0]);
	});

	test('that no ledger will ever take do not hold up the others', async () => {
		const tooLarge = new HospitalError('audit-event-too-large', 'x', { nextStep: 'y' });
		const { late, recorded, failures } = records(({ number }) =>
			number === 1 ? tooLarge : undefined,
		);
		await late.add({ type: 'instance-refused', number: 1 });
		await late.add({ type: 'instance-refused', number: 2 });
		assert.deepEqual(
			recorded.map(({ number }) => number),
			[2],
		);
		assert.deepEqual(failures, [['instance-refused', undefined]]);
	});

	test('an association whose end waits is not recorded as cut off as well', async () => {
		let broken = true;
		const { late, recorded, failures } = records(() => (broken ? full() : undefined));
		await late.add({ type: 'association-ended', transfer: 'a' });
		await late.add({ type: 'association-cut-off', transfer: 'a' });
		await late.add({ type: 'association-cut-off', transfer: 'b' });
		broken = false;
		assert.ok(failures.length > 0);
		await late.close();
		assert.deepEqual(
			recorded.map(({ type, transfer }) => `${type} ${transfer}`),
			['association-ended a', 'association-cut-off b'],
		);
	});

	test('beyond a bound the oldest is given up, and that is said', async () => {
		const { late, failures } = records(() => full());
		for (let number = 0; number < 10_066; number++) void late.add({ type: 'instance-refused' });
		await until('the first ones are back', () => late.size === 10_000 && failures.length >= 66);
		assert.equal(failures.filter(([, pause]) => pause === undefined).length, 66);
		await late.close();
	});
});

describe('receiving while the disk is full', { timeout: 60_000 }, () => {
	async function port(t: TestContext): Promise<{ root: string; settings: PortSettings }> {
		const root = await temporaryFolder(t);
		const settings = { host: '127.0.0.1', port: await freePort(), spoolDir: join(root, 'dicom'), nameKey: Buffer.alloc(32, 7) }; // prettier-ignore
		return { root, settings };
	}

	test('what came is in the ledger as soon as it can be, as released in order and before its study; until then the list shows the study', async (t) => {
		const { root, settings } = await port(t);
		const recorded: AuditedEvent[] = [];
		const opened: string[] = [];
		let broken = true;
		const options = {
			settings,
			route: route(),
			pauses: PAUSES,
			audit: async (event: AuditedEvent) => {
				await Promise.resolve();
				if (broken) throw full();
				recorded.push(event);
			},
			open: async ({ key }: { key: string }) => {
				await Promise.resolve();
				opened.push(key);
			},
			onFailure: () => {},
		};
		const leave = await receive(options);
		await store(peerFor(settings.port), [{ bytes: part10(dataSet()) }]);
		const listed = async (): Promise<string[]> =>
			(await pendingStudies(root)).map(({ waitingFor }) => waitingFor);
		await until('it is listed', async () =>
			(await listed()).includes('complete, cannot be handed on: disk full'),
		);
		assert.equal(recorded.length, 0);
		broken = false;
		await until('it is recorded', () => recorded.some(({ type }) => type === 'association-ended'));
		await leave();
		assert.deepEqual(await listed(), ['complete, cannot be handed on: disk full']);
		const again = await receive(options);
		t.after(again);
		await until('it is opened', () => opened.length === 1);
		await until('nothing is listed', async () => (await listed()).length === 0);
		assert.deepEqual(
			recorded.map((event) => (event.type === 'association-ended' ? event.how : event.type)),
			['released', 'study-complete'],
		);
		const names = await readdir(join(settings.spoolDir, 'waiting'));
		assert.deepEqual(names.filter((name) => name.endsWith('.tmp')), []); // prettier-ignore
	});
});

describe('the log', () => {
	test('says why and what comes next, once for each cause in a minute', () => {
		const lines: string[] = [];
		let now = 0;
		const notices = new FailureNotices(
			(line) => lines.push(line),
			() => now,
		);
		const refused = { event: 'instance-refused', error: full(), retryInMs: 2_000 };
		for (let time = 0; time < 17; time++) notices.report(refused);
		assert.deepEqual(lines, [
			'DICOM Trigger: The audit ledger could not record "instance-refused". The disk of the audit ledger is full. It waits, and is tried again from 2 s on until the ledger takes it. Free space.',
		]);
		notices.report({ event: 'study-complete', error: full() });
		assert.match(lines[1]!, /could not be handed on.*Its images stay.*Free space\./);
		notices.report({ event: 'instance-refused', error: new Error('ZZTEST^ADA') });
		assert.equal(lines.length, 3);
		assert.doesNotMatch(lines[2]!, /ZZTEST/);
		now = 60_000;
		notices.report(refused);
		assert.match(lines[3]!, /\(and 16 more since the last such line\)/);
	});
});

test('the free space that is left is what the file system said, less what was written since', async (t) => {
	const folder = await temporaryFolder(t);
	const counter = { bytes: 5_000 };
	const space = new FreeSpace(folder, 1_000, counter);
	await space.refresh();
	assert.equal(space.low, false);
	counter.bytes += 1e18;
	assert.equal(space.low, true);
	await space.refresh();
	assert.equal(space.low, false);
});
