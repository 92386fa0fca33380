import type {
	FactFlag,
	FactSource,
	ProblemData,
	Side,
} from '../../shared/contracts/clinical-facts';
import { stateOf, type Chart } from './chart';
import {
	codesOf,
	elements,
	nameOf,
	nameOrCode,
	referenceOf,
	typeAndId,
	type Element,
} from './elements';
import { sideOf, withSite } from './laterality';
import { flagged, type SeedOf } from './seed';
import { comparable, partsOf } from './words/lists';
import { tidy } from './words/tidy';
import { isBefore, period, printDate, timeIn, timeOf } from './words/times';

type ProblemSeed = SeedOf<'problem'>;
type Role = ProblemSeed['role'];
type Polarity = ProblemData['polarity'];

const SAID: Readonly<Record<Polarity, string>> = {
	present: '',
	absent: ' (ruled out: the patient does not have it)',
	unconfirmed: ' (not confirmed)',
	resolved: ' (resolved)',
};
/** How a name begins that says itself that something is not there. */
const DENIED = /^(?:no|denies|denied|negative for|ruled out|no evidence of)\s(?!light perception)/i;
const DOUBTED =
	/^(?:possible|probable|suspected|suspicion of|rule[- ]?out|r\/o|query|presumed)\b|\?\s*$/i;
/** A second clause tells something of its own: `No acute fracture; fall`. */
const FURTHER = /[;,.]\s*(?!no\b|or\b|and no\b|nor\b)\S|\b(?:but|with|except|however)\b/i;
const isDenied = (name: string): boolean => DENIED.test(name) && !FURTHER.test(name);
/** Remission is told as such: it may come back, what is resolved is over. */
const isInRemission = ({ clinicalStatus }: Element): boolean =>
	stateOf(clinicalStatus) === 'remission';
const saidOf = (condition: Element, polarity: Polarity): string =>
	polarity === 'resolved' && isInRemission(condition) ? ' (in remission)' : SAID[polarity];
/** Codes that say "no problem is known" (SNOMED CT, IPS absent and unknown data). */
const NONE = new Set(['160245001', 'no-known-problems']);

/** Diagnoses of the stay and what was known before, each with whether the patient has it. */
export function problemFacts(chart: Chart): ProblemSeed[] {
	const uses = usesOf(chart);
	const seeds = chart
		.of('Condition')
		.filter((one) => !codesOf(one.code).some(({ code }) => code === 'no-problem-info'))
		.flatMap((one) => seedsOf(chart, one, uses.get(String(one.id)) ?? []));
	return agreed(merged(seeds));
}

interface Use {
	code?: string;
	rank?: number;
	source: FactSource;
}

/** What the stay says its diagnoses are: admission (AD), discharge (DD), chief complaint (CC), ... */
function usesOf(chart: Chart): Map<string, Use[]> {
	const uses = new Map<string, Use[]>();
	elements(chart.stay?.diagnosis).forEach((one, at) => {
		const key = typeAndId(referenceOf(one.condition) ?? '');
		if (key === undefined || chart.stay === undefined) return;
		const id = key.split('/')[1];
		const rank = Number.isInteger(one.rank) ? Number(one.rank) : undefined;
		const use: Use = {
			code: codesOf(one.use)[0]?.code,
			...(rank !== undefined && { rank }),
			source: chart.source(chart.stay, `diagnosis[${at}]`),
		};
		uses.set(id, [...(uses.get(id) ?? []), use]);
	});
	return uses;
}

function seedsOf(chart: Chart, condition: Element, uses: Use[]): ProblemSeed[] {
	const name = nameOrCode(condition.code);
	if (name === undefined) {
		chart.gap('problem-without-name', ['trc-diagnoses'], 'A problem or diagnosis has no name.', [
			chart.source(condition, 'code'),
		]);
		return [];
	}
	const polarity = polarityOf(condition, name.name);
	const side = sideOf(condition.code, condition.bodySite);
	const clear = side === 'conflict' ? undefined : side;
	const site = nameOf(condition.bodySite);
	const said = tidy(name.name);
	const time = timeOf(
		condition,
		['onsetDateTime', 'onset'],
		['onsetPeriod', 'onset'],
		['recordedDate', 'recorded'],
	);
	const severity = nameOf(condition.severity);
	const seed = (role: Role, use?: Use): ProblemSeed => ({
		kind: 'problem',
		role,
		text: `${withSite(said.text, clear, site)}${isDenied(name.name) ? '' : saidOf(condition, polarity)}`,
		parts: partsOf({
			name: said.text,
			side: clear,
			date: time && printDate(time.at),
			status:
				polarity === 'present' || isInRemission(condition)
					? (stateOf(condition.clinicalStatus) ?? undefined)
					: polarity,
		}),
		data: {
			name: said.text,
			codes: codesOf(condition.code),
			polarity,
			...(clear !== undefined && { side: clear }),
			...(site !== undefined && { site: tidy(site, 200).text }),
			...(severity !== undefined && { severity: tidy(severity, 100).text }),
			...(use?.rank !== undefined && { rank: use.rank }),
		},
		...(time && { time }),
		source: [chart.source(condition, 'code'), ...(use === undefined ? [] : [use.source])],
		...flagged(
			...said.flags,
			...chart.flagsOf(condition),
			name.codedOnly && 'coded-only',
			polarity === 'unconfirmed' && 'unconfirmed',
			side === 'conflict' && 'conflict',
		),
	});
	return rolesOf(chart, condition, polarity, uses).map(({ role, use }) => seed(role, use));
}

function rolesOf(
	chart: Chart,
	condition: Element,
	polarity: Polarity,
	uses: Use[],
): Array<{ role: Role; use?: Use }> {
	// What the patient does not have is no diagnosis of the stay, wherever it is listed.
	if (!chart.isStay || polarity === 'absent') return [{ role: 'history' }];
	const listed = uses.flatMap((use): Array<{ role: Role; use: Use }> => {
		if (use.code === 'DD') return [{ role: 'discharge-diagnosis', use }];
		if (use.code === 'AD' || use.code === 'CC') return [{ role: 'admission-diagnosis', use }];
		return [];
	});
	if (listed.length > 0) return listed;
	const ofStay = uses.length > 0 || chart.isOfStay(condition) === true;
	const inList = elements(condition.category).some((one) =>
		codesOf(one).some(({ code }) => code === 'problem-list-item'),
	);
	const comorbid = uses.some(({ code }) => code === 'CM');
	if (!ofStay || inList || comorbid || isOver(chart, condition)) return [{ role: 'history' }];
	return [{ role: 'discharge-diagnosis', use: uses[0] }];
}

/** True for one that ended before the admission: it is no diagnosis of this stay. */
function isOver(chart: Chart, condition: Element): boolean {
	const end = timeIn(condition.abatementDateTime) ?? period(condition.abatementPeriod).end;
	return end !== undefined && chart.admission !== undefined && isBefore(end, chart.admission);
}

/**
 * What the record says, in this order: refuted; a name that denies; over; not confirmed. A record with
 * an end is over also where its clinical status is not told (FHIR R4 Condition, con-4).
 */
function polarityOf(condition: Element, name: string): Polarity {
	const verified = stateOf(condition.verificationStatus);
	if (verified === 'refuted' || isDenied(name)) return 'absent';
	if (codesOf(condition.code).some(({ code }) => NONE.has(code))) return 'absent';
	const state = stateOf(condition.clinicalStatus);
	const ended =
		state === undefined &&
		(condition.abatementBoolean === true ||
			[
				'abatementDateTime',
				'abatementPeriod',
				'abatementAge',
				'abatementRange',
				'abatementString',
			].some((element) => condition[element] !== undefined));
	if (ended || state === 'inactive' || state === 'remission' || state === 'resolved')
		return 'resolved';
	const doubted = ['unconfirmed', 'provisional', 'differential'].includes(verified ?? '');
	// One name that denies one thing and tells another is neither: it is told as it stands.
	return doubted || DOUBTED.test(name) || DENIED.test(name) ? 'unconfirmed' : 'present';
}

/** One problem that stands in two records is one fact; a diagnosis of the stay is not told twice. */
function merged(seeds: ProblemSeed[]): ProblemSeed[] {
	const kept = new Map<string, ProblemSeed>();
	for (const seed of seeds.toSorted((a, b) => ORDER[a.role] - ORDER[b.role])) {
		const { polarity, side = '' } = seed.data;
		const key = `${topicOf(seed)}|${polarity}|${side}`;
		const before =
			kept.get(`${seed.role}|${key}`) ??
			(seed.role === 'history'
				? (kept.get(`discharge-diagnosis|${key}`) ?? kept.get(`admission-diagnosis|${key}`))
				: undefined);
		if (before === undefined) {
			kept.set(`${seed.role}|${key}`, seed);
			continue;
		}
		before.source.push(...seed.source);
		const { flags } = flagged(...(before.flags ?? []), ...(seed.flags ?? []), 'duplicate');
		before.flags = flags;
	}
	return [...kept.values()];
}

const ORDER: Readonly<Record<Role, number>> = {
	'discharge-diagnosis': 0,
	'admission-diagnosis': 1,
	history: 2,
};

/** Code and system, else the name: what makes two records the same problem. */
function topicOf({ data }: ProblemSeed): string {
	const [code] = data.codes;
	return code === undefined ? comparable(data.name) : `${code.system ?? ''}|${code.code}`;
}

/** Records of one problem that say opposite things are all marked: nothing is resolved here. */
function agreed(seeds: ProblemSeed[]): ProblemSeed[] {
	const said = new Map<string, { polarities: Set<Polarity>; sides: Set<Side | undefined> }>();
	for (const seed of seeds) {
		const { polarities, sides } = said.get(topicOf(seed)) ?? {
			polarities: new Set(),
			sides: new Set(),
		};
		polarities.add(seed.data.polarity);
		sides.add(seed.data.side);
		said.set(topicOf(seed), { polarities, sides });
	}
	return seeds.map((seed) => {
		const { polarities, sides } = said.get(topicOf(seed)) ?? {
			polarities: new Set(),
			sides: new Set(),
		};
		const opposite = polarities.has('absent') && polarities.size > 1;
		const otherSide = [...sides].filter((one) => one !== undefined).length > 1;
		const conflict: FactFlag[] = opposite || otherSide ? ['conflict'] : [];
		return { ...seed, ...flagged(...(seed.flags ?? []), ...conflict) };
	});
}
