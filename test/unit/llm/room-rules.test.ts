import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
	approvedModels,
	manifestOf,
	pinFor,
	pinIn,
	placesOf,
} from '../../../dist/nodes/clients/llm/index.js';
import {
	closedSchema,
	NO_ANSWER_REASONS,
	readSettings,
} from '../../../dist/nodes/LocalLlm/asking/index.js';

const HEX = 'ab'.repeat(32);
const manifest = manifestOf({
	model: 'toy',
	root: '/models/toy',
	files: [{ path: 'model.safetensors', bytes: 3, sha256: 'cd'.repeat(32) }],
});

describe('a JSON Schema for answers', () => {
	test('has every object in it closed', () => {
		const inner = { type: 'object', properties: { a: { type: 'string' } } };
		const closed = closedSchema({
			type: 'object',
			properties: {
				one: inner,
				list: { type: 'array', items: { anyOf: [inner, { type: 'null' }] } },
			},
			$defs: { inner },
		});
		const shut = { ...inner, additionalProperties: false };
		assert.deepEqual(closed, {
			type: 'object',
			additionalProperties: false,
			properties: {
				one: shut,
				list: { type: 'array', items: { anyOf: [shut, { type: 'null' }] } },
			},
			$defs: { inner: shut },
		});
	});

	test('may not let the model choose names, or what a value is', () => {
		const refused: unknown[] = [
			'no JSON',
			'[]',
			{ type: 'string' },
			{ type: 'object', additionalProperties: true },
			{ type: 'object', additionalProperties: { type: 'string' } },
			{ type: 'object', patternProperties: { '.*': { type: 'string' } } },
			{ type: 'object', properties: { a: {} } },
			{ type: 'object', properties: { a: true } },
			{ type: 'object', properties: { a: { type: 'array' } } },
			{ type: 'object', properties: { a: { $ref: 'https://example.org/a.json' } } },
			{ type: 'object', allOf: [{ properties: { a: { type: 'string' } } }] },
			{ type: ['object', 'null'], properties: { a: { description: 'anything' } } },
		];
		for (const schema of refused) {
			assert.throws(
				() => closedSchema(schema),
				/JSON Schema cannot be used/,
				JSON.stringify(schema),
			);
		}
	});
});

describe('approved models', () => {
	test('are lines of name and digest, and manifests one after the other', () => {
		const text = JSON.stringify(manifest, null, 2);
		const approved = approvedModels(`qwen3:8b  ${HEX}\n\nsmall:1b sha256:${HEX}\n`, text + text);
		assert.deepEqual([...(approved?.keys() ?? [])], ['qwen3:8b', 'small:1b', 'toy']);
		assert.equal(approved?.get('toy')?.length, 2);
		assert.equal(approvedModels(' \n', '  '), undefined);
	});

	test('that cannot be read are refused: a slip must not approve everything', () => {
		for (const lines of ['qwen3:8b', 'qwen3:8b latest', `qwen3:8b ${HEX} more`, `a ${HEX}00`]) {
			assert.throws(() => approvedModels(lines, ''), /line 1 of the approved models/);
		}
		for (const text of ['x', '{', '{}', JSON.stringify({ ...manifest, digest: HEX }), '}{']) {
			assert.throws(() => approvedModels('', text), /manifest cannot be used/, text);
		}
	});

	test('are the only ones that may be used, under exactly their fingerprint', () => {
		const approved = approvedModels(`qwen3:8b ${HEX.slice(0, 12)}`, '');
		assert.deepEqual(pinFor('qwen3:8b', approved, undefined), { digest: HEX.slice(0, 12) });
		assert.throws(() => pinFor('other', approved, undefined), /not on the list/);
		assert.deepEqual(pinFor('qwen3:8b', approved, { digest: HEX }), { digest: HEX });
		assert.throws(
			() => pinFor('qwen3:8b', approved, { digest: 'cd'.repeat(32) }),
			/approves another one/,
		);
		assert.throws(() => pinFor('qwen3:8b', approved, { manifest }), /approves another one/);
	});

	test('leave the choice to the node where they are empty', () => {
		assert.equal(pinFor('any', undefined, undefined), undefined);
		assert.deepEqual(pinFor('any', undefined, { manifest }), { manifest });
	});

	test('may be two under one name while a new one is brought in; then the node says which', () => {
		const other = 'cd'.repeat(32);
		const approved = approvedModels(`m ${HEX}\nm ${other}`, '');
		assert.throws(() => pinFor('m', approved, undefined), /several under this name/);
		assert.deepEqual(pinFor('m', approved, { digest: other.slice(0, 20) }), { digest: other });
	});
});

describe('a fingerprint that was typed', () => {
	test('is a digest or the content of a manifest file', () => {
		assert.equal(pinIn('  '), undefined);
		assert.deepEqual(pinIn(` sha256:${HEX} `), { digest: `sha256:${HEX}` });
		assert.deepEqual(pinIn(JSON.stringify(manifest)), { manifest });
		for (const text of ['latest', HEX.slice(0, 11), `${HEX}0`, '{"contract":"other"}']) {
			assert.throws(() => pinIn(text), /cannot be/, text);
		}
	});
});

describe('the servers of a credential', () => {
	const credential = {
		engine: 'ollama' as const,
		baseUrl: ' http://gpu:11434 ',
		apiKey: 'one',
		serverName: 'gpu.example',
		caCertificate: '-----BEGIN CERTIFICATE-----\nZZ\n-----END CERTIFICATE-----',
		secondServer: true,
		secondBaseUrl: 'https://spare/engine',
		secondApiKey: 'two',
	};

	test('are two, each with its own key and certificate name', () => {
		const [first, second] = placesOf(credential, { model: 'm' });
		assert.deepEqual(first?.network, { address: 'gpu', port: 11434 });
		assert.deepEqual(second?.network, { address: 'spare', port: 443 });
		assert.equal(first?.options.apiKey, 'one');
		assert.equal(second?.options.apiKey, 'two');
		assert.equal(first?.options.tls?.servername, 'gpu.example');
		assert.equal(second?.options.tls?.servername, undefined);
		assert.equal(second?.options.tls?.ca, first?.options.tls?.ca);
		assert.equal(second?.options.kind, 'auto');
	});

	test('hold the same demand under the same name, and a demand of its own under another', () => {
		const pin = { digest: HEX };
		const [, same] = placesOf(credential, { model: 'm', secondModel: 'm', pin });
		assert.deepEqual(same?.options.pin, pin);
		const [, own] = placesOf(credential, {
			model: 'm',
			secondModel: 'n',
			pin,
			secondPin: { manifest },
		});
		assert.deepEqual(own?.options.pin, { manifest });
	});
});

describe('settings of a call', () => {
	test('are safe where nothing is said', () => {
		assert.deepEqual(readSettings({ mode: 'list', value: 'm' }, {}, undefined), {
			model: 'm',
			secondModel: 'm',
			pin: '',
			secondPin: '',
			priority: 'routine',
			contextTokens: undefined,
			deadlines: {},
			writing: { maxTokens: 2048, seed: 0, temperature: 0 },
			repair: true,
			stopWhenUnavailable: false,
			vectorForm: 'packed',
		});
	});

	test('take the urgency of the work item unless the node names one', () => {
		assert.equal(readSettings('m', { lane: 'work' }, 'urgent').priority, 'urgent');
		assert.equal(readSettings('m', { lane: 'batch' }, 'urgent').priority, 'batch');
	});

	test('turn seconds into milliseconds', () => {
		const { deadlines } = readSettings(
			'm',
			{ connectSeconds: 2, firstTokenSeconds: 1.5, totalSeconds: 60 },
			undefined,
		);
		assert.deepEqual(deadlines, { connectMs: 2000, firstTokenMs: 1500, totalMs: 60_000 });
	});
});

test('every reason for no answer says what to do', () => {
	for (const [code, { meaning, nextStep }] of Object.entries(NO_ANSWER_REASONS)) {
		assert.ok(code.startsWith('llm-') && meaning.length > 10 && nextStep.endsWith('.'), code);
	}
	assert.ok(!('llm-model-changed' in NO_ANSWER_REASONS), 'a changed model needs a person');
});
