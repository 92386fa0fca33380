import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { MonaiInference } from '../../../dist/nodes/Monai/MonaiInference.node.js';
import { ramp, writeVolume } from './build.ts';
import { METADATA, MODEL_PATH, binaryAnswer, startServer } from './server.ts';

let folder: string;

before(async () => {
	folder = await mkdtemp(join(tmpdir(), 'hospital-monai-node-'));
	await writeFile(join(folder, 'site.key'), randomBytes(32).toString('hex'), { mode: 0o600 });
	process.env.HOSPITAL_KEY_FILE = join(folder, 'site.key');
	process.env.HOSPITAL_DATA_DIR = join(folder, 'data');
});
after(async () => await rm(folder, { recursive: true, force: true }));

const PARAMETERS = {
	operation: 'runInference',
	model: 'hyperdensity-demo',
	version: '1',
	threshold: 0.5,
	findingDisplay: 'Haemorrhage',
	findingCode: '50960005',
	findingSystem: 'http://snomed.info/sct',
	intendedUse: 'Synthetic tests only.',
	demonstration: false,
	timeLimit: 2,
	modelOptions: {},
	purposeOfUse: 'TREAT',
	sealOutput: true,
};

const STUDY = {
	version: 'v1',
	studyInstanceUid: '2.25.4711000111',
	patient: { id: 'ZZMRN-77', issuer: 'ZZTEST', name: 'ZZTEST^ADA', birthDate: '', sex: 'F' },
};

interface Run {
	url: string;
	item: Record<string, unknown>;
	parameters?: Record<string, unknown>;
}

/** Runs the real node; only n8n itself is played. */
async function execute({ url, item, parameters = {} }: Run): Promise<INodeExecutionData[][]> {
	const values: Record<string, unknown> = { ...PARAMETERS, volume: item.volume, ...parameters };
	const functions = {
		helpers: {},
		getInputData: () => [{ json: item }],
		getNodeParameter: (name: string, _index: number, fallback?: unknown) =>
			values[name] ?? fallback,
		getNode: () => ({ name: 'MONAI Inference', type: 'monaiInference' }),
		getWorkflow: () => ({ id: 'wf1' }),
		getExecutionId: () => '17',
		getMode: () => 'trigger',
		getCredentials: () => Promise.resolve({ baseUrl: url, token: '' }),
		getExecutionCancelSignal: () => undefined,
		continueOnFail: () => false,
	};
	return await new MonaiInference().execute.call(functions as unknown as IExecuteFunctions);
}

async function itemOf(workId: string): Promise<Record<string, unknown>> {
	const volumes = join(folder, 'data', 'volumes', workId);
	// The node opens the data directory itself; a folder that is there already must be its own.
	await (await import('../../../dist/nodes/shared/data-directory.js')).dataDirectory();
	await mkdir(volumes, { recursive: true });
	const { volume } = await writeVolume(join(volumes, 'volume-1.vol'), [2, 4, 4], ramp(32));
	const workItem = { id: workId, attempt: 1, kind: 'dicom-study', priority: 'urgent' };
	return { workItem, volume, study: STUDY };
}

async function ledgerLines(): Promise<Array<Record<string, never>>> {
	const files = await readdir(join(folder, 'data', 'audit'), {
		recursive: true,
		withFileTypes: true,
	});
	const texts = await Promise.all(
		files.filter((file) => file.isFile()).map((f) => readFile(join(f.parentPath, f.name), 'utf8')),
	);
	return texts
		.flatMap((content) => content.split('\n'))
		.filter((line) => line.startsWith('{') && line.includes('"inference"'))
		.map((line) => JSON.parse(line) as Record<string, never>);
}

const workId = () => `w${randomBytes(16).toString('hex').slice(1)}`;

interface Result {
	status: string;
	score?: number;
	reason?: string;
}
const resultOf = (items: INodeExecutionData[] | undefined) =>
	items?.[0]?.json.result as unknown as Result;

async function setUp(t: TestContext) {
	const server = await startServer(t);
	const item = await itemOf(workId());
	return { server, url: server.url, item };
}

test('a result leaves by the first output, and a rerun tells the same story without asking again', async (t) => {
	const { server, url, item } = await setUp(t);
	server.infer = binaryAnswer(0.875, [0, 0, 0, 1, 1, 1]);
	const parameters = { sealOutput: false };
	const [first, none] = await execute({ url, item, parameters });
	assert.equal(resultOf(first).score, 0.875);
	assert.deepEqual(none, []);
	assert.deepEqual(first?.[0]?.pairedItem, { item: 0 });
	assert.equal(first?.[0]?.json.study, STUDY);

	server.infer = binaryAnswer(0.25, [-1, -1, -1, -1, -1, -1]);
	const asked = server.requests.length;
	const [again] = await execute({ url, item, parameters });
	assert.deepEqual(again, first);
	assert.equal(server.requests.length, asked);
});

test('no result leaves by the second output and stays no result on a rerun', async (t) => {
	const { server, url, item } = await setUp(t);
	server.infer = ({ response }) => void response.writeHead(400).end();
	const [result, none] = await execute({ url, item });
	assert.deepEqual(result, []);
	assert.equal(resultOf(none).reason, 'request-refused');
	assert.equal(resultOf(none).score, undefined);

	server.infer = binaryAnswer(0.9, [0, 0, 0, 1, 1, 1]);
	const [, again] = await execute({ url, item });
	assert.deepEqual(again, none);
});

test('another volume under the same work item is another question', async (t) => {
	const { server, url, item } = await setUp(t);
	server.infer = binaryAnswer(0.9, [0, 0, 0, 1, 1, 1]);
	await execute({ url, item });
	const volumes = join(folder, 'data', 'volumes', (item.workItem as { id: string }).id);
	const other = await writeVolume(join(volumes, 'volume-2.vol'), [2, 4, 4], new Int16Array(32), {
		key: 'volume-2',
	});
	server.infer = binaryAnswer(0.125, [-1, -1, -1, -1, -1, -1]);
	const [second] = await execute({ url, item: { ...item, volume: other.volume } });
	assert.equal(resultOf(second).score, 0.125);
});

test('the ledger gets the whole inference under pseudonyms, for results and for missing ones', async (t) => {
	const { server, url, item } = await setUp(t);
	server.infer = binaryAnswer(0.9, [0, 0, 0, 1, 1, 1]);
	const [sealed] = await execute({ url, item });
	assert.match(String((sealed?.[0]?.json.result as { inputHash?: string }).inputHash), /^sealed:/);
	await execute({ url, item });
	server.paths[MODEL_PATH] = { ...METADATA, versions: ['9'] };
	await execute({ url, item: await itemOf(workId()) });
	const lines = (await ledgerLines()).filter(
		({ network }) => String(network['port']) === new URL(url).port,
	);
	assert.deepEqual(
		lines.map(({ interaction, outcome, outcomeReason }) => [interaction, outcome, outcomeReason]),
		[
			['model-inference', '0', undefined],
			['model-inference-reused', '0', undefined],
			['model-inference', '4', 'model-mismatch'],
		],
	);
	const { inference, patient, objects, purposeOfUse } = lines[0] as unknown as {
		inference: Record<string, string>;
		patient: { pseudonym: string };
		objects: Array<{ type: string; sha256?: string }>;
		purposeOfUse: string;
	};
	assert.equal(inference.model, 'hyperdensity-demo');
	assert.equal(inference.version, '1');
	for (const field of ['profile', 'inputHash', 'outputHash']) {
		assert.match(inference[field] ?? '', /^[0-9a-f]{64}$/, field);
	}
	assert.equal(purposeOfUse, 'TREAT');
	assert.match(patient.pseudonym, /^[0-9a-f]{32}$/);
	assert.deepEqual(
		objects.map(({ type }) => type),
		['dicom-study', 'volume'],
	);
	const text = JSON.stringify(lines);
	for (const planted of ['ZZMRN-77', 'ZZTEST', '2.25.4711000111']) {
		assert.ok(!text.includes(planted), planted);
	}
});

test('incomplete model settings and a path in the volume name stop the node with a plain message', async (t) => {
	const { server, url, item } = await setUp(t);
	await assert.rejects(execute({ url, item, parameters: { model: '' } }), /Model name/);
	await assert.rejects(execute({ url, item, parameters: { timeLimit: 0 } }), /time limit/);
	const volume = { ...(item.volume as object), key: '../../site' };
	await assert.rejects(execute({ url, item: { ...item, volume } }), /image volume/);
	assert.deepEqual(server.requests, []);
});

test('the connection test names the server, or says what is wrong', async (t) => {
	const { server, url } = await setUp(t);
	const probe = async (data: object) =>
		await new MonaiInference().methods.credentialTest.inferenceServer.call(
			{} as never,
			{ data } as never,
		);
	assert.deepEqual(await probe({ baseUrl: url }), {
		status: 'OK',
		message:
			'The inference server answered: test-server 9. It is ready. The connection is not encrypted.',
	});
	server.paths['/v2'] = undefined;
	assert.equal((await probe({ baseUrl: url })).status, 'Error');
	await server.stop();
	const down = await probe({ baseUrl: url });
	assert.equal(down.status, 'Error');
	assert.match(down.message, /cannot be reached/);
	assert.match((await probe({ baseUrl: 'http://8.8.8.8' })).message, /egress guard/);
	assert.match((await probe({ baseUrl: url, clientCertificate: 'x' })).message, /belong together/);
});
