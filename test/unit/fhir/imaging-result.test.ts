import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Resource } from '@medplum/fhirtypes';
import {
	imagingResultBundle,
	type ImagingResultInput,
} from '../../../dist/nodes/Fhir/results/imaging-result.js';
import { uuidOf } from '../../../dist/nodes/Fhir/results/identifiers.js';
import type { BundleEntry } from '../../../dist/nodes/clients/fhir/types.js';
import type { InferenceResult } from '../../../dist/nodes/shared/contracts/index.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { definitions } from '../../hospital/ehr/definitions.ts';
import { validate } from '../../hospital/ehr/validation.ts';

definitions();

const positive: InferenceResult = {
	status: 'result',
	finding: {
		system: 'http://snomed.info/sct',
		code: '1386000',
		display: 'Intracranial hemorrhage',
	},
	score: 0.93,
	threshold: 0.5,
	suspected: true,
	boxCentre: [-12.34, 5, 40.06],
	model: {
		name: 'triage',
		version: '3',
		server: 'test 1',
		demonstration: false,
		intendedUse: 'Prioritisation of CT head.',
	},
	decidedAt: '2026-02-03T04:05:06.789Z',
};
const negative: InferenceResult = {
	...positive,
	score: 0.03,
	suspected: false,
	boxCentre: undefined,
};
const none: InferenceResult = {
	status: 'no-result',
	reason: 'server-unreachable',
	model: positive.model,
	decidedAt: positive.decidedAt,
};
const demonstration = (result: InferenceResult): InferenceResult => ({
	...result,
	model: { ...result.model, demonstration: true },
});

const input = (
	result: InferenceResult,
	more: Partial<ImagingResultInput> = {},
): ImagingResultInput => ({
	result,
	identity: {
		decision: 'match',
		reasons: [],
		patientReference: 'Patient/p1',
		orderReference: 'ServiceRequest/o1',
		encounterReference: 'Encounter/e1',
		mergeFollowed: false,
		agreed: ['id'],
		decidedAt: positive.decidedAt,
	},
	study: { studyInstanceUid: '1.2.840.1', studyDate: '20260203' },
	workKey: 'work-1',
	...more,
});

type Loose = Record<string, any>;
const entries = (bundleInput: ImagingResultInput): BundleEntry[] =>
	imagingResultBundle(bundleInput).entry ?? [];
const resourceOf = (bundleInput: ImagingResultInput, type: string): Loose =>
	entries(bundleInput).find(({ resource }) => resource?.resourceType === type)
		?.resource as unknown as Loose;

const ALL = {
	positive,
	negative,
	none,
	'positive demonstration': demonstration(positive),
	'no demonstration result': demonstration(none),
};

for (const [name, result] of Object.entries(ALL)) {
	test(`every resource of a ${name} result is valid FHIR R4`, () => {
		for (const { resource } of entries(input(result))) validate(resource as unknown as Resource);
	});

	test(`a ${name} result is preliminary, labelled, and created only once`, () => {
		for (const { resource, request } of entries(input(result))) {
			const loose = resource as unknown as Loose;
			assert.equal(request?.method, 'POST');
			assert.match(request?.ifNoneExist ?? '', /^(identifier|_tag)=[^&]+$/);
			if (['DiagnosticReport', 'Observation'].includes(loose.resourceType))
				assert.equal(loose.status, 'preliminary');
			if (['DiagnosticReport', 'Observation', 'Task'].includes(loose.resourceType)) {
				assert.deepEqual(
					loose.meta.security.map(({ code }: Loose) => code),
					['AIAST'],
				);
			}
			const tags = (loose.meta.tag ?? []).map(({ code }: Loose) => code);
			assert.equal(tags.includes('HTEST'), result.model.demonstration, loose.resourceType);
		}
	});

	test(`the words of a ${name} result never say that something is absent`, () => {
		const text = JSON.stringify(imagingResultBundle(input(result)));
		assert.doesNotMatch(
			text,
			/\bno (evidence|sign|bleed|hemorrhage|finding)|\babsence of|\bexcluded|\bruled out|\bunremarkable|\bnormal\b/i,
		);
		assert.equal(
			(text.match(/negative/gi) ?? []).length,
			(text.match(/Not a negative finding/g) ?? []).length,
		);
		if (result.model.demonstration)
			assert.match(text, /Demonstration model without clinical meaning/);
	});
}

test('a suspected finding has an interpretation, a stat task on the report, and its place', () => {
	const observation = resourceOf(input(positive), 'Observation');
	assert.equal(observation.valueQuantity.value, 0.93);
	assert.equal(observation.interpretation[0].coding[0].code, 'A');
	assert.deepEqual(
		observation.component.map(({ code }: Loose) => code.coding[0].code),
		['target-finding', 'threshold', 'box-centre'],
	);
	const report = entries(input(positive)).find(
		({ resource }) => resource?.resourceType === 'DiagnosticReport',
	);
	const task = resourceOf(input(positive), 'Task');
	assert.equal(task.priority, 'stat');
	assert.equal(task.status, 'requested');
	assert.equal(task.intent, 'order');
	assert.deepEqual(task.focus, { reference: report?.fullUrl });
	assert.deepEqual(task.for, { reference: 'Patient/p1' });
	assert.match(
		(report?.resource as unknown as Loose).conclusion,
		/^Suspected by the algorithm: Intracranial hemorrhage \(score 0\.93, threshold 0\.50\)\. Preliminary/,
	);
});

test('a study that was not flagged has no task, no interpretation and no negative statement', () => {
	assert.equal(resourceOf(input(negative), 'Task'), undefined);
	const observation = resourceOf(input(negative), 'Observation');
	assert.equal(observation.interpretation, undefined);
	assert.equal(observation.valueQuantity.value, 0.03);
	assert.match(
		resourceOf(input(negative), 'DiagnosticReport').conclusion,
		/^Not flagged by the algorithm for .*Not a negative finding/,
	);
});

test('no result is shown as absent data with its reason, never as a value', () => {
	const observation = resourceOf(input(none), 'Observation');
	assert.equal(observation.valueQuantity, undefined);
	assert.equal(observation.interpretation, undefined);
	assert.equal(observation.dataAbsentReason.coding[0].code, 'error');
	assert.equal(
		resourceOf(input(none), 'DiagnosticReport').conclusion,
		'No AI result: server unreachable. Not a negative finding.',
	);
	assert.equal(resourceOf(input(none), 'Task'), undefined);
});

test('a result whose numbers are missing or contradict its verdict becomes no result', () => {
	const broken: Array<Partial<InferenceResult>> = [
		{ score: undefined },
		{ threshold: undefined },
		{ suspected: undefined },
		{ suspected: false },
		{ score: 0.1 },
		{ score: Number.NaN },
		{ score: 7 },
	];
	for (const change of broken) {
		const bad = input({ ...positive, ...change });
		assert.equal(
			resourceOf(bad, 'DiagnosticReport').conclusion,
			'No AI result: invalid output. Not a negative finding.',
		);
		assert.equal(resourceOf(bad, 'Observation').valueQuantity, undefined);
		assert.equal(resourceOf(bad, 'Task'), undefined);
	}
});

test('a reason that is no short code is not passed on', () => {
	const report = resourceOf(input({ ...none, reason: 'ZZTEST^ADA not found' }), 'DiagnosticReport');
	assert.equal(report.conclusion, 'No AI result: unknown. Not a negative finding.');
});

test('the report names patient, order, encounter and the study by its UID', () => {
	const report = resourceOf(input(positive), 'DiagnosticReport');
	assert.deepEqual(report.subject, { reference: 'Patient/p1' });
	assert.deepEqual(report.basedOn, [{ reference: 'ServiceRequest/o1' }]);
	assert.deepEqual(report.encounter, { reference: 'Encounter/e1' });
	assert.deepEqual(report.imagingStudy, [
		{ type: 'ImagingStudy', identifier: { system: 'urn:dicom:uid', value: 'urn:oid:1.2.840.1' } },
	]);
	assert.equal(report.effectiveDateTime, '2026-02-03');
	assert.equal(report.category[0].coding[0].code, 'RAD');
	assert.equal(report.code.coding[0].code, '30799-1');
});

test('absent order, encounter and study date are left out', () => {
	const bare = input(positive, { study: { studyInstanceUid: '1.2.3', studyDate: '' } });
	bare.identity = { ...bare.identity, orderReference: undefined, encounterReference: undefined };
	for (const { resource } of entries(bare)) {
		for (const element of ['basedOn', 'encounter', 'effectiveDateTime'])
			assert.ok(!(element in (resource ?? {})));
		validate(resource as unknown as Resource);
	}
});

test('equal work gives equal bytes, other work other identifiers, and the device stays the same', () => {
	const text = (workKey: string) =>
		JSON.stringify(imagingResultBundle(input(positive, { workKey })));
	assert.equal(text('work-1'), text('work-1'));
	const conditions = (workKey: string) =>
		entries(input(positive, { workKey })).map(({ request }) => request?.ifNoneExist);
	const [device, ...one] = conditions('work-1');
	const [otherDevice, ...other] = conditions('work-2');
	assert.equal(device, otherDevice);
	assert.equal(new Set([...one, ...other]).size, one.length * 2);
	assert.match(
		uuidOf('a', 'b'),
		/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
	);
	assert.notEqual(uuidOf('ab', 'c'), uuidOf('a', 'bc'));
});

test('provenance names the AI device as author of every clinical resource', () => {
	const all = entries(input(positive));
	const provenance = resourceOf(input(positive), 'Provenance');
	const clinical = all.filter(({ resource }) =>
		/^(Observation|DiagnosticReport|Task)$/.test(resource?.resourceType ?? ''),
	);
	assert.deepEqual(
		new Set(provenance.target.map(({ reference }: Loose) => reference)),
		new Set(clinical.map(({ fullUrl }) => fullUrl)),
	);
	const device = all.find(({ resource }) => resource?.resourceType === 'Device');
	assert.deepEqual(provenance.agent[0].who, { reference: device?.fullUrl });
	assert.equal(provenance.agent[0].role[0].coding[0].code, 'Artificial-Intelligence');
	assert.equal(provenance.reason[0].coding[0].code, 'AIAST');
});

test('a study that the Identity Gate held is refused', () => {
	const held = input(positive);
	held.identity = { ...held.identity, decision: 'hold' };
	assert.throws(
		() => imagingResultBundle(held),
		(error: HospitalError) => error.code === 'identity-held',
	);
	const nobody = input(positive);
	nobody.identity = { ...nobody.identity, patientReference: undefined };
	assert.throws(
		() => imagingResultBundle(nobody),
		(error: HospitalError) => error.code === 'identity-held',
	);
});
