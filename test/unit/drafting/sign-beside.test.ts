import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBeside } from '../../../dist/nodes/Drafting/signing/beside.js';
import { besideCards } from '../../../dist/nodes/Drafting/signing/pages/beside-cards.js';
import { shownHashOf } from '../../../dist/nodes/Drafting/signing/review-view.js';

const TABLE = { title: 'Packet', columns: ['What', 'Value'], rows: [['Code', 'G0154']] };

test('sections are taken as a list or as JSON, and nothing is nothing', () => {
	const read = readBeside([{ title: 'Words', text: 'ZZ' }, TABLE]);
	assert.deepEqual(read?.sections, [{ title: 'Words', text: 'ZZ' }, TABLE]);
	assert.equal(readBeside(JSON.stringify([TABLE]))?.sections.length, 1);
	for (const none of [undefined, null, '', [], '[]']) assert.equal(readBeside(none), undefined);
});

test('what is no list of sections is refused', () => {
	for (const wrong of [
		'{',
		{ title: 'x' },
		[{ text: 'no title' }],
		[{ title: 'x', rows: [['no columns']] }],
		[{ title: 'x', columns: ['a'], rows: [[1]] }],
		[{ title: 'x', columns: Array.from({ length: 9 }, () => 'a'), rows: [] }],
		Array.from({ length: 41 }, () => ({ title: 'x' })),
		[{ title: 'x', text: 'y'.repeat(20_001) }],
	]) {
		assert.throws(() => readBeside(wrong), { code: 'input-invalid' });
	}
});

test('the page shows it as text: nothing in it becomes part of the page', () => {
	const page = besideCards([
		{ title: '<b>t</b>', text: '<script>1</script>' },
		{ title: 'T', columns: ['<i>'], rows: [['<img src=x>']] },
	]).text;
	assert.doesNotMatch(page, /<script|<b>|<i>|<img/);
	assert.match(page, /&lt;script&gt;1&lt;\/script&gt;/);
	assert.match(page, /not part of it/);
});

test('the signature is bound to what was shown beside the document', () => {
	const hash = (besideHash?: string) =>
		shownHashOf({ factsHash: 'f', ...(besideHash && { besideHash }) } as never, {} as never);
	const one = readBeside([TABLE])?.sha256;
	const other = readBeside([{ ...TABLE, rows: [['Code', 'G0155']] }])?.sha256;
	assert.notEqual(one, other);
	assert.equal(new Set([hash(), hash(one), hash(other)]).size, 3);
});
