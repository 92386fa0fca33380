import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
	Chart,
	LAB,
	msh,
	MRN,
	obr,
	obx,
	OPTIONS,
	patient,
	pid,
	segment,
	VISIT,
	type Json,
} from './conversion.ts';

const adt = (event: string, fields: Record<number, string> = {}, ...more: string[]) => [
	msh(`ADT^${event}`),
	pid(fields),
	...more,
];
const held = (chart: Chart, lines: string[], code: string, options = {}) =>
	assert.throws(() => chart.bring(lines, options), { code });
const numbersOf = (chart: Chart, at: number) =>
	(chart.of('Patient')[at]?.identifier ?? []).map(
		({ system, value }: Json) => `${system ?? 'no system'} ${value}`,
	);
const DEFAULT = { numberSystems: { patient: MRN } };

describe('which number chooses the patient', () => {
	test('a number of PID-2 or PID-4 that names no authority is none of the patient numbers here', () => {
		for (const field of [2, 4]) {
			const chart = new Chart([patient('b', '55555')]);
			chart.bring([msh('ORU^R01'), pid({ [field]: '55555' }), obr(), obx('5.1')], DEFAULT);
			assert.deepEqual(numbersOf(chart, 1), [`${MRN} 1001`, 'no system 55555']);
			assert.equal(
				chart.of('Observation')[0]?.subject.reference,
				`Patient/${chart.of('Patient')[1]?.id}`,
			);
		}
	});

	test('a number of PID-2 alone chooses nobody, whatever authority it names', () => {
		const chart = new Chart([patient('b', '55555')]);
		const two = { 2: '55555^^^ZZHOSP^MR' };
		held(chart, adt('A08', two), 'hl7-patient-unsure');
		held(chart, adt('A08', { ...two, 3: '' }), 'hl7-patient-number-unknown', DEFAULT);
		assert.deepEqual(chart.resources, [patient('b', '55555')]);
	});

	test('a number of PID-2 that leads to another record than PID-3 stops the message', () => {
		const chart = new Chart([patient('a', '1001'), patient('b', '55555')]);
		held(chart, adt('A08', { 2: '55555^^^ZZHOSP^MR' }), 'hl7-chart-ambiguous');
	});

	test('numbers of one authority and of two types are two systems, unless the site says otherwise', () => {
		const both = { 3: '7005^^^ZZHOSP^MR~55555^^^ZZHOSP^PI', 5: 'Yother^Ben', 7: '19500505' };
		const chart = new Chart([patient('b', '55555')]);
		const { told } = chart.bring(adt('A01', both));
		assert.deepEqual(numbersOf(chart, 1), [`${MRN} 7005`, 'no system 55555']);
		assert.ok(told.includes('PID-3[2].4 authority-unknown'));
		const alone = { 3: '55555^^^ZZHOSP^PI' };
		held(new Chart([patient('b', '55555')]), adt('A08', alone), 'hl7-patient-number-unknown');
		const pix = 'https://zz.example/pix';
		const systems = { identifierSystems: { ...OPTIONS.identifierSystems, 'PI:ZZHOSP': pix } };
		const own = new Chart([patient('b', '55555')]);
		own.bring(adt('A01', both), systems);
		assert.deepEqual(numbersOf(own, 1), [`${MRN} 7005`, `${pix} 55555`]);
	});

	test('an object identifier is the system of one type of number in a message, not of two', () => {
		const hd = '&2.999.1&ISO';
		const chart = new Chart([]);
		chart.bring(adt('A01', { 3: `7005^^^${hd}^MR~55555^^^${hd}^PI` }));
		assert.deepEqual(numbersOf(chart, 0), ['urn:oid:2.999.1 7005', 'no system 55555']);
	});

	test('a number of another type has the object identifier that stands beside the name', () => {
		const chart = new Chart([]);
		chart.bring(adt('A01', { 3: '7005^^^ZZHOSP^MR~55555^^^ZZHOSP&2.999.1&ISO^PI' }));
		assert.deepEqual(numbersOf(chart, 0), [`${MRN} 7005`, 'urn:oid:2.999.1 55555']);
	});

	test('visits and staff do not get the system of patient numbers', () => {
		const pv1 = (visit: string) =>
			segment('PV1', { 1: '1', 2: 'I', 7: '77^Zzdoc^Eve^^^^^^ZZHOSP', 19: visit });
		const chart = new Chart();
		const { told, person } = chart.bring(adt('A01', {}, pv1('V9^^^ZZHOSP^VN')));
		assert.deepEqual([chart.of('Encounter'), person], [[], true]);
		assert.ok(told.includes('PV1-19.4 authority-unknown'));
		const identifierSystems = { ...OPTIONS.identifierSystems, 'VN:ZZHOSP': VISIT };
		chart.bring(adt('A01', {}, pv1('V9^^^ZZHOSP^VN')), { identifierSystems });
		const [visit] = chart.of('Encounter');
		assert.equal(visit?.identifier[0].system, VISIT);
		assert.equal(visit?.participant[0].individual.identifier.system, undefined);
	});

	test('orders do not get the system of patient numbers', () => {
		const { entries, person } = new Chart().convert([
			msh('ORM^O01'),
			pid(),
			segment('ORC', { 1: 'NW', 2: 'P1^ZZHOSP' }),
		]);
		assert.deepEqual(
			[entries.filter(({ resource }) => resource.resourceType !== 'Patient'), person],
			[[], true],
		);
	});

	test('a number that a delimiter cuts up is no number', () => {
		const chart = new Chart([patient('b', '55555')]);
		held(chart, adt('A08', { 3: '55555&7^^^ZZHOSP^MR' }), 'hl7-patient-number-unknown');
		const { told, person } = new Chart().convert([
			msh('ORU^R01'),
			pid(),
			obr({ 3: 'F1&2^ZZLAB' }),
			obx('1'),
		]);
		assert.ok(person && told.includes('OBR-3.1 number-cut'));
	});

	test('a social security number has the system that the site says, else none', () => {
		const chart = new Chart([]);
		const { told } = chart.bring(adt('A08', { 19: '1237010180' }));
		assert.deepEqual(numbersOf(chart, 0), [`${MRN} 1001`, 'no system 1237010180']);
		assert.ok(told.includes('PID-19 authority-unknown'));
		const american = new Chart([]);
		const social = 'http://hl7.org/fhir/sid/us-ssn';
		american.bring(adt('A08', { 19: '123-45-6789' }), { numberSystems: { social } });
		assert.equal(numbersOf(american, 0)[1], `${social} 123456789`);
	});
});

describe('whether the chart has the same person', () => {
	const there = patient('p1', '1001', {
		name: [{ family: 'Zzother' }],
		birthDate: '1950-01-01',
		gender: 'female',
	});
	const result = (fields = {}) => [msh('ORU^R01'), pid(fields), obr(), obx('5.1')];

	test('a result under another name and another birth date is held', () => {
		held(new Chart([there]), result(), 'hl7-patient-differs');
	});

	test('a married name, or a corrected birth date, is the same person', () => {
		new Chart([there]).bring(result({ 7: '1950' }));
		new Chart([there]).bring(result({ 5: "ZZ'Other^Ada" }));
	});

	test('a change of patient data that changes two of them is held too', () => {
		held(new Chart([there]), adt('A08'), 'hl7-patient-differs');
	});
});

describe('merges', () => {
	const merge = (into: string, mrg: string) =>
		adt('A40', { 3: `${into}^^^ZZHOSP^MR` }, `MRG|${mrg}`);
	const three = () => new Chart(['61', '62', '63'].map((number) => patient(number, number)));

	test('a number that was merged away does not switch off the record that it leads to', () => {
		const chart = three();
		chart.bring(merge('63', '62^^^ZZHOSP^MR'));
		held(chart, merge('61', '62^^^ZZHOSP^MR'), 'hl7-merge-other-record');
		assert.deepEqual(
			chart.of('Patient').map(({ id, active }) => [id, active]),
			[
				['61', undefined],
				['62', false],
				['63', undefined],
			],
		);
		// The same merge again changes nothing.
		chart.bring(merge('63', '62^^^ZZHOSP^MR'));
		assert.equal(chart.of('Patient')[2]?.active, undefined);
	});

	test('two numbers that lead to two records beside the survivor are held', () => {
		held(three(), merge('61', '62^^^ZZHOSP^MR~63^^^ZZHOSP^MR'), 'hl7-chart-ambiguous');
	});

	test('a merge that comes late is done, and leaves the data of the patient alone', () => {
		const chart = three();
		const renamed = adt('A08', { 3: '61^^^ZZHOSP^MR', 5: 'Zznew^Ada' });
		chart.bring([msh('ADT^A08', '20260120100000'), ...renamed.slice(1)]);
		const { told } = chart.bring(merge('61', '62^^^ZZHOSP^MR'));
		assert.ok(told.includes('PID older-than-chart'));
		assert.deepEqual(
			chart.of('Patient').map(({ active }) => active),
			[undefined, false, undefined],
		);
		assert.equal(chart.of('Patient')[0]?.name[0].family, 'Zznew');
	});
});

describe('changes of patient data', () => {
	const change = (sent: string, fields: Record<number, string>) => [
		msh('ADT^A08', sent),
		`EVN|A08|${sent}`,
		pid(fields),
	];

	test('an older change that comes late does not undo a newer one', () => {
		const chart = new Chart();
		chart.bring(change('20260105100000', { 5: 'Zznew^Ada' }));
		const { told, entries } = chart.bring(change('20260102100000', { 5: 'Zzold^Ada' }));
		assert.equal(chart.of('Patient')[0]?.name[0].family, 'Zznew');
		assert.deepEqual([entries, told.includes('PID older-than-chart')], [[], true]);
		chart.bring(change('20260106100000', { 5: 'Zzlatest^Ada' }));
		assert.equal(chart.of('Patient')[0]?.name[0].family, 'Zzlatest');
		assert.equal(chart.of('Patient')[0]?.extension.length, 1);
	});

	test('a result that brings the patient into the chart is not taken for their latest data', () => {
		const chart = new Chart([]);
		chart.bring([msh('ORU^R01', '20260115101500'), pid({ 8: '' }), obr(), obx('1')]);
		chart.bring(change('20260115090000', {}));
		assert.equal(chart.of('Patient')[0]?.gender, 'female');
	});

	test('two quotation marks in PID-13 delete the numbers at home, in PID-14 those at work', () => {
		const telecom = [
			{ system: 'phone', value: '+49 1', use: 'home' },
			{ system: 'phone', value: '+49 2', use: 'work' },
		];
		const left = (fields: Record<number, string>) => {
			const chart = new Chart([patient('p1', '1001', { telecom })]);
			chart.bring(adt('A08', fields));
			return chart.of('Patient')[0]?.telecom?.map(({ value }: Json) => value);
		};
		assert.deepEqual(left({ 13: '""', 14: '+49 3^WPN^PH' }), ['+49 3']);
		assert.deepEqual(left({ 13: '""' }), ['+49 2']);
		assert.deepEqual(left({ 14: '""' }), ['+49 1']);
		assert.deepEqual(left({ 13: '""', 14: '""' }), undefined);
	});

	test('a name or address without a type takes the place of the official one and of the home', () => {
		const chart = new Chart();
		chart.bring(adt('A08', { 5: 'Zzmaiden^Ada^^^^^L', 11: 'Old Road 1^^Town^^1^^H' }));
		chart.bring(adt('A08', { 5: 'Zzmarried^Ada', 11: 'New Road 2^^City^^2' }));
		const [{ name, address }] = chart.of('Patient') as [Json];
		assert.deepEqual(name, [{ use: 'official', family: 'Zzmarried', given: ['Ada'] }]);
		assert.deepEqual(
			address.map(({ use, city }: Json) => `${use} ${city}`),
			['home City'],
		);
	});
});

describe('what stands in the header', () => {
	test('an offset in MSH-7 is that of all times of the message', () => {
		const zoned = (at: string) =>
			new Chart().convert([msh('ORU^R01', at), pid(), obr(), obx('1', { 14: '20260115080000' })]);
		const [time] = zoned('20260115101500-0500')
			.entries.map(({ resource }) => resource.effectiveDateTime)
			.filter(Boolean);
		assert.equal(time, '2026-01-15T08:00:00-05:00');
	});

	test('where the zone of the site has that offset, it is that zone, in summer and winter', () => {
		const { entries } = new Chart().convert([
			msh('ORU^R01', '20260115101500+0100'),
			pid(),
			obr({ 7: '20250715080000' }),
			obx('1'),
		]);
		const report = entries.at(-1)?.resource;
		assert.equal(report.effectiveDateTime, '2025-07-15T08:00:00+02:00');
	});

	for (const processing of ['T', 'D', 't']) {
		test(`a message of the kind ${processing} (MSH-11) is not written, unless the site says so`, () => {
			const lines = [msh('ORU^R01', undefined, processing), pid(), obr(), obx('1')];
			held(new Chart(), lines, 'hl7-not-production');
			assert.equal(new Chart().convert(lines, { alsoTests: true }).entries.length, 2);
		});
	}
});

test('numbers of the laboratory stay what they are', () => {
	const chart = new Chart();
	chart.bring([msh('ORU^R01'), pid(), obr(), obx('1')]);
	assert.deepEqual(chart.of('DiagnosticReport')[0]?.identifier[0], { system: LAB, value: 'F1' });
});
