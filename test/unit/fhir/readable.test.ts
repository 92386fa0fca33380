import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byResource } from '../../../dist/nodes/Fhir/actions/by-resource.js';
import { additionsOf } from '../../../dist/nodes/Fhir/actions/trigger/additions.js';
import { r4 } from '../../../dist/nodes/formats/fhir/index.js';
import { validationContract } from '../../../dist/nodes/Fhir/validation/index.js';
import { Issues } from '../../../dist/nodes/Fhir/validation/issue.js';
import { eventEntry } from '../../../dist/nodes/Fhir/watching/audit-entries.js';
import { StructureCheck } from '../../../dist/nodes/Fhir/validation/structure.js';

const CODES = {
	code: {
		text: 'ZZTEST^ADA',
		coding: [
			{ system: 'http://loinc.org', code: '2823-3', display: 'ZZTEST^ADA' },
			{ system: 'https://hospital.example/local', code: 'ZZTEST' },
			{ system: 'http://loinc.org', code: 'ZZTEST^ADA' },
			{ system: 'http://loinc.org' },
		],
	},
	interpretation: [
		{ text: 'ZZTEST^ADA' },
		{
			coding: [
				{
					system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
					code: 'HH',
				},
			],
		},
	],
	valueString: 'ZZTEST^ADA',
};
const READABLE = [
	'/code/coding/0/code',
	'/code/coding/0/system',
	'/interpretation/1/coding/0/code',
	'/interpretation/1/coding/0/system',
];
const below = (clear: readonly string[], pattern: RegExp): string[] =>
	clear.filter((pointer) => pattern.test(pointer)).toSorted();

for (const resourceType of ['Observation', 'DiagnosticReport']) {
	test(`of ${resourceType} codes of public systems stay readable, local codes and texts do not`, () => {
		const { clear } = byResource({ resourceType, ...CODES });
		assert.deepEqual(below(clear, /^\/(code|interpretation)/), READABLE);
	});
}

test('of other resources no code stays readable', () => {
	const { clear } = byResource({ resourceType: 'Condition', ...CODES });
	assert.deepEqual(below(clear, /code|interpretation/), ['/meta/security/*/code']);
});

test('in a list each resource has its own readable codes', () => {
	const resources = [
		{ resourceType: 'Condition', id: 'a', ...CODES },
		{ resourceType: 'Observation', id: 'b', ...CODES },
	];
	const additions = additionsOf({ change: {}, resources } as never);
	const { clear = [] } = additions.find(({ key }) => key === 'resources') ?? {};
	assert.deepEqual(
		below(clear, /\/(code|interpretation)\//),
		READABLE.map((pointer) => `/1${pointer}`),
	);
	assert.ok(clear.includes('/0/status') && clear.includes('/1/status'));
});

for (const odd of [
	[],
	null,
	'x',
	{ coding: 'x' },
	{ coding: [null, 'x', { system: 1, code: 2 }] },
]) {
	test(`a result whose code is ${JSON.stringify(odd)} is sealed like any other`, () => {
		const { clear } = byResource({ resourceType: 'Observation', code: odd, interpretation: odd });
		assert.deepEqual(below(clear, /^\/(code|interpretation)/), []);
	});
}

test('Validate names a property that FHIR does not know only where it is sealed', () => {
	const issueFor = (key: string) => {
		const issues = new Issues();
		new StructureCheck(r4(), issues).resource({ resourceType: 'Patient', [key]: 'x' }, '');
		return issues.list[0];
	};
	assert.match(issueFor('genderr')?.message ?? '', /perhaps gender is meant/);
	for (const odd of ['genderr', 'zzmueller', 'Zztest', 'zztest ada', 'zztest1950']) {
		const { property, ...rest } = issueFor(odd) ?? {};
		assert.ok(!JSON.stringify(rest).includes(odd), odd);
		assert.match(rest.message ?? '', /a property here that FHIR R4 does not know/);
		assert.equal(property, odd);
	}
	assert.equal(validationContract.fields['/issues/*/property'].clear, undefined);
});

test('the first publication is recorded as a subscription set up, a later flaw as one restored', () => {
	const of = (reason: string) => {
		const event = { type: 'subscription-restored', reason } as const;
		const { interaction, outcome } = eventEntry(event, { address: 'chart.example', port: 443 });
		return [interaction, outcome];
	};
	assert.deepEqual(of('new'), ['fhir-subscription-created', '0']);
	assert.deepEqual(of('gone'), ['fhir-subscription-restored', '4']);
});

test('a type or a version that is none is sealed', () => {
	const { clear = [] } = byResource({
		resourceType: 'Zztest',
		id: 'x',
		meta: { versionId: '1" Zztest' },
	});
	assert.ok(!clear.includes('/resourceType') && !clear.includes('/meta/versionId'));
	const right = byResource({ resourceType: 'Patient', id: 'x', meta: { versionId: '1' } }).clear;
	assert.ok(right?.includes('/resourceType') && right.includes('/meta/versionId'));
});
