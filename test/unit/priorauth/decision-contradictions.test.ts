import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outputOf } from '../../../dist/nodes/PriorAuth/actions/readDecision.operation.js';
import { readDecision } from '../../../dist/nodes/PriorAuth/decision/index.js';
import { action, answer, request, X306 } from './decisions.ts';
import { claimOf, concept, extensionOf, PAS, type Json } from './golden.ts';

const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const CPT = 'http://www.ama-assn.org/go/cpt';
const SERVICE = 'https://codesystem.x12.org/005010/1365';
const [APPROVED, PERSON] = [0, 5];

/** A request for six units of a service on five days. */
function asked(): Json {
	const bundle = request();
	Object.assign(claimOf(bundle).item[0], {
		productOrService: concept(HCPCS, '99212'),
		modifier: [concept(HCPCS, 'LT')],
		quantity: { value: 6, unit: 'Units', code: 'UN' },
		servicedPeriod: { start: '2005-05-10', end: '2005-05-14' },
	});
	return bundle;
}

/** An approval of it as it was asked for, with something added. */
const approved = (change: (item: Json, response: Json, bundle: Json) => void = () => {}): Json =>
	answer((response, bundle) => {
		const period = { start: '2005-05-02', end: '2005-06-02' };
		response.item = [
			{
				itemSequence: 1,
				extension: [{ url: `${PAS}extension-itemPreAuthPeriod`, valuePeriod: period }],
				adjudication: [action('A1', 'N-1')],
			},
		];
		change(response.item[0], response, bundle);
	});

const added = (change: Json = {}): Json => ({
	itemSequence: [1],
	productOrService: concept(HCPCS, '99212'),
	quantity: { value: 6, unit: 'Units', code: 'UN' },
	adjudication: [action('A1', 'N-1')],
	...change,
});

const detail = (...parts: Json[]): Json => ({
	url: `${PAS}extension-itemAuthorizedDetail`,
	extension: parts,
});
const code = (system: string, value: string): Json => ({
	url: 'productOrServiceCode',
	valueCodeableConcept: concept(system, value),
});
const quantity = (value: number, unit?: string): Json => ({
	url: 'quantity',
	valueQuantity: { value, ...(unit && { unit }) },
});
const modifier = (value: string): Json => ({
	url: 'modifier',
	valueCodeableConcept: concept(HCPCS, value),
});

const AS_ASKED: ReadonlyArray<[string, (item: Json, response: Json) => void]> = [
	['nothing beside it', () => {}],
	[
		'the same code, amount and modifier as its detail',
		(item) =>
			item.extension.push(detail(code(HCPCS, '99212'), quantity(6, 'units'), modifier('LT'))),
	],
	[
		'the same code under the other name of the procedure codes, which X12 does not tell apart',
		(item) => item.extension.push(detail(code(CPT, '99212'))),
	],
	['the same item once more', (_item, response) => (response.addItem = [added()])],
	[
		'the days that were asked for repeated',
		(item) =>
			item.extension.push({
				url: `${PAS}extension-itemRequestedServiceDate`,
				valuePeriod: { start: '2005-05-10', end: '2005-05-14' },
			}),
	],
	['words that say the same', (_item, response) => (response.disposition = 'Certified in total')],
	[
		'small print',
		(_item, response) => (response.disposition = 'Approved. This is not a guarantee of payment.'),
	],
	[
		'a note that explains when claims are denied',
		(_item, response) =>
			(response.processNote = [{ number: 1, text: 'Claims after the last day are denied.' }]),
	],
	[
		'an amount of money',
		(item) =>
			item.adjudication.push({
				category: concept('http://terminology.hl7.org/CodeSystem/adjudication', 'benefit'),
				amount: { value: 100, currency: 'USD' },
			}),
	],
];
for (const [name, change] of AS_ASKED) {
	test(`approved with ${name} is approved as it was asked for`, () => {
		const decision = readDecision(approved(change), asked());
		assert.deepEqual([decision.outcome, decision.reasons], ['approved', []]);
		assert.equal(outputOf(decision), APPROVED);
		assert.equal(decision.items[0]?.authorizationNumber, 'N-1');
		assert.deepEqual(decision.authorizationNumbers, ['N-1']);
	});
}

const OTHERWISE: ReadonlyArray<
	[string, string, string, (item: Json, response: Json, bundle: Json) => void]
> = [
	[
		'an added item that is denied',
		'unknown',
		'contradicting-review-actions',
		(_item, response) => (response.addItem = [added({ adjudication: [action('A3')] })]),
	],
	[
		'an added item that is denied, for it and for another one',
		'unknown',
		'contradicting-review-actions',
		(_item, response) => {
			response.addItem = [added({ itemSequence: [7, 1], adjudication: [action('A3')] })];
		},
	],
	[
		'an added item that is modified',
		'modified',
		'changed-though-approved',
		(_item, response) => (response.addItem = [added({ adjudication: [action('A6', 'N-2')] })]),
	],
	[
		'an added item of another code',
		'modified',
		'changed-though-approved',
		(_item, response) =>
			(response.addItem = [added({ productOrService: concept(HCPCS, 'E0430') })]),
	],
	[
		'an added item of a smaller amount',
		'modified',
		'changed-though-approved',
		(_item, response) => (response.addItem = [added({ quantity: { value: 1 } })]),
	],
	[
		'an added item on other days',
		'modified',
		'changed-though-approved',
		(_item, response) => (response.addItem = [added({ servicedDate: '2005-05-10' })]),
	],
	[
		'an added item with a number of its own',
		'approved',
		'several-authorization-numbers',
		(_item, response) => (response.addItem = [added({ adjudication: [action('A1', 'N-2')] })]),
	],
	[
		'a detail of another code',
		'modified',
		'changed-though-approved',
		(item) => item.extension.push(detail(code(HCPCS, 'E0430'))),
	],
	[
		'a detail of a code in another table',
		'modified',
		'changed-though-approved',
		(item) => item.extension.push(detail(code(SERVICE, '3'))),
	],
	[
		'a detail of a smaller amount',
		'modified',
		'changed-though-approved',
		(item) => item.extension.push(detail(code(HCPCS, '99212'), quantity(1))),
	],
	[
		'a detail of the same amount in another unit',
		'modified',
		'changed-though-approved',
		(item) => item.extension.push(detail(quantity(6, 'Days'))),
	],
	[
		'a detail with another modifier',
		'modified',
		'changed-though-approved',
		(item) => item.extension.push(detail(modifier('RT'))),
	],
	[
		'two details',
		'unknown',
		'contradicting-extensions',
		(item) => item.extension.push(detail(quantity(6)), detail(quantity(1))),
	],
	[
		'days repeated that were not asked for',
		'modified',
		'changed-though-approved',
		(item) =>
			item.extension.push({
				url: `${PAS}extension-itemRequestedServiceDate`,
				valueDateTime: '2005-05-10',
			}),
	],
	[
		'a denied detail of the item',
		'unknown',
		'contradicting-review-actions',
		(item) => (item.detail = [{ detailSequence: 1, adjudication: [action('A3')] }]),
	],
	[
		'a denied part of a detail',
		'unknown',
		'contradicting-review-actions',
		(item) => {
			item.detail = [
				{ detailSequence: 1, subDetail: [{ subDetailSequence: 1, adjudication: [action('A3')] }] },
			];
		},
	],
	[
		'a second adjudication of the category denied',
		'unknown',
		'contradicting-adjudications',
		(item) =>
			item.adjudication.push({
				category: concept('http://terminology.hl7.org/CodeSystem/adjudication', 'denied'),
			}),
	],
	[
		'an adjudication that gives a reason against it',
		'unknown',
		'contradicting-adjudications',
		(item) => (item.adjudication[0].reason = { text: 'Not medically necessary' }),
	],
	[
		'a second review action code',
		'unknown',
		'contradicting-review-actions',
		(item) => {
			const [{ extension }] = item.adjudication;
			extension[0].extension.push({
				url: `${PAS}extension-reviewActionCode`,
				valueCodeableConcept: concept(X306, 'A3'),
			});
		},
	],
	[
		'a code of the same table under nearly the same address',
		'unknown',
		'contradicting-review-actions',
		(item) => {
			const [{ extension }] = item.adjudication;
			const wrong = { system: 'http://codesystem.x12.org/005010/306', code: 'A3' };
			extension[0].extension.at(-1).valueCodeableConcept.coding.push(wrong);
		},
	],
	[
		'a review action in another place',
		'unknown',
		'contradicting-review-actions',
		(item) => item.extension.push(action('A3').extension[0]),
	],
	[
		'a code in whose words it is denied',
		'unknown',
		'contradicting-review-actions',
		(item) => {
			const [{ extension }] = item.adjudication;
			extension[0].extension.at(-1).valueCodeableConcept.coding[0].display = 'Not Certified';
		},
	],
	[
		'two numbers',
		'approved',
		'several-authorization-numbers',
		(item) => item.adjudication.push(action('A1', 'N-2')),
	],
	[
		'a second opinion to be had',
		'approved',
		'second-opinion-needed',
		(item) => {
			const review = extensionOf(item.adjudication[0], 'reviewAction');
			review.extension.push({ url: 'secondSurgicalOpinionFlag', valueBoolean: true });
		},
	],
	[
		'a modifier that nobody knows',
		'unknown',
		'modifier-extension',
		(item) => (item.modifierExtension = [{ url: 'http://x.example.org/not', valueBoolean: true }]),
	],
	[
		'rules that nobody knows',
		'unknown',
		'modifier-extension',
		(_item, response) => (response.implicitRules = 'http://x.example.org/rules'),
	],
	...['error', 'queued', 'stranger'].map((said): (typeof OTHERWISE)[number] => [
		`the outcome ${said}`,
		'unknown',
		'outcome-contradicts',
		(_item, response) => (response.outcome = said),
	]),
	[
		'the outcome partial',
		'approved',
		'outcome-partial',
		(_item, response) => (response.outcome = 'partial'),
	],
	...['Denied', 'Pending', 'Not approved', 'Partially approved', 'Under review'].map(
		(words): (typeof OTHERWISE)[number] => [
			`the disposition "${words}"`,
			'unknown',
			'disposition-contradicts',
			(_item, response) => (response.disposition = words),
		],
	),
	[
		'a note that is a verdict',
		'unknown',
		'note-contradicts',
		(_item, response) => (response.processNote = [{ text: 'Request is denied.' }]),
	],
	[
		'an error beside the answer',
		'unknown',
		'errors',
		(_item, _response, bundle) =>
			bundle.entry.push({
				fullUrl: 'urn:uuid:00000000-0000-4000-8000-00000000eeee',
				resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] },
			}),
	],
	[
		'a provider whom the request does not name',
		'approved',
		'other-provider',
		(item) =>
			item.extension.push({
				url: `${PAS}extension-itemAuthorizedProvider`,
				extension: [
					{
						url: 'provider',
						valueReference: {
							identifier: { system: 'http://hl7.org/fhir/sid/us-npi', value: '1999999992' },
						},
					},
				],
			}),
	],
	[
		'days that end before the service',
		'approved',
		'period-does-not-cover',
		(item) => (item.extension[0].valuePeriod.end = '2005-05-09'),
	],
	[
		'days that end within the service',
		'approved',
		'period-does-not-cover',
		(item) => (item.extension[0].valuePeriod.end = '2005-05-13'),
	],
	[
		'days that begin after it',
		'approved',
		'period-does-not-cover',
		(item) => (item.extension[0].valuePeriod = { start: '2005-05-11' }),
	],
	[
		'days that cannot be read',
		'approved',
		'period-does-not-cover',
		(item) => (item.extension[0].valuePeriod = { start: 'x', end: '9999' }),
	],
	[
		'days of the whole that do not hold it',
		'approved',
		'period-does-not-cover',
		(item, response) => {
			item.extension = [];
			response.preAuthPeriod = { start: '2005-05-02', end: '2005-05-12' };
		},
	],
];
for (const [name, outcome, reason, change] of OTHERWISE) {
	test(`approved with ${name} is for a person`, () => {
		const decision = readDecision(approved(change), asked());
		assert.equal(decision.outcome, outcome);
		assert.ok(decision.reasons.includes(reason), decision.reasons.join());
		assert.equal(decision.needsPerson, true);
		assert.equal(outputOf(decision), PERSON);
		// Nothing of what is not understood is left under a number.
		if (outcome === 'unknown') {
			assert.deepEqual(decision.authorizationNumbers, []);
			assert.deepEqual(
				decision.items.map((item) => [item.outcome, item.authorizationNumber]),
				[['unknown', undefined]],
			);
		}
	});
}

test('what is authorized in the place of an approved item is shown', () => {
	const decision = readDecision(
		approved((item) => item.extension.push(detail(code(HCPCS, 'E0430'), quantity(1)))),
		asked(),
	);
	assert.deepEqual(decision.items[0]?.authorized, [
		{ codes: [{ system: HCPCS, code: 'E0430' }], quantity: { value: 1 } },
	]);
});

test('days are compared as days, also where only a month or a time is said', () => {
	const within = (valuePeriod: Json, serviced: Json): string[] => {
		const bundle = asked();
		delete claimOf(bundle).item[0].servicedPeriod;
		Object.assign(claimOf(bundle).item[0], serviced);
		return readDecision(
			approved((item) => (item.extension[0].valuePeriod = valuePeriod)),
			bundle,
		).reasons;
	};
	const day = { servicedDate: '2005-05-31' };
	assert.deepEqual(within({ start: '2005-05', end: '2005-05' }, day), []);
	assert.deepEqual(within({ start: '2005-05-31T08:00:00Z', end: '2005-05-31' }, day), []);
	assert.deepEqual(within({ start: '2005-05-01' }, day), []);
	assert.deepEqual(within({ end: '2005-05-30' }, day), ['period-does-not-cover']);
	assert.deepEqual(within({ start: '2005-06', end: '2005-05' }, day), ['period-does-not-cover']);
	const open = { servicedPeriod: { start: '2005-05-31' } };
	assert.deepEqual(within({ start: '2005-05-01', end: '2005-06-30' }, open), []);
});

test('a pended answer under the outcome error, or with words of a denial, is for a person', () => {
	const pended = (change: Json): string[] =>
		readDecision(
			approved((item, response) => {
				item.adjudication = [action('A4')];
				Object.assign(response, change);
			}),
			asked(),
		).reasons;
	assert.deepEqual(pended({ outcome: 'queued', disposition: 'Pending review' }), []);
	assert.deepEqual(pended({ outcome: 'error' }), ['outcome-contradicts']);
	assert.deepEqual(pended({ disposition: 'Denied' }), ['disposition-contradicts']);
});

test('without the request an approval is for a person: nobody can say whether it is as asked', () => {
	const decision = readDecision(approved());
	assert.deepEqual([decision.outcome, decision.reasons], ['approved', ['request-unknown']]);
});

test('words in the place of codes are not shown in the clear, and are not lost', () => {
	const WORDS = 'Denied: ADA ZZTEST has a secret';
	const decision = readDecision(
		approved((item, response, bundle) => {
			item.adjudication = [action('A3', undefined, WORDS)];
			response.created = 'for ADA ZZTEST';
			const resource = {
				resourceType: 'CommunicationRequest',
				status: 'active',
				category: [concept('https://codesystem.x12.org/005010/755', '15')],
				payload: [{ contentString: 'Please send the MRI of ADA ZZTEST' }],
			};
			const fullUrl = 'urn:uuid:00000000-0000-4000-8000-00000000dddd';
			bundle.entry.push({ fullUrl, resource });
			response.communicationRequest = [{ reference: fullUrl }];
		}),
		asked(),
	);
	const { notes, items, ...clear } = decision;
	assert.doesNotMatch(JSON.stringify(clear), /ZZTEST/);
	assert.deepEqual(items[0]?.reasonCodes, []);
	assert.deepEqual(items[0]?.notes, [WORDS]);
	assert.deepEqual(notes, ['Please send the MRI of ADA ZZTEST']);
	assert.equal(decision.asked[0]?.by, 'unknown');
});

for (const number of ['N-1\nIt can be scheduled', '<b>1</b>', '9'.repeat(51), ' ', 'N\u0000']) {
	test(`a number such as ${JSON.stringify(number.slice(0, 12))} is none, and a person asks for it`, () => {
		const bundle = approved((item) => {
			item.adjudication = [action('A1', number)];
		});
		const decision = readDecision(bundle, asked());
		assert.ok(decision.needsPerson);
		assert.equal(outputOf(decision), PERSON);
	});
}

test('an answer that denies as a whole what it approves item by item says both', () => {
	const bundle = approved((item, response) => {
		response.adjudication = [action('A3')];
	});
	const decision = readDecision(bundle, asked());
	assert.deepEqual([decision.outcome, decision.whole], ['unknown', 'denied']);
	assert.equal(outputOf(decision), PERSON);
	assert.equal(readDecision(approved(), asked()).whole, undefined);
});
