import type { Fact } from '../../../shared/contracts/clinical-facts';
import { root } from '../text/stem';
import { tokenise } from '../text/tokens';
import type { Judgement } from './judgement';
import { KIN } from './kin';
import { segmentsOf } from './segments';

const WORK =
	/^(?:nurse|teacher|doctor|physician|pharmacist|lawyer|engineer|farmer|carpenter|electrician|accountant|driver|firefighter|veteran|secretary|mechanic|plumber|cook|chef|waitress|waiter|dentist|therapist|paramedic|librarian|professor|student|soldier|painter|welder)$/;
const HABIT = /^(?:smok|drink|drank|vap)/;
const STOPPED =
	/^(?:stop|stopped|stopping|quit|quitting|ceased|former|formerly|gave|no|never|not|denie[sd]|denying|non)$/;
const STARTED = /^(?:start|started|starting|began|resumed|took)$/;

/** What somebody works as and whether they smoke or drink: the same person, the same verb as in the note. */
export function judgeLife(judgement: Judgement): void {
	const { tokens } = judgement.reading;
	for (const segment of segmentsOf(judgement)) {
		for (let at = segment.from; at < segment.to; at++) {
			const { low } = tokens[at];
			const words = tokens.slice(segment.from, segment.to).map((token) => token.low);
			const index = at - segment.from;
			if (WORK.test(low)) judgeWork(judgement, words, index, at);
			else if (HABIT.test(low)) judgeHabit(judgement, words, index, at);
		}
	}
}

/** "Worked as a nurse": who, how it is told (is, was, works as), and what stands before the trade. */
function workOf(words: readonly string[], at: number): string | undefined {
	let article = at - 1;
	while (article >= 0 && at - article < 4 && !/^(?:an?|the)$/.test(words[article])) article--;
	if (article < 0 || !/^an?$/.test(words[article])) return undefined;
	const kind = words.slice(article + 1, at).join(' ');
	let verb = article - 1;
	while (verb >= 0 && !VERB.test(words[verb])) verb--;
	if (verb < 0) return undefined;
	const link = words
		.slice(verb + 1, article)
		.filter((word) => /^(?:as|with|by|for|near|to)$/.test(word));
	const who = words.slice(0, verb).reverse();
	const kin = who.find((word) => KIN.has(word)) ?? 'patient';
	return [kin, words[verb], article - verb > 3 ? '' : link.join(' '), kind].join('|');
}

const VERB = /^(?:is|was|works?|worked|working|quit|retired|became|trained|employed|remains)$/;

function judgeWork(
	judgement: Judgement,
	words: readonly string[],
	index: number,
	at: number,
): void {
	const said = workOf(words, index);
	if (said === undefined) return;
	const told = prose(judgement).flatMap((fact) => {
		const own = tokenise(fact.text).tokens.map(({ low }) => low);
		return own.flatMap((word, place) => (word === words[index] ? [workOf(own, place)] : []));
	});
	if (told.length === 0 && !prose(judgement).some((fact) => fact.text.includes(words[index])))
		return;
	if (told.includes(said)) return;
	judgement.fault(
		'person',
		`The chart does not say "${words[index]}" in this way of this person.`,
		at,
		at + 1,
	);
}

function judgeHabit(
	judgement: Judgement,
	words: readonly string[],
	index: number,
	at: number,
): void {
	const key = root(words[index]);
	const told = prose(judgement).flatMap((fact) => {
		const own = tokenise(fact.text).tokens.map(({ low }) => low);
		return own.flatMap((word, place) => (root(word) === key ? [stateOf(own, place)] : []));
	});
	if (told.length === 0 || told.includes(stateOf(words, index))) return;
	judgement.fault(
		'negation',
		`The chart tells of "${words[index]}" in another way (${told[0]}).`,
		at,
		at + 1,
		{ expected: told[0] },
	);
}

function stateOf(words: readonly string[], at: number): string {
	const near = words.slice(Math.max(0, at - 4), at);
	if (near.some((word) => /^(?:never|denie[sd]|denying|no|not|non)$/.test(word))) return 'never';
	if (near.some((word) => STOPPED.test(word)) || words[at + 1] === 'cessation') return 'stopped';
	if (near.some((word) => STARTED.test(word))) return 'started';
	return words[at].endsWith('ed') || words[at] === 'drank' ? 'earlier' : 'now';
}

const prose = ({ chart }: Judgement): Fact[] => [
	...chart.of('note-span'),
	...chart.of('report'),
	...chart.of('problem'),
];
