import type { Fact } from '../../../shared/contracts/clinical-facts';
import { numberInWords } from '../reading/number-words';
import { root, stem } from '../text/stem';
import { tokenise, type Token } from '../text/tokens';
import { clauseBounds } from './clause-bounds';
import { hasConcept, hitsAs, type Judgement } from './judgement';
import { segmentsOf } from './segments';

export const KIN = new Set(
	'mother father sister brother wife husband spouse partner daughter son aunt uncle grandmother grandfather cousin niece nephew friend neighbor neighbour roommate girlfriend boyfriend'.split(
		' ',
	),
);
/** Words that say nothing of who did what. */
const SMALL = new Set(
	`a an the of in on at to by with from for and or but , her his their she he they him them it its is was are were be been being
	has have had who whom whose which that this patient pt also both old age years year aged history family
	s not no as positive negative known past medical significant notable reports reported states stated noted says said
	diagnosed disease condition includes including due because there according notes note company accompanied documented recorded`.split(
		/\s+/,
	),
);
const PLACES = /^(?:near|beside|behind|without|against)$/;

/**
 * What is told of a relative or friend must stand in one passage: who, what was done, with what. Words
 * from two sentences of a note never make a third.
 */
export function judgeRelatives(judgement: Judgement): void {
	const { tokens, clause, terms } = judgement.reading;
	for (const segment of segmentsOf(judgement)) {
		for (let at = segment.from; at < segment.to; at++) {
			if (!KIN.has(tokens[at].low)) continue;
			const [from, to] = clauseBounds(clause, at);
			const needed: string[] = [];
			for (let index = Math.max(from, segment.from); index < Math.min(to, segment.to); index++) {
				const term = terms.find((one) => index >= one.from && index < one.to);
				// A disease has other names; that it is the relative's is judged by itself.
				if (term !== undefined && (isDisease(term) || isPerson(term))) continue;
				const token = tokens[index];
				if (isSaid(token) || PLACES.test(token.low)) needed.push(keyOf(token));
			}
			if (passages(judgement).some((fact) => hasAll(fact, needed))) continue;
			judgement.fault(
				'person',
				`No passage of the chart says this of the ${tokens[at].low}.`,
				at,
				at + 1,
			);
		}
	}
}

const isDisease = (term: Parameters<typeof hasConcept>[0]): boolean =>
	hasConcept(term, 'condition') || hitsAs(term, 'problem').length > 0;

const isPerson = (term: Parameters<typeof hasConcept>[0]): boolean =>
	hitsAs(term, 'person').length > 0;

const isSaid = (token: Token): boolean =>
	token.kind !== 'mark' && !SMALL.has(token.low) && !SMALL.has(stem(token.low));

const keyOf = (token: Token): string =>
	token.kind === 'number' ? `#${token.value}` : (IRREGULAR[token.low] ?? root(token.low));

const IRREGULAR: Readonly<Record<string, string>> = {
	lives: 'liv',
	lived: 'liv',
	live: 'liv',
	brought: 'bring',
	bring: 'bring',
	brings: 'bring',
	gave: 'giv',
	given: 'giv',
	took: 'tak',
	taken: 'tak',
	found: 'find',
};

function hasAll(fact: Fact, needed: readonly string[]): boolean {
	const { tokens } = tokenise(fact.text);
	const keys = new Set(tokens.filter(({ kind }) => kind !== 'mark').map(keyOf));
	tokens.forEach((_, at) => {
		const number = numberInWords(tokens, at);
		if (number !== undefined) keys.add(`#${number.value}`);
	});
	return needed.every((key) => keys.has(key));
}

const passages = ({ chart }: Judgement): Fact[] => [
	...chart.of('note-span'),
	...chart.of('report'),
	...chart.of('follow-up'),
	...chart.of('problem'),
	...chart.of('encounter'),
];
