import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseOf } from '../../bench/phi/case.ts';
import { WordTally, parseCsv } from '../../bench/phi/corpora.ts';
import { FORMATS, daysBetween } from '../../bench/phi/same-patient.ts';
import { Misses } from '../../bench/phi/show.ts';
import { Tally } from '../../bench/phi/score.ts';
import { noteOf } from '../../bench/phi/template.ts';

test('quoted cells keep their line breaks, commas and quotes', () => {
	assert.deepEqual(parseCsv('id,note\r\n1,"a, ""b""\nc"\n2,\n'), [
		['id', 'note'],
		['1', 'a, "b"\nc'],
		['2', ''],
	]);
});

test('words are counted by themselves, and types that Safe Harbor does not name apart', () => {
	const tally = new WordTally();
	const text = 'Ada Testperson of ZZ Works left';
	tally.add(
		{
			text,
			spans: [
				{ type: 'PERSON', start: 0, end: 14 },
				{ type: 'ORGANIZATION', start: 18, end: 26 },
			],
		},
		[
			{ start: 0, end: 3 },
			{ start: 27, end: 31 },
		],
	);
	const { recall, precision, safeHarborRecall, words } = tally.rate;
	assert.deepEqual([recall, precision, safeHarborRecall, words], [0.25, 0.5, 0.5, 4]);
});

test('every format gives back the identity that was written into it', () => {
	for (let seed = 0; seed < 20; seed++) {
		const kase = caseOf(`formats-${seed}`);
		const { patient, numbers, dates } = kase;
		const said = {
			family: patient.family.toUpperCase(),
			given: patient.given.toUpperCase(),
			number: numbers.mrn,
			born: patient.born,
			admitted: dates.admission,
		};
		assert.deepEqual(FORMATS.fhir.read(FORMATS.fhir.write(kase)), said);
		assert.deepEqual(FORMATS.hl7.read(FORMATS.hl7.write(kase)), said);
		assert.deepEqual(FORMATS.dicom.read(FORMATS.dicom.write(kase)), said);
		assert.deepEqual(FORMATS.text.read(FORMATS.text.write(kase)), said);
	}
	assert.equal(daysBetween('2026-02-27', '2026-03-02'), 3);
});

test('what was missed is grouped by slot, the most frequent first', () => {
	const text = '{{patient.given}} {{patient.given}} {{patient.mrn}}';
	const note = noteOf({ id: 'missed', noteType: 'clinic', text }, caseOf('missed'), 0);
	const misses = new Misses(1);
	misses.add(note, new Tally().add(note, []), 0);
	const groups = [...misses.lines()].filter((line) => !line.startsWith('         '));
	assert.deepEqual(
		groups.map((line) => line.trim()),
		['2  with chart: missed NAME patient.given', '1  with chart: missed MRN patient.mrn'],
	);
});
