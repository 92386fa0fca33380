import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { prepare } from '../../../dist/nodes/Phi/detecting/prepared.js';
import { knownOf, sweep, sweepOutput } from '../../../dist/nodes/Phi/knowing/index.js';
import { CHART, foundIn, foundOf, known } from './known-chart.ts';

/** Every text must give exactly what stands behind it. */
const each = (cases: Record<string, string[]>): void => {
	for (const [text, expected] of Object.entries(cases)) {
		assert.deepEqual(foundIn(text), expected, text);
	}
};

describe('names of the chart', () => {
	test('are found in every order, case and abbreviation', () => {
		each({
			'Seen: Katherine Maria Testperson.': ['NAME:Katherine Maria Testperson'],
			'TESTPERSON, KATHERINE M admitted': ['NAME:TESTPERSON, KATHERINE M'],
			'testperson^katherine^m': ['NAME:testperson^katherine^m'],
			'ms. testperson feels better': ['NAME:testperson'],
			'K. Testperson called': ['NAME:K. Testperson'],
			'K.M.T. is here': ['NAME:K.M.T.'],
			"Katherine's pain is gone": ['NAME:Katherine'],
			'Katherine Q. Testperson came': ['NAME:Katherine Q. Testperson'],
		});
	});

	test('are found by nickname', () => {
		each({
			'Kate says she slept.': ['NAME:Kate'],
			'Her husband Bob Testperson drove.': ['NAME:Bob Testperson'],
			'Kathy wants to go home.': ['NAME:Kathy'],
		});
	});

	test('are found misspelt, misread and cut in two', () => {
		each({
			'Mrs Testpreson slept well': ['NAME:Testpreson'],
			'Kathrine was seen': ['NAME:Kathrine'],
			'Kather1ne Te5tpers0n': ['NAME:Kather1ne Te5tpers0n'],
			'Mrs. Testperson-Mock slept': ['NAME:Testperson-Mock'],
			'Mrs. Testper-\nson was seen': ['NAME:Testper-\nson'],
			'Test person reports pain': [],
			'Kаtherinе was seen': ['NAME:Kаtherinе'],
			'Kather\u200bine was seen': ['NAME:Kather\u200bine'],
		});
	});

	test('of providers are found with apostrophe, after a title, and as initials that sign', () => {
		each({
			"Seen by Dr. O'Mockley today": ["NAME:O'Mockley"],
			'Seen by Dr. OMockley today': ['NAME:OMockley'],
			'Spoke to Dr. Fauxman.': ['NAME:Fauxman'],
			'JRO:blt  D: yesterday': ['NAME:JRO'],
			'Reviewed by JRO.': ['NAME:JRO'],
			'Present: QFM, JO, XQB': ['NAME:JO'],
			'JRO: normal exam': [],
		});
	});

	test('make user names', () => {
		each({
			'portal user ktestperson84 logged in': ['OTHER_ID:ktestperson84'],
			'portal user kathtest is new': [],
			'from katherinetes_350 today': ['OTHER_ID:katherinetes_350'],
		});
	});
});

describe('names that are words as well', () => {
	const cases: ReadonlyArray<readonly [string, string, string, string[]]> = [
		['White', 'Rose', 'White blood cells rose; the white count is up.', []],
		['White', 'Rose', 'Rose White was seen. Mr. White agrees.', ['NAME:Rose White', 'NAME:White']],
		['White', 'Rose', 'WHITE, ROSE', ['NAME:WHITE, ROSE']],
		['Long', 'Will', 'She will need long term care. Long standing pain.', []],
		['Long', 'Will', 'Spoke with Will about it. Ms. Long agrees.', ['NAME:Will', 'NAME:Long']],
		['May', 'Hope', 'Seen May 5. She may hope for more.', []],
		['May', 'Hope', 'Dr. May saw her', ['NAME:May']],
		['Foley', 'Ada', 'Foley catheter in place. Foley draining.', []],
		['Foley', 'Ada', 'Ada Foley has a Foley.', ['NAME:Ada Foley']],
		['Bell', 'Ada', "Bell's palsy on the left", []],
		['Parkinson', 'Ada', 'Parkinson disease and Hodgkin lymphoma', []],
		['Smith', 'Ada', 'Smith-Magenis syndrome', []],
		['Cancer', 'Ada', 'Wound is clean. Cancer is in remission.', []],
		['He', 'Bo', 'He reports pain. So he denies fever.', []],
		['He', 'Bo', 'Mr. He reports pain.', ['NAME:He']],
		['An', 'Do', 'Do not give an antibiotic. An ulcer was seen.', []],
		['Testperson', 'Ana', 'ANA titer 1:80. Ana feels well.', ['NAME:Ana']],
	];
	for (const [family, given, text, expected] of cases) {
		test(`${given} ${family} in: ${text}`, () => {
			assert.deepEqual(foundOf(family, given, text), expected);
		});
	}

	test('a short name does not mask half of the note', () => {
		const note = 'An MRI is to be done. So go on as is; do it in an hour, or at ten.'.repeat(20);
		assert.deepEqual(foundOf('Do', 'An', note), []);
	});
});

describe('numbers of the chart', () => {
	test('are found spaced, dashed, prefixed, padded and misread', () => {
		each({
			'MRN 8235899': ['MRN:8235899'],
			'record H08235899 pulled': ['MRN:H08235899'],
			'82 358 99': ['MRN:82 358 99'],
			'82-35-899.': ['MRN:82-35-899'],
			'0008235899': ['MRN:0008235899'],
			MRN8235899: ['MRN:8235899'],
			H0823S8g9: ['MRN:H0823S8g9'],
			'000 12 9709': ['SSN:000 12 9709'],
			'SSN ends in 9709': ['SSN:9709'],
			'xxx-xx-9709': ['SSN:9709'],
			'visit V7712345': ['ACCOUNT:V7712345'],
			'member XQH 884-A-2231': ['PLAN:XQH 884-A-2231'],
			'NPI 1999999984': ['LICENCE:1999999984'],
		});
	});

	test('of telephones are found in all spellings', () => {
		each({
			'(555) 555-0142': ['PHONE:(555) 555-0142'],
			'555.555.0142 x31': ['PHONE:555.555.0142 x31'],
			'+1 555 555 0142': ['PHONE:+1 555 555 0142'],
			'5555550142': ['PHONE:5555550142'],
			'call 555-0142': ['PHONE:555-0142'],
			'five five five five five five zero one four two': [
				'PHONE:five five five five five five zero one four two',
			],
			'fax 555 555 0177': ['FAX:555 555 0177'],
		});
	});

	test('leave laboratory values, doses and other numbers alone', () => {
		each({
			'WBC 8.2, Na 142, K 4.4, BP 142/77, 9709 steps': [],
			'glucose 142, platelets 412, weight 99 kg, 12 mg': [],
			'troponin 0.0142 and 44.044': [],
			'44044 units': [],
		});
	});
});

describe('days of the chart', () => {
	test('are found in every form', () => {
		const forms = [
			...['03/05/1931', '3/5/31', '1931-03-05', '03-05-1931', '05.03.1931', '5 Mar 1931'],
			...['March 5, 1931', 'Mar. 5th, 1931', 'MARCH 5, 1931', '05MAR1931', '19310305'],
			...['5th of March 1931', '5-Mar-31', 'O3/O5/l93l', 'Thursday, March 5, 1931'],
		];
		for (const form of forms) {
			assert.deepEqual(foundIn(`DOB: ${form}`), [`DATE:${form}`], form);
		}
		each({
			'Admitted 3/7 with pain': ['DATE:3/7'],
			'Home on March 12': ['DATE:March 12'],
			'stay 3/7-3/12/2026': ['DATE:3/7', 'DATE:3/12/2026'],
			'went home on the 12th.': ['DATE:12th'],
			'came Saturday, 3/7': ['DATE:Saturday, 3/7'],
			'2026-03-07T10:15:00Z note': ['DATE:2026-03-07T10:15:00Z'],
		});
	});

	test('other days and fractions are not of the chart', () => {
		each({
			'Strength 3/5, 3/12 tablets': [],
			'seen 04/08/2026': [],
			'on the 7th rib': [],
			'on the 8th.': [],
		});
	});

	test('a date is of the patient, by its role', () => {
		const [found] = sweep(prepare('admitted 03/07/2026'), known);
		assert.deepEqual([found?.type, found?.role, found?.source], ['DATE', 'patient', 'known']);
	});
});

describe('ages', () => {
	test('of 90 and more are found as the day of birth gives them', () => {
		each({
			'95-year-old woman': ['AGE:95'],
			'She is 94 y/o': ['AGE:94'],
			'a 95F with': ['AGE:95F'],
			'ninety-five-year-old lady': ['AGE:ninety-five'],
			'aged 95': ['AGE:95'],
			'born in 1931': ['DATE:1931'],
			'a spry nonagenarian': ['AGE:nonagenarian'],
		});
	});

	test('and numbers that are no age stay', () => {
		each({
			'SpO2 95 %, HR 94, BP 95/60': [],
			'temperature is ninety five': [],
			'a 45-year-old son, 89 years ago': [],
		});
	});

	test('of a younger patient are no finding', () => {
		const young = knownOf({
			people: [{ role: 'patient', names: [{ family: 'Testperson' }], birthDate: '1980-01-01' }],
			asOf: '2026-03-12',
		});
		assert.deepEqual(foundIn('95-year-old mother, born 1980', young), []);
	});
});

describe('addresses and places', () => {
	test('streets are found with their abbreviations, towns with capital or state', () => {
		each({
			'lives at 1204 N. Testwood St., Apt. 5B, alone': ['STREET:1204 N. Testwood St., Apt. 5B'],
			'1204 testwood': ['STREET:1204 testwood'],
			'PO Box 7713': ['STREET:PO Box 7713'],
			'from Samplefield, OH 44044': ['CITY:Samplefield', 'ZIP:44044'],
			'in Mock County': ['CITY:Mock County'],
			'ZIP 44044-1234': ['ZIP:44044-1234'],
		});
	});

	test('a town that is a word is found as a town and left as a word', () => {
		const reading = knownOf({ places: [{ name: 'Reading', kind: 'city' }] });
		assert.deepEqual(foundIn('She is reading. Reading glasses.', reading), []);
		assert.deepEqual(foundIn('He came from Reading.', reading), ['CITY:Reading']);
		assert.deepEqual(foundIn('Reading, PA', reading), ['CITY:Reading']);
		const mobile = knownOf({ places: [{ name: 'Mobile', kind: 'city' }] });
		assert.deepEqual(foundIn('Mobile phone. Mobile chest X-ray, patient is mobile.', mobile), []);
	});

	test('organizations are found by their short forms', () => {
		each({
			"St. Ermintrude's General Hospital": ["FACILITY:St. Ermintrude's General Hospital"],
			'Saint Ermintrudes Hosp': ['FACILITY:Saint Ermintrudes Hosp'],
			'transferred from Ermintrude.': ['FACILITY:Ermintrude'],
			'SEGH records': ['FACILITY:SEGH'],
			'ZZMERCY REGIONAL MED CTR': ['FACILITY:ZZMERCY REGIONAL MED CTR'],
			'General Hospital of Ermintrude': ['FACILITY:General Hospital of Ermintrude'],
		});
	});

	test('units, rooms and beds are found by their numbers, common departments are not', () => {
		each({
			'moved to Unit 2C at night': ['FACILITY:Unit 2C'],
			'in Room 412-B now': ['FACILITY:412-B'],
			'Loc 2C/412-B': ['FACILITY:2C', 'FACILITY:412-B'],
			'seen in the Emergency Department': [],
			'412 mL in, 2C': [],
		});
	});

	test('what an insurer is called stays, its numbers go', () => {
		each({ 'Mockshield Insurance XQH884A2231': ['PLAN:XQH884A2231'] });
	});

	test('e-mail and web addresses are found by their words', () => {
		each({
			'mail KATE.T@TESTMAIL.EXAMPLE please': ['EMAIL:KATE.T@TESTMAIL.EXAMPLE'],
			'kate dot t at testmail dot example': ['EMAIL:kate dot t at testmail dot example'],
			'see testperson.example/kate': ['URL:testperson.example/kate'],
		});
	});
});

describe('the dictionary', () => {
	test('says who the patient is', () => {
		assert.equal(known.empty, false);
		assert.equal(known.patient?.birthDate, '1931-03-05');
		assert.deepEqual(known.patient?.names, [
			{ family: 'Testperson', given: ['Katherine', 'Maria'] },
		]);
		assert.ok(
			known.patient?.numbers.some(({ value, type }) => value === 'H08235899' && type === 'MRN'),
		);
	});

	test('is empty without a chart, and says so', () => {
		const none = knownOf({});
		assert.equal(none.empty, true);
		assert.equal(none.patient, undefined);
		assert.deepEqual(foundIn('Katherine Testperson', none), []);
	});

	test('never throws on a strange resource, and counts it', () => {
		const loop: Record<string, unknown> = { resourceType: 'Observation' };
		loop.self = loop;
		const strange = [
			...[null, 7, 'text', [], {}, { resourceType: 9 }, loop],
			{ resourceType: 'Patient', name: 'Testperson', address: [null, 3], telecom: 'none' },
			{ resourceType: 'Patient', name: [{ given: 'Ada', family: 7 }], birthDate: 'soon' },
			{ resourceType: 'Bundle', entry: [{ resource: null }, 5] },
		];
		const odd = knownOf({ resources: strange });
		assert.ok((odd.skipped['not-a-resource'] ?? 0) >= 6);
		assert.ok((odd.skipped['too-large-resource'] ?? 0) >= 1);
	});

	test('takes the plain input of a message header as well', () => {
		const header = knownOf({
			people: [{ role: 'patient', names: [{ family: 'ZZTEST', given: ['ADA'] }] }],
			numbers: [{ value: '000123456', type: 'MRN', role: 'patient' }],
			dates: [{ value: '20260307' }],
		});
		assert.deepEqual(foundIn('Ada Zztest, 123456, 7 March 2026', header), [
			'NAME:Ada Zztest',
			'MRN:123456',
			'DATE:7 March 2026',
		]);
	});

	test('findings are sorted and do not overlap, in offsets of the text as it was given', () => {
		const text = '\u200bＫatherine Testperson, DOB 03/05/1931, MRN 8235899, Samplefield';
		const found = sweep(prepare(text), known);
		assert.equal(found.length, 4);
		found.slice(1).forEach((one, index) => assert.ok(one.start >= (found[index]?.end ?? 0)));
		assert.equal(text.slice(found[0]?.start, found[0]?.end), 'Ｋatherine Testperson');
	});

	test('the same dictionary sweeps one note after another', () => {
		assert.deepEqual(foundIn('Kate came.'), ['NAME:Kate']);
		assert.deepEqual(foundIn('Nobody came.'), []);
		assert.deepEqual(foundIn('Kate came.'), ['NAME:Kate']);
	});
});

describe('the sweep of the output', () => {
	test('finds what a transformation left', () => {
		const left = sweepOutput('[NAME] was seen. Testperson agrees.', known);
		assert.deepEqual(
			left.map(({ type }) => type),
			['NAME'],
		);
		assert.deepEqual(sweepOutput('[NAME] was seen on [DATE] at [FACILITY].', known), []);
	});

	test('does not take a surrogate for what it stands for', () => {
		const written = new Set(['Robert Samplename', 'Kate']);
		assert.deepEqual(sweepOutput('Robert Samplename and Kate came.', known, written), []);
		assert.equal(sweepOutput('Robert Testperson came.', known, written).length, 1);
	});
});

test('a sweep stays linear on hostile text', () => {
	const hostile = ['1-'.repeat(60_000), 'K. '.repeat(40_000), 'Testperson '.repeat(20_000)];
	for (const text of hostile) {
		const before = process.cpuUsage();
		sweep(prepare(text), known);
		const { user, system } = process.cpuUsage(before);
		assert.ok((user + system) / 1e6 < 4, text.slice(0, 8));
	}
	assert.ok(CHART.length > 0);
});
