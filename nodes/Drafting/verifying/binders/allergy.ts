import type { Fact, FactOf } from '../../../shared/contracts/clinical-facts';
import { drugOf } from '../lexicon/concepts';
import { FAMILY, NEGATED, RESOLVED, UNCERTAIN } from '../reading/polarity';
import type { Term } from '../reading/read';
import { root } from '../text/stem';
import { hitsAs, type Judgement } from './judgement';

type Allergy = FactOf<'allergy'>;

/** Binds the substances that a text calls allergies, their reactions, and "no known allergies". */
export function judgeAllergies(
	judgement: Judgement,
	substances: readonly Term[],
	reactions: readonly Term[],
): void {
	for (const term of substances) judgeSubstance(judgement, term);
	for (const term of reactions) judgeReaction(judgement, term, substances);
	judgeNoneKnown(judgement, substances);
	judgeList(judgement, substances);
}

const recorded = (judgement: Judgement): Allergy[] =>
	judgement.chart.of('allergy').filter((fact) => fact.role === 'allergy') as Allergy[];

function judgeSubstance(judgement: Judgement, term: Term): void {
	judgement.use(term.from, term.to);
	const flags = judgement.reading.polarity.flags[term.to - 1];
	const facts = hitsAs(term, 'allergy') as Allergy[];
	const name = judgement.said(term.from, term.to);
	const negated = (flags & NEGATED) !== 0 && !/^avoid/.test(judgement.low(term.from - 1));
	if (flags & FAMILY)
		return judgement.fault(
			'person',
			`The chart has no relative with an allergy to "${name}".`,
			term.from,
			term.to,
		);
	if (negated || flags & RESOLVED) {
		const fact = facts.find(
			({ data }) => data.polarity === 'absent' || data.polarity === 'resolved',
		);
		if (fact !== undefined) judgement.support(fact);
		else
			judgement.fault(
				'allergy-dropped',
				`The text says that there is no allergy to "${name}"; the chart does not say so.`,
				term.from,
				term.to,
			);
		return;
	}
	const fact = facts.find(({ data }) => data.polarity === 'present') ?? facts[0];
	if (fact === undefined) {
		if (tolerated(judgement, term)) return;
		judgement.fault('allergy-added', `The chart has no allergy to "${name}".`, term.from, term.to);
		return;
	}
	judgement.support(fact);
	judgement.allergies.add(fact);
	const sure = (flags & UNCERTAIN) === 0;
	if (fact.data.polarity === 'absent' || fact.data.polarity === 'resolved') {
		judgement.fault(
			'allergy-added',
			`The text has an allergy to "${name}"; the chart has it as ${fact.data.polarity}.`,
			term.from,
			term.to,
		);
	} else if (
		fact.data.polarity === 'unconfirmed' &&
		sure &&
		!judgement.reading.tokens.some(({ low }) => low === 'unconfirmed' || low === 'suspected')
	) {
		judgement.fault(
			'certainty',
			`The chart has the allergy to "${name}" as unconfirmed.`,
			term.from,
			term.to,
		);
	} else if (fact.data.polarity === 'present' && !sure) {
		judgement.fault(
			'certainty',
			`The text is not sure of the allergy to "${name}"; the chart is.`,
			term.from,
			term.to,
		);
	}
}

/** "Given azithromycin because of the penicillin allergy": the medicine before is one that is taken. */
function tolerated(judgement: Judgement, term: Term): boolean {
	const medicine = hitsAs(term, 'medication')[0];
	if (medicine === undefined || judgement.scene.section === 'allergies') return false;
	const given = judgement.reading.tokens
		.slice(0, term.from)
		.some(({ low }) =>
			/^(?:given|received|started|treated|tolerated|prescribed|used|take|takes|switched|continued)$/.test(
				low,
			),
		);
	if (given) judgement.support(medicine);
	return given;
}

function judgeReaction(judgement: Judgement, term: Term, substances: readonly Term[]): void {
	const { clause } = judgement.reading;
	judgement.use(term.from, term.to);
	const before = [...substances]
		.reverse()
		.find((one) => one.to <= term.from && clause[one.from] === clause[term.from]);
	const owner =
		before ?? [...substances].reverse().find((one) => one.to <= term.from) ?? substances[0];
	const name = judgement.said(term.from, term.to);
	const facts = owner === undefined ? recorded(judgement) : (hitsAs(owner, 'allergy') as Allergy[]);
	const fits = facts.find((fact) => saysReaction(judgement, term, fact));
	if (fits !== undefined) {
		judgement.support(fits);
		return;
	}
	const { tokens, polarity } = judgement.reading;
	const prose = judgement.narrative.covering(
		tokens,
		polarity.flags,
		owner?.from ?? term.from,
		term.to,
	);
	if (prose !== undefined) {
		judgement.support(prose);
		return;
	}
	// "Admitted with pneumonia; allergic to latex": a diagnosis in the same clause is judged as one.
	const problem =
		owner === undefined || owner.from > term.to
			? hitsAs(term, 'problem', 'encounter')[0]
			: undefined;
	if (problem !== undefined) judgement.support(problem);
	else
		judgement.fault(
			'reaction',
			`The chart does not have "${name}" as the reaction${owner === undefined ? '' : ` to ${judgement.said(owner.from, owner.to)}`}.`,
			term.from,
			term.to,
		);
}

function saysReaction(judgement: Judgement, term: Term, fact: Allergy): boolean {
	const said = judgement.reading.tokens
		.slice(term.from, term.to)
		.filter(({ kind }) => kind === 'word');
	const { roots } = judgement.chart.wordsOf(fact);
	if (said.every((word) => roots.has(word.low) || roots.has(root(word.low)))) return true;
	return term.concepts.some((concept) =>
		concept.names.some((name) =>
			name.split(' ').every((word) => roots.has(word) || roots.has(root(word))),
		),
	);
}

/** "NKDA", "no known drug allergies", "denies allergies", "has no allergies". */
function judgeNoneKnown(judgement: Judgement, substances: readonly Term[]): void {
	const { tokens } = judgement.reading;
	for (let at = 0; at < tokens.length; at++) {
		const to = noneKnownAt(judgement, at);
		if (to === undefined) continue;
		judgement.use(at, to);
		const none = judgement.chart.of('allergy').find((fact) => fact.role === 'none-known');
		const some = recorded(judgement).filter(
			({ data }) => data.polarity === 'present' || data.polarity === 'unconfirmed',
		);
		const onlyDrugs =
			tokens
				.slice(at, to)
				.some(({ low }) => /^(?:drugs?|medications?|medicines?|nkda)$/.test(low)) ||
			(/^allerg/.test(judgement.low(at)) &&
				/^(?:drug|medication|medicine)$/.test(judgement.low(at - 1)));
		const against = onlyDrugs ? some.filter((fact) => isDrugAllergy(fact)) : some;
		const other = tokens.slice(at, to).some(({ low }) => low === 'other');
		if (against.length > 0 && !(other && against.every((fact) => judgement.allergies.has(fact)))) {
			judgement.fault(
				'allergy-dropped',
				`The text says that there are no known allergies; the chart has ${against.map(({ data }) => data.substance).join(', ')}.`,
				at,
				to,
			);
			for (const fact of against) judgement.support(fact);
		} else if (none !== undefined) {
			judgement.support(none);
		} else if (isAboutRecords(judgement)) {
			judgement.groundedWithoutFact = true;
		} else if (substances.length === 0) {
			judgement.fault(
				'allergy-dropped',
				'The text says that there are no known allergies; the chart does not say so.',
				at,
				to,
			);
		}
		return;
	}
}

/** A chart without a category may mean a medicine. */
const isDrugAllergy = (fact: Allergy) => {
	const { categories } = fact.data;
	return (
		categories === undefined ||
		categories.length === 0 ||
		categories.includes('medication') ||
		drugOf(fact.data.substance.toLowerCase()) !== undefined
	);
};

/** "No allergies are recorded" is about the chart, which has none. */
export const isAboutRecords = (judgement: Judgement): boolean =>
	judgement.reading.tokens.some(({ low }) =>
		/^(?:recorded|documented|listed|chart|record)$/.test(low),
	);

function noneKnownAt(judgement: Judgement, at: number): number | undefined {
	const low = judgement.low(at);
	if (low === 'nkda' || low === 'nka' || low === 'nkma') return at + 1;
	if (/^(?:allerg(?:y|ies)|intolerances?|sensitivities)$/.test(low))
		return noneBehind(judgement, at);
	if (!/^(?:no|denies|denied|without|not|none|never)$/.test(low)) return undefined;
	for (let index = at + 1; index < at + 8; index++) {
		const word = judgement.low(index);
		if (/^allerg(?:y|ies|ic)$/.test(word) || word === 'intolerances') {
			// "No allergy to penicillin" and "not allergic to latex" are about that substance.
			if (
				judgement.low(index + 1) === 'to' &&
				judgement.low(index + 2) !== 'any' &&
				!/^(?:medications|medication|drugs|medicines)$/.test(judgement.low(index + 2))
			)
				return undefined;
			const more = judgement.low(index + 1) === 'to' ? 3 : 1;
			return Math.min(index + more, judgement.reading.tokens.length);
		}
		if (
			!/^(?:known|drug|medication|medicine|food|any|other|have|having|or|and|environmental|recorded|documented|further|additional|latex|history|of|new|been|to|intolerances|,|\/)$/.test(
				word,
			)
		)
			return undefined;
	}
	return undefined;
}

/** "Allergies: none known", "Drug allergies - nil", "Allergy list is empty", "Allergies are not known". */
function noneBehind(judgement: Judgement, at: number): number | undefined {
	const { tokens } = judgement.reading;
	let index = at + 1;
	while (
		index < at + 7 &&
		/^(?::|-|—|,|\(|=|are|is|were|was|list|status|history|to|any|drugs?|medications?|medicines?|foods?|and|or)$/.test(
			judgement.low(index),
		)
	)
		index++;
	// The head of a list or a verb stands between, or the two words stand side by side: "allergies none".
	const low = judgement.low(index);
	if (!/^(?:none|nil|no|denies|denied|negative|empty|not|n|0)$/.test(low)) return undefined;
	let to = index + 1;
	if (low === 'n' && judgement.low(to) === '/' && judgement.low(to + 1) === 'a') to += 2;
	else if (low === 'n') return undefined;
	const said = to;
	while (
		to < tokens.length &&
		/^(?:known|recorded|documented|reported|on|file|record|stated|listed|identified|any|present|of|note|noted|any)$/.test(
			judgement.low(to),
		)
	)
		to++;
	// "Allergies: no penicillin allergy" and "not known to include" speak of something.
	if ((low === 'no' || low === 'not' || low === '0') && to === said) return undefined;
	const next = tokens[to];
	return next === undefined || next.kind === 'mark' || /^(?:at|on|by|in|per|and|to)$/.test(next.low)
		? to
		: undefined;
}

/** "Allergies: penicillin." says that this is all of them. */
function judgeList(judgement: Judgement, substances: readonly Term[]): void {
	const { tokens } = judgement.reading;
	const head = tokens.findIndex(
		({ low }, at) =>
			/^(?:allergies|allergy|intolerances)$/.test(low) &&
			[':', '—', '-'].includes(judgement.low(at + 1)),
	);
	const only = tokens.some(
		({ low }, at) =>
			low === 'only' &&
			substances.length > 0 &&
			tokens.some((token) => /^allerg/.test(token.low)) &&
			at < tokens.length,
	);
	if ((head < 0 && !only) || substances.length === 0) return;
	const onlyDrugs = head > 0 && /^(?:drug|medication|medicine)$/.test(judgement.low(head - 1));
	if (head > 0 && /^(?:food|environmental|other)$/.test(judgement.low(head - 1))) return;
	const missing = recorded(judgement).filter(
		(fact) =>
			fact.data.polarity === 'present' &&
			(!onlyDrugs || isDrugAllergy(fact)) &&
			!judgement.allergies.has(fact) &&
			!judgement.scene.allergiesElsewhere.has(fact) &&
			!sameSubstance(fact, judgement.allergies),
	);
	if (missing.length > 0) {
		judgement.fault(
			'allergy-dropped',
			`The list leaves out ${missing.map(({ data }) => data.substance).join(', ')}.`,
			Math.max(head, 0),
			tokens.length,
			{ expected: missing.map(({ data }) => data.substance).join(', ') },
		);
	}
}

export const sameSubstance = (fact: Allergy, others: ReadonlySet<Fact>): boolean =>
	[...others].some(
		(other) =>
			other.kind === 'allergy' &&
			other.data.substance.toLowerCase() === fact.data.substance.toLowerCase(),
	);
