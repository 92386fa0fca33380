import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openTokenModel } from '../../../dist/nodes/Phi/model/index.js';
import { code, foundIn, nerFolder, nerModel } from './model-folder.ts';

const LOWER = { ada: 'B-PATIENT', testperson: 'I-PATIENT', '2026': 'I-DATE' } as const;
const AS_WRITTEN = { Ada: 'B-PATIENT', Testperson: 'I-PATIENT' } as const;
const NATIVE = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));

describe('A token classification model', () => {
	for (const tokenizer of ['wordpiece', 'bytes', 'metaspace'] as const) {
		const words = tokenizer === 'wordpiece' ? LOWER : AS_WRITTEN;

		it(`gives exact places with a ${tokenizer} tokenizer`, async (t) => {
			const model = await nerModel(t, { tokenizer, words });
			const text = '\uFEFFSeen: é 37°C  Ada Testperson \r\n\r\n  Ada Testperson.\n"x" Ada';
			assert.deepEqual(await foundIn(model, text), [
				'NAME Ada Testperson',
				'NAME Ada Testperson',
				'NAME Ada',
			]);
		});

		it(`reads a note of many windows to its end with a ${tokenizer} tokenizer`, async (t) => {
			const model = await nerModel(t, { tokenizer, words });
			const lines = Array.from(
				{ length: 150 },
				(_, at) => `${'pain '.repeat(at % 23)}Ada no fever`,
			);
			const text = `${lines.join(' \n ')} Ada`;
			const found = await model.find(text);
			assert.equal(found.length, 151);
			assert.ok(found.every(({ start, end }) => text.slice(start, end) === 'Ada'));
			assert.equal(found.at(-1)?.end, text.length);
		});

		it(`loses nothing behind long words and wide gaps with a ${tokenizer} tokenizer`, async (t) => {
			const model = await nerModel(t, { tokenizer, words });
			const odd = [
				'A1b2'.repeat(700),
				'-'.repeat(500),
				'\u4e2d\u6587'.repeat(300),
				' '.repeat(9000),
			];
			for (const stretch of [...odd, '\ud83e\ude7a'.repeat(200), '\ud800 \udc00'.repeat(40)]) {
				assert.deepEqual(await foundIn(model, `pain ${stretch} Ada pain`), ['NAME Ada']);
			}
		});

		it(`does not take special tokens in a note for its own with a ${tokenizer} tokenizer`, async (t) => {
			const model = await nerModel(t, { tokenizer, words });
			const text = 'pain [SEP] [PAD] </s> <s> <pad> [UNK] Ada [CLS]';
			assert.deepEqual(await foundIn(model, text), ['NAME Ada']);
		});
	}

	it('reads every word of a window that has more tokens than its words alone', async (t) => {
		// In this tokenizer blanks are tokens, so that columns and tabs are counted too low or too high.
		const model = await nerModel(
			t,
			{ tokenizer: 'bytes', words: AS_WRITTEN },
			{ windowTokens: 32 },
		);
		for (const gap of [' ', '  ', '\t ', '\n\n ', ' '.repeat(20), '\u3000 ', '\u00a0 ']) {
			const text = Array.from({ length: 60 }, (_, at) => `${'\u4e2d'.repeat(at % 9)} Ada`).join(
				gap,
			);
			assert.equal((await model.find(text)).length, 60, JSON.stringify(gap));
		}
	});

	it('computes the same in the native runtime and in WebAssembly', async (t) => {
		const folder = await nerFolder(t, { words: LOWER });
		const text = 'ADA TESTPERSON, seen 05/06/2026 by Ada';
		const answers = [];
		for (const runtime of ['wasm', 'native'] as const) {
			const model = await openTokenModel({ folder, runtime, nativePath: NATIVE });
			t.after(async () => await model.close());
			assert.equal(model.identity.runtime, runtime);
			answers.push(await model.find(text));
		}
		assert.deepEqual(answers[0], answers[1]);
		assert.equal(answers[0]?.length, 3);
	});

	it('joins an identifier that lies across two windows', async (t) => {
		const words = {
			ada: 'B-PATIENT',
			...Object.fromEntries(['b', 'c', 'd'].map((w) => [w, 'I-PATIENT'])),
		};
		const model = await nerModel(t, { words }, { windowTokens: 32, overlapWords: 12 });
		for (let before = 20; before < 34; before++) {
			const text = `${'x '.repeat(before)}Ada B C D ${'x '.repeat(30)}`;
			assert.deepEqual(await foundIn(model, text), ['NAME Ada B C D'], `after ${before} words`);
		}
	});

	it('says whose name it is, by which label, and how surely', async (t) => {
		const [finding] = await (await nerModel(t, { words: LOWER })).find('Ada');
		assert.partialDeepStrictEqual(finding, {
			start: 0,
			end: 3,
			type: 'NAME',
			role: 'patient',
			source: 'model',
			rule: 'model-patient',
		});
		assert.ok(finding!.score > 0.99 && finding!.score <= 1);
		assert.equal(finding!.trace?.[0]?.step, 'model');
	});

	it('reports a word that is only perhaps an identifier, down to the threshold', async (t) => {
		// O 0.62, B-PATIENT 0.23, I-PATIENT 0.14: no label of an identifier comes first.
		const perhaps = [1.5, 0.5, 0, -9, -9, -9, -9, -9];
		const folder = await nerFolder(t, { words: { ada: perhaps } });
		for (const [threshold, count] of [
			[0.25, 1],
			[0.5, 0],
		] as const) {
			const model = await openTokenModel({ folder, threshold });
			t.after(async () => await model.close());
			assert.equal((await model.find('pain Ada pain')).length, count);
		}
	});

	it('covers a word when any of its tokens is part of an identifier', async (t) => {
		const model = await nerModel(t, { words: { '##q': 'I-PATIENT' } });
		assert.deepEqual(await foundIn(model, 'pain wxq, pain'), ['NAME wxq']);
	});

	it('keeps two names apart where the model begins a new one', async (t) => {
		const model = await nerModel(t, { words: LOWER });
		assert.deepEqual(await foundIn(model, 'Ada Ada Testperson'), [
			'NAME Ada',
			'NAME Ada Testperson',
		]);
	});

	it('leaves ages below 90 and reports those from 90 on', async (t) => {
		const words = { '45': 'B-AGE', '93': 'B-AGE', ninety: 'B-AGE' };
		const model = await nerModel(t, { words });
		assert.deepEqual(await foundIn(model, 'aged 45, his father 93, hers ninety'), [
			'AGE 93',
			'AGE ninety',
		]);
	});

	it('finds nothing in an empty text and in blanks', async (t) => {
		const model = await nerModel(t, { words: LOWER });
		assert.deepEqual(await model.find(''), []);
		assert.deepEqual(await model.find(' \n\t '), []);
	});

	it('answers several texts at once, each its own', async (t) => {
		const model = await nerModel(t, { words: LOWER });
		const texts = Array.from({ length: 8 }, (_, at) => `${'pain '.repeat(at)}Ada`);
		const answers = await Promise.all(texts.map(async (text) => await model.find(text)));
		assert.deepEqual(
			answers.map(([first]) => first?.start),
			texts.map((_, at) => at * 5),
		);
	});

	it('runs from a copy of dist that has no node_modules near it', async (t) => {
		const dist = dirname(
			dirname(
				dirname(
					dirname(fileURLToPath(import.meta.resolve('../../../dist/nodes/Phi/model/index.js'))),
				),
			),
		);
		const copy = await mkdtemp(join(tmpdir(), 'phi-copy-'));
		t.after(async () => await rm(copy, { recursive: true, force: true }));
		for (const part of ['nodes/Phi/model', 'nodes/shared', 'vendor/onnxruntime']) {
			await cp(join(dist, part), join(copy, part), { recursive: true });
		}
		for (const name of ['tokenizers.js', 'onnxruntime-web.js']) {
			await cp(join(dist, 'vendor', name), join(copy, 'vendor', name));
		}
		const folder = await nerFolder(t, { words: LOWER });
		const program = `require('./nodes/Phi/model').openTokenModel({ folder: process.argv[1] })
			.then(async (model) => { console.log(JSON.stringify(await model.find('pain Ada'))); await model.close(); })`;
		const { stdout } = await promisify(execFile)(process.execPath, ['-e', program, folder], {
			cwd: copy,
			env: { PATH: process.env.PATH },
		});
		assert.partialDeepStrictEqual(JSON.parse(stdout), [{ start: 5, end: 8, type: 'NAME' }]);
	});
});

describe('A token classification model fails closed', () => {
	it('when tokens of words are not those of the text', async (t) => {
		const tokenizerJson = {
			normalizer: { type: 'Replace', pattern: { String: 'no fever' }, content: 'x' },
		};
		for (const tokenizer of ['wordpiece', 'bytes'] as const) {
			const model = await nerModel(t, { tokenizer, words: { ada: 'B-PATIENT' }, tokenizerJson });
			assert.equal((await model.find('no pain ada')).length, 1);
			await assert.rejects(model.find('ada no fever Testperson'), code('model-mismatch'));
		}
	});

	it('when it is cancelled, before and while it reads', async (t) => {
		const model = await nerModel(t, { words: LOWER });
		const text = 'Ada Testperson '.repeat(20_000);
		await assert.rejects(model.find(text, { signal: AbortSignal.abort() }), code('cancelled'));
		await assert.rejects(model.find(text, { signal: AbortSignal.timeout(50) }), code('cancelled'));
		assert.deepEqual(await foundIn(model, 'Ada'), ['NAME Ada']);
	});

	it('when a window takes too long', async (t) => {
		const model = await nerModel(t, { words: LOWER, work: 2_000 }, { stallMs: 200 });
		await assert.rejects(model.find('Ada '.repeat(60)), code('model-stalled'));
		await assert.rejects(model.find('Ada'), code('model-stalled'));
	});

	it('when it is closed', async (t) => {
		const model = await nerModel(t, { words: LOWER });
		const waiting = assert.rejects(model.find('Ada '.repeat(50_000)), code('model-closed'));
		await model.close();
		await waiting;
		await assert.rejects(model.find('Ada'), code('model-closed'));
	});

	it('when the native runtime is not where it is said to be', async (t) => {
		const folder = await nerFolder(t, { words: LOWER });
		for (const nativePath of [undefined, 'node_modules/onnxruntime-node', folder]) {
			await assert.rejects(
				openTokenModel({ folder, runtime: 'native', nativePath }),
				code('native-runtime-missing'),
			);
		}
	});
});
