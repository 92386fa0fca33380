import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { Outage } from '../../../dist/nodes/Fhir/watching/outage.js';
import { Seen } from '../../../dist/nodes/Fhir/watching/seen.js';
import { StateFile } from '../../../dist/nodes/Fhir/watching/state.js';
import type { PlannedWork, WorkRules } from '../../../dist/nodes/Fhir/watching/work.js';
import { onePerPatient, onePerRecord } from '../../../dist/nodes/Fhir/watching/work-outlets.js';
import { SCENARIOS } from '../../campaign/fhir/scenarios.ts';
import { killCampaign } from '../../campaign/fhir/kills.ts';
import { plainText } from '../../campaign/fhir/leaks.ts';
import { virtualRun } from '../../campaign/fhir/virtual-run.ts';
import {
	KEY,
	MINUTE,
	NOW,
	searching,
	SECOND,
	startChart,
	temporaryFolder,
	watchOn,
} from './trigger-build.ts';

/** A workflow that remembers the work it was given. */
function workflow(folder: string) {
	const opened = new Map<string, PlannedWork>();
	const rules: WorkRules = {
		foundBy: 'search',
		priority: 'record',
		open: (planned) => {
			const { content } = JSON.parse(JSON.stringify(planned.work.resource ?? {})) as {
				content?: string;
			};
			if (content === 'too large') {
				return Promise.reject(new HospitalError('work-too-large', 'ZZ', { nextStep: 'ZZ' }));
			}
			opened.set(planned.name, planned);
			return Promise.resolve();
		},
		witness: () => Promise.resolve(),
	};
	const intent = new StateFile(folder, KEY, 'test', 'intent');
	return { opened, rules, intent, list: () => [...opened.values()] };
}

const about = (patient: string, more: object = {}) => ({
	body: { subject: { reference: `Patient/${patient}` }, ...more },
});

describe('the position of a watch', () => {
	test('outlives the process: the next one goes on where the last one stopped', async (t) => {
		const server = await startChart(t);
		const folder = await temporaryFolder(t);
		const first = watchOn(folder, server);
		await first.look();
		server.now += MINUTE;
		server.write('a');
		assert.deepEqual(await first.look(), ['a/1']);
		await first.watch.close();
		server.now += 60 * MINUTE;
		server.write('b');
		assert.deepEqual(await watchOn(folder, server).look(), ['b/1']);
	});

	test('is not moved before the work is durable', async (t) => {
		const server = await startChart(t);
		const folder = await temporaryFolder(t);
		const first = watchOn(folder, server);
		await first.look();
		server.now += 60 * MINUTE;
		server.write('a');
		first.onHandOver = () => {
			throw new HospitalError('enospc', 'ZZ', { nextStep: 'ZZ' });
		};
		await assert.rejects(first.look());
		await first.watch.close();
		assert.deepEqual(await watchOn(folder, server).look(), ['a/1']);
	});

	test('belongs to its question: other criteria begin anew', async (t) => {
		const server = await startChart(t);
		const folder = await temporaryFolder(t);
		const first = watchOn(folder, server);
		await first.look();
		await first.watch.close();
		server.now += MINUTE;
		server.write('a');
		const place = { folder, key: KEY, name: 'test', question: 'another' };
		const second = watchOn(folder, server, { place });
		assert.equal(await second.watch.isKnown(), false);
		assert.deepEqual(await second.look(), []);
	});

	test('can be given up on purpose, once', async (t) => {
		const server = await startChart(t);
		const folder = await temporaryFolder(t);
		const first = watchOn(folder, server);
		await first.look();
		await first.watch.close();
		server.now += 60 * MINUTE;
		server.write('meanwhile');
		const second = watchOn(folder, server, { anew: true });
		assert.deepEqual(await second.look(), []);
		assert.equal(await second.watch.isKnown(), true);
	});

	test('stands encrypted on the disk', async (t) => {
		const server = await startChart(t);
		const folder = await temporaryFolder(t);
		const { look, watch } = watchOn(folder, server);
		await look();
		server.now += SECOND;
		server.write('zz-patient-number');
		await look();
		await watch.close();
		assert.equal(await plainText(folder, ['zz-patient-number', 'Observation', 'cursor']), 0);
	});

	test('that was damaged is not taken for a new beginning', async (t) => {
		const server = await startChart(t);
		const folder = await temporaryFolder(t);
		const first = watchOn(folder, server);
		await first.look();
		await first.watch.close();
		const bytes = await readFile(join(folder, 'state'));
		bytes[20] ^= 1;
		await writeFile(join(folder, 'state'), bytes);
		await assert.rejects(
			watchOn(folder, server).look(),
			(error: { code?: string }) => error.code === 'fhir-watch-state-unreadable',
		);
	});

	test('is held by one watch at a time', async (t) => {
		const server = await startChart(t);
		const folder = await temporaryFolder(t);
		const first = watchOn(folder, server);
		await first.look();
		const second = watchOn(folder, server);
		assert.equal(await second.watch.look(), undefined);
		await first.watch.close();
		server.now += MINUTE;
		server.write('a');
		assert.deepEqual(await second.look(), ['a/1']);
	});

	test('is taken over from a process that has died', async (t) => {
		const server = await startChart(t);
		const folder = await temporaryFolder(t);
		const dead = { host: hostname(), pid: 2 ** 22 + 1, started: 'zz' };
		await writeFile(join(folder, 'writer.lock'), JSON.stringify(dead));
		const { watch } = watchOn(folder, server);
		assert.ok(await watch.look());
		await watch.close();
		assert.ok(!(await readdir(folder)).includes('writer.lock'));
	});

	test('is let go by one whose lease another has taken while it looked', async (t) => {
		const server = await startChart(t);
		const folder = await temporaryFolder(t);
		const source = searching(server);
		let takeover = false;
		const { pages } = source;
		source.pages = async function* (...asked) {
			for await (const page of pages.apply(source, asked)) {
				const other = { host: 'zz-other', pid: 1, started: 'zz' };
				if (takeover) await writeFile(join(folder, 'writer.lock'), JSON.stringify(other));
				yield page;
			}
		};
		const { look, came } = watchOn(folder, server, { source });
		await look();
		server.now += MINUTE;
		server.write('a');
		takeover = true;
		await assert.rejects(
			look(),
			(error: { code?: string }) => error.code === 'fhir-watch-held-elsewhere',
		);
		assert.deepEqual(came, []);
	});
});

describe('work of changes', () => {
	test('is one piece for each record, urgent when the record says so', async (t) => {
		const server = await startChart(t);
		const folder = await temporaryFolder(t);
		const { rules, list } = workflow(folder);
		const { look } = watchOn(folder, server, { outlet: onePerRecord(rules) });
		await look();
		server.now += MINUTE;
		server.write('a', about('p1'));
		server.write('b', about('p1', { priority: 'stat' }));
		server.write('c', about('p2', { interpretation: [{ coding: [{ code: 'HH' }] }] }));
		await look();
		assert.deepEqual(
			list().map(({ priority, work }) => [work.change.reference, work.change.patient, priority]),
			[
				['Observation/a', 'Patient/p1', 'routine'],
				['Observation/b', 'Patient/p1', 'urgent'],
				['Observation/c', 'Patient/p2', 'urgent'],
			],
		);
	});

	test('goes without its content when no inbox takes it, and holds up nothing', async (t) => {
		const server = await startChart(t);
		const folder = await temporaryFolder(t);
		const { rules, list } = workflow(folder);
		const { look } = watchOn(folder, server, { outlet: onePerRecord(rules) });
		await look();
		server.now += MINUTE;
		server.write('a', about('p1', { content: 'too large' }));
		server.write('b', about('p1'));
		await look();
		const [b, a] = list().sort(
			(x, y) => Number('resource' in y.work) - Number('resource' in x.work),
		);
		assert.equal(b?.work.change.reference, 'Observation/b');
		assert.deepEqual(
			[a?.work.change.reference, a?.work.change.leftOut, a?.work.resource],
			['Observation/a', 'too-large', undefined],
		);
	});

	test('by patient is not held up by a record that nests too deep to be written', async (t) => {
		const folder = await temporaryFolder(t);
		const { rules, intent, list } = workflow(folder);
		let deep: unknown = [];
		for (let depth = 0; depth < 200_000; depth++) deep = [deep];
		const fresh = ['a', 'b'].map((id) => ({
			name: id,
			hash: id,
			change: {
				type: 'Observation',
				id,
				deleted: false,
				resource: { resourceType: 'Observation', id, ...(id === 'a' && { deep }) },
			},
		}));
		await onePerPatient(rules, intent).handOver(fresh);
		assert.deepEqual(
			list().map(({ work }) => [work.change.reference, work.resources?.length]),
			[
				['Observation/a', 0],
				['Observation/b', 1],
			],
		);
	});

	test('is one piece for all records of a patient that a look finds', async (t) => {
		const server = await startChart(t);
		const folder = await temporaryFolder(t);
		const { rules, intent, list } = workflow(folder);
		const { look } = watchOn(folder, server, { outlet: onePerPatient(rules, intent) });
		await look();
		server.now += MINUTE;
		server.write('a', about('p1'));
		server.write('b', about('p2'));
		server.write('c', about('p1'));
		server.write('d');
		await look();
		const groups = list().map(({ work }) => work.resources?.map(({ id }) => id));
		assert.deepEqual(groups.sort(), [['a', 'c'], ['b'], ['d']]);
	});

	test('of a patient that a crash interrupted is opened again as it was', async (t) => {
		const server = await startChart(t);
		const folder = await temporaryFolder(t);
		const { opened, rules, intent } = workflow(folder);
		let crash = true;
		const crashing: WorkRules = {
			...rules,
			open: async (planned) => {
				await rules.open(planned);
				if (crash) throw new HospitalError('enospc', 'ZZ', { nextStep: 'ZZ' });
			},
		};
		const first = watchOn(folder, server, { outlet: onePerPatient(crashing, intent) });
		await first.watch.look().catch(() => undefined);
		server.now += MINUTE;
		server.write('a', about('p1'));
		await assert.rejects(first.look());
		await first.watch.close();
		crash = false;
		server.now += SECOND;
		server.write('b', about('p1'));
		await watchOn(folder, server, { outlet: onePerPatient(crashing, intent) }).look();
		const groups = [...opened.values()].map(({ work }) => work.resources?.map(({ id }) => id));
		assert.deepEqual(groups, [['a'], ['b']], 'the first piece stayed what it was');
	});
});

describe('what was seen', () => {
	const change = (id: string, version: string, at: number) => ({
		type: 'Observation',
		id,
		version,
		at,
		lastUpdated: new Date(at).toISOString(),
		deleted: false,
		resource: { resourceType: 'Observation', id, status: 'final' },
	});

	test('is known again after a way through the disk', () => {
		const seen = new Seen();
		const fresh = seen.judge(change('a', '1', NOW));
		assert.ok(fresh);
		seen.add(fresh, NOW);
		const again = new Seen(JSON.parse(JSON.stringify(seen.rows())) as never);
		assert.equal(again.judge(change('a', '1', NOW)), undefined);
		assert.ok(again.judge(change('a', '2', NOW)));
	});

	test('does not come again when only its time or its tags were touched', () => {
		const seen = new Seen();
		seen.add(seen.judge(change('a', '1', NOW))!, NOW);
		assert.equal(seen.judge(change('a', '1', NOW + 5_001)), undefined);
	});

	test('is forgotten when it is old and was not met any more', () => {
		const seen = new Seen();
		seen.add(seen.judge(change('old', '1', NOW - MINUTE))!, NOW);
		seen.add(seen.judge(change('met', '1', NOW - MINUTE))!, NOW);
		seen.add(seen.judge(change('new', '1', NOW))!, NOW);
		seen.beginLook();
		seen.judge(change('met', '1', NOW - MINUTE));
		seen.forgetBefore(NOW - SECOND);
		assert.deepEqual(
			seen
				.rows()
				.map(([name]) => name)
				.sort(),
			['Observation/met/1', 'Observation/new/1'],
		);
	});
});

describe('an outage', () => {
	test('is waited out longer and longer, told when it lasts, and its end too', () => {
		const told: unknown[] = [];
		const settings = { everyMs: 10_000, longestMs: 5 * MINUTE, patienceMs: 15 * MINUTE };
		const outage = new Outage(settings, (event) => told.push(event));
		const error = new HospitalError('fhir-unavailable', 'ZZ', { nextStep: 'ZZ', retryable: true });
		assert.deepEqual(
			[0, 1, 2, 3, 4, 5, 6].map((minute) => outage.failed(error, minute * MINUTE) / SECOND),
			[10, 20, 40, 80, 160, 300, 300],
		);
		assert.deepEqual(told, []);
		outage.failed(error, 15 * MINUTE);
		outage.failed(error, 20 * MINUTE);
		outage.failed(error, 76 * MINUTE);
		outage.succeeded(80 * MINUTE);
		outage.succeeded(81 * MINUTE);
		assert.deepEqual(told, [
			{ type: 'failing', reason: 'fhir-unavailable', minutes: 15 },
			{ type: 'failing', reason: 'fhir-unavailable', minutes: 76 },
			{ type: 'recovered', minutes: 80 },
		]);
	});
});

describe('nothing is missed and nothing comes twice', { timeout: 120_000 }, () => {
	for (const scenario of SCENARIOS) {
		test(`on a server that: ${scenario.name}`, async () => {
			const { changes, missed, twice, leaks } = await virtualRun(scenario, 7, { changes: 250 });
			assert.ok(changes > 150, `${changes} changes`);
			assert.deepEqual({ missed, twice, leaks }, { missed: [], twice: [], leaks: 0 });
		});
	}

	test('by a process that is killed again and again', async () => {
		const options = { kills: 3, seed: 7, startFor: 'record' as const, say: () => undefined };
		const { changes, missed, twice, leaks } = await killCampaign(options);
		assert.ok(changes > 10, `${changes} changes`);
		assert.deepEqual({ missed, twice, leaks }, { missed: [], twice: [], leaks: 0 });
	});
});
