import type { Judgement } from './judgement';
import { agreesWithRole, cuesIn, SAID, type FoundCue } from './drug-cues';
import { directionAgrees, type Medication } from './regimen';
import { isMedicine } from './segments';

const FATES = new Set([
	'start',
	'up',
	'down',
	'change',
	'stop',
	'quit',
	'hold',
	'continue',
	'unchanged',
	'discharge',
	'avoid',
]);
/** Words that may stand before a second verb that has the medicine before it as its subject or object. */
const SMALL =
	/^(?:is|was|are|were|be|been|being|will|would|can|could|may|might|must|shall|should|not|never|to|then|and|or|but|,|later|has|have|had|also|subsequently|afterwards|thereafter|it|they|them|this|that|which|she|he|patient|the|her|his|its|dose|again|however|if|when|please|soon|now|being|eventually|finally)$/;

/**
 * "Ibuprofen was stopped. It can be resumed": a second verb that no medicine of its own clause took
 * speaks of the medicine before it, and must be borne out as the first.
 */
export function judgeLooseCues(judgement: Judgement): void {
	const { reading } = judgement;
	const drugs = reading.terms.filter(isMedicine);
	if (drugs.length === 0 || judgement.drugs.length === 0) return;
	for (const cue of cuesIn(judgement)) {
		if (!FATES.has(cue.kind) || judgement.used[cue.at] === 1) continue;
		if (isOfSomethingElse(judgement, cue)) continue;
		const before = drugs.filter((term) => term.to <= cue.at).at(-1);
		if (before === undefined) continue;
		const facts = judgement.drugs.filter((fact) =>
			before.hits.some((hit) => hit.fact === fact),
		) as Medication[];
		if (facts.length === 0) continue;
		judgement.use(cue.at, cue.to);
		if (facts.some((fact) => agreesWithRole(fact, cue) && directionAgrees(fact, cue))) continue;
		if (endsItsCourse(judgement, cue, facts)) continue;
		judgement.fault(
			'drug',
			`The text says that ${facts[0].data.name} ${cue.negated ? 'is not' : 'is'} ${SAID[cue.kind]}; the chart has it as ${facts[0].role.replace('-', ' ')}.`,
			cue.at,
			cue.to,
			{ expected: facts[0].role },
		);
	}
}

/** Another subject stands before the verb, or something else is what it is done with. */
function isOfSomethingElse({ reading }: Judgement, cue: FoundCue): boolean {
	const { clause, tokens, terms } = reading;
	if (terms.some((term) => term.from >= cue.to && clause[term.from] === clause[cue.at]))
		return true;
	for (let at = cue.at - 1; at >= 0 && clause[at] === clause[cue.at]; at--) {
		if (/^[.;]$/.test(tokens[at].low)) break;
		if (terms.some((term) => at >= term.from && at < term.to && isMedicine(term))) return false;
		if (!SMALL.test(tokens[at].low)) return true;
	}
	return false;
}

/** "For 5 days, then stop" of a course that ends. */
const endsItsCourse = (
	{ reading }: Judgement,
	cue: FoundCue,
	facts: readonly Medication[],
): boolean =>
	(cue.kind === 'quit' || cue.kind === 'stop') &&
	reading.quantities.some((one) => one.unit?.dimension === 'time' && one.to <= cue.at) &&
	facts.some((fact) => /\bfor \d+/.test(fact.text));
