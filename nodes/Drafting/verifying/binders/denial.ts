import type { Fact } from '../../../shared/contracts/clinical-facts';
import { hasConcept, hitsAs, type Judgement } from './judgement';

/** What is denied, called off or refused; a sentence that says so needs a fact that says so. */
const DENIALS: readonly RegExp[] = [
	/\b(?:do|does|did|will|would) not (?:need|require|have to|attend|want|go)\b/,
	/\b(?:don't|doesn't|didn't|won't) (?:need|require|have to|attend|want|go)\b/,
	/\b(?:not|never|isn't|wasn't|aren't|weren't)(?: be| been)? (?:needed|required|recommended|indicated|necessary|advised|scheduled|arranged|planned|warranted)\b/,
	/\b(?:should|must|need) not be (?:\w+ ){0,1}(?:checked|repeated|done|performed|scheduled|obtained|drawn|followed|made)\b/,
	/\bno longer (?:pending|awaited|outstanding|scheduled|planned|needed|required|recommended|indicated|necessary)\b/,
	/\bno (?:further |more |repeat |additional )?(?:\w+ ){1,3}(?:is |are |was |were )?(?:needed|required|recommended|indicated|necessary|scheduled|planned)\b/,
	/\bno (?:further|more|repeat|additional) (?:imaging|testing|tests|labs|workup|studies|monitoring|treatment|intervention|follow|appointments?|visits?)\b/,
	/\b(?:cancelled|canceled|called off|postponed|deferred)\b/,
	/\b(?:refused|declined|refuses|declines)\b/,
	/\bwithout (?:any |home |home health |further )?(?:services|service|home health|follow|followup|support|appointments?)\b/,
	/\bagainst (?:medical )?advice\b/,
];

/** Kinds that a denial turns into their opposite; medicines and diagnoses have cues of their own. */
const DENIABLE = new Set([
	'follow-up',
	'pending-result',
	'procedure',
	'report',
	'note-span',
	'encounter',
	'diet',
	'activity',
	'lab',
]);

/** "You do not need the INR check", "He refused thoracentesis", "discharged home without services". */
export function judgeDenials(judgement: Judgement): void {
	const { tokens, clause } = judgement.reading;
	const said = tokens.map(({ low }) => low).join(' ');
	if (![...judgement.evidence].some(({ kind }) => DENIABLE.has(kind))) return;
	for (const pattern of DENIALS) {
		const found = pattern.exec(said);
		if (found === null) continue;
		const from = said.slice(0, found.index).split(' ').length - 1;
		const to = from + found[0].split(' ').length;
		if (isOfMedicine(judgement, clause[from]) || isFall(judgement, from)) continue;
		if (saysSo(judgement, pattern)) continue;
		judgement.fault(
			'negation',
			`No fact of the sentence says "${judgement.said(from, to)}".`,
			from,
			to,
		);
	}
}

/** "Sodium declined to 139" is a fall, not a refusal. */
const isFall = (judgement: Judgement, at: number) =>
	/^decline[ds]$/.test(judgement.low(at)) &&
	judgement.reading.terms.some(
		(term) =>
			hitsAs(term, 'lab', 'vital').length > 0 &&
			hitsAs(term, 'procedure', 'follow-up').length === 0,
	);

function saysSo(judgement: Judgement, pattern: RegExp): boolean {
	for (const fact of judgement.evidence) {
		if (pattern.test(fact.text.toLowerCase().replace(/\s+/g, ' '))) return true;
		if (isNotDone(fact)) return true;
	}
	return false;
}

const isNotDone = (fact: Fact) =>
	(fact.kind === 'procedure' && (fact.role === 'not-done' || fact.role === 'stopped')) ||
	(fact.kind === 'immunization' && fact.role !== 'given');

const isOfMedicine = ({ reading: { terms, clause } }: Judgement, of: number) => {
	const here = terms.filter((term) => clause[term.from] === of);
	return (
		here.some((term) => hitsAs(term, 'medication').length > 0 || hasConcept(term, 'drug')) &&
		!here.some((term) => hitsAs(term, 'follow-up', 'pending-result', 'procedure').length > 0)
	);
};
