import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildUpdate } from '../../../dist/nodes/PriorAuth/request/index.js';
import { requireAsSent } from '../../../dist/nodes/PriorAuth/writing/as-sent.js';
import type { Json } from './golden.ts';
import { HCPCS, order } from './people.ts';
import { packet } from './sending.ts';

const code = (change: Json, request: Json = packet()): string | undefined => {
	try {
		requireAsSent({ ...order(), ...change }, request as never);
	} catch (error) {
		const { code: name, message } = error as { code: string; message: string };
		assert.equal(name, 'prior-auth-approved-order-changed');
		return message;
	}
	return undefined;
};

const coded = (...codes: Array<[string, string]>): Json => ({
	code: { coding: codes.map(([system, value]) => ({ system, code: value })) },
});

test('an order that is as it was sent takes its number', () => {
	assert.equal(code({}), undefined);
	assert.equal(code({ status: 'on-hold' }), undefined);
	assert.equal(code({ subject: { reference: 'Patient/p1/_history/3' } }), undefined);
	assert.equal(code(coded([HCPCS, 'G0154'], ['urn:zz:local', 'NURSE'])), undefined);
});

for (const [what, change, words] of [
	['was revoked', { status: 'revoked' }, /taken back/],
	['was carried out already', { status: 'completed' }, /taken back or has ended/],
	['must not be done', { doNotPerform: true }, /taken back/],
	['is of another patient', { subject: { reference: 'Patient/p2' } }, /another patient/],
	['is of nobody', { subject: undefined }, /another patient/],
	['is for another service', coded([HCPCS, 'G0299']), /another service/],
	['is for a second service too', coded([HCPCS, 'G0154'], [HCPCS, 'G0299']), /another service/],
	['has no code any more', { code: undefined }, /another service/],
	['has another amount', { quantityQuantity: { value: 400, unit: 'visits' } }, /another amount/],
	['has no amount any more', { quantityQuantity: undefined }, /another amount/],
] as const) {
	test(`an order that ${what} since is left alone`, () => {
		assert.match(code(change as Json) ?? 'it was written', words);
	});
}

test('the amount of an update is one that was asked for, and so is that of the order', () => {
	const { bundle, identifier, trace } = packet();
	const update: Json = buildUpdate({
		earlier: bundle,
		key: 'work-1/2',
		systems: { bundle: identifier.system, claim: trace.system },
		created: '2026-11-23T10:00:00Z',
		change: { 1: { quantity: { value: 12, unit: 'visits' } } },
	});
	for (const value of [8, 12]) {
		assert.equal(code({ quantityQuantity: { value, unit: 'visits' } }, update), undefined);
	}
	assert.match(
		code({ quantityQuantity: { value: 13, unit: 'visits' } }, update) ?? '',
		/another amount/,
	);
});
