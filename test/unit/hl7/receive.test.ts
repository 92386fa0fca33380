import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
	auditEntries,
	intakePlace,
	joinPort,
	messageBytes,
	messageWork,
	receiveMessages,
	receiveOnce,
	type Hl7Payload,
	type ListenerEvent,
	type PortSettings,
	type Route,
} from '../../../dist/nodes/Hl7/intake/index.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import type { WorkItemReference } from '../../../dist/nodes/shared/contracts/work-item.js';
import { show } from '../../../dist/nodes/WorkItem/cli/show.js';
import { workEngine, workStore } from '../../../dist/nodes/shared/work/index.js';
import { freePort } from '../../peers/ports.ts';
import { hl7 } from './build.ts';
import { route, Sender } from './rig.ts';

const root = await mkdtemp(join(tmpdir(), 'hl7-receive-'));
process.env.HOSPITAL_DATA_DIR = join(root, 'data');
process.env.HOSPITAL_KEY_FILE = join(root, 'site.key');
await writeFile(process.env.HOSPITAL_KEY_FILE, randomBytes(32).toString('hex'), { mode: 0o600 });
/** Ends of work that are on their way: a test may be over before they are. */
const ending: Array<Promise<unknown>> = [];
test.after(async () => {
	await Promise.all(ending);
	await (await workEngine()).stop();
	// The ledger may still be writing.
	await rm(root, { recursive: true, force: true, maxRetries: 10 });
});

async function settingsOf(more: Partial<PortSettings> = {}): Promise<PortSettings> {
	const place = intakePlace(await dataDirectory());
	const port = await freePort();
	return { ...place, host: '127.0.0.1', port, limits: { minFreeBytes: 0 }, ...more };
}

/** What a trigger does: a workflow that ends each work item as it is told. */
async function trigger(
	t: TestContext,
	settings: PortSettings,
	taken: Route,
	end: 'DELIVERED' | 'BLOCKED' = 'DELIVERED',
	audit: (event: ListenerEvent) => Promise<void> = async () => undefined,
) {
	const engine = await workEngine();
	const store = await workStore();
	const got: Array<{ work: WorkItemReference; payload: Hl7Payload }> = [];
	const about = { route: taken.id, priority: taken.priority, owner: 'test' } as const;
	const work = messageWork(engine, store, about);
	const failures: string[] = [];
	const leave = await receiveMessages({
		settings,
		route: taken,
		audit,
		onFailure: (what) => failures.push(what),
		...work,
	});
	engine.attach(taken.id, {
		deliver: (item, payload) => {
			got.push({ work: item, payload: payload as Hl7Payload });
			const closing = { state: end, reason: 'test', owner: '', attempt: item.attempt };
			const ended = store
				.close(item.id, closing)
				.then(() => engine.settle(item.id, item.attempt, 'success'));
			ending.push(ended);
		},
	});
	const stop = async () => {
		engine.detach(taken.id);
		work.detach();
		await leave();
	};
	t.after(stop);
	const until = async (what: () => boolean) => {
		for (const limit = Date.now() + 8_000; !what(); await sleep(10)) {
			if (Date.now() > limit) throw new Error('what was waited for did not happen');
		}
	};
	return { got, failures, stop, until };
}

test('a received message becomes one work item, whatever happens on the way', async (t) => {
	const settings = await settingsOf();
	let audits = 0;
	const taken = await trigger(t, settings, route({ id: 'r1/n' }), 'DELIVERED', async () => {
		// The first try to write it down fails: nothing is handed on before it is written.
		if (audits++ === 0) throw new Error('no ledger');
	});
	const sender = await Sender.to(settings.port);
	const message = hl7({ controlId: 'W1' });
	assert.equal((await sender.send(message)).code, 'AA');
	await taken.until(() => taken.got.length === 1);
	assert.deepEqual(messageBytes(taken.got[0]!.payload.messages[0]!), message);
	assert.equal(taken.got[0]!.work.kind, 'hl7-message');
	assert.deepEqual(taken.failures, ['hl7-messages']);
});

test('the acknowledgement waits for the end of the work', async (t) => {
	const settings = await settingsOf();
	await trigger(t, settings, route({ id: 'r2/n', acknowledge: 'finished' }), 'BLOCKED');
	const sender = await Sender.to(settings.port);
	const message = hl7({ controlId: 'W2' });
	assert.equal((await sender.send(message, 8_000)).code, 'AE');
	assert.equal(
		(await sender.send(message, 8_000)).code,
		'AE',
		'and so does that of a repeated one',
	);
});

test('in strict order each message is handed on when the one before has ended', async (t) => {
	const settings = await settingsOf();
	const taken = await trigger(t, settings, route({ id: 'r3/n', strictOrder: true }));
	const sender = await Sender.to(settings.port);
	for (const controlId of ['1', '2', '3']) await sender.send(hl7({ controlId }));
	await taken.until(() => taken.got.length === 3);
	const ids = taken.got.map(({ payload }) => payload.messages[0]!.controlId);
	assert.deepEqual(ids, ['1', '2', '3']);
});

test('what no workflow can take is found in the list of work, as escalated', async (t) => {
	const settings = await settingsOf();
	const taken = await trigger(t, settings, route({ id: 'r4/n' }));
	const sender = await Sender.to(settings.port);
	assert.equal((await sender.send(Buffer.from('no message'))).code, 'AE');
	const engine = await workEngine();
	let found: Awaited<ReturnType<typeof engine.list>> = [];
	for (const limit = Date.now() + 8_000; Date.now() < limit; await sleep(50)) {
		found = (await engine.list()).filter((view) => view.route === 'r4/n/quarantine');
		if (found[0]?.closing !== undefined) break;
	}
	assert.equal(found.length, 1);
	assert.equal(found[0]!.closing?.state, 'ESCALATED');
	assert.equal(found[0]!.closing?.reason, 'hl7-not-a-message');
	assert.equal(found[0]!.owner, 'test');
	assert.equal(taken.got.length, 0);
});

test('"work show" says of a refused message which system sent it, and why it was refused', async (t) => {
	const settings = await settingsOf();
	await trigger(t, settings, route({ id: 'r5/n' }));
	const sender = await Sender.to(settings.port);
	const both = [hl7({ controlId: 'S1', sender: 'LAB^1.2.3' }), hl7({ controlId: 'S2' })];
	assert.equal((await sender.send(Buffer.concat(both))).code, 'AE');
	const store = await workStore();
	const id = async () =>
		(await (await workEngine()).list()).find((view) => view.route === 'r5/n/quarantine')?.id;
	const limit = Date.now() + 8_000;
	while (Date.now() < limit) {
		const there = await id();
		if (there !== undefined && (await store.closing(there)) !== undefined) break;
		await sleep(50);
	}
	const lines: string[] = [];
	const out = {
		line: (text: string) => lines.push(text),
		note: (text: string) => lines.push(text),
	};
	assert.equal(await show((await id()) ?? '', false, out), 0);
	const text = lines.join('\n');
	assert.match(text, /Reason +hl7-second-header/);
	assert.match(text, /Sent +by LAB \(127\.0\.0\.1\)/);
	assert.doesNotMatch(text, /ZZTEST|PID/);
});

test('a test run gets a copy while the workflow works on', async (t) => {
	const settings = await settingsOf();
	const taken = await trigger(t, settings, route({ id: 'r5/n' }));
	const { received, leave } = await receiveOnce({
		settings,
		route: route({ id: 'r5/n/test/1' }),
		audit: async () => undefined,
	});
	const sender = await Sender.to(settings.port);
	await sender.send(hl7({ controlId: 'W5' }));
	assert.equal((await received).messages[0]!.controlId, 'W5');
	await leave();
	await taken.until(() => taken.got.length === 1);
});

test('two workflows share a port, the same rule twice is refused by name', async (t) => {
	const settings = await settingsOf();
	const only = { messages: ['ADT^A01', 'ORU'] };
	await trigger(t, settings, route({ id: 'r6/a', label: 'ADT in', only }));
	const twice = route({ id: 'r6/b', only: { messages: ['oru', 'adt^a01'] } });
	const join = (more: Partial<Route> | Partial<PortSettings>) =>
		joinPort({
			settings: {
				...settings,
				...('host' in more || 'noRoute' in more ? more : {}),
			} as PortSettings,
			route: { ...twice, ...('only' in more ? more : {}) },
			on: () => undefined,
		});
	await assert.rejects(join({}), (error) => {
		const { code, message } = error as { code: string; message: string };
		return code === 'route-taken' && message.includes('"ADT in"');
	});
	await assert.rejects(join({ noRoute: 'keep' }), (error) => {
		const { code, message } = error as { code: string; message: string };
		return code === 'port-settings-differ' && message.includes('Messages for No Workflow');
	});
	const { leave } = await join({ only: { messages: ['MDM'] } });
	await leave();
});

test('when the last workflow leaves, the port is free again', async (t) => {
	const settings = await settingsOf();
	const first = await trigger(t, settings, route({ id: 'r7/n' }));
	await first.stop();
	await assert.rejects(Sender.to(settings.port));
	const again = await trigger(t, settings, route({ id: 'r7/n' }));
	const sender = await Sender.to(settings.port);
	await sender.send(hl7({ controlId: 'W7' }));
	await again.until(() => again.got.length === 1);
});

test('the record of a received message names the patient by pseudonym only', () => {
	const peer = { address: '10.0.0.1', port: 5, certificate: 'lab.example' };
	const message = {
		...{ key: 'k', receivedAt: '', peer, bytes: hl7(), type: 'ADT', event: 'A01', structure: '' },
		...{ version: '', controlId: 'SECRETID', processingId: '', characterSet: '' },
		...{ sendingApplication: '', sendingFacility: '' },
		...{ receivingApplication: '', receivingFacility: '' },
		patient: { id: '4711', issuer: 'HOSP' },
	};
	const offer = {
		type: 'messages',
		route: 'r',
		mode: 'production',
		offer: 'k',
		watch: false,
	} as const;
	const names: string[][] = [];
	const pseudonym = (...parts: string[]) => {
		names.push(parts);
		return { pseudonym: 'p', keyId: 'k' };
	};
	const [entry] = auditEntries({ ...offer, messages: [message] }, pseudonym);
	assert.equal(entry!.interaction, 'hl7-message-received');
	assert.deepEqual(entry!.patient, { pseudonym: 'p', keyId: 'k' });
	assert.deepEqual(names[0], ['patient', 'HOSP', '4711']);
	assert.doesNotMatch(JSON.stringify(entry), /4711|ZZTEST|SECRETID/);
	const refused = {
		type: 'message-refused',
		reason: 'no-route',
		answered: 'AE',
		peer,
		more: 9,
	} as const;
	assert.deepEqual(auditEntries(refused, pseudonym)[0]!.objects, [
		{ type: 'hl7-message', count: 9 },
	]);
});
