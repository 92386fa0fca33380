import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMessage } from '../../../dist/nodes/formats/hl7/index.js';
import type { Lookup, ToFhirOptions } from '../../../dist/nodes/Hl7/mapping/options.js';
import { toFhir } from '../../../dist/nodes/Hl7/mapping/to-fhir/index.js';

type Json = Record<string, any>;

const MRN = 'https://zz.example/mrn';
const VISIT = 'https://zz.example/visit';
const LAB = 'https://zz.example/lab';
const OPTIONS: ToFhirOptions = {
	identifierSystems: { ZZHOSP: MRN, ZZLAB: LAB, 'VN:ZZHOSP': VISIT },
	numberSystems: { placer: 'https://zz.example/order', document: 'https://zz.example/document' },
	timeZone: 'Europe/Berlin',
};

const HEAD = (event: string) =>
	`MSH|^~\\&|ZZLAB|ZZHOSP|EHR|ZZHOSP|20260115101500||${event}|ZZ1|P|2.5.1|||AL|NE||UNICODE UTF-8`;
const PID =
	'PID|1||ZZ-1^^^ZZHOSP^MR||Zztest^Ada^B||19700102|F|||Road 1^^Teststadt^^12345^DE^H||+49 30 1^PRN^PH';
/** A segment by its fields. */
function segment(name: string, fields: Record<number, string>): string {
	const last = Math.max(...Object.keys(fields).map(Number));
	return [name, ...Array.from({ length: last }, (_, at) => fields[at + 1] ?? '')].join('|');
}

const visit = (more: Record<number, string> = {}) =>
	segment('PV1', {
		1: '1',
		2: 'I',
		3: 'WARD^12^A',
		7: '77^Zzdoc^Emil',
		19: 'V9^^^ZZHOSP^VN',
		...more,
	});
const PV1 = visit({ 44: '20260115090000' });

function convert(lines: readonly string[], options: Partial<ToFhirOptions> = {}) {
	const message = parseMessage(Buffer.from(`${lines.join('\r')}\r`));
	const { bundle, warnings, lookups } = toFhir(message, { ...OPTIONS, ...options });
	const entries = bundle.entry as Json[];
	const of = (type: string) => entries.filter((entry) => entry.resource.resourceType === type);
	return { entries, of, warnings, lookups };
}

/** Key of the first result of `ORU`. */
const GLUCOSE = 'F1/LN:24323-8@20260115070000/LN:2345-7/@20260115070500';

const codes = (warnings: ReadonlyArray<{ code: string }>) => warnings.map(({ code }) => code);

test('an admission gives the patient and the visit, linked, with nothing left over', () => {
	const { of, warnings } = convert([HEAD('ADT^A01^ADT_A01'), 'EVN|A01|20260115', PID, PV1], {
		chart: [],
	});
	const [patient] = of('Patient');
	const [visit] = of('Encounter');
	assert.deepEqual(patient?.resource.identifier, [
		{
			type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
			system: MRN,
			value: 'ZZ-1',
			assigner: { display: 'ZZHOSP' },
		},
	]);
	assert.equal(patient?.resource.birthDate, '1970-01-02');
	assert.equal(patient?.resource.gender, 'female');
	assert.equal(patient?.request.ifNoneExist, `identifier=${encodeURIComponent(`${MRN}|ZZ-1`)}`);
	assert.equal(visit?.resource.subject.reference, patient?.fullUrl);
	assert.equal(visit?.resource.status, 'in-progress');
	assert.equal(visit?.resource.class.code, 'IMP');
	assert.equal(visit?.resource.period.start, '2026-01-15T09:00:00+01:00');
	assert.deepEqual(warnings, []);
});

test('times without an offset get that of the zone on that day, in summer and in winter', () => {
	const at = (time: string) => {
		const pv1 = visit({ 44: time });
		return convert([HEAD('ADT^A01'), PID, pv1], { chart: [] }).of('Encounter')[0]?.resource.period
			?.start;
	};
	assert.equal(at('202607010900'), '2026-07-01T09:00:00+02:00');
	assert.equal(at('202601010900'), '2026-01-01T09:00:00+01:00');
	assert.equal(at('202603290130'), '2026-03-29T01:30:00+01:00');
	assert.equal(at('202603290330'), '2026-03-29T03:30:00+02:00');
	assert.equal(at('202610250230'), '2026-10-25T02:30:00+02:00');
	assert.equal(at('202607010900-0500'), '2026-07-01T09:00:00-05:00');
	assert.equal(at('20260701'), '2026-07-01');
});

test('a time that does not exist, or has no minutes, is told and not guessed', () => {
	const bad = visit({ 44: '20260231' });
	const first = convert([HEAD('ADT^A01'), PID, bad], { chart: [] });
	assert.equal(first.of('Encounter')[0]?.resource.period, undefined);
	assert.deepEqual(
		first.warnings.map(({ path, code }) => [path, code]),
		[['PV1-44', 'time-invalid']],
	);
	const hour = visit({ 44: '2026020109' });
	const second = convert([HEAD('ADT^A01'), PID, hour], { chart: [] });
	assert.equal(second.of('Encounter')[0]?.resource.period.start, '2026-02-01');
	assert.deepEqual(codes(second.warnings), ['time-shortened']);
});

test('what is in the chart is changed only where the message says something, in the version seen', () => {
	const chart = [
		{
			resourceType: 'Patient',
			id: 'p1',
			meta: { versionId: '7' },
			identifier: [
				{ system: MRN, value: 'ZZ-1' },
				{ system: 'https://other.example', value: '9' },
			],
			gender: 'unknown',
			maritalStatus: { text: 'Married' },
			photo: [{ title: 'kept' }],
			deceasedBoolean: false,
		},
	];
	const died = `${PID}${'|'.repeat(3)}""${'|'.repeat(13)}20260114`;
	const { of } = convert([HEAD('ADT^A08'), died], { chart });
	const [patient] = of('Patient');
	assert.equal(patient?.request.method, 'PUT');
	assert.equal(patient?.request.url, 'Patient/p1');
	assert.equal(patient?.request.ifMatch, 'W/"7"');
	const { resource } = patient as Json;
	assert.deepEqual(resource.photo, [{ title: 'kept' }]);
	assert.equal(resource.gender, 'female');
	assert.equal(resource.identifier.length, 2);
	assert.equal(resource.identifier[1].value, '9');
});

test('two quotation marks empty an element; an empty field leaves it alone', () => {
	const chart = [
		{
			resourceType: 'Patient',
			id: 'p1',
			identifier: [{ system: MRN, value: 'ZZ-1' }],
			telecom: [{ value: '1' }],
			address: [{ city: 'Old' }],
			gender: 'male',
		},
	];
	const pid = segment('PID', { 1: '1', 3: 'ZZ-1^^^ZZHOSP^MR', 5: 'Zztest^Ada', 13: '""' });
	const { of } = convert([HEAD('ADT^A08'), pid], { chart });
	const resource = of('Patient')[0]?.resource;
	assert.equal(resource.telecom, undefined);
	assert.deepEqual(resource.address, [{ city: 'Old' }]);
	assert.equal(resource.gender, 'male');
});

test('a patient whose number names an unknown authority is refused, whatever other numbers there are', () => {
	const pid =
		'PID|1||ZZ-1^^^ELSEWHERE^MR~123456789^^^USSSA^SS||Zztest^Ada||19700102|F|||||||||||123-45-6789';
	assert.throws(() => convert([HEAD('ADT^A01'), pid, PV1]), { code: 'hl7-patient-number-unknown' });
	assert.throws(() => convert([HEAD('ADT^A01'), 'PID|1||ZZ-1||Zztest']), {
		code: 'hl7-patient-number-unknown',
	});
	const own = convert([HEAD('ADT^A01'), 'PID|1||ZZ-1||Zztest'], {
		numberSystems: { patient: MRN },
	});
	assert.deepEqual(own.of('Patient')[0]?.resource.identifier[0].system, MRN);
});

test('two records of the chart under one number stop the conversion', () => {
	const one = { resourceType: 'Patient', identifier: [{ system: MRN, value: 'ZZ-1' }] };
	const chart = [
		{ ...one, id: 'a' },
		{ ...one, id: 'b' },
	];
	assert.throws(() => convert([HEAD('ADT^A08'), PID], { chart }), { code: 'hl7-chart-ambiguous' });
});

test('a discharge ends the visit and a cancelled admission cancels it', () => {
	const chart = [
		{ resourceType: 'Patient', id: 'p1', identifier: [{ system: MRN, value: 'ZZ-1' }] },
		{
			resourceType: 'Encounter',
			id: 'e1',
			meta: { versionId: '2' },
			status: 'in-progress',
			class: { code: 'IMP' },
			identifier: [{ system: VISIT, value: 'V9' }],
			period: { start: '2026-01-15T09:00:00+01:00' },
			serviceType: { text: 'kept' },
		},
	];
	const out = visit({ 45: '20260117110000' });
	const left = convert([HEAD('ADT^A03'), PID, out], { chart }).of('Encounter')[0];
	assert.equal(left?.request.ifMatch, 'W/"2"');
	assert.equal(left?.resource.status, 'finished');
	assert.deepEqual(left?.resource.period, {
		start: '2026-01-15T09:00:00+01:00',
		end: '2026-01-17T11:00:00+01:00',
	});
	assert.deepEqual(left?.resource.serviceType, { text: 'kept' });
	const never = convert([HEAD('ADT^A11'), PID, PV1], { chart }).of('Encounter')[0];
	assert.equal(never?.resource.status, 'cancelled');
});

test('a merge switches the old record off, links both, and says that the rest is to be moved', () => {
	const chart = [
		{
			resourceType: 'Patient',
			id: 'p1',
			meta: { versionId: '1' },
			identifier: [{ system: MRN, value: 'ZZ-1' }],
		},
		{
			resourceType: 'Patient',
			id: 'p2',
			meta: { versionId: '5' },
			identifier: [{ system: MRN, value: 'ZZ-2' }],
		},
	];
	const { of, warnings } = convert([HEAD('ADT^A40'), PID, 'MRG|ZZ-2^^^ZZHOSP^MR'], { chart });
	const [survivor, old] = of('Patient').map(({ resource }) => resource);
	assert.deepEqual(survivor.link, [{ other: { reference: 'Patient/p2' }, type: 'replaces' }]);
	assert.equal(survivor.identifier.at(-1).use, 'old');
	assert.equal(old.active, false);
	assert.deepEqual(old.link, [{ other: { reference: 'Patient/p1' }, type: 'replaced-by' }]);
	assert.deepEqual(codes(warnings), ['merge-follow-up']);
	assert.equal(of('Patient')[1]?.request.ifMatch, 'W/"5"');
	const lost = convert([HEAD('ADT^A40'), PID, 'MRG|ZZ-2^^^ZZHOSP^MR'], {
		chart: chart.slice(0, 1),
	});
	assert.deepEqual(codes(lost.warnings), ['merge-source-missing']);
	assert.equal(lost.of('Patient').length, 1);
});

const ORU = [
	HEAD('ORU^R01^ORU_R01'),
	PID,
	'ORC|RE|P1|F1^ZZLAB',
	segment('OBR', {
		1: '1',
		2: 'P1',
		3: 'F1^ZZLAB',
		4: '24323-8^Panel^LN',
		7: '202601150800',
		22: '20260115100000',
		24: 'CH',
		25: 'F',
	}),
	'OBX|1|NM|2345-7^Glucose^LN||95|mg/dL^^UCUM|70-99|N|||F|||20260115080500',
	'NTE|1||fasting',
	'OBX|2|SN|2160-0^Creatinine^LN||<^0.10|mg/dL^^UCUM||L|||F',
	'OBX|3|CWE|600-7^Culture^LN||112283007^E. coli^SCT||||||P',
	'OBX|4|ST|LOCAL1^Remark^L||clear||||||F',
];

test('a result gives a report that names its observations, each with its value in its own form', () => {
	const { of, warnings } = convert(ORU);
	const report = of('DiagnosticReport')[0]?.resource;
	const observations = of('Observation').map(({ resource }) => resource);
	assert.equal(report.status, 'final');
	assert.equal(report.issued, '2026-01-15T10:00:00+01:00');
	assert.deepEqual(report.identifier, [
		{ system: LAB, value: 'F1' },
		{ system: LAB, value: 'F1/LN:24323-8@20260115070000' },
	]);
	assert.equal(report.basedOn[0].identifier.value, 'P1');
	assert.deepEqual(
		report.result.map(({ reference }: Json) => reference),
		of('Observation').map(({ fullUrl }) => fullUrl),
	);
	const [glucose, creatinine, culture, remark] = observations;
	assert.deepEqual(glucose?.valueQuantity, {
		value: 95,
		unit: 'mg/dL',
		system: 'http://unitsofmeasure.org',
		code: 'mg/dL',
	});
	assert.equal(glucose?.referenceRange[0].low.value, 70);
	assert.equal(glucose?.referenceRange[0].text, '70-99');
	assert.equal(glucose?.interpretation[0].coding[0].code, 'N');
	assert.deepEqual(glucose?.note, [{ text: 'fasting' }]);
	assert.equal(glucose?.effectiveDateTime, '2026-01-15T08:05:00+01:00');
	assert.equal(creatinine?.valueQuantity.comparator, '<');
	assert.equal(creatinine?.valueQuantity.value, 0.1);
	assert.equal(culture?.status, 'preliminary');
	assert.equal(culture?.valueCodeableConcept.coding[0].system, 'http://snomed.info/sct');
	assert.equal(remark?.valueString, 'clear');
	assert.deepEqual(remark?.code.coding[0], { code: 'LOCAL1', display: 'Remark' });
	assert.deepEqual(
		warnings.map(({ path, code }) => `${path} ${code}`),
		['OBX[4]-3.1 system-unknown', 'OBX[2]-5 number-shortened'],
	);
});

test('a corrected result takes the place of the one before, under the same identifier', () => {
	const before = convert(ORU);
	const corrected = ORU.map((line) =>
		line
			.replace('||95|mg', '||59|mg')
			.replace(/\|F\|\|\|20260115080500$/, '|C|||20260115080500')
			.replace('|CH|F', '|CH|C'),
	);
	const after = convert(corrected);
	assert.equal(after.of('Observation')[0]?.resource.status, 'corrected');
	assert.equal(after.of('Observation')[0]?.request.url, before.of('Observation')[0]?.request.url);
	assert.equal(after.of('DiagnosticReport')[0]?.request.method, 'PUT');
});

test('an older result that comes late does not take the place of a corrected one', () => {
	const chart = [
		{ resourceType: 'Patient', id: 'p1', identifier: [{ system: MRN, value: 'ZZ-1' }] },
		{
			resourceType: 'Observation',
			id: 'o1',
			status: 'corrected',
			issued: '2026-01-15T12:00:00+01:00',
			identifier: [{ system: LAB, value: GLUCOSE }],
		},
	];
	const { of, warnings } = convert(ORU, { chart });
	assert.equal(of('Observation').length, 3);
	assert.ok(warnings.some(({ path, code }) => path === 'OBX-5' && code === 'conflicts-with-chart'));
	assert.equal(of('DiagnosticReport')[0]?.resource.result[0].reference, 'Observation/o1');
	const whole = [
		...chart,
		{
			resourceType: 'DiagnosticReport',
			id: 'r1',
			status: 'final',
			issued: '2026-01-15T12:00:00+01:00',
			identifier: [{ system: LAB, value: 'F1' }],
		},
	];
	assert.deepEqual(convert(ORU, { chart: whole }).of('DiagnosticReport'), []);
});

test('a number that is none is kept as text with its unit, and a result without a value says so', () => {
	const lines = [
		...ORU.slice(0, 4),
		'OBX|1|NM|2345-7^Glucose^LN||95 approx|mg/dL|||||F',
		'OBX|2|NM|2345-8^Glucose^LN|||mg/dL|||||F',
		'OBX|3|NM|2345-9^Glucose^LN||1||||||I',
	];
	const { of, warnings } = convert(lines);
	const [text, none] = of('Observation').map(({ resource }) => resource);
	assert.equal(text?.valueString, '95 approx mg/dL');
	assert.equal(text?.valueQuantity, undefined);
	assert.equal(none?.dataAbsentReason.coding[0].code, 'unknown');
	assert.ok(codes(warnings).includes('number-invalid'));
});

test('a result whose status is not in the table is left out and told', () => {
	const lines = [
		...ORU.slice(0, 4),
		'OBX|1|NM|2345-7^Glucose^LN||95|mg/dL|||||Q',
		'OBX|2|NM|1^X^LN||1||||||F',
	];
	const { of, warnings } = convert(lines);
	assert.equal(of('Observation').length, 1);
	assert.ok(warnings.some(({ path, code }) => path === 'OBX-11' && code === 'status-unknown'));
});

test('a withdrawn result is marked as entered in error', () => {
	const lines = [...ORU.slice(0, 4), 'OBX|1|NM|2345-7^Glucose^LN||95|mg/dL|||||W'];
	assert.equal(convert(lines).of('Observation')[0]?.resource.status, 'entered-in-error');
});

test('an order gives a request; a cancelled one revokes it', () => {
	const order = (control: string) => [
		HEAD('OMI^O23^OMI_O23'),
		PID,
		segment('ORC', { 1: control, 2: 'P7', 9: '20260115', 12: '55^Zzdoc^Otto' }),
		'TQ1|1||||||20260116080000||S',
		segment('OBR', { 1: '1', 2: 'P7', 4: '24725-4^CT Head^LN', 31: 'I63.9^Stroke^I10C' }),
		'IPC|A77|ZZ1|1.2.840.99.1|S1',
	];
	const request = convert(order('NW')).of('ServiceRequest')[0]?.resource;
	assert.equal(request.status, 'active');
	assert.equal(request.priority, 'stat');
	assert.equal(request.occurrenceDateTime, '2026-01-16T08:00:00+01:00');
	assert.equal(request.reasonCode[0].coding[0].system, 'http://hl7.org/fhir/sid/icd-10-cm');
	assert.ok(request.identifier.some((one: Json) => one.value === 'urn:oid:1.2.840.99.1'));
	const cancelled = convert(order('CA')).of('ServiceRequest')[0];
	assert.equal(cancelled?.resource.status, 'revoked');
	assert.equal(cancelled?.request.url, convert(order('NW')).of('ServiceRequest')[0]?.request.url);
});

test('a document keeps its text, its state and its file', () => {
	const { of } = convert([
		HEAD('MDM^T02^MDM_T02'),
		'EVN|T02|20260115',
		PID,
		PV1,
		segment('TXA', {
			1: '1',
			2: 'DS',
			3: 'TX',
			4: '20260115080000',
			6: '20260115090000',
			9: '55^Zzdoc^Otto',
			12: 'D1',
			17: 'DO',
			19: 'AV',
		}),
		'OBX|1|TX|x||Line one~Line \\T\\ two||||||P',
		`OBX|2|ED|y^Letter||^application^PDF^Base64^${Buffer.from('%PDF').toString('base64')}||||||P`,
	]);
	const document = of('DocumentReference')[0]?.resource;
	assert.equal(document.docStatus, 'preliminary');
	assert.equal(document.type.coding[0].code, 'DS');
	const [text, file] = document.content.map(({ attachment }: Json) => attachment);
	assert.equal(Buffer.from(text.data, 'base64').toString(), 'Line one\nLine & two');
	assert.deepEqual(file, {
		contentType: 'application/pdf',
		data: Buffer.from('%PDF').toString('base64'),
		title: 'Letter',
	});
});

test('other messages are refused, and the refusal names what can be converted', () => {
	assert.throws(
		() => convert([HEAD('SIU^S12'), PID]),
		(error: any) => {
			assert.equal(error.code, 'hl7-not-convertible');
			assert.match(error.message, /SIU\^S12/);
			assert.match(error.nextStep, /ORU\^R01/);
			return true;
		},
	);
	assert.throws(() => convert([HEAD('ZZTESTNAME^ADA'), PID]), /\?\?\?/);
	assert.throws(() => convert([HEAD('ADT^A01'), PID], { timeZone: 'Mars/Base' }), {
		code: 'hl7-time-zone-unknown',
	});
});

test('every value of a message is in the bundle or in a warning, wherever it stands', () => {
	const names: Record<string, number> = {
		PID: 39,
		PV1: 52,
		OBR: 49,
		OBX: 25,
		ORC: 31,
		NK1: 39,
		ZZZ: 5,
	};
	let next = 1000;
	const planted = new Map<string, string>();
	const fill = (name: string, fixed: Record<number, string>) => {
		const fields = Array.from({ length: names[name] ?? 0 }, (_, at) => {
			const given = fixed[at + 1];
			if (given !== undefined) return given;
			const value = `q${next++}q`;
			planted.set(value, `${name}-${at + 1}`);
			const second = `q${next++}q`;
			planted.set(second, `${name}-${at + 1}.2`);
			return `${value}^${second}`;
		});
		return [name, ...fields].join('|');
	};
	const lines = [
		HEAD('ORU^R01^ORU_R01'),
		fill('PID', { 1: '1', 3: 'ZZ-1^^^ZZHOSP^MR', 7: '19700101', 8: 'F' }),
		fill('NK1', { 1: '1' }),
		fill('PV1', { 1: '1', 2: 'I', 19: 'V9^^^ZZHOSP^VN' }),
		fill('ORC', { 1: 'RE', 3: 'F1^ZZLAB' }),
		fill('OBR', { 1: '1', 3: 'F1^ZZLAB', 25: 'F' }),
		fill('OBX', { 1: '1', 2: 'ST', 11: 'F' }),
		fill('ZZZ', {}),
	];
	const { entries, warnings } = convert(lines, { chart: [] });
	const said = JSON.stringify(entries);
	const told = new Set(warnings.map(({ path }) => path));
	const silent = [...planted].filter(([value, path]) => {
		const field = path.split('.')[0] as string;
		const segment = path.split('-')[0] as string;
		return (
			!said.includes(value) &&
			!told.has(path) &&
			!told.has(field) &&
			!told.has(segment) &&
			!told.has(`${field}.1`)
		);
	});
	assert.deepEqual(silent, []);
	assert.ok(planted.size > 400);
	for (const { path, message } of warnings) assert.doesNotMatch(`${path}${message}`, /q\d{4}q/);
});

test('the chart is asked for each number once', () => {
	const { lookups } = convert(ORU);
	const names = lookups.map((one: Lookup) =>
		'id' in one ? `${one.type}/${one.id}` : `${one.type} ${one.system}|${one.value}`,
	);
	assert.equal(new Set(names).size, names.length);
	assert.ok(lookups.every(({ type }) => typeof type === 'string'));
	assert.ok(names.includes(`Patient ${MRN}|ZZ-1`));
	assert.ok(names.includes(`DiagnosticReport ${LAB}|F1`));
});

const held = (lines: readonly string[], code: string, options: Partial<ToFhirOptions> = {}) =>
	assert.throws(() => convert(lines, options), { code });
const patientIn = (id: string, value: string, more: Json = {}) => ({
	resourceType: 'Patient',
	id,
	meta: { versionId: '1' },
	identifier: [{ system: MRN, value }],
	...more,
});
const result = (fields: Record<number, string>) =>
	segment('OBX', { 1: '1', 2: 'NM', 11: 'F', ...fields });
const OBR = (fields: Record<number, string> = {}) =>
	segment('OBR', {
		1: '1',
		3: 'F1^ZZLAB',
		4: '24323-8^Panel^LN',
		22: '20260115100000',
		25: 'F',
		...fields,
	});

test('a message of two patients, or two messages in one, is refused', () => {
	const other = PID.replace('ZZ-1', 'ZZ-2');
	held([...ORU, other, ...ORU.slice(2)], 'hl7-several-patients');
	held([...ORU, ...ORU], 'hl7-second-header');
});

test('a record never changes hands: the same number for another patient is refused', () => {
	const owners: Array<[string[], Json]> = [
		[
			ORU,
			{
				resourceType: 'DiagnosticReport',
				identifier: [{ system: LAB, value: 'F1' }],
				code: { coding: [{ code: '24323-8' }] },
			},
		],
		[ORU, { resourceType: 'Observation', identifier: [{ system: LAB, value: GLUCOSE }] }],
		[
			[HEAD('ADT^A01'), PID, PV1],
			{ resourceType: 'Encounter', identifier: [{ system: VISIT, value: 'V9' }] },
		],
	];
	for (const [lines, record] of owners) {
		const chart = [
			patientIn('p1', 'ZZ-1'),
			{ ...record, id: 'x1', subject: { reference: 'Patient/p2' } } as never,
		];
		held(lines, 'hl7-other-patient', { chart });
		// Of a record that was merged into the patient of the message it is their own.
		const mergedInto = { link: [{ type: 'replaced-by', other: { reference: 'Patient/p1' } }] };
		convert(lines, { chart: [...chart, patientIn('p2', 'ZZ-2', mergedInto)] as never });
	}
});

test('a number that has ended does not choose the patient', () => {
	const pid = 'PID|1||ZZ-9^^^ZZHOSP^MR^^20200101^20200201~ZZ-1^^^ZZHOSP^MR||Zztest^Ada';
	const chart = [patientIn('p9', 'ZZ-9'), patientIn('p1', 'ZZ-1')];
	const { of } = convert([HEAD('ADT^A08'), pid], { chart });
	assert.equal(of('Patient')[0]?.request.url, 'Patient/p1');
	held([HEAD('ADT^A08'), pid.split('~')[0] as string], 'hl7-patient-number-unknown', { chart });
});

test('numbers of one message that lead to two records are refused; one that is known decides', () => {
	const pid = 'PID|1||ZZ-3^^^ZZHOSP^MR~ZZ-1^^^ZZPIX^MR||Zztest^Ada';
	const identifierSystems = { ...OPTIONS.identifierSystems, ZZPIX: MRN };
	const { of } = convert([HEAD('ADT^A04'), pid], {
		identifierSystems,
		chart: [patientIn('p1', 'ZZ-1')],
	});
	assert.equal(of('Patient')[0]?.request.url, 'Patient/p1');
	held([HEAD('ADT^A04'), pid], 'hl7-chart-ambiguous', {
		identifierSystems,
		chart: [patientIn('p1', 'ZZ-1'), patientIn('p3', 'ZZ-3')],
	});
});

test('after a merge the old number leads to the record in use', () => {
	const survivor = {
		...patientIn('p1', 'ZZ-1'),
		identifier: [
			{ system: MRN, value: 'ZZ-1' },
			{ use: 'old', system: MRN, value: 'ZZ-2' },
		],
	};
	const gone = patientIn('p2', 'ZZ-2', {
		active: false,
		link: [{ type: 'replaced-by', other: { reference: 'Patient/p1' } }],
	});
	const old = PID.replace('ZZ-1', 'ZZ-2');
	const { of } = convert([HEAD('ADT^A08'), old], { chart: [survivor, gone] });
	assert.equal(of('Patient')[0]?.request.url, 'Patient/p1');
	const again = convert([HEAD('ADT^A40'), PID, 'MRG|ZZ-2^^^ZZHOSP^MR'], {
		chart: [survivor, gone],
	});
	assert.equal(again.of('Patient').length, 1);
	held([HEAD('ADT^A08'), old], 'hl7-patient-replaced', { chart: [gone] });
});

test('a merge that does not say what is merged is refused', () => {
	const chart = [patientIn('p1', 'ZZ-1')];
	held([HEAD('ADT^A40'), PID], 'hl7-merge-incomplete', { chart });
	held([HEAD('ADT^A40'), PID, 'MRG|ZZ-1^^^ZZHOSP^MR'], 'hl7-merge-incomplete', { chart });
	held([HEAD('ADT^A40'), PID, 'MRG|ZZ-2^^^NOBODY^MR'], 'hl7-patient-number-unknown', { chart });
});

test('lines of one text become one result, in their order', () => {
	const line = (number: number, text: string) =>
		segment('OBX', { 1: String(number), 2: 'TX', 3: 'RPT^Report^L', 5: text, 11: 'F' });
	const { of } = convert([
		...ORU.slice(0, 2),
		OBR(),
		line(1, 'no bleeding'),
		line(2, 'FRACTURE'),
		line(3, 'Line three.'),
	]);
	assert.deepEqual(
		of('Observation').map(({ resource }) => resource.valueString),
		['no bleeding\nFRACTURE\nLine three.'],
	);
});

test('two results of one code in one order are two, told apart by their time or their number', () => {
	const times = [
		...ORU.slice(0, 2),
		OBR(),
		result({ 3: 'G^Glucose^LN', 5: '2.1', 14: '20260115060000' }),
		result({ 3: 'G^Glucose^LN', 5: '6.0', 14: '20260115120000' }),
	];
	const urls = (lines: string[], chart: Json[] = []) =>
		convert(lines, { chart: chart as never })
			.of('Observation')
			.map(({ request }) => decodeURIComponent(request.url));
	assert.equal(new Set(urls(times)).size, 2);
	assert.deepEqual(
		convert(times)
			.of('Observation')
			.map(({ resource }) => resource.valueQuantity.value),
		[2.1, 6],
	);
	const plain = [
		...ORU.slice(0, 2),
		OBR(),
		result({ 3: 'G^a^LN', 5: '1' }),
		result({ 3: 'G^a^LN', 5: '2' }),
		result({ 3: 'G^b^99Z', 5: '3' }),
	];
	assert.equal(new Set(urls(plain)).size, 3);
	// The later one alone must not take the place of the earlier one.
	const chart = [
		patientIn('p1', 'ZZ-1'),
		{
			resourceType: 'Observation',
			id: 'o1',
			status: 'final',
			effectiveDateTime: '2026-01-15T06:00:00+01:00',
			identifier: [{ system: LAB, value: 'F1/LN:24323-8/LN:G/@20260115050000' }],
			subject: { reference: 'Patient/p1' },
		},
	];
	assert.ok(!urls([...times.slice(0, 3), times[4] as string], chart).includes('Observation/o1'));
});

test('two orders under one number are two reports', () => {
	const { of } = convert([
		...ORU.slice(0, 2),
		OBR({ 4: 'CBC^Count^L' }),
		result({ 3: 'A^a^LN', 5: '1' }),
		OBR({ 4: 'BMP^Panel^L' }),
		result({ 3: 'B^b^LN', 5: '2' }),
	]);
	assert.equal(new Set(of('DiagnosticReport').map(({ request }) => request.url)).size, 2);
	assert.deepEqual(
		of('DiagnosticReport').map(({ resource }) => resource.result.length),
		[1, 1],
	);
});

test('what came first is judged by the time of the message where the order names none', () => {
	const at = (time: string, status: string, value: string) => [
		HEAD('ORU^R01^ORU_R01').replace('20260115101500', time),
		PID,
		OBR({ 22: '', 25: status }),
		result({ 3: 'G^g^LN', 5: value, 11: status }),
	];
	const chartAfter = (lines: string[]) => [
		patientIn('p1', 'ZZ-1'),
		...convert(lines)
			.entries.slice(1)
			.map(({ resource }, n) => ({
				...resource,
				id: `r${n}`,
				subject: { reference: 'Patient/p1' },
			})),
	];
	const late = chartAfter(at('20260115120000', 'F', '9'));
	assert.deepEqual(
		convert(at('20260115080000', 'F', '3'), { chart: late as never }).of('Observation'),
		[],
	);
	// A plain result does not undo a correction by the time of its message alone: a replay has a new one.
	const corrected = chartAfter(at('20260115040000', 'C', '5.4'));
	const replayed = convert(at('20260115090000', 'F', '1.1'), { chart: corrected as never });
	assert.deepEqual(replayed.of('Observation'), []);
	assert.ok(codes(replayed.warnings).includes('conflicts-with-chart'));
	const draft = convert(at('20260115130000', 'P', '3'), { chart: late as never });
	assert.deepEqual(draft.of('Observation'), []);
	assert.ok(codes(draft.warnings).includes('less-settled'));
});

test('results without an order, and orders without control, are told', () => {
	const loose = convert([HEAD('ORU^R01'), PID, result({ 3: 'K^k^LN', 5: '33' })]);
	assert.ok(loose.warnings.some(({ path, code }) => path === 'OBX' && code === 'entry-left-out'));
	const order = convert([HEAD('ORM^O01'), PID, segment('OBR', { 2: 'P7', 4: 'X^x^L' })]);
	assert.ok(codes(order.warnings).includes('entry-left-out'));
});

test('when somebody died is not forgotten for that they died', () => {
	const chart = [patientIn('p1', 'ZZ-1', { deceasedDateTime: '2026-01-14' })];
	const said = (flag: string) =>
		convert([HEAD('ADT^A08'), `${PID}${'|'.repeat(17)}${flag}`], { chart });
	assert.equal(said('Y').of('Patient')[0]?.resource.deceasedDateTime, '2026-01-14');
	const alive = said('N');
	assert.equal(alive.of('Patient')[0]?.resource.deceasedDateTime, '2026-01-14');
	assert.ok(codes(alive.warnings).includes('conflicts-with-chart'));
});

test('a home number does not delete the e-mail address', () => {
	const chart = [
		patientIn('p1', 'ZZ-1', {
			telecom: [
				{ system: 'email', value: 'zz@zz.example', use: 'home' },
				{ system: 'phone', value: '1', use: 'home' },
			],
		}),
	];
	const { telecom } = convert([HEAD('ADT^A08'), PID], { chart }).of('Patient')[0]?.resource as Json;
	assert.deepEqual(
		telecom.map(({ value }: Json) => value),
		['+49 30 1', 'zz@zz.example'],
	);
});

test('a correction that repeats one result keeps the others, and the document, in the report', () => {
	const chart = [
		patientIn('p1', 'ZZ-1'),
		{
			resourceType: 'DiagnosticReport',
			id: 'r1',
			status: 'final',
			issued: '2026-01-15T09:00:00+01:00',
			code: { coding: [{ code: '24323-8' }] },
			identifier: [{ system: LAB, value: 'F1' }],
			subject: { reference: 'Patient/p1' },
			result: [{ reference: 'Observation/a' }, { reference: 'Observation/b' }],
			presentedForm: [{ contentType: 'application/pdf' }],
		},
	];
	const report = convert(
		[...ORU.slice(0, 2), OBR({ 25: 'C' }), result({ 3: 'G^g^LN', 5: '1', 11: 'C' })],
		{ chart: chart as never },
	).of('DiagnosticReport')[0]?.resource;
	assert.equal(report.result.length, 3);
	assert.deepEqual(report.presentedForm, [{ contentType: 'application/pdf' }]);
});

test('a cancellation that names the number alone keeps what was ordered, and is not undone by a late order', () => {
	const there = {
		resourceType: 'ServiceRequest',
		id: 's1',
		status: 'active',
		code: { text: 'CT' },
		reasonCode: [{ text: 'why' }],
		identifier: [{ system: 'https://zz.example/order', value: 'P7' }],
		subject: { reference: 'Patient/p1' },
	};
	const chart = [patientIn('p1', 'ZZ-1'), there];
	const cancelled = convert([HEAD('ORM^O01'), PID, segment('ORC', { 1: 'CA', 2: 'P7' })], {
		chart: chart as never,
	}).of('ServiceRequest')[0]?.resource;
	assert.equal(cancelled.status, 'revoked');
	assert.deepEqual([cancelled.code, cancelled.reasonCode], [there.code, there.reasonCode]);
	const late = convert([HEAD('ORM^O01'), PID, segment('ORC', { 1: 'NW', 2: 'P7' })], {
		chart: [chart[0], { ...there, status: 'revoked' }] as never,
	});
	assert.deepEqual(late.of('ServiceRequest'), []);
});

test('an admission that comes late does not open an ended visit again', () => {
	const chart = [
		patientIn('p1', 'ZZ-1'),
		{
			resourceType: 'Encounter',
			id: 'e1',
			status: 'finished',
			identifier: [{ system: VISIT, value: 'V9' }],
			subject: { reference: 'Patient/p1' },
		},
	];
	const { of, warnings } = convert([HEAD('ADT^A01'), PID, PV1], { chart: chart as never });
	assert.deepEqual(of('Encounter'), []);
	assert.ok(codes(warnings).includes('older-than-chart'));
});

test('hours that the clocks showed twice are told, hours that they skipped and impossible offsets are not taken', () => {
	const at = (time: string) => convert([HEAD('ADT^A01'), PID, visit({ 44: time })], { chart: [] });
	assert.deepEqual(codes(at('202610250230').warnings), ['time-ambiguous']);
	for (const time of ['202603290230', '202601010900+9900']) {
		const { of, warnings } = at(time);
		assert.equal(of('Encounter')[0]?.resource.period, undefined);
		assert.deepEqual(codes(warnings), ['time-invalid']);
	}
});

test('deletions of what cannot be deleted are told, and a visit keeps its class', () => {
	const chart = [
		patientIn('p1', 'ZZ-1'),
		{
			resourceType: 'Encounter',
			id: 'e1',
			status: 'in-progress',
			class: { code: 'IMP' },
			identifier: [{ system: VISIT, value: 'V9' }],
			subject: { reference: 'Patient/p1' },
		},
	];
	const { of, warnings } = convert([HEAD('ADT^A01'), PID, visit({ 2: '""', 3: '""', 7: '""' })], {
		chart: chart as never,
	});
	assert.equal(of('Encounter')[0]?.resource.class.code, 'IMP');
	for (const path of ['PV1-2', 'PV1-3', 'PV1-7'])
		assert.ok(
			warnings.some((one) => one.path === path),
			path,
		);
});
