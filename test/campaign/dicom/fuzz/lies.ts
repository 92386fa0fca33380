import { validExtras } from './association.ts';
import { Dice } from './dice.ts';
import { Grammar, type Layer } from './grammar.ts';
import { Talk, type Case } from './talk.ts';

/** What a class of cases gives; the campaign decides how it is cut up and ended. */
export type Draft = Pick<Case, 'what' | 'steps' | 'data'> & Partial<Case>;

const HONEST = { layers: new Set<Layer>(), targets: new Set<number>() };

/** A grammar that tells no lies. */
export const honest = (dice: Dice) => new Grammar(dice, HONEST.layers, HONEST.targets);

/** A whole valid conversation: some messages, small values or large ones. */
function conversation(g: Grammar, seed: number): Talk {
	const dice = new Dice(seed);
	const talk = new Talk(g, dice).associate({ more: validExtras(dice) });
	const size = dice.once(3) ? dice.between(20, 400) : undefined;
	if (dice.once(3)) talk.echo();
	talk.store(undefined, {}, size);
	if (dice.once(4)) talk.store();
	if (dice.once(2)) talk.echo();
	return dice.once(2) ? talk.release() : talk;
}

/** A valid conversation, to be stored whatever way its bytes are cut. */
export function valid(seed: number): Draft {
	const { steps, data } = conversation(honest(new Dice(seed)), seed);
	return { what: 'valid', steps, data, expect: 'stored', patient: false };
}

/**
 * A conversation with one to three lies in the named layers. Written twice: once to count what can
 * be lied about, once with the lies.
 */
export function lying(seed: number, layers: readonly Layer[]): Draft {
	const wanted = new Set(layers);
	const counting = new Grammar(new Dice(seed), wanted, new Set());
	const truth = conversation(counting, seed);
	const dice = new Dice(seed ^ 0x5bd1e995);
	const targets = new Set<number>();
	for (let lies = dice.pick([1, 1, 1, 2, 3]); lies > 0; lies--)
		targets.add(dice.below(counting.seen));
	const g = new Grammar(dice, wanted, targets);
	const { steps, data } = conversation(g, seed);
	// Below the data set, what arrives as one is not what was meant to.
	const mapped = layers.every((layer) => layer === 'data' || layer === 'command');
	const what = g.told.join('; ');
	if (bytesOf(steps).equals(bytesOf(truth.steps))) return lying(seed + 0x10001, layers);
	const answered = layers.every((layer) => layer === 'data');
	return { what, steps, data: mapped ? data : new Map(), answered };
}

/** A conversation whose bytes were changed without regard to their meaning. */
export function noisy(seed: number, part: 'request' | 'messages'): Draft {
	const dice = new Dice(seed ^ 0x1b873593);
	const { steps } = conversation(honest(dice), seed);
	const first = steps.findIndex((step) => step !== 'accept' && step !== 'answer');
	const parts = steps.flatMap((step, index) =>
		typeof step === 'string' || (index === first) !== (part === 'request') ? [] : [index],
	);
	const index = dice.pick(parts);
	steps[index] = damaged(dice, steps[index] as Buffer);
	return { what: `noise in the ${part}`, steps, data: new Map() };
}

function damaged(dice: Dice, bytes: Buffer): Buffer {
	const copy = Buffer.from(bytes);
	const at = dice.below(copy.length);
	const flip = () => {
		for (let change = dice.between(1, 6); change > 0; change--) {
			copy[dice.below(copy.length)]! ^= 1 << dice.below(8);
		}
		return copy;
	};
	return dice.pick([
		flip,
		flip,
		() => Buffer.concat([copy.subarray(0, at), dice.bytes(dice.between(1, 20)), copy.subarray(at)]),
		() => Buffer.concat([copy.subarray(0, at), copy.subarray(at + dice.between(1, 20))]),
		() =>
			copy.fill(dice.pick([0, 0xff, 0x20]), at, Math.min(copy.length, at + dice.between(1, 20))),
		() => Buffer.concat([copy, copy.subarray(at)]),
	])();
}

export const bytesOf = (steps: Case['steps']) =>
	Buffer.concat(steps.filter((step) => typeof step !== 'string'));
