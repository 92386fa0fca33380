import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IDataObject,
	IExecuteFunctions,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { BatchReference } from '../../../dist/nodes/Audit/batch.js';
import { readCursor } from '../../../dist/nodes/Audit/delivery/cursor.js';
import type { DeliveryResult } from '../../../dist/nodes/Audit/delivery/delivery-contract.js';
import { SiemAudit } from '../../../dist/nodes/Audit/SiemAudit.node.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { ledger } from '../../../dist/nodes/shared/ledger/index.js';
import { startEhr } from '../../hospital/ehr.ts';
import { API_KEY, elasticServer } from '../../peers/siem/elastic.ts';
import { otlpServer } from '../../peers/siem/otlp.ts';
import { COLLECTOR_GUID, splunkServer } from '../../peers/siem/splunk.ts';
import { batch } from './build.ts';
import { inOrder, receiver, unframe } from './receiver.ts';
import { parse } from './rfc5424-parser.ts';

const PLANTED = 'ZZTEST12345';
const EVENTS = 3;
let root: string;
let ids: string[];
const undo: Array<() => Promise<unknown>> = [];

before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-kinds-'));
	await writeFile(join(root, 'key'), '42'.repeat(32), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = join(root, 'data');
	process.env.HOSPITAL_KEY_FILE = join(root, 'key');
	process.env.HOSPITAL_INSTANCE = 'n8n.test';
	const writer = await ledger();
	const record = async (n: number) =>
		await writer.append({
			kind: 'access',
			interaction: 'fhir-read',
			action: 'R',
			outcome: '0',
			agent: { instance: 'n8n.test', node: `Node of ${PLANTED}`, executionId: String(n) },
			patient: { pseudonym: 'ab'.repeat(16), keyId: '01234567' },
		});
	ids = [];
	for (let n = 0; n < EVENTS; n++) ids.push((await record(n)).id);
});

after(async () => {
	await (await ledger()).close();
	for (const step of undo.reverse()) await step();
	await rm(root, { recursive: true, force: true });
	delete process.env.HOSPITAL_AUDIT_ARCHIVE_DIR;
});

async function urlOf(server: Server): Promise<string> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	undo.push(async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const NOTHING = () => undefined;
let kinds = 0;

/** Delivers the first events to a sink of its own, as n8n runs the node. */
async function deliverTo(
	parameters: IDataObject,
	credentials: Record<string, IDataObject>,
): Promise<DeliveryResult> {
	const { audit } = await dataDirectory();
	const writer = await ledger();
	const sink = `kind-${++kinds}`;
	const reference: BatchReference = await batch(audit, [writer.origin], { sink, limit: EVENTS });
	const all: IDataObject = {
		operation: 'deliver',
		auditBatch: reference as unknown as IDataObject,
		...parameters,
	};
	const functions = {
		getNode: () => ({
			id: 'node-1',
			name: `Node of ${PLANTED}`,
			type: 'n8n-nodes-hospital.siemAudit',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		}),
		getMode: () => 'trigger',
		getWorkflow: () => ({ id: 'Wf1', active: true }),
		logger: { error: NOTHING, warn: NOTHING, info: NOTHING },
		getInputData: () => [{ json: {} }],
		getNodeParameter: (name: string, _index: number, fallback?: unknown) =>
			name in all ? all[name] : fallback,
		getCredentials: async (type: string) => {
			const found = credentials[type];
			if (found === undefined) throw new Error(`no credential ${type}`);
			return found;
		},
		getExecutionId: () => '77',
		getExecutionCancelSignal: NOTHING,
		continueOnFail: () => false,
		helpers: { getSecureEgressFilter: NOTHING },
	};
	const [[item]] = await new SiemAudit().execute.call(functions as unknown as IExecuteFunctions);
	const result = item.json.auditDelivery as unknown as DeliveryResult;
	const { auditCursors } = await dataDirectory();
	const cursor = await readCursor(auditCursors, sink);
	assert.equal(cursor.origins[writer.origin].seq, EVENTS, 'the cursor moved');
	return result;
}

const confirmed = ({ delivered, confirmation }: DeliveryResult) => [delivered, confirmation];

test('a node without "Send To", as older workflows have it, sends syslog', async () => {
	const siem = await receiver(inOrder);
	undo.push(async () => await siem.close());
	const syslogApi = { host: '127.0.0.1', port: siem.port, transport: 'tcp' };
	const result = await deliverTo({ deliverOptions: {} }, { syslogApi });
	assert.deepEqual(confirmed(result), [EVENTS, 'closed']);
	const messages = unframe(siem.bytes()).map(parse);
	assert.deepEqual(
		messages.map(({ msg }) => (JSON.parse(msg) as { id: string }).id),
		ids,
	);
	assert.ok(!siem.bytes().includes('ZZTEST'));
});

test('syslog carries the formats of other products behind the same header', async () => {
	const starts: Record<string, RegExp> = {
		cef: /^CEF:0\|/,
		leef: /^LEEF:2\.0\|/,
		atna: /^(?:<\?xml[^>]*>)?<AuditMessage/,
		ocsf: /^\{.*"class_uid"/,
		fhir: /^\{"resourceType":"AuditEvent"/,
	};
	for (const [format, start] of Object.entries(starts)) {
		const siem = await receiver(inOrder);
		undo.push(async () => await siem.close());
		const syslogApi = { host: '127.0.0.1', port: siem.port, transport: 'tcp' };
		await deliverTo({ sendTo: 'syslog', format }, { syslogApi });
		const messages = unframe(siem.bytes()).map(parse);
		assert.deepEqual(
			messages.map(({ data }) => data['hospital@32473'].id),
			ids,
		);
		for (const { msg, msgId } of messages) {
			assert.match(msg, start);
			assert.equal(msgId, format === 'atna' ? 'DICOM+RFC3881' : 'fhir-read');
		}
		assert.ok(!siem.bytes().includes('ZZTEST'), format);
	}
});

test('syslog over UDP says that nothing was confirmed', async () => {
	const socket = createSocket('udp4');
	const datagrams: string[] = [];
	socket.on('message', (message) => datagrams.push(message.toString()));
	await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
	undo.push(async () => {
		socket.close();
		return await Promise.resolve();
	});
	const syslogApi = { host: '127.0.0.1', port: socket.address().port, transport: 'udp' };
	const result = await deliverTo({ sendTo: 'syslog' }, { syslogApi });
	assert.deepEqual(confirmed(result), [EVENTS, 'sent']);
	assert.deepEqual(
		datagrams.map((message) => parse(message).data['hospital@32473'].id),
		ids,
	);
});

test('Elasticsearch gets ECS documents under the event ids', async () => {
	const path = join(root, 'elastic');
	const baseUrl = await urlOf(elasticServer(path));
	const elasticApi = { baseUrl, authentication: 'apiKey', apiKey: API_KEY };
	const parameters = { sendTo: 'elastic', elasticIndex: 'audit' };
	assert.deepEqual(confirmed(await deliverTo(parameters, { elasticApi })), [EVENTS, 'stored']);
	const stored = (await readFile(path, 'utf8'))
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line));
	assert.deepEqual(
		stored.map(({ _id }) => _id),
		ids,
	);
	assert.ok(
		stored.every(({ _index, _source }) => _index === 'audit' && _source.ecs.version !== ''),
	);
	assert.ok(!JSON.stringify(stored).includes('ZZTEST'));
});

test('Splunk gets events with their time, indexed or only received as the node says', async () => {
	const path = join(root, 'splunk');
	const baseUrl = await urlOf(splunkServer(path));
	const splunkHecApi = { baseUrl, token: COLLECTOR_GUID };
	const indexed = await deliverTo({ sendTo: 'splunk', splunkIndex: 'x' }, { splunkHecApi });
	assert.deepEqual(confirmed(indexed), [EVENTS, 'indexed']);
	const stored = (await readFile(path, 'utf8'))
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line));
	assert.deepEqual(
		stored.map(({ id }) => id),
		ids,
	);
	const weaker = { sendTo: 'splunk', waitForIndexing: false, format: 'cef' };
	assert.deepEqual(confirmed(await deliverTo(weaker, { splunkHecApi })), [EVENTS, 'received']);
});

test('OpenTelemetry gets log records with the event as text', async () => {
	const path = join(root, 'otlp');
	const baseUrl = await urlOf(otlpServer(path));
	const result = await deliverTo(
		{ sendTo: 'otlp' },
		{ otlpApi: { baseUrl, authentication: 'none' } },
	);
	assert.deepEqual(confirmed(result), [EVENTS, 'accepted']);
	const [request] = (await readFile(path, 'utf8'))
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line));
	const records = request.resourceLogs[0].scopeLogs[0].logRecords as Array<{
		body: { stringValue: string };
	}>;
	assert.deepEqual(
		records.map(({ body }) => JSON.parse(body.stringValue).id),
		ids,
	);
});

test('a FHIR server gets AuditEvents whose ids are the event ids', async () => {
	const ehr = await startEhr({ token: 't' });
	undo.push(async () => await ehr.stop());
	const fhirServerApi = { baseUrl: ehr.url, authentication: 'bearer', token: 't' };
	assert.deepEqual(confirmed(await deliverTo({ sendTo: 'fhir' }, { fhirServerApi })), [
		EVENTS,
		'stored',
	]);
	for (const id of ids) {
		assert.equal((await ehr.repository.readResource('AuditEvent', id)).resourceType, 'AuditEvent');
	}
});

test('the archive needs a folder that the administrator has set and that is there', async () => {
	delete process.env.HOSPITAL_AUDIT_ARCHIVE_DIR;
	await assert.rejects(deliverTo({ sendTo: 'archive' }, {}), /No archive folder is set/);
	const folder = join(root, 'archive');
	process.env.HOSPITAL_AUDIT_ARCHIVE_DIR = folder;
	await assert.rejects(deliverTo({ sendTo: 'archive' }, {}), /The archive folder is not there/);
	process.env.HOSPITAL_AUDIT_ARCHIVE_DIR = 'archive';
	await assert.rejects(deliverTo({ sendTo: 'archive' }, {}), /The archive folder is not there/);
	await mkdir(folder);
	process.env.HOSPITAL_AUDIT_ARCHIVE_DIR = folder;
	const result = await deliverTo({ sendTo: 'archive', format: 'csv' }, {});
	assert.deepEqual(confirmed(result), [EVENTS, 'on-disk']);
	const [origin] = await readdir(folder);
	const [name] = await readdir(join(folder, origin));
	assert.match(name, /^000000000001-[0-9a-f]{12}\.csv$/);
	const text = await readFile(join(folder, origin, name), 'utf8');
	assert.equal(
		text.split('\r\n').length,
		EVENTS + 2,
		'a header, the events, and the last line end',
	);
	assert.ok(!text.includes('ZZTEST'));
});

test('an unknown receiver or format is refused before anything is sent', async () => {
	await assert.rejects(deliverTo({ sendTo: 'fax' }, {}), /names no known receiver/);
	await assert.rejects(deliverTo({ sendTo: 'archive', format: '../x' }, {}), /no audit format/);
});

test('every kind in the list has a credential that the node declares and shows for it alone', () => {
	const { credentials = [], properties } = new SiemAudit().description;
	const field = properties.find(({ name }) => name === 'sendTo');
	const values = (field?.options as INodePropertyOptions[]).map(({ value }) => value);
	assert.deepEqual(values, ['archive', 'elastic', 'fhir', 'otlp', 'splunk', 'syslog']);
	const shown = credentials.map(({ name, displayOptions }) => [
		name,
		displayOptions?.show?.sendTo,
		displayOptions?.show?.operation,
	]);
	assert.deepEqual(shown, [
		['elasticApi', ['elastic'], ['deliver']],
		['fhirServerApi', ['fhir'], ['deliver']],
		['otlpApi', ['otlp'], ['deliver']],
		['splunkHecApi', ['splunk'], ['deliver']],
		['syslogApi', ['syslog'], ['deliver']],
	]);
	assert.equal(field?.default, 'syslog');
});

test('each credential is tested by its receiver', async () => {
	const baseUrl = await urlOf(otlpServer(join(root, 'probe')));
	const tests = new SiemAudit().methods.credentialTest;
	const run = async (name: keyof typeof tests, data: IDataObject) =>
		await tests[name].call(
			{} as ICredentialTestFunctions,
			{ id: '1', name: 'x', type: 'x', data } as unknown as ICredentialsDecrypted,
		);
	assert.equal((await run('otlpReceiver', { baseUrl })).status, 'OK');
	assert.equal((await run('otlpReceiver', { baseUrl: 'x' })).status, 'Error');
	const elastic = await run('elasticCluster', { baseUrl, authentication: 'none' });
	assert.equal(elastic.status, 'Error');
	assert.equal((await run('splunkCollector', { baseUrl, token: 't' })).status, 'Error');
	const silent = { host: '127.0.0.1', port: 1, transport: 'relp' };
	assert.equal((await run('syslogReceiver', silent)).status, 'Error');
});
