import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Chart, LAB, msh, patient, pid, segment, VISIT, type Json } from './conversion.ts';

const subject = { reference: 'Patient/p1' };

describe('how an order stands', () => {
	const request = (status: string): Json => ({
		resourceType: 'ServiceRequest',
		id: 's1',
		status,
		intent: 'order',
		identifier: [{ system: LAB, value: 'P1' }],
		subject,
	});
	const order = (control: string, status: string, more: Record<number, string> = {}) => {
		const chart = new Chart([patient('p1', '1001'), request(status)]);
		const { person } = chart.bring([
			msh('ORM^O01'),
			pid(),
			segment('ORC', { 1: control, 2: 'P1^ZZLAB', ...more }),
		]);
		return [chart.of('ServiceRequest')[0]?.status, person];
	};

	for (const control of ['SC', 'XO', 'OK', 'RE', 'NA']) {
		test(`${control} says nothing of it: what the chart has stays`, () => {
			for (const status of ['revoked', 'completed', 'on-hold', 'active']) {
				assert.deepEqual(order(control, status), [status, false]);
			}
		});
	}

	test('what has ended is not revived by a release or a status; a person hears of it', () => {
		assert.deepEqual(order('RL', 'revoked'), ['revoked', true]);
		assert.deepEqual(order('SC', 'completed', { 5: 'IP' }), ['completed', true]);
		assert.deepEqual(order('RL', 'on-hold'), ['active', false]);
		assert.deepEqual(order('SC', 'active', { 5: 'CM' }), ['completed', false]);
	});
});

test('a number of the placer is not taken for the same number of the laboratory', () => {
	const number = (code: string, value: string) => ({
		type: { coding: [{ code }] },
		system: LAB,
		value,
	});
	const there = {
		resourceType: 'ServiceRequest',
		id: 's1',
		status: 'active',
		identifier: [number('PLAC', 'P9'), number('FILL', 'P1')],
		subject,
	};
	const chart = new Chart([patient('p1', '1001'), there]);
	const order = (placer: string) => [
		msh('ORM^O01'),
		pid(),
		segment('ORC', { 1: 'CA', 2: `${placer}^ZZLAB` }),
	];
	const { person, told } = chart.bring(order('P1'));
	assert.equal(chart.of('ServiceRequest')[0]?.status, 'active');
	assert.ok(person && told.includes('ORC-2 conflicts-with-chart'));
	chart.bring(order('P9'));
	assert.equal(chart.of('ServiceRequest')[0]?.status, 'revoked');
});

describe('documents', () => {
	const txa = (fields: Record<number, string> = {}) =>
		segment('TXA', {
			1: '1',
			2: 'CN',
			3: 'TX',
			6: '20260115100000',
			12: 'D1^ZZLAB',
			17: 'AU',
			19: 'AV',
			...fields,
		});
	const line = (type: string, value: string, status = 'F') =>
		segment('OBX', { 1: '1', 2: type, 3: 'X^x^L', 5: value, 11: status });
	const mdm = (...lines: string[]) => [msh('MDM^T02'), pid(), ...lines];
	const textOf = (chart: Chart) =>
		Buffer.from(
			chart.of('DocumentReference')[0]?.content[0].attachment.data as string,
			'base64',
		).toString();

	test('an older signed version that comes late does not take the place of a newer one', () => {
		const chart = new Chart();
		chart.bring(mdm(txa({ 6: '20260120100000' }), line('TX', 'New text')));
		const { told, person } = chart.bring(mdm(txa(), line('TX', 'Old text')));
		assert.equal(textOf(chart), 'New text');
		// Which of both holds, when their dates say one thing and the order of the messages another?
		assert.ok(person && told.includes('TXA-17 conflicts-with-chart'));
		assert.equal(chart.bring(mdm(txa(), line('TX', 'New text'))).person, false);
		chart.bring(mdm(txa({ 6: '20260121100000' }), line('TX', 'Newest text')));
		assert.equal(textOf(chart), 'Newest text');
	});

	test('versions of one date are told apart by the times of their messages', () => {
		const chart = new Chart();
		const at = (time: string, text: string) => [
			msh('MDM^T02', time),
			...mdm(txa(), line('TX', text)).slice(1),
		];
		chart.bring(at('20260115120000', 'New text'));
		chart.bring(at('20260115110000', 'Old text'));
		assert.equal(textOf(chart), 'New text');
	});

	test('a line that was taken back is not in the text, one with delimiters is there whole', () => {
		const chart = new Chart();
		const lines = [line('TX', 'Tumour 3 & 4 cm, pT2^N1'), line('TX', 'withdrawn', 'D')];
		const { person } = chart.bring(mdm(txa(), ...lines));
		assert.deepEqual([textOf(chart), person], ['Tumour 3 & 4 cm, pT2^N1', false]);
	});

	for (const [type, value] of [
		['NM', '7.5'],
		['CWE', 'A^Alpha^L'],
	] as const) {
		test(`a value of type ${type} has no place in a document, and a person hears of it`, () => {
			const { person } = new Chart().bring(mdm(txa(), line('TX', 'Text'), line(type, value)));
			assert.equal(person, true);
		});
	}
});

test('a visit that was cancelled does not become a finished one', () => {
	const visit = {
		resourceType: 'Encounter',
		id: 'e1',
		status: 'cancelled',
		identifier: [{ system: VISIT, value: 'V9' }],
		subject,
	};
	const chart = new Chart([patient('p1', '1001'), visit]);
	const pv1 = segment('PV1', { 1: '1', 2: 'I', 19: 'V9^^^ZZVISIT^VN', 45: '20260115' });
	const { told, person } = chart.bring([msh('ADT^A03'), pid(), pv1]);
	assert.equal(chart.of('Encounter')[0]?.status, 'cancelled');
	assert.ok(person && told.includes('PV1-19 conflicts-with-chart'));
});
