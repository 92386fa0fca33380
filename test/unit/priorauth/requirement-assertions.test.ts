import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readAssertion } from '../../../dist/nodes/PriorAuth/requirement/assertions/assertion.js';
import { readAnswer } from '../../../dist/nodes/PriorAuth/requirement/assertions/answer.js';
import { judgeAssertions } from '../../../dist/nodes/PriorAuth/requirement/assertions/judge.js';
import { orderFacts } from '../../../dist/nodes/PriorAuth/requirement/order.js';
import { INFORMATION, information, input, SERVER, update } from './crd-payer.ts';
import type { Json } from './golden.ts';
import { HCPCS, order } from './people.ts';

const facts = () => orderFacts(order(), input());

const judge = (...parts: Array<Record<string, unknown>>) =>
	judgeAssertions(
		facts(),
		parts.map((one) => readAssertion({ path: '', value: information(one) })),
	);

const FREE = { 'pa-needed': 'no-auth' };

test('A plain statement of the payer is taken as it stands', () => {
	assert.deepEqual(
		[
			judge({}).needed,
			judge(FREE).needed,
			judge({ 'pa-needed': 'satisfied', 'satisfied-pa-id': 'ZZ-A1' }).needed,
			judge({ 'pa-needed': 'performpa' }).needed,
			judge({ 'pa-needed': 'conditional', 'info-needed': 'performer' }).needed,
			judge({ 'pa-needed': 'indeterminate', reason: 'system down' }).needed,
		],
		['yes', 'no', 'satisfied', 'performer-asks', 'conditional', 'unknown'],
	);
	assert.equal(judge(FREE).needsPerson, false);
	assert.equal(judge({}).needsPerson, false);
	assert.equal(
		judge({ 'pa-needed': 'satisfied', 'satisfied-pa-id': 'ZZ-A1' }).authorizationNumber,
		'ZZ-A1',
	);
});

for (const [why, parts, needed, doubt] of [
	['a limit is named', { detail: limit('cat-limitation') }, 'conditional', 'limited'],
	['a detail has no known category', { detail: limit('cat-new') }, 'conditional', 'limited'],
	[
		'it depends on another order',
		{ dependency: 'ServiceRequest/o2' },
		'conditional',
		'depends-on-other-order',
	],
	[
		'it holds for another billing code',
		{ billingCode: 'E0430' },
		'conditional',
		'other-billing-code',
	],
	[
		'it holds for a modified billing code',
		{ billingCode: 'G0154:GQ' },
		'conditional',
		'other-billing-code',
	],
	['it is over today', { 'expiry-date': '2026-11-21' }, 'unknown', 'assertion-expired'],
	[
		'it is over on the day of service',
		{ 'expiry-date': '2026-11-30' },
		'unknown',
		'assertion-expired',
	],
	['it is old and names no end', { date: '2021-01-01' }, 'unknown', 'assertion-expired'],
	['it is 91 days old', { date: '2026-08-23' }, 'unknown', 'assertion-expired'],
	['it was made in the future', { date: '2027-02-01' }, 'unknown', 'assertion-expired'],
	['it is about another coverage', { coverage: 'Coverage/c2' }, 'unknown', 'other-coverage'],
	[
		'it is about the coverage of another server',
		{ coverage: 'http://other.example.org/fhir/Coverage/c1' },
		'unknown',
		'other-coverage',
	],
	['the coverage is missing', { coverage: undefined }, 'unknown', 'other-coverage'],
	['it is said twice', { 'pa-needed': ['no-auth', 'no-auth'] }, 'unknown', 'assertion-malformed'],
	['no date is given', { date: undefined }, 'unknown', 'assertion-malformed'],
	['the date is none', { date: '2026-02-30' }, 'unknown', 'assertion-malformed'],
	['the service is not covered', { covered: 'not-covered' }, 'unknown', 'not-covered'],
	[
		'a number says that it is authorized',
		{ 'satisfied-pa-id': 'ZZ-A1' },
		'unknown',
		'assertion-malformed',
	],
	[
		'a billing code has another type',
		{ billingCode: { valueString: 'E0430' } },
		'unknown',
		'assertion-malformed',
	],
] as Array<[string, Record<string, unknown>, string, string]>) {
	test(`"Not needed" does not release anybody when ${why}`, () => {
		const item = judge({ ...FREE, ...parts });
		assert.equal(item.needed, needed);
		assert.ok(item.doubts.includes(doubt as never), item.doubts.join());
		assert.equal(item.needsPerson, true);
	});
}

function limit(category: string): Json {
	return {
		extension: [
			{ url: 'category', valueCode: category },
			{
				url: 'code',
				valueCodeableConcept: { coding: [{ system: 's', code: 'allowed-quantity' }] },
			},
			{ url: 'value', valueQuantity: { value: 3, unit: 'visits' } },
		],
	};
}

test('A statement from before the order was written is not about it, unless it names its end', () => {
	const written = { ...order(), authoredOn: '2026-11-20T08:00:00Z' };
	const own = (parts: Record<string, unknown>) =>
		judgeAssertions(orderFacts(written, input()), [
			readAssertion({ path: '', value: information({ ...FREE, ...parts }) }),
		]);
	const before = own({ date: '2026-11-18' });
	assert.deepEqual([before.needed, before.doubts], ['unknown', ['assertion-expired']]);
	// A day of difference may be that of the time zone.
	assert.equal(own({ date: '2026-11-19' }).needed, 'no');
	assert.equal(own({ date: '2026-11-18', 'expiry-date': '2026-12-31' }).needed, 'no');
	assert.equal(judge({ ...FREE, date: '2026-08-24' }).needed, 'no');
});

test('A code that the guide does not know, and silence about authorization, are unknown', () => {
	assert.deepEqual(
		['NO-AUTH', 'none', 'no', 'not-needed'].map((code) => judge({ 'pa-needed': code }).needed),
		['unknown', 'unknown', 'unknown', 'unknown'],
	);
	assert.equal(judge({ 'pa-needed': undefined }).needed, 'unknown');
	assert.equal(judge().needed, 'unknown');
	assert.deepEqual(judge().doubts, ['no-assertion']);
});

test('A satisfied authorization without its number is not satisfied', () => {
	const item = judge({ 'pa-needed': 'satisfied' });
	assert.equal(item.needed, 'unknown');
	assert.ok(item.doubts.includes('satisfied-without-number'));
	assert.equal(item.authorizationNumber, undefined);
});

test('A statement that it is needed holds in every doubt', () => {
	for (const parts of [
		{ date: undefined },
		{ dependency: 'ServiceRequest/o2' },
		{ 'expiry-date': '2026-11-30' },
		{ billingCode: 'E0430' },
	]) {
		const item = judge(parts);
		assert.equal(item.needed, 'yes', JSON.stringify(parts));
		assert.equal(item.needsPerson, true);
	}
});

test('Of several statements the one for the billing code of the order decides', () => {
	const item = judge({ ...FREE, billingCode: 'G0154' }, { billingCode: ['E0430', 'E0431'] });
	assert.equal(item.needed, 'no');
	assert.equal(item.needsPerson, false);
	assert.deepEqual(
		item.billingCodes.map(({ code }) => code),
		['G0154'],
	);
});

test('Statements that disagree about the same order are for a person', () => {
	const item = judge(FREE, {});
	assert.equal(item.needed, 'conditional');
	assert.deepEqual(item.doubts, ['assertions-disagree']);
});

test('A modifier extension makes the statement one that is not understood', () => {
	const turned = {
		...information(FREE),
		modifierExtension: [{ url: 'http://x', valueBoolean: true }],
	};
	const item = judgeAssertions(facts(), [readAssertion({ path: '', value: turned })]);
	assert.equal(item.needed, 'unknown');
});

test('Documentation, questionnaires, reasons and contacts are kept', () => {
	const item = judge({
		'doc-needed': ['clinical', 'admin'],
		'doc-purpose': 'withpa',
		reason: 'ZZ over the limit',
		questionnaire: ['http://payer.example.org/Questionnaire/a|1', 'javascript:alert(1)'],
		contact: {
			valueContactDetail: { name: 'ZZ desk', telecom: [{ system: 'phone', value: '555-0199' }] },
		},
	});
	assert.deepEqual(item.documentation, { needed: ['clinical', 'admin'], purposes: ['withpa'] });
	assert.deepEqual(item.questionnaires, ['http://payer.example.org/Questionnaire/a|1']);
	assert.deepEqual(item.reasons, [{ text: 'ZZ over the limit' }]);
	assert.deepEqual(item.contacts, ['ZZ desk, 555-0199']);
	assert.deepEqual(item.assertionIds, ['ZZ-ASSERT-1']);
});

test('Every part of a statement is read as it stands', () => {
	const all = information({
		'pa-needed': 'satisfied',
		'doc-needed': ['admin', 'no-doc'],
		'doc-purpose': 'withclaim',
		'info-needed': 'OTH',
		billingCode: [
			{ valueCoding: { system: HCPCS, code: 'G0154' } },
			{ valueCoding: { system: HCPCS, code: 'G0155:GQ', display: 'ZZ' } },
		],
		reason: [
			{ valueCodeableConcept: { coding: [{ system: 'urn:zz', code: 'zz-reason' }], text: 'ZZ' } },
			{ valueCodeableConcept: { coding: [{ system: 'urn:zz', code: 'not a name' }] } },
		],
		detail: [
			limit('cat-decisional'),
			{ extension: [{ url: 'value', valuePeriod: { start: '2026-01-01', end: '2026-12-31' } }] },
			{ extension: [{ url: 'value', valueBoolean: false }] },
		],
		dependency: 'ServiceRequest/o2',
		'satisfied-pa-id': 'ZZ-A1',
		'expiry-date': '2027-01-31',
	});
	assert.deepEqual(readAssertion({ path: '', value: all }), {
		coverage: 'Coverage/c1',
		covered: 'covered',
		authorization: 'satisfied',
		documentation: ['admin'],
		purposes: ['withclaim'],
		information: ['OTH'],
		billingCodes: [
			{ system: HCPCS, code: 'G0154' },
			{ system: HCPCS, code: 'G0155:GQ', display: 'ZZ' },
		],
		reasons: [{ system: 'urn:zz', code: 'zz-reason', text: 'ZZ' }, {}],
		details: [
			{ category: 'cat-decisional', code: 'allowed-quantity', value: '3 visits' },
			{ category: 'cat-limitation', value: '2026-01-01 – 2026-12-31' },
			{ category: 'cat-limitation', value: 'false' },
		],
		dependencies: ['ServiceRequest/o2'],
		questionnaires: [],
		date: '2026-11-20',
		id: 'ZZ-ASSERT-1',
		authorizationNumber: 'ZZ-A1',
		contacts: [],
		expires: '2027-01-31',
		malformed: false,
	});
});

/** The simplest reading there is: the first, or all, values of the parts of a name. */
const valuesOf = (extension: Json, url: string): Json[] =>
	extension.extension
		.filter((part: Json) => part.url === url)
		.map((part: Json) => Object.entries(part).find(([name]) => name.startsWith('value'))?.[1]);

function everyInformation(value: Json, found: Json[] = []): Json[] {
	if (typeof value !== 'object' || value === null) return found;
	if (value.url === INFORMATION) found.push(value);
	for (const member of Object.values(value)) everyInformation(member, found);
	return found;
}

/** A folder with the published JSON examples of the guide (CRD 2.2), which are not part of the project. */
const EXAMPLES = process.env.HOSPITAL_CRD_EXAMPLES;

test(
	'The published examples are read as a second, simple reading of them says',
	{ skip: EXAMPLES === undefined && 'HOSPITAL_CRD_EXAMPLES names no folder of published examples' },
	() => {
		const files = readdirSync(EXAMPLES ?? '').filter((name) => name.endsWith('.json'));
		const published = files.flatMap((name) =>
			everyInformation(JSON.parse(readFileSync(join(EXAMPLES ?? '', name), 'utf8'))),
		);
		assert.ok(published.length > 0, 'the folder holds no example with the extension');
		for (const extension of published) {
			const read = readAssertion({ path: '', value: extension });
			assert.equal(read.malformed, false);
			assert.equal(read.covered, valuesOf(extension, 'covered')[0]);
			assert.equal(read.authorization, valuesOf(extension, 'pa-needed')[0]);
			assert.equal(read.authorizationNumber, valuesOf(extension, 'satisfied-pa-id')[0]);
			assert.equal(read.coverage, valuesOf(extension, 'coverage')[0]?.reference);
			assert.equal(read.date, valuesOf(extension, 'date')[0]);
			assert.equal(read.id, valuesOf(extension, 'coverage-assertion-id')[0]);
			assert.equal(read.expires, valuesOf(extension, 'expiry-date')[0]);
			assert.deepEqual(read.documentation, valuesOf(extension, 'doc-needed'));
			assert.deepEqual(read.information, valuesOf(extension, 'info-needed'));
			assert.deepEqual(read.questionnaires, valuesOf(extension, 'questionnaire'));
			assert.deepEqual(
				read.billingCodes.map(({ code }) => code),
				valuesOf(extension, 'billingCode').map(({ code }) => code),
			);
			assert.deepEqual(
				read.reasons.map(({ text }) => text),
				valuesOf(extension, 'reason').map(({ text }) => text),
			);
			assert.deepEqual(
				read.dependencies,
				valuesOf(extension, 'dependency').map(({ reference }) => reference),
			);
			assert.equal(read.details.length, valuesOf(extension, 'detail').length);
		}
	},
);

test('An update of another patient, and a suggestion that changes the order, release nobody', () => {
	const foreign = update(information(FREE));
	foreign.resource.subject = { reference: 'Patient/p2' };
	const one = readAnswer({ systemActions: [foreign] }, [order()], SERVER);
	assert.equal(one.orders.get('ServiceRequest/o1')?.otherPatient, true);
	const changed = update(information(FREE));
	changed.resource.quantityQuantity = { value: 1, unit: 'visits' };
	const card = { summary: 'Fewer visits', suggestions: [{ label: 'x', actions: [changed] }] };
	assert.equal(readAnswer({ cards: [card] }, [order()], SERVER).orders.size, 0);
	const plain = {
		summary: 's',
		suggestions: [{ label: 'x', actions: [update(information(FREE))] }],
	};
	assert.equal(readAnswer({ cards: [plain] }, [order()], SERVER).orders.size, 1);
	const [kept] = [
		readAnswer({ systemActions: [changed] }, [order()], SERVER)
			.orders.values()
			.next().value,
	];
	assert.equal(kept?.changed, true);
	assert.equal(
		judgeAssertions(facts(), kept?.assertions ?? [], { changed: true }).needed,
		'conditional',
	);
});

test('What is no answer of a service is refused without its words', () => {
	for (const bad of [{}, { cards: 'ZZTEST' }, { systemActions: {} }]) {
		assert.throws(() => readAnswer(bad, [order()], SERVER), { code: 'crd-answer-invalid' });
	}
	const many = { systemActions: Array.from({ length: 201 }, () => update()) };
	assert.throws(() => readAnswer(many, [order()], SERVER), { code: 'crd-answer-invalid' });
	for (const odd of [null, 3, 'x', [], [null], { resource: null }]) {
		const read = readAnswer({ cards: [odd], systemActions: [odd] } as Json, [order()], SERVER);
		assert.equal(read.orders.size, 0);
	}
});

test('For a service of the past, a statement that is over today releases nobody', () => {
	const past = { ...facts(), day: '2026-11-01' };
	const over = readAssertion({
		path: '',
		value: information({ ...FREE, 'expiry-date': '2026-11-10' }),
	});
	assert.equal(judgeAssertions(past, [over]).needed, 'unknown');
	const valid = readAssertion({
		path: '',
		value: information({ ...FREE, 'expiry-date': '2026-11-22' }),
	});
	assert.equal(judgeAssertions(past, [valid]).needed, 'no');
});
