import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDecision } from '../../../dist/nodes/PriorAuth/decision/index.js';
import { granted } from '../../../dist/nodes/PriorAuth/writing/authorization.js';
import { action, answer, request } from './decisions.ts';
import { claimOf, golden, resourceOf, type Json } from './golden.ts';
import { packet } from './sending.ts';

const OTHER_CLAIM = 'urn:uuid:00000000-0000-4000-8000-0000000000ff';

/** The approval of a request of ours, by a payer that names it in every way. */
function answerTo(made: Json, change: (response: Json, bundle: Json) => void = () => {}): Json {
	const { bundle } = made;
	const claim = claimOf(bundle);
	const resource = {
		resourceType: 'ClaimResponse',
		identifier: structuredClone(claim.identifier),
		status: 'active',
		use: 'preauthorization',
		patient: claim.patient,
		insurer: claim.insurer,
		request: { reference: bundle.entry[0].fullUrl },
		outcome: 'complete',
		item: claim.item.map(({ sequence }: Json) => ({
			itemSequence: sequence,
			adjudication: [action('A1', `N-${sequence}`)],
		})),
	};
	const whole = {
		resourceType: 'Bundle',
		type: 'collection',
		identifier: bundle.identifier,
		entry: [{ fullUrl: 'urn:uuid:00000000-0000-4000-8000-00000000abcd', resource }],
	};
	change(resource, whole);
	return whole;
}

type Naming = ReadonlyArray<[string, string[], (response: Json, bundle: Json) => void]>;
const [A, B] = [packet('belongs-a'), packet('belongs-b')];
const NAMING: Naming = [
	['everything of ours', [], () => {}],
	['no identifier of the bundle', [], (_response, bundle) => delete bundle.identifier],
	[
		'an identifier of the payer',
		[],
		(_response, bundle) => (bundle.identifier = { system: 'http://payer.example.org', value: '1' }),
	],
	[
		'the claim as a copy on the server of the payer',
		[],
		(response) => (response.request = { reference: 'https://payer.example.org/fhir/Claim/17' }),
	],
	[
		'the claim as a copy beside the answer, and is not in a bundle',
		['request-not-named'],
		(response, bundle) => {
			delete bundle.identifier;
			delete bundle.entry[0].fullUrl;
			delete response.identifier;
			response.request = { reference: 'Claim/17' };
		},
	],
	[
		'the trace number without its system',
		[],
		(response, bundle) => {
			delete bundle.identifier;
			delete response.request;
			response.identifier = [{ value: A.trace.value }];
		},
	],
	[
		'nothing at all',
		['request-not-named'],
		(response, bundle) => {
			delete bundle.identifier;
			delete response.request;
			delete response.identifier;
		},
	],
	[
		'another trace number of ours',
		['other-request'],
		(response, bundle) => {
			delete bundle.identifier;
			response.identifier = [B.trace];
		},
	],
	[
		'the claim of another request and the identifier of ours',
		['other-request'],
		(response) => (response.request = { reference: OTHER_CLAIM }),
	],
	[
		'the identifier of ours without its system, and another trace number',
		['other-request'],
		(response, bundle) => {
			bundle.identifier = { value: A.identifier.value };
			response.identifier = [B.trace];
			response.request = { reference: OTHER_CLAIM };
		},
	],
	[
		'the identifier of another request and the trace number of ours',
		['other-request'],
		(_response, bundle) => (bundle.identifier = B.identifier),
	],
	[
		'ours, and another request beside it',
		['other-request'],
		(response) => response.identifier.push(B.trace),
	],
];
for (const [name, reasons, change] of NAMING) {
	test(`an answer that names ${name}: ${reasons.join() || 'ours'}`, () => {
		const decision = readDecision(answerTo(A, change), A.bundle);
		const foreign = reasons.includes('other-request');
		assert.deepEqual(decision.reasons, foreign ? ['other-request', 'unknown'] : reasons);
		assert.equal(decision.outcome, foreign ? 'unknown' : 'approved');
	});
}

test('a relative address is resolved before it is compared, with or without a version', () => {
	const version = (reference: string): Json =>
		answer((response, bundle) => {
			delete bundle.identifier;
			delete response.identifier;
			response.request = { reference };
		});
	for (const own of [
		'Claim/ReferralAuthorizationExample',
		'http://example.org/fhir/Claim/ReferralAuthorizationExample/_history/2',
	]) {
		assert.deepEqual(readDecision(version(own), request()).reasons, [], own);
	}
	const { reasons } = readDecision(version('Claim/AnotherExample'), request());
	assert.deepEqual(reasons, ['other-request', 'unknown']);
});

const PEOPLE: ReadonlyArray<[string, boolean, (patient: Json) => void]> = [
	['born on another day', false, (patient) => (patient.birthDate = '1999-01-01')],
	['of another family', false, (patient) => (patient.name = [{ family: 'SOMEBODY' }])],
	[
		'of the same family with another given name',
		false,
		(patient) => (patient.name = [{ family: 'ZZTEST', given: ['ANNA'] }]),
	],
	['with the year of birth alone', true, (patient) => (patient.birthDate = '1961')],
	['without a name', true, (patient) => delete patient.name],
	[
		'written in another way',
		true,
		(patient) => (patient.name = [{ family: 'Zz-Test', given: ['J.'] }]),
	],
];
for (const [name, ours, change] of PEOPLE) {
	test(`a patient ${name} is ${ours ? 'ours' : 'not ours'}, by member number and by address`, () => {
		const asked = request();
		resourceOf(asked, 'Patient/SubscriberExample').birthDate = '1961-04-05';
		const same = answer((_response, bundle) => change(resourceOf(bundle, 'Patient')));
		const family = answer((response, bundle) => {
			const patient = resourceOf(bundle, 'Patient');
			const member = { system: 'http://example.org/MIN', value: '1122334455' };
			Object.assign(patient, { id: 'Member', identifier: [member] });
			const fullUrl = 'http://example.org/fhir/Patient/Member';
			bundle.entry.find(({ resource }: Json) => resource === patient).fullUrl = fullUrl;
			response.patient = { reference: fullUrl };
			change(patient);
		});
		for (const bundle of [same, family]) {
			const { outcome, reasons } = readDecision(bundle, asked);
			assert.equal(outcome, ours ? 'approved' : 'unknown');
			assert.equal(reasons.includes('other-patient'), !ours);
		}
	});
}

/** A request with a second item like its first, and the orders of both. */
function two(): { bundle: Json; made: Json } {
	const bundle = request();
	const { item } = claimOf(bundle);
	item.push({ ...structuredClone(item[0]), sequence: 2 });
	return {
		bundle,
		made: {
			kind: 'request',
			items: [
				{ sequence: 1, order: 'ServiceRequest/1' },
				{ sequence: 2, order: 'ServiceRequest/2' },
			],
		},
	};
}
const both = (first: Json, second: Json, change: (response: Json) => void = () => {}): Json =>
	answer((response) => {
		response.item = [
			{ itemSequence: 1, adjudication: [first] },
			{ itemSequence: 2, adjudication: [second] },
		];
		change(response);
	});
const numbersOn = (found: Json[]): string[][] => found.map(({ order, number }) => [order, number]);

test('an order never has the number of another item, and a person looks for its own', () => {
	const { bundle, made } = two();
	const decision = readDecision(both(action('A1', 'N-1'), action('A1')), bundle);
	assert.deepEqual(decision.reasons, ['no-authorization-number']);
	assert.deepEqual(numbersOn(granted(decision, made)), [['ServiceRequest/1', 'N-1']]);
});

test('an item without a number has the one of the whole, when there is one', () => {
	const { bundle, made } = two();
	const whole = both(action('A1', 'N-1'), action('A1'), (response) => (response.preAuthRef = 'G'));
	const decision = readDecision(whole, bundle);
	assert.deepEqual(decision.reasons, []);
	assert.deepEqual(numbersOn(granted(decision, made)), [
		['ServiceRequest/1', 'N-1'],
		['ServiceRequest/2', 'G'],
	]);
	const unsure = both(action('A1'), action('A1'), (response) => {
		response.preAuthRef = 'G';
		response.adjudication = [action('A1', 'H')];
	});
	const doubtful = readDecision(unsure, bundle);
	assert.deepEqual(doubtful.reasons, ['several-authorization-numbers']);
	assert.throws(() => granted(doubtful, made), { code: 'prior-auth-nothing-approved' });
});

test('a decision for the whole request is written to all its orders', () => {
	const { bundle, made } = two();
	const whole = answer((response) => {
		delete response.item;
		response.adjudication = [action('A1', 'N-9')];
	});
	const decision = readDecision(whole, bundle);
	assert.deepEqual([decision.outcome, decision.reasons], ['approved', []]);
	assert.deepEqual(numbersOn(granted(decision, made)), [
		['ServiceRequest/1', 'N-9'],
		['ServiceRequest/2', 'N-9'],
	]);
	resourceOf(whole, 'ClaimResponse').preAuthPeriod = { end: '2005-05-01' };
	claimOf(bundle).item[1].servicedDate = '2005-05-02';
	assert.deepEqual(readDecision(whole, bundle).reasons, ['period-does-not-cover']);
});

test('a decision for the whole of an update is for a person: it does not say what of it', () => {
	const update = golden('request-homecare-update');
	update.identifier = request().identifier;
	update.entry[0].fullUrl = request().entry[0].fullUrl;
	const whole = answer((response) => {
		delete response.item;
		response.adjudication = [action('A1', 'N-9')];
	});
	const decision = readDecision(whole, update);
	assert.ok(decision.reasons.includes('items-not-decided'), decision.reasons.join());
	const made: Json = { kind: 'update', items: [{ sequence: 1, order: 'ServiceRequest/1' }] };
	assert.throws(() => granted(decision, made), { code: 'prior-auth-nothing-approved' });
});

test('what is approved for other days, or was not asked for, is not written', () => {
	const { bundle, made } = two();
	claimOf(bundle).item[0].servicedDate = '2005-05-02';
	const late = both(action('A1', 'N-1'), action('A1', 'N-2'), (response) => {
		response.item[0].extension = [
			{
				url: 'http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-itemPreAuthPeriod',
				valuePeriod: { start: '2005-05-03' },
			},
		];
	});
	const decision = readDecision(late, bundle);
	assert.deepEqual(decision.reasons, ['period-does-not-cover']);
	assert.deepEqual(numbersOn(granted(decision, made)), [['ServiceRequest/2', 'N-2']]);
});
