import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	readDecision,
	readDecisions,
	responsesOf,
} from '../../../dist/nodes/PriorAuth/decision/index.js';
import { action, answer, decided, renamed, request, X306, X886 } from './decisions.ts';
import { concept, extensionOf, golden, resourceOf, without, type Json } from './golden.ts';

test('the published approval is read with its number and days', () => {
	const decision = readDecision(golden('response-approved'), request());
	assert.equal(decision.outcome, 'approved');
	assert.equal(decision.needsPerson, false);
	assert.deepEqual(decision.reasons, []);
	assert.deepEqual(decision.authorizationNumbers, ['AUTH0001']);
	assert.deepEqual(decision.identifier, {
		system: 'http://example.org/SUBMITTER_TRANSACTION_IDENTIFIER',
		value: 'A12345',
	});
	assert.deepEqual(decision.items, [
		{
			sequence: 1,
			outcome: 'approved',
			action: 'A1',
			authorizationNumber: 'AUTH0001',
			issued: '2005-05-02',
			period: { start: '2005-05-02', end: '2005-06-02' },
			reasonCodes: [],
			notes: [],
		},
	]);
});

test('the published pended answer waits under the number of the payer', () => {
	const decision = readDecision(golden('response-pended'), request());
	assert.equal(decision.outcome, 'pended');
	assert.equal(decision.needsPerson, false);
	assert.deepEqual(decision.authorizationNumbers, []);
	assert.deepEqual(decision.referenceNumbers, ['PEND0001']);
});

test('the published denial is a denial although its outcome says complete', () => {
	const source = golden('response-denied');
	assert.equal(resourceOf(source, 'ClaimResponse').outcome, 'complete');
	const decision = readDecision(source, request());
	assert.equal(decision.outcome, 'denied');
	assert.equal(decision.needsPerson, true);
	assert.equal(decision.humanReviewed, true);
	assert.deepEqual(decision.authorizationNumbers, []);
});

test('the published errors are shown with what must be done and where', () => {
	const decision = readDecision(golden('response-error'), request());
	assert.equal(decision.outcome, 'refused');
	assert.equal(decision.needsPerson, true);
	assert.deepEqual(
		decision.errors.map(({ codes }) => codes[0]?.code),
		['04', 'T4'],
	);
	assert.deepEqual(decision.errors[1]?.followUp[0]?.code, 'C');
	assert.deepEqual(decision.errors[1]?.paths, ['Bundle.entry[1].Organization.name', '2010A-NM103']);
});

test('the published answer to an inquiry is read from its parameters', () => {
	const [decision, ...more] = readDecisions(golden('response-inquiry'));
	assert.equal(more.length, 0);
	assert.equal(decision?.outcome, 'approved');
	assert.deepEqual(decision?.authorizationNumbers, ['AUTH0001']);
});

test('an item that the payer added is named, and a person looks', () => {
	const decision = readDecision(golden('claim-response-additional-content'), request());
	assert.equal(decision.outcome, 'approved');
	assert.deepEqual(decision.reasons, ['items-added']);
	const [, added] = decision.items;
	assert.equal(added?.added, true);
	assert.equal(added?.sequence, 2);
	assert.equal(added?.authorized?.[0]?.quantity?.value, 1);
});

const OUTCOMES: ReadonlyArray<[string, string, boolean]> = [
	['A1', 'approved', false],
	['A2', 'partially-approved', true],
	['A3', 'denied', true],
	['A4', 'pended', false],
	['A6', 'modified', true],
	['C', 'cancelled', true],
	['CT', 'contact-payer', true],
	['NA', 'no-action', false],
];
for (const [code, outcome, person] of OUTCOMES) {
	test(`${code} is ${outcome}${person ? ', and a person looks' : ''}`, () => {
		const decision = readDecision(decided(code), request());
		assert.equal(decision.outcome, outcome);
		assert.equal(decision.needsPerson, person);
		assert.equal(decision.items[0]?.action, code);
	});

	if (code === 'A1') continue;
	test(`${code} is ${outcome}, whatever outcome says`, () => {
		for (const said of ['complete', 'error', 'partial', 'queued']) {
			const bundle = decided(code);
			resourceOf(bundle, 'ClaimResponse').outcome = said;
			assert.equal(readDecision(bundle, request()).outcome, outcome);
		}
	});
}

test('a number is one of authorization only where something is authorized', () => {
	assert.deepEqual(readDecision(decided('A1')).authorizationNumbers, ['N-1']);
	for (const code of ['A3', 'A4', 'C', 'CT', 'NA']) {
		const decision = readDecision(decided(code));
		assert.deepEqual(decision.authorizationNumbers, [], code);
		assert.deepEqual(decision.referenceNumbers, ['N-1'], code);
	}
});

test('an approval without any number goes to a person', () => {
	const bundle = answer((response) => (response.item[0].adjudication = [action('A1')]));
	const decision = readDecision(bundle, request());
	assert.equal(decision.outcome, 'approved');
	assert.deepEqual(decision.reasons, ['no-authorization-number']);
	assert.equal(decision.needsPerson, true);
	resourceOf(bundle, 'ClaimResponse').preAuthRef = 'P-9';
	assert.deepEqual(readDecision(bundle, request()).authorizationNumbers, ['P-9']);
});

test('a modified item shows what is authorized instead', () => {
	const bundle = answer((response) => {
		response.item[0].adjudication = [action('A6', undefined, '0K')];
		response.addItem = [
			{
				itemSequence: [1],
				productOrService: concept(
					'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
					'G0154',
				),
				servicedPeriod: { start: '2005-05-02', end: '2005-05-20' },
				quantity: { value: 3, unit: 'visits' },
				adjudication: [action('A1', 'AUTH0002')],
			},
		];
	});
	const decision = readDecision(bundle, request());
	assert.equal(decision.outcome, 'modified');
	assert.equal(decision.needsPerson, true);
	assert.deepEqual(decision.items[0]?.reasonCodes, [{ system: X886, code: '0K' }]);
	assert.deepEqual(decision.items[0]?.authorized?.at(-1), {
		codes: [{ system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'G0154' }],
		quantity: { value: 3, unit: 'visits' },
		serviced: { start: '2005-05-02', end: '2005-05-20' },
		authorizationNumber: 'AUTH0002',
		action: 'A1',
	});
	assert.deepEqual(decision.authorizationNumbers, ['AUTH0002']);
});

test('reasons and notes of a denial are kept as they came', () => {
	const bundle = answer((response) => {
		response.item[0].adjudication = [action('A3', undefined, '35')];
		response.item[0].noteNumber = [1];
		response.processNote = [
			{ number: 1, text: 'Step therapy was not shown.' },
			{ number: 2, text: 'Call 555-0100.' },
		];
	});
	const decision = readDecision(bundle, request());
	assert.deepEqual(decision.items[0]?.reasonCodes, [{ system: X886, code: '35' }]);
	assert.deepEqual(decision.items[0]?.notes, ['Step therapy was not shown.']);
	assert.deepEqual(decision.notes, ['Call 555-0100.']);
});

test('items with different decisions are mixed, and a person looks', () => {
	const bundle = golden('response-approved');
	const asked = renamed('request-homecare');
	const response = resourceOf(bundle, 'ClaimResponse');
	without(response.item[0], 'itemAuthorizedDetail');
	response.item.push({ itemSequence: 2, adjudication: [action('A3', undefined, '35')] });
	const decision = readDecision(bundle, asked);
	assert.equal(decision.outcome, 'mixed');
	assert.equal(decision.needsPerson, true);
	assert.deepEqual(
		decision.items.map(({ outcome }) => outcome),
		['approved', 'denied'],
	);
	assert.deepEqual(decision.authorizationNumbers, ['AUTH0001']);
});

const STRANGE: ReadonlyArray<[string, string, (response: Json, bundle: Json) => void]> = [
	['no review action', 'no-review-action', (response) => (response.item[0].adjudication = [])],
	[
		'a review action that nobody knows',
		'unknown-review-action',
		(response) => (response.item[0].adjudication = [action('Z9', 'N')]),
	],
	[
		'a code of another system',
		'no-review-action',
		(response) => {
			const [{ extension }] = response.item[0].adjudication;
			const code = extension[0].extension.at(-1).valueCodeableConcept.coding[0];
			code.system = 'http://payer.example.org/own';
		},
	],
	[
		'two review actions that contradict each other',
		'contradicting-review-actions',
		(response) => response.item[0].adjudication.push(action('A3')),
	],
	[
		'two codes in one review action',
		'contradicting-review-actions',
		(response) => {
			const [{ extension }] = response.item[0].adjudication;
			extension[0].extension.at(-1).valueCodeableConcept.coding.push({ system: X306, code: 'A3' });
		},
	],
	[
		'an item without its number',
		'no-item-number',
		(response) => delete response.item[0].itemSequence,
	],
	[
		'an item that was not asked for',
		'items-unasked',
		(response) => (response.item[0].itemSequence = 4),
	],
	[
		'an item twice',
		'items-twice',
		(response) => response.item.push(structuredClone(response.item[0])),
	],
	['a bill', 'not-a-prior-authorization', (response) => (response.use = 'claim')],
	[
		'an answer entered in error',
		'not-active',
		(response) => (response.status = 'entered-in-error'),
	],
	['another packet', 'other-request', (_response, bundle) => (bundle.identifier.value = 'B1')],
	[
		'another patient',
		'other-patient',
		(response) => (response.patient.reference = 'Patient/Somebody'),
	],
	[
		'another patient under the same address',
		'other-patient',
		(_response, bundle) => (resourceOf(bundle, 'Patient').identifier[0].value = '999'),
	],
	[
		'another payer',
		'other-payer',
		(response) => (response.insurer.reference = 'Organization/UMOExample'),
	],
	[
		'errors beside a decision',
		'errors',
		(response) => (response.error = [{ code: concept('x', '1') }]),
	],
];
for (const [name, reason, change] of STRANGE) {
	test(`${name}: nothing follows from it, and a person looks`, () => {
		const decision = readDecision(answer(change), request());
		assert.equal(decision.outcome, 'unknown');
		assert.equal(decision.needsPerson, true);
		assert.ok(decision.reasons.includes(reason), decision.reasons.join());
		assert.deepEqual(decision.authorizationNumbers, []);
	});
}

test('of an answer for another patient no item keeps its approval or its number', () => {
	const bundle = answer((response) => (response.patient.reference = 'Patient/Somebody'));
	const { items, authorizationNumbers } = readDecision(bundle, request());
	assert.deepEqual(authorizationNumbers, []);
	assert.deepEqual(
		items.map(({ outcome, authorizationNumber, problem }) => [
			outcome,
			authorizationNumber,
			problem,
		]),
		[['unknown', undefined, 'answer-not-trusted']],
	);
});

test('an item that is not answered makes the whole unknown', () => {
	const asked = renamed('request-homecare');
	const bundle = golden('response-approved');
	const decision = readDecision(bundle, asked);
	assert.equal(decision.outcome, 'unknown');
	assert.ok(decision.reasons.includes('items-missing'));
});

test('a decision for the whole claim counts when no item has one, and never against an item', () => {
	const whole = answer((response) => {
		delete response.item;
		response.adjudication = [action('A1', 'WHOLE-1')];
	});
	const decision = readDecision(whole, request());
	assert.equal(decision.outcome, 'approved');
	assert.deepEqual(decision.authorizationNumbers, ['WHOLE-1']);
	const against = answer((response) => (response.adjudication = [action('A3')]));
	assert.equal(readDecision(against, request()).outcome, 'unknown');
});

const update = (): Json => renamed('request-homecare-update');

test('a cancellation that was asked for needs no person, and hides nothing of the rest', () => {
	const bundle = answer((response) => {
		response.item = [
			{ itemSequence: 2, adjudication: [action('C')] },
			{ itemSequence: 3, adjudication: [action('A1', 'AUTH-3')] },
		];
	});
	const decision = readDecision(bundle, update());
	assert.deepEqual([decision.outcome, decision.needsPerson], ['approved', false]);
	assert.deepEqual(decision.authorizationNumbers, ['AUTH-3']);
	resourceOf(bundle, 'ClaimResponse').item[1].adjudication = [action('C')];
	const whole = readDecision(bundle, update());
	assert.deepEqual([whole.outcome, whole.reasons], ['cancelled', ['cancelled-unasked']]);
});

test('an item that was taken back and is granted all the same goes to a person, with its name', () => {
	const bundle = answer((response) => {
		response.item = [
			{ itemSequence: 2, adjudication: [action('A1', 'AUTH-2')] },
			{ itemSequence: 3, adjudication: [action('A1', 'AUTH-3')] },
		];
	});
	const decision = readDecision(bundle, update());
	assert.deepEqual(
		[decision.outcome, decision.needsPerson, decision.authorizationNumbers],
		['unknown', true, []],
	);
	assert.ok(decision.reasons.includes('cancellation-not-confirmed'));
	resourceOf(bundle, 'ClaimResponse').item[0].adjudication = [action('A4')];
	assert.ok(!readDecision(bundle, update()).reasons.includes('cancellation-not-confirmed'));
});

test('without the request nobody takes a cancellation for one that was asked for', () => {
	const decision = readDecision(decided('C'));
	assert.deepEqual([decision.outcome, decision.needsPerson], ['cancelled', true]);
	assert.deepEqual(decision.reasons, ['cancelled-unasked']);
});

test('of an update what it changes must be answered, what it leaves need not', () => {
	const bundle = answer((response) => {
		response.item = [{ itemSequence: 1, adjudication: [action('A1', 'N')] }];
	});
	assert.ok(readDecision(bundle, update()).reasons.includes('items-missing'));
	resourceOf(bundle, 'ClaimResponse').item[0].itemSequence = 3;
	assert.equal(readDecision(bundle, update()).outcome, 'approved');
});

test('a payer may name the patient by the member id alone', () => {
	const bundle = answer((response, whole) => {
		resourceOf(whole, 'Patient').identifier = [
			{ system: 'http://example.org/MIN', value: '1122334455' },
		];
		response.patient = { reference: 'Patient/SubscriberExample' };
	});
	assert.equal(readDecision(bundle, request()).outcome, 'approved');
	const logical = answer((response) => {
		response.patient = { identifier: { system: 'http://example.org/MIN', value: '1122334455' } };
	});
	assert.equal(readDecision(logical, request()).outcome, 'approved');
	resourceOf(logical, 'ClaimResponse').patient.identifier.value = '1';
	assert.deepEqual(readDecision(logical, request()).outcome, 'unknown');
});

test('an answer without items, errors and decision is unknown', () => {
	const decision = readDecision(
		answer((response) => delete response.item),
		request(),
	);
	assert.equal(decision.outcome, 'unknown');
	assert.equal(decision.needsPerson, true);
});

test('what is asked for is read from communication requests, and a person is told', () => {
	const bundle = golden('response-pended');
	const resource = golden('communication-request');
	bundle.entry.push({ fullUrl: 'http://example.org/fhir/CommunicationRequest/x', resource });
	resourceOf(bundle, 'ClaimResponse').communicationRequest = [
		{ reference: 'CommunicationRequest/x' },
	];
	const decision = readDecision(bundle, request());
	assert.equal(decision.outcome, 'pended');
	assert.deepEqual(decision.reasons, ['more-information']);
	assert.equal(decision.needsPerson, true);
	const [asked] = decision.asked;
	assert.equal(asked?.by, 'code');
	assert.deepEqual(asked?.items, [1]);
	assert.equal(asked?.controlNumber, '12345678901');
	assert.deepEqual(
		asked?.codes.map(({ code }) => code),
		['15', '18776-5', '18804-5'],
	);
});

test('a request for information that is not in the answer is not lost', () => {
	const bundle = golden('response-pended');
	resourceOf(bundle, 'ClaimResponse').communicationRequest = [
		{ reference: 'CommunicationRequest/x' },
	];
	const decision = readDecision(bundle, request());
	assert.deepEqual(decision.reasons, ['requested-information-missing']);
});

test('tasks ask for documents by code, or for a questionnaire by its context', () => {
	const TEMP = 'http://hl7.org/fhir/us/davinci-pas/CodeSystem/PASTempCodes';
	const bundle = golden('response-pended');
	const task = golden('task-additional-information');
	bundle.entry.push({ fullUrl: 'http://example.org/fhir/Task/1', resource: task });
	const [byCode] = readDecision(bundle, request()).asked;
	assert.deepEqual(byCode, {
		by: 'code',
		items: [1],
		codes: [{ system: 'http://loinc.org', code: '28570-0' }],
		controlNumber: '1122334',
		payerUrl: 'http://example.org/payerURL',
	});
	task.input[1] = {
		type: concept(TEMP, 'questionnaire-context'),
		valueString: 'ctx-7',
		extension: task.input[1].extension,
	};
	task.restriction = { period: { end: '2026-12-01' } };
	const [byContext] = readDecision(bundle, request()).asked;
	assert.equal(byContext?.by, 'questionnaire');
	assert.equal(byContext?.questionnaireContext, 'ctx-7');
	assert.equal(byContext?.until, '2026-12-01');
});

test('the answer in the notification of a subscription is found', () => {
	const notification = {
		resourceType: 'Bundle',
		type: 'history',
		entry: [
			{ resource: { resourceType: 'Parameters', parameter: [{ name: 'subscription' }] } },
			{ resource: golden('response-approved') },
		],
	};
	assert.equal(readDecision(notification, request()).outcome, 'approved');
});

test('an answer to an inquiry may hold none or several, which no single decision is made of', () => {
	assert.deepEqual(readDecisions({ resourceType: 'Parameters' }), []);
	assert.deepEqual(readDecision({ resourceType: 'Parameters' }).reasons, ['no-answer']);
	const parameter = [1, 2].map(() => ({ name: 'return', resource: golden('response-approved') }));
	const several = { resourceType: 'Parameters', parameter };
	assert.equal(readDecisions(several).length, 2);
	assert.deepEqual(readDecision(several).reasons, ['several-answers']);
	assert.equal(readDecision(several).outcome, 'unknown');
});

test('two responses in one bundle are not chosen from', () => {
	const bundle = answer((response, whole) =>
		whole.entry.push({ fullUrl: 'urn:uuid:x', resource: { ...response, id: 'other' } }),
	);
	assert.deepEqual(readDecision(bundle, request()).reasons, ['several-answers']);
});

test('a refusal is an error that says what to do, and a stranger is unreadable', () => {
	const outcome = { resourceType: 'OperationOutcome', issue: [{ diagnostics: 'ZZTEST' }] };
	assert.throws(
		() => readDecision(outcome),
		(error: Json) => {
			assert.equal(error.code, 'pas-answer-refused');
			assert.doesNotMatch(error.message + error.nextStep, /ZZTEST/);
			return true;
		},
	);
	for (const wrong of [
		undefined,
		'',
		[],
		{},
		{ resourceType: 'Bundle' },
		{ resourceType: 'Patient' },
	]) {
		assert.throws(() => readDecision(wrong), { code: 'pas-answer-unreadable' });
	}
	assert.equal(responsesOf(golden('response-inquiry')).length, 1);
});

test('the short name of the part that carries the code is understood', () => {
	const bundle = answer((response) => {
		const review = extensionOf(response.item[0].adjudication[0], 'reviewAction');
		review.extension.at(-1).url = 'code';
	});
	assert.equal(readDecision(bundle, request()).outcome, 'approved');
});

test('an answer of any broken shape never becomes an approval by accident', () => {
	const source = JSON.stringify(golden('response-denied'));
	const names = [...new Set([...source.matchAll(/"([a-zA-Z]+)":/g)].map(([, name]) => name))];
	for (const name of names) {
		for (const value of [null, [], {}, 'x', 7, [null], true]) {
			const bundle = JSON.parse(source, (key, was: unknown) =>
				key === name ? value : was,
			) as Json;
			let outcome = 'thrown';
			try {
				({ outcome } = readDecision(bundle, request()));
			} catch (error) {
				assert.match((error as Json).code, /^pas-answer-/);
			}
			assert.ok(['thrown', 'unknown', 'denied'].includes(outcome), `${name}: ${outcome}`);
		}
	}
});
