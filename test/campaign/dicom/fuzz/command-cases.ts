import type { Dice } from './dice.ts';
import { honest, type Draft } from './lies.ts';
import { draft, store } from './messages.ts';
import { Talk, type Expectation } from './talk.ts';
import { COMMAND, commandSet, echoElements, LAST } from './wire.ts';

/** Cases of command sets (PS3.7 6.3, E.1). */
export const COMMAND_CASES: ReadonlyArray<(dice: Dice) => Draft> = [
	...[0x0002, 0x0100, 0x0110, 0x0800, 0x1000].map((tag) => (dice: Dice) => {
		const { talk, context, elements, bytes } = store(dice);
		talk
			.command(
				context.id,
				elements.filter(([each]) => each !== tag),
			)
			.part(context.id, LAST, bytes);
		return draft(
			`no element ${tag.toString(16)}`,
			talk.answered(),
			tag === 0x0110 ? undefined : 'unstored',
		);
	}),
	(dice) =>
		changed('duplicate element', dice, (elements) => [
			...elements,
			dice.pick(elements),
			dice.pick(elements),
		]),
	(dice) => changed('elements in another order', dice, (elements) => elements.reverse()),
	(dice) =>
		changed('odd length', dice, (elements) =>
			elements.map(([tag, bytes]) => [tag, dice.once(2) ? bytes.subarray(0, -1) : bytes]),
		),
	(dice) =>
		changed('unknown elements', dice, (elements) => [
			...elements,
			...Array.from(
				{ length: dice.between(1, 200) },
				() => [dice.below(0x10000), dice.bytes(dice.below(20))] as [number, Buffer],
			),
		]),
	(dice) =>
		changed(
			'another group',
			dice,
			(elements) => [
				...elements,
				[dice.pick([0x00020010, 0x00080018, 0xfffee000, 0x00010000]), dice.bytes(4)],
			],
			'unstored',
		),
	(dice) =>
		changed('numbers of a wrong length', dice, (elements) =>
			elements.map(([tag, bytes]) => [
				tag,
				bytes.length === 2 && dice.once(2) ? dice.bytes(dice.pick([0, 1, 3, 4, 8, 900])) : bytes,
			]),
		),
	(dice) =>
		changed(
			'instance UID that is none',
			dice,
			(elements) => replaced(elements, 0x1000, dice.pick(STRANGE_UIDS)(dice)),
			'unstored',
		),
	(dice) =>
		changed(
			'class UID that is none',
			dice,
			(elements) => replaced(elements, 0x0002, dice.pick(STRANGE_UIDS)(dice)),
			'unstored',
		),
	(dice) =>
		changed(
			'class of another context',
			dice,
			(elements) => replaced(elements, 0x0002, Buffer.from('1.2.840.10008.5.1.4.1.1.4')),
			'unstored',
		),
	(dice) => {
		const field = dice.pick([
			0,
			0x8001,
			0x0010,
			0x0020,
			0x0021,
			0x0030,
			0x8030,
			0x0100,
			0x0110,
			0x0120,
			0x0130,
			0x0140,
			0x0150,
			0x0fff,
			0xffff,
			dice.below(0x10000),
		]);
		return changed(
			`command field ${field.toString(16)}`,
			dice,
			(elements) => replaced(elements, 0x0100, Buffer.from([field & 0xff, field >>> 8])),
			field === 1 ? undefined : 'unstored',
		);
	},
	(dice) =>
		changed('data set type', dice, (elements) =>
			replaced(
				elements,
				0x0800,
				dice.pick([
					Buffer.from([1, 1]),
					Buffer.from([0, 0]),
					Buffer.from([0xff, 0xff]),
					Buffer.from([1, 2]),
				]),
			),
		),
	(dice) => {
		const { talk, context, elements, bytes } = store(dice);
		const length = Buffer.alloc(4);
		length.writeUInt32LE(dice.pick([0, 1, 7, 0xffff, 0x7fffffff, 0xffffffff]));
		const body = commandSet(talk.g, elements).subarray(12);
		const lied = Buffer.concat([Buffer.from([0, 0, 0, 0, 4, 0, 0, 0]), length, body]);
		return draft(
			'group length that lies',
			talk
				.part(context.id, COMMAND | LAST, lied)
				.part(context.id, LAST, bytes)
				.answered(),
		);
	},
	(dice) => {
		const { talk, context, bytes } = store(dice);
		return draft(
			'empty command set',
			talk.part(context.id, COMMAND | LAST, Buffer.alloc(0)).part(context.id, LAST, bytes),
			'unstored',
		);
	},
	(dice) => {
		const talk = new Talk(honest(dice), dice).associate();
		for (let times = dice.between(2, 30); times > 0; times--)
			talk.command(1, echoElements(5)).answered();
		return draft('one message id for all', talk);
	},
	(dice) => {
		const talk = new Talk(honest(dice), dice).associate();
		for (let times = dice.between(2, 300); times > 0; times--)
			talk.command(1, echoElements(talk.nextId()));
		return draft('requests without waiting for answers', talk.answered());
	},
	(dice) => {
		const { talk, context, command } = store(dice);
		return draft(
			'noise as data set',
			talk
				.part(context.id, COMMAND | LAST, command)
				.part(context.id, LAST, dice.bytes(dice.between(1, 3000)))
				.answered(),
			'unstored',
		);
	},
];

type Elements = Array<[number, Buffer]>;

function changed(
	what: string,
	dice: Dice,
	change: (elements: Elements) => Elements,
	expect?: Expectation,
): Draft {
	const { talk, context, elements, bytes } = store(dice);
	talk.command(context.id, change(elements)).part(context.id, LAST, bytes);
	return draft(what, talk.answered(), expect);
}

const replaced = (elements: Elements, tag: number, value: Buffer): Elements =>
	elements.map(([each, bytes]) => [each, each === tag ? value : bytes]);

const text = (value: string) => () => Buffer.from(value, 'latin1');

/** What must become neither a file name nor anything else. */
export const STRANGE_UIDS: ReadonlyArray<(dice: Dice) => Buffer> = [
	text(''),
	text('\0'),
	text('..'),
	text('../../../../tmp/fuzz'),
	text('..\\..\\fuzz'),
	text('/etc/passwd'),
	text('2.25.1/../../x'),
	text('2.25.1\0.2'),
	text('%2e%2e%2f'),
	text('CON'),
	text('2.25.١'),
	text("2.25.1'; --"),
	text(`2.25.${'1'.repeat(61)}`),
	text(`2.25.${'1'.repeat(9000)}`),
	(dice) => dice.bytes(dice.between(1, 70)),
];
