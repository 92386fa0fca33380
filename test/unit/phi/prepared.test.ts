import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	prepare,
	prepareChanged,
	type Change,
	type PreparedText,
} from '../../../dist/nodes/Phi/detecting/index.js';
import { allCapitals, withoutZeros } from '../../../dist/nodes/Phi/detecting/marks.js';
import { WordEnds } from '../../../dist/nodes/Phi/detecting/word-ends.js';

const NOTE = [
	'Pt: ZZTESTPERSON, ADA M\tMRN 00482913    DOB 03/08/1951',
	'Seen 2/13 by Dr. Zzharrow-Quill; wife Zzofia at bedside.\r\n',
	'',
	'Labs: Na 136, K 3.9 (H), Cr 1.42... call 555-0142 x3. O2 94%.',
	"Zzofia's number: 555-0142; ZZTESTPERSON agrees.",
].join('\n');

/** What is put in places: nothing, blanks, ends of lines, what joins with what stands beside it. */
const PUT = [
	'',
	' ',
	'\n',
	'\r',
	'\n\n\n',
	'\t',
	'[NAME]',
	'X',
	'12',
	'Zzofia',
	'a\r\nb',
	'Zz Top',
	'####',
];

/** The same numbers in every run. */
function drawn(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
		return (state >>> 8) % below;
	};
}

const read = ({ text, folded, count, starts, ends, gaps, form, forms }: PreparedText) => ({
	text,
	folded,
	tokens: [starts, ends, gaps, form].map((table) => [...table.subarray(0, count)]),
	forms,
});

function changed(note: string, draw: (below: number) => number) {
	const cuts = Array.from({ length: draw(7) * 2 }, () => draw(note.length + 1));
	cuts.sort((a, b) => a - b);
	const changes: Change[] = [];
	let text = '';
	let at = 0;
	for (let index = 0; index < cuts.length; index += 2) {
		const [start, end] = [cuts[index] as number, cuts[index + 1] as number];
		const put = PUT[draw(PUT.length)] as string;
		changes.push({ start, end, length: put.length });
		text += note.slice(at, start) + put;
		at = end;
	}
	return { text: text + note.slice(at), changes };
}

test('a text that was made out of a note is read as it would be from its beginning', () => {
	const draw = drawn(11);
	for (let round = 0; round < 3000; round++) {
		const from = draw(NOTE.length);
		const note = NOTE.slice(from, from + draw(160));
		const { text, changes } = changed(note, draw);
		const made = prepareChanged(prepare(note), text, changes);
		assert.deepEqual(read(made), read(prepare(text)), JSON.stringify({ note, changes }));
	}
});

test('a note or a change beyond ASCII is read from its beginning as well', () => {
	for (const [note, put] of [
		['Seen: Zzofía Zztest, well', 'X'],
		['Seen: Zzofia Zztest, well', 'Zzé'],
	] as const) {
		const text = note.slice(0, 6) + put + note.slice(12);
		const made = prepareChanged(prepare(note), text, [{ start: 6, end: 12, length: put.length }]);
		assert.deepEqual(read(made), read(prepare(text)));
	}
});

test('a word is never told to be none of those that it is one of', () => {
	const words = ['a', 'zztest', 'ward', 'æther', 'x'.repeat(70), '4west', "o'zz"];
	const ends = new WordEnds(words);
	for (const word of words) assert.equal(ends.mayHave(word), true, word);
	assert.equal(ends.mayEnd('z'.charCodeAt(0), 't'.charCodeAt(0), 6), true);
	assert.equal(ends.mayHave('zztests'), false);
	assert.equal(ends.mayHave('b'), false);
});

test('capitals are letters of ASCII alone, and zeros go at the beginning alone', () => {
	assert.equal(allCapitals('RN', 2, 3), true);
	for (const text of ['R', 'RNXX', 'Rn', 'R2', 'ÉA']) assert.equal(allCapitals(text, 2, 3), false);
	assert.equal(withoutZeros('00400'), '400');
	assert.equal(withoutZeros('000'), '');
	assert.equal(withoutZeros('12'), '12');
});
