import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import { runOperations } from '../../../dist/nodes/shared/face/index.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { casesOf } from '../../../dist/nodes/PriorAuth/cases/index.js';
import { readDecision } from '../../../dist/nodes/PriorAuth/decision/index.js';
import { buildCancel } from '../../../dist/nodes/PriorAuth/request/index.js';
import { recordStep } from '../../../dist/nodes/PriorAuth/actions/recordStep.operation.js';
import { status } from '../../../dist/nodes/PriorAuth/actions/status.operation.js';
import { submit } from '../../../dist/nodes/PriorAuth/actions/submit.operation.js';
import { startPayer, type Payer } from '../../hospital/payer/index.ts';
import { dataPlace, runNode, type Place } from '../fhir/run-node.ts';
import type { Json } from './golden.ts';
import { approved, shown, signedOff } from './approved.ts';
import { packet as packetOf } from './sending.ts';

/** Each for an order of its own: a payer is asked for one order once. */
const packet = (key: string, change: (input: Json) => void = () => {}): Json =>
	packetOf(key, (input) => {
		input.items[0].order.id = key;
		change(input);
	});

let place: Place;
let payer: Payer;
before(async () => {
	place = await dataPlace();
	payer = await startPayer({ lenient: true });
});
after(async () => {
	await payer.stop();
	await place.remove();
});
afterEach(() => payer.reset());

/** The operations in a node of their own; only n8n is played. */
const node: Json = {
	description: { name: 'priorAuthorization' },
	async execute(this: Json) {
		return await runOperations(this, [submit, status, recordStep]);
	},
};
const shownHashOfOther = (): string =>
	signedOff(shown(packet('face-other')).sections).shownBesideHash;
const workItem = (): Json => ({
	contract: 'WorkItem/1',
	id: `w${randomUUID().replaceAll('-', '').slice(0, 31)}`,
	attempt: 1,
	priority: 'routine',
	test: false,
});

const run = async (operation: string, item: Json, parameters: Json = {}): Promise<Json> => {
	const outputs = await runNode({
		node,
		name: 'Payer',
		parameters: { operation, sealOutput: false, clinicianRoles: 'attending', ...parameters },
		credential: { baseUrl: payer.fhir, authentication: 'none' },
		items: [item],
	});
	const at = outputs.findIndex((items) => items.length > 0);
	return { output: at, ...(outputs[at]?.[0]?.json as Json) };
};

const register = async () => await casesOf(await dataDirectory());

test('a signed packet is sent, its case is open before, and decided after', async () => {
	const request = packet('face-1');
	payer.answerFor(request.identifier.value, 'denied');
	const result = await run('submit', {
		...approved(request),
		workItem: workItem(),
	});
	assert.equal(result.output, 0);
	assert.equal(result.priorAuthSubmission.status, 'answered');
	assert.equal(readDecision(result.payerAnswer, request.bundle).outcome, 'denied');
	const found = await (await register()).find({ identifier: request.identifier });
	assert.equal(found?.state, 'decided');
	assert.equal(found?.outcome, 'denied');
	assert.ok(Date.parse(found?.receivedAt ?? '') > 0);
	const lines = await place.ledger();
	const [line] = lines
		.filter(({ interaction }) => interaction === 'prior-auth-submitted')
		.slice(-1);
	assert.equal(line?.outcome, '0');
	assert.equal(line?.outcomeReason, 'payer-answered');
	assert.equal(line?.objects[0].sha256, request.sha256);
	assert.doesNotMatch(JSON.stringify(lines), /ZZTEST|ZZM-77|ZZ-1001/);
});

test('the same work again sends nothing again', async () => {
	const item = { ...approved(packet('face-2')), workItem: workItem() };
	const first = await run('submit', item);
	const again = await run('submit', item);
	assert.deepEqual(again.priorAuthSubmission, first.priorAuthSubmission);
	assert.deepEqual(again.payerAnswer, first.payerAnswer);
	assert.equal(payer.requests('submit').length, 1);
});

for (const [name, change] of [
	['rejected', { decision: 'rejected' }],
	['expired', { decision: 'expired', by: undefined }],
	['with something that only looks approved', { contract: 'Other/1' }],
	['approved by nobody', { by: undefined }],
	['approved by a nurse alone', { by: { name: 'ZZ NURSE', role: 'prior-auth-nurse' } }],
	['approved without the packet on the page', { shownBesideHash: undefined }],
	['approved with another page', { shownBesideHash: shownHashOfOther() }],
] as const) {
	test(`${name} nothing is sent`, async () => {
		const item = approved(packet('face-3'), change);
		await assert.rejects(run('submit', item), /approved/);
		assert.equal(payer.requests().length, 0);
	});
}

test('whoever approved as nurse is no second person', async () => {
	const item = { ...approved(packet('face-24')), workItem: workItem() };
	const { subject } = item.signOff.by;
	await assert.rejects(run('submit', item, { approvedBefore: subject }), /same person/);
	assert.equal(payer.requests().length, 0);
	const sent = await run('submit', item, { approvedBefore: 'zz.nora' });
	assert.equal(sent.priorAuthSubmission.status, 'answered');
});

test('without a sign-off, and without the page that was signed, nothing is sent', async () => {
	const { signOff, priorAuthPacket, priorAuthRequest } = approved(packet('face-3'));
	await assert.rejects(run('submit', { priorAuthRequest, priorAuthPacket }), /Nobody has approved/);
	await assert.rejects(run('submit', { priorAuthRequest, signOff }), /which packet was shown/);
	assert.equal(payer.requests().length, 0);
});

test('a test run goes through and sends nothing, unless it is told to', async () => {
	const request = packet('face-4');
	const item = {
		...approved(request),
		workItem: { ...workItem(), test: true },
	};
	const result = await run('submit', item);
	assert.equal(result.output, 2);
	assert.equal(result.priorAuthSubmission.status, 'not-sent');
	assert.equal(payer.requests().length, 0);
	assert.equal(await (await register()).find({ identifier: request.identifier }), undefined);
	assert.equal((await run('submit', item, { writeInTests: true })).output, 0);
});

test('a refusal goes its own way, closes the case, and shows nothing of what the payer wrote', async () => {
	payer.fault({ at: 'submit', kind: 'bad-request', times: 1 });
	const request = packet('face-5');
	const result = await run('submit', {
		...approved(request),
		workItem: workItem(),
	});
	assert.equal(result.output, 1);
	assert.equal(result.priorAuthSubmission.httpStatus, 400);
	assert.equal(result.payerAnswer, undefined);
	const found = await (await register()).find({ identifier: request.identifier });
	assert.equal(found?.state, 'closed');
	assert.equal(found?.closed?.reason, 'refused-by-payer');
});

test('handed over, an unanswered packet is uncertain, and its case stays open for a notification', async () => {
	payer.fault({ at: 'submit', kind: 'unavailable' });
	const request = packet('face-6');
	const result = await run(
		'submit',
		{ ...approved(request), workItem: workItem() },
		{ pasOptions: { silence: 'handOver', tries: 1 } },
	);
	assert.equal(result.output, 2);
	assert.equal(result.priorAuthSubmission.status, 'unanswered');
	assert.match(result.priorAuthSubmission.byHand.warning, /may have arrived/);
	const found = await (await register()).find({ identifier: request.identifier });
	assert.equal(found?.state, 'sending');
	payer.mend();
});

test('an answer that a later decision has overtaken is for a person, and nothing follows from it', async () => {
	const request = packet('face-16');
	payer.answerFor(request.identifier.value, 'pended');
	const item = { ...approved(request), workItem: workItem() };
	const first = await run('submit', item);
	assert.equal(first.output, 0);
	const known = readDecision(first.payerAnswer, request.bundle);
	const cases = await register();
	await cases.decide(
		{ identifier: request.identifier },
		{
			decision: {
				...known,
				outcome: 'denied',
				created: '2036-01-01T00:00:00Z',
				items: known.items.map((each) => ({ ...each, outcome: 'denied' as const })),
			},
			at: '2036-01-01T00:00:00Z',
			source: 'notification',
		},
	);
	const again = await run('submit', item);
	assert.equal(again.output, 2);
	assert.equal(again.payerAnswer, undefined);
	assert.equal(again.priorAuthSubmission.needsPerson, true);
	assert.deepEqual(again.priorAuthSubmission.reasons, ['answer-overtaken']);
});

test('another packet under an identifier that was sent already is not sent', async () => {
	await run('submit', { ...approved(packet('face-17')), workItem: workItem() });
	const other = packet('face-17', (input) => {
		input.items[0].quantity = { value: 3, unit: 'visits' };
	});
	const item = { ...approved(other), workItem: workItem() };
	await assert.rejects(run('submit', item), /under this identifier before/);
	assert.equal(payer.requests('submit').length, 1);
});

test('a payer that has the packet already, from nobody knows when, keeps its case open', async () => {
	payer.fault({ at: 'submit', kind: 'duplicate', times: 1 });
	const request = packet('face-18');
	const result = await run('submit', { ...approved(request), workItem: workItem() });
	assert.equal(result.output, 2);
	assert.deepEqual(result.priorAuthSubmission.reasons, ['payer-has-it-already']);
	const found = await (await register()).find({ identifier: request.identifier });
	assert.equal(found?.state, 'waiting');
	assert.equal(found?.closed, undefined);
});

test('what differs from the page that was signed is not sent, and a person is told what', async () => {
	const other = packet('face-19', (input) => {
		input.patient.birthDate = '1999-01-01';
	});
	const { signOff, priorAuthPacket } = approved(packet('face-19'));
	const result = await run('submit', {
		signOff,
		priorAuthPacket,
		priorAuthRequest: other,
		workItem: workItem(),
	});
	assert.equal(result.output, 2);
	assert.deepEqual(result.priorAuthSubmission.reasons, [
		'differs-from-what-was-approved',
		'Patient',
	]);
	const [why = '', what] = result.priorAuthSubmission.advice;
	assert.match(why, /not the one that was approved.*nothing was sent\. Ask again by the form/);
	assert.equal(what, 'What differs: Patient.');
	assert.equal(payer.requests().length, 0);
	const [line] = (await place.ledger()).slice(-1);
	assert.equal(line?.outcomeReason, 'differs-from-what-was-approved');
});

test('sealed, the words for the form and the answer are not readable', async () => {
	payer.fault({ at: 'submit', kind: 'bad-request', times: 1 });
	const sealed = await run(
		'submit',
		{ ...approved(packet('face-7')), workItem: workItem() },
		{ sealOutput: true },
	);
	assert.equal(sealed.priorAuthSubmission.status, 'refused');
	assert.doesNotMatch(JSON.stringify(sealed.priorAuthSubmission), /ZZTEST|ZZM-77|G89\.4/);
	const answered = await run(
		'submit',
		{ ...approved(packet('face-8')), workItem: workItem() },
		{ sealOutput: true },
	);
	assert.doesNotMatch(JSON.stringify(answered.payerAnswer), /ZZTEST|AUTH-/);
});

test('an update and a cancellation belong to the case of what they change', async () => {
	const request = packet('face-9');
	payer.answerFor(request.identifier.value, 'pended');
	await run('submit', { ...approved(request), workItem: workItem() });
	const base = {
		earlier: request.bundle,
		systems: { bundle: request.identifier.system, claim: request.trace.system },
		created: '2026-11-23T10:00:00Z',
	};
	const cancel: Json = buildCancel({ ...base, key: 'face-9/cancel' });
	const result = await run(
		'submit',
		{ priorAuthRequest: cancel, workItem: workItem() },
		{ pasSignedOff: false },
	);
	assert.equal(result.priorAuthSubmission.kind, 'cancel');
	assert.equal(payer.cases().at(-1)?.kind, 'cancel');
	const cases = await register();
	const found = await cases.find({ identifier: cancel.identifier });
	assert.equal(found?.id, (await cases.find({ identifier: request.identifier }))?.id);
	assert.equal(found?.outcome, 'cancelled');
});

test('an order that the payer is asked for already is not sent under another number', async () => {
	const first = await pended('face-20');
	const sameOrder = (input: Json): void => {
		input.items[0].order.id = 'face-20';
	};
	const second = { ...approved(packet('face-21', sameOrder)), workItem: workItem() };
	const held = await run('submit', second);
	assert.equal(held.output, 2);
	assert.equal(held.priorAuthSubmission.status, 'not-sent');
	assert.equal(held.priorAuthSubmission.needsPerson, true);
	assert.deepEqual(held.priorAuthSubmission.reasons, ['order-asked-already']);
	assert.match(held.priorAuthSubmission.advice[0], /^Another request for the same order/);
	assert.equal(payer.requests('submit').length, 1);
	// Taken back, the way is free.
	await (
		await register()
	).close({ identifier: first.identifier }, { at: new Date().toISOString(), reason: 'withdrawn' });
	assert.equal((await run('submit', second)).priorAuthSubmission.status, 'answered');
});

test('an order of which nothing arrived can be asked for again, by the same work and by another', async () => {
	const sameOrder = (input: Json): void => {
		input.items[0].order.id = 'face-33';
	};
	const work = workItem();
	payer.fault({ at: 'submit', kind: 'unauthorized', times: 1 });
	const first = { ...approved(packet('face-33', sameOrder)), workItem: work };
	await assert.rejects(run('submit', first), /credential/);
	assert.equal((await (await register()).find(first.priorAuthRequest))?.state, undefined);
	// The credential is mended; what was signed anew differs, as its letter does.
	payer.mend();
	const anew = packet('face-33', (input) => {
		sameOrder(input);
		input.message = 'ZZ signed once more';
	});
	assert.deepEqual(anew.identifier, first.priorAuthRequest.identifier);
	assert.notEqual(anew.sha256, first.priorAuthRequest.sha256);
	payer.answerFor(anew.identifier.value, 'pended');
	const sent = await run('submit', { ...approved(anew), workItem: work });
	assert.deepEqual(
		[sent.priorAuthSubmission.status, sent.priorAuthSubmission.repeated],
		['answered', false],
	);
	const other = { ...approved(packet('face-34', sameOrder)), workItem: workItem() };
	assert.deepEqual((await run('submit', other)).priorAuthSubmission.reasons, [
		'order-asked-already',
	]);
});

test('what was never taken frees its order for another request', async () => {
	const sameOrder = (input: Json): void => {
		input.items[0].order.id = 'face-35';
	};
	payer.fault({ at: 'submit', kind: 'unauthorized', times: 1 });
	const first = { ...approved(packet('face-35', sameOrder)), workItem: workItem() };
	await assert.rejects(run('submit', first), /credential/);
	payer.mend();
	const other = { ...approved(packet('face-36', sameOrder)), workItem: workItem() };
	assert.equal((await run('submit', other)).priorAuthSubmission.status, 'answered');
});

test('two nodes that submit the same order in the same instant send it once', async () => {
	const items = ['face-31', 'face-32'].map((key) => {
		const request = packet(key, (input) => {
			input.items[0].order.id = 'face-31';
		});
		payer.answerFor(request.identifier.value, 'pended');
		return { ...approved(request), workItem: workItem() };
	});
	const before = payer.requests('submit').length;
	const done = await Promise.all(items.map((item) => run('submit', item)));
	const states = done.map(({ priorAuthSubmission }) => priorAuthSubmission.status).sort();
	assert.deepEqual(states, ['answered', 'not-sent']);
	assert.equal(payer.requests('submit').length, before + 1);
});

test('a person who names the order or the case number ends the request, and the order is free', async () => {
	const sameOrder = (input: Json): void => {
		input.items[0].order.id = 'face-40';
	};
	const first = await pended('face-40');
	const step = async (paWhich: string, paStep = 'withdrawn'): Promise<Json> =>
		(await run('recordStep', {}, { paStep, paWhich })).priorAuthFollowUp;
	assert.equal((await step('ServiceRequest/face-40', 'peer-to-peer')).match, 'matched');
	await assert.rejects(step('ServiceRequest/nobody'), /not in the register/);
	const closed = await step(first.trace.value);
	assert.equal(closed.state, 'closed');
	const second = packet('face-41', sameOrder);
	payer.answerFor(second.identifier.value, 'pended');
	const sent = await run('submit', { ...approved(second), workItem: workItem() });
	assert.equal(sent.priorAuthSubmission.status, 'answered');
	// The one that is open is meant; of two that are open only the number tells which.
	assert.equal((await step('ServiceRequest/face-40', 'appeal')).state, 'waiting');
	const third = packet('face-42', sameOrder);
	payer.answerFor(third.identifier.value, 'pended');
	await run(
		'submit',
		{ ...approved(third), workItem: workItem() },
		{ pasOptions: { sameOrder: 'send' } },
	);
	await assert.rejects(step('ServiceRequest/face-40'), /More than one request/);
	assert.equal((await step(third.trace.value)).state, 'closed');
});

test('a site that wants it may have the same order decided twice', async () => {
	await pended('face-22');
	const again = packet('face-23', (input) => {
		input.items[0].order.id = 'face-22';
	});
	const item = { ...approved(again), workItem: workItem() };
	const sent = await run('submit', item, { pasOptions: { sameOrder: 'send' } });
	assert.equal(sent.priorAuthSubmission.status, 'answered');
});

async function pended(key: string): Promise<Json> {
	const request = packet(key);
	payer.answerFor(request.identifier.value, 'pended');
	await run('submit', { ...approved(request), workItem: workItem() });
	return request;
}

test('a pended request with a subscription is not asked about', async () => {
	const request = await pended('face-10');
	const result = await run('status', { priorAuthRequest: request, workItem: workItem() });
	assert.equal(result.output, 1);
	assert.equal(result.priorAuthStatus.asked, false);
	assert.equal(result.priorAuthStatus.why, 'subscribed');
	assert.equal(payer.requests('inquire').length, 0);
});

test('past its time the payer is asked once a day, and what it decided is written down', async () => {
	const request = await pended('face-11');
	payer.subscriptions.held.clear();
	await payer.notify(request.identifier.value, 'approved');
	const parameters = { pasDueAt: '2020-01-01T00:00:00Z' };
	const item = { priorAuthRequest: request, workItem: workItem() };
	const result = await run('status', item, parameters);
	assert.equal(result.output, 0);
	assert.equal(result.priorAuthStatus.why, 'past-due');
	assert.equal(result.priorAuthStatus.effect, 'changed');
	assert.equal(result.priorAuthDecision.outcome, 'approved');
	assert.equal(result.priorAuthDecision.authorizationNumbers.length, 1);
	assert.deepEqual(result.priorAuthDecision.advice, []);
	assert.ok(
		result.priorAuthDecision.words.some((line: string) => /^Item 1: approved\./.test(line)),
	);
	const found = await (await register()).find({ identifier: request.identifier });
	assert.equal(found?.outcome, 'approved');
	// Decided: nothing more to ask, by whomever.
	const person = await run('status', { ...item, workItem: workItem() }, { pasAskedBy: 'person' });
	assert.equal(person.priorAuthStatus.why, 'not-waiting');
	assert.equal(payer.requests('inquire').length, 1);
});

test('a second question on the same day is not asked, also by a person', async () => {
	const request = await pended('face-12');
	const ask = (work: Json) =>
		run('status', { priorAuthRequest: request, workItem: work }, { pasAskedBy: 'person' });
	const work = workItem();
	const first = await ask(work);
	assert.equal(first.priorAuthStatus.asked, true);
	assert.equal(first.output, 1);
	assert.equal((await ask(work)).priorAuthStatus.asked, true);
	const other = await ask(workItem());
	assert.equal(other.priorAuthStatus.why, 'asked-today');
	assert.equal(payer.requests('inquire').length, 1);
});

test('answers about other requests of the same patient decide nothing', async () => {
	const request = await pended('face-14');
	await run('submit', {
		...approved(packet('face-15')),
		workItem: workItem(),
	});
	const [first] = payer.cases();
	assert.ok(first);
	// The payer lost this one, and has the other one still.
	first.response.entry?.splice(0, 1, payer.cases()[1]?.response.entry?.[0] ?? {});
	const result = await run(
		'status',
		{ priorAuthRequest: request, workItem: workItem() },
		{ pasAskedBy: 'person' },
	);
	assert.equal(result.output, 2);
	assert.deepEqual(result.priorAuthStatus.reasons, ['answers-about-others']);
	assert.equal(result.priorAuthDecision, undefined);
});

test('a payer that knows nothing of the request is a case for a person', async () => {
	const request = await pended('face-13');
	payer.reset();
	const result = await run(
		'status',
		{ priorAuthRequest: request, workItem: workItem() },
		{ pasAskedBy: 'person' },
	);
	assert.equal(result.output, 2);
	assert.deepEqual(result.priorAuthStatus.reasons, ['payer-knows-nothing']);
	const found = await (await register()).find({ identifier: request.identifier });
	assert.equal(found?.state, 'waiting');
});
