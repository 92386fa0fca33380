import type {
	AuthorizationNeed,
	RequirementDoubt,
	RequirementItem,
} from '../../../shared/contracts';
import { keyIn } from '../../request/input';
import type { OrderFacts } from '../order';
import { collected, type Assertion } from './assertion';

/** Codes of `pa-needed` (value set coveragePaDetail) and what follows from each alone. */
const NEEDS: Readonly<Record<string, AuthorizationNeed>> = {
	'no-auth': 'no',
	'auth-needed': 'yes',
	satisfied: 'satisfied',
	performpa: 'performer-asks',
	conditional: 'conditional',
	indeterminate: 'unknown',
};

const COVERED = new Set(['covered', 'not-covered', 'conditional', 'indeterminate']);

interface Judged {
	assertion: Assertion;
	needed: AuthorizationNeed;
	doubts: RequirementDoubt[];
	scope: 'all' | 'exact' | 'modified' | 'other';
}

/**
 * What a payer's assertions about one order come to.
 *
 * Only a plain statement releases from asking: `no` and `satisfied` hold when the assertion is about
 * this coverage and this billing code, is valid on the day, is not limited and does not depend on
 * anything else, and when nothing the payer says contradicts it. `yes` holds in doubt too: to ask once
 * too often harms nobody.
 */
export function judgeAssertions(
	facts: OrderFacts,
	assertions: readonly Assertion[],
	{ changed = false }: { changed?: boolean } = {},
): RequirementItem {
	const about = assertions.filter(
		({ coverage }) => keyIn(coverage, facts.server) === facts.coverage,
	);
	if (about.length === 0) {
		return unknownItem(facts.reference, assertions.length > 0 ? 'other-coverage' : 'no-assertion');
	}
	const judged = about.map((assertion) => judgeOne(assertion, facts));
	const used = applying(judged);
	const doubts = new Set(used.flatMap((one) => one.doubts));
	if (used.every(({ scope }) => scope === 'other')) doubts.add('other-billing-code');
	if (changed) doubts.add('order-changed');
	let needed = together(used, doubts);
	if (doubts.size > 0 && isRelease(needed)) needed = releasedInDoubt(doubts);
	const numbers = new Set(used.flatMap(({ assertion }) => assertion.authorizationNumber ?? []));
	const [number] = numbers;
	const one = used.map(({ assertion }) => assertion);
	const covered = coveredOf(one);
	if (covered === 'not-covered') doubts.add('not-covered');
	else if (covered !== 'covered') doubts.add('coverage-uncertain');
	const kept = collected(one);
	if (kept.informationNeeded.length > 0) doubts.add('needs-information');
	const asserted = latest(one.map(({ date }) => date));
	const until = earliest(one.map(({ expires }) => expires));
	return {
		order: facts.reference,
		needed,
		covered,
		...kept,
		...(needed === 'satisfied' && number !== undefined && { authorizationNumber: number }),
		...(asserted !== undefined && { assertedOn: asserted }),
		...(until !== undefined && { validUntil: until }),
		needsPerson: doubts.size > 0 || !isPlain(needed),
		doubts: [...doubts],
	};
}

export const isRelease = (needed: AuthorizationNeed): boolean =>
	needed === 'no' || needed === 'satisfied';

const isPlain = (needed: AuthorizationNeed): boolean => isRelease(needed) || needed === 'yes';

/** Doubts that only a person can settle leave it unknown; others name what it depends on. */
const SETTLED_BY_PERSON: readonly RequirementDoubt[] = [
	'assertion-malformed',
	'assertion-expired',
	'satisfied-without-number',
	'not-covered',
];

const releasedInDoubt = (doubts: ReadonlySet<RequirementDoubt>): AuthorizationNeed =>
	SETTLED_BY_PERSON.some((doubt) => doubts.has(doubt)) ? 'unknown' : 'conditional';

/** Those for this billing code where there are such, else all that are not plainly for another. */
function applying(judged: readonly Judged[]): readonly Judged[] {
	const exact = judged.filter(({ scope }) => scope === 'exact' || scope === 'all');
	if (exact.length > 0) return exact;
	const close = judged.filter(({ scope }) => scope === 'modified');
	return close.length > 0 ? close : judged;
}

function together(used: readonly Judged[], doubts: Set<RequirementDoubt>): AuthorizationNeed {
	const needs = new Set(used.map(({ needed }) => needed));
	const [only = 'unknown'] = needs;
	if (needs.size <= 1) return only;
	doubts.add('assertions-disagree');
	return 'conditional';
}

function judgeOne(assertion: Assertion, facts: OrderFacts): Judged {
	const doubts: RequirementDoubt[] = [];
	const { authorization, authorizationNumber, covered, expires, date, details } = assertion;
	const known = authorization === undefined ? undefined : NEEDS[authorization];
	let needed: AuthorizationNeed = known ?? 'unknown';
	if (authorization !== undefined && known === undefined) doubts.push('assertion-code-unknown');
	if (authorization === undefined && covered !== 'not-covered') doubts.push('assertion-malformed');
	if (authorization === 'indeterminate') doubts.push('assertion-indeterminate');
	if (covered !== undefined && !COVERED.has(covered)) doubts.push('assertion-code-unknown');
	// Invariants crd-ci-q2 and crd-ci-q5 of the guide.
	if (covered === 'not-covered' && authorization !== undefined) doubts.push('assertion-malformed');
	if (needed === 'satisfied' && authorizationNumber === undefined) {
		doubts.push('satisfied-without-number');
		needed = 'unknown';
	}
	if (needed !== 'satisfied' && authorizationNumber !== undefined) {
		doubts.push('assertion-malformed');
	}
	if (assertion.malformed) doubts.push('assertion-malformed');
	if (isOver(expires, facts) || isAhead(date, facts) || isStale(assertion, facts)) {
		doubts.push('assertion-expired');
		if (needed !== 'yes') needed = 'unknown';
	}
	if (details.some(({ category }) => category === 'cat-limitation')) doubts.push('limited');
	if (assertion.dependencies.length > 0) doubts.push('depends-on-other-order');
	const scope = scopeOf(assertion, facts);
	if (scope === 'modified') doubts.push('other-billing-code');
	return { assertion, needed, doubts, scope };
}

/** Valid on the day of service and today: one that is over may have been replaced. */
const isOver = (expires: string | undefined, { day, today }: OrderFacts): boolean =>
	expires !== undefined && (expires < day || expires < today);

/** The payer may be a day ahead of us; more is a mistake. */
function isAhead(date: string | undefined, { today }: OrderFacts): boolean {
	if (date === undefined) return false;
	return Date.parse(date) - Date.parse(today) > DAY;
}

/** Days for which a statement that names no end is taken for the present one. */
const LONGEST_DAYS = 90;
const DAY = 24 * 60 * 60_000;

/** What was said before the order was written, or long ago, and names no end, may have been replaced. */
function isStale({ date, expires }: Assertion, { today, authored }: OrderFacts): boolean {
	if (date === undefined || expires !== undefined) return false;
	const said = Date.parse(date);
	return (
		Date.parse(today) - said > LONGEST_DAYS * DAY ||
		(authored !== undefined && Date.parse(authored) - said > DAY)
	);
}

function scopeOf({ billingCodes }: Assertion, { codes }: OrderFacts): Judged['scope'] {
	if (billingCodes.length === 0) return 'all';
	const names = (strip: (code: string) => string): boolean =>
		codes.some(({ system, code }) =>
			billingCodes.some(
				(billing) =>
					strip(billing.code) === code &&
					(billing.system === undefined || sameSystem(billing.system, system)),
			),
		);
	if (names((code) => code)) return 'exact';
	return names((code) => code.split(/[:,]/)[0] ?? '') ? 'modified' : 'other';
}

/** HCPCS is written with and without `www`, and with http and https. */
export const sameSystem = (one: string, other: string): boolean => bare(one) === bare(other);

const bare = (system: string): string =>
	system
		.toLowerCase()
		.replace(/^https?:\/\/(www\.)?/, '')
		.replace(/\/+$/, '');

function coveredOf(assertions: readonly Assertion[]): RequirementItem['covered'] {
	const all = new Set(assertions.map(({ covered }) => covered));
	const [only] = all;
	if (all.size !== 1 || only === undefined || !COVERED.has(only)) return 'unknown';
	return only as RequirementItem['covered'];
}

const latest = (dates: ReadonlyArray<string | undefined>): string | undefined =>
	dates
		.filter((date) => date !== undefined)
		.sort()
		.at(-1);

const earliest = (dates: ReadonlyArray<string | undefined>): string | undefined =>
	dates.filter((date) => date !== undefined).sort()[0];

/** Nothing is known about an order: a person must find out. */
export const unknownItem = (order: string, ...doubts: RequirementDoubt[]): RequirementItem => ({
	order,
	needed: 'unknown',
	covered: 'unknown',
	documentation: { needed: [], purposes: [] },
	informationNeeded: [],
	questionnaires: [],
	billingCodes: [],
	assertionIds: [],
	reasons: [],
	details: [],
	dependencies: [],
	contacts: [],
	needsPerson: true,
	doubts,
});
