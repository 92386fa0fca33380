import { dataSet, encoded, identity } from './data-set.ts';
import type { Dice } from './dice.ts';
import { honest, type Draft } from './lies.ts';
import { STORE_CONTEXTS, Talk, type Expectation } from './talk.ts';
import { commandSet, digest, pduHeader, storeElements } from './wire.ts';

export interface Store {
	talk: Talk;
	context: (typeof STORE_CONTEXTS)[number];
	elements: Array<[number, Buffer]>;
	command: Buffer;
	bytes: Buffer;
}

/** An open association, and a store about to be sent on it. */
export function store(dice: Dice): Store {
	const talk = new Talk(honest(dice), dice).associate();
	if (dice.once(3)) talk.echo();
	const context = dice.pick(STORE_CONTEXTS);
	const named = identity(dice);
	const messageId = talk.nextId();
	const elements = storeElements({ ...named, messageId });
	const bytes = encoded(context.encoding, dataSet(talk.g, dice, context.encoding, named));
	talk.data.set(messageId, digest(bytes));
	return { talk, context, elements, command: commandSet(talk.g, elements), bytes };
}

export const draft = (what: string, { steps, data }: Talk, expect?: Expectation): Draft => ({
	what,
	steps,
	data,
	...(expect && { expect }),
});

export const message = (...values: Buffer[]) => {
	const body = Buffer.concat(values);
	return Buffer.concat([pduHeader(4, body.length), body]);
};
