import { clear, type Contract } from './contract';
import type { PriorAuthOutcome } from './prior-auth';

/** How prior authorization went, month by month. Counts and times; nothing of a patient. */
export interface PriorAuthMetrics {
	contract: 'PriorAuthMetrics/1';
	/** First and last month, YYYY-MM, by the clock of the site. */
	from: string;
	to: string;
	timeZone: string;
	/** ISO 8601 UTC: what is open is open at this time. */
	madeAt: string;
	months: PriorAuthMonth[];
	total: PriorAuthFigures;
}

export interface PriorAuthMonth extends PriorAuthFigures {
	/** YYYY-MM */
	month: string;
}

export interface PriorAuthFigures {
	/** Requests that were sent first in this time, and how many of them were expedited. */
	submitted: number;
	expedited: number;
	/** Of those, how many wait for a decision today. */
	open: number;
	/** Of those, how many the payer pended at least once, and asked more information for. */
	pended: number;
	informationRequested: number;
	/** First final decisions that came in this time, by what was decided. */
	decided: number;
	outcomes: Partial<Record<PriorAuthOutcome, number>>;
	/** From the payer having the request to its first final decision. */
	standardHours: PriorAuthTimes;
	expeditedHours: PriorAuthTimes;
	/** How long the payer waited for information from us, where it did. */
	owedHours: PriorAuthTimes;
	/** Requests whose time ended in this time without a decision, and how many of them were expedited. */
	overdue: number;
	overdueExpedited: number;
	/** Reasons of denied items, by code; `no-reason-given` where the payer gave none. */
	denials: Array<{ system?: string; code: string; count: number }>;
	/** Appeals and peer-to-peer talks that were begun, and denials that were changed after one. */
	appeals: number;
	overturned: number;
	/** Approvals that the payer took back, wholly or in part. */
	takenBack: number;
	/** Ended by us without a decision, by reason. */
	closed: Array<{ reason: string; count: number }>;
}

/** Hours; absent when there is nothing to reckon with. */
export interface PriorAuthTimes {
	count: number;
	median?: number;
	/** Nine of ten took no longer. */
	p90?: number;
	longest?: number;
}

const FIGURES: Readonly<Record<string, string>> = {
	'/submitted': 'Requests that were sent',
	'/expedited': 'Of those, expedited',
	'/open': 'Of those, waiting for a decision today',
	'/pended': 'Of those, pended by the payer at least once',
	'/informationRequested': 'Of those, with more information asked for',
	'/decided': 'First final decisions that came',
	'/outcomes/*': 'Of those, by what was decided',
	'/standardHours/*': 'Hours from receipt to decision, standard requests',
	'/expeditedHours/*': 'Hours from receipt to decision, expedited requests',
	'/owedHours/*': 'Hours for which the payer waited for us',
	'/overdue': 'Requests whose time ended without a decision',
	'/overdueExpedited': 'Of those, expedited',
	'/denials/*/system': 'System of a reason of denial',
	'/denials/*/code': 'Code of a reason of denial, or no-reason-given',
	'/denials/*/count': 'Items that were denied for it',
	'/appeals': 'Appeals and peer-to-peer talks that were begun',
	'/overturned': 'Denials that were changed after one',
	'/takenBack': 'Approvals that the payer took back',
	'/closed/*/reason': 'Why requests were ended without a decision',
	'/closed/*/count': 'How many',
};

const figures = (prefix: string) =>
	Object.fromEntries(
		Object.entries(FIGURES).map(([pointer, text]) => [`${prefix}${pointer}`, clear(text)]),
	);

export const priorAuthMetricsContract: Contract = {
	name: 'PriorAuthMetrics',
	key: 'priorAuthMetrics',
	description: 'How prior authorization went, month by month: counts and times only.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/from': clear('First month'),
		'/to': clear('Last month'),
		'/timeZone': clear('Time zone by which months begin'),
		'/madeAt': clear('When it was reckoned (UTC)'),
		'/months/*/month': clear('Month'),
		...figures('/months/*'),
		...figures('/total'),
	},
};
