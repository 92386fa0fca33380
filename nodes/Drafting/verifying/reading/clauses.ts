import type { Token } from '../text/tokens';

const words = (text: string) => new Set(text.split(/\s+/).filter(Boolean));

/** Forms of verbs that carry a clause of a clinical text. Participles count: reports leave "was" out. */
export const VERBS: ReadonlySet<string> = words(`
	was were is are be been being has had have will would can could may might should did does do must
	received underwent showed shows revealed reveals demonstrated demonstrates started stopped continued
	continue stop start resume resumed take takes taking took begin began begun hold held discontinue discontinued
	increased decreased increase decrease reduced reduce raised lowered changed change adjusted switched
	remained remains remain improved improves worsened rose fell declined dropped climbed normalised normalized
	presented presents admitted discharged transferred treated given gave prescribed developed develops
	found noted reported reports denies denied complained diagnosed tolerated required requires
	follow see call return avoid uses used lives smoked smokes ambulated tested grew
	isn't aren't wasn't weren't doesn't don't didn't hasn't hadn't won't cannot
`);

const SUBJECTS = words('he she they it patient pt we there this these');

/** Words that always begin a new clause. */
const BREAKS = words(
	'but while whereas however although though except whilst yet which who whom whose until unless because since',
);

const STOPS = words('; . ! ?');

/**
 * Number of the clause for each token. A clause ends at a full stop or semicolon, at a conjunction of
 * contrast, and at a comma or "and" when the words before it have a verb and those after it have one too.
 */
export function clausesOf(tokens: readonly Token[]): number[] {
	const clause: number[] = [];
	let current = 0;
	let hasVerb = false;
	for (let at = 0; at < tokens.length; at++) {
		const { low } = tokens[at];
		if (STOPS.has(low)) {
			clause.push(current);
			// The point of "Dr." or of "p.o." ends nothing.
			if (!endsSentence(tokens, at)) continue;
			current++;
			hasVerb = false;
			continue;
		}
		const joint = low === ',' || low === 'and' || low === 'or' || low === '—' || low === 'then';
		if ((BREAKS.has(low) && at > 0) || (joint && hasVerb && verbAhead(tokens, at + 1))) {
			current++;
			hasVerb = false;
		}
		clause.push(current);
		if (VERBS.has(low) && !isMonthOfMay(tokens, at)) hasVerb = true;
	}
	return clause;
}

const TITLES = words('dr mr mrs ms prof st no vs approx dept');

function endsSentence(tokens: readonly Token[], at: number): boolean {
	if (tokens[at].low !== '.') return true;
	const before = tokens[at - 1];
	if (before === undefined) return false;
	if (TITLES.has(before.low) && tokens[at].glued) return false;
	// An initial: "J. Doe".
	if (before.low.length === 1 && before.raw !== before.low) return false;
	if (before.low.includes('.')) return /^[A-Z]/.test(tokens[at + 1]?.raw ?? 'A');
	return true;
}

/** True when a verb comes before the next comma, "and" or stop. */
function verbAhead(tokens: readonly Token[], from: number): boolean {
	for (let at = from; at < tokens.length && at < from + 12; at++) {
		const { low } = tokens[at];
		if (STOPS.has(low)) return false;
		if ((low === ',' || low === 'and' || low === 'or') && at > from) return false;
		if (VERBS.has(low) && !isModifier(tokens, at) && !isMonthOfMay(tokens, at)) return true;
		if (at < from + 2 && SUBJECTS.has(low)) return true;
	}
	return false;
}

/** "8 May 2031", "May 8": the month, not the verb. */
export function isMonthOfMay(tokens: readonly Token[], at: number): boolean {
	const token = tokens[at];
	if (token.low !== 'may' || token.raw === token.low) return false;
	if (tokens[at + 1]?.kind === 'number') return true;
	const before = tokens[at - 1];
	return (
		before?.kind === 'number' ||
		/^(?:of|in|since|until|by|early|late|mid|st|nd|rd|th|-)$/.test(before?.low ?? '')
	);
}

/** "increased heart rate", "prescribed dose": a participle before a noun, after an article, is no verb. */
function isModifier(tokens: readonly Token[], at: number): boolean {
	const before = tokens[at - 1]?.low;
	return (
		/(?:ed|en|ing)$/.test(tokens[at].low) &&
		(before === 'the' ||
			before === 'a' ||
			before === 'an' ||
			before === 'of' ||
			before === 'his' ||
			before === 'her')
	);
}
