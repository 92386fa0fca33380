import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { hashOfFacts } from '../../../dist/nodes/Drafting/facts/index.js';
import { ClinicianSignOff } from '../../../dist/nodes/Drafting/ClinicianSignOff.node.js';
import { keepReviews } from '../../../dist/nodes/Drafting/signing/housekeeping.js';
import { journalledDecision } from '../../../dist/nodes/Drafting/signing/decisions.js';
import { signingRoom } from '../../../dist/nodes/Drafting/signing/signing-room.js';
import { workItemId, workStore } from '../../../dist/nodes/shared/work/index.js';
import { DRAFT, FACTS, VERIFICATION } from './sign-build.ts';
import { Browser, DESK, ledgerLines, ORIGIN, ownDataDirectory } from './sign-rig.ts';

ownDataDirectory();

const node = new ClinicianSignOff();
let count = 0;

interface Run {
	outputs: INodeExecutionData[][];
	waitsUntil?: Date;
	/** What n8n keeps of the item while it waits. */
	kept: IDataObject;
}

const newWork = () => ({
	id: workItemId('flow/chart', String(++count)),
	attempt: 1,
	kind: 'fhir-change',
	priority: 'routine',
	openedAt: '2026-11-21T08:00:00Z',
});

/** Runs the node as n8n does. */
async function run(
	item: IDataObject,
	parameters: Record<string, unknown> = {},
	executionId = String(++count),
): Promise<Run> {
	const items: INodeExecutionData[] = [{ json: item }];
	let waitsUntil: Date | undefined;
	const values: Record<string, unknown> = {
		operation: 'review',
		facts: item.facts,
		draft: item.draft,
		verification: item.verification,
		roles: 'attending',
		accounts: '',
		expiresAfter: 24,
		purposeOfUse: 'TREAT',
		sealOutput: true,
		...parameters,
	};
	const functions = {
		getInputData: () => items,
		getNodeParameter: (name: string, _: number, fallback?: unknown) => values[name] ?? fallback,
		getNode: () => ({
			id: 'node-1',
			name: 'Sign-Off',
			type: 'n8n-nodes-hospital.clinicianSignOff',
		}),
		getWorkflow: () => ({ id: 'wf-discharge' }),
		getExecutionId: () => executionId,
		getExecutionCancelSignal: () => undefined,
		getMode: () => 'trigger',
		continueOnFail: () => false,
		evaluateExpression: () => `${ORIGIN}/webhook-waiting/${executionId}?signature=zz`,
		putExecutionToWait: async (until: Date) => void (waitsUntil = await Promise.resolve(until)),
		helpers: {},
	};
	const outputs = await node.execute.call(functions as unknown as IExecuteFunctions);
	return { outputs, waitsUntil, kept: items[0]?.json ?? {} };
}

async function desk(): Promise<void> {
	const { store } = await signingRoom();
	await store.placeDesk({ url: DESK, roles: ['attending'], workflowId: 'wf-desk', at: '' });
}

const ITEM = () =>
	({ facts: FACTS, draft: DRAFT, verification: VERIFICATION }) as unknown as IDataObject;

async function started(work = newWork()): Promise<{ work: typeof work; run: Run }> {
	await (
		await workStore()
	).writeLease(work.id, {
		attempt: work.attempt,
		failures: 0,
		origin: 'zz',
		emittedAt: '2026-11-21T08:00:00Z',
		until: Date.now() + 60_000,
		phase: 'running',
	});
	return { work, run: await run({ ...ITEM(), workItem: work }) };
}

const waitingFor = async (work: { id: string }) => {
	const { store } = await signingRoom();
	const review = (await store.waiting()).find((one) => one.work?.id === work.id);
	assert.ok(review);
	return review;
};

test('without a desk the node says what to do, and nothing waits for nobody', async () => {
	const { store } = await signingRoom();
	await store.placeDesk(undefined);
	await assert.rejects(run(ITEM()), (error: Error & { description?: string }) => {
		assert.match(error.message, /no desk where clinicians sign in/);
		assert.match(error.description ?? '', /sign-off-desk\.json/);
		return true;
	});
	assert.deepEqual(await store.waiting(), []);
	await desk();
});

test('a role that no group has is refused before anything waits', async () => {
	await assert.rejects(run(ITEM(), { roles: 'astrologer' }), /Nobody could sign/);
});

test('sources that are not those of the draft are refused', async () => {
	const other = { ...FACTS, purposeVersion: 'another' };
	const facts = { ...other, hash: hashOfFacts(other) };
	await assert.rejects(
		run({ ...ITEM(), facts } as unknown as IDataObject),
		/made from other facts/,
	);
});

test('a draft that was not compared with the chart waits for nobody', async () => {
	const verification = { ...VERIFICATION, sentences: [] };
	await assert.rejects(
		run({ ...ITEM(), verification } as unknown as IDataObject),
		/was not compared with the chart/,
	);
});

test('the first output is never "Approved": n8n sends a paused item there by itself', () => {
	const { outputs } = node.description;
	assert.match(String(outputs), /"review":\["Expired","Approved","Rejected"\]/);
});

test('the work is parked, the execution waits, and what n8n keeps says "expired" and nobody\'s name', async () => {
	const { work, run: result } = await started();
	const parking = await (await workStore()).parking(work.id);
	assert.equal(parking?.waitsFor, 'sign-off');
	assert.equal(parking?.decidedAt, undefined);
	const review = await waitingFor(work);
	assert.ok(result.waitsUntil && result.waitsUntil.getTime() > Date.parse(review.expiresAt));
	const { signOff } = result.kept as { signOff: { decision: string } };
	assert.equal(signOff.decision, 'expired');
	assert.equal(
		review.pageUrl.split('?')[0],
		`${ORIGIN}/webhook-waiting/${review.executionId}/node-1`,
	);
});

test('work that was decided before goes straight to its output, with no second page', async () => {
	const { work } = await started();
	const review = await waitingFor(work);
	const { store, seals } = await signingRoom();
	const browser = new Browser({ store, seals }, review);
	await browser.enter();
	await browser.send('approve', { confirm: '1' });
	const again = await run({ ...ITEM(), workItem: { ...work, attempt: 2 } });
	assert.equal(again.waitsUntil, undefined);
	assert.deepEqual(
		again.outputs.map((items) => items.length),
		[0, 1, 0],
	);
	const json = again.outputs[1]?.[0]?.json as {
		signOff: { decision: string; text: string; by: { name: string } };
		draft: { title: string };
	};
	assert.equal(json.signOff.decision, 'approved');
	assert.match(json.signOff.text, /^sealed:/);
	assert.match(json.signOff.by.name, /^sealed:/);
	assert.match(
		json.draft.title,
		/^sealed:/,
		'the approved draft takes the place of the one before',
	);
	assert.ok(!(await store.waiting()).some((one) => one.work?.id === work.id));
});

test('handed out again before anybody decided, the work gets the same review at its new place', async () => {
	const { work } = await started();
	const first = await waitingFor(work);
	await run({ ...ITEM(), workItem: { ...work, attempt: 2 } });
	const second = await waitingFor(work);
	assert.equal(second.id, first.id);
	assert.notEqual(second.executionId, first.executionId);
	const { store } = await signingRoom();
	assert.equal((await store.of(first))?.executionId, second.executionId);
});

test('a crash after the decision and before the rest is made up for by the next run', async () => {
	const { work } = await started();
	const review = await waitingFor(work);
	const decision = {
		contract: 'SignOff/1',
		decision: 'rejected',
		at: '2026-11-21T10:00:00Z',
		text: '',
		textHash: '',
		edits: [],
		shownFactsHash: '',
		reason: 'x',
	};
	await (
		await workStore()
	).once(
		work.id,
		'Sign-Off/decision',
		async () => await Promise.resolve(Buffer.from(JSON.stringify(decision))),
	);
	const again = await run({ ...ITEM(), workItem: { ...work, attempt: 2 } });
	assert.deepEqual(
		again.outputs.map((items) => items.length),
		[0, 0, 1],
	);
	const lines = (await ledgerLines()).filter(
		({ interaction, workItem }) => interaction === 'sign-off-rejected' && workItem?.id === work.id,
	);
	assert.equal(lines.length, 1);
	const { store } = await signingRoom();
	assert.equal((await store.outcome(review.id))?.decision, 'rejected');
	assert.ok((await (await workStore()).parking(work.id))?.decidedAt);
});

test('what nobody decided in time is on record, and the work may be handed out again', async () => {
	const work = newWork();
	await (
		await workStore()
	).writeLease(work.id, {
		attempt: 1,
		failures: 0,
		origin: 'zz',
		emittedAt: '',
		until: Date.now() + 60_000,
		phase: 'running',
	});
	await run({ ...ITEM(), workItem: work }, { expiresAfter: 0.01 });
	const { store } = await signingRoom();
	await keepReviews(store, new Date(Date.now() + 60_000));
	assert.equal((await journalledDecision({ nodeName: 'Sign-Off', work }))?.decision, 'expired');
	assert.ok((await (await workStore()).parking(work.id))?.decidedAt);
	const again = await run({ ...ITEM(), workItem: { ...work, attempt: 2 } });
	assert.deepEqual(
		again.outputs.map((items) => items.length),
		[1, 0, 0],
	);
});

test('the text of a decided review goes, on record, and who decided stays three days', async () => {
	const { work } = await started();
	const review = await waitingFor(work);
	const { store, seals } = await signingRoom();
	const browser = new Browser({ store, seals }, review);
	await browser.enter();
	await browser.send('reject', { reason: 'Synthetic.' });
	await keepReviews(store);
	assert.equal(await store.content(review.id), undefined);
	assert.equal((await store.outcome(review.id))?.decision, 'rejected');
	assert.ok(
		(await ledgerLines()).some(
			({ interaction, workItem }) =>
				interaction === 'sign-off-disposed' && workItem?.id === work.id,
		),
	);
	await keepReviews(store, new Date(Date.now() + 73 * 3_600_000));
	assert.equal(await store.case(review.id), undefined);
});

test('n8n that was killed before it stored the pause is found, and the work handed out again', async () => {
	const { work } = await started();
	const review = await waitingFor(work);
	const { store } = await signingRoom();
	await store.update({ ...review, origin: 'another process start' });
	await keepReviews(store, new Date(Date.now() + 180_000));
	assert.ok((await (await workStore()).parking(work.id))?.decidedAt, 'not parked any more');
	assert.equal(
		await journalledDecision({ nodeName: 'Sign-Off', work }),
		undefined,
		'and not decided',
	);
});

test('a fresh reading of the chart is told to the reviews that wait', async () => {
	const { work } = await started();
	const later = {
		...FACTS,
		asOf: '2026-11-21T12:00:00.000Z',
		facts: FACTS.facts.map((one) =>
			one.id === 'f10' ? { ...one, text: 'potassium 3.2 mmol/L' } : one,
		),
	};
	const facts = { ...later, hash: hashOfFacts(later) };
	const result = await run({ facts } as unknown as IDataObject, { operation: 'chartChanged' });
	const change = result.outputs[0]?.[0]?.json.signOffChange as {
		changed: boolean;
		waiting: number;
	};
	assert.equal(change.changed, true);
	assert.ok(change.waiting >= 1);
	const { fresh } = await waitingFor(work);
	assert.deepEqual(
		fresh?.changes.map(({ after: now }) => now),
		['potassium 3.2 mmol/L'],
	);
});

test('several items in one execution are refused: one signature is one piece of work', async () => {
	const functions = {
		getInputData: () => [{ json: {} }, { json: {} }],
		getNodeParameter: () => 'review',
		getNode: () => ({ name: 'Sign-Off' }),
	};
	await assert.rejects(
		node.execute.call(functions as unknown as IExecuteFunctions),
		/one signature only/,
	);
});
