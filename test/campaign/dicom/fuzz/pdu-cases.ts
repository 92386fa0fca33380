import type { Dice } from './dice.ts';
import { bytesOf, honest, type Draft } from './lies.ts';
import { MAXIMUM_LENGTH, STORE_CONTEXTS, Talk } from './talk.ts';
import {
	COMMAND,
	commandSet,
	echoElements,
	LAST,
	pduHeader,
	storeElements,
	u32,
	valueHeader,
} from './wire.ts';
import { dataSet, identity } from './data-set.ts';

const draft = (what: string, { steps, data }: Talk, rest: Partial<Draft> = {}): Draft => ({
	what,
	steps,
	data,
	...rest,
});

/** One PDU with a header that may lie. */
const raw = (type: number, length: number, body: Buffer) =>
	Buffer.concat([pduHeader(type, length), body]);

/** Before an association, in it, or behind a store: where a PDU comes out of place. */
const somewhere = (talk: Talk, dice: Dice): Talk => {
	const where = dice.below(3);
	if (where > 0) talk.associate();
	if (where > 1) talk.store();
	return talk;
};

const LENGTHS = [0, 1, 2, 3, 4, 5, 6, 7, 68, MAXIMUM_LENGTH - 1, MAXIMUM_LENGTH, MAXIMUM_LENGTH + 1, 262_143, 262_144, 262_145, 0x7fffffff, 0xfffffff0, 0xffffffff]; // prettier-ignore

/** A data set that fills the last value exactly, or one byte too much. */
function exactly(talk: Talk, dice: Dice, over: number): Talk {
	const context = STORE_CONTEXTS[0]!;
	const named = identity(dice);
	const bytes = dataSet(talk.g, dice, context.encoding, named, undefined, (e) =>
		e.of(0x00420011, 'OB', Buffer.alloc(40_000, 1)),
	);
	const messageId = talk.nextId();
	talk.associate().command(context.id, storeElements({ ...named, messageId }));
	const size = MAXIMUM_LENGTH - 6 + over;
	talk.part(context.id, LAST, bytes, size);
	return talk.answered();
}

/** Cases of PDUs: types, lengths, cuts, order. `number` counts the cases of this class. */
export const PDU_CASES: ReadonlyArray<(dice: Dice, number: number) => Draft> = [
	(dice) => {
		const talk = somewhere(new Talk(honest(dice), dice), dice);
		const type = dice.pick([0, 8, 9, 0x10, 0x47, 0x7f, 0x80, 0xff]);
		const body = dice.bytes(dice.below(200));
		return draft(`unknown type ${type}`, talk.raw(raw(type, body.length, body)));
	},
	(dice) => {
		const talk = somewhere(new Talk(honest(dice), dice), dice);
		const [type, length] = [dice.between(1, 7), dice.pick(LENGTHS)];
		const body = dice.bytes(Math.min(length, dice.below(120)));
		return draft(`type ${type} says ${length} bytes`, talk.raw(raw(type, length, body)));
	},
	(dice) => draft('P-DATA-TF of the greatest length', exactly(new Talk(honest(dice), dice), dice, 0), { expect: 'stored' }),
	(dice) => draft('P-DATA-TF over the greatest length', exactly(new Talk(honest(dice), dice), dice, 1), { expect: 'unstored' }),
	(dice) => {
		const talk = new Talk(honest(dice), dice).associate().store().release();
		const steps = [...talk.steps];
		const last = dice.pick(steps.flatMap((step, index) => (typeof step === 'string' ? [] : [index])));
		const cut = steps[last] as Buffer;
		steps.splice(last, steps.length, cut.subarray(0, dice.below(cut.length)));
		return { what: 'cut off', steps, data: talk.data };
	},
	(dice) => {
		const talk = new Talk(honest(dice), dice).associate().store().echo().release();
		return { what: 'everything in one packet', steps: [bytesOf(talk.steps)], data: talk.data };
	},
	(dice, number) => {
		const talk = new Talk(honest(dice), dice).associate({}, true).echo().release();
		const at = number % bytesOf(talk.steps).length;
		return draft(`cut at byte ${at}`, talk, { delivery: { kind: 'at', at }, expect: 'stored' });
	},
	(dice) =>
		draft('byte by byte', new Talk(honest(dice), dice).associate({}, true).echo().release(), {
			delivery: { kind: 'bytes' },
			expect: 'stored',
		}),
	(dice) => {
		const talk = somewhere(new Talk(honest(dice), dice), dice);
		const type = dice.pick([2, 3, 6, 7]);
		const body = dice.bytes(dice.pick([0, 1, 2, 3, 4, 4, 4, 5, 68, 200]));
		return draft(`what only an acceptor sends, type ${type}`, talk.raw(raw(type, body.length, body)));
	},
	(dice) => draft('a second association request', new Talk(honest(dice), dice).associate().associate().store()),
	(dice) => {
		const talk = new Talk(honest(dice), dice).associate().release().release();
		return draft('behind the release', dice.once(2) ? talk.store() : talk.raw(dice.bytes(dice.between(1, 3000))));
	},
	(dice) => {
		const context = dice.pick(STORE_CONTEXTS);
		const talk = new Talk(honest(dice), dice).associate();
		const messageId = talk.nextId();
		talk.command(context.id, storeElements({ ...identity(dice), messageId }));
		if (dice.once(2)) talk.part(context.id, 0, dice.bytes(dice.below(5000)));
		return draft('release in mid-message', talk.release(), { expect: 'unstored' });
	},
	(dice) => {
		const body = dice.bytes(dice.pick([0, 1, 2, 3, 5, 8, 100, 262_144]));
		const talk = new Talk(honest(dice), dice).associate().raw(raw(5, body.length, body));
		return draft(`release request of ${body.length} bytes`, talk);
	},
	(dice) => {
		const flood = Array.from({ length: dice.between(10, 300) }, () => raw(7, 4, Buffer.alloc(4)));
		return draft('aborts without end', new Talk(honest(dice), dice).raw(Buffer.concat(flood)));
	},
	(dice) => {
		const noise = [dice.bytes(dice.between(1, 5000))];
		const greeting = dice.pick(['GET / HTTP/1.1\r\nHost: x\r\n\r\n', '\x16\x03\x01\x02\x00\x01', 'SSH-2.0-x\r\n']);
		if (dice.once(2)) noise.unshift(Buffer.from(greeting, 'latin1'));
		return draft('not DICOM at all', new Talk(honest(dice), dice).raw(...noise), { expect: 'unassociated' });
	},
	(dice) => {
		const command = commandSet(honest(dice), echoElements(1));
		const header = Buffer.concat([valueHeader((1 << 8) | COMMAND | LAST, command.length), command]);
		const bytes = raw(4, header.length, header);
		return draft('P-DATA-TF without association', new Talk(honest(dice), dice).raw(bytes), { expect: 'unassociated' });
	},
	(dice) => {
		const talk = new Talk(honest(dice), dice).associate({}, true).echo();
		for (const step of talk.steps) if (typeof step !== 'string') step[1] = dice.below(256);
		return draft('reserved byte of the header set', talk, { expect: 'stored' });
	},
	(dice) => {
		const announced = raw(4, 4000, Buffer.concat([u32(3996), Buffer.from([3, 2])]));
		const talk = new Talk(honest(dice), dice).associate().raw(announced);
		return draft('stops in mid-value', talk, { patient: dice.once(20), expect: 'unstored' });
	},
]; // prettier-ignore
