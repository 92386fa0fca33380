import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encode, parseMessage } from '../../../dist/nodes/formats/hl7/index.js';
import { fromFhir, type MessageKind } from '../../../dist/nodes/Hl7/mapping/from-fhir/index.js';
import { Chart, LAB, MRN, type Json } from './conversion.ts';

const PIX = 'https://zz.example/pix';
const ELSEWHERE = 'https://elsewhere.example/mrn';
const subject = { reference: 'Patient/p1' };
const number = (value: string, more: Json = {}) => ({
	type: { coding: [{ code: 'MR' }] },
	system: MRN,
	value,
	...more,
});
const person = (...identifier: Json[]): Json => ({
	resourceType: 'Patient',
	id: 'p1',
	identifier: [number('1'), ...identifier],
});
const report = (more: Json = {}): Json => ({
	resourceType: 'DiagnosticReport',
	id: 'r1',
	identifier: [{ system: LAB, value: 'F1' }],
	status: 'final',
	code: { text: 'CT' },
	subject,
	...more,
});
const observation = (more: Json): Json => ({
	resourceType: 'Observation',
	id: 'o1',
	status: 'final',
	code: { coding: [{ system: 'http://loinc.org', code: '1-1', display: 'x' }] },
	subject,
	...more,
});
const request = (more: Json = {}): Json => ({
	resourceType: 'ServiceRequest',
	id: 's1',
	status: 'active',
	intent: 'order',
	identifier: [{ system: LAB, value: 'P1' }],
	code: { text: 'CT' },
	subject,
	...more,
});
const letter = (more: Json = {}): Json => ({
	resourceType: 'DocumentReference',
	id: 'd1',
	status: 'current',
	docStatus: 'final',
	masterIdentifier: { system: LAB, value: 'D1' },
	subject,
	content: [{ attachment: { contentType: 'application/pdf', data: 'QUFB' } }],
	...more,
});

function made(kind: MessageKind, ...resources: Json[]) {
	const { message, warnings } = fromFhir(resources as never, {
		kind,
		authorities: { [MRN]: 'ZZHOSP', [LAB]: 'ZZLAB', [PIX]: 'PI:ZZHOSP' },
		sendingApplication: 'ZZN8N',
		controlId: 'ZZ1',
	});
	const bytes = encode(message);
	return {
		message: parseMessage(bytes),
		lines: bytes.toString().split('\r'),
		told: warnings.map(({ path, code }) => `${path} ${code}`),
	};
}
const refused = (code: string, kind: MessageKind, ...resources: Json[]) =>
	assert.throws(() => made(kind, ...resources), { code });

describe('numbers that are not in use any more', () => {
	test('an old number is none of PID-3, and is told', () => {
		const { message, told } = made('ADT^A08', person(number('2', { use: 'old' })));
		assert.equal(message.segment('PID')?.repetitions(3).length, 1);
		assert.ok(told.some((one) => one.startsWith('Patient.identifier.1')));
	});

	test('a merge names the number of the merged record whole: number, authority and type', () => {
		const others = [
			number('9', { use: 'old', system: ELSEWHERE }),
			number('8', { use: 'old', period: { end: '2020-01-01' } }),
		];
		const { message, lines } = made('ADT^A40', person(number('2', { use: 'old' }), ...others));
		assert.ok(lines.includes('MRG|2^^^ZZHOSP^MR'));
		assert.equal(message.get('PID-3'), '1');
		const chart = new Chart([
			{ ...person(), id: 'a' },
			{ ...person(), id: 'b', identifier: [number('2')] },
		]);
		const merged = chart.bring(lines.filter(Boolean));
		assert.equal(chart.of('Patient')[1]?.active, false);
		assert.ok(merged.told.includes('MRG-1 merge-follow-up'));
	});

	test('several old numbers of one system, or none that can be named whole, make no merge', () => {
		const old = ['2', '3'].map((value) => number(value, { use: 'old' }));
		refused('hl7-resources-ambiguous', 'ADT^A40', person(...old));
		const ended = number('8', { use: 'old', period: { end: '2020-01-01' } });
		refused('hl7-resource-missing', 'ADT^A40', person(ended));
		refused('hl7-resource-missing', 'ADT^A40', person({ use: 'old', value: '7' }));
	});

	test('a type that the site gave to a system stands in the message', () => {
		const { lines } = made('ADT^A08', person({ system: PIX, value: '5' }));
		assert.ok(lines.some((line) => line.includes('~5^^^ZZHOSP^PI')));
	});
});

describe('states', () => {
	for (const [status, letterOf] of [
		['preliminary', 'P'],
		['partial', 'P'],
		['final', 'F'],
		['corrected', 'C'],
		['amended', 'C'],
		['appended', 'C'],
		['cancelled', 'X'],
	] as const) {
		test(`what stands in a ${status} report is sent as ${letterOf}`, () => {
			const more = {
				status,
				conclusion: 'Large mass',
				presentedForm: [{ contentType: 'application/pdf', data: 'QUFB' }],
			};
			const { message } = made('ORU^R01', person(), report(more));
			assert.deepEqual([message.get('OBX-11'), message.get('OBX[2]-11')], [letterOf, letterOf]);
		});
	}

	test('a file of a document that is not signed is no final one', () => {
		const { message } = made('MDM^T02', person(), letter({ docStatus: 'preliminary' }));
		assert.equal(message.get('OBX-11'), 'P');
	});

	test('a document that was entered in error is not sent; one that was replaced says so', () => {
		refused('hl7-status-unknown', 'MDM^T02', person(), letter({ status: 'entered-in-error' }));
		const { message } = made('MDM^T02', person(), letter({ status: 'superseded' }));
		assert.equal(message.get('TXA-19'), 'OB');
	});

	test('what is not to be done, or only proposed, is no order', () => {
		refused('hl7-not-an-order', 'ORM^O01', person(), request({ doNotPerform: true }));
		for (const intent of ['proposal', 'plan', 'option', undefined]) {
			refused('hl7-not-an-order', 'OMI^O23', person(), request({ intent }));
		}
		assert.deepEqual(made('ORM^O01', person(), request({ doNotPerform: false })).told, []);
	});
});

describe('values', () => {
	const unit = { unit: 'mm', system: 'http://unitsofmeasure.org', code: 'mm' };
	const sent = (more: Json) => made('ORU^R01', person(), report(), observation(more));

	for (const [name, value] of [
		['a ratio', { valueRatio: { numerator: { value: 1 }, denominator: { value: 40 } } }],
		['a range', { valueRange: { low: { value: 1, ...unit }, high: { value: 3, ...unit } } }],
		['a time', { valueTime: '10:15:00' }],
	] as Array<[string, Json]>) {
		test(`${name} comes back as it was sent`, () => {
			const { lines, told } = sent(value);
			assert.deepEqual(told, []);
			const chart = new Chart([{ ...person(), id: 'p1' }]);
			chart.bring(lines.filter(Boolean));
			const [back] = chart.of('Observation');
			const [element] = Object.keys(value) as [string];
			assert.deepEqual(back?.[element], value[element]);
		});
	}

	for (const [name, more] of [
		['components', { component: [{ code: { text: 'x' }, valueQuantity: { value: 120 } }] }],
		['sampled data', { valueSampledData: { period: 1 } }],
		['a period', { valuePeriod: { start: '2026' } }],
		['a comparator that HL7 has not', { valueQuantity: { value: 5, comparator: 'ad' } }],
		['a quantity without a number', { valueQuantity: { unit: 'mm' } }],
		['a range with one end', { valueRange: { low: { value: 1 } } }],
		[
			'a ratio with units',
			{ valueRatio: { numerator: { value: 1, ...unit }, denominator: { value: 2 } } },
		],
	] as Array<[string, Json]>) {
		test(`a result with ${name} is not sent without its value`, () => {
			assert.throws(
				() => sent(more),
				(error: { code?: string; message?: string }) => {
					assert.equal(error.code, 'hl7-value-not-sayable');
					assert.doesNotMatch(String(error.message), /120|2026/);
					return true;
				},
			);
		});
	}

	test('why there is no value is told, because the message does not say it', () => {
		const absent = (code: string) => ({ dataAbsentReason: { coding: [{ code }] } });
		assert.deepEqual(sent(absent('unknown')).told, []);
		assert.deepEqual(sent(absent('not-performed')).told, [
			'Observation.dataAbsentReason field-not-mapped',
		]);
	});

	test('a range with one end is sent as one', () => {
		const value = { valueInteger: 0 };
		const { message } = sent({ ...value, referenceRange: [{ low: { value: 3.5 } }] });
		assert.equal(message.get('OBX-7'), '>=3.5');
		const high = sent({ ...value, referenceRange: [{ high: { value: 5 } }] });
		assert.equal(high.message.get('OBX-7'), '<=5');
	});
});

describe('what would be read as another record', () => {
	const organism = (id: string, name: string) => observation({ id, valueString: name });

	test('two results of one code have a sub-id each', () => {
		const result = ['o1', 'o2'].map((id) => ({ reference: `Observation/${id}` }));
		const all = [organism('o1', 'One'), organism('o2', 'Two')];
		const { message } = made('ORU^R01', person(), report({ result }), ...all);
		assert.deepEqual(
			[1, 2].map((at) => message.get(`OBX[${at}]-4`)),
			['1', '2'],
		);
	});

	test('a number without a system is not sent, and a patient without any other is refused', () => {
		const bare = { value: '7', assigner: { display: 'ZZHOSP' } };
		const { message, told } = made('ADT^A08', person(bare));
		assert.equal(message.segment('PID')?.repetitions(3).length, 1);
		assert.ok(told.some((one) => one.startsWith('Patient.identifier.1')));
		refused('hl7-resource-missing', 'ADT^A08', { ...person(), identifier: [bare] });
	});

	test('OBR-3 is the number of the laboratory, wherever it stands', () => {
		const typed = (code: string, value: string) => ({
			type: { coding: [{ code }] },
			system: LAB,
			value,
		});
		const identifier = [typed('PLAC', 'P1'), typed('FILL', 'F1')];
		const { message } = made('ORU^R01', person(), report({ identifier }));
		assert.equal(message.get('OBR-3'), 'F1');
	});

	test('a range in another unit than the value is not sent', () => {
		const valueQuantity = { value: 5, unit: 'mmol/L' };
		const range = (unit: string) => [{ low: { value: 70, unit }, high: { value: 110, unit } }];
		const of = (unit: string) => {
			const one = observation({ valueQuantity, referenceRange: range(unit) });
			const result = [{ reference: 'Observation/o1' }];
			return made('ORU^R01', person(), report({ result }), one);
		};
		const { message, told } = of('mg/dL');
		assert.equal(message.get('OBX-7') ?? '', '');
		assert.ok(told.includes('Observation.referenceRange field-not-mapped'));
		assert.equal(of('mmol/L').message.get('OBX-7'), '70-110');
	});

	test('a visit that was cancelled is no admission', () => {
		const visit = {
			resourceType: 'Encounter',
			status: 'cancelled',
			subject,
			identifier: [{ system: PIX, value: 'V1' }],
		};
		refused('hl7-status-unknown', 'ADT^A01', person(), visit);
		made('ADT^A11', person(), visit);
	});

	test('resources of a patient of the chart are not those of a Patient without an id', () => {
		const nobody = { ...person(), id: undefined };
		refused('hl7-other-patient', 'ORU^R01', nobody, report());
		made('ORU^R01', nobody, report({ subject: { reference: 'urn:uuid:1' } }));
	});

	test('a file of which only the address is given is refused', () => {
		const content = [{ attachment: { contentType: 'application/pdf', url: 'Binary/1' } }];
		refused('hl7-resource-missing', 'MDM^T02', person(), letter({ content }));
		const text = [{ attachment: { contentType: 'text/plain', url: 'Binary/1' } }];
		refused('hl7-resource-missing', 'MDM^T02', person(), letter({ content: text }));
	});

	test('a text is read in the character set that its type names', () => {
		const latin = Buffer.from('Möller', 'latin1').toString('base64');
		const of = (contentType: string) =>
			made(
				'MDM^T02',
				person(),
				letter({ content: [{ attachment: { contentType, data: latin } }] }),
			);
		assert.equal(of('text/plain; charset=ISO-8859-1').message.get('OBX-5'), 'Möller');
		assert.throws(() => of('text/plain'), { code: 'hl7-value-not-sayable' });
	});
});
