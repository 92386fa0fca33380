import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { echo, store } from '../../../dist/nodes/clients/dimse/index.js';
import {
	joinPort,
	startListener,
	type ListenerEvent,
	type Route,
} from '../../../dist/nodes/Dicom/intake/index.js';
import { receive, receiveOnce } from '../../../dist/nodes/Dicom/receiving/receive.js';
import { dataSet, part10, peerFor, route, temporaryFolder } from './build.ts';

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

async function portSettings(t: TestContext) {
	return {
		host: '127.0.0.1',
		port: await freePort(),
		spoolDir: await temporaryFolder(t),
		nameKey: Buffer.alloc(32, 7),
		limits: { minFreeBytes: 0 },
	};
}

type Settings = Awaited<ReturnType<typeof portSettings>>;

async function join(t: TestContext, settings: Settings, options: Partial<Route> = {}) {
	const events: ListenerEvent[] = [];
	const joined = await joinPort({
		settings,
		route: route(options),
		on: (event) => events.push(event),
	});
	t.after(joined.leave);
	return { ...joined, events };
}

const until = async (what: string, check: () => boolean) => {
	for (let waited = 0; !check(); waited += 5) {
		assert.ok(waited < 5000, what);
		await sleep(5);
	}
};

const other: Partial<Route> = { id: 'workflow-2/node-1', calledAeTitle: 'OTHER' };

describe('the hub of listener threads', { timeout: 60_000 }, () => {
	test('several workflows share a port, each study goes to the one whose AE title was called', async (t) => {
		const settings = await portSettings(t);
		const first = await join(t, settings);
		const second = await join(t, settings, other);
		await store(peerFor(settings.port, { called: 'OTHER' }), [{ bytes: part10(dataSet()) }]);
		await until('the study comes', () => second.events.some((e) => e.type === 'study-complete'));
		assert.ok(!first.events.some((event) => event.type === 'study-complete'));
		assert.ok(second.events.some((event) => event.type === 'association-ended'));
	});

	test('the same called AE title twice is refused in plain words, as a test run it is not', async (t) => {
		const settings = await portSettings(t);
		await join(t, settings);
		await assert.rejects(
			join(t, settings, { id: 'workflow-2/node-1' }),
			(error: Error & { code: string }) => {
				assert.equal(error.code, 'route-taken');
				assert.match(error.message, /HOSPITAL/);
				return true;
			},
		);
		await join(t, settings, { id: 'workflow-2/node-1', mode: 'test' });
	});

	test('a refusal names the workflow and node that are in the way', async (t) => {
		const settings = await portSettings(t);
		const label = 'Imaging triage / DICOM Trigger';
		const joined = await joinPort({ settings, route: route(), label, on: () => {} });
		t.after(joined.leave);
		await assert.rejects(join(t, settings, { id: 'workflow-2/node-1' }), {
			code: 'route-taken',
			message: `The active workflow "${label}" already receives every study for the AE title HOSPITAL on this port`,
		});
		await assert.rejects(join(t, { ...settings, limits: { minFreeBytes: 5 } }, other), {
			code: 'port-settings-differ',
			message: /^The active workflow "Imaging triage \/ DICOM Trigger" uses this port with other/,
		});
	});

	test('other settings for an open port are refused', async (t) => {
		const settings = await portSettings(t);
		await join(t, settings);
		const changed = { ...settings, limits: { minFreeBytes: 5 } };
		await assert.rejects(join(t, changed, other), { code: 'port-settings-differ' });
		const networks = { ...settings, callingNetworks: ['10.0.0.0/8'] };
		await assert.rejects(join(t, networks, other), { code: 'port-settings-differ' });
	});

	test('the last workflow that leaves closes the port, and it can be opened again', async (t) => {
		const settings = await portSettings(t);
		const first = await join(t, settings);
		const second = await join(t, settings, other);
		await first.leave();
		await echo(peerFor(settings.port, { called: 'OTHER' }));
		await assert.rejects(echo(peerFor(settings.port)), { code: 'association-rejected' });
		await second.leave();
		await second.leave();
		await assert.rejects(echo(peerFor(settings.port)), { code: 'econnrefused' });
		await join(t, settings);
		await echo(peerFor(settings.port));
	});

	test('a port that is taken by another program is an error of the activation', async (t) => {
		const settings = await portSettings(t);
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(settings.port, '127.0.0.1', resolve));
		t.after(() => server.close());
		await assert.rejects(join(t, settings), { code: 'eaddrinuse' });
		const nowhere = { ...settings, port: await freePort(), host: '10.255.255.254' };
		await assert.rejects(join(t, nowhere), {
			code: 'address-unknown',
			message: 'The field "Bind Address" holds 10.255.255.254, which is no address of this server',
		});
	});

	test('an AE title that DICOM does not allow is refused', async (t) => {
		const settings = await portSettings(t);
		for (const calledAeTitle of ['', '   ', 'SEVENTEEN_LETTERS', 'A\\B', 'Ä']) {
			await assert.rejects(join(t, settings, { calledAeTitle }), { code: 'ae-title-invalid' });
		}
		await assert.rejects(join(t, settings, { quietPeriodMs: Number.NaN }), {
			code: 'route-invalid',
		});
	});
});

test('a listener thread that is ended starts again, and acknowledged images are still offered', async (t) => {
	const settings = await portSettings(t);
	const events: ListenerEvent[] = [];
	const listener = await startListener({
		...settings,
		routes: [route({ quietPeriodMs: 1500 })],
		on: (event) => events.push(event),
	});
	t.after(async () => await listener.close());
	await store(peerFor(settings.port), [{ bytes: part10(dataSet()) }]);
	const { worker } = listener as unknown as { worker: Worker };
	// Before that nobody knows that the sender was done, and it is waited for longer.
	await sleep(300);
	await worker.terminate();
	await until('it fails', () => events.some(({ type }) => type === 'listener-failed'));
	await until('it is back', () => events.some(({ type }) => type === 'listener-restarted'));
	await echo(peerFor(settings.port));
	await until('the study is offered', () => events.some(({ type }) => type === 'study-complete'));
});

describe('receiving for a workflow', { timeout: 60_000 }, () => {
	test('a study is taken over only when its work item is durable, and is offered until then', async (t) => {
		const settings = await portSettings(t);
		const opened: string[] = [];
		const failures: string[] = [];
		let broken = true;
		const options = {
			settings,
			route: route(),
			audit: async () => {},
			open: async ({ version }: { version: string }) => {
				opened.push(version);
				if (broken) throw new Error('disk full');
			},
			onFailure: (what: string) => failures.push(what),
		};
		const leaveFirst = await receive(options);
		await store(peerFor(settings.port), [{ bytes: part10(dataSet()) }]);
		await until('it was tried', () => failures.length === 1);
		await leaveFirst();
		broken = false;
		const leaveSecond = await receive(options);
		await until('it is offered again', () => opened.length === 2);
		await sleep(100);
		await leaveSecond();
		const leaveThird = await receive(options);
		t.after(leaveThird);
		await sleep(200);
		assert.deepEqual(opened, [opened[0], opened[0]]);
		assert.deepEqual(failures, ['dicom-study-complete']);
	});

	test('a test run receives one study and takes nothing away', async (t) => {
		const settings = await portSettings(t);
		const production = await join(t, settings);
		const { study, leave } = await receiveOnce({
			settings,
			route: route({ id: 'workflow-1/node-1/test' }),
			audit: async () => {},
		});
		await store(peerFor(settings.port), [{ bytes: part10(dataSet()) }]);
		assert.equal((await study).patient.name, 'ZZTEST^ADA');
		await leave();
		await until('production has it', () =>
			production.events.some((e) => e.type === 'study-complete'),
		);
	});
});
