import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyDraft } from '../../../dist/nodes/Drafting/verifying/index.js';
import { chartOf, draftOf } from './verify-chart.ts';
import { FALSE_SENTENCES, TRUE_SENTENCES } from './verify-examples.ts';

const facts = chartOf();
const judge = (text: string, section?: string) =>
	verifyDraft(facts, draftOf([text], section)).sentences[0];

for (const [text, section] of TRUE_SENTENCES) {
	test(`the chart bears out: ${text}`, () => {
		const { verdict, findings } = judge(text, section);
		assert.equal(verdict, 'supported', JSON.stringify(findings, undefined, 1));
	});
}

for (const [text, cls, section] of FALSE_SENTENCES) {
	test(`the chart does not bear out (${cls}): ${text}`, () => {
		const { verdict, findings } = judge(text, section);
		assert.notEqual(verdict, 'supported');
		if (cls !== '*') {
			assert.ok(
				findings.some((finding: any) => cls.split('|').includes(finding.class)),
				JSON.stringify(findings, undefined, 1),
			);
		}
	});
}
