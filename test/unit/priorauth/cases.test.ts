import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openingOf, openCases } from '../../../dist/nodes/PriorAuth/cases/index.js';
import { EventFiles } from '../../../dist/nodes/PriorAuth/cases/event-files.js';
import {
	decision,
	folder,
	hours,
	KEY,
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

const asked = (until?: string): Json => ({
	by: 'code',
	items: [1],
	codes: [],
	...(until !== undefined && { until }),
});

test('the same packet is one case, however often it is opened', async (t) => {
	const root = await folder(t);
	const cases = await register(root);
	const first = await cases.open(opening());
	const again = await cases.open(opening({ submittedAt: time(5) }));
	assert.deepEqual([first.fresh, again.fresh], [true, false]);
	assert.equal(again.case.id, first.case.id);
	assert.equal(again.case.opening.submittedAt, START);
	assert.equal((await cases.list()).length, 1);
});

test('what one process writes another one sees', async (t) => {
	const root = await folder(t);
	const [one, other] = [await register(root), await register(root)];
	await one.open(opening());
	await other.received({ identifier: PACKET }, time(0));
	assert.equal((await one.find({ trace: TRACE }))?.state, 'waiting');
});

test('of many who open and decide at once nothing is lost', async (t) => {
	const root = await folder(t);
	const processes = await Promise.all(Array.from({ length: 6 }, () => register(root)));
	await Promise.all(processes.map((cases) => cases.open(opening())));
	await Promise.all(
		processes.flatMap((cases, n) => [
			cases.received({ identifier: PACKET }, time(0)),
			cases.appeal({ identifier: PACKET }, { at: time(n), stage: 'appeal' }),
			cases.decide(
				{ identifier: PACKET },
				{ decision: decision('pended', { created: time(1) }), at: time(1), source: 'answer' },
			),
		]),
	);
	const [found, ...others] = await (await register(root)).list();
	assert.deepEqual(others, []);
	assert.equal(found?.appeals.length, 6);
	assert.equal(found?.events.filter(({ type }) => type === 'received').length, 1);
	assert.equal(found?.events.filter(({ type }) => type === 'decision').length, 1);
});

test('nothing of a patient can be read in the files, or in their names', async (t) => {
	const root = await folder(t);
	const cases = await register(root);
	await cases.open(opening({ patient: { identifiers: [{ value: 'ZZ-SECRET-9' }] } }));
	const names = await readdir(join(root, 'prior-auth'), { recursive: true });
	for (const name of names.filter((each) => /\/c/.test(each))) {
		const text = await readFile(join(root, 'prior-auth', name), 'latin1');
		for (const word of ['ZZ-SECRET', 'A12345', '111099', 'ZZTEST']) {
			assert.equal(`${name}${text}`.includes(word), false, `${word} in ${name}`);
		}
	}
	assert.equal(names.filter((each) => /\/c/.test(each)).length, 2);
});

test('a case goes from sending through waiting and owed information to a decision', async (t) => {
	const cases = await register(await folder(t));
	const key = { identifier: PACKET };
	const state = async (): Promise<unknown> => (await cases.find(key))?.state;
	await cases.open(opening());
	assert.equal(await state(), 'sending');
	await cases.received(key, time(0));
	assert.equal(await state(), 'waiting');
	const more = decision('pended', { created: time(1), asked: [asked()] });
	await cases.decide(key, { decision: more, at: time(1), source: 'answer' });
	assert.equal(await state(), 'information-owed');
	await cases.informationSent(key, time(20));
	assert.equal(await state(), 'waiting');
	const approved = decision('approved', { created: time(30) });
	const { effect } = await cases.decide(key, {
		decision: approved,
		at: time(30),
		source: 'notification',
	});
	assert.equal(effect, 'changed');
	const found = await cases.find(key);
	assert.deepEqual(
		[found?.state, found?.outcome, found?.decidedAt, found?.owed],
		['decided', 'approved', time(30), [{ from: time(1), to: time(20) }]],
	);
});

test('the same decision twice, and an older one after it, change nothing', async (t) => {
	const cases = await register(await folder(t));
	const key = { identifier: PACKET };
	await cases.open(opening());
	const say = async (outcome: 'approved' | 'pended', created: number, at: number) =>
		await cases.decide(key, {
			decision: decision(outcome, { created: time(created) }),
			at: time(at),
			source: 'notification',
		});
	assert.equal((await say('approved', 10, 10)).effect, 'first');
	assert.equal((await say('approved', 10, 11)).effect, 'repeat');
	assert.equal((await say('pended', 2, 12)).effect, 'stale');
	// Said again, with a new date: the same decision.
	assert.equal((await say('approved', 14, 14)).effect, 'repeat');
	const found = await cases.find(key);
	assert.deepEqual([found?.outcome, found?.reasons], ['approved', []]);
	assert.equal(found?.decidedAt, time(10));
});

test('a day without a time is older only by its day', async (t) => {
	const cases = await register(await folder(t));
	const key = { identifier: PACKET };
	await cases.open(opening());
	const say = async (outcome: 'approved' | 'pended' | 'denied', created: string) =>
		await cases.decide(key, {
			decision: decision(outcome, { created }),
			at: time(1),
			source: 'notification',
		});
	await say('pended', '2026-11-02T10:00:00Z');
	assert.equal((await say('approved', '2026-11-02')).effect, 'changed');
	assert.equal((await say('pended', '2026-11-01')).effect, 'stale');
});

test('a final decision that is taken back is for a person', async (t) => {
	const cases = await register(await folder(t));
	const key = { identifier: PACKET };
	await cases.open(opening());
	const say = async (outcome: 'approved' | 'denied', at: number) =>
		await cases.decide(key, {
			decision: decision(outcome, { created: time(at) }),
			at: time(at),
			source: 'notification',
		});
	await say('approved', 1);
	const { effect, case: found } = await say('denied', 2);
	assert.equal(effect, 'contradiction');
	assert.deepEqual([found.outcome, found.reasons], ['approved', ['decision-contradicts']]);
});

test('after an appeal another decision is what was hoped for', async (t) => {
	const cases = await register(await folder(t));
	const key = { identifier: PACKET };
	await cases.open(opening());
	const say = async (outcome: 'approved' | 'denied', at: number) =>
		await cases.decide(key, {
			decision: decision(outcome, { created: time(at) }),
			at: time(at),
			source: 'notification',
		});
	await say('denied', 1);
	await cases.appeal(key, { at: time(2), stage: 'peer-to-peer' });
	assert.equal((await say('approved', 3)).effect, 'changed');
	assert.equal((await say('denied', 4)).effect, 'contradiction');
});

test('what is not understood never replaces a decision that is', async (t) => {
	const cases = await register(await folder(t));
	const key = { identifier: PACKET };
	await cases.open(opening());
	await cases.decide(key, { decision: decision('approved'), at: time(1), source: 'answer' });
	const { effect, case: found } = await cases.decide(key, {
		decision: decision('unknown', { reasons: ['items-missing'], needsPerson: true }),
		at: time(2),
		source: 'notification',
	});
	assert.equal(effect, 'contradiction');
	assert.equal(found.outcome, 'approved');
	assert.deepEqual(found.reasons, ['items-missing', 'decision-contradicts']);
});

test('an amendment of what was decided waits for the payer anew, under both identifiers', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening());
	await cases.decide(
		{ identifier: PACKET },
		{ decision: decision('approved'), at: time(1), source: 'answer' },
	);
	const second = { system: PACKET.system, value: 'A12346' };
	const amendment = { at: time(48), kind: 'update' as const, identifier: second, items: [] };
	await cases.amend({ trace: TRACE }, amendment);
	const found = await cases.amend({ trace: TRACE }, amendment);
	assert.deepEqual(
		[found.state, found.identifiers, found.clock],
		['waiting', [PACKET, second], { from: time(48), cycle: 2 }],
	);
	assert.equal((await cases.find({ identifier: second }))?.id, found.id);
});

test('an amendment with a trace number of its own is found by it', async (t) => {
	const cases = await register(await folder(t));
	const { case: opened } = await cases.open(opening());
	const second = { system: PACKET.system, value: 'A12346' };
	const trace = { system: TRACE.system, value: '222' };
	const request = { ...packet(), kind: 'update', identifier: second, trace };
	await cases.amend(
		{ trace: TRACE },
		{ at: time(1), kind: 'update', identifier: second, items: [], request },
	);
	const third = { at: time(2), kind: 'update' as const, items: [] };
	await cases.amend({ trace }, { ...third, identifier: { ...second, value: 'A12347' } });
	assert.equal((await cases.find({ trace }))?.id, opened.id);
	assert.equal((await cases.find({ trace: TRACE }))?.identifiers.length, 3);
});

test('what was closed runs no clock, and a decision does not open it', async (t) => {
	const cases = await register(await folder(t));
	const key = { identifier: PACKET };
	await cases.open(opening());
	await cases.received(key, time(0));
	await cases.close(key, { at: time(1), reason: 'withdrawn' });
	assert.deepEqual(await cases.due(hours(1_000), settings()), []);
	const { case: found } = await cases.decide(key, {
		decision: decision('approved'),
		at: time(2),
		source: 'notification',
	});
	assert.deepEqual([found.state, found.outcome], ['closed', 'approved']);
});

test('an answer finds its case by the identifier of the packet', async (t) => {
	const cases = await register(await folder(t));
	const { case: opened } = await cases.open(opening());
	const match = await cases.match(golden('response-approved'));
	assert.equal(match.status, 'matched');
	assert.equal(match.status === 'matched' && match.case.id, opened.id);
	assert.equal(match.status === 'matched' && match.decision.outcome, 'approved');
});

test('an answer without that identifier finds its case by the trace number', async (t) => {
	const cases = await register(await folder(t));
	const { case: opened } = await cases.open(opening());
	const answer = golden('response-approved');
	delete answer.identifier;
	resourceOf(answer, 'ClaimResponse').identifier = [TRACE];
	const match = await cases.match(answer);
	assert.equal(match.status === 'matched' && match.case.id, opened.id);
});

test('an answer under an identifier of the payer finds its case by trace number, else by the claim', async (t) => {
	const cases = await register(await folder(t));
	const { case: opened } = await cases.open(openingOf(packet(), { submittedAt: START }));
	const answer = golden('response-approved');
	answer.identifier = { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:of-the-payer' };
	const response = resourceOf(answer, 'ClaimResponse');
	response.identifier = [TRACE];
	const found = async (): Promise<unknown> => {
		const match = await cases.match(answer);
		return match.status === 'matched' ? match.case.id : match.reason;
	};
	assert.equal(await found(), opened.id);
	delete response.identifier;
	response.request = { reference: golden('request-referral').entry[0].fullUrl };
	assert.equal(await found(), opened.id);
	response.request = { reference: 'http://example.org/fhir/Claim/of-somebody-else' };
	assert.equal(await found(), 'unknown-case');
});

test('an answer about another patient belongs to nobody', async (t) => {
	const cases = await register(await folder(t));
	const { case: opened } = await cases.open(opening());
	const answer = golden('response-approved');
	const patient = resourceOf(answer, 'Patient');
	patient.identifier = [{ system: 'http://example.org/MIN', value: 'ZZ-OTHER' }];
	assert.deepEqual(await cases.match(answer), {
		status: 'unmatched',
		reason: 'other-patient',
		suspected: opened.id,
	});
	assert.equal((await cases.list())[0]?.decision, undefined);
});

test('an answer that nobody waits for, and what is no answer, belong to nobody', async (t) => {
	const cases = await register(await folder(t));
	const reason = async (answer: unknown): Promise<unknown> => {
		const match = await cases.match(answer);
		return match.status === 'unmatched' && match.reason;
	};
	assert.equal(await reason(golden('response-approved')), 'unknown-case');
	assert.equal(await reason({ resourceType: 'OperationOutcome' }), 'unreadable');
	assert.equal(await reason('text'), 'unreadable');
	assert.equal(await reason({ resourceType: 'Parameters' }), 'no-answer');
	const twice = { resourceType: 'Bundle', entry: [] as Json[] };
	twice.entry.push({ resource: golden('response-approved') });
	twice.entry.push({ resource: golden('response-denied') });
	assert.equal(await reason(twice), 'several-answers');
});

test('the opening of a packet names patient, payer and items', () => {
	const opened = openingOf(packet(), { submittedAt: START, workItem: 'w1' });
	const bundle = golden('request-referral');
	assert.deepEqual(
		opened.patient.identifiers.map(({ value }) => value),
		resourceOf(bundle, 'Patient').identifier.map(({ value }: Json) => value),
	);
	assert.equal(opened.payer.name, resourceOf(bundle, 'Organization/InsurerExample').name);
	assert.equal(opened.items.length, 1);
	assert.equal(opened.workItem, 'w1');
	assert.equal(opened.claim, bundle.entry[0].fullUrl);
	// The patient of the example has no address; the organization that asks has.
	assert.equal(opened.state, 'CA');
	const elsewhere = packet();
	resourceOf(elsewhere.bundle, 'Patient').address = [{ state: 'Texas' }, { state: 'tx' }];
	assert.equal(openingOf(elsewhere, { submittedAt: START }).state, 'TX');
	assert.equal(openingOf(elsewhere, { submittedAt: START, state: 'NM' }).state, 'NM');
});

test('the clock tells each mark once, counted from when the packet was sent', async (t) => {
	const cases = await register(await folder(t));
	const key = { identifier: PACKET };
	const with72 = settings();
	await cases.open(opening({ urgency: 'expedited' }));
	await cases.received(key, time(0.1));
	assert.deepEqual(await cases.due(hours(35.9), with72), []);
	assert.equal(cases.nextDue(with72), hours(36));
	const [half] = await cases.due(hours(36), with72);
	assert.deepEqual(
		[half?.mark, half?.at, half?.dueAt, half?.with, half?.rule],
		['50', hours(36), hours(72), [], 'CMS expedited'],
	);
	await cases.told(half!, with72.route, time(36));
	assert.deepEqual(await cases.due(hours(53), with72), []);
	// Another trigger has told nothing yet.
	assert.equal((await cases.due(hours(53), settings({ route: 'other' }))).length, 1);
});

test('marks that were passed while nobody was there are told together, once', async (t) => {
	const root = await folder(t);
	const first = await register(root);
	await first.open(opening({ urgency: 'expedited' }));
	await first.received({ identifier: PACKET }, time(0));
	const cases = await openCases(root, { key: KEY });
	const [all, ...others] = await cases.due(hours(200), settings());
	assert.deepEqual(others, []);
	assert.deepEqual([all?.mark, all?.with], ['100', ['50', '75', '90']]);
	await cases.told(all!, 'workflow/node', time(200));
	assert.deepEqual(await cases.due(hours(400), settings()), []);
});

test('the end of an authorization is told days before, and an extension starts anew', async (t) => {
	const cases = await register(await folder(t));
	const key = { identifier: PACKET };
	const until = (end: string, created: number): Json =>
		decision('approved', {
			created: time(created),
			items: [{ sequence: 1, outcome: 'approved', period: { end }, reasonCodes: [], notes: [] }],
		});
	await cases.open(opening());
	await cases.decide(key, { decision: until('2026-12-31', 1), at: time(1), source: 'answer' });
	const at = Date.parse('2026-12-01T08:00:00Z');
	assert.deepEqual(await cases.due(at - 1, settings()), []);
	const [soon] = await cases.due(at, settings());
	assert.deepEqual([soon?.clock, soon?.mark], ['authorization', '30']);
	await cases.told(soon!, 'workflow/node', new Date(at).toISOString());
	assert.deepEqual(await cases.due(at + 1, settings()), []);
	await cases.amend(key, {
		at: time(2),
		kind: 'update',
		identifier: { ...PACKET, value: 'A12346' },
		items: [],
	});
	const last = Date.parse('2026-12-24T08:00:00Z');
	const told = (await cases.due(last, settings())).filter(({ clock }) => clock === 'authorization');
	assert.deepEqual(
		told.map(({ mark }) => mark),
		['7'],
		'while the extension waits, what was granted ends as before',
	);
	await cases.decide(key, {
		decision: until('2027-02-28', 3),
		at: time(3),
		source: 'notification',
	});
	assert.deepEqual(
		(await cases.due(Date.parse('2027-01-29T08:00:00Z'), settings())).map(({ mark }) => mark),
		['30'],
	);
});

test('what the payer asked for is told before its last day', async (t) => {
	const cases = await register(await folder(t));
	const key = { identifier: PACKET };
	await cases.open(opening());
	const more = decision('pended', { asked: [asked('2026-11-12'), asked('2026-11-20T00:00:00Z')] });
	await cases.decide(key, { decision: more, at: time(1), source: 'answer' });
	const due = await cases.due(Date.parse('2026-11-09T08:00:00Z'), settings());
	assert.deepEqual(
		due.filter(({ clock }) => clock === 'information').map(({ mark, with: more }) => [mark, more]),
		[['3', []]],
	);
});

test('cases that rest lie in one file, and everything is as before', async (t) => {
	const root = await folder(t);
	const cases = await register(root);
	const key = { identifier: PACKET };
	await cases.open(opening());
	await cases.received(key, time(0));
	await cases.decide(key, { decision: decision('approved'), at: time(1), source: 'answer' });
	const before = await cases.list();
	const events = join(root, 'prior-auth', 'cases');
	const names = async (): Promise<string[]> => (await readdir(events)).map((n) => n.slice(33));
	const rest = { restMs: 3_600_000, keepMs: 10 ** 12 };
	await cases.tidy(hours(1.5), rest);
	assert.equal((await names()).length, 3);
	await cases.tidy(hours(3), rest);
	// Whoever lists the folder meanwhile finds one or the other.
	assert.deepEqual((await names()).sort(), ['e000001', 'e000002', 'e000003', 'j000003']);
	await cases.tidy(hours(4), rest);
	assert.deepEqual(await names(), ['j000003']);
	assert.deepEqual(await (await register(root)).list(), before);
	await cases.appeal(key, { at: time(5), stage: 'appeal' });
	assert.deepEqual((await names()).sort(), ['e000004', 'j000003']);
	await cases.tidy(hours(9), rest);
	await cases.tidy(hours(9), rest);
	assert.deepEqual(await names(), ['j000004']);
	assert.equal((await (await register(root)).list())[0]?.appeals.length, 1);
});

test('an event made while others were joined is not lost', async (t) => {
	const root = await folder(t);
	const cases = await register(root);
	const key = { identifier: PACKET };
	await cases.open(opening());
	await cases.received(key, time(0));
	const rest = { restMs: 0, keepMs: 10 ** 12 };
	await cases.tidy(hours(3), rest);
	await cases.tidy(hours(3), rest);
	// A process that stood still since the number was free takes it now.
	const { id } = (await cases.list())[0]!;
	const late = new EventFiles(join(root, 'prior-auth', 'cases'), KEY);
	assert.ok(await late.add(id, 2, { type: 'appeal', at: time(4), stage: 'appeal' }));
	const [found] = await (await register(root)).list();
	assert.deepEqual([found?.state, found?.appeals.length], ['waiting', 1]);
});

test('cases that ended long ago are removed with their packets; open ones never are', async (t) => {
	const root = await folder(t);
	const cases = await register(root);
	const open = { system: PACKET.system, value: 'OPEN' };
	const { case: gone } = await cases.open(opening());
	await cases.open(opening({ identifier: open, trace: open }));
	await cases.received({ identifier: open }, time(0));
	await cases.decide(
		{ identifier: PACKET },
		{ decision: decision('denied'), at: time(1), source: 'answer' },
	);
	const keep = { restMs: 0, keepMs: 86_400_000 };
	assert.deepEqual(await cases.tidy(hours(10), keep), []);
	assert.deepEqual(await cases.tidy(hours(100), keep), [gone.id]);
	assert.deepEqual(
		(await cases.list()).map((one) => one.opening.identifier.value),
		['OPEN'],
	);
	assert.equal((await readdir(join(root, 'prior-auth', 'packets'))).length, 1);
});

test('what was granted is kept as long as it holds, and longer', async (t) => {
	const cases = await register(await folder(t));
	await cases.open(opening());
	const granted = decision('approved', {
		items: [
			{
				sequence: 1,
				outcome: 'approved',
				period: { end: '2028-06-30' },
				reasonCodes: [],
				notes: [],
			},
		],
	});
	await cases.decide({ identifier: PACKET }, { decision: granted, at: time(1), source: 'answer' });
	const keep = { restMs: 0, keepMs: 86_400_000 };
	assert.deepEqual(await cases.tidy(Date.parse('2028-06-30T12:00:00Z'), keep), []);
	assert.equal((await cases.tidy(Date.parse('2028-07-02T12:00:00Z'), keep)).length, 1);
});

test('a damaged file is said, not passed over', async (t) => {
	const root = await folder(t);
	await (await register(root)).open(opening());
	const events = join(root, 'prior-auth', 'cases');
	const [name] = await readdir(events);
	const sound = await readFile(join(events, name!));
	await writeFile(join(events, name!), 'damaged');
	const cases = await register(root);
	// Every time, not only the first.
	for (let tries = 0; tries < 2; tries++) {
		await assert.rejects(async () => await cases.list(), { code: 'prior-auth-case-unreadable' });
	}
	await writeFile(join(events, name!), sound);
	assert.equal((await cases.list()).length, 1);
});

test('a case that is not in the register is said', async (t) => {
	const cases = await register(await folder(t));
	await assert.rejects(async () => await cases.received({ identifier: PACKET }, time(0)), {
		code: 'prior-auth-case-unknown',
	});
});
