import type { Fact } from '../../../shared/contracts/clinical-facts';
import type { Term } from '../reading/read';
import { root } from '../text/stem';
import { tokenise } from '../text/tokens';
import { hasConcept, hitsAs, type Judgement } from './judgement';

const CAUSES =
	/\b(?:cause[sd]?|causing|induced|led to|leading to|resulted in|resulting in|precipitated|triggered|provoked|contributed to|responsible for)\b/;
const CAUSED_BY =
	/^(?:(?:was|is|were|are|that|which|thought|felt|to|be|likely|probably|,) )*(?:caused by|due to|secondary to|because of|from|attributed to|attributable to|related to|induced by|resulting from|precipitated by|triggered by|a result of|the result of|a complication of)(?: (?:the|her|his|their|home|taking|use|of|new))*$/;
const REASON =
	/\b(?:because of|because (?:she|he|they|the patient) (?:has|had|developed)|due to|owing to|on account of|in the setting of|as a result of|(?<!(?:was|were|been|is|be) )given)(?: (?!to\b|for\b)\w+){0,3}$/;
const FOR =
	/\bfor(?: (?:the|her|his|their|a|an|treatment|management|prevention|prophylaxis|control|of|known|underlying|presumed|chronic|acute))*$/;
/** Verbs of which the patient is the object: "was given X and seen for Y". */
const OTHER_VERB =
	/\b(?:admitted|seen|return|returns|returned|call|treated|evaluated|hospitali[sz]ed|presented|monitor|monitored|follow|followed|watch|visit|appointment|referred|presents)\b|;/;
const ANTIMICROBIAL =
	/(?:cillin|penem|floxacin|cycline|mycin|oxacin|azole|vir|clavulanate|sulfamethoxazole|trimethoprim|nitrofurantoin|linezolid|daptomycin|aztreonam)|^(?:cef|ceph)|tobactam|tazobactam/;
const INFECTION =
	/infect|pneumonia|sepsis|septic|bacter|cellulitis|abscess|pyeloneph|cystitis|uti\b|mening|endocarditis|osteomyel|periton|cholangitis|divertic|appendic|bronchitis|sinusitis|otitis|pharyng|influenza|covid|candid|herpes|zoster|colitis|prostatitis|arthritis|cholecyst/;

/** That a medicine did something, is for something, or was changed for a reason: a fact must say that too. */
export function judgeReasons(judgement: Judgement): void {
	const { terms } = judgement.reading;
	const drugs = terms.filter((term) => isDrug(term));
	const conditions = terms.filter((term) => isCondition(term));
	for (const condition of conditions) {
		const before = [...drugs].reverse().find((term) => term.to <= condition.from);
		if (before !== undefined) judgeForward(judgement, before, condition);
		const behind = drugs.find((term) => term.from >= condition.to);
		if (behind !== undefined) judgeBackward(judgement, condition, behind);
	}
}

const isDrug = (term: Term): boolean =>
	hitsAs(term, 'medication').length > 0 && hitsAs(term, 'allergy').length === 0;

const isCondition = (term: Term): boolean =>
	hitsAs(term, 'medication').length === 0 &&
	(hasConcept(term, 'condition') || hitsAs(term, 'problem').length > 0);

function judgeForward(judgement: Judgement, drug: Term, condition: Term): void {
	const words = between(judgement, drug.to, condition.from);
	if (CAUSES.test(words)) {
		if (!standsAsCause(judgement, drug, condition)) blame(judgement, drug, condition);
		return;
	}
	if (OTHER_VERB.test(words)) return;
	const reason = REASON.test(words);
	if (!reason && !FOR.test(words)) return;
	if (standsWith(judgement, drug, condition)) return;
	if (!reason && isAntimicrobialFor(judgement, drug, condition)) return;
	judgement.fault(
		'ungrounded',
		`No fact gives "${judgement.said(condition.from, condition.to)}" as the reason for ${judgement.said(drug.from, drug.to)}.`,
		condition.from,
		condition.to,
	);
}

function judgeBackward(judgement: Judgement, condition: Term, drug: Term): void {
	if (!CAUSED_BY.test(between(judgement, condition.to, drug.from))) return;
	if (!standsAsCause(judgement, drug, condition)) blame(judgement, drug, condition);
}

function blame(judgement: Judgement, drug: Term, condition: Term): void {
	judgement.fault(
		'diagnosis-added',
		`No fact says that ${judgement.said(drug.from, drug.to)} was the cause of "${judgement.said(condition.from, condition.to)}".`,
		condition.from,
		condition.to,
	);
}

const between = ({ reading: { tokens } }: Judgement, from: number, to: number): string =>
	tokens
		.slice(from, to)
		.map(({ low }) => low)
		.join(' ');

/** Which words name a term: those that are said, or any name that it has. */
function namesOf(judgement: Judgement, term: Term): string[][] {
	const said = judgement.said(term.from, term.to);
	return [said, ...term.concepts.flatMap(({ names }) => names)].map((name) =>
		tokenise(name)
			.tokens.filter(({ kind }) => kind === 'word')
			.map(({ low }) => root(low)),
	);
}

function names(text: string, list: readonly string[][]): boolean {
	const roots = new Set(tokenise(text).tokens.map(({ low }) => root(low)));
	return list.some((words) => words.length > 0 && words.every((word) => roots.has(word)));
}

/** The order says why, or a note has both together. */
function standsWith(judgement: Judgement, drug: Term, condition: Term): boolean {
	const wanted = namesOf(judgement, condition);
	const own = hitsAs(drug, 'medication').some((fact) =>
		names(`${fact.text} ${wordsIn(fact.data)}`, wanted),
	);
	return own || noteHas(judgement, drug, condition, () => true);
}

function standsAsCause(judgement: Judgement, drug: Term, condition: Term): boolean {
	const named = namesOf(judgement, drug);
	const told = hitsAs(condition, 'problem', 'encounter').some((fact) => names(fact.text, named));
	return (
		told ||
		noteHas(judgement, drug, condition, ({ text }) =>
			/caus|induc|due to|secondary|because|result|precipitat|trigger|attribut|contribut|related/i.test(
				text,
			),
		)
	);
}

function noteHas(
	judgement: Judgement,
	drug: Term,
	condition: Term,
	fits: (fact: Fact) => boolean,
): boolean {
	const [drugs, conditions] = [namesOf(judgement, drug), namesOf(judgement, condition)];
	const { chart } = judgement;
	return [...chart.of('note-span'), ...chart.of('report'), ...chart.of('follow-up')].some(
		(fact) => names(fact.text, drugs) && names(fact.text, conditions) && fits(fact),
	);
}

/** Every text inside the data of a fact: reason, indication, note, directions. */
function wordsIn(data: unknown): string {
	if (typeof data === 'string') return data;
	if (typeof data !== 'object' || data === null) return '';
	return Object.values(data).map(wordsIn).join(' ');
}

/** An antimicrobial of the stay for an infection of the stay: nothing else on the chart could be meant. */
function isAntimicrobialFor(judgement: Judgement, drug: Term, condition: Term): boolean {
	const infection = [
		judgement.said(condition.from, condition.to).toLowerCase(),
		...hitsAs(condition, 'problem').map(({ text }) => text.toLowerCase()),
	].some((text) => INFECTION.test(text));
	const medicines = hitsAs(drug, 'medication');
	return (
		infection &&
		medicines.some(
			(fact) =>
				fact.kind === 'medication' &&
				tokenise(`${fact.data.ingredient ?? ''} ${fact.data.name}`).tokens.some(({ low }) =>
					ANTIMICROBIAL.test(low),
				),
		)
	);
}
