import type { Habits } from './chart-server.ts';
import type { Writing } from './writers.ts';

/** One kind of server, watched in one way. */
export interface Scenario {
	name: string;
	habits: Habits;
	by?: 'search' | 'history';
	together?: boolean;
	/** Notifications wake the watch; some are lost, some come many times. */
	subscription?: boolean;
	writing?: Partial<Writing>;
	/** Records that one step reads. */
	limit?: number;
	/** Share of looks during which the process dies, between two steps of its work. */
	crashes?: number;
}

const FAULTS: Habits = { throttled: 0.02, unavailable: 0.02, cut: 0.01, requestTakes: 120 };

/** Pages that shift while they are read, so that a record can slip over a border. */
const SMALL_PAGES: Habits = { largestPage: 23 };

export const SCENARIOS: readonly Scenario[] = [
	{ name: 'sorts, pages shift', habits: { ...FAULTS, ...SMALL_PAGES } },
	{ name: 'counts in seconds', habits: { ...FAULTS, truncate: true } },
	{ name: 'ignores the order', habits: { ...FAULTS, unsorted: true, largestPage: 50 } },
	{ name: 'refuses the order', habits: { ...FAULTS, refusesSort: true } },
	{ name: 'swaps pages', habits: { ...FAULTS, swapsPages: true, ...SMALL_PAGES } },
	{ name: 'header an hour ahead', habits: { ...FAULTS, dateOff: 3_600_000 } },
	{ name: 'header an hour behind', habits: { ...FAULTS, dateOff: -3_600_000 } },
	{ name: 'always version 1', habits: { ...FAULTS, versions: 'constant' } },
	{ name: 'no versions, seconds', habits: { ...FAULTS, versions: 'none', truncate: true } },
	{ name: 'small steps', habits: { ...FAULTS, ...SMALL_PAGES }, limit: 100 },
	{ name: 'links elsewhere', habits: { ...FAULTS, ...SMALL_PAGES, foreignLinks: 0.05 } },
	{ name: 'dies again and again', habits: FAULTS, crashes: 0.2 },
	{ name: 'dies, by patient', habits: FAULTS, crashes: 0.2, together: true },
	{ name: 'subscription', habits: FAULTS, subscription: true },
	{ name: 'subscription, dies', habits: FAULTS, subscription: true, crashes: 0.1 },
	{
		name: 'history',
		habits: { ...FAULTS, ...SMALL_PAGES },
		by: 'history',
		writing: { deletes: 0.05 },
	},
	{
		name: 'history, dies',
		habits: { ...FAULTS, truncate: true },
		by: 'history',
		writing: { deletes: 0.05 },
		crashes: 0.2,
	},
];
