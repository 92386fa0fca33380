import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	CommandField,
	dataHeader,
	echo,
	encodeAssociateRequest,
	encodeCommand,
	store,
} from '../../../dist/nodes/clients/dimse/index.js';
import {
	CT,
	dataSet,
	EXPLICIT,
	part10,
	peerFor,
	random,
	RawPeer,
	startTestListener,
} from './build.ts';

const CONNECTIONS = 2000;
const AT_ONCE = 40;

const REQUEST = encodeAssociateRequest({
	calledAeTitle: 'HOSPITAL',
	callingAeTitle: 'ZZFUZZ',
	applicationContext: '1.2.840.10008.3.1.1.1',
	contexts: [{ id: 1, abstractSyntax: CT, transferSyntaxes: [EXPLICIT] }],
	user: { maximumLength: 16384, implementationClassUid: '2.25.5', implementationVersionName: 'ZZ', roles: [] },
}); // prettier-ignore
const COMMAND = encodeCommand({
	commandField: CommandField.storeRequest,
	affectedSopClassUid: CT,
	affectedSopInstanceUid: '2.25.1001',
	messageId: 1,
	dataSet: true,
});
const DATA = dataSet();
const fragment = (flags: number, bytes: Buffer) =>
	Buffer.concat([dataHeader(1, flags, bytes.length), bytes]);

test(`${CONNECTIONS} malformed connections neither crash nor clog the listener`, async (t) => {
	const next = random(42);
	const below = (limit: number) => Math.floor(next() * limit);
	const noise = (length: number) => Buffer.from(Array.from({ length }, () => below(256)));
	const mutate = (bytes: Buffer) => {
		const copy = Buffer.from(bytes);
		for (let change = 0; change <= below(5); change++) copy[below(copy.length)] = below(256);
		return below(4) === 0 ? copy.subarray(0, below(copy.length)) : copy;
	};
	const header = (type: number, length: number) => {
		const bytes = Buffer.from([type, 0, 0, 0, 0, 0]);
		bytes.writeUInt32BE(length, 2);
		return bytes;
	};
	const kinds: Array<() => Buffer[]> = [
		() => [noise(1 + below(400))],
		() => [Buffer.concat([header(1 + below(8), 60), noise(60)])],
		() => [mutate(REQUEST)],
		() => [REQUEST, header(4, 0xfffffff0), noise(100)],
		() => [REQUEST, mutate(fragment(3, COMMAND))],
		() => [REQUEST, fragment(3, mutate(COMMAND)), fragment(2, DATA)],
		() => [REQUEST, fragment(3, COMMAND), fragment(2, mutate(DATA))],
		() => [REQUEST, fragment(3, COMMAND), mutate(fragment(2, DATA))],
		() => [REQUEST, fragment(3, COMMAND), fragment(0, noise(below(3000)))],
		() => [REQUEST, fragment(2, DATA)],
		() => [REQUEST, REQUEST],
		() => [fragment(3, COMMAND)],
		() => [REQUEST, fragment(3, COMMAND), header(7, 4), noise(4)],
		() => [REQUEST, header(5, 4), noise(4), fragment(3, COMMAND)],
	];
	const server = await startTestListener(t, {
		limits: { artimMs: 500, pduMs: 500, idleMs: 500, maxConnections: 1000, maxAssociations: 500, maxAssociationsPerPeer: 500 },
	}); // prettier-ignore
	const before = process.memoryUsage().rss;
	for (let done = 0; done < CONNECTIONS; done += AT_ONCE) {
		await Promise.all(
			Array.from({ length: AT_ONCE }, async (_, index) => {
				const peer = await RawPeer.connect(server.port);
				for (const bytes of kinds[(done + index) % kinds.length]!()) peer.send(bytes);
				// Half of them wait for an answer, the others leave at once, politely or not.
				if (index % 2 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
				if (index % 4 === 1) peer.socket.resetAndDestroy();
				else peer.socket.destroy();
			}),
		);
		if (done % 400 === 0) await echo(peerFor(server.port));
	}
	await echo(peerFor(server.port));
	const [outcome] = await store(peerFor(server.port), [
		{ bytes: part10(dataSet({ sop: '2.25.2' }), { sop: '2.25.2' }) },
	]);
	assert.equal(outcome?.status, 0);
	await server.close();
	assert.ok(
		!(await server.files()).some((name) => name.endsWith('.tmp')),
		'no temporary file is left',
	);
	const growth = (process.memoryUsage().rss - before) / 2 ** 20;
	assert.ok(growth < 150, `memory grew by ${growth.toFixed(0)} MB`);
});
