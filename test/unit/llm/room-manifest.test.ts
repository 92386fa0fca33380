import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { modelCommand } from '../../../dist/nodes/LocalLlm/cli/model.command.js';
import { parseManifest } from '../../../dist/nodes/clients/llm/index.js';

let folder: string;
let model: string;
const lines: string[] = [];
const notes: string[] = [];

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'hospital-manifest-'));
	model = join(folder, 'model');
	await mkdir(join(model, 'tokenizer'), { recursive: true });
	await writeFile(join(model, 'model-1.safetensors'), 'weights');
	await writeFile(join(model, 'tokenizer', 'vocab.json'), '{}');
	await writeFile(join(model, '.lock'), 'left out');
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

/** As `hospital` runs it: a failure is noted and ends with 1. */
async function run(...words: string[]): Promise<number> {
	lines.length = notes.length = 0;
	const out = {
		line: (text: string) => void lines.push(text),
		note: (text: string) => void notes.push(text),
	};
	try {
		return await modelCommand.run(['manifest', ...words], out);
	} catch (error) {
		out.note((error as Error).message);
		return 1;
	}
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function written(...more: string[]): Promise<string> {
	const file = join(folder, 'manifest.json');
	assert.equal(await run(model, '--model', 'toy', '--out', file, ...more), 0);
	return file;
}

test('a manifest holds the hash of every file, and what the server will say of itself', async () => {
	assert.equal(await run(model, '--model', 'toy', '--root', '/models/toy', '--context', '4096'), 0);
	const { digest, ...manifest } = parseManifest(lines.join('\n'));
	assert.deepEqual(manifest, {
		contract: 'ModelManifest/1',
		model: 'toy',
		root: '/models/toy',
		contextTokens: 4096,
		files: [
			{ path: 'model-1.safetensors', bytes: 7, sha256: sha256('weights') },
			{ path: 'tokenizer/vocab.json', bytes: 2, sha256: sha256('{}') },
		],
	});
	assert.match(digest, /^[0-9a-f]{64}$/);
});

test('the folder itself is the root unless another is named, and one file is a model too', async () => {
	await run(join(model, 'model-1.safetensors'), '--model', 'toy');
	const { root, files } = parseManifest(lines.join('\n'));
	assert.equal(root, join(model, 'model-1.safetensors'));
	assert.deepEqual(
		files.map(({ path }) => path),
		['model-1.safetensors'],
	);
});

test('the same files pass the check', async () => {
	const file = await written();
	assert.equal(await run(model, '--check', file), 0);
	assert.match(lines[0] ?? '', /^same/);
});

test('a changed, a missing and an added file are named, and the check fails', async () => {
	const file = await written();
	await writeFile(join(model, 'model-1.safetensors'), 'weightz');
	await rm(join(model, 'tokenizer', 'vocab.json'));
	await writeFile(join(model, 'adapter.safetensors'), 'more');
	assert.equal(await run(model, '--check', file), 1);
	assert.deepEqual(lines, [
		'changed  model-1.safetensors',
		'missing  tokenizer/vocab.json',
		'added    adapter.safetensors',
	]);
});

test('a manifest that was edited by hand is refused', async () => {
	const file = await written();
	await writeFile(join(model, 'model-1.safetensors'), 'weightz');
	const { readFile } = await import('node:fs/promises');
	const text = (await readFile(file, 'utf8')).replace(sha256('weights'), sha256('weightz'));
	await writeFile(file, text);
	assert.equal(await run(model, '--check', file), 1);
	assert.match(notes.join(' '), /digest is not that of its files/);
});

test('links to files are followed, links to folders and to nothing are refused', async () => {
	await writeFile(join(folder, 'blob'), 'linked');
	await symlink(join(folder, 'blob'), join(model, 'model-2.safetensors'));
	await run(model, '--model', 'toy');
	const linked = parseManifest(lines.join('\n')).files.find(({ path }) => path.includes('-2'));
	assert.equal(linked?.sha256, sha256('linked'));
	await symlink(folder, join(model, 'elsewhere'));
	assert.equal(await run(model, '--model', 'toy'), 1);
	assert.match(notes.join(' '), /link to a folder/);
	await rm(join(model, 'elsewhere'));
	await symlink(join(folder, 'nothing'), join(model, 'gone'));
	assert.equal(await run(model, '--model', 'toy'), 1);
	assert.match(notes.join(' '), /link to nothing/);
});

test('what cannot be meant shows how it is used', async () => {
	for (const words of [
		[],
		[model],
		[model, '--model', 'a', '--check', 'b'],
		[model, 'b', '--model', 'a'],
	]) {
		assert.equal(await run(...words), 2, words.join(' '));
	}
	assert.equal(await run(model, '--model', 'a', '--context', 'big'), 2);
	assert.equal(await run(join(folder, 'none'), '--model', 'a'), 1);
	assert.match(notes.join(' '), /no such folder/);
});

test('a manifest that is written into the folder of the model is no part of it', async () => {
	const file = join(model, 'manifest.json');
	assert.equal(await run(model, '--model', 'toy', '--out', file), 0);
	assert.equal(await run(model, '--check', file), 0);
	assert.match(lines[0] ?? '', /^same .*2 files/);
	assert.equal(await run(model, '--model', 'toy', '--out', file), 0);
	assert.equal(await run(model, '--check', file), 0);
	await writeFile(join(model, 'other.json'), 'new');
	assert.equal(await run(model, '--check', file), 1);
	assert.deepEqual(lines, ['added    other.json']);
});
