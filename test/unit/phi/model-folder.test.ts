import assert from 'node:assert/strict';
import { readFile, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openTokenModel } from '../../../dist/nodes/Phi/model/index.js';
import { labelsOf } from '../../../dist/nodes/Phi/model/labels.js';
import { integer, message, text } from '../../hospital/onnx/protobuf.ts';
import { code, foundIn, nerFolder, nerModel } from './model-folder.ts';

const WORDS = { ada: 'B-PATIENT' } as const;
const refused = async (folder: string, why = 'model-invalid'): Promise<void> =>
	await assert.rejects(openTokenModel({ folder }), code(why));

describe('A model folder', () => {
	it('is refused when a file is missing, broken or far too large', async (t) => {
		await refused('models/here');
		await refused(join(await nerFolder(t, { words: WORDS }), 'nowhere'));
		for (const [name, spoil] of [
			['config.json', unlink],
			['tokenizer.json', unlink],
			['onnx/model.onnx', unlink],
			['onnx/model.onnx', async (path: string) => await truncate(path, 0)],
			['config.json', async (path: string) => await writeFile(path, '[1]')],
			['tokenizer.json', async (path: string) => await writeFile(path, '{"model":')],
			['tokenizer.json', async (path: string) => await writeFile(path, '{"model":{"type":"New"}}')],
			['tokenizer.json', async (path: string) => await truncate(path, 65 * 1024 * 1024)],
			['config.json', async (path: string) => await truncate(path, 2 * 1024 * 1024)],
		] as const) {
			const folder = await nerFolder(t, { words: WORDS });
			await spoil(join(folder, name));
			await refused(folder);
		}
	});

	it('is refused when its numbers do not fit together', async (t) => {
		for (const config of [
			{ max_position_embeddings: 8 },
			{ max_position_embeddings: '512' },
			{ vocab_size: 20 },
			{ vocab_size: -1 },
			{ id2label: undefined },
			{ id2label: { 0: 'O' } },
			{ id2label: { 0: 'O', 2: 'B-PATIENT' } },
			{ id2label: { 0: 'B-PATIENT', 1: 'I-PATIENT' } },
			{ id2label: { 0: 'O', 1: 'STATE' } },
		]) {
			await refused(await nerFolder(t, { words: WORDS, config }));
		}
	});

	it('is refused when the model in it cannot be loaded', async (t) => {
		const folder = await nerFolder(t, { words: WORDS });
		await writeFile(join(folder, 'onnx/model.onnx'), 'no model');
		await refused(folder);
		// A well-formed message without a graph.
		await writeFile(join(folder, 'onnx/model.onnx'), integer(1, 8));
		await refused(folder, 'model-failed');
	});

	it('is refused when a part of the model lies in another file', async (t) => {
		const place = message(13, [text(1, 'location'), text(2, '../elsewhere.bin')]);
		const weights = message(5, [integer(1, 4), integer(2, 1), text(8, 'w'), place, integer(14, 1)]);
		const inGraph = message(7, [weights]);
		const inBranch = message(7, [message(1, [message(5, [message(6, [weights])])])]);
		for (const model of [inGraph, inBranch]) {
			const folder = await nerFolder(t, { words: WORDS });
			const whole = await readFile(join(folder, 'onnx/model.onnx'));
			await writeFile(join(folder, 'onnx/model.onnx'), Buffer.concat([whole, model]));
			await refused(folder);
		}
	});

	it('gives no answer when the model has another number of labels than its config', async (t) => {
		const config = { id2label: { 0: 'O', 1: 'B-PATIENT', 2: 'I-PATIENT' } };
		await refused(
			await nerFolder(t, { words: { ada: [0, 1] }, labels: ['O', 'B-PATIENT'], config }),
			'model-failed',
		);
	});

	it('is known by what is in it', async (t) => {
		const folder = await nerFolder(t, { words: WORDS });
		const identities = [];
		for (const change of [
			async () => {},
			async () => await writeFile(join(folder, 'tokenizer_config.json'), '{}'),
		]) {
			await change();
			const model = await openTokenModel({ folder });
			identities.push(model.identity);
			await model.close();
		}
		assert.match(identities[0]!.sha256, /^[0-9a-f]{64}$/);
		assert.notEqual(identities[0]!.sha256, identities[1]!.sha256);
		assert.equal(identities[0]!.name, identities[1]!.name);
	});

	it('is not used beyond the length that its config allows', async (t) => {
		const model = await nerModel(t, { words: WORDS, positions: 20 }, { windowTokens: 512 });
		assert.equal((await model.find('Ada pain '.repeat(100))).length, 100);
	});
});

describe('Labels of a model', () => {
	const of = (...names: string[]): Record<string, string> =>
		Object.fromEntries(['O', ...names].entries());

	it('are understood by the names and prefixes that models use', () => {
		const labels = labelsOf(
			of('B-PATIENT', 'E-STAFF', 'U-private_person', 'L-LOCATION-OTHER', 'IDNUM', 'S-HOSPITAL'),
		);
		assert.deepEqual(
			labels.slice(1).map(({ meaning, begins }) => [meaning?.type, meaning?.role, begins]),
			[
				['NAME', 'patient', true],
				['NAME', 'provider', false],
				['NAME', 'unknown', true],
				['CITY', 'unknown', false],
				['OTHER_ID', 'unknown', false],
				['FACILITY', 'organization', true],
			],
		);
	});

	it('are refused when nobody knows what one of them stands for', () => {
		assert.throws(() => labelsOf(of('B-PER', 'B-MISC')), code('model-invalid'));
		assert.throws(() => labelsOf(of('B-PER', 'B-__proto__')), code('model-invalid'));
		assert.throws(() => labelsOf(of('B-PER', 'B-')), code('model-invalid'));
	});

	it('get the meaning that the site gives them', async (t) => {
		const labels = { misc: { type: 'OTHER_ID', role: 'unknown' }, PATIENT: null } as const;
		const model = await nerModel(
			t,
			{ labels: ['O', 'B-MISC', 'B-PATIENT'], words: { ada: 'B-PATIENT', zz9: 'B-MISC' } },
			{ labels },
		);
		assert.deepEqual(await foundIn(model, 'Ada zz9'), ['OTHER_ID zz9']);
	});
});
