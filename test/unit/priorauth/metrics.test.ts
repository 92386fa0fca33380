import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cases } from '../../../dist/nodes/PriorAuth/cases/index.js';
import {
	measure,
	metricsCsv,
	metricsPage,
	timesOf,
} from '../../../dist/nodes/PriorAuth/metrics/index.js';
import type { PriorAuthDecision } from '../../../dist/nodes/shared/contracts/prior-auth.js';
import { decision, folder, opening, PACKET, register, settings } from './case-build.ts';
import type { Json } from './golden.ts';

/** A request by its own number. */
async function send(cases: Cases, value: string, at: string, more: Json = {}) {
	const identifier = { system: PACKET.system, value };
	await cases.open(
		opening({ identifier, trace: identifier, submittedAt: at, request: undefined, ...more }),
	);
	await cases.received({ identifier }, at);
	return {
		say: async (
			outcome: PriorAuthDecision['outcome'],
			when: string,
			change: Partial<PriorAuthDecision> = {},
		) =>
			await cases.decide(
				{ identifier },
				{
					decision: decision(outcome, { created: when, ...change }),
					at: when,
					source: 'notification',
				},
			),
		key: { identifier },
	};
}

const denial = (code: string): Partial<PriorAuthDecision> => ({
	items: [
		{
			sequence: 1,
			outcome: 'denied',
			reasonCodes: [{ system: 'http://example.org/reasons', code, display: 'ZZTEST ADA' }],
			notes: ['ZZTEST ADA'],
		},
	],
});

async function year(cases: Cases): Promise<void> {
	const one = await send(cases, '1', '2026-10-01T12:00:00Z');
	await one.say('approved', '2026-10-02T12:00:00Z');
	const two = await send(cases, '2', '2026-10-05T12:00:00Z');
	await two.say('pended', '2026-10-05T13:00:00Z', {
		asked: [{ by: 'code', items: [], codes: [] }],
	});
	await cases.informationSent(two.key, '2026-10-06T13:00:00Z');
	await two.say('denied', '2026-10-08T12:00:00Z', denial('ZZ01'));
	await cases.appeal(two.key, { at: '2026-10-20T12:00:00Z', stage: 'appeal' });
	await two.say('approved', '2026-11-03T12:00:00Z');
	const three = await send(cases, '3', '2026-10-28T12:00:00Z', { urgency: 'expedited' });
	await three.say('denied', '2026-11-01T12:00:00Z', denial('ZZ02'));
	// Nothing comes: its seven days are over in November.
	await send(cases, '4', '2026-10-30T12:00:00Z');
	const five = await send(cases, '5', '2026-11-02T12:00:00Z');
	await cases.close(five.key, { at: '2026-11-03T12:00:00Z', reason: 'withdrawn' });
}

const measured = async (cases: Cases) =>
	measure(await cases.list(), {
		from: '2026-10',
		to: '2026-11',
		now: Date.parse('2026-11-22T12:00:00Z'),
		settings: settings(),
	});

test('the figures of each month are those of what happened in it', async (t) => {
	const cases = await register(await folder(t));
	await year(cases);
	const { months, total } = await measured(cases);
	assert.deepEqual(months, [
		{
			month: '2026-10',
			submitted: 4,
			expedited: 1,
			open: 1,
			pended: 1,
			informationRequested: 1,
			decided: 2,
			outcomes: { approved: 1, denied: 1 },
			standardHours: { count: 2, median: 48, p90: 72, longest: 72 },
			expeditedHours: { count: 0 },
			owedHours: { count: 1, median: 24, p90: 24, longest: 24 },
			overdue: 1,
			overdueExpedited: 1,
			denials: [{ system: 'http://example.org/reasons', code: 'ZZ01', count: 1 }],
			appeals: 1,
			overturned: 0,
			takenBack: 0,
			closed: [],
		},
		{
			month: '2026-11',
			submitted: 1,
			expedited: 0,
			open: 0,
			pended: 0,
			informationRequested: 0,
			decided: 1,
			outcomes: { denied: 1 },
			standardHours: { count: 0 },
			expeditedHours: { count: 1, median: 96, p90: 96, longest: 96 },
			owedHours: { count: 0 },
			overdue: 1,
			overdueExpedited: 0,
			denials: [{ system: 'http://example.org/reasons', code: 'ZZ02', count: 1 }],
			appeals: 0,
			overturned: 1,
			takenBack: 0,
			closed: [{ reason: 'withdrawn', count: 1 }],
		},
	]);
	assert.deepEqual(
		[total.submitted, total.decided, total.overdue, total.overturned, total.denials.length],
		[5, 3, 2, 1, 2],
	);
});

test('what was taken back tells nothing of how long a payer takes to decide', async (t) => {
	const cases = await register(await folder(t));
	const one = await send(cases, '1', '2026-10-01T12:00:00Z');
	const amendment = { kind: 'cancel' as const, identifier: { value: 'zz-cancel' }, items: [] };
	await cases.amend(one.key, { at: '2026-10-01T13:00:00Z', ...amendment });
	await one.say('cancelled', '2026-10-01T14:00:00Z');
	const { total } = await measured(cases);
	assert.deepEqual(
		[total.decided, total.outcomes, total.standardHours],
		[1, { cancelled: 1 }, { count: 0 }],
	);
});

test('a denial is overturned also where an appeal brings a part of it', async (t) => {
	const cases = await register(await folder(t));
	const items = (...outcomes: Array<PriorAuthDecision['outcome']>) => ({
		items: outcomes.map((outcome, at) => ({
			sequence: at + 1,
			outcome,
			reasonCodes: [],
			notes: [],
		})),
	});
	const say = async (
		value: string,
		before: Parameters<typeof items>,
		after: Parameters<typeof items>,
	) => {
		const one = await send(cases, value, '2026-10-01T12:00:00Z');
		const whole = before.every((each) => each === 'denied') ? 'denied' : 'mixed';
		await one.say(whole, '2026-10-02T12:00:00Z', items(...before));
		await cases.appeal(one.key, { at: '2026-10-03T12:00:00Z', stage: 'appeal' });
		await one.say('mixed', '2026-10-04T12:00:00Z', items(...after));
	};
	await say('1', ['denied', 'denied'], ['approved', 'denied']);
	await say('2', ['approved', 'denied'], ['approved', 'modified']);
	// What was granted before is not won by the appeal.
	await say('3', ['approved', 'denied'], ['modified', 'denied']);
	const { total } = await measured(cases);
	assert.equal(total.overturned, 2);
});

test('an approval that the payer takes back is told, and a denial without a reason is counted', async (t) => {
	const cases = await register(await folder(t));
	const one = await send(cases, '1', '2026-10-01T12:00:00Z');
	await one.say('approved', '2026-10-02T12:00:00Z');
	await one.say('denied', '2026-10-05T12:00:00Z');
	const two = await send(cases, '2', '2026-10-01T12:00:00Z');
	await two.say('denied', '2026-10-02T12:00:00Z', { items: [] });
	const { total } = await measured(cases);
	assert.deepEqual(
		[total.outcomes, total.takenBack, total.overturned],
		[{ approved: 1, denied: 1 }, 1, 0],
	);
	assert.deepEqual(total.denials, [{ code: 'no-reason-given', count: 1 }]);
});

test('a request whose answer never came is late when its time is over', async (t) => {
	const cases = await register(await folder(t));
	const identifier = { value: 'zz-lost' };
	const submittedAt = '2026-10-05T12:00:00Z';
	await cases.open(opening({ identifier, trace: identifier, submittedAt, request: undefined }));
	const { months } = await measured(cases);
	assert.deepEqual(
		months.map(({ open, overdue }) => [open, overdue]),
		[
			[1, 1],
			[0, 0],
		],
	);
});

test('a month begins by the clock of the site', async (t) => {
	const cases = await register(await folder(t));
	await send(cases, '1', '2026-11-01T03:00:00Z');
	const { working } = settings();
	const at = (timeZone: string) =>
		measure([], {
			from: '2026-10',
			to: '2026-10',
			now: 0,
			settings: { rules: [], working: Object.assign(Object.create(working), { timeZone }) },
		}).timeZone;
	assert.equal(at('America/Chicago'), 'America/Chicago');
	const list = await cases.list();
	const submitted = (timeZone: string): number =>
		measure(list, {
			from: '2026-10',
			to: '2026-10',
			now: Date.parse('2026-11-02T00:00:00Z'),
			settings: { rules: [], working: Object.assign(Object.create(working), { timeZone }) },
		}).total.submitted;
	assert.equal(submitted('UTC'), 0);
	assert.equal(submitted('America/Chicago'), 1);
});

test('a median of two is between them, and nine of ten is a value that came', () => {
	assert.deepEqual(timesOf([4, 2]), { count: 2, median: 3, p90: 4, longest: 4 });
	assert.deepEqual(timesOf([10, 1, 2, 3, 4, 5, 6, 7, 8, 9]), {
		count: 10,
		median: 5.5,
		p90: 9,
		longest: 10,
	});
	assert.deepEqual(timesOf([]), { count: 0 });
});

test('months that make no sense are refused', () => {
	const wrong = [
		['2026-13', '2026-13'],
		['2026-02', '2026-01'],
		['2026', '2026'],
		['1900-01', '2026-01'],
	];
	for (const [from = '', to = ''] of wrong) {
		assert.throws(() => measure([], { from, to, now: 0, settings: settings() }), {
			code: 'prior-auth-months-invalid',
		});
	}
});

test('the table has a line for each month, one for all, and the reasons below', async (t) => {
	const cases = await register(await folder(t));
	await year(cases);
	const lines = metricsCsv(await measured(cases)).split('\r\n');
	const columns = lines[0]!.split(',');
	const value = (line: number, name: string): string | undefined =>
		lines[line]!.split(',')[columns.indexOf(name)];
	assert.deepEqual(
		[1, 2, 3].map((line) => [
			value(line, 'month'),
			value(line, 'submitted'),
			value(line, 'denied'),
		]),
		[
			['2026-10', '4', '1'],
			['2026-11', '1', '1'],
			['total', '5', '2'],
		],
	);
	assert.equal(value(1, 'standard_median_hours'), '48');
	assert.equal(value(2, 'standard_median_hours'), '');
	assert.ok(lines.includes('2026-10,http://example.org/reasons,ZZ01,1'));
	assert.ok(lines.includes('2026-11,withdrawn,1'));
});

test('no spreadsheet takes a code for a formula', async (t) => {
	const cases = await register(await folder(t));
	const bad = await send(cases, '1', '2026-10-01T12:00:00Z');
	await bad.say('denied', '2026-10-02T12:00:00Z', denial('=HYPERLINK("http://x","y")'));
	const csv = metricsCsv(await measured(cases));
	assert.ok(csv.includes(`"'=HYPERLINK(""http://x"",""y"")"`));
});

test('the page says the figures, draws them, and holds nothing of a patient or from outside', async (t) => {
	const cases = await register(await folder(t));
	await year(cases);
	const bad = await send(cases, '6', '2026-10-01T12:00:00Z');
	await bad.say('denied', '2026-10-02T12:00:00Z', denial('<script>alert(1)</script>'));
	const page = metricsPage(await measured(cases));
	assert.match(page, /<svg[^>]*role="img"/);
	assert.match(page, /2026-10: 2 denied/);
	assert.match(page, /default-src 'none'/);
	assert.equal(page.includes('<script'), false);
	assert.ok(page.includes('&lt;script&gt;'));
	assert.equal(/ZZTEST/.test(page), false);
	assert.equal(/(src|href)=/.test(page), false);
});

test('a year of nothing is a page all the same', () => {
	const empty = measure([], { from: '2026-01', to: '2026-12', now: 0, settings: settings() });
	assert.equal(empty.months.length, 12);
	assert.match(metricsPage(empty), /<strong>0<\/strong>/);
	assert.equal(metricsCsv(empty).split('\r\n').length, 15);
});
