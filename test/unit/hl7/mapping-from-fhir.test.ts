import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode, parseMessage } from '../../../dist/nodes/formats/hl7/index.js';
import {
	fromFhir,
	MESSAGES,
	type MessageKind,
} from '../../../dist/nodes/Hl7/mapping/from-fhir/index.js';
import { toFhir } from '../../../dist/nodes/Hl7/mapping/to-fhir/index.js';

type Json = Record<string, any>;

const MRN = 'https://zz.example/mrn';
const VISIT = 'https://zz.example/visit';
const ORDER = 'https://zz.example/order';
const AUTHORITIES = { [MRN]: 'ZZHOSP', [VISIT]: 'ZZVISIT', [ORDER]: 'ZZORD' };
const SYSTEMS = { ZZHOSP: MRN, ZZVISIT: VISIT, ZZORD: ORDER };

const PATIENT = {
	resourceType: 'Patient',
	id: 'p1',
	identifier: [
		{
			type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
			system: MRN,
			value: 'ZZ-1',
		},
	],
	name: [{ use: 'official', family: 'Zz|test^x', given: ['Ada', 'B'] }],
	gender: 'female',
	birthDate: '1970-01-02',
	address: [
		{
			use: 'home',
			line: ['Road 1', 'House 2'],
			city: 'Teststadt',
			postalCode: '12345',
			country: 'DE',
		},
	],
	telecom: [{ system: 'phone', value: '+49 30 1', use: 'home' }],
};
const ENCOUNTER = {
	resourceType: 'Encounter',
	id: 'e1',
	status: 'in-progress',
	class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
	identifier: [{ system: VISIT, value: 'V9' }],
	subject: { reference: 'Patient/p1' },
	period: { start: '2026-01-15T09:00:00+01:00' },
};
const OBSERVATION = {
	resourceType: 'Observation',
	id: 'o1',
	status: 'final',
	code: { coding: [{ system: 'http://loinc.org', code: '2345-7', display: 'Glucose' }] },
	subject: { reference: 'Patient/p1' },
	effectiveDateTime: '2026-01-15T08:05:00+01:00',
	valueQuantity: { value: 95.5, unit: 'mg/dL', system: 'http://unitsofmeasure.org', code: 'mg/dL' },
	note: [{ text: 'one & two\nthree' }],
};
const REPORT = {
	resourceType: 'DiagnosticReport',
	id: 'r1',
	status: 'final',
	identifier: [{ system: ORDER, value: 'F1' }],
	code: { coding: [{ system: 'http://loinc.org', code: '24323-8', display: 'Panel' }] },
	subject: { reference: 'Patient/p1' },
	issued: '2026-01-15T10:00:00+01:00',
	result: [{ reference: 'Observation/o1' }],
};
const REQUEST = {
	resourceType: 'ServiceRequest',
	id: 's1',
	status: 'active',
	intent: 'order',
	priority: 'stat',
	identifier: [
		{ type: { coding: [{ code: 'PLAC' }] }, system: ORDER, value: 'P7' },
		{ type: { coding: [{ code: 'ACSN' }] }, system: ORDER, value: 'A77' },
	],
	code: { coding: [{ system: 'http://loinc.org', code: '24725-4', display: 'CT Head' }] },
	subject: { reference: 'Patient/p1' },
};
const DOCUMENT = {
	resourceType: 'DocumentReference',
	id: 'd1',
	status: 'current',
	docStatus: 'preliminary',
	masterIdentifier: { system: ORDER, value: 'D1' },
	type: { coding: [{ system: 'http://loinc.org', code: '18842-5', display: 'Discharge summary' }] },
	subject: { reference: 'Patient/p1' },
	date: '2026-01-15T10:00:00+01:00',
	content: [
		{
			attachment: {
				contentType: 'text/plain',
				data: Buffer.from('Line one\nLine ^ two').toString('base64'),
			},
		},
	],
};
const GIVEN: Record<string, Json> = { PATIENT, ENCOUNTER, OBSERVATION, REPORT, REQUEST, DOCUMENT };

function made(kind: MessageKind, resources: readonly Json[]) {
	const { message, warnings } = fromFhir(resources as never, {
		kind,
		authorities: AUTHORITIES,
		sendingApplication: 'ZZN8N',
		controlId: 'ZZ1',
	});
	return { message: parseMessage(encode(message)), warnings };
}

const back = (message: ReturnType<typeof made>['message']) => {
	const { bundle, warnings } = toFhir(message, {
		identifierSystems: SYSTEMS,
		timeZone: 'Europe/Berlin',
		chart: [],
	});
	const resources = (bundle.entry as Json[]).map(({ resource }) => resource);
	return {
		of: (type: string) => resources.find((one) => one.resourceType === type) as Json,
		warnings,
	};
};

test('a patient and a visit come back as they were sent', () => {
	const { message, warnings } = made('ADT^A01', [PATIENT, ENCOUNTER]);
	assert.deepEqual(warnings, []);
	assert.equal(message.get('MSH-9.3'), 'ADT_A01');
	assert.equal(message.get('PID-5.1'), 'Zz|test^x');
	const { of, warnings: lost } = back(message);
	const patient = of('Patient');
	assert.deepEqual(patient.name, PATIENT.name);
	assert.equal(patient.identifier[0].value, 'ZZ-1');
	assert.equal(patient.identifier[0].system, MRN);
	assert.deepEqual(patient.address, PATIENT.address);
	assert.equal(patient.birthDate, PATIENT.birthDate);
	assert.equal(of('Encounter').period.start, '2026-01-15T09:00:00+01:00');
	assert.equal(of('Encounter').class.code, 'IMP');
	assert.deepEqual(lost, []);
});

test('a report with its results comes back with the same values, units and states', () => {
	const { message, warnings } = made('ORU^R01', [PATIENT, REPORT, OBSERVATION]);
	assert.deepEqual(warnings, []);
	const { of } = back(message);
	assert.deepEqual(of('Observation').valueQuantity, OBSERVATION.valueQuantity);
	assert.deepEqual(of('Observation').note, [{ text: 'one & two\nthree' }]);
	assert.equal(of('Observation').status, 'final');
	assert.equal(of('Observation').effectiveDateTime, OBSERVATION.effectiveDateTime);
	assert.equal(of('DiagnosticReport').issued, REPORT.issued);
	assert.deepEqual(of('DiagnosticReport').identifier[0].value, 'F1');
});

test('a report that names a result nobody gave is refused', () => {
	assert.throws(() => made('ORU^R01', [PATIENT, REPORT]), { code: 'hl7-resource-missing' });
});

test('an order comes back with its numbers and its priority', () => {
	const { message, warnings } = made('OMI^O23', [PATIENT, REQUEST]);
	assert.deepEqual(warnings, []);
	assert.equal(message.get('IPC-1.1'), 'A77');
	const request = back(message).of('ServiceRequest');
	assert.equal(request.priority, 'stat');
	assert.equal(request.status, 'active');
	assert.ok(request.identifier.some((one: Json) => one.value === 'P7' && one.system === ORDER));
});

test('what an order in the older form cannot say is told', () => {
	const { warnings } = made('ORM^O01', [PATIENT, REQUEST]);
	assert.ok(warnings.some(({ path }) => path.startsWith('ServiceRequest.identifier.1')));
});

test('a document comes back with its text and its state', () => {
	const { message, warnings } = made('MDM^T02', [PATIENT, DOCUMENT]);
	assert.deepEqual(warnings, []);
	const document = back(message).of('DocumentReference');
	assert.equal(document.docStatus, 'preliminary');
	assert.equal(
		Buffer.from(document.content[0].attachment.data, 'base64').toString(),
		'Line one\nLine ^ two',
	);
});

test('whatever of a resource has no place in the message is told, and no value with it', () => {
	const planted = (resource: Json, prefix: string): Json => ({
		...resource,
		photo: [{ title: `${prefix}photo` }],
		extension: [{ url: 'https://zz.example/x', valueString: `${prefix}extension` }],
	});
	for (const [kind, needed] of Object.entries(MESSAGES) as Array<
		[MessageKind, readonly string[]]
	>) {
		const resources = needed.map((type) => {
			const found = Object.values(GIVEN).find(({ resourceType }) => resourceType === type) as Json;
			return planted(found, `q-${type}-`);
		});
		if (kind === 'ORU^R01') resources.push(planted(OBSERVATION, 'q-Observation-'));
		if (kind === 'ADT^A40') {
			resources[0] = {
				...(resources[0] as Json),
				identifier: [...PATIENT.identifier, { use: 'old', system: MRN, value: 'X' }],
			};
		}
		const { warnings } = made(kind, resources);
		for (const { resourceType } of resources as Json[]) {
			for (const element of ['photo', 'extension']) {
				assert.ok(
					warnings.some(({ path }) => path.startsWith(`${resourceType}.${element}`)),
					`${kind} ${resourceType}.${element}`,
				);
			}
		}
		assert.ok(warnings.every(({ path, message }) => !`${path}${message}`.includes('q-')));
	}
});

test('resources of two patients are refused', () => {
	assert.throws(() => made('ADT^A08', [PATIENT, { ...PATIENT, id: 'p2' }]), {
		code: 'hl7-resources-ambiguous',
	});
});

test('a state that the message has no code for is refused', () => {
	assert.throws(() => made('ORU^R01', [PATIENT, { ...REPORT, status: 'unknown' }, OBSERVATION]), {
		code: 'hl7-status-unknown',
	});
	assert.throws(() => made('ORU^R01', [PATIENT, REPORT, { ...OBSERVATION, status: 'unknown' }]), {
		code: 'hl7-status-unknown',
	});
});

test('results of another patient are refused', () => {
	const subject = { reference: 'Patient/other' };
	for (const resources of [
		[PATIENT, { ...REPORT, subject }, OBSERVATION],
		[PATIENT, REPORT, { ...OBSERVATION, subject }],
	]) {
		assert.throws(() => made('ORU^R01', resources), { code: 'hl7-other-patient' });
	}
});

test('a number has no exponent, and a record that is not in use is told', () => {
	const tiny = { ...OBSERVATION, valueQuantity: { value: 1e-7 } };
	const { message } = made('ORU^R01', [PATIENT, REPORT, tiny]);
	assert.equal(message.get('OBX-5'), '0.0000001');
	const { warnings } = made('ADT^A08', [{ ...PATIENT, active: false }]);
	assert.deepEqual(
		warnings.map(({ path }) => path),
		['Patient.active'],
	);
});
