import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { openDataDirectory } from '../../dist/nodes/shared/data-directory.js';
import { prepareTemplate, readTemplate } from '../hospital/templates.ts';
import { startN8n, type N8n } from '../n8n/instance.ts';
import { freePort } from '../peers/ports.ts';
import { peer } from '../peers/require.ts';

let dir = '';
let keyFile = '';
let dataDir = '';
let booted: N8n | undefined;
let workflow = '';

before(async () => {
	dir = await mkdtemp(join(tmpdir(), 'hospital-key-'));
	keyFile = join(dir, 'hospital.key');
	dataDir = join(dir, 'data');
});

after(async () => {
	await booted?.stop();
	await rm(dir, { recursive: true, force: true });
});

/** One n8n for the file: the key is read when a workflow is published, not when n8n starts. */
async function n8n(t: TestContext): Promise<N8n | undefined> {
	booted ??= await peer(t, async () => {
		const env = { HOSPITAL_DATA_DIR: dataDir, HOSPITAL_KEY_FILE: keyFile };
		return await startN8n({ userFolder: join(dir, 'n8n'), pack: 'link', env });
	});
	if (booted === undefined || workflow !== '') return booted;
	const settings = { 'DICOM Trigger': { port: await freePort() } };
	const template = await readTemplate('imaging-triage');
	const prepared = await prepareTemplate(booted.api, template, settings, {});
	const trigger = prepared.nodes.filter(({ name }) => name === 'DICOM Trigger');
	[workflow = ''] = await booted.api.importWorkflows([
		{ ...prepared, nodes: trigger, connections: {} },
	]);
	return booted;
}

test('without a key file a workflow is not published, and nothing is written', async (t) => {
	const site = await n8n(t);
	if (site === undefined) return;
	await assert.rejects(
		site.api.publish([workflow]),
		/key file cannot be read\. Check that HOSPITAL_KEY_FILE names/i,
	);
	await assert.rejects(readdir(dataDir), /ENOENT/);
});

test('with another key than before a workflow is not published, and nothing changes', async (t) => {
	const site = await n8n(t);
	if (site === undefined) return;
	const first = newKey();
	await writeKey(first);
	await openDataDirectory({ HOSPITAL_DATA_DIR: dataDir, HOSPITAL_KEY_FILE: keyFile });
	const contents = await contentsOf(dataDir);
	assert.ok(contents.length > 0);
	await writeKey(newKey());
	await assert.rejects(
		site.api.publish([workflow]),
		/not the one this data was sealed with\. Point HOSPITAL_KEY_FILE at the key that was used before/,
	);
	assert.deepEqual(await contentsOf(dataDir), contents);

	await writeKey(first);
	await site.api.publish([workflow]);
	const names = await readdir(dataDir);
	assert.ok(names.includes('dicom'), names.join(' '));
});

const newKey = (): string => `${randomBytes(32).toString('hex')}\n`;

async function writeKey(text: string): Promise<void> {
	await rm(keyFile, { force: true });
	await writeFile(keyFile, text, { mode: 0o600 });
}

/** Every file with its content. */
async function contentsOf(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return await Promise.all(
		entries.sort(byPath).map(async (entry) => {
			const path = join(entry.parentPath, entry.name);
			return entry.isFile() ? `${path} ${await readFile(path, 'hex')}` : path;
		}),
	);
}

const byPath = (
	a: { parentPath: string; name: string },
	b: { parentPath: string; name: string },
): number => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1);
