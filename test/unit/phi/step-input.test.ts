import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readContext, readInput, studyUidsIn } from '../../../dist/nodes/Phi/site/input.js';

const PATIENT = { resourceType: 'Patient', id: 'zz1' };
const CHART = {
	contract: 'ChartContext/1',
	patient: 'Patient/zz1',
	resources: [PATIENT],
	priors: [],
};
const STUDY = { key: 'a'.repeat(32), version: 'b'.repeat(64), studyInstanceUid: '1.2.3' };
const code = (wanted: string) => (error: unknown) => (error as { code?: string }).code === wanted;
const refused = (value: unknown, wanted: string) =>
	assert.throws(() => readInput(value), code(wanted));

describe('the format of a record is found by itself', () => {
	test('a text is a text, also one that begins with a brace or names MSH later', () => {
		for (const text of [
			'Seen by Dr. Testperson.',
			'{see above} stable',
			'The MSH|segment',
			'[1] x',
		]) {
			assert.equal(readInput(text).format, 'text', text);
		}
	});

	test('a resource, its JSON, a list of them and a chart are FHIR', () => {
		for (const value of [PATIENT, JSON.stringify(PATIENT), [PATIENT], CHART]) {
			assert.equal(readInput(value).format, 'fhir');
		}
		const chart = readInput(CHART) as { record: { entry: Array<{ resource: unknown }> } };
		assert.deepEqual(chart.record.entry[0]?.resource, PATIENT);
	});

	test('a message is HL7 as text and as the HL7 Trigger gives it, byte by byte', () => {
		const text = 'MSH|^~\\&|ZZ|ZZ|||20260101||ADT^A08|1|P|2.5.1\rPID|1';
		assert.equal(readInput(text).format, 'hl7');
		const bytes = Buffer.from([0x4d, 0x53, 0x48, 0x7c, 0xe4]);
		const item = { base64: bytes.toString('base64'), controlId: '1', type: 'ADT' };
		const found = readInput(item);
		assert.ok(found.format === 'hl7' && bytes.equals(found.message as Buffer));
	});

	test('a study of the DICOM Trigger is DICOM, and so are UIDs where that is said', () => {
		assert.equal(readInput(STUDY).format, 'dicom');
		const found = readInput('1.2.3.4, 1.2.5', 'dicom');
		assert.ok(found.format === 'dicom');
		assert.deepEqual(found.studies, [
			{ studyInstanceUid: '1.2.3.4' },
			{ studyInstanceUid: '1.2.5' },
		]);
	});

	test('what is damaged, packed or of no known format is refused and never taken for a text', () => {
		refused('{"resourceType":"Patient","name":[{"family":"Zztest', 'phi-input-refused');
		refused('%PDF-1.7 ...', 'phi-input-refused');
		refused(Buffer.from('%PDF-1.7').toString('base64'), 'phi-input-refused');
		refused('<?xml version="1.0"?><Patient/>', 'phi-input-refused');
		refused('<ClinicalDocument xmlns="urn:hl7-org:v3">', 'phi-input-refused');
		refused('<Patient xmlns="http://hl7.org/fhir">', 'phi-input-refused');
		refused('BHS|^~\\&|ZZ', 'phi-input-refused');
		refused({ name: 'Zztest' }, 'phi-input-unknown');
		refused([PATIENT, 'Zztest'], 'phi-input-unknown');
		refused(17, 'phi-input-unknown');
		for (const nothing of [undefined, null, '', []]) refused(nothing, 'input-missing');
	});

	test('a format that was chosen and is not there is refused', () => {
		assert.throws(() => readInput(PATIENT, 'hl7'), code('phi-input-unknown'));
		assert.throws(() => readInput('not a uid', 'dicom'), code('phi-input-unknown'));
	});

	test('no message repeats what was given', () => {
		assert.throws(
			() => readInput({ name: 'Zztestperson' }),
			(error: Error & { nextStep?: string }) =>
				!`${error.message}${error.nextStep}`.includes('Zztest'),
		);
	});
});

test('a context that is none is refused: without it identifiers would be missed in silence', () => {
	assert.deepEqual(readContext(''), []);
	assert.deepEqual(readContext(PATIENT), [PATIENT]);
	assert.deepEqual(readContext(JSON.stringify(PATIENT)), [PATIENT]);
	assert.deepEqual(readContext(CHART), [PATIENT]);
	for (const wrong of ['Zztestperson', { name: 'x' }, [1]]) {
		assert.throws(() => readContext(wrong), code('phi-input-unknown'));
	}
});

test('studies are named by the UIDs of ImagingStudy records, each once', () => {
	const study = (value: string, system = 'urn:dicom:uid') => ({
		resourceType: 'ImagingStudy',
		identifier: [{ system, value }],
	});
	const bundle = { resourceType: 'Bundle', entry: [{ resource: study('urn:oid:1.2.9') }] };
	const all = [
		study('urn:oid:1.2.3'),
		study('1.2.3'),
		study('urn:oid:1.2.03'),
		study('../../etc'),
		study('urn:oid:1.2.7', 'urn:accession'),
		bundle,
		PATIENT,
	];
	assert.deepEqual(studyUidsIn(all), ['1.2.3', '1.2.9']);
});
