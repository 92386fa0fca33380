import {
	associate,
	ASSOCIATION,
	associationItems,
	contextItem,
	CONTEXTS,
	CT,
	fixedPart,
	roleSelection,
	userIdentity,
	type Association,
	type Context,
} from './association.ts';
import type { Dice } from './dice.ts';
import { honest, type Draft } from './lies.ts';
import { Talk, type Expectation } from './talk.ts';
import { itemHeader, pduHeader, u32 } from './wire.ts';

/** An association with one thing changed, and what a sender does next. */
function asking(
	what: string,
	dice: Dice,
	changes: Partial<Association>,
	expect?: Expectation,
): Draft {
	const { steps, data } = new Talk(honest(dice), dice).associate(changes, true).store().echo();
	return { what, steps, data, ...(expect && { expect }) };
}

/** An association request with these bytes behind its fixed part. */
function withItems(what: string, dice: Dice, items: Buffer[], expect?: Expectation): Draft {
	const body = Buffer.concat([fixedPart(ASSOCIATION), ...items]);
	const request = Buffer.concat([pduHeader(1, body.length), body]);
	const talk = new Talk(honest(dice), dice).raw(request);
	talk.steps.push('accept');
	const { steps, data } = talk.store().echo();
	return { what, steps, data, ...(expect && { expect }) };
}

const valid = (dice: Dice, changes: Partial<Association> = {}) =>
	associationItems(honest(dice), { ...ASSOCIATION, ...changes });

const many = (count: number, make: (index: number) => Context): Context[] =>
	Array.from({ length: count }, (_, index) => make(index));

const odd = (index: number) => (2 * index + 1) & 0xff;
const uid = (length: number) => '1.2'.padEnd(length, '.3').slice(0, length).replace(/\.$/, '3');
const ct = (id: number, syntaxes: string[]): Context => ({
	id,
	abstractSyntax: CT,
	transferSyntaxes: syntaxes,
});
const EXPLICIT = '1.2.840.10008.1.2.1';

/** Cases of A-ASSOCIATE-RQ (PS3.8 9.3.2). `number` counts the cases of this class. */
export const ASSOCIATION_CASES: ReadonlyArray<(dice: Dice, number: number) => Draft> = [
	(dice, number) => {
		const whole = associate(honest(dice));
		const body = whole.subarray(6, 6 + (number % (whole.length - 6)));
		const { steps, data } = new Talk(honest(dice), dice).raw(Buffer.concat([pduHeader(1, body.length), body])).store();
		return { what: `request of ${body.length} bytes`, steps, data };
	},
	(dice) => asking('128 contexts', dice, { contexts: many(128, (index) => ct(odd(index), [EXPLICIT])) }),
	(dice) =>
		asking('128 contexts of 100 syntaxes', dice, {
			contexts: many(dice.between(90, 128), (index) =>
				ct(odd(index), Array.from({ length: dice.between(60, 128) }, () => EXPLICIT)),
			),
		}),
	(dice) =>
		withItems('more contexts than ids', dice, [
			...many(dice.between(129, 2000), (index) => ct(odd(index), [EXPLICIT])).map((c) => contextItem(honest(dice), c)),
		], 'unassociated'),
	(dice) => {
		const one = itemHeader(dice.pick([0x10, 0x30, 0x40, 0x50, 0x60, 0xff]), 0);
		const items = Array.from({ length: dice.between(1000, 60_000) }, () => one);
		return withItems('empty items without end', dice, dice.once(2) ? items : [...valid(dice), ...items]);
	},
	(dice) => asking('duplicate context id', dice, { contexts: [...CONTEXTS, dice.pick(CONTEXTS)] }, 'unassociated'),
	(dice) => asking('even context id', dice, { contexts: [...CONTEXTS, ct(2 * dice.below(128), [EXPLICIT])] }, 'unassociated'),
	(dice) => asking('unknown called AE title', dice, { called: dice.pick(['', ' ', 'hospital', 'HOSPITALS', '\\', '\0', dice.bytes(16).fill(0xff)]) }, 'unassociated'),
	(dice) => asking('strange calling AE title', dice, { calling: dice.pick(['', '\0\0', '../../../etc', 'A\\B', 'A\nB', dice.bytes(16), '%s%n%s%n', '\x1b[2J', '"}']) }),
	(dice) => {
		const version = dice.pick([0, 1, 2, 3, 0xfffe, 0xffff]);
		return asking(`version ${version}`, dice, { version }, version & 1 ? 'stored' : 'unassociated');
	},
	(dice) => asking('application context', dice, { applicationContext: dice.pick([undefined, '', '1.2', '1.2.840.10008.3.1.1.1.1', uid(64), uid(66), uid(5000)]) }, 'unassociated'),
	(dice) => asking('no contexts', dice, { contexts: [] }, 'unassociated'),
	(dice) => {
		const without = dice.pick([0x10, 0x20, 0x50]);
		return withItems(`no item ${without.toString(16)}`, dice, valid(dice).filter((bytes) => bytes[0] !== without), without === 0x50 ? undefined : 'unassociated');
	},
	(dice) => {
		const abstractSyntax = dice.pick(['', '1', '..', '1..2', uid(64), uid(65), uid(66), uid(9000), '../../x', '\0', '1.2.840.10008.5.1.4.1.2.2.1', 'é']);
		return asking('abstract syntax', dice, { contexts: [...CONTEXTS, { id: 99, abstractSyntax, transferSyntaxes: [EXPLICIT] }] });
	},
	(dice) => {
		const syntaxes = dice.pick([[], [''], ['1'], ['x', EXPLICIT], [uid(64)], [uid(66)], [uid(20_000)], ['../..', '\0'], Array.from({ length: 129 }, () => '1.2')]);
		return asking('transfer syntaxes', dice, { contexts: [...CONTEXTS, ct(99, syntaxes)] });
	},
	(dice) => {
		const maximumLength = dice.pick([undefined, 0, 1, 2, 5, 6, 7, 8, 20, 0x7fffffff, 0xffffffff]);
		return asking(`maximum length ${maximumLength}`, dice, { maximumLength }, 'stored');
	},
	(dice) => {
		const field = () => dice.bytes(dice.pick([0, 1, 5, 64, 5000]));
		const identity = userIdentity(dice.pick([0, 1, 2, 3, 4, 5, 6, 255]), field(), field(), dice.pick([0, 0, 0, 1, -1, 200, 60_000]));
		return asking('user identity', dice, { more: [[0x58, dice.once(3) ? identity.subarray(0, dice.below(identity.length)) : identity]] });
	},
	(dice) => {
		const role = dice.pick([
			roleSelection(CT), roleSelection(''), roleSelection(uid(66)), roleSelection(CT, 0), roleSelection(CT, 0xffff),
			roleSelection(CT, CT.length + 1), roleSelection(CT).subarray(0, 3), Buffer.alloc(0), roleSelection('é/../'),
		]);
		return asking('role selection', dice, { more: Array.from({ length: dice.pick([1, 2, 255, 257, 600]) }, () => [0x54, role] as const) });
	},
	(dice) => asking('unknown user information', dice, { more: Array.from({ length: dice.between(1, 30) }, () => [dice.between(0x53, 0xff), dice.bytes(dice.below(300))] as const).filter(([type]) => ![0x54, 0x58].includes(type)) }),
	(dice) => asking('maximum length several times', dice, { more: [[0x51, u32(7)], [0x51, u32(0)], [0x51, dice.bytes(dice.pick([4, 4, 3, 5, 0]))]] }),
	(dice) => {
		const items = valid(dice);
		const user = items.pop()!;
		const nested = Array.from({ length: 30 }).reduce<Buffer>((inner) => Buffer.concat([itemHeader(dice.pick([0x50, 0x20]), inner.length), inner]), user);
		return withItems('items inside items', dice, [...items, nested]);
	},
	(dice) => withItems('items in another order', dice, valid(dice).reverse(), 'stored'),
	(dice) => withItems('bytes behind the items', dice, [...valid(dice), dice.bytes(dice.between(1, 3))], 'unassociated'),
	(dice) => withItems('several user informations', dice, [...valid(dice), ...valid(dice).slice(-1), ...valid(dice).slice(-1)]),
	(dice) => {
		const { steps, data } = new Talk(honest(dice), dice).raw(associate(honest(dice)).subarray(0, dice.between(1, 300)));
		return { what: 'stops in mid-request', steps, data, patient: dice.once(20), expect: 'unassociated' };
	},
]; // prettier-ignore
