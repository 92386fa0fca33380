import assert from 'node:assert/strict';
import { test } from 'node:test';
import { previewPage } from '../../../dist/nodes/Phi/preview/index.js';

const finding = (start: number, end: number, more: object = {}) => ({
	...{ start, end, type: 'NAME', role: 'patient', source: 'rule', rule: 'zz-rule', score: 0.9 },
	...more,
});
const page = (text: string, findings: object[], uncertain: object[] = []) =>
	previewPage({ text, findings, uncertain, context: 'none' } as never).html;

test('a preview marks what was found and what is doubtful, each with its rule', () => {
	const html = page('Ada saw Bo.', [finding(0, 3)], [finding(8, 10, { score: 0.3 })]);
	assert.match(html, /<mark class="found" title="NAME, zz-rule, 0\.90"\s*>Ada<small>NAME<\/small>/);
	assert.match(html, /<mark class="doubtful" title="NAME, zz-rule, 0\.30, doubtful"\s*>Bo</);
	assert.match(html, /1 found, 1 doubtful/);
	assert.match(html, /Nothing said who the patient is/);
});

test('a note cannot put anything into the page', () => {
	const text = '<script>alert(1)</script> "Ada" & <img src=x onerror=alert(1)>';
	const html = page(text, [finding(0, 8)]);
	assert.ok(!/<script>alert|<img/.test(html));
	assert.ok(html.includes('&lt;script&gt;'));
	assert.ok(html.includes("default-src 'none'"), 'the page loads nothing');
});

test('the text of the note stands there letter by letter, lines and spaces too', () => {
	const text = 'One  two\n\tthree\nAda';
	const html = page(text, [finding(text.length - 3, text.length)]);
	const pre = /<pre>([\s\S]*)<\/pre>/.exec(html)?.[1] ?? '';
	assert.equal(pre.replaceAll(/<small>.*?<\/small>/g, '').replaceAll(/<[^>]*>/g, ''), text);
});

test('a very long note is cut, and the page says so', () => {
	const html = page('a'.repeat(300_000), [finding(299_000, 299_003)]);
	assert.ok(html.length < 250_000);
	assert.match(html, /only its beginning is shown/);
});
