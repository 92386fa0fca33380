import type { FhirResource } from '../../../clients/fhir';
import type {
	AuthorizationNeed,
	RequirementDoubt,
	RequirementItem,
} from '../../../shared/contracts';
import { canonicalJson } from '../../../shared/canonical-json';
import { SERVICE_SYSTEMS } from '../../rules';
import { sameSystem, unknownItem } from '../assertions/judge';
import type { OrderFacts } from '../order';
import type { RulesTable, TableRule } from './types';

/** What a row may ask about besides payer and code. */
export interface TableFacts extends OrderFacts {
	/** Identifiers of the payer, as `value` and as `system|value`. */
	payers: ReadonlySet<string>;
	place: string | undefined;
	/** YYYY-MM-DD */
	birthDate: string | undefined;
}

/**
 * What the site's table says about an order. The most specific row decides: one for the whole code over
 * one for its beginning, one for this payer over one for all, one with more conditions over one with
 * fewer. A code that is in no row is `unknown`, never `no`; and no row releases from asking where one that
 * is as specific says otherwise and is only not valid on the day, or where another code for billing of
 * the order is in no row.
 */
export function lookUp(facts: TableFacts, table: RulesTable): RequirementItem {
	const { reference, codes, payers } = facts;
	if (codes.length === 0) return unknownItem(reference, 'code-missing');
	const ofPayer = table.rules.filter(({ payer }) => payer === '*' || payers.has(payer));
	if (ofPayer.length === 0) return unknownItem(reference, 'payer-not-in-table');
	const byCode = codes.map((code) => ({
		code,
		rules: ofPayer.filter((rule) => isFor(rule, code)),
	}));
	const listed = byCode.filter(({ rules }) => rules.length > 0);
	if (listed.length === 0) return unknownItem(reference, 'code-not-in-table');
	const outcomes = listed.map(({ rules }) => {
		const valid = rules.filter((rule) => holds(rule, facts));
		if (valid.length === 0) return NOT_VALID;
		const outcome = decide(valid, facts);
		return isOpenAgain(outcome, rules, facts) ? NOT_VALID : outcome;
	});
	const needs = new Set(outcomes.map(({ needed }) => needed));
	const doubts = new Set(outcomes.flatMap((one) => one.doubts));
	if (needs.size > 1) doubts.add('rules-disagree');
	const [only = 'unknown'] = needs;
	const found = outcomes.flatMap((one) => one.rule ?? []);
	const needed = needs.size > 1 ? 'unknown' : only;
	const missing = byCode.some(({ code, rules }) => rules.length === 0 && isProcedure(code.system));
	if (needed !== 'no' || !missing) return itemOf(reference, needed, [...doubts], found);
	return itemOf(reference, 'unknown', [...doubts, 'code-not-in-table'], found);
}

interface Outcome {
	needed: AuthorizationNeed;
	doubts: RequirementDoubt[];
	rule?: TableRule;
}

const NOT_VALID: Outcome = { needed: 'unknown', doubts: ['rule-not-valid'] };

/** Code systems by which services are billed one by one. */
const PROCEDURES = [
	'http://www.ama-assn.org/go/cpt',
	'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
];

const isIn = (systems: Iterable<string>, system: string): boolean =>
	[...systems].some((one) => sameSystem(one, system));

const isProcedure = (system: string): boolean => isIn(PROCEDURES, system);

function isFor(rule: TableRule, { system, code }: { system: string; code: string }): boolean {
	const named = rule.codeIsPrefix ? code.startsWith(rule.code) : code === rule.code;
	if (!named) return false;
	if (rule.system !== undefined) return sameSystem(rule.system, system);
	// The same letters in another vocabulary mean something else: they release nobody.
	return rule.needs !== 'no' || isIn(SERVICE_SYSTEMS, system);
}

/** Years after which nobody relies on a check that released from asking. */
const LONGEST_CHECKED = 2;

/** Valid on the day, and a release is one that somebody has checked, and not years ago. */
function holds({ from, to, needs, checkedOn }: TableRule, { day, today }: TableFacts): boolean {
	if (day < from || day > to) return false;
	const years = yearsBetween(checkedOn, today);
	return needs !== 'no' || (years !== undefined && years < LONGEST_CHECKED);
}

/** A release that a row as specific would contradict, were it not over, or not yet begun. */
function isOpenAgain(
	{ needed, rule: deciding }: Outcome,
	rules: readonly TableRule[],
	facts: TableFacts,
): boolean {
	if (needed !== 'no' || deciding === undefined) return false;
	return rules.some(
		(rule) =>
			rule.needs !== 'no' &&
			!holds(rule, facts) &&
			fitOf(rule, facts) !== 'no' &&
			rankOf(rule) >= rankOf(deciding) &&
			!isSuccession(rule, deciding),
	);
}

/** The same row for one time and for the next: each says for its own what holds. */
function isSuccession(one: TableRule, other: TableRule): boolean {
	const about = ({ payer, system, code, codeIsPrefix, places, age }: TableRule) =>
		canonicalJson([payer, system ?? null, code, codeIsPrefix, [...places].sort(), age ?? null]);
	return about(one) === about(other) && (one.to < other.from || other.to < one.from);
}

function decide(rules: readonly TableRule[], facts: TableFacts): Outcome {
	const fitting = rules
		.map((rule) => ({ rule, fit: fitOf(rule, facts), rank: rankOf(rule) }))
		.filter(({ fit }) => fit !== 'no');
	const sure = fitting.filter(({ fit }) => fit === 'sure').map(({ rank }) => rank);
	const best = Math.max(-1, ...sure);
	// A row whose condition cannot be told may be the one that decides, if it is no less specific.
	const open = fitting.filter(({ fit, rank }) => fit !== 'sure' && rank >= best);
	const deciding = fitting.filter(({ fit, rank }) => fit === 'sure' && rank === best);
	const doubts = [...new Set(open.map(({ fit }) => fit))].filter(isDoubt);
	const needs = new Set([...deciding, ...open].map(({ rule }) => rule.needs));
	const [first] = [...deciding, ...open];
	if (first === undefined) return { needed: 'unknown', doubts: ['code-not-in-table'] };
	const [only] = needs;
	if (new Set(deciding.map(({ rule }) => rule.needs)).size > 1) {
		return { needed: 'unknown', doubts: ['rules-disagree'] };
	}
	// Without a row that surely fits, it may be that none does.
	if (deciding.length === 0 || needs.size > 1) return { needed: 'conditional', doubts };
	return { needed: only ?? 'unknown', doubts: [], rule: first.rule };
}

type Fit = 'sure' | 'no' | 'place-unknown' | 'age-unknown';

const isDoubt = (fit: Fit): fit is 'place-unknown' | 'age-unknown' => fit.endsWith('-unknown');

function fitOf({ places, age }: TableRule, facts: TableFacts): Fit {
	const { place, birthDate, day } = facts;
	if (places.length > 0 && place !== undefined && !places.includes(place)) return 'no';
	const years = birthDate === undefined ? undefined : yearsBetween(birthDate, day);
	if (age !== undefined && years !== undefined) {
		if (years < (age.from ?? 0) || years > (age.to ?? Infinity)) return 'no';
	}
	if (places.length > 0 && place === undefined) return 'place-unknown';
	return age !== undefined && years === undefined ? 'age-unknown' : 'sure';
}

/** Full years; undefined for a date that is no full date, or that lies after the day. */
export function yearsBetween(birthDate: string, day: string): number | undefined {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(birthDate) || birthDate > day) return undefined;
	const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
	return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** Higher decides. The parts cannot overtake each other: a code has at most 500 characters. */
function rankOf({ payer, system, code, codeIsPrefix, places, age }: TableRule): number {
	const conditions = (places.length > 0 ? 1 : 0) + (age === undefined ? 0 : 1);
	const ofCode = codeIsPrefix ? code.length : 600;
	return ofCode * 100 + (payer === '*' ? 0 : 20) + (system === undefined ? 0 : 5) + conditions;
}

function itemOf(
	order: string,
	needed: AuthorizationNeed,
	doubts: RequirementDoubt[],
	rules: readonly TableRule[],
): RequirementItem {
	const [rule] = rules;
	const until = rules.map(({ to }) => to).sort()[0];
	return {
		...unknownItem(order),
		needed,
		questionnaires: [...new Set(rules.flatMap(({ questionnaires }) => questionnaires))],
		...(until !== undefined && { validUntil: until }),
		...(rule !== undefined && {
			rule: {
				id: rule.id,
				source: rule.source,
				checkedBy: rule.checkedBy,
				checkedOn: rule.checkedOn,
			},
		}),
		needsPerson: doubts.length > 0 || needed === 'unknown' || needed === 'conditional',
		doubts,
	};
}

/** Birth date of a patient, where it is a full date. */
export const birthDateOf = ({ birthDate }: FhirResource): string | undefined =>
	typeof birthDate === 'string' ? birthDate : undefined;
