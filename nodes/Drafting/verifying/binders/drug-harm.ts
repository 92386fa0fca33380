import { clauseBounds } from './clause-bounds';
import { hasConcept, hitsAs, type Judgement } from './judgement';

const RELATIVE =
	'mother|father|sister|brother|parents?|siblings?|aunt|uncle|grandmother|grandfather|cousin|daughter|son|wife|husband|spouse|niece|nephew|partner|roommate|neighbou?r';
const TAKEN_BY_OTHER = new RegExp(
	`\\b(?:${RELATIVE})(?: (?:also|currently|still|now))?(?:'s| takes| took| uses| used| is on| was on| is taking| was taking| receives| received| is prescribed| was prescribed| was given| has been taking| has been on)\\b`,
);
const HARM =
	/\b(?:cause[sd]?|causing|triggered|induced|provoked|led to|resulted in|developed|gave) (?:\w+ ){0,2}(?:anaphylaxis|anaphylactic|rash|hives|urticaria|angioedema|swelling|itching|pruritus|reaction)\b/;
const HARM_AFTER =
	/\b(?:anaphylaxis|rash|hives|urticaria|angioedema|swelling|itching|pruritus|reaction) (?:\w+ ){0,2}(?:to|from|with|after|due to)\b/;
const BORNE =
	/\b(?:tolerated|tolerates|tolerating|without (?:any |a |an )?(?:\w+ )?reaction|no (?:\w+ )?reaction|safely|uneventfully)\b/;
const TAKEN =
	/\b(?:was given|were given|received|was started|takes|was treated with|treated with|is taking|was administered)\b/;

/**
 * A medicine said to be somebody else's, to have harmed, or to have been borne in spite of an
 * allergy: each is a statement of its own, however fully the medicine is named.
 */
export function judgeDrugHarm(judgement: Judgement): void {
	const { tokens, clause, polarity, terms } = judgement.reading;
	for (const term of terms) {
		const medicine = hitsAs(term, 'medication').length > 0 || hasConcept(term, 'drug');
		const allergy = hitsAs(term, 'allergy').length > 0;
		if (!medicine && !allergy) continue;
		const [from, to] = clauseBounds(clause, term.from);
		const words = (first: number, last: number) =>
			tokens
				.slice(first, last)
				.map(({ low }) => low)
				.join(' ');
		const name = judgement.said(term.from, term.to);
		const fault = faultOf(
			{ medicine, allergy },
			{ before: words(from, term.from), behind: words(term.to, to), all: words(from, to) },
			name,
		);
		if (fault === undefined) continue;
		if (judgement.narrative.covering(tokens, polarity.flags, from, to) !== undefined) continue;
		judgement.fault(fault[0], fault[1], term.from, term.to);
	}
}

function faultOf(
	is: { medicine: boolean; allergy: boolean },
	said: { before: string; behind: string; all: string },
	name: string,
): [cls: 'person' | 'allergy-added' | 'allergy-dropped', message: string] | undefined {
	if (TAKEN_BY_OTHER.test(`${said.before} `))
		return ['person', `The text gives ${name} to somebody else; the chart does not.`];
	if (!is.allergy && (HARM.test(said.behind) || HARM_AFTER.test(`${said.before} `)))
		return ['allergy-added', `The chart does not say that ${name} did harm.`];
	if (is.allergy && !is.medicine && BORNE.test(said.all))
		return [
			'allergy-dropped',
			`The chart has an allergy to ${name}; it does not say that it was borne.`,
		];
	if (is.allergy && BORNE.test(said.all) && TAKEN.test(said.behind))
		return [
			'allergy-dropped',
			`The chart has an allergy to ${name}; it does not say that it was borne.`,
		];
	return undefined;
}
