import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dischargeMedicines } from '../../../dist/nodes/Drafting/drafting/tables/medicines.js';
import { verifyDraft } from '../../../dist/nodes/Drafting/verifying/index.js';
import {
	baseFacts,
	chartOf,
	draftOf,
	medication,
	problem,
	sentence,
	span,
	step,
} from './verify-chart.ts';

const facts = chartOf();
const idOf = (start: string) => facts.facts.find((fact) => fact.text.startsWith(start))!.id;
const omitted = (draft: any, code: string): string[] =>
	verifyDraft(facts, draft)
		.omissions.filter((one: any) => one.code === code)
		.flatMap((one: any) => one.facts);

describe('the verdict on a draft', () => {
	test('names the facts that bear a sentence out', () => {
		const [judged] = verifyDraft(facts, draftOf(['Continue aspirin 81 mg daily.'])).sentences;
		assert.deepEqual(judged, {
			id: 's1',
			verdict: 'supported',
			evidence: [idOf('Aspirin')],
			findings: [],
		});
	});

	test('has the offsets of what is wrong in the text as it is shown', () => {
		const text = 'Continue  aspirin 810 mg daily.';
		const [{ findings }] = verifyDraft(facts, draftOf([text])).sentences;
		const { at, expected, message } = findings[0];
		assert.equal(text.slice(at!.start, at!.end), '810 mg');
		assert.equal(expected, '81 mg');
		assert.match(message, /10 times as much/);
	});

	test('is the same for the same input', () => {
		const draft = draftOf(['She was given hydralazine.', 'Potassium was 3.1 mmol/L on admission.']);
		const { ms: _one, ...first } = verifyDraft(facts, draft);
		const { ms: _two, ...second } = verifyDraft(structuredClone(facts), draft);
		assert.deepEqual(first, second);
	});

	test('does not believe a cite: it changes nothing for an invented dose', () => {
		const draft = draftOf([]);
		draft.sections[0].sentences = [
			sentence('Continue aspirin 325 mg daily.', 's1', { cites: [idOf('Aspirin')] }),
		];
		assert.equal(verifyDraft(facts, draft).sentences[0].verdict, 'unsupported');
	});

	test('judges rejected sentences as well', () => {
		const draft = {
			...draftOf([]),
			rejected: [sentence('She has sepsis.', 's9', { included: false })],
		};
		assert.deepEqual(
			verifyDraft(facts, draft).sentences.map(({ id, verdict }: any) => [id, verdict]),
			[['s9', 'unsupported']],
		);
	});

	test('is partly for a word that no fact has when all else is borne out', () => {
		const [judged] = verifyDraft(
			facts,
			draftOf(['She was discharged home and was cheerful.']),
		).sentences;
		assert.equal(judged.verdict, 'partly');
	});

	test('counts verdicts and names its rules', () => {
		const { counts, verifier } = verifyDraft(
			facts,
			draftOf(['She has sepsis.', 'She has hypertension.']),
		);
		assert.equal(counts.supported, 1);
		assert.equal(counts.unsupported, 1);
		assert.match(verifier.rules, /^[0-9a-f]{64}$/);
	});

	test('binds "it" to the medicine of the sentence before', () => {
		const good = draftOf(['Metoprolol was changed.', 'It was increased to 50 mg twice daily.']);
		const bad = draftOf(['Metoprolol was changed.', 'It was increased to 500 mg twice daily.']);
		assert.equal(verifyDraft(facts, good).sentences[1].verdict, 'supported');
		assert.equal(verifyDraft(facts, bad).sentences[1].verdict, 'unsupported');
	});

	test('sees characters that cannot be seen', () => {
		const [judged] = verifyDraft(facts, draftOf(['Continue aspirin 8\u200b1 mg daily.'])).sentences;
		assert.ok(judged.findings.some((finding: any) => finding.class === 'hidden-characters'));
	});

	test('sees letters of another script in a name', () => {
		const [judged] = verifyDraft(facts, draftOf(['Continue \u0430spirin 81 mg daily.'])).sentences;
		assert.equal(judged.verdict, 'unsupported');
	});

	test('reads full-width digits and no-break spaces like any others', () => {
		const [judged] = verifyDraft(
			facts,
			draftOf(['Continue aspirin ８１\u00a0mg daily.']),
		).sentences;
		assert.equal(judged.verdict, 'supported');
	});
});

describe('quotes', () => {
	const quoting = (text: string, quote: string, start: string) => {
		const draft = draftOf([]);
		draft.sections[0].sentences = [
			sentence(text, 's1', { quotes: [{ fact: idOf(start), text: quote }] }),
		];
		return verifyDraft(facts, draft).sentences[0];
	};

	test('stand in the fact word for word, whatever the signs', () => {
		assert.equal(
			quoting(
				'She “lives alone and walks with a cane”.',
				'lives alone and walks with a cane',
				'She lives',
			).verdict,
			'supported',
		);
	});

	test('are refused when a word differs', () => {
		const { findings } = quoting(
			'She "lives alone and walks with a walker".',
			'lives alone and walks with a walker',
			'She lives',
		);
		assert.equal(findings[0].class, 'quote-not-verbatim');
	});

	test('are refused when another fact has the words', () => {
		const { findings } = quoting(
			'She "lives alone and walks with a cane".',
			'lives alone and walks with a cane',
			'Her mother',
		);
		assert.equal(findings[0].class, 'quote-not-verbatim');
	});
});

describe('omissions', () => {
	test('name every medicine to be taken after discharge that the text leaves out', () => {
		const missing = omitted(draftOf(['Continue aspirin 81 mg daily.']), 'medication');
		assert.ok(!missing.includes(idOf('Aspirin')));
		assert.ok(missing.includes(idOf('Metformin')));
		assert.ok(!missing.includes(idOf('Lisinopril')), 'a stopped medicine is none to be taken');
		assert.ok(!missing.includes(idOf('Ceftriaxone')));
	});

	test('do not count what stands in a table', () => {
		const aspirin = idOf('Aspirin');
		const table = [
			{
				title: 'Medicines',
				columns: ['Name'],
				rows: [{ cells: ['Aspirin 81 mg oral tablet'], facts: [aspirin] }],
			},
		];
		assert.ok(!omitted(draftOf([], '10183-2', table), 'medication').includes(aspirin));
	});

	test('count a table row that does not show its fact', () => {
		const aspirin = idOf('Aspirin');
		const table = [
			{ title: 'Medicines', columns: ['Name'], rows: [{ cells: ['see list'], facts: [aspirin] }] },
		];
		assert.ok(omitted(draftOf([], '10183-2', table), 'medication').includes(aspirin));
	});

	test('do not count a sentence that is left out as said', () => {
		const draft = draftOf([]);
		draft.sections[0].sentences = [
			sentence('Continue aspirin 81 mg daily.', 's1', { included: false }),
		];
		assert.ok(omitted(draft, 'medication').includes(idOf('Aspirin')));
	});

	test('name allergies and pending results', () => {
		const draft = draftOf(['She is allergic to penicillin.']);
		assert.deepEqual(omitted(draft, 'allergy'), [idOf('Latex')]);
		assert.deepEqual(omitted(draft, 'pending-result'), [idOf('Sputum')]);
	});

	test('name the must-have things of the Joint Commission and of HEDIS TRC', () => {
		const codes = verifyDraft(facts, draftOf([])).omissions.map(({ code }: any) => code);
		for (const code of [
			'tjc-reason',
			'tjc-procedures',
			'tjc-condition-disposition',
			'tjc-follow-up',
			'trc-practitioner',
			'trc-diagnoses',
			'trc-results',
			'uscdi-dates',
			'code-status',
		]) {
			assert.ok(codes.includes(code), code);
		}
		const said = verifyDraft(
			facts,
			draftOf([
				'She was admitted with shortness of breath.',
				'The attending physician was Dr. Bob Zztest.',
				'She is full code.',
			]),
		).omissions.map(({ code }: any) => code);
		for (const code of ['tjc-reason', 'trc-practitioner', 'code-status'])
			assert.ok(!said.includes(code), code);
	});

	test('ask nothing of an addendum', () => {
		assert.deepEqual(verifyDraft(facts, { ...draftOf([]), kind: 'addendum' }).omissions, []);
	});
});

describe('tables', () => {
	test('get a verdict when a row has a number that its facts do not have', () => {
		const table = [
			{
				title: 'Medicines',
				columns: ['Name', 'Dose'],
				rows: [{ cells: ['Aspirin', '810 mg'], facts: [idOf('Aspirin')] }],
			},
		];
		const { sentences } = verifyDraft(facts, draftOf([], '10183-2', table));
		assert.equal(sentences[0].id, 'table:10183-2:0:0');
		assert.equal(sentences[0].findings[0].class, 'number-outside');
	});

	test('are told not to be compared when they are not the rows of the facts, though every word stands there', () => {
		const table = [
			{
				title: 'Medicines',
				columns: ['Name', 'Dose'],
				rows: [
					{
						cells: ['Aspirin 81 mg oral tablet', '81 mg by mouth once daily'],
						facts: [idOf('Aspirin')],
					},
				],
			},
		];
		const [row, ...others] = verifyDraft(facts, draftOf([], '10183-2', table)).sentences;
		assert.deepEqual(others, []);
		assert.equal(row.verdict, 'partly');
		assert.deepEqual(
			row.findings.map((one) => one.class),
			['table-not-judged'],
		);
	});

	test('get none when they are the rows of the facts', () => {
		const own = dischargeMedicines(facts.facts);
		const shown = own.flatMap(({ rows }) => rows.flatMap((row) => row.facts));
		assert.ok(shown.includes(idOf('Aspirin')));
		assert.deepEqual(verifyDraft(facts, draftOf([], '10183-2', own)).sentences, []);
	});
});

describe('contradictions of the chart', () => {
	test('are shown: none known beside an allergy, present beside absent, a medicine that is an allergy', () => {
		const chart = chartOf([
			...baseFacts(),
			{
				kind: 'allergy',
				role: 'none-known',
				text: 'No known allergies',
				data: { substance: 'none', codes: [], reaction: [], polarity: 'none-known' },
			},
			problem('discharge-diagnosis', 'Hypertension', { polarity: 'absent' }),
			medication('new', 'Penicillin V 500 mg oral tablet', 'penicillin', [
				step([500, 'mg'], 'by mouth', 'twice daily'),
			]),
		]);
		const messages = verifyDraft(chart, draftOf([]))
			.contradictions.map(({ message }: any) => message)
			.join('\n');
		assert.match(messages, /no allergies are known/);
		assert.match(messages, /Hypertension as present and as absent/);
		assert.match(messages, /Penicillin V .* as an allergy/);
	});

	test('are none in a chart without any', () => {
		assert.deepEqual(verifyDraft(facts, draftOf([])).contradictions, []);
	});
});

describe('bounds', () => {
	test('a sentence of a megabyte is cut, said to be, and judged within a second', () => {
		const started = performance.now();
		const [judged] = verifyDraft(facts, draftOf(['no evidence of not '.repeat(55_000)])).sentences;
		assert.ok(judged.findings.some((finding: any) => finding.class === 'too-long'));
		assert.ok(performance.now() - started < 1000);
	});

	test('time grows with the text only: no pattern of words makes it explode', () => {
		for (const unit of [
			'1/2/',
			'a-',
			'((((',
			'""',
			'10 mg/',
			'history of no ',
			'q4h ',
			'3.',
			'from 1 to ',
			'potassium 3 and ',
		]) {
			const started = performance.now();
			verifyDraft(facts, draftOf([unit.repeat(Math.floor(2900 / unit.length))]));
			assert.ok(performance.now() - started < 1000, unit);
		}
	});

	test('sentences beyond two thousand are unsupported, unread', () => {
		const { sentences } = verifyDraft(
			facts,
			draftOf(Array.from({ length: 2001 }, () => 'She has hypertension.')),
		);
		assert.equal(sentences[2000].verdict, 'unsupported');
		assert.equal(sentences[1999].verdict, 'supported');
	});

	test('an empty sentence and an empty chart are no failure', () => {
		assert.equal(verifyDraft(facts, draftOf([''])).sentences[0].verdict, 'unsupported');
		assert.equal(
			verifyDraft(chartOf([]), draftOf(['She has hypertension.'])).sentences[0].verdict,
			'unsupported',
		);
	});
});

describe('notes', () => {
	test('bear out a sentence taken over word for word, and none with a word turned', () => {
		const chart = chartOf([
			...baseFacts(),
			span('She was given cefazolin 2 g before the incision.', 9),
		]);
		assert.equal(
			verifyDraft(chart, draftOf(['She was given cefazolin 2 g before the incision.'])).sentences[0]
				.verdict,
			'supported',
		);
		assert.equal(
			verifyDraft(chart, draftOf(['Cefazolin 2 g was given before the incision.'])).sentences[0]
				.verdict,
			'supported',
		);
		assert.equal(
			verifyDraft(chart, draftOf(['She was given cefazolin 3 g before the incision.'])).sentences[0]
				.verdict,
			'unsupported',
		);
	});

	test('do not lend the amount of one medicine to another', () => {
		const chart = chartOf([
			...baseFacts(),
			span('In the field she had ketamine 20 mg and midazolam 2 mg.', 9),
		]);
		assert.equal(
			verifyDraft(chart, draftOf(['In the field she had ketamine 2 mg and midazolam 20 mg.']))
				.sentences[0].verdict,
			'unsupported',
		);
	});
});

describe('names that are words', () => {
	const chart = chartOf([
		...baseFacts(),
		{
			kind: 'encounter',
			role: 'responsible',
			text: 'Dr. Will Burns, attending',
			parts: { name: 'Dr. Will Burns' },
			data: { codes: [], name: 'Dr. Will Burns', as: 'attending' },
		},
	]);
	const verdict = (text: string) => verifyDraft(chart, draftOf([text])).sentences[0].verdict;

	test('name a person with a capital only', () => {
		assert.equal(verdict('The attending physician was Dr. Will Burns.'), 'supported');
		assert.equal(verdict('She had burns of the hand.'), 'unsupported');
	});

	test('leave common words alone', () => {
		assert.equal(verdict('She will follow up with primary care in 2 weeks.'), 'supported');
	});
});
