import type { Fact } from '../../../shared/contracts/clinical-facts';
import type { Term } from '../reading/read';
import { root } from '../text/stem';
import { rootsOf, segmentsOf, says, type Segment } from './segments';
import { hitsAs, type Judgement } from './judgement';

/** Things that are done with words: a chart that does not tell of them does not bear them out. */
const TALK =
	/^(?:educated|education|educating|counsel(?:l?ed|l?ing)?|taught|teaching|instructed|warned|reassured|consented)$/;
const DONE =
	/^(?:seen|evaluated|examined|assessed|visited|operated|performed|done|carried|placed|inserted|removed|recommended|prescribed|stopped|started|interpreted|read|saw|ordered|reviewed)$/;
const AHEAD = /^(?:will|to|should|scheduled|follow|planned|appointment|be)$/;
const CAME = /^(?:seen|evaluated|reviewed|examined|attended|visited|went|kept|took)$/;
const COUNT = /^(?:twice|thrice|repeatedly|weekly|monthly|hourly)$/;

/** Counselling, visits and deeds of named people: each needs a fact that tells of it. */
export function judgeEvents(judgement: Judgement): void {
	for (const segment of segmentsOf(judgement)) {
		judgeTalk(judgement, segment);
		for (const term of segment.terms) {
			if (hitsAs(term, 'person', 'encounter', 'follow-up').length > 0)
				judgeDeed(judgement, segment, term);
			judgeVisit(judgement, segment, term);
		}
		judgeCounts(judgement, segment);
		judgeOptional(judgement, segment);
	}
}

function judgeTalk(judgement: Judgement, { from, to }: Segment): void {
	const { tokens } = judgement.reading;
	for (let at = from; at < to; at++) {
		if (!TALK.test(tokens[at].low)) continue;
		if ([...judgement.evidence].some((fact) => says(judgement, fact, tokens[at].low))) continue;
		invented(judgement, at);
	}
}

function invented(judgement: Judgement, at: number): void {
	judgement.fault(
		'event-invented',
		`The chart does not tell of "${judgement.said(at, at + 1)}".`,
		at,
		at + 1,
	);
}

/** "Seen by Dr. X", "Dr. X performed the ultrasound": one fact must have the name and the deed. */
function judgeDeed(judgement: Judgement, segment: Segment, term: Term): void {
	const people = hitsAs(term, 'person', 'encounter', 'follow-up').filter(
		({ kind }) => kind !== 'patient',
	);
	if (people.length === 0 || hitsAs(term, 'person').some(({ kind }) => kind === 'patient')) return;
	const { tokens } = judgement.reading;
	let before = term.from - 1;
	while (before > segment.from && /^(?:dr|doctor|prof|\.|the|attending)$/.test(tokens[before].low))
		before--;
	let deed: number | undefined;
	if (tokens[before]?.low === 'by' && DONE.test(judgement.low(before - 1))) deed = before - 1;
	else if (DONE.test(judgement.low(term.to)) && hitsAs(term, 'person').length > 0) deed = term.to;
	if (deed === undefined) return;
	const led = tokens.slice(Math.max(segment.from, deed - 3), deed).map(({ low }) => low);
	if (led.some((low) => AHEAD.test(low))) return;
	const key = root(tokens[deed].low);
	const name = rootsOf(judgement.said(term.from, term.to));
	const told = judgement.chart.facts.facts.some((fact: Fact) => {
		const roots = new Set(rootsOf(fact.text));
		return name.every((word) => roots.has(word)) && roots.has(key);
	});
	if (!told) invented(judgement, deed);
}

/** "She was seen at the clinic on 17 November" of an appointment that is still to come. */
function judgeVisit(judgement: Judgement, segment: Segment, term: Term): void {
	const facts = hitsAs(term, 'follow-up');
	if (facts.length === 0 || facts.some(({ role }) => role !== 'appointment')) return;
	if (term.hits.some(({ as }) => as === 'procedure' || as === 'report')) return;
	const { tokens, clause } = judgement.reading;
	for (let at = segment.from; at < segment.to; at++) {
		if (!CAME.test(tokens[at].low) || clause[at] !== clause[term.from]) continue;
		const led = tokens.slice(Math.max(segment.from, at - 3), at).map(({ low }) => low);
		if (led.some((low) => AHEAD.test(low))) continue;
		if ([...judgement.evidence].some((fact) => says(judgement, fact, tokens[at].low))) continue;
		judgement.fault(
			'follow-up-invented',
			`The chart has ${judgement.said(term.from, term.to)} as still to come.`,
			at,
			at + 1,
			{ expected: facts[0].text },
		);
		return;
	}
}

/** "She fell twice", "checked weekly": how often is a statement, whatever it stands with. */
function judgeCounts(judgement: Judgement, { from, to }: Segment): void {
	const { tokens, frequencies } = judgement.reading;
	for (let at = from; at < to; at++) {
		if (!COUNT.test(tokens[at].low) || judgement.used[at] === 1) continue;
		if ([...judgement.evidence].some((fact) => says(judgement, fact, tokens[at].low))) continue;
		const rate = frequencies.find((one) => at >= one.from && at < one.to);
		if (rate !== undefined && judgement.used[rate.from] === 1) continue;
		judgement.fault(
			'frequency',
			`No fact says "${judgement.said(at, at + 1)}" of what the sentence speaks of.`,
			at,
			at + 1,
		);
	}
}

/** "The visit is optional", "if needed": the chart has it as arranged. */
function judgeOptional(judgement: Judgement, { from, to, terms }: Segment): void {
	const { tokens } = judgement.reading;
	if (!terms.some((term) => hitsAs(term, 'follow-up').length > 0)) return;
	for (let at = from; at < to; at++) {
		const { low } = tokens[at];
		const free =
			/^(?:optional|voluntary|unnecessary)$/.test(low) ||
			(/^(?:needed|necessary|required|desired)$/.test(low) &&
				/^(?:if|as|when|not)$/.test(judgement.low(at - 1)));
		if (!free || judgement.used[at] === 1) continue;
		if ([...judgement.evidence].some((fact) => says(judgement, fact, low))) continue;
		judgement.fault(
			'follow-up-invented',
			`The chart does not say "${tokens[at].raw}" of this follow-up.`,
			at,
			at + 1,
		);
	}
}
