import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import { startN8n } from '../n8n/instance.ts';
import type { N8n } from '../n8n/instance.ts';
import { exists } from '../peers/cache.ts';
import { output } from '../peers/command.ts';
import { peer } from '../peers/require.ts';
import { startPublicRegistry } from './public-registry.ts';
import type { PublicRegistry } from './public-registry.ts';

const REPOSITORY = resolve(import.meta.dirname, '..', '..');
const PACK = 'n8n-nodes-hospital';
const NEXT = '99.0.0';
const MANAGED = 'managed via environment variables';

let dir = '';
let registry: PublicRegistry;
let version = '';
let checksum = '';
/** A later version of the same package, published when a test needs an upgrade. */
let nextTarball = '';
const running: N8n[] = [];

before(async () => {
	dir = await mkdtemp(join(tmpdir(), 'hospital-install-'));
	const packed = await output(
		'npm',
		['pack', '--ignore-scripts', '--json', '--pack-destination', dir],
		{ cwd: REPOSITORY, timeoutMs: 120_000 },
	);
	const [{ filename = '' } = {}] = JSON.parse(packed) as Array<{ filename?: string }>;
	const tarball = join(dir, basename(filename));
	nextTarball = await raiseVersion(tarball);
	registry = await startPublicRegistry(join(dir, 'registry'));
	checksum = await registry.publish(tarball);
	version = (
		JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string }
	).version;
});

after(async () => {
	await Promise.all(running.map(async (n8n) => await n8n.stop()));
	await registry?.stop();
	await rm(dir, { recursive: true, force: true });
});

test('n8n installs, upgrades and removes the package on request of its owner', async (t) => {
	const n8n = await boot(t, 'on-request', { N8N_UNVERIFIED_PACKAGES_ENABLED: 'true' });
	if (n8n === undefined) return;
	assert.deepEqual(await ourNodes(n8n), []);
	await n8n.api.request('POST', '/rest/community-packages', { name: PACK });
	assert.deepEqual(await ourNodes(n8n), await listedNodes());
	assert.equal(await recordedVersion(n8n), version);

	await registry.publish(nextTarball);
	await n8n.api.request('PATCH', '/rest/community-packages', { name: PACK, version: NEXT });
	assert.equal(await recordedVersion(n8n), NEXT);
	assert.equal(await installedVersion(n8n), NEXT);
	assert.deepEqual(await ourNodes(n8n), await listedNodes());

	await n8n.api.request('DELETE', `/rest/community-packages?name=${PACK}`);
	assert.deepEqual(await ourNodes(n8n), []);
	assert.equal(await exists(packageFolder(n8n)), false);
	assert.deepEqual(
		registry.askedElsewhere().filter((host) => host !== 'api.n8n.io'),
		[],
	);
});

test('n8n installs the pinned package from its environment, unverified packages being off', async (t) => {
	const n8n = await boot(t, 'pinned', fromEnvironment({ name: PACK, version, checksum }));
	if (n8n === undefined) return;
	assert.deepEqual(await ourNodes(n8n), await listedNodes());
	assert.equal(await installedVersion(n8n), version);
	await assert.rejects(
		n8n.api.request('DELETE', `/rest/community-packages?name=${PACK}`),
		new RegExp(MANAGED),
	);
});

test('n8n does not install a package whose checksum is not the one in its environment', async (t) => {
	const wrong = `sha512-${Buffer.alloc(64, 1).toString('base64')}`;
	const n8n = await boot(
		t,
		'wrong-checksum',
		fromEnvironment({ name: PACK, version, checksum: wrong }),
	);
	if (n8n === undefined) return;
	assert.deepEqual(await ourNodes(n8n), []);
	assert.equal(await exists(join(packageFolder(n8n), 'package.json')), false);
	assert.match(await n8n.log(), /Failed to install community package.*verify package checksum/);
});

const fromEnvironment = (wanted: { name: string; version: string; checksum: string }) => ({
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'false',
	N8N_COMMUNITY_PACKAGES_MANAGED_BY_ENV: 'true',
	N8N_COMMUNITY_PACKAGES: JSON.stringify([wanted]),
});

/** A real n8n without the package, whose only way out is the proxy to the registry. */
async function boot(
	t: TestContext,
	name: string,
	env: Record<string, string>,
): Promise<N8n | undefined> {
	const nothing = join(dir, 'nothing');
	await mkdir(nothing, { recursive: true });
	const n8n = await peer(t, () =>
		startN8n({
			userFolder: join(dir, name),
			pack: nothing,
			env: { ...registry.env, ...env },
		}),
	);
	if (n8n !== undefined) running.push(n8n);
	return n8n;
}

async function ourNodes(n8n: N8n): Promise<string[]> {
	const names = (await n8n.api.exportNodes()).map((type) => type.name);
	// n8n offers nodes that can be tools a second time, as tools.
	return [...new Set(names.filter((name) => name.startsWith(`${PACK}.`)))]
		.filter((name) => !name.endsWith('Tool'))
		.sort();
}

/** `n8n-nodes-hospital.dicomTrigger` for `dist/nodes/Dicom/DicomTrigger.node.js`. */
async function listedNodes(): Promise<string[]> {
	const { n8n } = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[] };
	};
	return n8n.nodes
		.map((file) => basename(file, '.node.js'))
		.map((type) => `${PACK}.${type.charAt(0).toLowerCase()}${type.slice(1)}`)
		.sort();
}

const packageFolder = (n8n: N8n): string => join(n8n.userFolder, '.n8n/nodes/node_modules', PACK);

async function installedVersion(n8n: N8n): Promise<string> {
	const text = await readFile(join(packageFolder(n8n), 'package.json'), 'utf8');
	return (JSON.parse(text) as { version: string }).version;
}

/** What n8n's list of community nodes shows. */
async function recordedVersion(n8n: N8n): Promise<string | undefined> {
	const list = await n8n.api.request<Array<{ packageName: string; installedVersion: string }>>(
		'GET',
		'/rest/community-packages',
	);
	return list.find(({ packageName }) => packageName === PACK)?.installedVersion;
}

/** The tarball once more with a higher version. */
async function raiseVersion(tarball: string): Promise<string> {
	const folder = join(dir, 'next');
	await mkdir(folder);
	await output('tar', ['-xzf', tarball, '-C', folder]);
	const file = join(folder, 'package/package.json');
	const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
	await writeFile(file, JSON.stringify({ ...manifest, version: NEXT }));
	const raised = join(dir, `${PACK}-${NEXT}.tgz`);
	await output('tar', ['-czf', raised, '-C', folder, 'package']);
	return raised;
}
