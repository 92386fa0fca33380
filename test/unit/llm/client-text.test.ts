import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
	checkSchema,
	cleanText,
	compareFiles,
	defuseMarks,
	fence,
	fenceNonce,
	fenceRule,
	isLlmFault,
	LLM_FAULTS,
	llmFault,
	manifestDigest,
	manifestOf,
	parseJsonAnswer,
	parseManifest,
	questionText,
	requireWhole,
	validateJson,
} from '../../../dist/nodes/clients/llm/index.js';
import { fails, SECRET } from './expect.ts';

test('what cannot be seen is taken out and counted by kind', () => {
	const hidden = 'a\u0000b\u200bc\u202ed\u{e0041}e\ufe0ff';
	assert.deepEqual(cleanText(hidden), {
		text: 'abcdef',
		removed: { control: 1, zeroWidth: 1, bidi: 1, other: 2, total: 5 },
	});
});

test('what can be seen stays as it is', () => {
	const text = 'Żółć — 5 µg\u00a0(≥ 3×10⁹/L) 中文 ไทย \ufffd 😀\tend';
	assert.deepEqual(cleanText(text).text, text);
	assert.equal(cleanText(text).removed.total, 0);
});

test('no two words run together where a line ended in an unusual way', () => {
	assert.equal(cleanText('a\r\nb\rc\u2028d\u0085e\ff\vg').text, 'a\nb\nc\nd\ne\nf\ng');
	assert.equal(cleanText('5\f10 mg').text, '5\n10 mg');
});

test('every invisible sign of Unicode is taken out', () => {
	const format = /\p{Cf}|\p{Cc}|\p{Cs}|\p{Variation_Selector}|[\u115f\u1160\u3164\uffa0]/u;
	for (let code = 0; code <= 0xe0fff; code++) {
		const sign = String.fromCodePoint(code);
		if (sign === '\t' || sign === '\n' || !format.test(sign)) continue;
		const { text } = cleanText(`a${sign}b`);
		assert.ok(text === 'ab' || text === 'a\nb', `U+${code.toString(16)}`);
	}
});

test('marks of chat templates mean nothing any more', () => {
	for (const mark of [
		'<|im_end|>',
		'<|im_start|>system',
		'<|eot_id|>',
		'<|start_header_id|>',
		'<start_of_turn>',
		'<end_of_turn>',
		'</s>',
		'<s>',
		'<think>',
		'</tool_call>',
		'<<SYS>>',
		'<</SYS>>',
		'[INST]',
		'[/INST]',
		'[SYSTEM_PROMPT]',
		'[/AVAILABLE_TOOLS]',
		'<\uff5cend\u2581of\u2581sentence\uff5c>',
		'<|channel|>',
		'<extra_id_0>',
	]) {
		const text = defuseMarks(`BP 120/80 ${mark} ok`);
		assert.ok(!text.includes(mark), mark);
		assert.equal(text.replace(/([<[]) /g, '$1'), `BP 120/80 ${mark} ok`);
	}
});

test('a text that is made of marks costs no more time than another', () => {
	const start = performance.now();
	for (const text of ['<', '<a', '<<', '[', '[AA_', '<|', '</']) defuseMarks(text.repeat(300_000));
	assert.ok(performance.now() - start < 3_000);
});

test('comparisons and brackets of clinical text are left alone', () => {
	for (const text of ['K <3.5', 'x < y > z', 'Troponin <LOD', '[see note]', 'a <5 and >3', '[A]']) {
		assert.equal(defuseMarks(text), text);
	}
});

test('a fence sets text apart, and the text cannot close it', () => {
	const nonce = fenceNonce();
	assert.match(nonce, /^[0-9a-f]{24}$/);
	assert.notEqual(nonce, fenceNonce());
	const fenced = fence('one <|im_end|> two', nonce);
	assert.equal(fenced, `[[DATA ${nonce}\none < |im_end|> two\nEND ${nonce}]]`);
	assert.ok(fenceRule(nonce).includes(nonce));
	assert.throws(() => fence(`x END ${nonce}]]`, nonce), { code: 'llm-request-invalid' });
	assert.throws(() => fence('x', 'abc'), { code: 'llm-request-invalid' });
});

test('the text of a question holds all that the model is given, and images by their hash', () => {
	const messages = [{ role: 'user' as const, content: 'one' }];
	const text = questionText({ messages });
	assert.equal(text, '{"messages":[{"content":"one","role":"user"}]}');
	const image = Buffer.from([1]);
	const pictured = questionText({ messages: [{ ...messages[0], images: [image] }] });
	assert.ok(pictured.includes(createHash('sha256').update(image).digest('hex')));
	for (const other of [
		pictured,
		questionText({ messages, schema: {} }),
		questionText({ messages, tools: [{ name: 'look', parameters: {} }] }),
		questionText({ messages: [{ role: 'system', content: 'one' }] }),
	]) {
		assert.notEqual(other, text);
	}
});

const schema = {
	type: 'object',
	properties: {
		priority: { enum: ['routine', 'urgent'] },
		codes: { type: 'array', items: { type: 'string', maxLength: 3 }, maxItems: 2 },
	},
	required: ['priority'],
	additionalProperties: false,
};

test('an answer that fits its schema is read', () => {
	const value = { priority: 'urgent', codes: ['I10'] };
	assert.deepEqual(parseJsonAnswer(JSON.stringify(value), schema), value);
	assert.deepEqual(parseJsonAnswer(`\`\`\`json\n${JSON.stringify(value)}\n\`\`\``, schema), value);
});

test('an answer that does not fit its schema is refused, and the places are named', async () => {
	const wrong: Array<[unknown, RegExp]> = [
		[{}, /required at the top/],
		[{ priority: SECRET }, /enum at \/priority/],
		[{ priority: 'urgent', codes: ['a', 'b', 'c'] }, /maxItems at \/codes/],
		[{ priority: 'urgent', codes: [SECRET] }, /maxLength at \/codes\/0/],
		[{ priority: 'urgent', [SECRET]: 1 }, /\/\*/],
		[[], /type at the top/],
		[null, /type at the top/],
	];
	for (const [value, words] of wrong) {
		const { message, retryable } = await fails('llm-schema-mismatch', async () =>
			parseJsonAnswer(JSON.stringify(value), schema),
		);
		assert.match(message, words);
		assert.equal(retryable, true);
	}
});

test('what is no JSON is refused and not repeated', async () => {
	const texts = ['', SECRET, `{"a": ${SECRET}}`, '{"a":1} and more', '{"a":1', '['.repeat(300)];
	for (const text of texts) {
		await fails('llm-invalid-json', async () => parseJsonAnswer(text, schema));
	}
	const deep = `${'['.repeat(300)}${']'.repeat(300)}`;
	await fails('llm-invalid-json', async () => parseJsonAnswer(deep));
	assert.deepEqual(parseJsonAnswer('"[[[["'), '[[[[');
});

test('references inside of a schema are followed', () => {
	const tree = {
		$defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } },
		$ref: '#/$defs/node',
	};
	assert.deepEqual(validateJson({ next: { next: {} } }, tree), []);
	assert.equal(validateJson({ next: { next: 7 } }, tree)[0]?.path, '/next/next');
});

test('a schema that cannot be checked here is refused', () => {
	const wrong = [
		{ $ref: 'https://schemas.example/x.json' },
		{ properties: { a: { $ref: 'other.json#/a' } } },
		{ $id: 'https://schemas.example/x.json' },
		{ type: 'string', pattern: '(' },
		{ description: 'x'.repeat(600_000) },
		Array.from({ length: 80 }).reduce<object>((inner) => ({ not: inner }), {}),
	];
	for (const each of wrong) {
		assert.throws(() => checkSchema(each as never), { code: 'llm-schema-invalid' });
	}
	assert.throws(() => validateJson(1, { $ref: '#/$defs/none' }), { code: 'llm-schema-invalid' });
	assert.throws(() => validateJson(1, { $ref: '#' }), { code: 'llm-schema-invalid' });
});

test('data that is named like a keyword is no keyword', () => {
	const named = { enum: [{ $ref: 'x' }, { $id: 'y' }] };
	checkSchema(named);
	assert.deepEqual(validateJson({ $ref: 'x' }, named), []);
});

test('a property that is named like a keyword is no keyword', () => {
	const named = {
		type: 'object',
		properties: {
			pattern: { type: 'string' },
			$id: { type: 'string' },
			enum: { $ref: '#/$defs/list' },
		},
		$defs: { list: { type: 'array' } },
	};
	checkSchema(named);
	assert.deepEqual(validateJson({ pattern: '(', $id: 'x', enum: [] }, named), []);
	assert.equal(validateJson({ enum: 1 }, named).length > 0, true);
	const inside = { properties: { enum: { $ref: 'https://schemas.example/x.json' } } };
	assert.throws(() => checkSchema(inside), { code: 'llm-schema-invalid' });
});

test('a cut answer is refused where a whole one is wanted', () => {
	const whole = { text: 'x', finish: 'stop' } as never;
	assert.equal(requireWhole(whole), whole);
	assert.throws(() => requireWhole({ text: 'x', finish: 'length' } as never), {
		code: 'llm-truncated',
	});
});

test('an answer that JSON.parse would change in silence is refused', async () => {
	const lost = [
		'{"dose":1e400}',
		'[-1e999]',
		'{"id":12345678901234567890}',
		'{"dose":5,"dose":50}',
		'{"a":[{"b":1,"\\u0062":2}]}',
	];
	for (const text of lost) await fails('llm-invalid-json', async () => parseJsonAnswer(text));
	const kept =
		'{"a":{"b":1},"b":[{"b":9007199254740991},{"b":-1.5e-3}],"c":"\\",\\"c\\":1","d":"1e400"}';
	assert.deepEqual(parseJsonAnswer(kept), JSON.parse(kept));
});

test('a pattern that a text could keep busy for ever is refused before it is tried', () => {
	const schema = (pattern: string) => ({ type: 'object', properties: { a: { pattern } } });
	for (const pattern of ['^(a+)+$', '(a|aa)*b', '^((a*)b?){2,}$', '(?:[a-z]+\\d?)*!', '(x(y+))+']) {
		assert.throws(() => checkSchema(schema(pattern)), { code: 'llm-schema-invalid' }, pattern);
		const names = { type: 'object', patternProperties: { [pattern]: { type: 'string' } } };
		assert.throws(() => checkSchema(names), { code: 'llm-schema-invalid' }, pattern);
	}
	for (const pattern of [
		'^[A-Z]{2}\\d+(-\\d+)?$',
		'^(yes|no)$',
		'(\\d{3}-)+',
		'\\(a+\\)+',
		'^[(+|]*$',
	]) {
		checkSchema(schema(pattern));
	}
});

const files = [
	{ path: 'model-2.safetensors', bytes: 20, sha256: 'cd'.repeat(32) },
	{ path: 'config.json', bytes: 10, sha256: 'ab'.repeat(32) },
];

test('the digest of a manifest is that of its lines, whatever the order of the files', () => {
	const lines = `${'ab'.repeat(32)} 10 config.json\n${'cd'.repeat(32)} 20 model-2.safetensors\n`;
	assert.equal(manifestDigest(files), createHash('sha256').update(lines).digest('hex'));
	assert.equal(manifestDigest([...files].reverse()), manifestDigest(files));
	assert.notEqual(manifestDigest(files.slice(1)), manifestDigest(files));
});

test('a manifest is read as it was written', () => {
	const manifest = manifestOf({ model: 'toy', root: '/models/toy', contextTokens: 4096, files });
	assert.deepEqual(parseManifest(JSON.stringify(manifest, null, 2)), manifest);
	assert.deepEqual(
		manifest.files.map(({ path }) => path),
		['config.json', 'model-2.safetensors'],
	);
});

test('a manifest that was changed or is none is refused', () => {
	const manifest = manifestOf({ model: 'toy', files });
	const wrong: unknown[] = [
		'',
		'{',
		'[]',
		{ ...manifest, contract: 'Other/1' },
		{ ...manifest, model: '' },
		{ ...manifest, files: [] },
		{ ...manifest, files: manifest.files.slice(1) },
		{ ...manifest, files: [...manifest.files, manifest.files[0]] },
		{ ...manifest, digest: 'ab'.repeat(32) },
		{ ...manifest, contextTokens: 'many' },
		{ ...manifest, root: 7 },
	];
	for (const each of wrong) {
		assert.throws(() => parseManifest(each), { code: 'llm-manifest-invalid' });
	}
	for (const path of ['../x', '/etc/x', 'a//b', 'a/./b', 'a\nb', '', 'a\\b']) {
		const file = { path, bytes: 1, sha256: 'ab'.repeat(32) };
		assert.throws(() => manifestOf({ model: 'toy', files: [file] }), {
			code: 'llm-manifest-invalid',
		});
	}
});

test('files that are missing, new or changed are told apart', () => {
	const found = [
		{ path: 'config.json', bytes: 10, sha256: 'ef'.repeat(32) },
		{ path: 'new.bin', bytes: 1, sha256: 'ab'.repeat(32) },
	];
	assert.deepEqual(compareFiles(files, found), {
		missing: ['model-2.safetensors'],
		added: ['new.bin'],
		changed: ['config.json'],
	});
	assert.deepEqual(compareFiles(files, files), { missing: [], added: [], changed: [] });
});

test('every fault says what failed and what to do next', () => {
	for (const [code, text] of Object.entries(LLM_FAULTS)) {
		assert.match(code, /^llm-[a-z-]+$/);
		assert.ok(text.message.length > 10 && text.nextStep.length > 10);
		assert.ok(text.nextStep.endsWith('.') && !text.message.endsWith('.'));
	}
	const fault = llmFault('llm-busy');
	assert.ok(isLlmFault(fault, 'llm-unreachable', 'llm-busy'));
	assert.ok(!isLlmFault(fault, 'llm-unreachable'));
	assert.ok(!isLlmFault(new Error('llm-busy'), 'llm-busy'));
});

test('a pattern that needs polynomial time is given up after a deadline', () => {
	const began = performance.now();
	for (const pattern of ['a*a*a*a*a*b', '^\\d*\\d*\\d*\\d*\\d*x']) {
		const text = pattern.startsWith('a') ? 'a'.repeat(5_000) : '1'.repeat(5_000);
		assert.throws(() => validateJson(text, { type: 'string', pattern }), {
			code: 'llm-schema-invalid',
		});
	}
	assert.ok(performance.now() - began < 30_000);
	assert.deepEqual(validateJson('aaab', { type: 'string', pattern: 'a*a*a*b' }), []);
});

test('escapes do not bring back into an answer what cannot be seen', () => {
	const text = '{"a":"5\\u0000 mg\\u202e","b":["x\\ud800"]}';
	assert.deepEqual(parseJsonAnswer(text), { a: '5 mg', b: ['x'] });
});
