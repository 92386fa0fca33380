import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { probeElastic, sendBulk } from '../../../dist/nodes/clients/elastic/index.js';
import { readBulk } from '../../../dist/nodes/clients/elastic/answer.js';
import { inChunks, intakeOf, type EventText } from '../../../dist/nodes/clients/ingest/index.js';
import { probeLogs, sendLogs } from '../../../dist/nodes/clients/otlp/index.js';
import { probeHec, sendHec } from '../../../dist/nodes/clients/splunk/index.js';
import { API_KEY, elasticServer } from '../../peers/siem/elastic.ts';
import { jsonServer, type Answer } from '../../peers/siem/http.ts';
import { otlpServer } from '../../peers/siem/otlp.ts';
import { COLLECTOR_GUID, splunkServer } from '../../peers/siem/splunk.ts';

const PATIENCE = { attempts: 4, firstMs: 5, longestMs: 1500 };
const INDEX = 'logs-hospital.audit-default';

async function folder(t: TestContext): Promise<string> {
	const dir = await mkdtemp(join(tmpdir(), 'hospital-http-'));
	t.after(async () => await rm(dir, { recursive: true, force: true }));
	return dir;
}

async function at(t: TestContext, server: Server): Promise<string> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.after(async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const elastic = (baseUrl: string, key = API_KEY) => ({
	...intakeOf({ baseUrl: `${baseUrl}/`, authentication: 'apiKey', apiKey: key }),
	patience: PATIENCE,
});
const splunk = (baseUrl: string, token = COLLECTOR_GUID) => ({
	...intakeOf({ baseUrl }),
	token,
	patience: PATIENCE,
});

const idOf = (n: number): string => n.toString(16).padStart(64, '0');

async function* documents(count: number): AsyncGenerator<EventText> {
	for (let n = 0; n < count; n++) {
		yield { id: idOf(n), text: JSON.stringify({ '@timestamp': '2026-01-02T03:04:05.000Z', n }) };
	}
}

async function* envelopes(count: number): AsyncGenerator<EventText> {
	for (let n = 0; n < count; n++)
		yield { id: idOf(n), text: JSON.stringify({ time: 1, event: { n } }) };
}

const linesOf = async (path: string): Promise<string[]> =>
	(await readFile(path, 'utf8')).split('\n').slice(0, -1);

test('chunks keep the order and their bounds, and one large event goes alone', async () => {
	const sizes = [10, 10, 10, 500, 10, 60, 60];
	const events = async function* () {
		for (const [n, size] of sizes.entries()) yield { id: String(n), text: 'x'.repeat(size) };
	};
	const chunks: string[] = [];
	for await (const chunk of inChunks(events(), { events: 2, bytes: 100 })) {
		chunks.push(chunk.map(({ id }) => id).join());
	}
	assert.deepEqual(chunks, ['0,1', '2', '3', '4,5', '6']);
});

test('_bulk writes each document once under its id, however often it is sent', async (t) => {
	const path = join(await folder(t), 'index');
	const intake = elastic(await at(t, elasticServer(path)));
	const limit = { events: 7, bytes: 100_000 };
	assert.deepEqual(await sendBulk(intake, documents(50), { index: INDEX, limit }), {
		created: 50,
		existing: 0,
	});
	assert.deepEqual(await sendBulk(intake, documents(60), { index: INDEX, limit }), {
		created: 10,
		existing: 50,
	});
	const stored = (await linesOf(path)).map((line) => (JSON.parse(line) as { _id: string })._id);
	assert.deepEqual(
		stored,
		Array.from({ length: 60 }, (_, n) => idOf(n)),
	);
});

test('_bulk sends again what the cluster had no room for, one by one and as a whole', async (t) => {
	const path = join(await folder(t), 'index');
	const tried = new Map<string, number>();
	let requests = 0;
	const server = elasticServer(path, {
		item: (id) => {
			tried.set(id, (tried.get(id) ?? 0) + 1);
			const busy = Number.parseInt(id, 16) % 3 === 0 && (tried.get(id) ?? 0) < 3;
			return busy ? { status: 429, type: 'es_rejected_execution_exception' } : undefined;
		},
		request: () =>
			++requests % 3 === 1 ? { status: 503, headers: { 'retry-after': '0' }, body: {} } : undefined,
	});
	const sent = await sendBulk(elastic(await at(t, server)), documents(40), { index: INDEX });
	assert.deepEqual(sent, { created: 40, existing: 0 });
	assert.equal((await linesOf(path)).length, 40);
});

test('_bulk halves a request that is too large, down to one document', async (t) => {
	const server = jsonServer(({ body }) => {
		const ids = [...body.matchAll(/"_id":"([0-9a-f]+)"/g)].map(([, id]) => id);
		if (ids.length > 3) return { status: 413 };
		return { status: 200, body: { items: ids.map((_id) => ({ create: { _id, status: 201 } })) } };
	});
	const sent = await sendBulk(elastic(await at(t, server)), documents(20), { index: INDEX });
	assert.equal(sent.created, 20);
	const never = await at(
		t,
		jsonServer(() => ({ status: 413 })),
	);
	await assert.rejects(sendBulk(elastic(never), documents(2), { index: INDEX }), {
		code: 'siem-too-large',
	});
});

test('_bulk fails when a document can never be written, and tells no text of the cluster', async (t) => {
	const path = join(await folder(t), 'index');
	const server = elasticServer(path, {
		item: (id) =>
			id === idOf(3) ? { status: 400, type: 'document_parsing_exception' } : undefined,
	});
	const intake = elastic(await at(t, server));
	await assert.rejects(sendBulk(intake, documents(5), { index: INDEX }), {
		code: 'elastic-refused',
		message: /document_parsing_exception, 400/,
	});
	const sent = [{ id: idOf(1), text: '{}' }];
	const create = { _id: idOf(1), status: 400, error: { type: 'ZZTEST ADA' } };
	assert.throws(
		() => readBulk({ items: [{ create }] }, sent),
		(error: Error) => !error.message.includes('ZZTEST'),
	);
});

test('an event that the cluster did not store where it was sent counts for nothing', async (t) => {
	const sent = [{ id: idOf(1), text: '{}' }];
	const read = (create: object) => readBulk({ items: [{ create }] }, sent);
	const _id = idOf(1);
	const conflict = { type: 'version_conflict_engine_exception' };
	assert.equal(read({ _id, status: 201, result: 'created' }).created, 1);
	assert.equal(
		read({ _id, status: 201, result: 'created', failure_store: 'not_applicable_or_unknown' })
			.created,
		1,
	);
	assert.equal(read({ _id, status: 409, error: conflict }).existing, 1);
	for (const [create, code] of [
		[{ _id, status: 200, result: 'noop' }, 'elastic-dropped'],
		[{ _id, status: 201, result: 'noop' }, 'elastic-dropped'],
		[{ _id, status: 201, result: 'created', failure_store: 'used' }, 'elastic-failure-store'],
		[{ _id, status: 409, error: { type: 'index_closed_exception' } }, 'elastic-refused'],
		[{ _id, status: 409 }, 'elastic-refused'],
		[{ status: 201, result: 'created' }, 'elastic-wrong-service'],
		[{ status: 409, error: conflict }, 'elastic-wrong-service'],
	] as const) {
		assert.throws(() => read(create), { code }, JSON.stringify(create));
	}
	let asked = '';
	const server = createServer((request, response) => {
		asked = request.url ?? '';
		const dropped = { _id: idOf(0), status: 200, result: 'noop' };
		response.end(JSON.stringify({ items: [{ create: dropped }] }));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.after(() => server.close());
	const intake = elastic(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
	await assert.rejects(sendBulk(intake, documents(1), { index: INDEX }), {
		code: 'elastic-dropped',
	});
	for (const field of ['_id', 'status', 'result', 'failure_store', 'error.type']) {
		assert.ok(asked.includes(`items.*.${field}`), field);
	}
});

test('an answer of _bulk that does not fit the request counts for nothing', () => {
	const sent = [0, 1].map((n) => ({ id: idOf(n), text: '{}' }));
	const good = sent.map(({ id }) => ({ create: { _id: id, status: 201 } }));
	assert.equal(readBulk({ items: good }, sent).created, 2);
	const bad: unknown[] = [
		undefined,
		'ok',
		{},
		{ items: [] },
		{ items: good.slice(1) },
		{ items: [...good, good[0]] },
		{ items: good.toReversed() },
		{ items: [good[0], { index: { status: 201 } }] },
		{ items: [good[0], { create: { _id: idOf(1) } }] },
	];
	for (const body of bad)
		assert.throws(() => readBulk(body, sent), { code: 'elastic-wrong-service' });
});

test('a busy cluster, a wrong key and a wrong index name are told apart', async (t) => {
	const dir = await folder(t);
	const busy = elasticServer(join(dir, 'a'), { request: () => ({ status: 429, body: {} }) });
	await assert.rejects(sendBulk(elastic(await at(t, busy)), documents(1), { index: INDEX }), {
		code: 'siem-busy',
		retryable: true,
	});
	const url = await at(t, elasticServer(join(dir, 'b')));
	await assert.rejects(sendBulk(elastic(url, 'd3Jvbmc='), documents(1), { index: INDEX }), {
		code: 'siem-unauthorized',
	});
	await assert.rejects(probeElastic(elastic(url, 'd3Jvbmc=')), { code: 'siem-unauthorized' });
	assert.match(await probeElastic(elastic(url)), /version 8\.17\.0/);
	for (const index of ['', '../_security', 'a/b', 'Upper', 'a?b', '_all', 'a..b']) {
		await assert.rejects(sendBulk(elastic(url), documents(1), { index }), {
			code: 'elastic-index-invalid',
		});
	}
	const later = elasticServer(join(dir, 'c'), {
		request: () => ({ status: 503, headers: { 'retry-after': '3600' }, body: {} }),
	});
	const started = Date.now();
	await assert.rejects(sendBulk(elastic(await at(t, later)), documents(1), { index: INDEX }), {
		code: 'siem-busy',
	});
	assert.ok(
		Date.now() - started < 1000,
		'a pause beyond the patience is left to the next delivery',
	);
});

test('HEC waits until everything is indexed', async (t) => {
	const path = join(await folder(t), 'splunk');
	const intake = splunk(await at(t, splunkServer(path, { indexingMs: 60 })));
	const limit = { events: 5, bytes: 10_000 };
	assert.equal(await sendHec(intake, envelopes(200), { acknowledged: true, limit }), 200);
	const stored = (await linesOf(path)).map((line) => (JSON.parse(line) as { n: number }).n);
	assert.deepEqual(
		stored,
		Array.from({ length: 200 }, (_, n) => n),
	);
});

test('HEC without acknowledgement counts what was read, and says so only when asked to', async (t) => {
	const dir = await folder(t);
	const off = splunk(await at(t, splunkServer(join(dir, 'a'), { acknowledges: false })));
	await assert.rejects(sendHec(off, envelopes(3), { acknowledged: true }), {
		code: 'splunk-ack-off',
	});
	assert.equal(await sendHec(off, envelopes(3), { acknowledged: false }), 3);
	const never = splunk(await at(t, splunkServer(join(dir, 'b'), { indexingMs: 60_000_000 })));
	await assert.rejects(sendHec(never, envelopes(3), { acknowledged: true, ackMs: 150 }), {
		code: 'splunk-not-indexed',
		retryable: true,
	});
});

test('HEC: a busy server is asked again, a wrong token is named, and the test writes nothing', async (t) => {
	const dir = await folder(t);
	let requests = 0;
	const busy: Answer = { status: 503, body: { text: 'Server is busy', code: 9 } };
	const server = splunkServer(join(dir, 'a'), {
		request: () => (++requests % 2 === 1 ? busy : undefined),
	});
	assert.equal(await sendHec(splunk(await at(t, server)), envelopes(3), { acknowledged: true }), 3);
	const url = await at(t, splunkServer(join(dir, 'b')));
	assert.match(await probeHec(splunk(url)), /accepts the token/);
	await assert.rejects(probeHec(splunk(url, 'wrong')), { code: 'siem-unauthorized' });
	assert.equal(await readFile(join(dir, 'b'), 'utf8'), '');
	const cancelled = sendHec(splunk(url), envelopes(3), {
		acknowledged: true,
		signal: AbortSignal.timeout(10),
	});
	await assert.rejects(cancelled, { code: 'cancelled' });
});

test('OTLP: rejected records fail the delivery, in either spelling, and an empty answer is a success', async (t) => {
	const record = JSON.stringify({
		timeUnixNano: '1767323045000000000',
		severityNumber: 9,
		body: { stringValue: '{}' },
		attributes: [],
	});
	const records = async function* () {
		for (let n = 0; n < 3; n++) yield { id: idOf(n), text: record };
	};
	const path = join(await folder(t), 'otlp');
	const intake = { ...intakeOf({ baseUrl: await at(t, otlpServer(path)) }), patience: PATIENCE };
	assert.equal(await sendLogs(intake, records(), { limit: { events: 2, bytes: 100_000 } }), 3);
	assert.equal((await linesOf(path)).length, 2);
	assert.match(await probeLogs(intake), /answered/);
	const answers: Array<[body: unknown, code?: string]> = [
		[undefined],
		[{}],
		[{ partialSuccess: {} }],
		[{ partialSuccess: { rejectedLogRecords: '0', errorMessage: 'ZZTEST' } }],
		[{ partialSuccess: { rejectedLogRecords: '2' } }, 'otlp-rejected'],
		[{ partial_success: { rejected_log_records: 1 } }, 'otlp-rejected'],
		[{ partialSuccess: { rejectedLogRecords: 'many' } }, 'otlp-wrong-service'],
		[[], 'otlp-wrong-service'],
		[{ status: 'ok' }, 'otlp-wrong-service'],
		[{ partialSuccess: 'yes' }, 'otlp-wrong-service'],
		[{ partialSuccess: { accepted: 2 } }, 'otlp-wrong-service'],
	];
	for (const [body, code] of answers) {
		const baseUrl = await at(
			t,
			jsonServer(() => ({ status: 200, body })),
		);
		const sending = sendLogs({ ...intakeOf({ baseUrl }), patience: PATIENCE }, records());
		if (code === undefined) assert.equal(await sending, 3);
		else await assert.rejects(sending, { code });
	}
});

test('credentials: every kind of authentication, and what is missing or no plain address is named', () => {
	const baseUrl = 'https://siem.hospital.example:9200/';
	const basic = intakeOf({ baseUrl, authentication: 'basic', user: 'ü', password: 'p' });
	assert.equal(basic.baseUrl, 'https://siem.hospital.example:9200');
	assert.equal(basic.headers.authorization, `Basic ${Buffer.from('ü:p').toString('base64')}`);
	assert.equal(
		intakeOf({ baseUrl, authentication: 'bearer', token: ' t ' }).headers.authorization,
		'Bearer t',
	);
	const header = {
		baseUrl,
		authentication: 'header',
		headerName: 'X-Key',
		headerSecret: 'v',
	} as const;
	assert.deepEqual(intakeOf(header).headers, { 'x-key': 'v' });
	assert.throws(() => intakeOf({ baseUrl, authentication: 'apiKey' }), {
		code: 'siem-credential-incomplete',
	});
	for (const address of [
		'',
		'siem',
		'ftp://siem',
		'https://user:pw@siem',
		'https://siem/?x=1',
		'https://siem/#a',
	]) {
		assert.throws(() => intakeOf({ baseUrl: address }), { code: 'siem-address-invalid' }, address);
	}
});
