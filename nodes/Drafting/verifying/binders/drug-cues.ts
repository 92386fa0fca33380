import type { FactOf } from '../../../shared/contracts/clinical-facts';
import { NEGATED } from '../reading/polarity';
import type { Judgement } from './judgement';

/** What a text says happened to a medicine. */
export type DrugCue =
	| 'start'
	| 'up'
	| 'down'
	| 'change'
	| 'stop'
	| 'quit'
	| 'hold'
	| 'continue'
	| 'unchanged'
	| 'home'
	| 'discharge'
	| 'given'
	| 'inpatient'
	| 'avoid';

const WORDS = new Map<string, DrugCue>();
const cue = (kind: DrugCue, words: string) => {
	for (const word of words.split(' ')) WORDS.set(word, kind);
};
cue(
	'start',
	'started start starting initiated initiate initiation begun began begin added new newly commenced introduced addition',
);
cue('up', 'bumped upped increased increase uptitrated raised increasing escalated doubled');
cue('down', 'cut decreased decrease reduced reduce lowered lower reducing halved downtitrated');
cue('change', 'changed change adjusted adjust modified titrated adjustment');
cue('stop', 'stopped discontinued discontinuation ceased removed');
cue('quit', 'stop discontinue stopping');
cue('hold', 'held hold withheld');
cue(
	'continue',
	'continued continue continues continuing continuation resumed resume maintained restarted restart kept',
);
cue('unchanged', 'unchanged');
cue('home', 'preadmission outpatient');
cue('discharge', 'prescribed prescription take takes taking');
cue('given', 'received receive given administered treated treatment receiving required');
cue('avoid', 'avoid avoided');

const PHRASES: ReadonlyArray<readonly [string, DrugCue]> = [
	['during the hospitalization only', 'inpatient'],
	['during the hospital stay only', 'inpatient'],
	['during the stay only', 'inpatient'],
	['in hospital only', 'inpatient'],
	['in the hospital only', 'inpatient'],
	['only during', 'inpatient'],
	['no longer', 'quit'],
	['do not take', 'quit'],
	['do not resume', 'quit'],
	['do not continue', 'quit'],
	['prior to admission', 'home'],
	['before admission', 'home'],
	['on admission', 'home'],
	['at admission', 'home'],
	['home medication', 'home'],
	['home medications', 'home'],
	['home dose', 'home'],
	['home medicine', 'home'],
	['home medicines', 'home'],
	['home meds', 'home'],
	['at home', 'home'],
	['admission medications', 'home'],
	['discharged on', 'discharge'],
	['discharged with', 'discharge'],
	['discharge medication', 'discharge'],
	['discharge medications', 'discharge'],
	['discharge medicine', 'discharge'],
	['discharge medicines', 'discharge'],
	['at discharge', 'discharge'],
	['on discharge', 'discharge'],
	['upon discharge', 'discharge'],
	['after discharge', 'discharge'],
	['goes home on', 'discharge'],
	['went home on', 'discharge'],
	['sent home on', 'discharge'],
	['going home on', 'discharge'],
	['without change', 'unchanged'],
	['no change', 'unchanged'],
	['no changes', 'unchanged'],
	['without changes', 'unchanged'],
	['without any change', 'unchanged'],
	['same dose', 'unchanged'],
	['not changed', 'unchanged'],
	['off', 'stop'],
	['be taken', 'discharge'],
	['go on with', 'continue'],
	['goes on with', 'continue'],
	['going on with', 'continue'],
];
const PHRASE_WORDS = new Map<string, Array<{ words: string[]; kind: DrugCue }>>();
for (const [text, kind] of PHRASES) {
	const words = text.split(' ');
	PHRASE_WORDS.set(words[0], [...(PHRASE_WORDS.get(words[0]) ?? []), { words, kind }]);
}

export interface FoundCue {
	readonly kind: DrugCue;
	readonly at: number;
	readonly to: number;
	readonly negated: boolean;
}

const isNot = (judgement: Judgement, at: number): boolean =>
	/^(?:not|never)$/.test(judgement.low(at - 1)) || /^(?:not|never)$/.test(judgement.low(at - 2));

const PLACE = /^(?:lobes?|extremit\w+|legs?|limbs?|back|abdom\w+|quadrants?|lungs?|gi|lip|eyelid)$/;

/** All cues of a text, in order. "increased" before a measurement or a sign is no cue; its binder decides. */
export function cuesIn(judgement: Judgement): FoundCue[] {
	const { tokens, polarity } = judgement.reading;
	const found: FoundCue[] = [];
	for (let at = 0; at < tokens.length; at++) {
		const phrase = PHRASE_WORDS.get(tokens[at].low)?.find(({ words }) =>
			words.every((word, offset) => tokens[at + offset]?.low === word),
		);
		if (phrase !== undefined) {
			if (
				phrase.words.length === 1 &&
				!/^(?:taken|came|come|weaned|is|was)$/.test(judgement.low(at - 1))
			)
				continue;
			const negated =
				phrase.words[0] === 'be' && ((polarity.flags[at] & NEGATED) !== 0 || isNot(judgement, at));
			found.push({ kind: phrase.kind, at, to: at + phrase.words.length, negated });
			at += phrase.words.length - 1;
			continue;
		}
		const kind = WORDS.get(tokens[at].low);
		if (kind === undefined) continue;
		// "Right lower lobe" is a place.
		if (tokens[at].low === 'lower' && PLACE.test(judgement.low(at + 1))) continue;
		// "Stop taking" and "continue to take" have one cue.
		if (
			kind === 'discharge' &&
			/^tak/.test(tokens[at].low) &&
			found.some((one) => one.to === at || (one.to === at - 1 && judgement.low(at - 1) === 'to'))
		)
			continue;
		const negated = (polarity.flags[at] & NEGATED) !== 0 || judgement.low(at - 1) === 'no';
		found.push({ kind, at, to: at + 1, negated });
	}
	return found;
}

/** True when the chart's role of the medicine is what the cue says. */
export function agreesWithRole(fact: FactOf<'medication'>, cue: FoundCue): boolean {
	const { role, data } = fact;
	if (cue.negated) return agreesNegated(fact, cue.kind);
	switch (cue.kind) {
		case 'start':
			return role === 'new' || role === 'inpatient-only';
		case 'up':
		case 'down':
		case 'change':
			return role === 'changed';
		case 'stop':
			return role === 'stopped' || role === 'inpatient-only';
		case 'quit':
			return role === 'stopped';
		case 'hold':
			return role === 'stopped' || (role === 'unclear' && data.unclear === 'state');
		case 'continue':
		case 'unchanged':
			return role === 'continued';
		case 'home':
			return data.onAdmission && role !== 'new';
		case 'discharge':
			return data.atDischarge && role !== 'stopped' && role !== 'inpatient-only';
		case 'given':
			// What was taken at home before is not said to have been given in the hospital.
			return (
				(role !== 'stopped' && role !== 'continued') ||
				(fact.flags?.includes('given-during-stay') ?? false)
			);
		case 'inpatient':
			return role === 'inpatient-only';
		case 'avoid':
			return role === 'stopped';
	}
}

function agreesNegated({ role, data }: FactOf<'medication'>, kind: DrugCue): boolean {
	switch (kind) {
		case 'continue':
		case 'discharge':
			return role === 'stopped' || role === 'inpatient-only';
		case 'stop':
		case 'quit':
		case 'hold':
		case 'change':
		case 'up':
		case 'down':
			return role === 'continued';
		case 'home':
			return !data.onAdmission;
		default:
			return false;
	}
}

export const SAID: Readonly<Record<DrugCue, string>> = {
	start: 'newly started',
	up: 'increased',
	down: 'decreased',
	change: 'changed',
	stop: 'stopped',
	quit: 'to be stopped',
	hold: 'held',
	continue: 'continued',
	unchanged: 'unchanged',
	home: 'taken before admission',
	discharge: 'to be taken after discharge',
	given: 'given',
	inpatient: 'given during the stay only',
	avoid: 'to be avoided',
};
