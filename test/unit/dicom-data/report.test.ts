import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	createStructuredReport,
	dicomCode,
	objectReference,
	type StructuredReportInput,
} from '../../../dist/nodes/Dicom/report/index.js';
import {
	readPart10,
	Tag,
	TransferSyntax,
	readDataSet,
	type DataSet,
} from '../../../dist/nodes/formats/dicom/index.js';
import { HospitalError } from '../../../dist/nodes/shared/errors.js';
import type { InferenceResult } from '../../../dist/nodes/shared/contracts/index.js';
import { element } from './bytes.ts';
import { FLAGGED, NOT_FLAGGED, reportInput } from './report-input.ts';

/** The content items below `set`, each with its depth-first path of concept codes. */
function items(set: DataSet): Array<{ name: string; type: string; value: string; item: DataSet }> {
	return set.sequence(Tag.ContentSequence).flatMap((item) => {
		const name = item.sequence(Tag.ConceptNameCodeSequence)[0].string(Tag.CodeValue);
		const code = item.sequence(Tag.ConceptCodeSequence)[0]?.string(Tag.CodeValue);
		const number = item.sequence(Tag.MeasuredValueSequence)[0]?.string(Tag.NumericValue);
		const value = code ?? number ?? (item.string(Tag.TextValue) || item.string(Tag.UID));
		return [{ name, type: item.string(Tag.ValueType), value, item }, ...items(item)];
	});
}

async function report(result: InferenceResult, change: Partial<StructuredReportInput> = {}) {
	const input = { ...(await reportInput(result)), ...change };
	const { dataSet } = readPart10(createStructuredReport(input));
	const content = items(dataSet);
	const values = (name: string) =>
		content.filter((each) => each.name === name).map((each) => each.value);
	return { dataSet, content, values, input };
}

const FINDING = '121071';
const FINDING_SITE = '363698007';
const COMMENT = '121106';

test('a flagged result states finding, score, threshold, flag and algorithm', async () => {
	const { values } = await report(FLAGGED, {
		findingSite: { value: '12738006', scheme: 'SCT', meaning: 'Brain' },
	});
	assert.deepEqual(values(FINDING), ['1386000']);
	assert.deepEqual(values(FINDING_SITE), ['12738006']);
	assert.deepEqual(values('SCORE'), ['0.914']);
	assert.deepEqual(values('THRESHOLD'), ['0.5']);
	assert.deepEqual(values('FLAG'), ['FLAGGED']);
	assert.deepEqual(values('111001'), ['hyperdensity-demo']);
	assert.deepEqual(values('111003'), ['1']);
	assert.deepEqual(values('121005'), ['121007']);
});

test('a score below the threshold is "not flagged": no finding, no absence, no place', async () => {
	const { values, content, dataSet } = await report(
		{ ...NOT_FLAGGED, box: FLAGGED.box },
		{ findingSite: { value: '12738006', scheme: 'SCT', meaning: 'Brain' } },
	);
	assert.deepEqual(values(FINDING), []);
	assert.deepEqual(values(FINDING_SITE), []);
	assert.deepEqual(values('FLAG'), ['NOTFLAGGED']);
	assert.deepEqual(values('TARGET'), ['1386000']);
	assert.equal(
		content.some(({ type }) => type === 'SCOORD3D'),
		false,
	);
	const text = values(COMMENT).join('\n');
	assert.match(text, /Not flagged by the algorithm/);
	assert.match(text, /does not mean that the finding is absent/);
	assert.doesNotMatch(dataSet.buffer.toString('utf8'), /negative|2667000/i);
});

test('every report says in words what it is and what it is not', async () => {
	for (const result of [FLAGGED, NOT_FLAGGED]) {
		const text = (await report(result)).values(COMMENT).join('\n');
		assert.match(text, /automated algorithm/);
		assert.match(text, /Preliminary/);
		assert.match(text, /not a diagnosis/);
		assert.match(text, /Intended use as stated/);
		assert.equal(/DEMONSTRATION MODEL.*no clinical meaning/.test(text), result === FLAGGED);
	}
	const { dataSet } = await report(FLAGGED);
	assert.equal(dataSet.string(Tag.PreliminaryFlag), 'PRELIMINARY');
	assert.equal(dataSet.string(Tag.CompletionFlag), 'COMPLETE');
	assert.equal(dataSet.string(Tag.VerificationFlag), 'UNVERIFIED');
	assert.match(dataSet.string(Tag.SeriesDescription), /DEMONSTRATION/);
});

test('the box becomes outlines around its voxels in patient coordinates', async () => {
	const { content, dataSet } = await report(FLAGGED);
	const outlines = content.filter(({ type }) => type === 'SCOORD3D').map(({ item }) => item);
	assert.equal(outlines.length, 3);
	// Columns 1..4 of 0.4 mm and rows 0..2 of 0.5 mm from the corner (-100, -120.5), slice 1 at 15 mm.
	const expected = [
		[-99.8, -120.75, 15],
		[-98.2, -120.75, 15],
		[-98.2, -119.25, 15],
		[-99.8, -119.25, 15],
		[-99.8, -120.75, 15],
	];
	const numbers = outlines[0].numbers(Tag.GraphicData);
	expected.flat().forEach((value, at) => assert.ok(Math.abs(numbers[at] - value) < 1e-4));
	assert.equal(outlines[2].numbers(Tag.GraphicData)[2], 25);
	assert.equal(outlines[0].string(Tag.ReferencedFrameOfReferenceUID), '2.25.99');
	assert.equal(dataSet.string(Tag.SOPClassUID), '1.2.840.10008.5.1.4.1.1.88.34');
});

test('all images of the volume are evidence and stand in the image library', async () => {
	const { dataSet, content, input } = await report(NOT_FLAGGED);
	const [study] = dataSet.sequence(Tag.CurrentRequestedProcedureEvidenceSequence);
	const [series] = study.sequence(Tag.ReferencedSeriesSequence);
	assert.equal(study.string(Tag.StudyInstanceUID), '2.25.1');
	assert.equal(series.string(Tag.SeriesInstanceUID), '2.25.10');
	const evidence = series
		.sequence(Tag.ReferencedSOPSequence)
		.map((each) => each.string(Tag.ReferencedSOPInstanceUID));
	assert.deepEqual(evidence, input.volume.sopInstanceUids);
	assert.equal(content.filter(({ name }) => name === '260753009').length, 5);
});

test('the same input gives the same bytes, another result other UIDs', async () => {
	const input = await reportInput(FLAGGED);
	const first = createStructuredReport(input);
	assert.deepEqual(createStructuredReport(structuredCloneInput(input)), first);
	const other = objectReference(
		createStructuredReport({ ...input, result: { ...FLAGGED, score: 0.915 } }),
	);
	const reference = objectReference(first);
	assert.notEqual(other.sopInstanceUid, reference.sopInstanceUid);
	assert.equal(other.seriesInstanceUid, reference.seriesInstanceUid);
	assert.equal(reference.studyInstanceUid, '2.25.1');
	assert.equal(reference.bytes, first.length);
	assert.match(reference.key, /^[0-9a-f]{32}$/);
});

function structuredCloneInput(input: StructuredReportInput): StructuredReportInput {
	const { source, ...rest } = input;
	return { ...structuredClone(rest), source };
}

test('patient and study are those of the images, in UTF-8 whatever they were written in', async () => {
	const input = await reportInput(FLAGGED);
	const latin = Buffer.concat([
		element(Tag.SpecificCharacterSet, 'CS', 'ISO_IR 100'),
		...[...input.source]
			.filter(({ tag }) => tag !== Tag.SpecificCharacterSet)
			.map(({ tag, vr }) =>
				element(
					tag,
					vr,
					tag === Tag.PatientName
						? Buffer.from('ZZTEST^\xc4d\xe4', 'latin1')
						: input.source.bytes(tag)!,
				),
			),
	]);
	const { dataSet: source } = readDataSet(latin, TransferSyntax.ExplicitLittle);
	const { dataSet } = readPart10(createStructuredReport({ ...input, source }));
	assert.equal(dataSet.string(Tag.SpecificCharacterSet), 'ISO_IR 192');
	assert.equal(dataSet.string(Tag.PatientName), 'ZZTEST^Ädä');
	for (const tag of [
		Tag.PatientID,
		Tag.IssuerOfPatientID,
		Tag.PatientBirthDate,
		Tag.PatientSex,
		Tag.StudyInstanceUID,
		Tag.StudyDate,
		Tag.StudyTime,
		Tag.StudyID,
		Tag.AccessionNumber,
		Tag.ReferringPhysicianName,
	]) {
		assert.equal(dataSet.string(tag), source.string(tag));
	}
});

test('the time is that of the decision, at the place of the hospital', async () => {
	const stamp = async (change: Partial<StructuredReportInput>) => {
		const { dataSet } = await report(FLAGGED, change);
		return `${dataSet.string(Tag.ContentDate)} ${dataSet.string(Tag.ContentTime)}`;
	};
	assert.equal(await stamp({}), '20260102 232030');
	assert.equal(await stamp({ timeZone: 'Europe/Vienna' }), '20260103 002030');
	const { source } = await reportInput(FLAGGED, { TimezoneOffsetFromUTC: '-0500' });
	assert.equal(await stamp({ source, timeZone: 'Europe/Vienna' }), '20260102 182030');
	await assert.rejects(stamp({ timeZone: 'Nowhere/Atall' }), { code: 'time-invalid' });
});

test('images, volume and study of different patients give no report', async () => {
	const input = await reportInput(FLAGGED);
	const { study, volume } = input;
	const wrong: Array<Partial<StructuredReportInput>> = [
		{ study: { ...study, patient: { ...study.patient, id: 'ZZ-2' } } },
		{ study: { ...study, patient: { ...study.patient, issuer: 'ZZOTHER' } } },
		{ study: { ...study, studyInstanceUid: '2.25.2' } },
		{ study: { ...study, mixedIdentity: true } },
		{ volume: { ...volume, seriesInstanceUid: '2.25.11' } },
		{ volume: { ...volume, frameOfReferenceUid: '2.25.98' } },
		{ volume: { ...volume, sopInstanceUids: ['2.25.5'] } },
	];
	for (const change of wrong) {
		assert.throws(
			() => createStructuredReport({ ...input, ...change }),
			(error) =>
				error instanceof HospitalError &&
				error.code === 'report-mismatch' &&
				!/ZZ|2\.25/.test(error.message + error.nextStep),
		);
	}
});

test('no result, or one that contradicts itself, gives no report', async () => {
	const input = await reportInput(FLAGGED);
	const create = (result: InferenceResult) => () => createStructuredReport({ ...input, result });
	assert.throws(create({ ...FLAGGED, status: 'no-result', reason: 'timeout' }), {
		code: 'no-result',
	});
	for (const change of [
		{ score: undefined },
		{ score: Number.NaN },
		{ score: 1.1 },
		{ score: 0.4 },
		{ suspected: false },
		{ finding: undefined },
		{ threshold: undefined },
	]) {
		assert.throws(create({ ...FLAGGED, ...change }), { code: 'result-invalid' });
	}
});

test('a box outside the volume is refused', async () => {
	const input = await reportInput(FLAGGED);
	for (const box of [
		{ min: [0, 0, 0], max: [5, 1, 1] },
		{ min: [2, 0, 0], max: [1, 1, 1] },
		{ min: [-1, 0, 0], max: [1, 1, 1] },
		{ min: [0.5, 0, 0], max: [1, 1, 1] },
	] as Array<NonNullable<InferenceResult['box']>>) {
		assert.throws(() => createStructuredReport({ ...input, result: { ...FLAGGED, box } }), {
			code: 'box-outside-volume',
		});
	}
});

test('text of the model cannot break the document', async () => {
	const hostile = `a\\b\u001b$B\u0000${'x'.repeat(200)}`;
	const { values, content } = await report({
		...FLAGGED,
		finding: { ...FLAGGED.finding!, display: hostile },
		model: { ...FLAGGED.model, name: hostile, intendedUse: hostile },
	});
	assert.equal(values('111001').length, 1);
	const finding = content.find(({ name }) => name === FINDING)!;
	const meaning = finding.item.sequence(Tag.ConceptCodeSequence)[0].strings(Tag.CodeMeaning);
	assert.equal(meaning.length, 1);
	assert.equal(meaning[0].length, 64);
});

test('code systems of FHIR get their DICOM names, unknown ones are refused', () => {
	const scheme = (system: string) => dicomCode({ code: '1', system, display: 'x' }).scheme;
	assert.equal(scheme('http://snomed.info/sct'), 'SCT');
	assert.equal(scheme('http://loinc.org'), 'LN');
	assert.equal(scheme('99SITE'), '99SITE');
	assert.throws(() => scheme('http://zz.example/codes'), {
		code: 'code-system-unknown',
		nextStep: /in Config .* publish.*"hospital work retry ID": the model is asked again/,
	});
});
