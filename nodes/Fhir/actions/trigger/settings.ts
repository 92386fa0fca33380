import type { SearchParameters } from '../../../clients/fhir';
import { PRIORITIES } from '../../../shared/contracts';
import { HospitalError } from '../../../shared/errors';
import { located } from '../../lists/locator';
import { criteria, type Criterion } from '../../searching/criteria';
import { instantOf } from '../../watching/local-time';
import type { LookSettings } from '../../watching/pass';
import type { OutageSettings } from '../../watching/outage';
import type { PriorityRule } from '../../watching/priority';
import { typeOf } from '../fields';

/** What a trigger node is set to. */
export interface TriggerSettings {
	type: string;
	criteria: SearchParameters;
	method: 'POST' | 'GET';
	by: 'search' | 'history';
	subscription?: {
		/** Canonical of the topic; by criteria when absent. */
		topic?: string;
		heartbeatSeconds?: number;
		checkMs: number;
	};
	look: LookSettings;
	outage: OutageSettings;
	/** Milliseconds since 1970; from now on when absent. */
	since?: number;
	anewAfterPause: boolean;
	together: boolean;
	priority: PriorityRule;
	owner: string;
}

/** Reads one field of the node. */
export type Field = (name: string, fallback?: unknown) => unknown;

interface Options {
	afterPause?: string;
	checkMinutes?: unknown;
	heartbeatSeconds?: unknown;
	largestStep?: unknown;
	lookBackSeconds?: unknown;
	method?: 'POST' | 'GET';
	pageSize?: unknown;
	patienceMinutes?: unknown;
}

const LONGEST_WAIT_MS = 5 * 60_000;
/** A history shows the newest first: only a step that reaches the end counts. */
const ALL_OF_A_HISTORY = 1_000_000;
/** The trigger sets these itself, or they would hide changes from it. */
const OURS =
	/^_(lastUpdated|sort|count|total|summary|elements|include|revinclude|contained|format)(:|$)/;

/**
 * @param timeZone of the workflow, for times that name none
 * @throws HospitalError `field-invalid`, `fhir-name-invalid`, `fhir-search-value-missing`
 */
export function readSettings(field: Field, timeZone = 'UTC'): TriggerSettings {
	const options = (field('options', {}) ?? {}) as Options;
	const watch = String(field('watch', 'search'));
	const by = watch === 'history' ? 'history' : 'search';
	const since = sinceOf(field, timeZone);
	const everyMs = seconds('Look Every (Seconds)', field('everySeconds', 15), 1, 86_400);
	const step = whole('Largest Step (Records)', options.largestStep ?? 10_000, 100, 100_000);
	const patience = whole(
		'Report an Outage After (Minutes)',
		options.patienceMinutes ?? 15,
		1,
		1_440,
	);
	return {
		type: typeOf(located(field('resourceType'))),
		criteria: by === 'history' ? {} : criteriaOf(field),
		method: options.method === 'GET' ? 'GET' : 'POST',
		by,
		...(watch === 'subscription' && { subscription: subscriptionOf(field, options) }),
		look: {
			overlapMs: seconds('Look Back (Seconds)', options.lookBackSeconds ?? 150, 5, 86_400),
			limit: by === 'history' ? ALL_OF_A_HISTORY : step,
			pageSize: whole('Page Size', options.pageSize ?? 200, 10, 1_000),
		},
		outage: { everyMs, longestMs: LONGEST_WAIT_MS, patienceMs: patience * 60_000 },
		...(since !== undefined && { since }),
		anewAfterPause: options.afterPause === 'anew',
		together: field('startFor', 'record') === 'patient',
		priority: priorityOf(field('priority', 'routine')),
		owner: String(field('owner')),
	};
}

function criteriaOf(field: Field): SearchParameters {
	const { parameter = [] } = (field('parameters', {}) ?? {}) as {
		parameter?: Array<{ name?: unknown; value?: unknown; comparison?: string }>;
	};
	const lines = parameter.map(
		({ name, ...line }): Criterion => ({ value: undefined, ...line, name: located(name) }),
	);
	for (const { name } of lines) {
		if (!OURS.test(name)) continue;
		refuse('Criteria', `the trigger itself sets ${name.split(':')[0]}; remove it`);
	}
	return criteria(lines);
}

function subscriptionOf(field: Field, options: Options): TriggerSettings['subscription'] {
	const check = whole('Check Every (Minutes)', options.checkMinutes ?? 5, 1, 1_440);
	const checkMs = check * 60_000;
	if (field('subscriptionForm', 'criteria') !== 'topic') return { checkMs };
	const topic = String(field('topic', '')).trim();
	if (!/^(https?:\/\/|urn:)\S+$/.test(topic)) {
		refuse('Topic', 'enter its whole address, beginning with http:// or https://');
	}
	const heartbeat = whole(
		'Sign of Life Every (Seconds)',
		options.heartbeatSeconds ?? 60,
		0,
		86_400,
	);
	return { topic, checkMs, ...(heartbeat > 0 && { heartbeatSeconds: heartbeat }) };
}

function sinceOf(field: Field, timeZone: string): number | undefined {
	if (field('startWith', 'now') !== 'date') return undefined;
	const since = instantOf(String(field('since', '')), timeZone);
	return since ?? refuse('Since', 'choose a date and a time');
}

function priorityOf(value: unknown): PriorityRule {
	const rules: readonly unknown[] = [...PRIORITIES, 'record'];
	return rules.includes(value)
		? (value as PriorityRule)
		: refuse('Priority', 'choose one of the list');
}

/** @returns milliseconds */
const seconds = (name: string, value: unknown, least: number, most: number): number =>
	Math.round(number(name, value, least, most) * 1000);

const whole = (name: string, value: unknown, least: number, most: number): number =>
	Math.round(number(name, value, least, most));

function number(name: string, value: unknown, least: number, most: number): number {
	const found =
		typeof value === 'number' ? value : Number(String(value ?? '').trim() || Number.NaN);
	if (found >= least && found <= most) return found;
	return refuse(name, `enter a number from ${least} to ${most}`);
}

function refuse(name: string, wanted: string): never {
	throw new HospitalError('field-invalid', `The field "${name}" cannot be used`, {
		nextStep: `Open the trigger: ${wanted}.`,
	});
}
