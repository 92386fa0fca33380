import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coveragesSeen } from '../../../dist/nodes/PriorAuth/requirement/index.js';
import { insurer, SERVER } from './crd-payer.ts';
import type { Json } from './golden.ts';
import { coverage } from './people.ts';

const seen = (coverages: Json[]) =>
	coveragesSeen([...coverages, insurer()], {
		patient: 'Patient/p1',
		day: '2026-12-01',
		server: SERVER,
	});

test('each coverage is told with payer and days, and which of them counts on the day', () => {
	const own = { ...coverage(), period: { start: '2026-01-01', end: '2026-12-31' } };
	const ended = { ...coverage(), id: 'c2', period: { end: '2026-06-30T10:00:00Z' } };
	assert.deepEqual(seen([own, ended]), [
		{
			reference: 'Coverage/c1',
			payer: 'ZZTEST INSURANCE COMPANY',
			status: 'active',
			from: '2026-01-01',
			until: '2026-12-31',
			active: true,
		},
		{
			reference: 'Coverage/c2',
			payer: 'ZZTEST INSURANCE COMPANY',
			status: 'active',
			until: '2026-06-30',
			active: false,
		},
	]);
});

test('of a coverage of somebody else only the reference is told, and never that it is active', () => {
	const other = { ...coverage(), id: 'c9', beneficiary: { reference: 'Patient/p2' } };
	assert.deepEqual(seen([other]), [{ reference: 'Coverage/c9', active: false }]);
});

test('a status that is none is not handed on', () => {
	const [one] = seen([{ ...coverage(), status: 'ZZTEST, Ada' }]);
	assert.equal(one?.status, undefined);
	assert.equal(one?.active, false);
});
