import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import {
	itemsOf,
	openingOf,
	type Amendment,
	type Cases,
} from '../../../dist/nodes/PriorAuth/cases/index.js';
import {
	takeNotification,
	type PlannedFollowUp,
} from '../../../dist/nodes/PriorAuth/following/index.js';
import type { PriorAuthDecision } from '../../../dist/nodes/shared/contracts/prior-auth.js';
import {
	decision,
	folder,
	hours,
	opening,
	packet,
	PACKET,
	register,
	settings,
	START,
	time,
	TRACE,
} from './case-build.ts';
import { golden, resourceOf, type Json } from './golden.ts';

const KEY = { identifier: PACKET };
const SECOND = { system: PACKET.system, value: 'A12346' };

const item = (sequence: number, outcome: PriorAuthDecision['outcome'], more: Json = {}): Json => ({
	sequence,
	outcome,
	reasonCodes: [],
	notes: [],
	...more,
});

interface Saying {
	created?: string;
	/** Packet that is answered; of a notification it may be unknown. */
	answers?: { system?: string; value: string };
	more?: Partial<PriorAuthDecision>;
}

/** A case that the payer has, and what it says about it hour by hour. */
async function sent(t: TestContext, change: Json = {}) {
	const cases = await register(await folder(t));
	await cases.open(opening(change));
	await cases.received(KEY, time(0));
	const say = async (
		outcome: PriorAuthDecision['outcome'],
		at: number,
		{ created = time(at), answers, more = {} }: Saying = {},
	) =>
		await cases.decide(KEY, {
			decision: decision(outcome, { created, ...more }),
			at: time(at),
			source: 'notification',
			...(answers && { answers }),
		});
	const amend = async (at: number, kind: Amendment['kind'], items: Amendment['items'] = []) =>
		await cases.amend(KEY, { at: time(at), kind, identifier: SECOND, items });
	return { cases, say, amend };
}

const marks = async (cases: Cases, at: number): Promise<string[]> =>
	(await cases.due(hours(at), settings())).map(({ clock, mark }) => `${clock} ${mark}`);

test('a denial that is upheld on appeal is news, once', async (t) => {
	const { cases, say } = await sent(t);
	await say('denied', 1);
	await cases.appeal(KEY, { at: time(2), stage: 'appeal' });
	assert.equal((await say('denied', 3, { created: time(1) })).effect, 'repeat', 'sent again');
	assert.equal((await say('denied', 9)).effect, 'changed');
	assert.equal((await say('denied', 10)).effect, 'repeat');
	const [found] = await cases.list();
	assert.deepEqual([found?.state, found?.outcome, found?.reasons], ['decided', 'denied', []]);
});

test('upheld on the day of the denial it is news too, where the payer writes days only', async (t) => {
	const { cases, say } = await sent(t);
	const created = '2026-11-02';
	await say('denied', 1, { created });
	assert.equal((await say('denied', 2, { created })).effect, 'repeat');
	await cases.appeal(KEY, { at: time(3), stage: 'peer-to-peer' });
	assert.equal((await say('denied', 4, { created })).effect, 'changed');
	assert.equal((await say('denied', 5, { created })).effect, 'repeat');
});

test('the same question again after it was answered is owed again', async (t) => {
	const { cases, say } = await sent(t);
	const more = { asked: [{ by: 'code' as const, items: [], codes: [] }] };
	await say('pended', 1, { more });
	await cases.informationSent(KEY, time(5));
	const { effect, case: found } = await say('pended', 9, { more });
	assert.deepEqual(
		[effect, found.state, found.owedSince],
		['changed', 'information-owed', time(9)],
	);
});

test('a late answer on the original goes to a person, and the clock of the update runs on', async (t) => {
	const { cases, say, amend } = await sent(t);
	await say('denied', 1);
	await amend(2, 'update');
	const late = await say('modified', 3, { created: time(1.5) });
	assert.deepEqual(
		[late.effect, late.case.state, late.case.outcome, late.case.reasons],
		['contradiction', 'waiting', 'denied', ['answers-earlier-packet']],
	);
	assert.deepEqual(await marks(cases, 400), ['decision 100']);
	// Also where only its number tells that it answers the original.
	const named = await say('approved', 4, { answers: PACKET });
	assert.deepEqual([named.effect, named.case.state], ['contradiction', 'waiting']);
	assert.equal((await say('approved', 5, { answers: PACKET })).effect, 'repeat');
	const own = await say('approved', 6, { answers: SECOND });
	assert.deepEqual([own.effect, own.case.state, own.case.reasons], ['changed', 'decided', []]);
	assert.deepEqual(await marks(cases, 400), []);
});

test('what Submit heard of the original, the update already sent, settles nothing either', async (t) => {
	const { cases, amend } = await sent(t);
	await amend(2, 'update');
	const heard = async (identifier: typeof PACKET, at: number) =>
		await cases.decide(
			{ identifier },
			{ decision: decision('approved', { created: time(at) }), at: time(at), source: 'answer' },
		);
	const first = await heard(PACKET, 4);
	assert.deepEqual(
		[first.effect, first.case.state, first.case.reasons],
		['contradiction', 'waiting', ['answers-earlier-packet']],
	);
	assert.equal((await heard(SECOND, 5)).case.state, 'decided');
});

test('the same words on the update are another decision, where the payer writes days only', async (t) => {
	const { say, amend } = await sent(t);
	const created = '2026-11-02';
	await say('denied', 1, { created, answers: PACKET });
	await amend(2, 'update');
	assert.equal((await say('denied', 3, { created, answers: PACKET })).effect, 'repeat');
	const { effect, case: found } = await say('denied', 4, { created, answers: SECOND });
	assert.deepEqual([effect, found.state], ['changed', 'decided']);
});

test('of what was taken back nothing is granted any more, whatever the answer leaves out', async (t) => {
	const { say, amend } = await sent(t);
	await say('approved', 1, {
		more: { items: [item(1, 'approved'), item(2, 'approved')] as never },
	});
	await amend(2, 'cancel');
	const { case: found } = await say('cancelled', 3, {
		answers: SECOND,
		more: { items: [item(1, 'cancelled')] as never },
	});
	assert.deepEqual([found.state, found.outcome], ['decided', 'cancelled']);
});

test('that the original waits is no news once it was amended', async (t) => {
	const { say, amend } = await sent(t);
	await say('pended', 1, { more: { notes: ['one'] } });
	await amend(2, 'update');
	assert.equal((await say('pended', 3, { answers: PACKET })).effect, 'stale');
});

test('the answer that Submit lost leaves the clock running from when it was sent', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening({ urgency: 'expedited' }));
	assert.deepEqual(await marks(cases, 35.9), []);
	assert.deepEqual(await marks(cases, 36), ['decision 50']);
	const [half] = await cases.due(hours(36), settings());
	await cases.told(half!, 'workflow/node', time(36));
	// It was there all the time: what was told is not told again, and the time is not longer.
	await cases.received(KEY, time(40));
	assert.deepEqual(await marks(cases, 53.9), []);
	assert.deepEqual(await marks(cases, 72), ['decision 100']);
});

test('of a rule that stops and the 72 hours of CMS the one that ends first counts', async (t) => {
	const { cases, say } = await sent(t, { urgency: 'expedited' });
	const rules = [
		{ name: 'stops', unit: 'hours' as const, amount: 60, stopsWhileOwed: true, source: 'site' },
	];
	const due = async (at: number) => (await cases.due(hours(at), settings({ rules }))).map(facts);
	assert.deepEqual(await due(60), [['stops', '100', hours(60)]]);
	await say('pended', 1, { more: { asked: [{ by: 'code', items: [], codes: [] }] } });
	assert.deepEqual(await due(72), [['CMS expedited', '100', hours(72)]]);
	await cases.informationSent(KEY, time(4));
	assert.deepEqual(await due(63), [['stops', '100', hours(63)]]);
});

const facts = ({ rule, mark, dueAt }: { rule?: string; mark: string; dueAt: number }) => [
	rule,
	mark,
	dueAt,
];

test('what contradicts a decision leaves it standing until a person has looked', async (t) => {
	const { say } = await sent(t);
	const numbers = { more: { authorizationNumbers: ['ZZ-N'] } };
	await say('approved', 1, { created: '2026-11-02T16:00:00Z', ...numbers });
	const { effect, case: found } = await say('pended', 2, { created: '2026-11-02' });
	assert.deepEqual(
		[effect, found.state, found.outcome, found.decision?.authorizationNumbers, found.reasons],
		['contradiction', 'decided', 'approved', ['ZZ-N'], ['decision-contradicts']],
	);
	// Said once more it is no further news; the approval said anew is.
	assert.equal((await say('pended', 3)).effect, 'repeat');
	assert.equal((await say('approved', 4, numbers)).effect, 'contradiction');
});

test('what is not understood does not owe again what was sent', async (t) => {
	const { cases, say } = await sent(t);
	await say('pended', 1, { more: { asked: [{ by: 'code', items: [], codes: [] }] } });
	await cases.informationSent(KEY, time(2));
	const { case: found } = await say('unknown', 3, { more: { reasons: ['items-missing'] } });
	assert.deepEqual([found.state, found.owed], ['waiting', [{ from: time(1), to: time(2) }]]);
});

test('a payer whose clock runs years ahead does not make its later answers old', async (t) => {
	const { say } = await sent(t);
	await say('pended', 1, { created: '2062-11-02T16:00:00Z' });
	assert.equal((await say('denied', 5)).effect, 'changed');
});

test('an approval while the request is being taken back goes to a person, and the end is understood', async (t) => {
	const { say, amend } = await sent(t);
	await say('pended', 1);
	await amend(2, 'cancel');
	for (const answers of [undefined, PACKET, SECOND]) {
		const { effect, case: found } = await say('approved', 3, answers && { answers });
		assert.deepEqual(
			[effect === 'first' || effect === 'changed', found.state, found.outcome],
			[false, 'waiting', 'pended'],
		);
	}
	// Whichever packet it names, this is the answer.
	const { effect, case: found } = await say('cancelled', 4, { answers: PACKET });
	assert.deepEqual(
		[effect, found.state, found.outcome, found.reasons],
		['changed', 'decided', 'cancelled', []],
	);
});

test('an approval of what was withdrawn goes to a person', async (t) => {
	const { cases, say } = await sent(t);
	await cases.close(KEY, { at: time(1), reason: 'withdrawn' });
	const { effect, case: found } = await say('approved', 2);
	assert.deepEqual(
		[effect, found.state, found.reasons],
		['contradiction', 'closed', ['case-closed']],
	);
});

test('what an update left as it was stays granted when the payer answers the rest alone', async (t) => {
	const { cases, say, amend } = await sent(t);
	await say('approved', 1, {
		more: {
			authorizationNumbers: ['ZZ-1', 'ZZ-2'],
			items: [
				item(1, 'approved', { authorizationNumber: 'ZZ-1', period: { end: '2026-12-05' } }),
				item(2, 'approved', { authorizationNumber: 'ZZ-2' }),
				item(3, 'approved'),
			] as never,
		},
	});
	const code = { system: 'http://example.org/codes', code: 'ZZ1' };
	await amend(2, 'update', [
		{ sequence: 1, ...code },
		{ sequence: 2, ...code, change: 'changed' },
		{ sequence: 3, ...code, change: 'cancelled' },
	]);
	const { effect, case: found } = await say('denied', 3, {
		answers: SECOND,
		more: { items: [item(2, 'denied')] as never },
	});
	assert.deepEqual(
		[effect, found.state, found.outcome, found.decision?.authorizationNumbers],
		['changed', 'decided', 'mixed', ['ZZ-1']],
	);
	assert.deepEqual(
		found.decision?.items.map(({ sequence, outcome }) => [sequence, outcome]),
		[
			[1, 'approved'],
			[2, 'denied'],
		],
	);
	assert.deepEqual(await marks(cases, 24 * 30), ['authorization 7']);
});

test('what still waits beside an answered update keeps the clock running', async (t) => {
	const { cases, say, amend } = await sent(t);
	await say('mixed', 1, { more: { items: [item(1, 'pended'), item(2, 'denied')] as never } });
	await amend(2, 'update');
	const { case: found } = await say('approved', 3, {
		answers: SECOND,
		more: { items: [item(2, 'approved')] as never },
	});
	assert.deepEqual([found.state, found.outcome], ['waiting', 'mixed']);
	assert.deepEqual(await marks(cases, 400), ['decision 100']);
});

test('until when a denial takes more is told, until it was sent or appealed', async (t) => {
	for (const end of ['sent', 'appealed'] as const) {
		const { cases, say } = await sent(t);
		const asked = [{ by: 'code' as const, items: [], codes: [], until: '2026-11-10' }];
		await say('denied', 1, { more: { asked } });
		assert.deepEqual(await marks(cases, 24 * 6), ['information 3']);
		if (end === 'sent') await cases.informationSent(KEY, time(5));
		else await cases.appeal(KEY, { at: time(5), stage: 'appeal' });
		assert.deepEqual(await marks(cases, 24 * 6), [], end);
		assert.equal((await say('approved', 9)).effect, 'changed', end);
	}
});

test('the register knows of an update what it does to each item, and of a request none', () => {
	const request = packet();
	request.items[0].change = 'changed';
	assert.deepEqual(itemsOf(request as never)[0]?.change, 'changed');
	assert.equal('change' in openingOf(request as never, { submittedAt: START }).items[0]!, false);
});

/** Two requests of one patient in one register. */
async function two(t: TestContext): Promise<Cases> {
	const cases = await register(await folder(t));
	await cases.open(opening());
	const trace = { ...TRACE, value: '222' };
	const request = { ...packet(), identifier: SECOND, trace };
	await cases.open(opening({ identifier: SECOND, trace, request: request as never }));
	return cases;
}

test('an answer whose numbers lead to two requests belongs to neither', async (t) => {
	const cases = await two(t);
	const answer = golden('response-approved');
	answer.identifier = SECOND;
	resourceOf(answer, 'ClaimResponse').identifier = [TRACE];
	const match = await cases.match(answer);
	assert.deepEqual(match.status === 'unmatched' && match.reason, 'several-cases');
	assert.deepEqual(
		(await cases.list()).map((one) => one.decision),
		[undefined, undefined],
	);
});

test('of packets with one trace number the answer is on the last that had been sent when it was made', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening());
	const request = { ...packet(), identifier: SECOND };
	await cases.amend(KEY, {
		at: time(2),
		kind: 'update',
		identifier: SECOND,
		trace: TRACE,
		items: [],
		request: request as never,
	});
	const answer = golden('response-approved');
	delete answer.identifier;
	const response = resourceOf(answer, 'ClaimResponse');
	response.identifier = [TRACE];
	const answers = async (created: string): Promise<unknown> => {
		response.created = created;
		const match = await cases.match(answer);
		return match.status === 'matched' && match.answers.value;
	};
	assert.equal(await answers(time(1)), PACKET.value);
	assert.equal(await answers(time(3)), SECOND.value);
});

test('the work of a decision carries the packet that it answers, not the newest', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening());
	await cases.amend(KEY, {
		at: time(2),
		kind: 'update',
		identifier: SECOND,
		items: [],
		request: { ...packet(), identifier: SECOND } as never,
	});
	const opened: PlannedFollowUp[] = [];
	const status = [
		{ name: 'type', valueCode: 'event-notification' },
		{ name: 'status', valueCode: 'active' },
	];
	await takeNotification(
		{
			resourceType: 'Bundle',
			type: 'history',
			entry: [
				{ resource: { resourceType: 'Parameters', parameter: status } },
				{ resource: golden('response-approved') },
			],
		},
		{
			cases,
			settings: settings(),
			at: time(3),
			open: (planned) => Promise.resolve(void opened.push(planned)),
		},
	);
	const [{ work }] = opened as [PlannedFollowUp];
	assert.deepEqual(
		[work.request?.identifier.value, work.followUp.needsPerson, work.followUp.state],
		[PACKET.value, true, 'waiting'],
	);
	assert.ok(work.followUp.reasons.includes('answers-earlier-packet'));
	assert.ok(work.decision?.reasons.includes('answers-earlier-packet'));
});
