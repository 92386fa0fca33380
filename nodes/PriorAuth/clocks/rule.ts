/** How long a payer may take, as a law, a contract or the site says. */
export interface ClockRule {
	/** Short name, shown to people: `CMS expedited`. */
	name: string;
	/**
	 * `hours`: elapsed time. `days`: calendar days, to the same time of day on the clock of the site.
	 * `business-hours` and `business-days`: only while the site works; a business day has as many hours
	 * as the site works on a day.
	 */
	unit: 'hours' | 'days' | 'business-hours' | 'business-days';
	/** How many of them, above 0. */
	amount: number;
	/** Parts of the whole at which somebody is told; half, three quarters, nine tenths and the whole when absent. */
	shares?: number[];
	/** True when the clock stands still while the payer waits for information from us. */
	stopsWhileOwed?: boolean;
	/** Where it is from: `42 CFR 422.568(b)(1)`. */
	source: string;
}

/** A rule and the requests that it is for. What is absent fits every request. */
export interface SiteClockRule extends ClockRule {
	urgency?: 'standard' | 'expedited';
	/** Identifier (value) or name of the payer. */
	payer?: string;
	/** Two letters of the state whose law it is, `TX`: that in which the patient lives. */
	state?: string;
	/** First and last day on which a request is submitted to be under it, YYYY-MM-DD. */
	validFrom?: string;
	validTo?: string;
}

/** What is known of a request when its rule is chosen. */
export interface ClockSubject {
	urgency: 'standard' | 'expedited';
	/** Names and identifier values of the payer. */
	payer: readonly string[];
	state?: string;
	/** YYYY-MM-DD at the site. */
	day: string;
}

/** When a site works. */
export interface SiteCalendar {
	/** IANA name: `America/Chicago`. */
	timeZone: string;
	/** ISO week days, Monday 1 to Sunday 7. */
	workDays: number[];
	/** HH:MM on the clock of the site; `closes` is later than `opens`, at most 24:00. */
	opens: string;
	closes: string;
	/** Days on which nobody works, YYYY-MM-DD. */
	holidays: string[];
	/** True when the federal holidays of the United States are days off as well. */
	federalHolidays?: boolean;
}

/** A time during which the clock stood still. Milliseconds since 1970; without an end it still does. */
export interface Pause {
	from: number;
	to?: number;
}

/** When a decision is due, and when somebody is told before. */
export interface Due {
	/** Milliseconds since 1970; absent while the clock stands still. */
	dueAt?: number;
	/** Those that can be told, in order. A milestone of before a pause has its time also during it. */
	milestones: Milestone[];
	/** True while the clock stands still. */
	stopped: boolean;
}

export interface Milestone {
	/** Milliseconds since 1970. */
	at: number;
	/** 0.5 for half of the time. */
	share: number;
}
