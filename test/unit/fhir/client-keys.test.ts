import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { main } from '../../../dist/nodes/cli/hospital.js';
import { fhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { keep, start } from './client-helpers.ts';
import { json, patient } from './fault-server.ts';
import { tokenServer } from './token-server.ts';

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'fhir-keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function hospital(...args: string[]) {
	const lines: string[] = [];
	const notes: string[] = [];
	const code = await main(['fhir', 'keys', ...args], {
		line: (text) => void lines.push(text),
		note: (text) => void notes.push(text),
	});
	return { code, out: lines.join('\n'), notes: notes.join('\n') };
}

for (const [name, option, alg, kty] of [
	['an elliptic curve key', [], 'ES384', 'EC'],
	['an RSA key', ['--rsa'], 'RS384', 'RSA'],
] as const) {
	test(`"hospital fhir keys create" makes ${name} that a server with its public key set accepts`, async () => {
		const path = join(folder, 'new', 'key.pem');
		const publicPath = join(folder, 'set.json');
		const { code, out } = await hospital('create', path, ...option, '--public', publicPath);
		assert.equal(code, 0);
		const { keys } = JSON.parse(out) as { keys: Array<Record<string, string>> };
		assert.equal(keys.length, 1);
		assert.equal(keys[0].alg, alg);
		assert.equal(keys[0].kty, kty);
		assert.equal(keys[0].use, 'sig');
		assert.deepEqual(JSON.parse(await readFile(publicPath, 'utf8')), { keys });
		assert.equal((await stat(path)).mode & 0o777, 0o600);
		for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi'])
			assert.equal(keys[0][secret], undefined);

		const tokens = keep(await tokenServer({ clientId: 'zz', keys, scopes: ['system/Patient.rs'] }));
		const server = await start((_seen, answer) => json(answer, patient('p1')));
		const client = fhirClient({
			baseUrl: server.base,
			authentication: 'smart',
			clientId: 'zz',
			privateKey: await readFile(path, 'utf8'),
			scopes: 'system/Patient.rs',
			tokenUrl: tokens.tokenUrl,
		});
		await client.read('Patient', 'p1');
		assert.equal(tokens.seen[0].header?.kid, keys[0].kid);
	});
}

test('an existing file is never overwritten', async () => {
	const path = join(folder, 'key.pem');
	await writeFile(path, 'mine');
	const { code, notes } = await hospital('create', path);
	assert.equal(code, 1);
	assert.match(notes, /not touched/);
	assert.equal(await readFile(path, 'utf8'), 'mine');
});

test('"hospital fhir keys show" prints one set for several keys, and only their public halves', async () => {
	const first = join(folder, 'a.pem');
	const second = join(folder, 'b.pem');
	const created = await hospital('create', first);
	await hospital('create', second, '--rsa');
	const { code, out } = await hospital('show', first, second);
	assert.equal(code, 0);
	const { keys } = JSON.parse(out) as { keys: Array<Record<string, string>> };
	assert.deepEqual(
		keys.map(({ alg }) => alg),
		['ES384', 'RS384'],
	);
	assert.deepEqual(keys[0], (JSON.parse(created.out) as { keys: unknown[] }).keys[0]);
	assert.ok(!out.includes('PRIVATE'));
	assert.ok(keys.every((key) => key.d === undefined));
});

test('what is no key, or is not there, ends with its cause and without its content', async () => {
	const path = join(folder, 'no-key.pem');
	await writeFile(path, 'ZZTEST');
	for (const named of [path, join(folder, 'absent.pem')]) {
		const { code, out, notes } = await hospital('show', named);
		assert.equal(code, 1);
		assert.equal(out, '');
		assert.ok(!notes.includes('ZZTEST'));
		assert.ok(notes.length > 20);
	}
});

test('wrong usage prints the usage', async () => {
	for (const args of [
		[],
		['create'],
		['create', 'a', 'b'],
		['show'],
		['other'],
		['show', 'a', '--rsa'],
	]) {
		const { code, notes } = await hospital(...args);
		assert.equal(code, 2, args.join(' '));
		assert.match(notes, /Usage: hospital fhir keys create/);
	}
	const help = await hospital('--help');
	assert.equal(help.code, 0);
	assert.match(help.out, /0600|only its owner can read/);
});
