import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildRequest } from '../../../dist/nodes/PriorAuth/request/index.js';
import { validatePas } from '../../../dist/nodes/PriorAuth/rules/index.js';
import { concept, type Json } from './golden.ts';
import { complete, PY, report } from './people.ts';

const build = (change: (input: Json) => void): Json => {
	const input: Json = complete();
	change(input);
	return buildRequest(input);
};

const verified = (code: string): Json =>
	concept('http://terminology.hl7.org/CodeSystem/condition-ver-status', code);

const evidence = (resource: Json): ((input: Json) => void) => {
	const own = { id: 'ev', subject: { reference: 'Patient/p1' }, ...resource };
	return (input) => input.evidence.push({ resource: own, reportType: PY });
};

const REFUSED: Array<[string, (input: Json) => void]> = [
	...['refuted', 'entered-in-error', 'unconfirmed', 'differential'].map(
		(code): [string, (input: Json) => void] => [
			`a diagnosis that is ${code}`,
			(input) => (input.diagnoses[0].verificationStatus = verified(code)),
		],
	),
	[
		'a diagnosis that is refuted in words alone',
		(input) => (input.diagnoses[0].verificationStatus = { text: 'Refuted' }),
	],
	[
		'a diagnosis that is refuted in a code without a system',
		(input) => (input.diagnoses[0].verificationStatus = { coding: [{ code: 'refuted' }] }),
	],
	...['revoked', 'entered-in-error', 'completed', 'unknown'].map(
		(status): [string, (input: Json) => void] => [
			`an order that is ${status}`,
			(input) => (input.items[0].order.status = status),
		],
	),
	['an order not to do it', (input) => (input.items[0].order.doNotPerform = true)],
	[
		'evidence that was entered in error',
		(input) => (input.evidence[0].resource.status = 'entered-in-error'),
	],
	['evidence that was replaced', (input) => (input.evidence[0].resource.status = 'superseded')],
	[
		'evidence that nobody has signed',
		(input) => (input.evidence[0].resource.docStatus = 'preliminary'),
	],
	[
		'an order not to give a drug as evidence',
		evidence({ resourceType: 'MedicationRequest', status: 'active', doNotPerform: true }),
	],
	[
		'an allergy that was refuted as evidence',
		evidence({
			resourceType: 'AllergyIntolerance',
			subject: undefined,
			patient: { reference: 'Patient/p1' },
			verificationStatus: verified('refuted'),
		}),
	],
	[
		'answers in a bundle that were taken back',
		evidence({
			resourceType: 'Bundle',
			subject: undefined,
			type: 'collection',
			entry: [
				{
					fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000001',
					resource: {
						resourceType: 'QuestionnaireResponse',
						status: 'entered-in-error',
						subject: { reference: 'Patient/p1' },
					},
				},
			],
		}),
	],
	['a patient who is not in use', (input) => (input.patient.active = false)],
	[
		'a patient who was merged into another',
		(input) => (input.patient.link = [{ type: 'replaced-by', other: { reference: 'Patient/p2' } }]),
	],
	['a patient who is not born yet', (input) => (input.patient.birthDate = '2036-01-01')],
	['a coverage that is over', (input) => (input.coverage.period = { end: '2020-01-01' })],
	[
		'a coverage that ends before the service',
		(input) => (input.coverage.period = { end: '2026-11-30' }),
	],
	['a cancelled coverage', (input) => (input.coverage.status = 'cancelled')],
];

for (const [what, change] of REFUSED) {
	test(`${what} is not sent to a payer`, () => {
		assert.throws(() => build(change), { code: 'prior-auth-not-standing' });
	});
}

for (const [what, change] of [
	['a quantity below a number', (of: Json) => (of.comparator = '<')],
	['a quantity that nobody asks for', (of: Json) => (of.value = 1e9)],
	['a quantity of nothing', (of: Json) => (of.value = 0)],
] as Array<[string, (of: Json) => void]>) {
	test(`${what} leaves open how much is asked for`, () => {
		assert.throws(() => build((input) => change(input.items[0].order.quantityQuantity)), {
			code: 'prior-auth-incomplete',
		});
	});
}

test('a result that was entered in error stays behind, its report travels', () => {
	const { bundle, leftOut } = build((input) => (input.others[0].status = 'entered-in-error'));
	assert.deepEqual(validatePas(bundle).findings, []);
	const types = bundle.entry.map(({ resource }: Json) => resource.resourceType);
	assert.ok(types.includes('DiagnosticReport'));
	assert.ok(!types.includes('Observation'));
	assert.ok(leftOut.some(({ elements = [] }: Json) => elements.includes('result')));
});

test('confirmed, provisional and unstated diagnoses, and final evidence, are sent', () => {
	for (const code of ['confirmed', 'provisional', undefined]) {
		const { bundle } = build((input) => {
			if (code !== undefined) input.diagnoses[0].verificationStatus = verified(code);
			input.evidence.push({
				resource: { ...report(), id: 'signed', docStatus: 'final' },
				reportType: PY,
			});
			input.coverage.period = { start: '2026-01-01', end: '2026-12-31' };
		});
		assert.deepEqual(validatePas(bundle).findings, []);
	}
});
