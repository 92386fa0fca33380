import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import { output } from '../peers/command.ts';
import { peer } from '../peers/require.ts';
import type { WorkflowImport } from '../n8n/api.ts';
import { startN8n } from '../n8n/instance.ts';
import type { N8n } from '../n8n/instance.ts';

const REPOSITORY = resolve(import.meta.dirname, '..', '..');
const PACK = 'n8n-nodes-hospital';
const LIMIT = 60_000_000;

interface Manifest {
	n8n: { nodes: string[]; credentials: string[] };
	scripts?: Record<string, string>;
	dependencies?: Record<string, string>;
	optionalDependencies?: Record<string, string>;
	bundleDependencies?: string[];
	bundledDependencies?: string[];
	peerDependencies?: Record<string, string>;
}

let dir = '';
let tarball = '';
let listing: string[] = [];
let manifest: Manifest;

before(async () => {
	dir = await mkdtemp(join(tmpdir(), 'hospital-pack-'));
	const packed = await output(
		'npm',
		['pack', '--ignore-scripts', '--json', '--pack-destination', dir],
		{ cwd: REPOSITORY, timeoutMs: 120_000 },
	);
	const [{ filename = '' } = {}] = JSON.parse(packed) as Array<{ filename?: string }>;
	tarball = join(dir, basename(filename));
	listing = (await output('tar', ['-tzf', tarball])).trim().split('\n');
	manifest = JSON.parse(
		await output('tar', ['-xzOf', tarball, 'package/package.json']),
	) as Manifest;
});

after(async () => {
	await booted?.stop();
	await rm(dir, { recursive: true, force: true });
});

test('the tarball is at most 60 MB', async () => {
	const { size } = await stat(tarball);
	assert.ok(size <= LIMIT, `${size} bytes`);
});

test('the tarball holds no compiled machine code', () => {
	const binaries = listing.filter((file) => /\.(?:node|so|dylib|dll|exe)$/.test(file));
	assert.deepEqual(binaries, []);
});

test('the package needs no other package at run time and runs nothing when it is installed', () => {
	const { dependencies, optionalDependencies, bundleDependencies, bundledDependencies } = manifest;
	assert.deepEqual(
		[dependencies, optionalDependencies, bundleDependencies, bundledDependencies].filter(Boolean),
		[],
	);
	const atInstall = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish', 'preprepare'];
	const scripts = Object.keys(manifest.scripts ?? {}).filter((name) => atInstall.includes(name));
	assert.deepEqual(scripts, []);
});

test('every node and credential file that package.json lists is in the tarball', () => {
	const listed = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
	assert.ok(listed.length > 0, 'package.json lists no node');
	const absent = listed.filter((file) => !listing.includes(`package/${file}`));
	assert.deepEqual(absent, []);
});

test('an n8n without internet loads every node and credential from the unpacked tarball', async (t) => {
	const n8n = await instance(t);
	if (n8n === undefined) return;
	const nodes = new Set((await n8n.api.exportNodes()).map((type) => type.name));
	const expected = manifest.n8n.nodes.map((file) => `${PACK}.${nodeName(file)}`);
	assert.ok(expected.length > 0, 'package.json lists no node');
	assert.deepEqual(
		expected.filter((name) => !nodes.has(name)),
		[],
	);
	const credentials = new Set((await n8n.api.exportCredentialTypes()).map((type) => type.name));
	const wanted = manifest.n8n.credentials.map(credentialName);
	assert.deepEqual(
		wanted.filter((name) => !credentials.has(name)),
		[],
	);
	const unpacked = join(dir, 'home/.n8n/nodes/node_modules', PACK, 'package.json');
	assert.deepEqual(JSON.parse(await readFile(unpacked, 'utf8')), manifest);
});

test('a published workflow answers, and answers again after n8n was killed', async (t) => {
	const n8n = await instance(t);
	if (n8n === undefined) return;
	const credential = { id: 'given', name: 'Key', type: 'httpHeaderAuth', data: KEY };
	await n8n.api.importCredentials([credential]);
	const [id = ''] = await n8n.api.importWorkflows([ECHO]);
	await n8n.api.publish([id]);
	const call = async () => {
		const headers = { 'content-type': 'application/json', [KEY.name]: KEY.value };
		const body = JSON.stringify({ word: 'ZZTEST' });
		const answer = await fetch(`${n8n.url}/webhook/echo`, { method: 'POST', headers, body });
		return (await answer.json()) as unknown;
	};
	assert.deepEqual(await call(), { word: 'ZZTEST' });
	const execution = await n8n.api.waitForExecution(id, 10_000);
	assert.equal(execution.status, 'success');
	const [run] = execution.data?.resultData.runData.Answer ?? [];
	assert.deepEqual(run?.data?.main?.[0]?.[0]?.json, { word: 'ZZTEST' });
	assert.equal((await fetch(`${n8n.url}/webhook/echo`, { method: 'POST' })).status, 403);
	const { pid } = n8n;
	await n8n.kill9();
	await n8n.restart();
	assert.notEqual(n8n.pid, pid);
	assert.deepEqual(await call(), { word: 'ZZTEST' });
	assert.deepEqual(await n8n.outbound(), []);
});

test('a workflow whose trigger cannot start is not published silently', async (t) => {
	const n8n = await instance(t);
	if (n8n === undefined) return;
	const [id = ''] = await n8n.api.importWorkflows([{ ...ECHO, id: undefined, name: 'Same path' }]);
	await assert.rejects(n8n.api.publish([id]), /conflict with one of the webhooks/);
});

const KEY = { name: 'x-test-key', value: 'synthetic' };

/** Answers with the word that it was sent. */
const ECHO: WorkflowImport = {
	id: 'zzEchoWorkflow01',
	name: 'Echo',
	settings: { executionOrder: 'v1' },
	nodes: [
		{
			id: 'receive',
			name: 'Receive',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			position: [0, 0],
			webhookId: 'zz-echo',
			parameters: {
				path: 'echo',
				httpMethod: 'POST',
				responseMode: 'lastNode',
				authentication: 'headerAuth',
			},
			credentials: { httpHeaderAuth: { id: 'given', name: 'Key' } },
		},
		{
			id: 'answer',
			name: 'Answer',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [200, 0],
			parameters: {
				mode: 'raw',
				jsonOutput: '={{ JSON.stringify({ word: $json.body.word }) }}',
				options: {},
			},
		},
	],
	connections: { Receive: { main: [[{ node: 'Answer', type: 'main', index: 0 }]] } },
};

let booted: N8n | undefined;

/** One n8n serves all tests of this file: a boot takes ten seconds. */
async function instance(t: TestContext): Promise<N8n | undefined> {
	booted ??= await peer(t, () => startN8n({ userFolder: join(dir, 'home'), pack: tarball }));
	return booted;
}

const require = createRequire(join(REPOSITORY, 'package.json'));

/** n8n takes the class from the file's name and the type's name from its description. */
function nodeName(file: string): string {
	const type = basename(file, '.node.js');
	const found = require(join(REPOSITORY, file)) as Record<string, new () => NodeClass>;
	const Node = found[type];
	assert.ok(Node !== undefined, `${file} does not export ${type}`);
	return new Node().description.name;
}

interface NodeClass {
	description: { name: string };
}

function credentialName(file: string): string {
	const type = basename(file, '.credentials.js');
	const found = require(join(REPOSITORY, file)) as Record<string, new () => { name: string }>;
	const Credential = found[type];
	assert.ok(Credential !== undefined, `${file} does not export ${type}`);
	return new Credential().name;
}
