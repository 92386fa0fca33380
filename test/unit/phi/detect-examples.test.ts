import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepare, RECOGNIZERS } from '../../../dist/nodes/Phi/detecting/index.js';
import { marked } from './detect-marked.ts';

for (const recognizer of RECOGNIZERS) {
	test(`${recognizer.id} finds each of its examples, and with its type`, () => {
		for (const example of recognizer.examples) {
			const { text, spans } = marked(example);
			assert.ok(spans.length > 0, `${example} marks nothing`);
			const found = recognizer.find(prepare(text)).filter((one) => one.score >= 0.5);
			for (const span of spans) {
				const hit = found.find((one) => one.start <= span.start && one.end >= span.end);
				assert.ok(hit, `${example}: not found in ${JSON.stringify(found)}`);
				assert.equal(hit.type, span.type, example);
			}
		}
	});

	test(`${recognizer.id} leaves its counter-examples alone`, () => {
		for (const text of recognizer.counterExamples) {
			const found = recognizer.find(prepare(text)).filter((one) => one.score >= 0.5);
			assert.deepEqual(found, [], text);
		}
	});
}

test('every recognizer has a name of its own, a description and proof both ways', () => {
	assert.equal(new Set(RECOGNIZERS.map((one) => one.id)).size, RECOGNIZERS.length);
	for (const one of RECOGNIZERS) {
		assert.ok(one.description.length > 10 && one.types.length > 0, one.id);
		assert.ok(one.examples.length > 0 && one.counterExamples.length > 0, one.id);
	}
});
