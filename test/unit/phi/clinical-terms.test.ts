import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { detect, loadLists, prepare } from '../../../dist/nodes/Phi/detecting/index.js';
import type { Lists } from '../../../dist/nodes/Phi/detecting/index.js';
import { knownOf, sweep } from '../../../dist/nodes/Phi/knowing/index.js';

let lists: Lists;
before(async () => {
	lists = await loadLists();
});

const taken = (text: string, resources: readonly unknown[] = []): string[] => {
	const prepared = prepare(text);
	const others = sweep(prepared, knownOf({ resources }));
	return detect(prepared, { lists, others }).findings.map(({ start, end }) =>
		text.slice(start, end),
	);
};

/** Terms that look like names, places, days and numbers, by class. */
const TERMS: Readonly<Record<string, readonly string[]>> = {
	'classifications that are called after cities': [
		'Burkitt lymphoma, Ann Arbor IIB, in remission.',
		'A flat polyp (Paris Is) at 25 cm.',
		'Esophagitis, Los Angeles grade B; Prague C2M4.',
		'Milan criteria met; Rome IV; Montreal A2L3B1.',
	],
	'units and drugs in capitals': [
		'Vit D 1000 IU, Calcium 600.',
		'Factor VIII 3000 IU, then 1500 IU. aPTT prolonged.',
		'hCG 1200 IU/L.',
		'EPO 4000 IU SC weekly.',
	],
	'stages and stations': [
		'Skin Stage 2 at the coccyx.',
		'Nodes: station 4R 9 mm.',
		'Station 11L, 5 mm.',
	],
	'days of a course': [
		'cefepime (day 2/9).',
		'On day 2/9 of vancomycin.',
		'vanc 1.25 g q12h day 3/14.',
	],
	'names that the thing beside them makes a term': [
		'No asterixis. Lindsay nails. Harrison sulci on exam.',
		'Mercedes scar clean; no Terry nails.',
		'Stevens-Johnson is rare but watch for sores.',
		'Nissen wrap intact; Kerr incision; Fowler position.',
	],
	'names behind what they taught to measure': [
		'EF 45-50% (Simpson), RVSP 38.',
		'BW 1,040 g (45th %ile Fenton), Apgars 4/7/8.',
		'QTc 455 (Bazett); CrCl (Cockcroft) 62.',
	],
	'scores and instruments with a value': ['Box and Block 9, Jamar 12 lb. Braden 16.'],
	'brands of drugs, implants and dressings': [
		'Poly was cemented with Palacos.',
		'Hemabate avoid (asthma); Twinrix, Prevnar 20.',
		'ProAir 2 puffs w/ spacer.',
		'Border 15 x 15 > V.A.C. -125 mmHg, black foam.',
	],
	'laws and trials whose letters make a name': [
		'GINA protects your job.',
		'GRACE score 140; ADA diet.',
	],
	'what drugs are called on the street': ['MDMA, Molly and Mary Jane in college.'],
	'books of the Bible': ['Psalm 23 read, John 14 read.'],
	'animals, rhymes and grandparents': [
		'dog "Duke" put in bedroom.',
		'Jack-and-Jill nursery mornings.',
		'Calls her ("Nana").',
	],
	'what people eat, drink and are awarded, and laws': [
		'Drank an Arnold Palmer. Tiger Balm on it. Daisy award.',
		"Explained Megan's law and Kendra's Law.",
		'Johns Hopkins fall score 12. Amber alert called.',
	],
	'nurses who are nobody in particular': ['Sub RN today.', 'Sent to the nurse pool.'],
	'units and stages before a number': ['BG 214 mg/dL, A1c 9.1.', 'Skin Stage 2 coccyx 1 x 1.'],
	'verbs behind a relative': ['Father died at 68 of MI.'],
	'terms that look like a given and a family name': [
		'Family hx: WPW, Long QT.',
		'Pt has Long QT.',
		'Lyme disease, West Nile, dengue negative.',
	],
	'scores and grades of two authors': [
		'Harvey-Bradshaw 4.',
		'Spetzler Martin 2.',
		'Child Pugh C. Hunt and Hess 4.',
		'Child Pugh class A.',
		'Renal cyst, Bosniak IIF.',
	],
	'bases of a chromosome': ['EGFR chr7:55259515 T>G.', 'Loss at chrX:1234567-1234999.'],
	'organisms and illnesses that are called after places': [
		'Stool grew Salmonella Newport.',
		'Rift Valley fever was excluded.',
	],
	'terms with a given and a family name': [
		'A Robert Jones bandage was put on.',
		'Marcus Gunn pupil on the left.',
		'A Sister Mary Joseph nodule was felt.',
		'Takes St. John’s wort.',
	],
	'grades behind a name': [
		'Denis zone 2, Schatzker VI.',
		'Lown IVa.',
		'Kings College criteria met.',
	],
	'what people drink, keep and eat': [
		'Drinks Jack Daniels daily.',
		'Owns a German Shepherd.',
		'Ate a Reuben sandwich.',
	],
	'column heads in capitals': ['DOB/AGE/SEX:'],
	'what looks like a ward': ['ER 2+ and PR 3+.', 'Saw 2 North American vipers.'],
	'what is always done on a day of the week': [
		'Enbrel Wednesdays, MTX weekly on Fri.',
		'Warfarin 5 mg Mon/Wed/Fri.',
		'Dialysis MWF.',
	],
	'ranges and counts behind a label': ['Na 138, ref 135-145.', 'Photos: 3 taken.'],
	societies: ['2017 ACC/AHA guideline.'],
	'makers of instruments': ['Karl Storz tower, 4.5 mm scope.'],
	'blood groups': ['anti-Kell and anti-Duffy; Lewis a negative.'],
	'scores and counts out of a whole': [
		'FIM 4/7. Nectar thick.',
		'DAS 4/28 6/28; FOUR 12/16; PHQ 9/27.',
		'Nodes 0/14 and 3/17 positive.',
		'Boston prep score 8/9.',
		'PA 25/10, RV 28/6; IOP 12/11, 10/12.',
		'EGA 39 2/7; wt 7/12 lb; 12/8 kPa.',
	],
	'isotopes, markers and pregnancies': [
		'Tc-99m MDP 25 mCi.',
		'CA-125 was 21.',
		'CPT 27447, 93306-26; ISO 13485; rs1799853.',
		'A G3P2012 at 32 3/7 weeks.',
	],
	'milliseconds before a drug': ['QTc 431 ms. Seroquel 200 mg hs.'],
	'sentences that run into a word of streets': [
		'Call if you gain 3 pounds. You may drive in 2 weeks.',
	],
	'teeth and percentiles': ['Teeth #3, #14-16.', 'Weight 10th/25th percentile.'],
};

for (const [what, texts] of Object.entries(TERMS)) {
	test(`${what} stay`, () => {
		for (const text of texts) assert.deepEqual(taken(text), [], text);
	});
}

test('people, places and days beside the same words go', () => {
	for (const [text, value] of [
		['Moved here from Paris I think, seen by Dr. Testperson.', 'Testperson'],
		['Seen by Ms. Gonzalez on 3/17.', '3/17'],
		['Told Robert Jones that it is benign.', 'Robert Jones'],
		['Lives at 3 Pounds Drive.', '3 Pounds Drive'],
		['A 99 y.o. man.', '99'],
		['PHQ-9 done 8/12, next on 9/12.', '9/12'],
		['Walked 3/12 with PT.', '3/12'],
		['Sat 6/12 spoke with family.', '6/12'],
		['Visit moved up to 3/14.', '3/14'],
		['Seen on Friday by Dr. Testperson.', 'Friday'],
		['Ref no. 135-1453 on file.', '135-1453'],
		['Zosyn 5/12, seen 5/14.', '5/14'],
		['MRN 27447361 on file.', '27447361'],
		['Told Harvey Bradshaw that it is benign.', 'Harvey Bradshaw'],
		['Child Pugh C. Smith called.', 'Smith'],
		['Signed: EPO', 'EPO'],
		['Harrison called, sulci normal.', 'Harrison'],
		['Told Simpson that EF was 45%.', 'Simpson'],
		['Terry has long nails.', 'Terry'],
		['Seen by Dr. Norton 16 days ago.', 'Norton'],
		['Molly and Jane visited.', 'Molly'],
		['Dad took Charlie to urgent care.', 'Charlie'],
		['Teacher did Adam no favors.', 'Adam'],
		['d/w Daniel 12:15, agrees.', 'Daniel'],
		['Called Ruth 7:30, no answer.', 'Ruth'],
		['Chaplain saw Esther 14 times.', 'Esther'],
		['Chaplain prayed with Ruth 3/4.', 'Ruth'],
		['EMILY diet: NPO.', 'EMILY'],
		['Maria ("Mimi") Zztestcase is well.', 'Mimi'],
		['Gina protects her knee.', 'Gina'],
		['Niece GRACE typed it.', 'GRACE'],
		['John 45 yo.', 'John'],
		['Tom Collins called.', 'Tom Collins'],
		['Amber called.', 'Amber'],
		['Svetlana Testperson, MS, CGC', 'Svetlana Testperson'],
		['SSN (2728): 838-52-5333', '838-52-5333'],
	] as const) {
		const found = taken(text);
		assert.ok(
			found.some((one) => one.includes(value)),
			`${text}: ${found.join(' | ')}`,
		);
	}
});

test('a verb in small letters is no part of the name behind a title', () => {
	for (const [text, value] of [
		['Dr. Chan manages pain.', 'Chan'],
		['Dr. Patel manages diabetes.', 'Patel'],
		['dr patel handles wounds', 'patel'],
		['Dr. Cooper oversees rehab.', 'Cooper'],
	] as const)
		assert.deepEqual(taken(text), [value], text);
});

test('a score, a level of the spine, a nucleus and an herb are nothing of the chart', () => {
	const chart = [
		{
			resourceType: 'Patient',
			name: [{ family: 'Testperson', given: ['Ada'] }],
			birthDate: '1926-04-07',
			address: [{ city: 'St. John' }],
		},
		{ resourceType: 'Encounter', period: { start: '2025-01-02' } },
	];
	for (const text of [
		'FIM 4/7. Nectar thick.',
		'Stenosis at L1-2 and C7-T1.',
		'Tc-99m scan was normal.',
		'Takes St. John wort.',
	])
		assert.deepEqual(taken(text, chart), [], text);
	const family = [{ resourceType: 'Patient', name: [{ family: 'Johnson', given: ['Frank'] }] }];
	assert.deepEqual(taken('Stevens-Johnson is rare. Frank blood in stool.', family), []);
	assert.deepEqual(taken('Frank Johnson is here.', family), ['Frank Johnson']);
	assert.deepEqual(taken('Born on 4/7.', chart), ['4/7']);
	assert.deepEqual(taken('Lives in St. John now.', chart), ['St. John']);
});
