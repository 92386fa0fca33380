import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBackReport } from '../../../dist/nodes/Fhir/results/read-back.js';
import type {
	Bundle,
	EntryResult,
	FhirClient,
	FhirResource,
} from '../../../dist/nodes/clients/fhir/index.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';

const report = (more: object = {}): FhirResource => ({
	resourceType: 'DiagnosticReport',
	status: 'preliminary',
	identifier: [{ system: 'urn:x', value: '1' }],
	subject: { reference: 'Patient/p1' },
	...more,
});
const sent = {
	resourceType: 'Bundle',
	type: 'transaction',
	entry: [{ resource: report() }],
} as Bundle;
const results: EntryResult[] = [
	{ status: 201, outcome: 'created', reference: 'DiagnosticReport/r1' },
];
const storing = (stored: FhirResource) =>
	({
		baseUrl: 'http://127.0.0.1/fhir',
		read: () => Promise.resolve(stored),
	}) as unknown as FhirClient;
const refused = (error: HospitalError) => error.code === 'fhir-answer-invalid';

test('a report that the chart holds as it was sent is confirmed', async () => {
	const stored = [
		report({ id: 'r1' }),
		report({ id: 'r1', status: 'final' }),
		report({ subject: { reference: 'http://127.0.0.1/fhir/Patient/p1' } }),
		report({
			identifier: [
				{ system: 'urn:y', value: '9' },
				{ system: 'urn:x', value: '1' },
			],
		}),
	];
	for (const one of stored) assert.equal(await readBackReport(storing(one), sent, results), one);
});

test('a report for another patient, with another identifier or nowhere to be found is refused', async () => {
	const stored = [
		report({ subject: { reference: 'Patient/p2' } }),
		report({ subject: undefined }),
		report({ subject: { reference: 'http://other.example/fhir/Patient/p1' } }),
		report({ identifier: [{ system: 'urn:x', value: '2' }] }),
		report({ identifier: undefined }),
	];
	for (const one of stored)
		await assert.rejects(readBackReport(storing(one), sent, results), refused);
	await assert.rejects(readBackReport(storing(report()), { ...sent, entry: [] }, []), refused);
});

test('a report without a location is looked up by its identifier, and must be the only one', async () => {
	const nowhere: EntryResult[] = [{ status: 200, outcome: 'existing' }];
	const finding = (...found: FhirResource[]) => {
		const asked: unknown[] = [];
		const client = {
			baseUrl: 'http://127.0.0.1/fhir',
			searchAll: (type: string, parameters: object) => {
				asked.push([type, parameters]);
				return Promise.resolve(found);
			},
		} as unknown as FhirClient;
		return { client, asked };
	};
	const one = finding(report());
	assert.deepEqual(await readBackReport(one.client, sent, nowhere), report());
	assert.deepEqual(one.asked, [['DiagnosticReport', { identifier: 'urn:x|1' }]]);
	await assert.rejects(readBackReport(finding().client, sent, nowhere), refused);
	await assert.rejects(readBackReport(finding(report(), report()).client, sent, nowhere), refused);
	const other = finding(report({ subject: { reference: 'Patient/p2' } }));
	await assert.rejects(readBackReport(other.client, sent, nowhere), refused);
});
