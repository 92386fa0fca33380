import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opened } from './open.ts';

const patient = (
	id: string,
	value: string,
	birthDate: string,
	family = 'Zztestperson',
	given = 'Ada',
) => ({
	resourceType: 'Patient',
	id,
	identifier: [{ system: 'urn:oid:2.999.1', type: { coding: [{ code: 'MR' }] }, value }],
	name: [{ family, given: [given] }],
	birthDate,
});
const ONE = patient('1', 'ZQ7788991', '1962-07-19');
const TWO = patient('2', 'ZQ5550771', '1990-01-01');
const OTHER = 'record-other-patient';

const codesOf = ({ review }: { review: readonly { code: string }[] }): string[] =>
	review.map(({ code }) => code);

test('the Patient of somebody else under a chart is a reason for doubt', async () => {
	const phi = await opened('expert');
	assert.ok(codesOf(await phi.fhir(TWO, { context: [ONE] })).includes(OTHER));
	assert.ok(!codesOf(await phi.fhir(ONE, { context: [ONE] })).includes(OTHER));
	// The same person may have another id and one number in common.
	const again = { ...ONE, id: '77', identifier: [...ONE.identifier, { value: 'ZQ1234567' }] };
	assert.ok(!codesOf(await phi.fhir(again, { context: [ONE] })).includes(OTHER));
});

test('a record that names another patient as its subject is one as well', async () => {
	const phi = await opened();
	const of = (id: string) => ({
		resourceType: 'Condition',
		subject: { reference: `https://fhir.example/Patient/${id}/_history/2` },
		code: { text: 'Asthma' },
	});
	assert.ok(codesOf(await phi.fhir(of('2'), { context: [ONE] })).includes(OTHER));
	assert.ok(!codesOf(await phi.fhir(of('1'), { context: [ONE] })).includes(OTHER));
	assert.ok(!codesOf(await phi.fhir(of('2'), {})).includes(OTHER));
});

test('so is a message with another number in PID-3', async () => {
	const phi = await opened();
	const message = (number: string) =>
		`MSH|^~\\&|A|B|C|D|20260102||ORU^R01|1|P|2.5.1\rPID|1||${number}^^^ZZAUTH^MR||ZZ^A||1962|F\r`;
	assert.ok(codesOf(await phi.hl7(message('ZQ5550771'), { context: [ONE] })).includes(OTHER));
	assert.ok(!codesOf(await phi.hl7(message('ZQ7788991'), { context: [ONE] })).includes(OTHER));
	assert.ok(!codesOf(await phi.hl7(message('ZQ5550771'))).includes(OTHER));
});

test('so is a note with another record number, and nothing of the patient in it', async () => {
	const phi = await opened();
	const codes = async (text: string) => codesOf(await phi.text(text, { context: [ONE] }));
	assert.ok((await codes('MRN: 5550771. Seen today.')).includes(OTHER));
	assert.ok(!(await codes('MRN: ZQ7788991. Seen today.')).includes(OTHER));
	assert.ok(!(await codes('Ada Zztestperson, outside MRN: 5550771.')).includes(OTHER));
	assert.ok(!(await codes('Seen today.')).includes(OTHER));
});

test('a record of another patient does not come out where doubt fails', async () => {
	const phi = await opened('expert', { onUncertain: 'fail' });
	await assert.rejects(phi.fhir(TWO, { context: [ONE] }), { code: 'phi-uncertain' });
});

test('one number for two people is told, also when they come one after the other', async () => {
	const phi = await opened('expert');
	const codes = async (resource: unknown) => codesOf(await phi.fhir(resource));
	assert.ok(!(await codes(ONE)).includes('number-shared'));
	assert.ok(
		(await codes(patient('3', 'ZQ7788991', '1962-07-19', 'Zzother', 'Bea'))).includes(
			'number-shared',
		),
	);
	assert.ok((await codes(patient('1', 'ZQ7788991', '1962-07-20'))).includes('number-shared'));
	assert.ok(
		!(await codes(patient('1', 'ZQ7788991', '1962', 'Zzmarried'))).includes('number-shared'),
	);
	const { review } = await phi.text('Seen 2/28/2024.', {
		context: [patient('3', 'ZQ7788991', '1962-07-19', 'Zzother', 'Bea')],
	});
	assert.ok(codesOf({ review }).includes('number-shared'));
});

test('so is a note that says another name and another day of birth', async () => {
	const phi = await opened();
	const isOther = async (text: string) =>
		codesOf(await phi.text(text, { context: [ONE] })).includes(OTHER);
	assert.ok(await isOther('Patient: Bea Qoffzz, DOB 03/14/1951. Has UTI.'));
	assert.ok(await isOther('Name: QOFFZZ, BEA\nDate of birth: March 14, 1951\nHas UTI.'));
	assert.ok(await isOther('Patient Mrs. Bea Qoffzz, born on 14 March 1951, has UTI.'));
	for (const text of [
		// A name or a day alone: married, mistyped, day before month.
		'Patient: Bea Qoffzz, DOB 07/19/1962. Has UTI.',
		'Patient: Bea Qoffzz, DOB 19/07/62. Has UTI.',
		'Patient: Bea Qoffzz. Has UTI.',
		'Patient: Ada Qoffzz, DOB 03/14/1951. Has UTI.',
		'DOB 03/14/1951. Has UTI.',
		// The newborn in the chart of the mother, the mother in that of the newborn.
		'Baby: Name: Otto Qoffzz, DOB 03/14/2024. Mother Ada Zztestperson is well.',
		"Patient: Otto Qoffzz. Mother's DOB 03/14/1981.",
		'Patient: Otto Qoffzz. Mother D.O.B. 03/14/1981.',
		'Mother name: Bea Qoffzz, DOB 03/14/1981.',
		// What cannot be read whole contradicts nothing.
		'Patient: Otto Qoffzz, DOB 1951.',
	]) {
		assert.ok(!(await isOther(text)), text);
	}
});
