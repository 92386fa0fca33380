import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	openCases,
	type CaseOpening,
	type Cases,
	type ClockSettings,
} from '../../../dist/nodes/PriorAuth/cases/index.js';
import {
	federalHolidays,
	WorkingTime,
	type ClockRule,
	type SiteCalendar,
} from '../../../dist/nodes/PriorAuth/clocks/index.js';
import { ClockLoop, type ClockWork } from '../../../dist/nodes/PriorAuth/following/index.js';
import { shown, walk, works } from '../../unit/priorauth/clock-oracle.ts';

/**
 * A year of prior authorizations under a clock of its own: requests come in at any minute of it, payers
 * decide in time, late or never, ask for more and wait, and the process that keeps the clocks is started
 * anew every few weeks. When something had to be told is reckoned in another way, minute by minute.
 */
export interface Escalations {
	/** What was told. */
	fired: number;
	/** Told more than a minute late, too early, twice, or not at all. */
	late: number;
	cases: number;
	/** Requests whose payer was late: counted, not a breach. */
	overdue: number;
}

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const SHARES = [0.5, 0.75, 0.9, 1];
const KEY = Buffer.alloc(32, 3);
/** How often the process that keeps the clocks is started anew. */
const RESTART_EVERY = 17 * DAY;

const CALENDAR: SiteCalendar = {
	timeZone: 'America/New_York',
	workDays: [1, 2, 3, 4, 5],
	opens: '08:00',
	closes: '17:30',
	holidays: ['2026-12-24', '2026-12-31', ...federalHolidays(2026), ...federalHolidays(2027)],
};

interface Kind extends ClockRule {
	payer: string;
	urgency: 'standard' | 'expedited';
}

const kind = (
	payer: string,
	unit: ClockRule['unit'],
	amount: number,
	stopsWhileOwed = false,
): Kind => ({
	name: payer,
	payer,
	unit,
	amount,
	stopsWhileOwed,
	urgency: 'standard',
	source: 'bench',
});

/** Rules of payers; the first two are nobody's, so that those of CMS hold. */
const KINDS: readonly Kind[] = [
	{ ...kind('ZZ CMS A', 'hours', 72), urgency: 'expedited' },
	kind('ZZ CMS B', 'days', 7),
	kind('ZZ Three Days', 'business-days', 3),
	kind('ZZ Two Shifts', 'business-hours', 19, true),
	kind('ZZ Fortnight', 'days', 14, true),
	{ ...kind('ZZ One Day', 'hours', 24, true), urgency: 'expedited' },
];

interface Request {
	id: string;
	kind: Kind;
	receivedAt: number;
	decidedAt?: number;
	/** From when to when the payer waits for us. */
	owed?: { from: number; to: number };
	/** When what must have been told. */
	expected: Array<{ mark: string; at: number }>;
}

export async function escalations({ quick = false } = {}): Promise<Escalations> {
	const [from, days, count] = quick
		? [Date.parse('2026-10-19T04:00:00Z'), 42, 60]
		: [Date.parse('2026-01-01T05:00:00Z'), 365, 600];
	const end = from + days * DAY;
	const requests = madeUp(count, from, end);
	for (const each of requests) each.expected = expectedOf(each, end);
	const folder = await mkdtemp(join(tmpdir(), 'prior-auth-year-'));
	try {
		const told = await live(requests, folder, from, end);
		return judged(requests, told);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** Numbers that look thrown and are the same each time. */
function dice(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

function madeUp(count: number, from: number, end: number): Request[] {
	const throwDice = dice(11);
	return Array.from({ length: count }, (_, n): Request => {
		const chosen = KINDS[n % KINDS.length] ?? KINDS[0]!;
		const receivedAt = from + throwDice(Math.floor((end - from) / MINUTE)) * MINUTE;
		const request: Request = { id: `ZZ-${n}`, kind: chosen, receivedAt, expected: [] };
		// Half a minute beside the minutes at which something is told: nothing falls together.
		const later = (most: number): number => receivedAt + throwDice(most) * MINUTE + MINUTE / 2;
		if (throwDice(3) === 0) {
			const asked = later(4 * 1_440);
			request.owed = { from: asked, to: asked + (1 + throwDice(3 * 1_440)) * MINUTE };
		}
		if (throwDice(8) > 0) {
			request.decidedAt = Math.max(later(16 * 1_440), (request.owed?.to ?? 0) + MINUTE);
		}
		return request;
	}).sort((a, b) => a.receivedAt - b.receivedAt);
}

/** The oracle: how many minutes the clock must run, and then minute by minute. */
function expectedOf({ kind: of, receivedAt, decidedAt, owed }: Request, end: number) {
	const isOpen = (at: number): boolean => works(at, CALENDAR);
	const always = (): boolean => true;
	const business = of.unit === 'business-days' || of.unit === 'business-hours';
	const runs = business ? isOpen : always;
	const total = minutesOf(of, receivedAt, isOpen);
	const isOwed = (at: number): boolean =>
		of.stopsWhileOwed === true && owed !== undefined && at + MINUTE > owed.from && at < owed.to;
	const over = Math.min(decidedAt ?? end, end - 2 * MINUTE);
	return SHARES.flatMap((share) => {
		const at = walk(receivedAt, total * share, (now) => runs(now) && !isOwed(now));
		return at <= over ? [{ mark: String(Math.round(share * 100)), at }] : [];
	});
}

function minutesOf(of: Kind, start: number, isOpen: (at: number) => boolean): number {
	if (of.unit === 'hours' || of.unit === 'business-hours') return of.amount * 60;
	const zone = CALENDAR.timeZone;
	if (of.unit === 'days') {
		const { time } = shown(start, zone);
		const day = shown(start + of.amount * DAY, zone).day;
		let at = start + of.amount * DAY - 120 * MINUTE;
		while (shown(at, zone).day !== day || shown(at, zone).time < time) at += MINUTE;
		return (at - start) / MINUTE;
	}
	// So many days of work, as long as the site works on one.
	let first = start;
	while (!isOpen(first)) first += MINUTE;
	return of.amount * 9.5 * 60;
}

interface Told {
	id: string;
	mark: string;
	with: string[];
	at: number;
}

interface Happening {
	at: number;
	do(cases: Cases): Promise<unknown>;
}

async function live(
	requests: readonly Request[],
	folder: string,
	from: number,
	end: number,
): Promise<Told[]> {
	const settings: ClockSettings = {
		route: 'bench/clock',
		rules: KINDS.slice(2),
		working: new WorkingTime(CALENDAR),
		authorizationDays: [],
		informationDays: [],
	};
	const happenings = requests.flatMap(happeningsOf).sort((a, b) => a.at - b.at);
	// Those who submit and hear are other processes than the one that keeps the clocks.
	const desk = await openCases(folder, { key: KEY });
	const told: Told[] = [];
	let now = from;
	let next = 0;
	while (now < end) {
		const until = Math.min(end, now + RESTART_EVERY);
		const cases = await openCases(folder, { key: KEY });
		const loop = new ClockLoop({
			cases,
			settings,
			now: () => now,
			open: ({ work, case: of }: ClockWork) => {
				const { mark = '', with: earlier = [] } = work.followUp.clock ?? {};
				told.push({ id: of.opening.identifier.value, mark, with: earlier, at: now });
				return Promise.resolve();
			},
			onError: (error) => {
				throw error;
			},
		});
		while (now < until) {
			const wait = await loop.once();
			let target = Math.min(until, now + Math.max(1, wait));
			const event = happenings[next]?.at ?? Number.POSITIVE_INFINITY;
			// Looks at which nothing can happen are passed over in steps of whole looks.
			const idle = Math.min(until, event, cases.nextDue(settings) ?? until) - target;
			if (idle > wait && wait > 0) target += Math.floor(idle / wait) * wait;
			for (let one = happenings[next]; one !== undefined && one.at <= target; ) {
				await one.do(desk);
				one = happenings[++next];
			}
			now = target;
		}
	}
	return told;
}

function happeningsOf({ id, kind: of, receivedAt, decidedAt, owed }: Request): Happening[] {
	const identifier = { system: 'http://example.org/packets', value: id };
	const iso = (at: number): string => new Date(at).toISOString();
	const opening: CaseOpening = {
		identifier,
		trace: identifier,
		patient: { identifiers: [{ value: id }] },
		payer: { identifiers: [], name: of.payer },
		urgency: of.urgency,
		submittedAt: iso(receivedAt),
		items: [],
	};
	const say = (at: number, pended: boolean): Happening => ({
		at,
		do: async (cases) =>
			await cases.decide(
				{ identifier },
				{
					at: iso(at),
					source: 'notification',
					decision: {
						contract: 'PriorAuthDecision/1',
						outcome: pended ? 'pended' : 'approved',
						needsPerson: false,
						reasons: [],
						created: iso(at),
						authorizationNumbers: [],
						referenceNumbers: [],
						items: [],
						asked: pended ? [{ by: 'code', items: [], codes: [] }] : [],
						errors: [],
						notes: [],
					},
				},
			),
	});
	return [
		{
			at: receivedAt,
			do: async (cases) => {
				await cases.open(opening);
				await cases.received({ identifier }, iso(receivedAt));
			},
		},
		...(owed === undefined
			? []
			: [
					say(owed.from, true),
					{
						at: owed.to,
						do: async (cases: Cases) => await cases.informationSent({ identifier }, iso(owed.to)),
					},
				]),
		...(decidedAt === undefined ? [] : [say(decidedAt, false)]),
	];
}

function judged(requests: readonly Request[], told: readonly Told[]): Escalations {
	let late = 0;
	for (const { id, expected } of requests) {
		const theirs = told.filter((one) => one.id === id);
		for (const { mark, at } of expected) {
			const said = theirs.filter((one) => one.mark === mark || one.with.includes(mark));
			const inTime = said.filter((one) => one.at >= at - MINUTE && one.at <= at + MINUTE);
			if (said.length !== 1 || inTime.length !== 1) late += 1;
		}
		const marks = new Set(expected.map(({ mark }) => mark));
		late += theirs.filter(({ mark }) => !marks.has(mark)).length;
	}
	const overdue = requests.filter(({ expected }) => expected.some(({ mark }) => mark === '100'));
	return { fired: told.length, late, cases: requests.length, overdue: overdue.length };
}
