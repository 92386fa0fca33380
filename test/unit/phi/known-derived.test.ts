import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { prepare } from '../../../dist/nodes/Phi/detecting/index.js';
import { knownOf, sweep } from '../../../dist/nodes/Phi/knowing/index.js';

const AS_OF = '2026-03-14';

function chart(family: string, given: readonly string[], birthDate = '1931-03-07'): object[] {
	return [
		{
			resourceType: 'Patient',
			name: [{ family, given }],
			birthDate,
			identifier: [{ type: { coding: [{ code: 'MR' }] }, value: '8200705' }],
			telecom: [{ system: 'phone', value: '(836) 555-0142' }],
			address: [{ line: ['1200 Calle Real'], city: 'Mobile' }],
		},
		{ resourceType: 'Practitioner', name: [{ family: 'Caldwell', given: ['Zzruth'] }] },
		{
			resourceType: 'Location',
			name: 'Room 412-B',
			physicalType: { coding: [{ code: 'ro' }] },
		},
		{ resourceType: 'Location', name: '9W', physicalType: { coding: [{ code: 'wa' }] } },
	];
}

/** The text with what the chart names in it between brackets. */
function marked(text: string, resources: object[]): string {
	let out = '';
	let at = 0;
	for (const { start, end } of sweep(prepare(text), knownOf({ resources, asOf: AS_OF }))) {
		out += `${text.slice(at, start)}[${text.slice(start, end)}]`;
		at = end;
	}
	return out + text.slice(at);
}

/** Each line holds the marks of what must be found in it. */
function each(family: string, given: readonly string[], lines: readonly string[]): void {
	for (const line of lines) {
		assert.equal(marked(line.replace(/[[\]]/g, ''), chart(family, given)), line);
	}
}

describe('A name that medicine knows as well', () => {
	test('is the name of the patient in whatever case, and of nothing that is called like it', () => {
		each(
			'Bosworth',
			['Zzada'],
			[
				'[Bosworth] was admitted with fever.',
				'[bosworth] has not been taking meds',
				"[BOSWORTH]'s wound is clean.",
				'stable\t[Bosworth]\tNPO',
				'Bosworth fracture of the ankle',
				"Bosworth's fracture",
				'the Bosworth maneuver',
			],
		);
	});

	test('takes a person beside it where the name alone is said of a tool or a disease', () => {
		each(
			'Foley',
			['Zzada'],
			[
				'[Foley] is a 54 year old man',
				'Told [Foley] to stop.',
				'Foley in place, draining',
				'new Foley placed',
			],
		);
	});

	test('of a provider is found in capitals among small letters', () => {
		each('Zztest', ['Zzada'], ['seen by [CALDWELL] and team', 'POD2 Whipple ([CALDWELL]) today']);
	});
});

describe('A name that is a word', () => {
	test('is a name where only a person can stand', () => {
		each(
			'Stone',
			['Zzada'],
			[
				'Spoke with [Stone] about it',
				'[Stone] reports pain',
				'Dear [Stone],',
				'bed 3: [Stone], stable',
				'[stone] was admitted last night',
				'told [stone] to come in',
				'[Stone, Z] tolerated it',
				'kidney stone passed',
				'A stone was seen on CT.',
				'pt stone passed today',
			],
		);
	});

	test('is the patient at the head of a sentence where the note has no such word in small letters', () => {
		each(
			'Wolf',
			['Zzada'],
			['Seen today. [Wolf] moved to rehab.', 'A wolf bit him. Wolf moved on.', 'Wolf: 3 of 5'],
		);
	});

	test('that holds sentences together is one before an apostrophe only', () => {
		each('Do', ['Zzada'], ["because [Do]'s leaving", 'Do not give. Do it.']);
	});
});

describe('Letters of the patient', () => {
	test('are found where a patient stands, even where they are an abbreviation', () => {
		each(
			'Mockman',
			['Berta'],
			[
				'[BM] was admitted with pain.',
				'Assumed care of [BM] at 0700.',
				"[BM]'s mother called.",
				'Message from [BM]: sore foot',
				'BM x1 today',
				'no BM since',
			],
		);
	});

	test('are found at the end of a message in small letters', () => {
		each('Zztest', ['Ada'], ['see you then, ty [az]', 'az is a suffix']);
	});

	test('one by one make the name', () => {
		each(
			'Oakleyx',
			['Zzada'],
			['RE: [O A K L E Y X] / file', '[O-a-k-l-e-y-x] said', 'vitamins A B C D E K'],
		);
	});
});

describe('Slips of the hand', () => {
	test('in a name of four letters are found where it is written as a name', () => {
		each(
			'Zztest',
			['Omar'],
			['[Omr] called back.', 'told [Oamr] that', 'the omr form', 'OMR sheet'],
		);
	});

	test('in half of a double name are part of it, and so is the name in one word', () => {
		each(
			'Zztest',
			['Dong-hyun'],
			['saw [Dong-yhun] again', '[Donghyun] is well', '[Dng-hyun] left'],
		);
	});
});

describe('Numbers of the chart', () => {
	test('leave the label that is written as one with them', () => {
		each(
			'Zztest',
			['Zzada'],
			['MRN[8200705] ok', 'MR[8200705] ok', 'MRN#[8200705] ok', '(MRN [8200705])'],
		);
	});

	test('are found by their end on an arm, a leading zero too', () => {
		each('Zztest', ['Zzada'], ['band [0705] checked', 'at 0705 she woke']);
	});

	test('are found read out, with pauses', () => {
		each('Zztest', ['Zzada'], ['call [eight three six, five five five, zero one four two] please']);
	});
});

describe('Rooms, wards and streets', () => {
	test('are found without the letter of the bed, where nothing is measured', () => {
		each(
			'Zztest',
			['Zzada'],
			[
				'Pt in [412], alert',
				'moved to [412] today',
				'Zzname / [412] / watcher',
				'412 mL in',
				'glucose 412',
				'BP 412/60',
			],
		);
	});

	test('are found by the code of the ward', () => {
		each('Zztest', ['Zzada'], ['ask for [9W].', 'Loc: [9W]', 'Loc [9W]-[412] now', 'CKD 9W']);
	});

	test('are found with the kind of street first, and a town behind a street', () => {
		each(
			'Zztest',
			['Zzada'],
			['lives on [Calle Real] now', 'TO 12 OLD DRIVE [MOBILE] TODAY', 'mobile unit'],
		);
	});
});

describe('An age over 89', () => {
	test('is found in the words of the note', () => {
		each(
			'Zztest',
			['Zzada'],
			[
				'Zzname, [ninety five], retired',
				'She is [95] and lives alone',
				'At [95], she still drives',
				'lived to [95]',
				'He will be [95] on Sunday',
				"I don't feel [ninety-five], really",
				'oxygen is ninety five',
				'HR is 95 and regular',
				'ninety five percent',
			],
		);
	});
});
