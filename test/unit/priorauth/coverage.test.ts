import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCoverage } from '../../../dist/nodes/PriorAuth/requirement/index.js';
import { insurer, SERVER } from './crd-payer.ts';
import type { Json } from './golden.ts';
import { coverage } from './people.ts';

const SELF_PAY = 'http://terminology.hl7.org/CodeSystem/coverage-selfpay';

const check = (coverages: Json[], more: Json = {}) =>
	checkCoverage([...coverages, insurer()], {
		patient: 'Patient/p1',
		day: '2026-12-01',
		server: SERVER,
		...more,
	});

test('The one active coverage is found, with payer and member number', () => {
	const own = { ...coverage(), period: { start: '2026-01-01', end: '2026-12-31' } };
	assert.deepEqual(check([own]), {
		contract: 'CoverageCheck/1',
		decision: 'one',
		needsPerson: false,
		day: '2026-12-01',
		coverage: 'Coverage/c1',
		payer: {
			reference: 'Organization/payer',
			system: 'http://payers.example.org',
			value: '12345',
			name: 'ZZTEST INSURANCE COMPANY',
		},
		memberId: 'ZZM-77',
		isSubscriber: true,
		activeUntil: '2026-12-31',
		seen: 1,
		active: 1,
	});
});

for (const [what, change, decision] of [
	['over', { period: { end: '2026-11-30' } }, 'not-active'],
	['not yet begun', { period: { start: '2026-12-02' } }, 'not-active'],
	['of a period that cannot be read', { period: { end: 'never' } }, 'not-active'],
	['cancelled', { status: 'cancelled' }, 'not-active'],
	['a draft', { status: 'draft' }, 'not-active'],
	['of another patient', { beneficiary: { reference: 'Patient/p2' } }, 'other-patient'],
	[
		'of the same id at another hospital',
		{ beneficiary: { reference: 'http://other.example.org/fhir/Patient/p1' } },
		'other-patient',
	],
	['of nobody', { beneficiary: undefined }, 'other-patient'],
	['without a payer', { payor: [] }, 'payer-unknown'],
	[
		'of two payers',
		{ payor: [{ reference: 'Organization/payer' }, { reference: 'Organization/b' }] },
		'payer-unknown',
	],
	[
		'of a payer who is not at hand',
		{ payor: [{ reference: 'Organization/other' }] },
		'payer-unknown',
	],
	['paid by the patient', { payor: [{ reference: 'Patient/p1' }] }, 'payer-unknown'],
	['without a member number', { identifier: [] }, 'member-unknown'],
	[
		'of two member numbers',
		{ identifier: [coverage().identifier[0], { ...coverage().identifier[0], value: 'ZZM-78' }] },
		'member-unknown',
	],
	[
		'paid by the patient, by its type',
		{ type: { coding: [{ system: SELF_PAY, code: 'pay' }] } },
		'not-active',
	],
] as Array<[string, Json, string]>) {
	test(`A coverage that is ${what} goes to a person`, () => {
		const found = check([{ ...coverage(), ...change }]);
		assert.equal(found.decision, decision);
		assert.equal(found.needsPerson, true);
		assert.equal(found.coverage, undefined);
		assert.equal(found.memberId, undefined);
	});
}

test('Both ends of a period count, whole days and months', () => {
	for (const period of [
		{ start: '2026-12-01', end: '2026-12-01' },
		{ end: '2026-12' },
		{ end: '2026' },
		{ start: '2026-12-01T00:00:00Z', end: '2026-12-01T08:00:00Z' },
		{},
	]) {
		assert.equal(check([{ ...coverage(), period }]).decision, 'one', JSON.stringify(period));
	}
});

test('Of several active coverages a person chooses, or the order, or the payer who is meant', () => {
	const second = {
		...coverage(),
		id: 'c2',
		payor: [{ identifier: { system: 'http://payers.example.org', value: '777' }, display: 'ZZ2' }],
	};
	const both = [coverage(), second];
	assert.equal(check(both).decision, 'several');
	assert.equal(check(both, { named: ['Coverage/c2'] }).coverage, 'Coverage/c2');
	assert.equal(check(both, { named: ['Coverage/c1', 'Coverage/c2'] }).decision, 'several');
	assert.equal(
		check(both, { named: ['http://other.example.org/fhir/Coverage/c2'] }).decision,
		'several',
	);
	assert.equal(check(both, { payer: '12345' }).coverage, 'Coverage/c1');
	assert.equal(check(both, { payer: 'http://payers.example.org|777' }).coverage, 'Coverage/c2');
	assert.equal(check(both, { payer: '888' }).decision, 'other-payer');
	assert.equal(check([coverage(), { ...second, status: 'cancelled' }]).coverage, 'Coverage/c1');
	assert.equal(check([coverage(), coverage()]).decision, 'one');
});

test('A coverage of somebody else among them makes all of them doubtful', () => {
	const foreign = { ...coverage(), id: 'c2', beneficiary: { reference: 'Patient/p2' } };
	assert.equal(check([coverage(), foreign]).decision, 'other-patient');
});

test('Without any coverage there is none, and a day that is none is refused', () => {
	assert.equal(check([]).decision, 'none');
	for (const day of ['2026-02-30', '2026', '', 'tomorrow']) {
		assert.throws(() => check([coverage()], { day }), { code: 'prior-auth-setting-wrong' });
	}
});

test('Records that are hardly records are no reason to fail', () => {
	for (const odd of [
		{ resourceType: 'Coverage' },
		{
			resourceType: 'Coverage',
			id: 'x',
			status: 'active',
			payor: 'ZZ',
			beneficiary: [],
			period: 7,
		},
		{ ...coverage(), payor: [null, 3] },
		{ ...coverage(), identifier: { value: 3 } },
	] as Json[]) {
		assert.equal(check([odd]).needsPerson, true);
	}
});
