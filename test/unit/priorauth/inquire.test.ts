import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildInquiry } from '../../../dist/nodes/PriorAuth/request/index.js';
import { readDecisions } from '../../../dist/nodes/PriorAuth/decision/index.js';
import {
	answersAbout,
	inquire,
	mayInquire,
	submit,
	takeInquiry,
} from '../../../dist/nodes/PriorAuth/sending/index.js';
import { canonicalJson } from '../../../dist/nodes/shared/canonical-json.js';
import { startPayer, type Payer } from '../../hospital/payer/index.ts';
import type { Json } from './golden.ts';
import { clientOf, packet } from './sending.ts';

let payer: Payer;
let folder = '';
before(async () => {
	payer = await startPayer({ lenient: true });
	folder = await mkdtemp(join(tmpdir(), 'inquiries-'));
});
after(async () => {
	await payer.stop();
	await rm(folder, { recursive: true });
});

const NOW = new Date('2026-11-22T12:00:00Z');
const facts = (more: Json): Json => ({
	byPerson: false,
	waiting: true,
	subscribed: true,
	now: NOW,
	...more,
});

for (const [name, more, verdict] of [
	['a request with a subscription is waited for', {}, { ask: false, why: 'subscribed' }],
	[
		'without a subscription it is asked about',
		{ subscribed: false },
		{ ask: true, why: 'not-subscribed' },
	],
	[
		'past the time of the payer it is asked about, subscribed or not',
		{ dueAt: '2026-11-22T11:59:59Z' },
		{ ask: true, why: 'past-due' },
	],
	[
		'before that time it is not',
		{ dueAt: '2026-11-22T12:00:01Z' },
		{ ask: false, why: 'subscribed' },
	],
	['a person may ask', { byPerson: true }, { ask: true, why: 'asked-by-person' }],
	[
		'what is decided is not asked about, also by a person',
		{ byPerson: true, waiting: false, subscribed: false },
		{ ask: false, why: 'not-waiting' },
	],
] as const) {
	test(name, () => assert.deepEqual(mayInquire(facts(more)), verdict));
}

test('a case is asked about once a day, whoever asks, and the one who began may go on', async () => {
	const trace = { system: 'urn:trnorg:1', value: 'T1' };
	const take = (day: string, owner: string, of = trace) => takeInquiry(folder, of, day, owner);
	const all = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => take('2026-11-22', owner)));
	assert.equal(all.filter(Boolean).length, 1);
	const winner = ['a', 'b', 'c', 'd'][all.indexOf(true)] ?? '';
	assert.equal(await take('2026-11-22', winner), true);
	assert.equal(await take('2026-11-23', 'e'), true);
	assert.equal(await take('2026-11-22', 'e', { ...trace, value: 'T2' }), true);
	const names = await readdir(folder, { recursive: true });
	assert.equal(names.length, 5);
	assert.doesNotMatch(names.join(), /T1|T2|trnorg/);
	// What is over is forgotten.
	await take('2026-11-25', 'f');
	assert.deepEqual(await readdir(folder), ['2026-11-25']);
});

test('of what fits the example only the answer on this case is taken', async () => {
	const [mine, other] = [packet('work-i1'), packet('work-i2')];
	payer.answerFor(mine.identifier.value, 'denied');
	const client = clientOf(payer.fhir);
	for (const request of [mine, other]) {
		await submit({
			client,
			bundle: Buffer.from(canonicalJson(request.bundle)),
			identifier: request.identifier,
		});
	}
	const question: Json = buildInquiry({
		earlier: mine.bundle,
		key: 'inquiry-1',
		systems: { bundle: mine.identifier.system },
		created: '2026-11-22T12:00:00Z',
	});
	const answers = await inquire(client, Buffer.from(canonicalJson(question.bundle)));
	assert.deepEqual(payer.requests('inquire')[0]?.problems, []);
	assert.equal(answers.length, 2);
	const ours = answersAbout(answers, mine.trace);
	assert.equal(ours.length, 1);
	const [decision] = readDecisions(ours[0], question.bundle);
	assert.equal(decision?.outcome, 'denied');
	assert.deepEqual(answersAbout(answers, { system: mine.trace.system, value: 'unknown' }), []);
	assert.deepEqual(answersAbout(answers, { system: 'urn:other', value: mine.trace.value }), []);
	assert.equal(answersAbout(answers, { value: 'unknown' }, mine.trace).length, 1);
});

test('nothing is found of what the payer does not have, and a failure is told', async () => {
	payer.reset();
	const request = packet('work-i3');
	const question: Json = buildInquiry({
		earlier: request.bundle,
		key: 'inquiry-2',
		systems: { bundle: request.identifier.system },
		created: '2026-11-22T12:00:00Z',
	});
	const bytes = Buffer.from(canonicalJson(question.bundle));
	const client = clientOf(payer.fhir);
	assert.deepEqual(await inquire(client, bytes), []);
	payer.fault({ at: 'inquire', kind: 'unavailable' });
	await assert.rejects(inquire(client, bytes), { code: 'fhir-unavailable' });
	// Asked once, and not again by itself.
	assert.equal(payer.requests('inquire').length, 2);
	payer.mend();
});
