import { CT } from './association.ts';
import { identity } from './data-set.ts';
import type { Dice } from './dice.ts';
import { honest, type Draft } from './lies.ts';
import { draft, message, store } from './messages.ts';
import { Talk } from './talk.ts';
import { COMMAND, commandSet, echoElements, LAST, value, valueHeader } from './wire.ts';

/** Cases of presentation data values (PS3.8 9.3.5, Annex E). */
export const VALUE_CASES: ReadonlyArray<(dice: Dice) => Draft> = [
	(dice) => {
		const { talk, context, command } = store(dice);
		const lie = dice.pick([
			-2,
			-1,
			0x7ffffffd,
			0xfffffffd,
			command.length + 1,
			command.length - 1,
			command.length + 5,
			0,
		]);
		const header = valueHeader((context.id << 8) | COMMAND | LAST, lie);
		return draft('value that says another length', talk.raw(message(header, command)).answered());
	},
	(dice) => {
		const { talk, command, bytes } = store(dice);
		const other = dice.pick([0, 2, 13, 99, 255]);
		return draft(
			'unknown context',
			talk
				.part(other, COMMAND | LAST, command)
				.part(other, LAST, bytes)
				.answered(),
			'unstored',
		);
	},
	(dice) => {
		const talk = new Talk(honest(dice), dice).associate({
			contexts: [
				{ id: 3, abstractSyntax: CT, transferSyntaxes: ['1.2.840.10008.1.2.1'] },
				{
					id: 21,
					abstractSyntax: '1.2.840.10008.5.1.4.1.2.2.1',
					transferSyntaxes: ['1.2.840.10008.1.2'],
				},
			],
		});
		return draft(
			'refused context',
			talk.send(
				{ id: 21, abstractSyntax: '', transferSyntaxes: [] },
				identity(dice),
				Buffer.alloc(10),
			),
			'unstored',
		);
	},
	(dice) => {
		const { talk, context, command, bytes } = store(dice);
		return draft(
			'control bits',
			talk
				.part(context.id, dice.below(256), command)
				.part(context.id, dice.below(256), bytes)
				.answered(),
		);
	},
	(dice) => {
		const { talk, context, command, bytes } = store(dice);
		talk.part(context.id, COMMAND | LAST, command).part(context.id, COMMAND | LAST, command);
		return draft(
			'command instead of data',
			talk.part(context.id, LAST, bytes).answered(),
			'unstored',
		);
	},
	(dice) => {
		const { talk, context, command, bytes } = store(dice);
		return draft(
			'data before its command',
			talk.part(context.id, LAST, bytes).part(context.id, COMMAND | LAST, command),
			'unstored',
		);
	},
	(dice) => {
		const { talk, context, command, bytes } = store(dice);
		const at = dice.below(bytes.length);
		talk.part(context.id, COMMAND | LAST, command).part(context.id, 0, bytes.subarray(0, at));
		return draft(
			'command inside the data',
			talk
				.part(1, COMMAND | LAST, commandSet(talk.g, echoElements(77)))
				.part(context.id, LAST, bytes.subarray(at)),
			'unstored',
		);
	},
	(dice) => {
		const { talk, context, command, bytes } = store(dice);
		const half = Math.floor(bytes.length / 2);
		const other = context.id === 3 ? 5 : 3;
		talk.part(context.id, COMMAND | LAST, command).part(context.id, 0, bytes.subarray(0, half));
		return draft(
			'data on another context',
			talk.part(other, LAST, bytes.subarray(half)).answered(),
			'unstored',
		);
	},
	(dice) => {
		const { talk, context, command } = store(dice);
		const half = Math.floor(command.length / 2);
		talk.part(context.id, COMMAND, command.subarray(0, half));
		return draft(
			'command on two contexts',
			talk.part(1, COMMAND | LAST, command.subarray(half)),
			'unstored',
		);
	},
	(dice) => {
		const { talk, context, command, bytes } = store(dice);
		const empty = Array.from({ length: dice.between(1, 20) }, () =>
			value(talk.g, context.id, COMMAND, Buffer.alloc(0)),
		);
		const emptyData = Array.from({ length: dice.between(1, 200) }, () =>
			value(talk.g, context.id, 0, Buffer.alloc(0)),
		);
		talk
			.raw(message(...empty))
			.part(context.id, COMMAND | LAST, command)
			.raw(message(...emptyData));
		talk.part(context.id, 0, bytes).raw(message(value(talk.g, context.id, LAST, Buffer.alloc(0))));
		return draft('empty values between the others', talk.answered(), 'stored');
	},
	(dice) => {
		const { talk, context } = store(dice);
		const empty = Buffer.concat(
			Array.from({ length: 2000 }, () =>
				message(value(talk.g, context.id, COMMAND, Buffer.alloc(0))),
			),
		);
		return draft(
			'empty command values without end',
			talk.raw(...Array.from({ length: dice.between(1, 10) }, () => empty)),
			'unstored',
		);
	},
	(dice) => {
		const { talk, context } = store(dice);
		for (let part = 0; part < 12; part++) talk.part(context.id, COMMAND, dice.bytes(3000));
		return draft('command without end', talk, 'unstored');
	},
	(dice) => {
		const { talk, context, command, bytes } = store(dice);
		const short = bytes.length > 600 ? 7 : 1;
		return draft(
			'tiny values',
			talk
				.part(context.id, COMMAND | LAST, command, 1)
				.part(context.id, LAST, bytes, short)
				.answered(),
			'stored',
		);
	},
	(dice) => {
		const { talk, context, command, bytes } = store(dice);
		const half = Math.floor(bytes.length / 2);
		const values = [
			value(talk.g, context.id, COMMAND, command.subarray(0, 9)),
			value(talk.g, context.id, COMMAND | LAST, command.subarray(9)),
			value(talk.g, context.id, 0, bytes.subarray(0, half)),
			value(talk.g, context.id, LAST, bytes.subarray(half)),
		];
		return draft(
			'command and data in one P-DATA-TF',
			talk.raw(message(...values)).answered(),
			'stored',
		);
	},
	(dice) => {
		const { talk, context, command, bytes } = store(dice);
		return draft(
			'last value never comes',
			talk.part(context.id, COMMAND | LAST, command).part(context.id, 0, bytes),
			'unstored',
		);
	},
	(dice) => {
		const { talk, context, command, bytes } = store(dice);
		talk.part(context.id, COMMAND | LAST, command).part(context.id, LAST, bytes);
		return draft('data behind the last', talk.part(context.id, LAST, bytes).answered());
	},
	(dice) => {
		const { talk, context, command, bytes } = store(dice);
		const values = [
			value(talk.g, context.id, COMMAND | LAST, command),
			dice.bytes(dice.between(1, 5)),
		];
		return draft(
			'bytes behind the values',
			talk.raw(message(...values)).part(context.id, LAST, bytes),
			'unstored',
		);
	},
];
