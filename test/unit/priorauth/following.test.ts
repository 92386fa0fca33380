import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	ClockLoop,
	judge,
	MAX_NOTIFICATION_BYTES,
	takeNotification,
	type ClockWork,
	type Intake,
	type PlannedFollowUp,
} from '../../../dist/nodes/PriorAuth/following/index.js';
import type { Cases } from '../../../dist/nodes/PriorAuth/cases/index.js';
import {
	decision,
	folder,
	hours,
	opening,
	PACKET,
	register,
	settings,
	time,
} from './case-build.ts';
import { golden, resourceOf, type Json } from './golden.ts';

const SECRET = 'a'.repeat(64);
const knock = (sent: string | undefined, body: unknown, name = 'door', now = 0) =>
	judge(
		{
			name,
			sent,
			now,
			...(body !== undefined && { body: Buffer.from(JSON.stringify(body)) }),
		},
		SECRET,
	);

test('whoever does not know the secret learns nothing', () => {
	assert.deepEqual(knock('b'.repeat(64), {}, 'one').status, 404);
	assert.equal(knock(undefined, {}, 'one').status, 404);
	assert.equal(judge({ name: 'two', sent: '', now: 0 }, undefined).status, 404);
	assert.equal(knock(SECRET, { a: 1 }, 'three').status, 200);
	assert.deepEqual(knock(SECRET, { a: 1 }, 'three').body, { a: 1 });
});

test('strangers are counted, told once a minute, and turned away when they are many', () => {
	const tries = Array.from({ length: 62 }, () => knock('wrong', {}, 'busy', 1));
	assert.deepEqual(tries.map(({ status }) => status).filter((status) => status === 429).length, 2);
	assert.deepEqual(
		tries.flatMap(({ refused }) => refused ?? []),
		[1],
	);
	assert.equal(knock('wrong', {}, 'busy', 61_000).refused, 62);
	// Whoever knows the secret is heard all the same.
	assert.equal(knock(SECRET, {}, 'busy', 61_000).status, 200);
});

test('what is no JSON, nothing, or too long is not taken', () => {
	assert.equal(knock(SECRET, undefined, 'four').status, 400);
	const raw = { name: 'five', sent: SECRET, now: 0 };
	assert.equal(judge({ ...raw, body: Buffer.from('{') }, SECRET).status, 400);
	const long = Buffer.alloc(MAX_NOTIFICATION_BYTES + 1);
	assert.equal(judge({ ...raw, body: long }, SECRET).status, 413);
});

const parameter = (name: string, value: Json): Json => ({ name, ...value });

/** A notification of the guide around some answers. */
const notification = (type: string, ...answers: Json[]): Json => ({
	resourceType: 'Bundle',
	type: 'history',
	entry: [
		{
			resource: {
				resourceType: 'Parameters',
				parameter: [
					parameter('subscription', { valueReference: { reference: 'Subscription/s1' } }),
					parameter('status', { valueCode: 'active' }),
					parameter('type', { valueCode: type }),
					parameter('events-since-subscription-start', { valueString: '1' }),
				],
			},
		},
		...answers.map((resource) => ({ resource })),
	],
});

async function intake(
	cases: Cases,
	at = time(10),
): Promise<Intake & { opened: PlannedFollowUp[] }> {
	await cases.list();
	const opened: PlannedFollowUp[] = [];
	return {
		cases,
		at,
		settings: settings(),
		opened,
		open: async (planned) => {
			await Promise.resolve();
			if (!opened.some(({ key }) => key === planned.key)) opened.push(planned);
		},
	};
}

test('a decision of the payer finds its case and opens work with the packet', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening());
	const into = await intake(cases);
	const taken = await takeNotification(
		notification('event-notification', golden('response-approved')),
		into,
	);
	assert.deepEqual(taken, {
		kind: 'event',
		effects: ['first'],
		subscription: 's1',
		status: 'active',
		sinceStart: 1,
	});
	const [{ work, priority }] = into.opened as [PlannedFollowUp];
	assert.equal(priority, 'routine');
	assert.equal(work.followUp.match, 'matched');
	assert.equal(work.followUp.outcome, 'approved');
	assert.equal(work.followUp.state, 'decided');
	assert.deepEqual(work.decision?.authorizationNumbers, ['AUTH0001']);
	assert.equal(work.request?.identifier.value, 'A12345');
	assert.equal((await cases.find({ identifier: PACKET }))?.outcome, 'approved');
});

test('the same notification twice is one piece of work', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening());
	const into = await intake(cases);
	const said = notification('event-notification', golden('response-approved'));
	await takeNotification(said, into);
	const again = await takeNotification(said, into);
	assert.deepEqual(again.effects, ['repeat']);
	assert.equal(into.opened.length, 1);
});

test('work that a crash kept from being opened is opened when the payer sends again', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening());
	const into = await intake(cases);
	const said = notification('event-notification', golden('response-approved'));
	const full = { ...into, open: () => Promise.reject(new Error('disk full')) };
	await assert.rejects(takeNotification(said, full));
	await takeNotification(said, into);
	assert.deepEqual(
		into.opened.map(({ work }) => work.followUp.effect),
		['first'],
	);
});

test('an older decision that comes late is written down and starts nothing', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening());
	const into = await intake(cases);
	const said = (created: string, name: string): Json => {
		const answer = golden(name);
		resourceOf(answer, 'ClaimResponse').created = created;
		return answer;
	};
	const late = said('2005-05-01T08:00:00Z', 'response-pended');
	late.identifier = golden('response-approved').identifier;
	await takeNotification(notification('event-notification', golden('response-approved')), into);
	const { effects } = await takeNotification(notification('event-notification', late), into);
	assert.deepEqual(effects, ['stale']);
	assert.equal(into.opened.length, 1);
	const of = await cases.find({ identifier: PACKET });
	assert.deepEqual([of?.outcome, of?.events.length], ['approved', 3]);
});

test('what Submit got starts nothing a second time', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening());
	const answer = golden('response-approved');
	const match = await cases.match(answer);
	assert.equal(match.status, 'matched');
	if (match.status !== 'matched') return;
	await cases.decide(
		{ identifier: PACKET },
		{ decision: match.decision, at: time(1), source: 'answer' },
	);
	const into = await intake(cases);
	await takeNotification(notification('event-notification', answer), into);
	assert.deepEqual(into.opened, []);
});

test('an answer about another patient goes to a person and touches no case', async (t) => {
	const cases = await register(await folder(t));
	const { case: opened } = await cases.open(opening());
	const into = await intake(cases);
	const answer = golden('response-approved');
	resourceOf(answer, 'Patient').identifier = [{ system: 'http://example.org/MIN', value: 'ZZ-9' }];
	const { effects } = await takeNotification(notification('event-notification', answer), into);
	assert.deepEqual(effects, ['unmatched']);
	const [{ work, priority }] = into.opened as [PlannedFollowUp];
	assert.deepEqual(
		[work.followUp.match, work.followUp.reasons, work.followUp.caseId, priority],
		['unmatched', ['other-patient'], opened.id, 'urgent'],
	);
	assert.equal(work.decision, undefined);
	assert.equal((await cases.list())[0]?.decision, undefined);
	// Our own request is named, so that somebody finds it; its patient is not: the answer is of another one.
	assert.equal(work.followUp.items?.[0]?.order, opened.opening.items[0]?.order);
	assert.equal(work.followUp.patient, undefined);
});

test('an answer that belongs to nobody names its numbers and its decision, and no person', async (t) => {
	const into = await intake(await register(await folder(t)));
	const answer = golden('response-denied');
	const response = resourceOf(answer, 'ClaimResponse');
	response.identifier = [
		{ system: 'urn:trnorg:1', value: 'TRN-778' },
		{ system: 'urn:names', value: 'ZZTEST Ada 1950' },
	];
	response.request = { reference: 'http://payer.example/fhir/Claim/c-55' };
	await takeNotification(notification('event-notification', answer), into);
	const [{ work }] = into.opened as [PlannedFollowUp];
	const { advice = [], said = [] } = work.followUp;
	const [one] = said;
	assert.equal(said.length, 1);
	assert.equal(one?.outcome, 'denied');
	assert.equal(one?.items[0]?.action, 'A3');
	const numbers = Object.fromEntries(one?.numbers.map(({ label, value }) => [label, value]) ?? []);
	assert.deepEqual(numbers, {
		'Number of the packet': String(answer.identifier.value),
		'Trace number': 'TRN-778',
		Claim: 'Claim/c-55',
	});
	assert.match(advice.join(' '), /belongs to no request that was sent from here/);
	assert.doesNotMatch(JSON.stringify(work.followUp), /ZZTEST/);
});

test('an approval that belongs to nobody hands on no number to schedule under', async (t) => {
	const into = await intake(await register(await folder(t)));
	const answer = golden('response-approved');
	await takeNotification(notification('event-notification', answer), into);
	const [{ work }] = into.opened as [PlannedFollowUp];
	assert.equal(work.followUp.said?.[0]?.outcome, 'approved');
	assert.doesNotMatch(JSON.stringify(work.followUp), /AUTH0001/);
});

test('an approval that the payer takes back is urgent, and says what it had approved and when', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening());
	const into = await intake(cases);
	const said = (name: string, created: string): Json => {
		const answer = golden(name);
		resourceOf(answer, 'ClaimResponse').created = created;
		answer.identifier = golden('response-approved').identifier;
		return notification('event-notification', answer);
	};
	await takeNotification(said('response-approved', '2005-05-02T10:00:00Z'), into);
	await takeNotification(said('response-denied', '2005-05-04T10:00:00Z'), into);
	const [, { work, priority }] = into.opened as [PlannedFollowUp, PlannedFollowUp];
	const { followUp, decision: denied } = work;
	assert.equal(priority, 'urgent');
	assert.equal(followUp.takesBack, true);
	assert.deepEqual(followUp.before, {
		outcome: 'approved',
		on: '2005-05-02',
		authorizationNumbers: ['AUTH0001'],
	});
	assert.ok(followUp.reasons.includes('decision-contradicts'));
	assert.match(
		followUp.advice?.[0] ?? '',
		/^The payer now denies what it approved on 2005-05-02; the number on the order may no longer hold\. Do not schedule/,
	);
	assert.deepEqual(denied?.advice, followUp.advice);
	// The order keeps its number until a person has asked: the case stays what it was.
	assert.equal((await cases.list())[0]?.outcome, 'approved');
});

test('our words for a decision do not make it another decision', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening());
	const said = decision('denied', { created: '2005-05-01' });
	const key = { identifier: PACKET };
	await cases.decide(key, { decision: said, at: time(1), source: 'answer' });
	const worded = { ...said, advice: ['Other words of a later version.'] };
	const again = await cases.decide(key, { decision: worded, at: time(2), source: 'notification' });
	assert.equal(again.effect, 'repeat');
});

test('an answer that nobody waits for goes to a person, once', async (t) => {
	const into = await intake(await register(await folder(t)));
	const said = notification('event-notification', golden('response-approved'));
	await takeNotification(said, into);
	await takeNotification(said, into);
	assert.deepEqual(
		into.opened.map(({ work }) => work.followUp.reasons),
		[['unknown-case']],
	);
});

test('an event without its answer, and what cannot be read, go to a person', async (t) => {
	const into = await intake(await register(await folder(t)));
	await takeNotification(notification('event-notification'), into);
	await takeNotification({ resourceType: 'Patient' }, into);
	assert.deepEqual(
		into.opened.map(({ work }) => work.followUp.reasons),
		[['no-answer'], ['unreadable']],
	);
});

test('a handshake and a sign of life start nothing', async (t) => {
	const into = await intake(await register(await folder(t)));
	assert.equal((await takeNotification(notification('handshake'), into)).kind, 'handshake');
	assert.equal((await takeNotification(notification('heartbeat'), into)).kind, 'heartbeat');
	assert.deepEqual(into.opened, []);
});

test('a final decision that is taken back goes to a person', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening());
	await cases.decide(
		{ identifier: PACKET },
		{ decision: decision('denied', { created: '2005-05-01' }), at: time(1), source: 'answer' },
	);
	const into = await intake(cases);
	await takeNotification(notification('event-notification', golden('response-approved')), into);
	const [{ work }] = into.opened as [PlannedFollowUp];
	assert.equal(work.followUp.needsPerson, true);
	assert.deepEqual(work.decision?.reasons, ['decision-contradicts']);
});

/** A loop whose clock stands still unless it is told to go on. */
async function loopOf(cases: Cases, start: number) {
	const told: Array<ClockWork & { at: number }> = [];
	const errors: unknown[] = [];
	let now = start;
	const clocks = settings();
	const loop = new ClockLoop({
		cases,
		settings: clocks,
		now: () => now,
		open: (planned) => {
			told.push({ ...planned, at: now });
			return Promise.resolve();
		},
		onError: (error) => errors.push(error),
	});
	return {
		told,
		errors,
		loop,
		async until(end: number) {
			while (now <= end) {
				const wait = Math.max(1, await loop.once());
				// A whole year of looks at which nothing happens is left to the bench.
				const next = (cases.nextDue(clocks) ?? end) - 60_000;
				now = Math.max(now + wait, Math.min(next, end));
			}
		},
	};
}

test('each milestone is told once, at its time', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening({ urgency: 'expedited' }));
	await cases.received({ identifier: PACKET }, time(0));
	const clock = await loopOf(cases, hours(0));
	await clock.until(hours(100));
	assert.deepEqual(
		clock.told.map(({ work, at }) => [work.followUp.clock?.mark, at - hours(0)]),
		[
			['50', 36 * 3_600_000],
			['75', 54 * 3_600_000],
			['90', 64.8 * 3_600_000],
			['100', 72 * 3_600_000],
		],
	);
	assert.deepEqual(
		clock.told.map(({ work }) => [work.followUp.clock?.overdue, work.followUp.clock?.late]),
		[
			[false, false],
			[false, false],
			[false, false],
			[true, false],
		],
	);
});

test('of a packet that may never have arrived the clock says that somebody must find out', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening({ urgency: 'expedited' }));
	const clock = await loopOf(cases, hours(36));
	await clock.loop.once();
	await cases.received({ identifier: PACKET }, time(40));
	await clock.until(hours(60));
	assert.deepEqual(
		clock.told.map(({ work: { followUp } }) => [
			followUp.clock?.mark,
			followUp.state,
			followUp.needsPerson,
			followUp.reasons,
			followUp.dueAt,
		]),
		[
			['50', 'sending', true, ['arrival-unknown'], time(72)],
			['75', 'waiting', false, [], time(72)],
		],
	);
});

test('after a restart what is late is told once, and says that it is', async (t) => {
	const root = await folder(t);
	const first = await register(root);
	await first.open(opening({ urgency: 'expedited' }));
	await first.received({ identifier: PACKET }, time(0));
	const clock = await loopOf(await register(root), hours(60));
	await clock.loop.once();
	await clock.loop.once();
	assert.deepEqual(
		clock.told.map(({ work }) => work.followUp.clock),
		[
			{
				name: 'decision',
				mark: '75',
				with: ['50'],
				at: time(54),
				rule: 'CMS expedited',
				overdue: false,
				late: true,
			},
		],
	);
});

test('killed between the work and the word that it was told, the same work is opened again', async (t) => {
	const root = await folder(t);
	const cases = await register(root);
	await cases.open(opening({ urgency: 'expedited' }));
	await cases.received({ identifier: PACKET }, time(0));
	const keys: string[] = [];
	const loop = new ClockLoop({
		cases,
		settings: settings(),
		now: () => hours(40),
		open: (planned) => {
			keys.push(planned.key);
			return keys.length === 1 ? Promise.reject(new Error('killed')) : Promise.resolve();
		},
		onError: () => undefined,
	});
	await assert.rejects(loop.once());
	await loop.once();
	await loop.once();
	assert.equal(keys.length, 2);
	assert.equal(keys[0], keys[1]);
});

test('one case that cannot be told keeps no other one waiting', async (t) => {
	const cases = await register(await folder(t));
	for (const value of ['ONE', 'TWO', 'THREE']) {
		const identifier = { system: PACKET.system, value };
		await cases.open(opening({ identifier, trace: identifier, urgency: 'expedited' }));
		await cases.received({ identifier }, time(0));
	}
	const told: string[] = [];
	let first = true;
	const loop = new ClockLoop({
		cases,
		settings: settings(),
		now: () => hours(40),
		open: ({ case: of }) => {
			if (first) {
				first = false;
				return Promise.reject(new Error('disk'));
			}
			told.push(of.opening.identifier.value);
			return Promise.resolve();
		},
		onError: () => undefined,
	});
	await assert.rejects(loop.once());
	assert.equal(told.length, 2);
	await loop.once();
	assert.deepEqual(told.sort(), ['ONE', 'THREE', 'TWO']);
});

test('a decision stops the clock', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening({ urgency: 'expedited' }));
	await cases.received({ identifier: PACKET }, time(0));
	const clock = await loopOf(cases, hours(0));
	await clock.until(hours(40));
	await cases.decide(
		{ identifier: PACKET },
		{ decision: decision('denied'), at: time(40), source: 'notification' },
	);
	await clock.until(hours(200));
	assert.equal(clock.told.length, 1);
});
