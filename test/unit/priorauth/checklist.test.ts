import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checklist, readPolicy } from '../../../dist/nodes/PriorAuth/checklist/index.js';
import { prefill, readPackage } from '../../../dist/nodes/PriorAuth/questionnaire/index.js';
import {
	bmi,
	chart,
	condition,
	cql,
	ICD,
	LOINC,
	note,
	NOW,
	patient,
	question,
	spinePackage,
} from './questionnaire/build.ts';

type Fields = Record<string, unknown>;

const ITEMS = [
	question('1', 'boolean', 'Diabetes?', { required: true, extension: [cql('"Has Diabetes"')] }),
	question('2', 'boolean', 'BMI above 40.5?', { extension: [cql('"BMI Above 40"')] }),
	question('3', 'boolean', 'Gout?', { extension: [cql('"Has Gout"')] }),
	question('4', 'string', 'Why now?', { required: true }),
	question('5', 'decimal', 'BMI', { extension: [cql('"BMI Value"')] }),
	question('6', 'date', 'BMI measured on', { extension: [cql('"BMI Date"')] }),
];
const RECORDS = (value = 39): Fields[] => [
	patient(),
	condition('d1', 'E11.9'),
	bmi('o1', value, '2026-09-01'),
];

async function made(policy?: Fields, records = RECORDS(), more: Fields = {}) {
	const packaged = readPackage(spinePackage(ITEMS), '2026-11-22');
	const own = chart(records, more);
	const answers = await prefill(packaged, own, { now: NOW, context: { orders: [] } });
	return checklist([answers], own, {
		now: NOW,
		...(policy && { policy: readPolicy(policy, '2026-11-22') }),
	});
}

const policyOf = (criteria: Fields[]): Fields => ({
	name: 'spine',
	version: '1',
	title: 'Lumbar fusion, site policy',
	source: 'payer manual, synthetic',
	criteria,
});

test('without a rule of the site, answered is all that is said', async () => {
	const list = await made();
	assert.deepEqual(
		list.criteria.map(({ id, state, judgedBy, answer, reasons }) => [
			id,
			state,
			judgedBy,
			answer,
			...reasons,
		]),
		[
			['1', 'met', 'answer', 'Yes'],
			['2', 'unmet', 'answer', 'No', 'answered-no'],
			['3', 'unknown', 'answer', 'No', 'nothing-recorded'],
			['4', 'unknown', 'answer', undefined, 'not-answered'],
			['5', 'met', 'answer', '39'],
			['6', 'met', 'answer', '2026-09-01'],
		],
	);
	assert.deepEqual(list.counts, { met: 3, unmet: 1, unknown: 2 });
	assert.equal(list.requiredOpen, 1);
	assert.equal(list.needsPerson, true);
	assert.deepEqual(list.criteria[0]?.evidence, [
		{
			reference: 'Condition/d1',
			version: '4',
			title: 'Condition: Problem E11.9',
			date: '2025-02-01',
		},
	]);
	assert.doesNotMatch(`${list.html}${JSON.stringify(list.sections)}`, /\bapproved\b|>Met</i);
});

test('a policy of the site says which answer counts', async () => {
	const criteria = [
		{ id: 'a', text: 'Diabetes', question: { linkId: '1', wants: { anyOf: [true] } } },
		{ id: 'b', text: 'No diabetes', question: { linkId: '1', wants: { anyOf: [false] } } },
		{ id: 'c', text: 'Gout', question: { linkId: '3', wants: { anyOf: [true] } } },
		{ id: 'd', text: 'BMI at least 35', question: { linkId: '5', wants: { atLeast: 35 } } },
		{ id: 'e', text: 'BMI at most 35', question: { linkId: '5', wants: { atMost: 35 } } },
		{ id: 'f', text: 'BMI of this year', question: { linkId: '6', wants: { withinDays: 90 } } },
		{ id: 'g', text: 'BMI of this month', question: { linkId: '6', wants: { withinDays: 30 } } },
		{ id: 'h', text: 'Missing', question: { linkId: '77', wants: { anyOf: [true] } } },
		{ id: 'i', text: 'Seen face to face', required: false },
	];
	const list = await made(policyOf(criteria));
	assert.deepEqual(
		list.criteria.map(({ id, state, reasons }) => [id, state, ...reasons]),
		[
			['a', 'met'],
			['b', 'unmet', 'answer-differs'],
			['c', 'unknown', 'nothing-recorded'],
			['d', 'met'],
			['e', 'unmet', 'answer-differs'],
			['f', 'met'],
			['g', 'unmet', 'answer-differs'],
			['h', 'unknown', 'question-not-in-form'],
			['i', 'unknown', 'person-only'],
		],
	);
	assert.deepEqual(list.source.names, ['spine 1 (payer manual, synthetic)']);
});

test('records decide only as far as they go: what is not recorded is unknown', async () => {
	const wish = (types: string[], code: string, more: Fields = {}, system = ICD) => ({
		types,
		codes: [{ system, code }],
		...more,
	});
	const BMI = '39156-5';
	const bmiWish = (more: Fields) => wish(['Observation'], BMI, more, LOINC);
	const points: Array<[string, Fields, ...string[]]> = [
		['met', wish(['Condition'], 'E11.9')],
		['unknown', wish(['Condition'], 'M10.9'), 'nothing-recorded'],
		['unknown', wish(['Procedure'], 'X', {}, 'http://x'), 'records-not-read'],
		['met', bmiWish({ value: { atLeast: 35, unit: 'kg/m2' } })],
		['unmet', bmiWish({ value: { atLeast: 40, unit: 'kg/m2' } }), 'value-differs'],
		['unknown', bmiWish({ value: { atLeast: 35, unit: '[lb_av]' } }), 'unit-differs'],
		['met', bmiWish({ withinDays: 90 })],
		['unmet', bmiWish({ withinDays: 30 }), 'too-old'],
		['unknown', bmiWish({ count: 2 }), 'fewer-recorded'],
		['unknown', wish(['Condition'], 'M54.5'), 'only-not-standing'],
	];
	const records = [
		...RECORDS(),
		condition('d2', 'M54.5', { clinicalStatus: { coding: [{ code: 'resolved' }] } }),
		condition('d3', 'M10.9', { subject: { reference: 'Patient/zz-2' } }),
	];
	const list = await made(
		policyOf(points.map(([, records], at) => ({ id: `p${at}`, text: 'x', records }))),
		records,
	);
	assert.deepEqual(
		list.criteria.map(({ state, reasons }) => [state, ...reasons]),
		points.map(([state, , ...reasons]) => [state, ...reasons]),
	);
	const cut = [{ read: 'c', type: 'Condition', kept: 1, newestFirst: true }];
	const few = await made(
		policyOf([{ id: 'a', text: 'x', records: wish(['Condition'], 'M10.9') }]),
		RECORDS(),
		{ truncated: cut },
	);
	assert.deepEqual(few.criteria[0]?.reasons, ['records-cut-off']);
});

test('a policy that is malformed, out of date or contradicts itself is refused by its place', () => {
	const point = { id: 'a', text: 'x' };
	const invalid: unknown[] = [
		'{',
		{},
		policyOf([]),
		policyOf([point, point]),
		policyOf([{ ...point, surprise: 1 }]),
		policyOf([{ ...point, question: { linkId: '1', wants: {} } }]),
		policyOf([
			{
				...point,
				question: { linkId: '1', wants: { anyOf: [true] } },
				records: { types: ['Condition'], codes: [{ system: ICD, code: 'x' }] },
			},
		]),
	];
	for (const policy of invalid) {
		assert.throws(() => readPolicy(policy, '2026-11-22'), { code: 'policy-invalid' });
	}
	const old = { ...policyOf([point]), validTo: '2026-11-21' };
	assert.throws(() => readPolicy(old, '2026-11-22'), { code: 'policy-not-valid-today' });
	assert.equal(readPolicy(JSON.stringify(old), '2026-11-21').name, 'spine');
});

test('answers about another patient than the chart stop everything', async () => {
	const packaged = readPackage(spinePackage(ITEMS), '2026-11-22');
	const answers = await prefill(packaged, chart(RECORDS()), { now: NOW });
	const other = chart(RECORDS(), { patient: 'Patient/zz-2' });
	assert.throws(() => checklist([answers], other, { now: NOW }), { code: 'patient-mismatch' });
	assert.throws(() => checklist([], chart(RECORDS()), { now: NOW }), { code: 'checklist-empty' });
});

test('the page needs nothing else, escapes every text, and shows the quoted words', async () => {
	const list = await made(
		policyOf([{ id: 'a', text: '<img src=x onerror=alert(1)>', group: '"><script>x</script>' }]),
	);
	assert.doesNotMatch(list.html, /<img|<script|https?:\/\/(?!payer)/);
	assert.match(list.html, /&lt;img src=x/);
	assert.match(list.html, /default-src 'none'/);
	assert.match(list.html, /name="viewport"/);
	assert.match(list.html, /It decides nothing/);
	assert.match(list.html, /ADA ZZTEST, born 1961-04-03 \(Patient\/zz-1\)/);
	const [head, ...groups] = list.sections;
	assert.match(String(head?.text), /1 unknown/);
	assert.deepEqual(groups[0]?.columns, ['State', 'Point', 'Answer', 'Evidence']);
	assert.equal(groups[0]?.rows?.length, 1);
});

test('points of several forms keep apart, and quoted evidence stands on the page', async () => {
	const own = chart([...RECORDS(), note('n1', 'x')]);
	const packaged = readPackage(spinePackage(ITEMS), '2026-11-22');
	const answers = await prefill(packaged, own, { now: NOW });
	const quoted = structuredClone(answers);
	const [first] = quoted.answers;
	if (first)
		first.evidence = [
			{
				reference: 'DocumentReference/n1',
				title: 'Note',
				quote: 'the very words',
				around: 'Denies the very <b>words</b>: the very words.',
			},
		];
	const list = checklist([quoted, answers], own, { now: NOW });
	assert.equal(new Set(list.criteria.map(({ id }) => id)).size, list.criteria.length);
	assert.match(
		list.html,
		/Denies the very &lt;b&gt;words&lt;\/b&gt;: <mark>the very words<\/mark>\./,
	);
	assert.match(JSON.stringify(list.sections), /“Denies the very <b>words<\/b>: the very words\.”/);
});

const judged = async (wish: Fields, records: Fields[]): Promise<[string, string | undefined]> => {
	const records_ = { codes: [{ system: LOINC, code: '39156-5' }], types: ['Observation'], ...wish };
	const list = await made(policyOf([{ id: 'a', text: 'A', records: records_ }]), [
		patient(),
		...records,
	]);
	const [first] = list.criteria;
	return [String(first?.state), first?.reasons[0]];
};
const weight = (id: string, when: string | undefined, more: Fields): Fields => {
	const { valueQuantity: _measured, effectiveDateTime: _when, ...rest } = bmi(id, 30, '2026-09-01');
	return { ...rest, ...(when !== undefined && { effectiveDateTime: when }), ...more };
};
const kg = (value: number, code = 'kg/m2'): Fields => ({
	valueQuantity: { value, unit: 'kg/m2', system: 'http://unitsofmeasure.org', code },
});

test('a record that says no, or that is not settled, meets no point', async () => {
	for (const more of [
		{ valueBoolean: false },
		{ dataAbsentReason: { text: 'not performed' } },
		{ ...kg(30), modifierExtension: [{ url: 'urn:zz', valueBoolean: true }] },
		{ ...kg(30), status: 'preliminary' },
	]) {
		assert.deepEqual(
			await judged({}, [weight('o', '2026-09-01', more)]),
			['unknown', 'only-not-standing'],
			JSON.stringify(more),
		);
	}
	assert.deepEqual(
		await judged({}, [weight('o', '2026-09-01', { valueCodeableConcept: { text: 'Negative' } })]),
		['unknown', 'value-to-judge'],
	);
	assert.deepEqual(await judged({}, [weight('o', '2026-09-01', kg(30))]), ['met', undefined]);
	assert.deepEqual(
		await judged({}, [weight('o', '2026-12-24', kg(30))]),
		['unknown', 'only-not-standing'],
		'in the future',
	);
});

test('orders that were only thought of, taken back or forbidden meet no point', async () => {
	const order = (more: Fields): Fields => ({
		resourceType: 'MedicationRequest',
		id: 'm1',
		status: 'active',
		intent: 'order',
		subject: { reference: 'Patient/zz-1' },
		authoredOn: '2026-09-01',
		medicationCodeableConcept: { coding: [{ system: LOINC, code: '39156-5' }] },
		...more,
	});
	const types = ['MedicationRequest'];
	assert.deepEqual(await judged({ types }, [order({})]), ['met', undefined]);
	for (const more of [{ intent: 'proposal' }, { doNotPerform: true }, { status: 'cancelled' }]) {
		assert.equal((await judged({ types }, [order(more)]))[0], 'unknown', JSON.stringify(more));
	}
});

test('the newest value is found by time, and where that is open the values must agree', async () => {
	const value = { atMost: 40, unit: 'kg/m2' };
	assert.deepEqual(
		await judged({ value }, [
			weight('o1', '2026-09-02T01:00:00Z', kg(30)),
			weight('o2', '2026-09-01T23:00:00-06:00', kg(50)),
		]),
		['unmet', 'value-differs'],
	);
	assert.deepEqual(
		await judged({ value }, [weight('o1', '2020-09-02', kg(30)), weight('o2', undefined, kg(50))]),
		['unknown', 'newest-not-certain'],
	);
	assert.deepEqual(await judged({ value }, [weight('o1', '2026-09-02', kg(30, '[lb_av]'))]), [
		'unknown',
		'unit-differs',
	]);
});

test('one event that stands there three times is one event', async () => {
	const thrice = ['o1', 'o2', 'o3'].map((id) => weight(id, '2026-09-02', kg(30)));
	assert.deepEqual(await judged({ count: 3 }, thrice), ['unknown', 'fewer-recorded']);
	const days = ['02', '03', '04'].map((day) => weight(`o${day}`, `2026-09-${day}`, kg(30)));
	assert.deepEqual(await judged({ count: 3 }, days), ['met', undefined]);
});
