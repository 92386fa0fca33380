import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { draftWith } from '../../../dist/nodes/Drafting/drafting/index.js';
import { readFacts } from '../../../dist/nodes/Drafting/drafting/shape.js';
import { buildFacts } from '../../../dist/nodes/Drafting/facts/index.js';
import { verifyDraft } from '../../../dist/nodes/Drafting/verifying/index.js';
import type {
	ClinicalDraft,
	ClinicalFacts,
	DraftSection,
	DraftVerification,
} from '../../../dist/nodes/shared/contracts/index.js';
import { SECRETS } from './draft-build.ts';
import {
	coded,
	concept,
	dischargeMedicine,
	dose,
	homeMedicine,
	inStay,
	LOINC,
	record,
	stayWith,
} from './facts-chart.ts';

const said = (facts: ClinicalFacts, text: string, section: Partial<DraftSection> = {}) =>
	verifyDraft(facts, draftOf(facts, text, section)).sentences;

const draftOf = (
	facts: ClinicalFacts,
	text: string,
	section: Partial<DraftSection>,
): ClinicalDraft =>
	({
		contract: 'ClinicalDraft/1',
		kind: 'discharge-summary',
		type: { code: '18842-5', display: 'Discharge summary' },
		title: 'Discharge summary',
		patient: facts.patient,
		encounter: facts.encounter,
		asOf: facts.asOf,
		factsHash: facts.hash,
		status: 'narrative',
		sections: [
			{
				code: '8648-8',
				title: 'Hospital course',
				sentences:
					text === ''
						? []
						: [{ id: 's1', template: text, text, cites: [], origin: 'model', included: true }],
				...section,
			},
		],
		rejected: [],
	}) as ClinicalDraft;

const verdict = (facts: ClinicalFacts, text: string): string => said(facts, text)[0].verdict;

describe('code status', () => {
	const recorded = (text: string, code?: string) =>
		buildFacts(
			stayWith(
				inStay('Observation', {
					status: 'final',
					code: concept('Code status', '304251008'),
					valueCodeableConcept: concept(text, code),
					effectiveDateTime: '2026-11-11',
				}),
			),
		);
	const meaning = (facts: ClinicalFacts) => {
		const fact = facts.facts.find(({ kind }) => kind === 'code-status');
		return fact?.kind === 'code-status' ? fact.data.meaning : 'no fact';
	};

	for (const text of [
		'Not for full resuscitation',
		'Not full code',
		'Patient is not to be full code',
		'Full code except intubation',
		'Full code rescinded',
		'Full code?',
		'Full code until 2026-11-12',
		'DNR rescinded',
		'Not DNR',
	]) {
		test(`"${text}" bears out neither full code nor its opposite`, () => {
			const facts = recorded(text);
			assert.equal(meaning(facts), undefined);
			for (const claim of ['She is full code.', 'Full code.', 'For full resuscitation.', 'DNR.'])
				assert.equal(verdict(facts, claim), 'unsupported', claim);
		});
	}

	for (const text of [
		'DNR/DNI',
		'Do not attempt cardiopulmonary resuscitation',
		'No cardiopulmonary resuscitation',
		'Not for attempted resuscitation',
		'Not for CPR',
		'Not for resuscitation',
		'Do not resuscitate',
	]) {
		test(`"${text}" is no resuscitation`, () => {
			const facts = recorded(text);
			assert.equal(meaning(facts), 'no-resuscitation');
			assert.equal(verdict(facts, 'DNR.'), 'supported');
			assert.equal(verdict(facts, 'She is full code.'), 'unsupported');
		});
	}

	for (const text of [
		'Full code',
		'For full resuscitation',
		'Patient is full code.',
		'Full code status',
	]) {
		test(`"${text}" is full`, () => {
			const facts = recorded(text);
			assert.equal(meaning(facts), 'full');
			assert.equal(verdict(facts, 'She is full code.'), 'supported');
			assert.equal(verdict(facts, 'DNR.'), 'unsupported');
		});
	}

	test('a code that the words beside it turn round means nothing', () => {
		assert.equal(meaning(recorded('Full code', '304252001')), 'full');
		assert.equal(meaning(recorded('Not for full resuscitation', '304252001')), undefined);
		assert.equal(meaning(recorded('DNR', '304252001')), undefined);
		assert.equal(meaning(recorded('Full code', '304253006')), undefined);
	});

	const order = (fields: Record<string, unknown>) =>
		buildFacts(
			stayWith(
				inStay('ServiceRequest', {
					status: 'active',
					intent: 'order',
					authoredOn: '2026-11-11',
					...fields,
				}),
			),
		);

	test('an order not to perform resuscitation is no resuscitation, and no follow-up', () => {
		const facts = order({
			doNotPerform: true,
			code: concept('Cardiopulmonary resuscitation', '89666000'),
		});
		assert.equal(meaning(facts), 'no-resuscitation');
		assert.ok(!facts.facts.some(({ kind }) => kind === 'follow-up'));
		assert.ok(!facts.gaps.some(({ code }) => code === 'code-status-missing'));
		assert.equal(verdict(facts, 'DNR.'), 'supported');
		assert.equal(verdict(facts, 'She is full code.'), 'unsupported');
	});

	test('an order not to do what withholds resuscitation bears out neither', () => {
		const facts = order({ doNotPerform: true, code: concept('Do not resuscitate', '304253006') });
		assert.equal(meaning(facts), undefined);
		for (const claim of ['DNR.', 'She is full code.'])
			assert.equal(verdict(facts, claim), 'unsupported', claim);
	});
});

describe('a diagnosis whose name turns itself', () => {
	const condition = (name: string) =>
		inStay('Condition', {
			clinicalStatus: coded('active'),
			verificationStatus: coded('confirmed'),
			code: concept(name),
		});
	const facts = buildFacts(
		stayWith(
			...[
				'Family history of breast cancer',
				'Screening for diabetes mellitus',
				'Exposure to tuberculosis',
				'History of myocardial infarction',
				'At risk for falls',
				'Type 2 diabetes screening',
				'Fear of cancer',
			].map(condition),
		),
	);

	for (const claim of [
		'She has breast cancer.',
		'Breast cancer.',
		'She has cancer.',
		'She has diabetes mellitus.',
		'She has type 2 diabetes.',
		'She has tuberculosis.',
		'She had a myocardial infarction during this stay.',
		'Acute myocardial infarction.',
		'She had falls.',
		'No family history of breast cancer.',
		'No history of myocardial infarction.',
		'Her mother had a history of myocardial infarction.',
	]) {
		test(`does not bear out "${claim}"`, () => {
			assert.notEqual(verdict(facts, claim), 'supported');
		});
	}

	for (const claim of [
		'Family history of breast cancer.',
		'History of myocardial infarction.',
		'She has a history of myocardial infarction.',
		'Exposure to tuberculosis.',
		'Screening for diabetes mellitus.',
	]) {
		test(`bears out "${claim}"`, () => {
			assert.equal(verdict(facts, claim), 'supported');
		});
	}
});

describe('a side and a place', () => {
	const facts = buildFacts(
		stayWith(
			inStay('Condition', {
				clinicalStatus: coded('active'),
				verificationStatus: coded('confirmed'),
				code: concept('Fracture of left femur'),
				bodySite: [concept('Right femur')],
			}),
			inStay('DocumentReference', {
				status: 'current',
				date: '2026-11-11T10:00:00+01:00',
				type: concept('Progress note', '11506-3', LOINC),
				content: [
					{
						attachment: {
							contentType: 'text/plain',
							data: Buffer.from('She fell at home.').toString('base64'),
						},
					},
				],
			}),
		),
	);

	test('are not told where the chart contradicts itself about the side', () => {
		for (const claim of ['Fracture of left femur.', 'Fracture of right femur.'])
			assert.equal(verdict(facts, claim), 'unsupported', claim);
		assert.equal(verdict(facts, 'Fracture of femur.'), 'supported');
	});

	test('of discharge are not taken from a sentence that tells where something happened', () => {
		for (const claim of ['She was discharged home.', 'She was discharged to a nursing home.'])
			assert.equal(verdict(facts, claim), 'unsupported', claim);
		assert.equal(verdict(facts, 'She fell at home.'), 'supported');
	});
});

describe('what stands beside the sentences', () => {
	const facts = buildFacts(
		stayWith(
			homeMedicine('Warfarin 5 mg oral tablet', dose(5, 'mg', 1)),
			dischargeMedicine('Warfarin 2.5 mg oral tablet', dose(2.5, 'mg', 1)),
			homeMedicine('Metoprolol 25 mg oral tablet', dose(25, 'mg', 2)),
			dischargeMedicine('Metoprolol 25 mg oral tablet', dose(25, 'mg', 2)),
			record('AllergyIntolerance', {
				code: concept('Penicillin'),
				clinicalStatus: coded('active'),
				verificationStatus: coded('confirmed'),
			}),
		),
	);
	const beside = (judged: DraftVerification['sentences']) => judged.map(({ id }) => id);

	test('is judged where it is not what the package says itself', () => {
		const empty = 'The patient has no allergies and takes no medicines.';
		assert.deepEqual(beside(said(facts, '', { empty })), ['empty:8648-8']);
		const title = 'Take warfarin 50 mg twice daily';
		assert.deepEqual(beside(said(facts, '', { title })), ['title:8648-8']);
		assert.deepEqual(beside(said(facts, '')), []);
	});

	test('is not taken for the words of the package when the chart has something', async () => {
		const bare = buildFacts(stayWith());
		const own = await draftWith(undefined, bare, { kind: 'discharge-summary', secrets: SECRETS });
		const allergies = own.sections.find(({ code }) => code === '48765-2');
		assert.match(allergies?.empty ?? '', /recorded/);
		const section = { code: '48765-2', title: 'Allergies', empty: allergies?.empty };
		assert.deepEqual(said(bare, '', section), []);
		assert.deepEqual(beside(said(facts, '', section)), ['empty:48765-2']);
	});

	test('rows and titles of every kind of own draft have no finding', async () => {
		for (const kind of ['discharge-summary', 'chart-summary'] as const) {
			const own = await draftWith(undefined, facts, { kind, secrets: SECRETS });
			assert.ok(own.sections.some(({ tables = [] }) => tables.length > 0));
			assert.deepEqual(verifyDraft(facts, own).sentences, []);
		}
	});

	test('a cell that another program changed is told with what the chart says', async () => {
		const own = await draftWith(undefined, facts, { kind: 'discharge-summary', secrets: SECRETS });
		let changed = 0;
		for (const [at, section] of own.sections.entries()) {
			for (const [table, { rows }] of (section.tables ?? []).entries()) {
				for (const [row, { cells }] of rows.entries()) {
					for (const [cell, before] of cells.entries()) {
						if (before === '') continue;
						const other = structuredClone(own);
						// Words of the same chart: nothing in them is strange.
						other.sections[at].tables![table].rows[row].cells[cell] = 'not recorded as';
						const judged = verifyDraft(facts, other).sentences;
						assert.deepEqual(beside(judged), [`table:${section.code}:${table}:${row}`]);
						assert.equal(judged[0].verdict, 'unsupported');
						assert.ok(judged[0].findings.some(({ expected }) => expected === before));
						changed += 1;
					}
				}
			}
		}
		assert.ok(changed > 5);
	});

	const warfarin = facts.facts.find(
		({ kind, role }) => kind === 'medication' && role === 'changed',
	);
	const penicillin = facts.facts.find(({ kind }) => kind === 'allergy');
	const table = (title: string, columns: string[], cells: string[], fact?: { id: string }) => ({
		tables: [{ title, columns, rows: [{ cells, facts: [fact?.id ?? ''] }] }],
	});

	test('a row that the facts do not give is told, though each of its words stands there', () => {
		for (const section of [
			table('Changed', ['Medicine', 'Now'], ['Warfarin', '5 mg by mouth once a day'], warfarin),
			table('New', ['Medicine', 'Directions'], ['Warfarin', '2.5 mg'], warfarin),
			table('Allergies', ['Substance', 'State'], ['Penicillin', 'recorded as absent'], penicillin),
		])
			assert.equal(said(facts, '', section).length, 1, section.tables[0].title);
	});
});

describe('facts', () => {
	const facts = buildFacts(
		stayWith(dischargeMedicine('Warfarin 2.5 mg oral tablet', dose(2.5, 'mg', 1))),
	);
	test('are taken as they were extracted, also out of a file', () => {
		assert.doesNotThrow(() => readFacts(facts));
		assert.doesNotThrow(() => readFacts(JSON.parse(JSON.stringify(facts))));
	});
	test('that were changed afterwards are refused', () => {
		const changed = JSON.parse(JSON.stringify(facts).replaceAll('2.5', '25')) as unknown;
		assert.throws(() => readFacts(changed), { code: 'facts-invalid' });
		assert.throws(() => readFacts({ ...facts, hash: '0'.repeat(64) }), { code: 'facts-invalid' });
	});
});
