import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareNames } from '../../../dist/nodes/Identity/compare/name.js';
import { compareBirthDate, compareSex } from '../../../dist/nodes/Identity/compare/demographics.js';

const now = new Date('2026-01-01T00:00:00Z');
const compare = (dicom: string, ...names: object[]) => compareNames(dicom, names, now);
const named = (family: string, ...given: string[]) => ({ family, given });

test('case, diacritics, punctuation and spaces do not tell people apart', () => {
	const pairs: Array<[string, object]> = [
		['ZZTEST^ADA', named('Zztest', 'Ada')],
		["O'ZZTEST^ANNE", named('O’Zztest', 'Anne')],
		['ZZTEST-LOPEZ^JOSE', named('Zztest Lopez', 'José')],
		['VAN DER ZZTEST^JAN', named('van der Zztest', 'Jan')],
		['ZZMUELLER^JOERG', named('Zzmüller', 'Jörg')],
		['ZZMULLER^JORG', named('Zzmüller', 'Jörg')],
		['ZZSTRASSE^SOREN', named('Zzstraße', 'Søren')],
		['ZZSTRASSE^SOEREN', named('Zzstraße', 'Søren')],
		['ZZLUKASZ^ŁUCJA', named('Zzlukasz', 'Lucja')],
		['ZZİLKER^IŞIL', named('Zzilker', 'Isil')],
	];
	for (const [dicom, chart] of pairs) assert.equal(compare(dicom, chart), 'agree', dicom);
});

test('one different letter in family or given name is a difference', () => {
	for (const dicom of [
		'ZZTESD^ADA',
		'ZZTEST^ADE',
		'ZZTEST^IDA',
		'ZTEST^ADA',
		'ADA^ZZTEST',
		'ZZTESTADA^',
		'ZZMULLER^ADA',
	]) {
		assert.notEqual(compare(dicom, named('Zztest', 'Ada')), 'agree', dicom);
	}
	assert.equal(compare('ZZMULLER^ADA', named('Zzmueller', 'Ada')), 'differ');
});

test('middle names may be missing or initials, but must not contradict', () => {
	const chart = named('Zztest', 'Ada', 'Maria');
	for (const dicom of [
		'ZZTEST^ADA',
		'ZZTEST^ADA MARIA',
		'ZZTEST^ADA^MARIA',
		'ZZTEST^ADA^M.',
		'ZZTEST^ADA^M',
		'ZZTEST^ADA-MARIA',
		'ZZTEST^ADAMARIA',
		'ZZTEST^ADA^MARIA LOUISE',
	]) {
		assert.equal(compare(dicom, chart), 'agree', dicom);
	}
	for (const dicom of [
		'ZZTEST^ADA^CLARA',
		'ZZTEST^ADA^C',
		'ZZTEST^ADA CLARA',
		'ZZTEST^MARIA',
		'ZZTEST^A',
		'ZZTEST^MARIA^ADA',
	]) {
		assert.equal(compare(dicom, chart), 'differ', dicom);
	}
	assert.equal(compare('ZZTEST^JEAN-PAUL', named('Zztest', 'Jean-Pierre')), 'differ');
});

test('a suffix that contradicts tells father and son apart', () => {
	const chart = { ...named('Zztest', 'John'), suffix: ['Jr.'] };
	assert.equal(compare('ZZTEST^JOHN^^^JR', chart), 'agree');
	assert.equal(compare('ZZTEST^JOHN', chart), 'agree');
	assert.equal(compare('ZZTEST^JOHN^^^SR', chart), 'differ');
});

test('former names, nicknames and ended names do not count', () => {
	const current = named('Zzneu', 'Ada');
	for (const past of [
		{ ...named('Zztest', 'Ada'), use: 'old' },
		{ ...named('Zztest', 'Ada'), use: 'maiden' },
		{ ...named('Zztest', 'Ada'), use: 'nickname' },
		{ ...named('Zztest', 'Ada'), period: { end: '2020-01-01' } },
	]) {
		assert.equal(compare('ZZTEST^ADA', past, current), 'differ');
		assert.equal(compare('ZZNEU^ADA', past, current), 'agree');
	}
	assert.equal(
		compare('ZZTEST^ADA', current, { ...named('Zztest', 'Ada'), period: { end: '2030-01-01' } }),
		'agree',
	);
});

test('ideographic and phonetic groups are compared with names in the same script', () => {
	const chart = [named('Yamada', 'Tarou'), named('山田', '太郎'), named('ヤマダ', 'タロウ')];
	assert.equal(compare('Yamada^Tarou=山田^太郎=やまだ^たろう', ...chart), 'agree');
	assert.equal(compare('=山田^太郎', ...chart), 'agree');
	assert.equal(compare('Yamada^Tarou=山田^次郎=やまだ^たろう', ...chart), 'differ');
	assert.equal(compare('Yamada^Jirou=山田^太郎', ...chart), 'differ');
	assert.equal(compare('Yamada^Tarou=山田^太郎', named('山田', '太郎')), 'agree');
	assert.equal(compare('Hong^Gildong=洪^吉洞=홍^길동', named('홍', '길동')), 'agree');
	assert.equal(compare('Hong^Gildong=洪^吉洞=홍^길순', named('홍', '길동')), 'differ');
});

test('Japanese voicing marks tell names apart', () => {
	assert.equal(compare('==カキ^タロウ', named('ガキ', 'タロウ')), 'differ');
});

test('a name that is missing or incomplete on one side is absent, not equal', () => {
	assert.equal(compare('', named('Zztest', 'Ada')), 'absent');
	assert.equal(compare('^^^^', named('Zztest', 'Ada')), 'absent');
	assert.equal(compare('ZZTEST^ADA'), 'absent');
	assert.equal(compare('ZZTEST^', named('Zztest', 'Ada')), 'absent');
	assert.equal(compare('ZZTEST', { family: 'Zztest' }), 'absent');
	assert.equal(compare('ZZTEST^ADA', named('山田', '太郎')), 'absent');
	assert.equal(compare('ZZTEST^ADA', { family: 'Zztest' }), 'absent');
	assert.equal(compare('ZZOTHER^ADA', { family: 'Zztest' }), 'differ');
	assert.equal(compare('...^---', named('!', '?')), 'differ');
});

test('names of the wrong type in the chart are no match', () => {
	assert.equal(compare('ZZTEST^ADA', { family: 7, given: [null] }), 'absent');
});

test('birth dates must be the same day; a partial date proves nothing but may contradict', () => {
	assert.equal(compareBirthDate('19500301', '1950-03-01'), 'agree');
	assert.equal(compareBirthDate('19500301', '1950-01-03'), 'differ');
	assert.equal(compareBirthDate('19500301', '1950-03'), 'absent');
	assert.equal(compareBirthDate('19500301', '1950'), 'absent');
	assert.equal(compareBirthDate('19500301', '1951'), 'differ');
	assert.equal(compareBirthDate('', '1950-03-01'), 'absent');
	assert.equal(compareBirthDate('19500301', undefined), 'absent');
	assert.equal(compareBirthDate('1950', '1950-03-01'), 'differ');
	assert.equal(compareBirthDate('1950.03.01', '1950-03-01'), 'differ');
});

test('sexes are compared by their codes; unknown says nothing', () => {
	assert.equal(compareSex('F', 'female'), 'agree');
	assert.equal(compareSex('m', 'male'), 'agree');
	assert.equal(compareSex('O', 'other'), 'agree');
	assert.equal(compareSex('F', 'male'), 'differ');
	assert.equal(compareSex('O', 'male'), 'differ');
	assert.equal(compareSex('X', 'female'), 'differ');
	assert.equal(compareSex('F', 'unknown'), 'absent');
	assert.equal(compareSex('', 'female'), 'absent');
});
