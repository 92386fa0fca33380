import { judgePending } from './binders/pending';
import { judgeToldAsFinal, saysNoResult } from './binders/pending-final';
import { judgeCodeStatus } from './binders/code-status';
import { judgeDenials } from './binders/denial';
import { judgeDrugHarm } from './binders/drug-harm';
import { judgeDisposition } from './binders/disposition';
import type { Fact } from '../../shared/contracts/clinical-facts';
import type { Sentence } from '../../shared/contracts/clinical-draft';
import type { Finding, Verdict } from '../../shared/contracts/draft-verification';
import { judgeAllergies } from './binders/allergy';
import { judgeDates } from './binders/dates';
import { judgeFollowUps } from './binders/follow-up';
import { judgeHandling, judgeQuotedHandling } from './binders/handling';
import { judgeImmunizations } from './binders/immunization';
import { hitsAs, Judgement, type Scene } from './binders/judgement';
import { judgeMeasured } from './binders/measured';
import { judgeMedications } from './binders/medication';
import { judgePerson } from './binders/person';
import { judgeCompany } from './binders/company';
import { judgeLooseCues } from './binders/loose-cues';
import { judgeOrderClaims } from './binders/order-claims';
import { judgeResultClaims } from './binders/result-claims';
import { judgeCauses } from './binders/causes';
import { judgeEvents } from './binders/events';
import { judgeRelatives } from './binders/kin';
import { judgeLife } from './binders/life';
import { judgeReasons } from './binders/reasons';
import { judgeProblem } from './binders/problem';
import { judgeProcedure } from './binders/procedure';
import { judgeQuotes } from './binders/quotes';
import { judgeResidue, SOFT } from './binders/residue';
import { clausesWithCues, matterOf, type Matter } from './binders/sort';
import { judgeUnsaid } from './binders/unsaid';
import { judgeStay } from './binders/stay';
import type { Chart } from './chart/chart';
import type { Narrative } from './chart/narrative';
import { FAMILY, NEGATED, UNCERTAIN } from './reading/polarity';
import { read, type Term } from './reading/read';

/** Longer than any sentence; what is behind it is not read, and that is said. */
export const MAX_SENTENCE = 3000;

export interface JudgedSentence {
	readonly verdict: Verdict;
	readonly evidence: readonly Fact[];
	readonly findings: Finding[];
	readonly drugs: readonly Fact[];
	readonly labs: readonly Fact[];
}

/** Judges one sentence: finds its claims, binds each to a fact, and accounts for every word. */
export function judgeSentence(
	chart: Chart,
	narrative: Narrative,
	sentence: Pick<Sentence, 'text' | 'quotes'>,
	scene: Scene,
): JudgedSentence {
	const text = sentence.text.slice(0, MAX_SENTENCE);
	const reading = read(text, chart);
	const judgement = new Judgement(chart, narrative, reading, scene);
	if (sentence.text.length > MAX_SENTENCE) {
		judgement.fault(
			'too-long',
			`The sentence has more than ${MAX_SENTENCE} characters; the rest was not compared with the chart.`,
			reading.tokens.length - 1,
			reading.tokens.length,
		);
	}
	judgeCharacters(judgement);
	judgeHandling(judgement);
	judgeQuotedHandling(judgement, sentence.quotes ?? []);
	const copied = narrative.verbatim(
		reading.tokens,
		reading.polarity.flags,
		0,
		reading.tokens.length,
		true,
	);
	if (copied !== undefined && judgement.findings.length === 0 && !isListed(judgement)) {
		judgement.support(copied);
		judgeQuotes(judgement, sentence.quotes);
		return close(judgement);
	}
	judgeQuotes(judgement, sentence.quotes);
	judgeClaims(judgement);
	return close(judgement);
}

/** A medicine, an allergy or a result of the chart's lists counts as the lists have it, whatever a note says. */
const isListed = ({ reading: { terms } }: Judgement): boolean =>
	terms.some((term) => hitsAs(term, 'medication', 'allergy', 'lab', 'vital').length > 0);

function judgeClaims(judgement: Judgement): void {
	const clauses = clausesWithCues(judgement);
	const by = new Map<Matter, Term[]>();
	for (const term of judgement.reading.terms) {
		// What stands in quotation marks was compared word for word.
		if (judgement.used[term.from] === 1) continue;
		const matter = matterOf(judgement, term, clauses[judgement.reading.clause[term.from]]);
		const list = by.get(matter);
		if (list === undefined) by.set(matter, [term]);
		else list.push(term);
	}
	const of = (matter: Matter): readonly Term[] => by.get(matter) ?? [];
	judgePerson(
		judgement,
		of('person').filter((term) => !clauses[judgement.reading.clause[term.from]]?.follow),
	);
	judgeStay(judgement);
	const followed = [
		...of('follow-up'),
		...of('person').filter((term) => judgement.used[term.from] === 0),
	].sort((a, b) => a.from - b.from);
	const stops = [...of('medication'), ...of('problem'), ...of('procedure'), ...of('allergy')].sort(
		(a, b) => a.from - b.from,
	);
	judgeMeasured(judgement, of('lab'), stops);
	judgeAllergies(judgement, of('allergy'), of('reaction'));
	judgeMedications(judgement, of('medication'));
	for (const term of of('text')) judgeText(judgement, term);
	for (const term of of('procedure')) judgeProcedure(judgement, term);
	for (const term of of('problem')) judgeProblem(judgement, term);
	judgeImmunizations(judgement, of('immunization'));
	judgePending(judgement, of('pending'), clauses);
	judgeToldAsFinal(judgement);
	judgeDisposition(judgement, of('disposition'));
	judgeCodeStatus(judgement, of('code-status'));
	judgeFollowUps(judgement, followed, clauses);
	judgeDates(judgement);
	judgeDrugHarm(judgement);
	judgeReasons(judgement);
	judgeResidue(judgement, of('site'));
	judgeDenials(judgement);
	judgeUnsaid(judgement);
	judgeCompany(judgement);
	judgeOrderClaims(judgement);
	judgeLooseCues(judgement);
	judgeResultClaims(judgement);
	judgeRelatives(judgement);
	judgeLife(judgement);
	judgeCauses(judgement);
	judgeEvents(judgement);
}

/** The whole text of a fact, or a name of one that has no binder of its own. */
function judgeText(judgement: Judgement, term: Term): void {
	const hit = term.hits.find((one) => one.whole) ?? term.hits[0];
	// The name of an analyte in a diet is a word like any other.
	if (hit === undefined || (!hit.whole && (hit.as === 'lab' || hit.as === 'vital'))) return;
	const { tokens, polarity } = judgement.reading;
	judgement.use(term.from, term.to);
	judgement.support(hit.fact);
	if (hit.as === 'pending-result' && saysNoResult(judgement)) return;
	// A passage taken over whole can still be denied by the words before it.
	const ofFamily =
		/\b(?:mother|father|sister|brother|family|aunt|uncle|grand\w{4,8}|cousin|son|daughter)\b/i.test(
			hit.fact.text,
		)
			? 0
			: FAMILY;
	const outside = polarity.flags[term.from] & (NEGATED | ofFamily | UNCERTAIN);
	if (
		outside === 0 ||
		judgement.narrative.verbatim(tokens, polarity.flags, term.from, term.to) !== undefined
	)
		return;
	judgement.fault(
		'negation',
		`The words before "${judgement.said(term.from, Math.min(term.to, term.from + 6))}" change what the chart says.`,
		term.from,
		term.to,
	);
}

/** Characters that a reader does not see, or takes for others. */
function judgeCharacters(judgement: Judgement): void {
	const { hidden, foreign } = judgement.reading.folded;
	const { tokens } = judgement.reading;
	const first = hidden[0] ?? foreign[0];
	if (first === undefined) return;
	const at = Math.max(
		0,
		tokens.findIndex((token) => token.end > first),
	);
	judgement.fault(
		'hidden-characters',
		hidden.length > 0
			? 'The sentence has characters that cannot be seen.'
			: 'The sentence has letters of another script that look like Latin ones.',
		at,
		at + 1,
	);
}

function close(judgement: Judgement): JudgedSentence {
	const { findings } = judgement;
	const grounded = judgement.evidence.size > 0 || judgement.groundedWithoutFact;
	if (!grounded && findings.length === 0) {
		judgement.fault(
			'ungrounded',
			'No fact of the chart bears this sentence out.',
			0,
			judgement.reading.tokens.length,
		);
	}
	const hard = findings.some((finding) => !SOFT.has(finding.class));
	const verdict: Verdict =
		findings.length === 0 ? 'supported' : hard || !grounded ? 'unsupported' : 'partly';
	return {
		verdict,
		evidence: [...judgement.evidence],
		findings,
		drugs: judgement.drugs,
		labs: judgement.labs,
	};
}
