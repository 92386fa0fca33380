import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { demoHospital, orderOf } from '../../hospital/people.ts';

describe('the people of the demo hospital', () => {
	const hospital = demoHospital();

	test('are the same for the same seed and others for another seed', () => {
		assert.deepEqual(demoHospital({ seed: 4 }), demoHospital({ seed: 4 }));
		assert.notDeepEqual(demoHospital({ seed: 4 }).people, demoHospital({ seed: 5 }).people);
	});

	test('are obviously synthetic', () => {
		for (const { family } of [...hospital.people, ...hospital.practitioners]) {
			assert.match(family, /^Zztest/);
		}
	});

	test('have record numbers, orders and accession numbers of their own', () => {
		const { people, orders } = hospital;
		assert.equal(new Set(people.map(({ id }) => id)).size, people.length);
		assert.equal(new Set(people.map(({ mrn }) => mrn)).size, people.length);
		assert.equal(new Set(orders.map(({ accession }) => accession)).size, orders.length);
		for (const { accession } of orders) assert.ok(accession.length <= 16, 'fits SH');
		for (const person of hospital.ordinary) {
			assert.equal(orderOf(hospital, person).status, 'active');
		}
	});

	test('include a merged record whose replacement has the order', () => {
		const { old, survivor } = hospital.merged;
		assert.equal(old.replacedBy, survivor.id);
		assert.notEqual(old.mrn, survivor.mrn);
		assert.equal(old.birthDate, survivor.birthDate);
		assert.equal(orderOf(hospital, survivor).status, 'active');
		assert.throws(() => orderOf(hospital, old), RangeError);
	});

	test('include two people who differ in one letter and one day', () => {
		const [first, second] = hospital.nearEqual;
		assert.equal(first.family, second.family);
		assert.equal(first.sex, second.sex);
		assert.equal(Date.parse(second.birthDate) - Date.parse(first.birthDate), 86_400_000);
		assert.equal(first.given.slice(0, -1), second.given.slice(0, -1));
	});

	test('include one without an order and one whose order is revoked', () => {
		assert.throws(() => orderOf(hospital, hospital.withoutOrder), RangeError);
		assert.equal(orderOf(hospital, hospital.cancelled).status, 'revoked');
	});
});
