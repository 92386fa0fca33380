import { ASSOCIATION_CASES } from './association-cases.ts';
import { DATA_CASES } from './data-cases.ts';
import { Dice, mixed } from './dice.ts';
import { honest, lying, noisy, valid, type Draft } from './lies.ts';
import { COMMAND_CASES } from './command-cases.ts';
import { VALUE_CASES } from './value-cases.ts';
import { PDU_CASES } from './pdu-cases.ts';
import { Talk, type Case, type Delivery } from './talk.ts';

export const CLASSES = ['pdu', 'association', 'value', 'command', 'data', 'noise'] as const;
export type ClassName = (typeof CLASSES)[number];

/** The class of each case number, in turn: the data set has the most places to lie about. */
const TURNS: readonly ClassName[] = ['data', 'pdu', 'association', 'value', 'data', 'command', 'pdu', 'association', 'data', 'value', 'command', 'data', 'noise', 'association', 'data', 'pdu', 'value', 'command', 'data', 'noise']; // prettier-ignore

type Make = (dice: Dice, number: number) => Draft;

/** Half of a class are its written cases, in turn; the others lie in one layer or in two. */
const MAKERS: Record<ClassName, { cases: readonly Make[]; lies: (seed: number) => Draft }> = {
	pdu: { cases: PDU_CASES, lies: (seed) => lying(seed, ['pdu']) },
	association: { cases: ASSOCIATION_CASES, lies: (seed) => lying(seed, ['association']) },
	value: {
		cases: VALUE_CASES,
		lies: (seed) => lying(seed, seed % 4 === 0 ? ['value', 'pdu'] : ['value']),
	},
	command: { cases: COMMAND_CASES, lies: (seed) => lying(seed, ['command']) },
	data: {
		cases: DATA_CASES,
		lies: (seed) => lying(seed, seed % 8 === 0 ? ['data', 'command'] : ['data']),
	},
	noise: {
		cases: [(dice) => noisy(dice.below(2 ** 31), 'request')],
		lies: (seed) => noisy(seed, 'messages'),
	},
};

const ENDINGS: ReadonlyArray<Case['ending']> = [
	'close',
	'close',
	'reset',
	'half-close',
	'abort',
	'release',
	'release',
];

/** One case in 150 waits for the listener's timers. */
const PATIENT = 150;

/** The case of this number: the same for the same seed, whatever ran before. */
export function caseOf(seed: number, number: number): { name: ClassName; each: Case } {
	const name = TURNS[number % TURNS.length]!;
	const own = mixed(seed, number);
	const dice = new Dice(own);
	const { cases, lies } = MAKERS[name];
	const turn = Math.floor(number / TURNS.length) * 3 + (number % TURNS.length);
	const draft = dice.once(2) ? cases[turn % cases.length]!(dice, turn) : lies(own);
	return { name, each: whole(draft, dice) };
}

/** A valid conversation, its bytes cut up at random. */
export const controlOf = (seed: number, number: number): Case =>
	whole(valid(mixed(seed, number)), new Dice(mixed(seed ^ 0x55, number)));

export const echoOf = (): Case => {
	const dice = new Dice(1);
	const talk = new Talk(honest(dice), dice).associate({}, true).echo().release();
	return whole(
		{
			what: 'C-ECHO',
			...talk,
			expect: 'stored',
			delivery: { kind: 'whole' },
			ending: 'close',
			patient: false,
		},
		dice,
	);
};

function whole(draft: Draft, dice: Dice): Case {
	const [delivery, ending, patient] = [someDelivery(dice), dice.pick(ENDINGS), dice.once(PATIENT)];
	return { delivery, ending, patient, ...draft };
}

function someDelivery(dice: Dice): Delivery {
	const seed = dice.below(2 ** 31);
	const at = dice.below(2000);
	return dice.pick<Delivery>([
		{ kind: 'whole' },
		{ kind: 'whole' },
		{ kind: 'whole' },
		{ kind: 'chunks', seed },
		{ kind: 'at', at },
	]);
}
