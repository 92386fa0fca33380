import type { Hit } from '../chart/chart';
import type { Term } from '../reading/read';
import { hasConcept, hitsAs, type Judgement } from './judgement';

/** Which binder judges a term. */
export type Matter =
	| 'medication'
	| 'allergy'
	| 'reaction'
	| 'lab'
	| 'problem'
	| 'procedure'
	| 'immunization'
	| 'pending'
	| 'follow-up'
	| 'person'
	| 'disposition'
	| 'code-status'
	| 'site'
	| 'text';

const words = (text: string) => new Set(text.split(' '));

const ALLERGY = words(
	'allergy allergies allergic allergen allergens intolerance intolerances intolerant nkda nka hypersensitivity hypersensitive anaphylactic sensitivities',
);
/** Words that say that a result is still to come. */
export const PENDING_WORDS = words('pending awaited awaiting waiting outstanding unresulted');
const FOLLOW = words(
	'follow followup appointment appointments clinic visit visits see seen referral referred refer rescheduled scheduled schedule return check-up checkup recheck outpatient',
);
const GOING = words(
	'discharged discharge disposition transferred transfer released sent went returned return destination',
);

/** The words of a clause that give its terms their meaning. */
export interface Clause {
	allergy: boolean;
	pending: boolean;
	follow: boolean;
	going: boolean;
}

export function clausesWithCues(judgement: Judgement): Clause[] {
	const { tokens, clause } = judgement.reading;
	const all: Clause[] = [];
	tokens.forEach((token, at) => {
		const one = (all[clause[at]] ??= {
			allergy: false,
			pending: false,
			follow: false,
			going: false,
		});
		if (ALLERGY.has(token.low)) one.allergy = true;
		if (PENDING_WORDS.has(token.low) || isNotFinal(judgement, at)) one.pending = true;
		if (FOLLOW.has(token.low)) one.follow = true;
		if (GOING.has(token.low)) one.going = true;
	});
	// "Penicillin causes a rash" speaks of an allergy without the word.
	for (const term of judgement.reading.terms) {
		if (hitsAs(term, 'allergy').length === 0 || hitsAs(term, 'medication').length > 0) continue;
		if (judgement.low(term.to) === ':') all[clause[term.from]].allergy = true;
		if (
			tokens.some(
				(token, at) =>
					clause[at] === clause[term.from] &&
					/^(?:causes|cause|caused|reacts|reacted|reaction)$/.test(token.low),
			)
		)
			all[clause[term.from]].allergy = true;
	}
	const last = clause.length > 0 ? clause[clause.length - 1] : 0;
	for (let index = 0; index <= last; index++) {
		all[index] ??= { allergy: false, pending: false, follow: false, going: false };
		// "Allergies: penicillin (rash); sulfa (hives)": the head of a list holds for all of it.
		const previous = all[index - 1];
		if (previous?.allergy && startsList(judgement)) all[index].allergy = true;
		if (previous?.pending && startsList(judgement)) all[index].pending = true;
		if (judgement.scene.section === 'allergies') all[index].allergy = true;
	}
	return all;
}

/** "not yet final", "not yet resulted", "not yet available", "results to follow". */
function isNotFinal({ reading: { tokens } }: Judgement, at: number): boolean {
	const low = tokens[at].low;
	const next = tokens[at + 1]?.low ?? '';
	const after = tokens[at + 2]?.low ?? '';
	if (low === 'yet' && next === 'to') return true;
	if (low !== 'not') return false;
	return ['back', 'final', 'finalized', 'resulted', 'available', 'returned'].includes(
		next === 'yet' || next === 'been' ? after : next,
	);
}

/** A head with a colon opens a list. */
function startsList({ reading: { tokens } }: Judgement): boolean {
	const colon = tokens.findIndex((token) => token.low === ':');
	return colon >= 0 && colon <= 6;
}

/** Decides what a term is about from its names and from the clause around it. */
export function matterOf(judgement: Judgement, term: Term, clause: Clause): Matter {
	if (hasConcept(term, 'code-status')) return 'code-status';
	const whole = term.hits.find((hit) => hit.whole);
	// The full name of a product in a clause about allergies is a substance like any other.
	if (whole !== undefined && !(whole.as === 'medication' && clause.allergy))
		return wholeMatter(whole);
	if (clause.pending) {
		if (hitsAs(term, 'pending-result', 'lab', 'report').length > 0) return 'pending';
		if (hasConcept(term, 'lab', 'procedure')) return 'pending';
	}
	if (clause.allergy) {
		if (hitsAs(term, 'allergy').length > 0 && !isReactionPlace(judgement, term)) return 'allergy';
		if (hasConcept(term, 'drug', 'allergen', 'drug-class')) return 'allergy';
		if (hitsAs(term, 'medication').length > 0) return 'allergy';
		if (hasConcept(term, 'condition')) return 'reaction';
	}
	if (isMeasured(judgement, term)) return isFood(judgement, term) ? 'text' : 'lab';
	if (hasConcept(term, 'disposition') && isGoing(judgement, term, clause)) return 'disposition';
	if (hitsAs(term, 'medication').length > 0) return 'medication';
	if (hasConcept(term, 'drug', 'drug-class'))
		return hitsAs(term, 'immunization').length > 0 ? 'immunization' : 'medication';
	if (hasConcept(term, 'vaccine') || (vaccinates(judgement, term) && hasConcept(term, 'condition')))
		return 'immunization';
	if (hitsAs(term, 'person').length > 0) return 'person';
	if (
		clause.follow &&
		(hitsAs(term, 'follow-up', 'place').length > 0 || hasConcept(term, 'specialty'))
	)
		return 'follow-up';
	if (hitsAs(term, 'immunization').length > 0) return 'immunization';
	if (hasConcept(term, 'condition')) return 'problem';
	if (hitsAs(term, 'problem').length > 0) return 'problem';
	if (hasConcept(term, 'specialty')) return 'follow-up';
	if (hitsAs(term, 'procedure').length > 0 || hasConcept(term, 'procedure')) return 'procedure';
	if (hitsAs(term, 'lab', 'vital').length > 0 || hasConcept(term, 'lab', 'vital')) return 'lab';
	if (hasConcept(term, 'site')) return 'site';
	if (hitsAs(term, 'follow-up').length > 0) return 'follow-up';
	if (hitsAs(term, 'encounter').length > 0) return 'problem';
	return 'text';
}

function wholeMatter({ as, fact }: Hit): Matter {
	if (fact.kind === 'encounter') {
		if (fact.role === 'reason') return 'problem';
		if (fact.role === 'disposition') return 'disposition';
		return fact.role === 'responsible' ? 'person' : 'text';
	}
	switch (as) {
		case 'medication':
		case 'allergy':
		case 'lab':
		case 'problem':
		case 'procedure':
		case 'immunization':
		case 'code-status':
			return as;
		case 'vital':
			return 'lab';
		case 'pending-result':
			return 'pending';
		case 'follow-up':
			return 'follow-up';
		default:
			return 'text';
	}
}

/** "(rash)" after a substance, or after "causes", "with", "reaction:". */
function isReactionPlace(judgement: Judgement, term: Term): boolean {
	return (
		hasConcept(term, 'condition') &&
		!hasConcept(term, 'allergen', 'drug') &&
		judgement.low(term.from - 1) === '('
	);
}

/** "low sodium diet", "potassium intake": what is eaten. */
function isFood({ reading: { tokens, clause } }: Judgement, term: Term): boolean {
	return tokens.some(
		(token, at) =>
			clause[at] === clause[term.from] &&
			/^(?:diet|intake|restriction|restricted|dietary)$/.test(token.low),
	);
}

/** An analyte rather than the medicine of the same name: a result, its unit, or a word of measuring is near. */
function isMeasured(judgement: Judgement, term: Term): boolean {
	const measured = hitsAs(term, 'lab', 'vital').length > 0 || hasConcept(term, 'lab', 'vital');
	if (!measured) return false;
	const drug = hitsAs(term, 'medication').length > 0 || hasConcept(term, 'drug');
	if (!drug) return true;
	const { quantities, tokens, frequencies, routes, clause } = judgement.reading;
	const next = quantities.find((one) => one.from >= term.to && one.from <= term.to + 6);
	if (next?.unit !== undefined)
		return next.unit.dimension.includes('/') || next.unit.dimension === 'percent';
	const same = (at: number) => clause[at] === clause[term.from];
	if (frequencies.some((one) => same(one.from)) || routes.some((one) => same(one.from)))
		return false;
	const near = tokens
		.slice(Math.max(0, term.from - 4), term.to + 4)
		.some(({ low }) => MEASURING.has(low));
	if (near || next !== undefined) return true;
	return hitsAs(term, 'lab', 'vital').length > 0 && hitsAs(term, 'medication').length === 0;
}

/** "vaccinated against influenza", "influenza vaccine": the disease is what it protects from. */
function vaccinates({ reading: { tokens, clause } }: Judgement, term: Term): boolean {
	return tokens.some(
		(token, at) =>
			clause[at] === clause[term.from] &&
			Math.abs(at - term.from) < 6 &&
			/^(?:vaccin|immuni[sz])/.test(token.low),
	);
}

const MEASURING = words(
	'level levels serum was is were rose fell dropped increased decreased improved normalized normalised elevated low high peaked remained repeat result value of',
);

/** "home" is a place to go only where somebody goes there. */
function isGoing(judgement: Judgement, term: Term, clause: Clause): boolean {
	const low = judgement.low(term.from);
	if (low === 'home' && term.to === term.from + 1) {
		const next = judgement.low(term.to);
		if (
			/^(?:medication|medications|medicine|medicines|meds|dose|doses|regimen|oxygen|drug|drugs)$/.test(
				next,
			)
		)
			return false;
		if (judgement.low(term.from - 1) === 'at') return false;
		return clause.going;
	}
	return true;
}
