import type { Token } from '../text/tokens';
import { isMonthOfMay, VERBS } from './clauses';

/** How a word is meant, one bit each. */
export const NEGATED = 1;
export const UNCERTAIN = 2;
export const HISTORY = 4;
export const FAMILY = 8;
export const RESOLVED = 16;
/** "return if", "monitor for", "risk of": nothing is said to be there. */
export const CONDITIONAL = 32;
export const UNLIKELY = 64;
export const PLANNED = 128;

type Cue = { words: string[]; flag: number };

const cues = (flag: number, text: string): Cue[] =>
	text.split('|').map((phrase) => ({ words: phrase.trim().split(' '), flag }));

/** Cues whose words come before what they mean. */
const FORWARD = index([
	...cues(
		NEGATED,
		"no|not|without|denies|denied|denying|deny|negative for|never|neither|nor|none|absence of|absent|free of|lack of|lacks|lacked|lacking|cannot|isn't|aren't|wasn't|weren't|doesn't|don't|didn't|hasn't|hadn't|ruled out for|ruled out|rules out|excluded|excludes|exclusion of|unremarkable for|failed to|fails to|negative|avoid|avoids|avoided|clear of",
	),
	...cues(
		UNCERTAIN,
		'possible|possibly|probable|probably|likely|suspected|suspicion of|suspicion for|suspicious for|suspect|suspects|presumed|presumptive|presumably|may|might|could|cannot exclude|can not exclude|cannot rule out|question of|concern for|concern about|concerning for|concerned for|suggestive of|suggests|suggesting|suggested|rule out|to rule out|r/o|r / o|questionable|unconfirmed|provisional|perhaps|evaluate for|evaluation for|evaluation of|workup for|work up for|potential|apparent|appears to have|seems to have|favored|favoured|differential',
	),
	...cues(
		HISTORY,
		'history of|h/o|h / o|hx of|history|past medical history|pmh|pmhx|previous|previously|prior|remote|former|formerly|past|old|status post|s/p|s / p|known history|hx|in the past|background of',
	),
	...cues(RESOLVED, 'resolved|resolution of|resolving|clearance of|recovery from|recovered from'),
	...cues(
		FAMILY,
		'family history|family hx|familial|fhx|mother|father|sister|brother|parent|sibling|aunt|uncle|grandmother|grandfather|grandparent|cousin|maternal|paternal|daughter|son|relative|wife|husband|spouse|niece|nephew|grandson|granddaughter',
	),
	...cues(
		CONDITIONAL,
		'if|in case|should|return for|call for|monitor for|monitored for|watch for|watched for|risk of|risk for|at risk|to prevent|prevention of|prophylaxis|precautions|screening for|return with|unless|look for|seek care for|contact us for|signs of|report any|whether|when|for any',
	),
	...cues(UNLIKELY, 'unlikely'),
	...cues(
		PLANNED,
		'planned|plan for|scheduled|will undergo|to undergo|awaiting|pending|will have|will need|needs|recommended|recommend|consider',
	),
]);

/** Cues whose words come after what they mean. */
const BACKWARD = index([
	...cues(
		NEGATED,
		'ruled out|excluded|not seen|not identified|not found|not present|not observed|not detected|not demonstrated|not evident|not visualized|not visualised|not noted|not appreciated|not suspected|not diagnosed|not done|not performed|not given|not carried out|not completed|not undertaken|not attempted|not reported|not required|not needed|not indicated|was negative|were negative|is negative|are negative|came back negative|returned negative|tested negative|is absent|was absent|were absent|are absent|absent|: negative|: no|: none|denied|declined|refused|cancelled|canceled|deferred|postponed|was aborted|did not occur|was never|were never|negative',
	),
	...cues(
		UNCERTAIN,
		'not be ruled out|cannot be ruled out|is possible|was possible|is probable|was probable|is likely|was likely|is suspected|was suspected|was considered|were considered|is considered|suspected|cannot be excluded|could not be excluded|not excluded|not be excluded|not ruled out|not been ruled out|not been confirmed|was presumed|is presumed|not confirmed|unconfirmed|is questionable|to be confirmed|remains possible|remains uncertain|is uncertain|was uncertain|was questioned|?',
	),
	...cues(
		RESOLVED,
		'resolved|has resolved|have resolved|in remission|cleared|subsided|abated|resolving',
	),
	...cues(
		UNLIKELY,
		'unlikely|is unlikely|was unlikely|was felt to be unlikely|less likely|was not likely',
	),
	...cues(HISTORY, 'in the past|previously|years ago|as a child|in childhood'),
	...cues(FAMILY, 'in his mother|in her mother|in his father|in her father|in the family'),
	...cues(
		PLANNED,
		'is planned|was planned|is scheduled|was scheduled|will be performed|will be done|to be done|is recommended|are scheduled|are planned',
	),
]);

/** "not ruled out" ends the scope of "ruled out"; "no change" says nothing about what follows. */
const NO_CUE = index(
	cues(
		0,
		'not only|no longer|no increase|no change|not ruled out|not been ruled out|not be excluded|cannot be excluded|could not be excluded|not be ruled out|cannot be ruled out|not excluded|no known|may be taken|may take|may resume|can take|no later than|not to exceed|no more than|in case of questions|no sooner|not limited to|without change|without changes|without any change|without modification|no changes|with no further|no other|no new changes|no further',
	),
);

function index(list: Cue[]): Map<string, Cue[]> {
	const byFirst = new Map<string, Cue[]>();
	for (const cue of list) {
		const same = byFirst.get(cue.words[0]) ?? [];
		same.push(cue);
		byFirst.set(cue.words[0], same);
	}
	for (const same of byFirst.values()) same.sort((a, b) => b.words.length - a.words.length);
	return byFirst;
}

const TERMINATORS = new Set(
	'. ; ! ? but however although though except yet which who while whereas because since due secondary apart aside followed therefore'.split(
		' ',
	),
);

/** Words after a comma or "and" that begin a statement of their own. */
const STARTS = new Set(
	'he she they it patient pt there his her their we was were is are has had'.split(' '),
);

export interface Polarity {
	/** Flags of each token. */
	readonly flags: Uint8Array;
	/** Tokens that are part of a cue. */
	readonly cue: Uint8Array;
}

/** Marks the scope of every cue; a scope ends at a contrast, a stop, or where a new statement begins. */
export function polarityOf(tokens: readonly Token[]): Polarity {
	const flags = new Uint8Array(tokens.length);
	const cue = new Uint8Array(tokens.length);
	for (let at = 0; at < tokens.length; at++) {
		const none = match(NO_CUE, tokens, at);
		if (none !== undefined) {
			cue.fill(1, at, at + none.words.length);
			const back = match(BACKWARD, tokens, at);
			if (back !== undefined) backward(tokens, flags, at, back.flag);
			at += none.words.length - 1;
			continue;
		}
		const back = backwardAt(tokens, at);
		const front = match(FORWARD, tokens, at);
		if (
			back !== undefined &&
			(front === undefined || back.words.length >= front.words.length) &&
			hasSubject(tokens, at) &&
			!isActive(tokens, at)
		) {
			cue.fill(1, at, at + back.words.length);
			backward(tokens, flags, at, back.flag);
			const behind = at + back.words.length;
			// "Not diagnosed with X" looks ahead as well.
			if (back.words[0] === 'not' && /^(?:with|to|as|for)$/.test(tokens[behind]?.low ?? ''))
				forward(tokens, flags, behind, back.flag);
			if (
				front !== undefined &&
				front.words.length === 1 &&
				front.flag === NEGATED &&
				back.words.length > 1
			) {
				at += back.words.length - 1;
				continue;
			}
			if (back.words.length > 1 || front === undefined) {
				at += back.words.length - 1;
				continue;
			}
			if (!appliesForward(tokens, at)) continue;
		}
		if (front === undefined || !isCue(tokens, at, front)) continue;
		cue.fill(1, at, at + front.words.length);
		forward(tokens, flags, at + front.words.length, front.flag);
		at += front.words.length - 1;
	}
	return { flags, cue };
}

/** "Was negative for" looks ahead. */
function backwardAt(tokens: readonly Token[], at: number): Cue | undefined {
	const back = match(BACKWARD, tokens, at);
	if (back === undefined || back.words.at(-1) !== 'negative') return back;
	return tokens[at + back.words.length]?.low === 'for' ? undefined : back;
}

/** "Pneumonia, ruled out" and "pneumonia resolved" look back; "Resolved pneumonia" looks ahead. */
function hasSubject(tokens: readonly Token[], at: number): boolean {
	const before = tokens[at - 1];
	if (before === undefined || (TERMINATORS.has(before.low) && !(before.low === 'but' && at > 1)))
		return false;
	return (
		before.low !== 'the' &&
		before.low !== 'a' &&
		before.low !== 'of' &&
		before.low !== 'with' &&
		(before.low !== 'and' || tokens[at + 1]?.kind !== 'word') &&
		before.low !== ':'
	);
}

/** "She denied chest pain" looks ahead; "chest pain was denied" and "chest pain, denied" look back. */
function isActive(tokens: readonly Token[], at: number): boolean {
	const [before, word, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
	return (
		word.low === 'denied' &&
		before?.kind === 'word' &&
		!/^(?:was|were|is|are|been|being|be)$/.test(before.low) &&
		next?.kind === 'word' &&
		!/^(?:by|on|at|in|to|and|but|or|today|throughout)$/.test(next.low)
	);
}

/** After a word that looks back, the same word looks ahead only when nothing ends the clause there. */
function appliesForward(tokens: readonly Token[], at: number): boolean {
	const before = tokens[at - 1]?.low ?? '';
	return before === ',' || VERBS.has(before);
}

/** "May 3", "second", "past 24 hours", "No. 3", "old" of an age are no cues. */
function isCue(tokens: readonly Token[], at: number, cue: Cue): boolean {
	const { low } = tokens[at];
	const next = tokens[at + 1];
	if (cue.words.length > 1) return true;
	if (low === 'may' || low === 'might' || low === 'could' || low === 'likely') {
		return !isMonthOfMay(tokens, at);
	}
	if (low === 'past' || low === 'old')
		return (
			next?.kind === 'word' &&
			!/^(?:male|female|man|woman|gentleman|lady|boy|girl|who|with)$/.test(next.low) &&
			tokens[at - 1]?.low !== 'year' &&
			tokens[at - 1]?.low !== 'years'
		);
	if (low === 'absent') return at === 0 || tokens[at - 1].kind === 'mark';
	if (low === 'history')
		return (
			next !== undefined &&
			(next.low === ':' ||
				tokens[at - 1]?.low === 'medical' ||
				next.low === 'includes' ||
				next.low === 'significant' ||
				next.low === 'notable')
		);
	return true;
}

function match(cues: Map<string, Cue[]>, tokens: readonly Token[], at: number): Cue | undefined {
	const low = tokens[at].low;
	const list = cues.get(low) ?? (low.endsWith('s') ? cues.get(low.slice(0, -1)) : undefined);
	return list?.find(({ words }) =>
		words.every((word, offset) => offset === 0 || tokens[at + offset]?.low === word),
	);
}

const LONG = 40;

function forward(tokens: readonly Token[], flags: Uint8Array, from: number, flag: number): void {
	// A word that describes the next thing only does not reach over a list; a negation and a history do.
	const reach =
		flag === UNCERTAIN || flag === RESOLVED || flag === UNLIKELY || flag === PLANNED ? 10 : LONG;
	for (let at = from; at < tokens.length && at < from + reach; at++) {
		if (ends(tokens, at, from, flag)) return;
		flags[at] |= flag;
	}
}

function ends(tokens: readonly Token[], at: number, from: number, flag: number): boolean {
	const { low } = tokens[at];
	if (TERMINATORS.has(low)) return true;
	const next = tokens[at + 1]?.low ?? '';
	const after = tokens[at + 2]?.low ?? '';
	if (low === ',' || low === 'and' || low === '—' || low === ')') {
		if (flag === UNCERTAIN || flag === RESOLVED || flag === UNLIKELY) return true;
		const word = low === ',' && (next === 'and' || next === 'or') ? after : next;
		if (STARTS.has(word)) return true;
		if (VERBS.has(word)) return true;
		if (word === 'the' || word === 'no')
			return (flag === NEGATED || flag === HISTORY) && word === 'the' && verbSoon(tokens, at + 1);
		// "no pneumonia, blood cultures were negative"
		return verbSoon(tokens, low === ',' && (next === 'and' || next === 'or') ? at + 2 : at + 1);
	}
	// "history of X presented with Y", "with no X was admitted": the verb ends it.
	if (at > from && flag !== CONDITIONAL && flag !== FAMILY && ENDING_VERBS.has(low)) return true;
	return false;
}

const ENDING_VERBS = new Set(
	'presented presents admitted was were is are underwent received developed discharged transferred complicated treated showed revealed'.split(
		' ',
	),
);

function verbSoon(tokens: readonly Token[], from: number): boolean {
	for (let at = from; at < tokens.length && at < from + 6; at++) {
		const { low } = tokens[at];
		if (low === ',' || low === 'or' || low === 'and' || low === '.' || low === ';') return false;
		if (ENDING_VERBS.has(low) || low === 'has' || low === 'had' || low === 'did') return true;
	}
	return false;
}

function backward(tokens: readonly Token[], flags: Uint8Array, from: number, flag: number): void {
	for (let at = from - 1; at >= 0 && at > from - LONG; at--) {
		const { low } = tokens[at];
		// "Considered but not performed" speaks of one thing.
		if (at === from - 1 && (low === 'but' || low === 'and')) continue;
		if (TERMINATORS.has(low)) return;
		// "X was found, and Y was ruled out": the comma or "and" before Y ends it when a verb stands before that.
		if ((low === ',' || low === 'and') && verbBefore(tokens, at)) return;
		flags[at] |= flag;
	}
}

function verbBefore(tokens: readonly Token[], from: number): boolean {
	for (let at = from - 1; at >= 0 && at > from - LONG; at--) {
		if (TERMINATORS.has(tokens[at].low)) return false;
		if (VERBS.has(tokens[at].low)) return true;
	}
	return false;
}
