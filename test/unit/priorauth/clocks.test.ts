import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	CMS_RULES,
	deadlineOf,
	dueOf,
	federalHolidays,
	readClockRules,
	ruleFor,
	rulesFor,
	wallOf,
	WorkingTime,
	type ClockRule,
	type SiteCalendar,
} from '../../../dist/nodes/PriorAuth/clocks/index.js';
import { shown, walk, works } from './clock-oracle.ts';

const calendar = (change: Partial<SiteCalendar> = {}): SiteCalendar => ({
	timeZone: 'America/Chicago',
	workDays: [1, 2, 3, 4, 5],
	opens: '08:00',
	closes: '17:00',
	holidays: ['2026-11-26', '2026-12-25'],
	...change,
});
const rule = (unit: ClockRule['unit'], amount: number, more: Partial<ClockRule> = {}) => ({
	name: 'test',
	unit,
	amount,
	source: 'this test',
	...more,
});
const at = (text: string): number => Date.parse(text);
const iso = (instant: number | undefined): string =>
	instant === undefined ? 'never' : new Date(instant).toISOString();

test('72 hours are 72 hours, also when the clocks go back meanwhile', () => {
	const start = at('2026-10-30T18:00:00-05:00');
	const due = dueOf(start, rule('hours', 72), calendar());
	assert.equal(iso(due.dueAt), iso(at('2026-11-02T17:00:00-06:00')));
	assert.deepEqual(
		due.milestones.map(({ share, at: time }) => [share, (time - start) / 3_600_000]),
		[
			[0.5, 36],
			[0.75, 54],
			[0.9, 64.8],
			[1, 72],
		],
	);
});

test('seven calendar days end at the same time of day by the clock of the site', () => {
	const back = dueOf(at('2026-10-29T15:30:00-05:00'), rule('days', 7), calendar());
	assert.equal(iso(back.dueAt), iso(at('2026-11-05T15:30:00-06:00')));
	const forward = dueOf(at('2026-03-05T15:30:00-06:00'), rule('days', 7), calendar());
	assert.equal(iso(forward.dueAt), iso(at('2026-03-12T15:30:00-05:00')));
});

test('a time of day that the change of clocks leaves out is as much later', () => {
	const due = dueOf(at('2026-03-01T02:30:00-06:00'), rule('days', 7), calendar());
	assert.equal(iso(due.dueAt), iso(at('2026-03-08T03:30:00-05:00')));
});

test('a time of day that comes twice is the first one', () => {
	const due = dueOf(at('2026-10-25T01:30:00-05:00'), rule('days', 7), calendar());
	assert.equal(iso(due.dueAt), iso(at('2026-11-01T01:30:00-05:00')));
});

test('hours of business run only while the site works', () => {
	// Wednesday before Thanksgiving, 16:00: one hour that day, the rest on Friday.
	const due = dueOf(at('2026-11-25T16:00:00-06:00'), rule('business-hours', 4), calendar());
	assert.equal(iso(due.dueAt), iso(at('2026-11-27T11:00:00-06:00')));
});

test('work that ends with the day is due when the day ends', () => {
	const due = dueOf(at('2026-11-23T08:00:00-06:00'), rule('business-hours', 9), calendar());
	assert.equal(iso(due.dueAt), iso(at('2026-11-23T17:00:00-06:00')));
});

test('two days of business over a holiday and a weekend', () => {
	const due = dueOf(at('2026-11-25T10:00:00-06:00'), rule('business-days', 2), calendar());
	assert.equal(iso(due.dueAt), iso(at('2026-11-30T10:00:00-06:00')));
});

test('what comes in at night is taken up when work begins', () => {
	const night = dueOf(at('2026-11-23T23:00:00-06:00'), rule('business-days', 1), calendar());
	// A whole day of work from Tuesday 08:00, done when Tuesday ends.
	assert.equal(iso(night.dueAt), iso(at('2026-11-24T17:00:00-06:00')));
});

test('the clock stands still while information is owed, where the rule says so', () => {
	const start = at('2026-11-02T12:00:00Z');
	const pauses = [{ from: at('2026-11-03T12:00:00Z'), to: at('2026-11-05T12:00:00Z') }];
	const stopping = rule('hours', 72, { stopsWhileOwed: true });
	assert.equal(iso(dueOf(start, stopping, calendar(), pauses).dueAt), '2026-11-07T12:00:00.000Z');
	assert.equal(
		iso(dueOf(start, rule('hours', 72), calendar(), pauses).dueAt),
		'2026-11-05T12:00:00.000Z',
	);
});

test('while it stands still nothing is due, and what lay before is still told', () => {
	const start = at('2026-11-02T12:00:00Z');
	const due = dueOf(start, rule('hours', 72, { stopsWhileOwed: true }), calendar(), [
		{ from: at('2026-11-04T12:00:00Z') },
	]);
	assert.equal(due.stopped, true);
	assert.equal(due.dueAt, undefined);
	assert.deepEqual(
		due.milestones.map(({ share, at: time }) => [share, iso(time)]),
		[[0.5, '2026-11-04T00:00:00.000Z']],
	);
});

test('pauses that overlap, or lie in one another, count once', () => {
	const start = at('2026-11-02T00:00:00Z');
	const hour = (n: number) => start + n * 3_600_000;
	const due = dueOf(start, rule('hours', 10, { stopsWhileOwed: true }), calendar(), [
		{ from: hour(4), to: hour(6) },
		{ from: hour(2), to: hour(5) },
		{ from: hour(3), to: hour(4) },
	]);
	assert.equal(due.dueAt, hour(14));
});

test('a pause that ends before it begins, because a clock was set back, is none', () => {
	const stops = rule('hours', 72, { stopsWhileOwed: true });
	const from = at('2026-11-02T12:00:00Z');
	const back = { from: at('2026-11-04T12:00:00Z'), to: at('2026-11-03T12:00:00Z') };
	assert.deepEqual(dueOf(from, stops, calendar(), [back]), dueOf(from, stops, calendar()));
	const real = { from: at('2026-11-03T18:00:00Z'), to: at('2026-11-03T20:00:00Z') };
	assert.deepEqual(
		dueOf(from, stops, calendar(), [back, real]),
		dueOf(from, stops, calendar(), [real]),
	);
});

test('a pause from before the start takes nothing away', () => {
	const start = at('2026-11-02T00:00:00Z');
	const due = dueOf(start, rule('hours', 1, { stopsWhileOwed: true }), calendar(), [
		{ from: start - 7_200_000, to: start - 3_600_000 },
	]);
	assert.equal(due.dueAt, start + 3_600_000);
});

test('times of business agree with a walk from minute to minute', () => {
	const zones = ['America/Chicago', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC'];
	let seed = 7;
	const random = (below: number): number =>
		(seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
	for (let n = 0; n < 120; n++) {
		const site = calendar({
			timeZone: zones[n % zones.length] ?? 'UTC',
			...(n % 3 === 0 && { opens: '06:30', closes: '24:00', workDays: [1, 3, 6, 7] }),
		});
		const closes = site.closes === '24:00' ? '24:00' : site.closes;
		const start = at('2026-01-01T00:00:00Z') + random(525_600) * 60_000;
		const minutes = 1 + random(4_000);
		const expected = walk(start, minutes, (instant) => works(instant, { ...site, closes }));
		const due = dueOf(start, rule('business-hours', minutes / 60), site);
		assert.equal(iso(due.dueAt), iso(expected), `${site.timeZone} ${iso(start)} ${minutes}`);
	}
});

test('the clock on the wall agrees with the time zone data of the machine', () => {
	for (const zone of ['America/New_York', 'Asia/Kathmandu', 'Africa/Casablanca', 'Pacific/Apia']) {
		for (let n = 0; n < 500; n++) {
			const instant = at('2026-01-01T00:00:00Z') + n * 63_180_000;
			const { day, time } = wallOf(instant, zone);
			const clock = new Date(time).toISOString().slice(11, 16);
			assert.deepEqual({ day, time: clock }, shown(instant, zone));
		}
	}
});

test('the holidays of the federal offices, also where they are kept on another day', () => {
	assert.deepEqual(federalHolidays(2026), [
		'2026-01-01',
		'2026-01-19',
		'2026-02-16',
		'2026-05-25',
		'2026-06-19',
		'2026-07-03',
		'2026-09-07',
		'2026-10-12',
		'2026-11-11',
		'2026-11-26',
		'2026-12-25',
	]);
	// 1 January 2022 was a Saturday.
	assert.equal(federalHolidays(2021).at(-1), '2021-12-31');
	assert.equal(federalHolidays(2022).includes('2022-01-01'), false);
	assert.equal(federalHolidays(2027).includes('2027-12-24'), true);
});

test('a calendar without any day of work is refused, not waited for', () => {
	const never = calendar({
		holidays: Array.from({ length: 12 * 366 }, (_, n) =>
			new Date(at('2026-01-01T00:00:00Z') + n * 86_400_000).toISOString().slice(0, 10),
		),
	});
	assert.throws(() => dueOf(at('2026-11-02T12:00:00Z'), rule('business-hours', 1), never), {
		code: 'clock-calendar-invalid',
	});
});

test('a calendar that makes no sense is refused', () => {
	const wrong: Array<Partial<SiteCalendar>> = [
		{ timeZone: 'Middle/Earth' },
		{ workDays: [] },
		{ workDays: [0, 8] },
		{ opens: '17:00', closes: '08:00' },
		{ opens: '8' },
		{ closes: '24:30' },
		{ holidays: ['2026-02-30'] },
	];
	for (const change of wrong) {
		assert.throws(() => new WorkingTime(calendar(change)), { code: 'clock-calendar-invalid' });
	}
});

test('the rule of payer and state comes before that of the payer, of the state, and of CMS', () => {
	const rules = readClockRules([
		{ name: 'state', unit: 'business-days', amount: 3, state: 'TX', source: 'law' },
		{ name: 'payer', unit: 'days', amount: 5, payer: 'ZZ Health ', source: 'contract' },
		{
			name: 'both',
			unit: 'days',
			amount: 2,
			payer: '1234567893',
			state: 'tx',
			source: 'contract',
		},
		{ name: 'old', unit: 'days', amount: 1, validTo: '2025-12-31', source: 'old law' },
	]);
	const subject = { urgency: 'standard' as const, payer: ['zz health'], day: '2026-11-22' };
	assert.equal(ruleFor(subject, rules).name, 'payer');
	assert.equal(ruleFor({ ...subject, payer: ['other'], state: 'TX' }, rules).name, 'state');
	assert.equal(ruleFor({ ...subject, payer: ['1234567893'], state: 'TX' }, rules).name, 'both');
	assert.equal(ruleFor({ ...subject, payer: [] }, rules).name, 'CMS standard');
	assert.equal(
		ruleFor({ ...subject, urgency: 'expedited', payer: [] }, rules).name,
		'CMS expedited',
	);
	assert.deepEqual(
		CMS_RULES.map(({ unit, amount }) => [unit, amount]),
		[
			['hours', 72],
			['days', 7],
		],
	);
});

test('every rule of the site comes before CMS, but nothing expedited waits longer for want of a word', () => {
	const all = readClockRules([{ name: 'for all', unit: 'days', amount: 3, source: 'site' }]);
	const subject = { urgency: 'standard' as const, payer: ['zz'], day: '2026-11-22' };
	assert.equal(ruleFor(subject, all).name, 'for all');
	const slow = readClockRules([
		{ name: 'slow', unit: 'days', amount: 14, payer: 'zz', source: 'contract' },
	]);
	const urgent = { ...subject, urgency: 'expedited' as const };
	assert.equal(ruleFor(subject, slow).name, 'slow');
	assert.equal(ruleFor(urgent, slow).name, 'CMS expedited');
	assert.deepEqual(
		rulesFor(urgent, slow).map(({ name }) => name),
		['slow', 'CMS expedited'],
	);
	const quick = readClockRules([
		{ name: 'quick', unit: 'hours', amount: 24, payer: 'zz', source: 'contract' },
	]);
	assert.equal(ruleFor(urgent, quick).name, 'quick');
	const agreed = slow.map((one) => ({ ...one, urgency: 'expedited' as const }));
	assert.deepEqual(
		rulesFor(urgent, agreed).map(({ name }) => name),
		['slow'],
	);
});

test('rules that are not understood are refused with the number of the rule', () => {
	const good = { name: 'x', unit: 'hours', amount: 1, source: 'y' };
	const wrong: unknown[] = [
		'text',
		{ ...good, unit: 'weeks' },
		{ ...good, amount: 0 },
		{ ...good, amount: '72' },
		{ ...good, unit: 'days', amount: 1.5 },
		{ ...good, shares: [0] },
		{ ...good, state: 'Texas' },
		{ ...good, payor: 'typo' },
		{ ...good, validFrom: 'soon' },
		{ ...good, source: '' },
		{ ...good, stopsWhileOwed: 'yes' },
		{ ...good, urgency: 'urgent' },
		null,
	];
	for (const each of wrong) {
		assert.throws(() => readClockRules([good, each]), {
			code: 'clock-rules-invalid',
			message: /rule 2/,
		});
	}
	assert.throws(() => readClockRules({ rule: [] }), { code: 'clock-rules-invalid' });
	assert.equal(readClockRules({ rules: [good] }).length, 1);
});

test('a day draws near on days of work, never later', () => {
	const { marks, dueAt } = deadlineOf('2026-12-28', [1, 3, 7], new WorkingTime(calendar()));
	assert.deepEqual(
		marks.map((mark) => [mark.days, iso(mark.at)]),
		[
			[7, iso(at('2026-12-21T08:00:00-06:00'))],
			// Friday the 25th is Christmas, Sunday the 27th a Sunday.
			[3, iso(at('2026-12-24T08:00:00-06:00'))],
			[1, iso(at('2026-12-24T08:00:00-06:00'))],
		],
	);
	assert.equal(iso(dueAt), iso(at('2026-12-29T00:00:00-06:00')));
});
