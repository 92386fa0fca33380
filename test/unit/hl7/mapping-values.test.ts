import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Chart, obr, obx, oru, type Json } from './conversion.ts';

/** Converts one result. @returns what stands in it, and whether a person hears of it */
function result(type: string, value: string, more: Record<number, string> = {}) {
	const { entries, person, told } = new Chart().convert(
		oru('20260115101500', obr(), obx(value, { 2: type, ...more })),
	);
	const { resource } = entries.find((one) => one.resource.resourceType === 'Observation') as Json;
	return { resource, person, told };
}
const said = (type: string, value: string, more: Record<number, string> = {}) => {
	const { resource, person } = result(type, value, more);
	const value_ = resource.valueQuantity ?? resource.valueString ?? resource.valueRange;
	return [value_ ?? 'none', person];
};

describe('values with delimiters that nobody escaped', () => {
	for (const [type, value] of [
		['ST', '10^5 CFU/mL'],
		['TX', 'No malignancy in specimen A & invasive carcinoma in specimen B'],
		['FT', 'pT2^N1 & more'],
	] as const) {
		test(`${type} has no components: the whole field is the text`, () => {
			assert.deepEqual(said(type, value), [value, false]);
		});
	}

	test('escape sequences of a text are still resolved', () => {
		assert.deepEqual(said('FT', '3 \\T\\ 4\\.br\\\\F\\^x'), ['3 & 4\n|^x', false]);
	});

	test('a unit that is cut up is kept as it stands, in the range too, and a person hears of it', () => {
		const { resource, person, told } = result('NM', '5.2', { 6: '10^3/uL', 7: '4.1-10.1' });
		assert.deepEqual(resource.valueQuantity, { value: 5.2, unit: '10^3/uL' });
		assert.equal(resource.referenceRange[0].high.unit, '10^3/uL');
		assert.ok(person && told.includes('OBX-6 part-left-over'));
	});

	test('a unit with another name for it and a coding system is no cut one', () => {
		const { resource, person } = result('NM', '5.2', { 6: 'mg/dL^Milligram per Deciliter^ISO+' });
		assert.deepEqual([resource.valueQuantity, person], [{ value: 5.2, unit: 'mg/dL' }, false]);
	});

	test('a range that is cut up is kept as it stands', () => {
		const { resource } = result('NM', '5', { 7: '<10^5' });
		assert.deepEqual(resource.referenceRange, [{ text: '<10^5' }]);
	});

	test('a number with something behind it is no number', () => {
		assert.deepEqual(said('NM', '10^5', { 6: 'CFU/mL' }), ['10^5 CFU/mL', true]);
	});

	for (const [value, expected] of [
		['<^10^5', '<^10^5 CFU/mL'],
		['^10^5', '^10^5 CFU/mL'],
		['^1^^3', '^1^^3 CFU/mL'],
		['>^^^', '>^^^ CFU/mL'],
		['^1^-^3^9', '^1^-^3^9 CFU/mL'],
	] as const) {
		test(`the parts of ${value} are not put together to another number`, () => {
			assert.deepEqual(said('SN', value, { 6: 'CFU/mL' }), [expected, true]);
		});
	}

	test('structured numbers that are whole are what they say', () => {
		assert.deepEqual(said('SN', '<^0.5', { 6: 'mg/L' })[0], {
			value: 0.5,
			comparator: '<',
			unit: 'mg/L',
		});
		assert.deepEqual(said('SN', '^100^+', { 6: 'mg/dL' }), ['100+ mg/dL', false]);
		assert.deepEqual(said('SN', '^1^-^3')[0], { low: { value: 1 }, high: { value: 3 } });
	});

	test('a remark keeps what stands behind a delimiter', () => {
		const { entries } = new Chart().convert(
			oru('20260115101500', obr(), obx('1'), 'NTE|1|L|A & B ^ C'),
		);
		assert.ok(JSON.stringify(entries).includes('A & B ^ C'));
	});
});

test('a code that is empty or deleted says that there is no value', () => {
	for (const value of ['', '""']) {
		const { resource } = result('CWE', value);
		assert.equal(resource.dataAbsentReason.coding[0].code, 'unknown');
		assert.equal(resource.valueCodeableConcept, undefined);
	}
});

test('several codes of one result keep their codes beside their words', () => {
	assert.deepEqual(said('CWE', 'A^Alpha^LN~B^Beta^LN~^Gamma'), [
		'Alpha (LN A)\nBeta (LN B)\nGamma',
		false,
	]);
});
