import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { store } from '../../../dist/nodes/clients/dimse/index.js';
import { ruleKey } from '../../../dist/nodes/Dicom/intake/assembly/study-rule.js';
import {
	joinPort,
	type ListenerEvent,
	type Route,
} from '../../../dist/nodes/Dicom/intake/index.js';
import { disposeStudy, openStudy } from '../../../dist/nodes/Dicom/intake/spool/study-files.js';
import type { AuditedEvent } from '../../../dist/nodes/Dicom/receiving/audit-events.js';
import { dedupeKeyOf, receive, receiveOnce } from '../../../dist/nodes/Dicom/receiving/receive.js';
import { disposeOldStudies } from '../../../dist/nodes/Dicom/receiving/spool-disposal.js';
import { freePort } from '../../peers/ports.ts';
import {
	dataSet,
	part10,
	peerFor,
	route,
	startTestListener,
	temporaryFolder,
	type InstanceOptions,
	type TestListener,
} from './build.ts';

type Complete = Extract<ListenerEvent, { type: 'study-complete' }>;

const CT = route({ id: 'wf-ct/1', only: { modalities: ['CT'] } });
const MR = route({ id: 'wf-mr/1', only: { modalities: ['MR'] } });
const ALL = route({ id: 'wf-all/1' });

async function send(
	{ port }: { port: number },
	images: InstanceOptions[],
	calling?: string,
): Promise<void> {
	const files = images.map((options) => {
		const { sop = '2.25.1001', sopClass } = options;
		return { bytes: part10(dataSet(options), { sop, ...(sopClass && { sopClass }) }) };
	});
	const outcomes = await store(peerFor(port, { ...(calling && { calling }) }), files);
	assert.ok(outcomes.every(({ status }) => status === 0));
}

const completes = (server: TestListener) =>
	server.events.filter((event): event is Complete => event.type === 'study-complete');

async function handOver(server: TestListener, { study, claim }: Complete): Promise<void> {
	await server.listener.handedOver(study.calledAeTitle, study.key, study.version, claim);
}

const until = async (what: string, check: () => boolean | Promise<boolean>) => {
	for (let waited = 0; !(await check()); waited += 10) {
		assert.ok(waited < 8000, what);
		await sleep(10);
	}
};

async function journalOf(spool: string, name = 'port-0'): Promise<string> {
	const folder = join(spool, 'journal', name);
	const names = (await readdir(folder)).filter((each) => each.endsWith('.log'));
	const texts = await Promise.all(names.map((each) => readFile(join(folder, each), 'utf8')));
	return texts.join('');
}

describe('several workflows with one AE title', { timeout: 60_000 }, () => {
	test('each gets what fits it, and what it took over is its own affair', async (t) => {
		const spool = await temporaryFolder(t);
		const routes = [CT, ALL];
		const server = await startTestListener(t, { spool, routes });
		await send(server, [{ study: '2.25.1', sop: '2.25.11' }]);
		await send(server, [{ study: '2.25.2', sop: '2.25.12', modality: 'MR' }]);
		await until('three offers', () => completes(server).length === 3);
		const got = (id: string) =>
			completes(server).flatMap((each) => (each.route === id ? [each.study.studyInstanceUid] : []));
		assert.deepEqual(got(CT.id), ['2.25.1']);
		assert.deepEqual(got(ALL.id).sort(), ['2.25.1', '2.25.2']);
		const taken = completes(server).filter(({ route: id }) => id === ALL.id);
		for (const each of taken) await handOver(server, each);
		await server.close();
		const after = await startTestListener(t, { spool, routes });
		await until('the other one is offered its own again', () => completes(after).length === 1);
		const [owed] = completes(after);
		assert.deepEqual([owed!.route, owed!.study.studyInstanceUid], [CT.id, '2.25.1']);
		await handOver(after, owed!);
		await after.close();
		const last = await startTestListener(t, { spool, routes });
		await sleep(200);
		assert.deepEqual(last.events, []);
	});

	test('the caller is let in by any of them, the study goes to those that let it in', async (t) => {
		const routes = [
			route({ id: 'a', callingAeTitles: ['CT1'] }),
			route({ id: 'b', callingAeTitles: ['MR1'] }),
		];
		const server = await startTestListener(t, { routes });
		await send(server, [{}], 'MR1');
		await server.event('study-complete');
		await sleep(150);
		assert.deepEqual(
			completes(server).map(({ route: id }) => id),
			['b'],
		);
		await assert.rejects(send(server, [{}], 'US1'), { code: 'association-rejected' });
	});

	test('a study that fits none is told, kept, and given to the one that comes for it', async (t) => {
		const spool = await temporaryFolder(t);
		const server = await startTestListener(t, { spool, routes: [MR] });
		await send(server, [{ sop: '2.25.1' }, { sop: '2.25.2' }]);
		const told = await server.event('studies-unclaimed');
		assert.deepEqual([told.lane, told.count, told.studyInstanceUid], ['HOSPITAL', 1, dataSetStudy]);
		assert.equal(
			told.reason,
			'no-matching-rule',
			'a workflow is there, and its filter does not fit',
		);
		assert.deepEqual(completes(server), []);
		await server.close();
		const after = await startTestListener(t, { spool, routes: [MR] });
		await sleep(200);
		assert.deepEqual(after.events, [], 'it is told once');
		await after.listener.addRoute(CT);
		const { study, route: id } = await after.event('study-complete');
		assert.deepEqual([id, study.instanceCount], [CT.id, 2]);
		const { instances } = await openStudy(spool, study.key, study.version);
		assert.equal(instances.length, 2);
		await handOver(after, completes(after)[0]!);
		await after.close();
		const last = await startTestListener(t, { spool, routes: [MR, CT, ALL] });
		await sleep(200);
		assert.deepEqual(last.events, [], 'nobody gets it a second time');
	});

	test('an unclaimed study goes when its time to live is over', async (t) => {
		const server = await startTestListener(t, { routes: [MR] });
		await send(server, [{}]);
		await server.event('studies-unclaimed');
		const days = 24 * 3_600_000;
		const dispose = async (now: number) =>
			await disposeOldStudies({
				spoolDir: server.spool,
				timeToLive: 7 * days,
				now: () => now,
				inUse: async () => await Promise.resolve(new Set()),
				record: async () => await Promise.resolve(),
			});
		assert.equal(await dispose(Date.now() + 6 * days), 0);
		assert.equal(await dispose(Date.now() + 8 * days), 1);
		await server.listener.addRoute(ALL);
		await sleep(100);
		assert.deepEqual(completes(server), []);
	});

	test('a late image of an unclaimed study is judged with the rest of it', async (t) => {
		const server = await startTestListener(t, { routes: [MR] });
		await send(server, [{ sop: '2.25.1' }]);
		await server.event('studies-unclaimed');
		await send(server, [{ sop: '2.25.2', modality: 'MR', series: '2.25.9' }]);
		const { study } = await server.event('study-complete');
		assert.equal(study.instanceCount, 2);
	});

	test('late images are a new version for each, which names the one before', async (t) => {
		const server = await startTestListener(t, { routes: [CT, ALL] });
		await send(server, [{ sop: '2.25.1' }]);
		await until('both', () => completes(server).length === 2);
		for (const each of completes(server)) await handOver(server, each);
		const [{ study: first }] = completes(server) as [Complete, Complete];
		await send(server, [{ sop: '2.25.2' }]);
		await until('both again', () => completes(server).length === 4);
		for (const { study } of completes(server).slice(2)) {
			assert.equal(study.supersedes, first.version);
			assert.equal(study.instanceCount, 2);
		}
	});

	test('a test run gets its copy by its own rule, and production all the same', async (t) => {
		const server = await startTestListener(t, { routes: [ALL] });
		await server.listener.addRoute({ ...MR, id: 'wf-mr/1/test/1', mode: 'test' });
		await send(server, [{ study: '2.25.1', sop: '2.25.11' }]);
		await send(server, [{ study: '2.25.2', sop: '2.25.12', modality: 'MR' }]);
		await until('three', () => completes(server).length === 3);
		const copies = completes(server).filter(({ mode }) => mode === 'test');
		assert.deepEqual(
			copies.map(({ study }) => study.studyInstanceUid),
			['2.25.2'],
		);
		const { instances } = await openStudy(server.spool, copies[0]!.study.key, copies[0]!.study.version); // prettier-ignore
		assert.equal(instances.length, 1, 'the nodes of the test run can read it');
		assert.ok(!(await journalOf(server.spool)).includes('test'));
	});
});

const dataSetStudy = '2.25.11';

describe('parts of a study', { timeout: 60_000 }, () => {
	test('each series is a study reference of its own, which the nodes read as such', async (t) => {
		const routes = [route({ id: 'series', emit: 'series' }), ALL];
		const server = await startTestListener(t, { routes });
		await send(server, [
			{ sop: '2.25.1', series: '2.25.21' },
			{ sop: '2.25.2', series: '2.25.21' },
			{ sop: '2.25.3', series: '2.25.22', modality: 'SR' },
		]);
		await until('two series and a study', () => completes(server).length === 3);
		const series = completes(server).filter(({ route: id }) => id === 'series');
		const parts = series
			.map(({ study }) => study)
			.sort((a, b) => b.instanceCount - a.instanceCount);
		assert.deepEqual(
			parts.map(({ scope, instanceCount, modalities }) => [scope, instanceCount, modalities]),
			[
				[{ level: 'series', seriesInstanceUid: '2.25.21' }, 2, ['CT']],
				[{ level: 'series', seriesInstanceUid: '2.25.22' }, 1, ['SR']],
			],
		);
		for (const part of parts) {
			const { instances } = await openStudy(server.spool, part.key, part.version);
			assert.deepEqual(
				new Set(instances.map((each) => each.seriesInstanceUid)),
				new Set([part.scope!.seriesInstanceUid]),
			);
			assert.equal(instances.length, part.instanceCount);
		}
		assert.equal(new Set(completes(server).map(({ study }) => dedupeKeyOf(study))).size, 3);
	});

	test('a study of one series is other work as a study than as a series', async (t) => {
		const server = await startTestListener(t, {
			routes: [ALL, { ...ALL, id: 's', emit: 'series' }],
		});
		await send(server, [{}]);
		await until('both', () => completes(server).length === 2);
		const [a, b] = completes(server).map(({ study }) => study);
		assert.equal(a!.version, b!.version);
		assert.notEqual(dedupeKeyOf(a!), dedupeKeyOf(b!));
		assert.equal(
			completes(server).find(({ route: id }) => id === 's')?.study.scope?.level,
			'series',
		);
		assert.equal(
			completes(server).find(({ route: id }) => id !== 's')?.study.scope?.level,
			'study',
		);
	});

	test('each image comes at once, and again only when its content changed', async (t) => {
		const spool = await temporaryFolder(t);
		const routes = [route({ id: 'image', emit: 'instance', quietPeriodMs: 60_000 })];
		const server = await startTestListener(t, { spool, routes });
		const images = Array.from({ length: 20 }, (_, index) => ({ sop: `2.25.${index + 1}` }));
		await send(server, images);
		await until('twenty', () => completes(server).length === 20);
		for (const { study } of completes(server)) {
			assert.equal(study.instanceCount, 1);
			assert.equal(study.completeness.evidence, 'single-image');
			const { instances } = await openStudy(spool, study.key, study.version);
			assert.deepEqual(
				instances.map(({ sopInstanceUid }) => sopInstanceUid),
				[study.scope!.sopInstanceUid],
			);
		}
		for (const each of completes(server).slice(1)) await handOver(server, each);
		await server.close();
		const after = await startTestListener(t, { spool, routes });
		await until('the one that was not taken over', () => completes(after).length === 1);
		await send(after, [{ sop: '2.25.2', pixels: Buffer.alloc(512, 9) }]);
		await until('the changed one', () => completes(after).length === 2);
		assert.equal(typeof completes(after)[1]!.study.supersedes, 'string');
	});

	test('an image of another patient puts the series beside it in doubt too', async (t) => {
		const routes = [route({ id: 'series', emit: 'series' })];
		const server = await startTestListener(t, { routes });
		await send(server, [
			{ sop: '2.25.1', series: '2.25.21' },
			{ sop: '2.25.2', series: '2.25.22', patientId: 'ZZ-0002' },
		]);
		await until('both', () => completes(server).length === 2);
		assert.ok(completes(server).every(({ study }) => study.mixedIdentity));
	});

	test('disposal takes the study with the lists of all its parts', async (t) => {
		const server = await startTestListener(t, { routes: [route({ emit: 'instance' })] });
		await send(server, [{ sop: '2.25.1' }, { sop: '2.25.2' }]);
		await until('both', () => completes(server).length === 2);
		for (const each of completes(server)) await handOver(server, each);
		assert.equal(await disposeStudy(server.spool, completes(server)[0]!.study.key), 2);
		await send(server, [{ sop: '2.25.1' }]);
		await until('again', () => completes(server).length === 3);
	});
});

describe('two workflows on a port of n8n', { timeout: 60_000 }, () => {
	async function portSettings(t: TestContext) {
		return {
			host: '127.0.0.1',
			port: await freePort(),
			spoolDir: await temporaryFolder(t),
			nameKey: Buffer.alloc(32, 7),
			limits: { minFreeBytes: 0 },
		};
	}

	async function workflow(
		t: TestContext,
		settings: Awaited<ReturnType<typeof portSettings>>,
		own: Route,
	) {
		// prettier-ignore
		const opened: string[] = [];
		const events: AuditedEvent[] = [];
		const leave = await receive({
			settings,
			route: own,
			audit: async (event) => void events.push(event),
			open: async (study) => void opened.push(dedupeKeyOf(study)),
			onFailure: (what) => assert.fail(what),
		});
		t.after(leave);
		return { opened, events, leave };
	}

	test('the same rule twice is refused with what to change, a different one is not', async (t) => {
		const settings = await portSettings(t);
		await workflow(t, settings, { ...CT, only: { modalities: ['CT', 'MR'] } });
		await assert.rejects(
			workflow(t, settings, { ...CT, id: 'other', only: { modalities: ['mr ', 'CT'] } }),
			(error: Error & { code: string; nextStep: string }) => {
				assert.equal(error.code, 'route-taken');
				assert.match(error.message, /the same studies for the AE title HOSPITAL/);
				assert.match(error.nextStep, /"Called AE Title".*"Only These Studies"/);
				return true;
			},
		);
		await workflow(t, settings, { ...CT, id: 'other' });
		await workflow(t, settings, { ...CT, id: 'third', only: { modalities: ['MR', 'CT'] }, mode: 'test' }); // prettier-ignore
	});

	test('a study is taken over by both, and asked for by none after a restart', async (t) => {
		const settings = await portSettings(t);
		const first = [await workflow(t, settings, CT), await workflow(t, settings, ALL)];
		await send(settings, [{}]);
		await until('both', () => first.every(({ opened }) => opened.length === 1));
		await sleep(100);
		for (const { leave } of first) await leave();
		const second = [await workflow(t, settings, ALL), await workflow(t, settings, CT)];
		await sleep(300);
		assert.deepEqual(
			second.map(({ opened }) => opened.length),
			[0, 0],
		);
	});

	test('the PACS is asked through the workflow, and its answer decides', async (t) => {
		const settings = await portSettings(t);
		const asked: string[] = [];
		const complete: ListenerEvent[] = [];
		const leave = await receive({
			settings,
			route: route({ quietPeriodMs: 60_000, expectedCount: { whenFewer: 'wait' } }),
			audit: async (event) => void (event.type === 'study-complete' && complete.push(event)),
			count: async ({ studyInstanceUid }) => {
				asked.push(studyInstanceUid);
				return await Promise.resolve({ count: 12 });
			},
			open: async () => {},
			onFailure: (what) => assert.fail(what),
		});
		t.after(leave);
		await send(
			settings,
			Array.from({ length: 11 }, (_, index) => ({ sop: `2.25.${index + 1}` })),
		);
		await sleep(400);
		assert.equal(complete.length, 0);
		await send(settings, [{ sop: '2.25.12' }]);
		const last = performance.now();
		await until('it is complete', () => complete.length === 1);
		assert.ok(performance.now() - last < 1500, `${performance.now() - last} ms`);
		const [{ study }] = complete as [Complete];
		assert.deepEqual(
			[study.completeness.evidence, study.completeness.expectedCount],
			['expected-count', 12],
		);
		assert.ok(asked.length >= 2 && asked.length <= 5, `asked ${asked.length} times`);
		assert.deepEqual(new Set(asked), new Set(['2.25.11']));
	});

	test('the end of the association is proof enough where the workflow says so', async (t) => {
		const settings = await portSettings(t);
		const { opened } = await workflow(
			t,
			settings,
			route({ quietPeriodMs: 60_000, releasedSettleMs: 300 }),
		);
		await send(settings, [{ sop: '2.25.1' }, { sop: '2.25.2' }]);
		await until('it is complete', () => opened.length === 1);
	});

	test('a test run of another workflow takes only what fits it, and leaves no trace', async (t) => {
		const settings = await portSettings(t);
		const production = await workflow(t, settings, ALL);
		const { study, leave } = await receiveOnce({
			settings,
			route: { ...MR, id: 'wf-mr/1/test/1' },
			audit: async () => {},
		});
		await send(settings, [{ study: '2.25.1', sop: '2.25.11' }]);
		await send(settings, [{ study: '2.25.2', sop: '2.25.12', modality: 'MR' }]);
		assert.equal((await study).studyInstanceUid, '2.25.2');
		await leave();
		await until('production has both', () => production.opened.length === 2);
	});

	test('a workflow whose port was changed takes its pending studies along', async (t) => {
		const settings = await portSettings(t);
		const slow = { ...CT, quietPeriodMs: 60_000 };
		const before = await workflow(t, settings, slow);
		await workflow(t, settings, { ...ALL, quietPeriodMs: 60_000 });
		await send(settings, [{ study: '2.25.1', sop: '2.25.11' }]);
		await before.leave();
		const busy = { ...settings, port: await freePort() };
		const early = await workflow(t, busy, { ...CT, quietPeriodMs: 100 });
		await sleep(300);
		assert.deepEqual(early.opened, [], 'the old port is still open: its studies stay there');
		await early.leave();
	});

	test('pending studies of a port that nobody has open follow their workflow, once', async (t) => {
		const settings = await portSettings(t);
		const before = await workflow(t, settings, { ...CT, quietPeriodMs: 60_000 });
		const other = await workflow(t, settings, { ...ALL, quietPeriodMs: 60_000 });
		await send(settings, [{ study: '2.25.1', sop: '2.25.11' }]);
		await before.leave();
		await other.leave();
		const moved = { ...settings, port: await freePort() };
		const after = await workflow(t, moved, { ...CT, calledAeTitle: 'NEW', quietPeriodMs: 100 });
		await until('what it was owed', () => after.opened.length === 1);
		await sleep(100);
		await after.leave();
		const back = await workflow(t, settings, { ...CT, quietPeriodMs: 100 });
		const left = await workflow(t, settings, { ...ALL, quietPeriodMs: 100 });
		await until('the other one still has its own', () => left.opened.length === 1);
		// For the other one the study is still open; for this one it is the same work, if anything.
		assert.ok(back.opened.every((work) => after.opened.includes(work)));
	});

	test('studies left in the journal of another port are told', async (t) => {
		const settings = await portSettings(t);
		const before = await joinPort({
			settings,
			route: { ...CT, quietPeriodMs: 60_000 },
			on: () => {},
		});
		await send(settings, [{}]);
		await before.leave();
		const { waitingElsewhere } = await import('../../../dist/nodes/Dicom/intake/moved.js');
		const { spoolDir } = settings;
		assert.deepEqual(await waitingElsewhere({ spoolDir, name: 'port-1', owner: 'test' }), [
			{ journal: `port-${settings.port}`, lane: 'HOSPITAL', count: 1 },
		]);
	});
});

describe('a journal of the time when a workflow had an AE title to itself', () => {
	test('goes on: what was taken over is, what was not is offered', async (t) => {
		const spool = await temporaryFolder(t);
		const first = await startTestListener(t, { spool });
		await send(first, [{ study: '2.25.1', sop: '2.25.11' }]);
		await until('one', () => completes(first).length === 1);
		await handOver(first, completes(first)[0]!);
		await send(first, [{ study: '2.25.2', sop: '2.25.12' }]);
		await until('two', () => completes(first).length === 2);
		await first.close();
		const folder = join(spool, 'journal', 'port-0');
		const [name = ''] = (await readdir(folder)).filter((each) => each.endsWith('.log'));
		const lines = (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');
		const old = lines.filter((line) => /"kind":"(instance|complete|handed-over)"/.test(line));
		assert.ok(old.every((line) => !line.includes('"rule"')));
		await rm(join(folder, name));
		const { writeFile } = await import('node:fs/promises');
		await writeFile(join(folder, name), `${old.join('\n')}\n`);
		const after = await startTestListener(t, { spool, routes: [CT] });
		await until('what was not taken over', () => completes(after).length === 1);
		assert.equal(completes(after)[0]!.study.studyInstanceUid, '2.25.2');
		await handOver(after, completes(after)[0]!);
		await after.close();
		const last = await startTestListener(t, { spool, routes: [CT] });
		await sleep(200);
		assert.deepEqual(last.events, []);
		await send(last, [{ study: '2.25.1', sop: '2.25.13' }]);
		await until('the late image', () => completes(last).length === 1);
		assert.equal(completes(last)[0]!.study.supersedes, completes(first)[0]!.study.version);
		assert.notEqual(ruleKey(CT), '');
	});
});
