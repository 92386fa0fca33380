import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { detect, prepare } from '../../../dist/nodes/Phi/detecting/index.js';
import { defaultLists } from '../../../dist/nodes/Phi/detecting/lists/load.js';
import { knownOf, sweep } from '../../../dist/nodes/Phi/knowing/index.js';

interface Stretch {
	readonly start: number;
	readonly end: number;
}

function bracketed(text: string, found: readonly Stretch[]): string {
	let out = '';
	let at = 0;
	for (const { start, end } of found) {
		out += `${text.slice(at, start)}[${text.slice(start, end)}]`;
		at = end;
	}
	return out + text.slice(at);
}

/** Each line holds the marks of what the rules must find in it. */
function byRule(lines: readonly string[]): void {
	for (const line of lines) {
		const text = line.replace(/[[\]]/g, '');
		assert.equal(bracketed(text, detect(prepare(text), { lists: defaultLists() }).findings), line);
	}
}

/** Each line holds the marks of what the chart of a patient must find in it. */
function byChart(name: object, lines: readonly string[]): void {
	const resources = [
		{
			resourceType: 'Patient',
			name: [name],
			birthDate: '1971-03-07',
			identifier: [
				{ type: { coding: [{ code: 'MR' }] }, value: 'TG-49' },
				{ type: { coding: [{ code: 'MR' }] }, value: '901-77' },
				{ type: { coding: [{ code: 'VN' }] }, value: '21-30987' },
			],
		},
		{
			resourceType: 'Location',
			name: 'Tower 8',
			physicalType: { coding: [{ code: 'wa' }] },
		},
		{ resourceType: 'Location', name: 'Bed 141', physicalType: { coding: [{ code: 'bd' }] } },
	];
	const known = knownOf({ resources, asOf: '2026-03-14' });
	for (const line of lines) {
		const text = line.replace(/[[\]]/g, '');
		assert.equal(bracketed(text, sweep(prepare(text), known)), line);
	}
}

describe('A day without its year', () => {
	test('is one behind a test, a line or a drain, also where a score would be out of as many', () => {
		byRule([
			'Holter [2/10]: two runs',
			'R IJ [1/10], a-line',
			'f/u bcx [5/8]; call',
			'INR [9/10] 2.8; [9/11] 1.9',
			'POD#5 ([6/6]) doing well',
			'JP out [3/3], PT',
			'CSF [3/4] 12 WBC',
			'DATE [081424] noted',
		]);
	});
	test('is none where something is counted, measured or graded', () => {
		byRule([
			'BCx 2/4 GPC',
			'bx 3/12 cores pos',
			'Tinetti | 14/28 | 9/28 |',
			'H/H 10/30 stable',
			'Oriented 3/4.',
			'hydrocortisone 15/5; ok',
			'SIMV 10/5 40%',
		]);
	});
});

describe('What medicine calls after people, places and numbers', () => {
	test('stays', () => {
		byRule([
			"she has Lloyd's sign",
			'Trendelenburg noted R. Thomas test',
			'Bruce 7:30 on the treadmill',
			'Cincinnati neg today',
			'Pouch of Douglas clear',
			'Dandy-Walker, Arnold-Chiari no',
			'lithium ER 900 qhs',
			'ER 95 PR 40',
			'form CMS-2728 on file',
			'teeth #18-20 with pockets',
			'mac 21.5 today',
			'seen in Neph Clinic',
		]);
	});
});

describe('What the chart knows', () => {
	test('is found in a cell, in quotes and in front of its own quotes, though it is a word', () => {
		byChart({ family: 'Major', given: ['Hope'] }, [
			'Tower 4 // [MAJOR] // HD 9 // full code',
			'prefers "[Hope]" to all else',
			'[Hope] ("[Hope]") here today',
			'"[Hope] ran out of pills"',
			'major depression, no hope left',
		]);
	});
	test('is a short number where it is written as the chart writes it', () => {
		byChart({ family: 'Zzgreer', given: ['Zzada'] }, [
			'wound visit [TG-49] today',
			'here [901-77], stable',
			'medical record [21 dash 30987] period',
			'at TG 4.9 and 901.77 counts',
		]);
	});
	test('is a bed behind its ward, before a quote and where somebody is brought', () => {
		byChart({ family: 'Zzgreer', given: ['Zzada'] }, [
			'[141] "Dwight" by the window',
			'03:36 To [141]. EKG done',
			'141 mg of it',
		]);
	});
	test('is a name that is spelled behind a possessive', () => {
		byChart({ family: 'Zzwilliam', given: ['Zzada'] }, [
			"[zzada zzwilliam] that's [z z w i l l i a m] comma",
		]);
	});
});
