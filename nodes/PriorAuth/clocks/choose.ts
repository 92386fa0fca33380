import { HospitalError } from '../../shared/errors';
import { isDay } from './calendar';
import type { ClockRule, ClockSubject, SiteClockRule } from './rule';

/**
 * What counts where nothing else does: 72 hours for an expedited request, seven calendar days for a
 * standard one (CMS-0057-F, from 2026-01-01).
 */
export const CMS_RULES: readonly SiteClockRule[] = [
	{
		name: 'CMS expedited',
		urgency: 'expedited',
		unit: 'hours',
		amount: 72,
		source: 'CMS-0057-F (42 CFR 422.572(a)(1), 438.210(d)(2))',
	},
	{
		name: 'CMS standard',
		urgency: 'standard',
		unit: 'days',
		amount: 7,
		source: 'CMS-0057-F (42 CFR 422.568(b)(1), 438.210(d)(1))',
	},
];

/**
 * The rule for a request: that of its payer and state before that of the payer, before that of the
 * state, before one for all; of those that are equally close the first of the list. What CMS says counts
 * where the site has no rule, and for what is expedited where the rule does not say that it is for that.
 *
 * @returns the rules that hold at once: whichever ends first counts
 */
export function rulesFor(subject: ClockSubject, rules: readonly SiteClockRule[]): ClockRule[] {
	const best = closest(subject, rules);
	// One of the two of CMS fits whatever is asked.
	const cms = CMS_RULES.find((rule) => fits(rule, subject)) ?? CMS_RULES[1];
	if (best === undefined) return [cms];
	return subject.urgency === 'expedited' && best.urgency === undefined ? [best, cms] : [best];
}

/** Of {@link rulesFor} the one that is shorter by its name; a calendar may show it otherwise. */
export function ruleFor(subject: ClockSubject, rules: readonly SiteClockRule[]): ClockRule {
	return rulesFor(subject, rules).reduce((one, other) =>
		hoursOf(other) < hoursOf(one) ? other : one,
	);
}

/** At least: a time of business has more hours on the clock. */
const hoursOf = ({ unit, amount }: ClockRule): number =>
	unit === 'days' || unit === 'business-days' ? amount * 24 : amount;

function closest(
	subject: ClockSubject,
	rules: readonly SiteClockRule[],
): SiteClockRule | undefined {
	let best: SiteClockRule | undefined;
	for (const rule of rules) {
		if (fits(rule, subject) && (best === undefined || closeness(rule) > closeness(best))) {
			best = rule;
		}
	}
	return best;
}

const closeness = ({ payer, state, urgency }: SiteClockRule): number =>
	(payer === undefined ? 0 : 4) + (state === undefined ? 0 : 2) + (urgency === undefined ? 0 : 1);

function fits(rule: SiteClockRule, { urgency, payer, state, day }: ClockSubject): boolean {
	const names = payer.map(folded);
	return (
		(rule.urgency === undefined || rule.urgency === urgency) &&
		(rule.payer === undefined || names.includes(folded(rule.payer))) &&
		(rule.state === undefined || rule.state.toUpperCase() === state?.toUpperCase()) &&
		(rule.validFrom === undefined || rule.validFrom <= day) &&
		(rule.validTo === undefined || day <= rule.validTo)
	);
}

const folded = (name: string): string => name.trim().toLowerCase().replace(/\s+/g, ' ');

const UNITS: readonly unknown[] = ['hours', 'days', 'business-hours', 'business-days'];
const MOST_RULES = 1_000;
const KNOWN = new Set([
	'name',
	'unit',
	'amount',
	'shares',
	'stopsWhileOwed',
	'source',
	'urgency',
	'payer',
	'state',
	'validFrom',
	'validTo',
]);

/**
 * Reads the rules of the site. What is not understood is refused: a clock that is silently wrong would
 * be found out when it is too late.
 *
 * @param value parsed JSON: a list of rules, or an object with the list under `rules`
 * @throws HospitalError `clock-rules-invalid`
 */
export function readClockRules(value: unknown): SiteClockRule[] {
	const list = Array.isArray(value) ? value : (value as { rules?: unknown } | null)?.rules;
	if (!Array.isArray(list)) throw invalid('it is no list of rules');
	if (list.length > MOST_RULES) throw invalid(`it has more than ${MOST_RULES} rules`);
	return list.map((rule: unknown, at) => {
		const flaw = flawOf(rule);
		if (flaw !== undefined) throw invalid(`rule ${at + 1}: ${flaw}`);
		return rule as SiteClockRule;
	});
}

function flawOf(value: unknown): string | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is no object';
	const rule = value as Partial<Record<keyof SiteClockRule, unknown>>;
	if (Object.keys(rule).some((key) => !KNOWN.has(key))) return 'has a field that is not known';
	if (!isText(rule.name)) return '"name" must be a text of at most 200 characters';
	if (!isText(rule.source)) return '"source" must say where the rule is from';
	if (!UNITS.includes(rule.unit)) {
		return '"unit" must be hours, days, business-hours or business-days';
	}
	const { amount, unit, shares } = rule;
	if (typeof amount !== 'number' || !(amount > 0) || amount > 10_000) {
		return '"amount" must be a number above 0';
	}
	if ((unit === 'days' || unit === 'business-days') && !Number.isInteger(amount)) {
		return '"amount" must be whole days';
	}
	if (shares !== undefined && !isShares(shares)) {
		return '"shares" must be a list of numbers above 0, at most 1';
	}
	if (rule.stopsWhileOwed !== undefined && typeof rule.stopsWhileOwed !== 'boolean') {
		return '"stopsWhileOwed" must be true or false';
	}
	if (rule.urgency !== undefined && rule.urgency !== 'standard' && rule.urgency !== 'expedited') {
		return '"urgency" must be standard or expedited';
	}
	if (rule.payer !== undefined && !isText(rule.payer)) return '"payer" must be a text';
	if (rule.state !== undefined && !/^[A-Za-z]{2}$/.test(String(rule.state))) {
		return '"state" must be two letters';
	}
	const days = [rule.validFrom, rule.validTo].filter((day) => day !== undefined);
	return days.every(isDay) ? undefined : 'write "validFrom" and "validTo" as YYYY-MM-DD';
}

const isText = (value: unknown): boolean =>
	typeof value === 'string' && value.trim() !== '' && value.length <= 200;

const isShares = (value: unknown): boolean =>
	Array.isArray(value) &&
	value.length <= 20 &&
	value.every((share) => typeof share === 'number' && share > 0 && share <= 1);

const invalid = (why: string): HospitalError =>
	new HospitalError('clock-rules-invalid', `The rules of the clocks cannot be used: ${why}`, {
		nextStep:
			'Correct the rules in the node that runs the clocks; the guide to prior authorization shows an example.',
	});
