import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Outlet } from '../../../dist/nodes/Fhir/watching/outlet.js';
import { startElsewhere } from '../../campaign/fhir/elsewhere.ts';
import {
	MINUTE,
	NOW,
	remembering,
	searching,
	SECOND,
	SETTINGS,
	startChart,
	temporaryFolder,
	watchOn,
} from './trigger-build.ts';

const HOUR = 60 * MINUTE;

describe('a watch by search', () => {
	test('takes nothing that was there before, and everything that comes after', async (t) => {
		const server = await startChart(t);
		for (let index = 0; index < 30; index++)
			server.write(`old${index}`, { stamp: NOW - index * MINUTE });
		const { look } = watchOn(await temporaryFolder(t), server);
		assert.deepEqual(await look(), []);
		server.now += MINUTE;
		server.write('a');
		server.write('old3');
		assert.deepEqual(await look(), ['a/1', 'old3/2']);
		assert.deepEqual(await look(), []);
	});

	test('starts from a date: what is older stays away, what lies at that moment comes', async (t) => {
		const server = await startChart(t);
		const since = NOW - 10 * HOUR;
		server.write('before', { stamp: since - 1 });
		server.write('at', { stamp: since });
		server.write('later', { stamp: since + HOUR });
		const { look } = watchOn(await temporaryFolder(t), server, { since });
		assert.deepEqual(await look(), ['at/1', 'later/1']);
	});

	test('starts on a server without any such record', async (t) => {
		const server = await startChart(t);
		const { look } = watchOn(await temporaryFolder(t), server);
		assert.deepEqual(await look(), []);
		server.now += MINUTE;
		server.write('first');
		assert.deepEqual(await look(), ['first/1']);
	});

	test('finds what becomes visible late, also behind what was seen already', async (t) => {
		const server = await startChart(t);
		const { look } = watchOn(await temporaryFolder(t), server);
		await look();
		server.write('late', { stamp: NOW + SECOND, visibleAt: NOW + 100 * SECOND });
		server.write('prompt', { stamp: NOW + 20 * SECOND });
		server.now = NOW + MINUTE;
		assert.deepEqual(await look(), ['prompt/1']);
		server.now = NOW + 2 * MINUTE;
		assert.deepEqual(await look(), ['late/1']);
	});

	test('takes records with the same time on both sides of a page border once each', async (t) => {
		const server = await startChart(t, { largestPage: 3 });
		const { look } = watchOn(await temporaryFolder(t), server);
		await look();
		for (let index = 0; index < 10; index++) server.write(`same${index}`, { stamp: NOW + SECOND });
		server.now += MINUTE;
		assert.equal(new Set(await look()).size, 10);
		assert.deepEqual(await look(), []);
	});

	test('reads a backlog in steps, and begins the next one where the last ended', async (t) => {
		const server = await startChart(t, { largestPage: 10 });
		for (let index = 0; index < 95; index++) {
			server.write(`r${index}`, { stamp: NOW - (95 - index) * MINUTE });
		}
		const settings = { ...SETTINGS, limit: 20 };
		const { watch, came } = watchOn(await temporaryFolder(t), server, {
			since: NOW - 3 * HOUR,
			settings,
		});
		assert.deepEqual(await watch.look(), { handedOver: 20, more: true });
		assert.deepEqual(came.slice(0, 3), ['r0/1', 'r1/1', 'r2/1']);
		let steps = 1;
		while ((await watch.look())?.more) steps += 1;
		assert.ok(steps >= 4, `in ${steps} steps`);
		assert.equal(came.length, 95);
		assert.equal(new Set(came).size, 95);
	});

	test('a step that lies within one second still goes on', async (t) => {
		const server = await startChart(t, { truncate: true, largestPage: 10 });
		for (let index = 0; index < 60; index++)
			server.write(`r${index}`, { stamp: NOW - HOUR + index });
		const settings = { ...SETTINGS, limit: 20 };
		const { look } = watchOn(await temporaryFolder(t), server, { since: NOW - 3 * HOUR, settings });
		assert.equal((await look()).length, 60);
	});

	test('does not move when the server fails in the middle of its pages', async (t) => {
		const server = await startChart(t, { largestPage: 5 });
		const { look, onHandOver: _, ...watched } = watchOn(await temporaryFolder(t), server);
		await look();
		for (let index = 0; index < 20; index++)
			server.write(`r${index}`, { stamp: NOW + index * SECOND });
		server.now += HOUR;
		const { requests } = server;
		const failing = setInterval(() => {
			if (server.requests >= requests + 2) server.habits = { largestPage: 5, unavailable: 1 };
		}, 0);
		server.habits = { largestPage: 5, unavailable: 0 };
		await assert.rejects(look(), (error: { code?: string }) => error.code === 'fhir-unavailable');
		clearInterval(failing);
		server.habits = { largestPage: 5 };
		await look();
		assert.equal(watched.came.length, 20, 'all of them');
		assert.equal(new Set(watched.came).size, 20, 'and each once');
	});

	test('leaves the cursor where it is when the server asks to slow down', async (t) => {
		const server = await startChart(t);
		const { look } = watchOn(await temporaryFolder(t), server);
		await look();
		server.write('a', { stamp: NOW + SECOND });
		server.now += HOUR;
		server.habits = { throttled: 1 };
		await assert.rejects(look(), (error: { code?: string }) => error.code === 'fhir-throttled');
		server.habits = {};
		assert.deepEqual(await look(), ['a/1']);
	});

	test('follows no link to another origin, and sends no token there', async (t) => {
		const server = await startChart(t, { largestPage: 2 });
		const elsewhere = await startElsewhere();
		t.after(async () => await elsewhere.stop());
		server.foreignUrl = elsewhere.url;
		const { look } = watchOn(await temporaryFolder(t), server);
		await look();
		for (let index = 0; index < 6; index++) server.write(`r${index}`, { stamp: NOW + SECOND });
		server.now += MINUTE;
		server.habits = { largestPage: 2, foreignLinks: 1 };
		await assert.rejects(look(), (error: { code?: string }) => error.code === 'fhir-foreign-link');
		assert.equal(elsewhere.tokens, 0);
		server.habits = { largestPage: 2 };
		await look();
	});

	test('is not carried away by a record from the future', async (t) => {
		const server = await startChart(t);
		server.write('future0', { stamp: NOW + 900 * HOUR, visibleAt: NOW - 1 });
		server.write('old', { stamp: NOW - HOUR });
		const { look } = watchOn(await temporaryFolder(t), server);
		await look();
		server.write('future1', { stamp: NOW + 1000 * HOUR, visibleAt: NOW + SECOND });
		server.now += MINUTE;
		assert.deepEqual(await look(), ['future1/1']);
		server.now += HOUR;
		server.write('now');
		assert.deepEqual(await look(), ['now/1']);
		server.now += HOUR;
		assert.deepEqual(await look(), [], 'what the server shows every time is not taken every time');
	});

	for (const dateOff of [-5 * HOUR, 5 * HOUR]) {
		test(`does not rely on a Date header that is ${dateOff / HOUR} hours off`, async (t) => {
			const server = await startChart(t, { dateOff });
			server.write('old', { stamp: NOW - HOUR });
			const { look } = watchOn(await temporaryFolder(t), server);
			assert.deepEqual(await look(), []);
			for (let round = 0; round < 5; round++) {
				server.now += 10 * MINUTE;
				server.write(`r${round}`);
				assert.deepEqual(await look(), [`r${round}/1`]);
			}
		});
	}

	for (const habits of [{ unsorted: true }, { refusesSort: true }, { swapsPages: true }]) {
		test(`reads all pages of a server that ${Object.keys(habits)[0]}`, async (t) => {
			const server = await startChart(t, { ...habits, largestPage: 7 });
			for (let index = 0; index < 20; index++)
				server.write(`old${index}`, { stamp: NOW - index * HOUR });
			const { look } = watchOn(await temporaryFolder(t), server);
			assert.deepEqual(await look(), []);
			for (let index = 0; index < 50; index++) {
				server.write(`r${index}`, { stamp: NOW + ((index * 37) % 50) * MINUTE });
			}
			server.now += HOUR;
			const came = await look();
			assert.equal(came.length, 50);
			assert.equal(new Set(came).size, 50);
		});
	}

	test('tells changes apart on a server that always says version 1', async (t) => {
		const server = await startChart(t, { versions: 'constant' });
		const { look } = watchOn(await temporaryFolder(t), server);
		await look();
		for (const version of [1, 2, 3]) {
			server.now += SECOND;
			server.write('a');
			assert.deepEqual(await look(), [`a/${version}`]);
			assert.deepEqual(await look(), []);
		}
	});

	test('tells changes within one second apart on a server without versions that counts seconds', async (t) => {
		const server = await startChart(t, { versions: 'none', truncate: true });
		const { look } = watchOn(await temporaryFolder(t), server);
		await look();
		server.write('a', { stamp: NOW + 100 });
		server.now = NOW + 200;
		assert.deepEqual(await look(), ['a/1']);
		server.write('a', { stamp: NOW + 300 });
		server.now = NOW + 400;
		assert.deepEqual(await look(), ['a/2']);
		assert.deepEqual(await look(), []);
	});

	test('asks by the criteria', async (t) => {
		const server = await startChart(t);
		const source = searching(server, { status: 'amended' });
		const { look } = watchOn(await temporaryFolder(t), server, { source });
		await look();
		server.now += MINUTE;
		server.write('a', { body: { status: 'final' } });
		server.write('b', { body: { status: 'amended' } });
		assert.deepEqual(await look(), ['b/1']);
	});

	test('cannot start on a server that tells neither order nor time', async (t) => {
		const source = {
			forwards: true,
			newest: () => Promise.resolve({}),
			pages: async function* () {
				await Promise.resolve();
				yield { changes: [] };
			},
		};
		const server = await startChart(t);
		const { look } = watchOn(await temporaryFolder(t), server, { source });
		await assert.rejects(look(), (error: { code?: string; nextStep?: string }) => {
			assert.equal(error.code, 'fhir-watch-no-clock');
			return (error.nextStep ?? '') !== '';
		});
	});
});

describe('a watch by history', () => {
	test('takes every version and every deletion, the oldest first', async (t) => {
		const held: string[] = [];
		const inOrder: Outlet = {
			holdBack: 100,
			handOver: (fresh) => {
				for (const { change } of fresh) {
					held.push(`${change.id}/${change.version}${change.deleted ? '/deleted' : ''}`);
				}
				return Promise.resolve();
			},
		};
		const server = await startChart(t, { largestPage: 2 });
		server.write('old', { stamp: NOW - HOUR });
		const source = remembering(server);
		const { look } = watchOn(await temporaryFolder(t), server, {
			source,
			settings: { ...SETTINGS, limit: 1_000_000 },
			outlet: inOrder,
		});
		await look();
		server.write('a', { stamp: NOW + 1 * SECOND });
		server.write('a', { stamp: NOW + 2 * SECOND });
		server.write('old', { stamp: NOW + 3 * SECOND, deleted: true });
		server.write('a', { stamp: NOW + 4 * SECOND });
		server.now += MINUTE;
		await look();
		assert.deepEqual(held, ['a/1', 'a/2', 'old/2/deleted', 'a/3']);
		await look();
		assert.equal(held.length, 4);
	});
});
