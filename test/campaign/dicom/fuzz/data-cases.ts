import { deflateRawSync } from 'node:zlib';
import { dataSet, Elements, encoded, identity, ITEM, type Identity } from './data-set.ts';
import type { Dice } from './dice.ts';
import { honest, type Draft } from './lies.ts';
import { STRANGE_UIDS } from './command-cases.ts';
import { STORE_CONTEXTS, Talk, type Expectation, type StoreContext } from './talk.ts';

type Insert = (e: Elements) => Buffer;

interface Change {
	identity?: Partial<Identity>;
	/** Elements before the Study Instance UID, and before the pixel data. */
	before?: Insert;
	after?: Insert;
	/** Changes the bytes that travel. */
	bytes?: (bytes: Buffer, context: StoreContext) => Buffer;
	/** Only on contexts of these encodings. */
	only?: ReadonlyArray<StoreContext['encoding']>;
	size?: number;
}

function storing(what: string, dice: Dice, change: Change, expect?: Expectation): Draft {
	const talk = new Talk(honest(dice), dice).associate({}, true);
	const contexts = STORE_CONTEXTS.filter(({ encoding }) => change.only?.includes(encoding) ?? true);
	const context = dice.pick(contexts);
	const named = identity(dice);
	const plain = dataSet(
		talk.g,
		dice,
		context.encoding,
		{ ...named, ...change.identity },
		change.before,
		change.after,
	);
	const sent = encoded(context.encoding, plain);
	talk.send(context, named, change.bytes?.(sent, context) ?? sent, change.size);
	if (dice.once(4)) talk.echo();
	const { steps, data } = talk;
	return { what, steps, data, answered: true, ...(expect && { expect }) };
}

const PLAIN: Change['only'] = ['explicit', 'implicit', 'big'];
const HEADERS: Change['only'] = ['explicit', 'implicit'];

/** Sequences of undefined length, one inside the other; closed again or left open. */
function deep(e: Elements, tag: number, depth: number, closed: boolean): Buffer {
	const open = Buffer.concat([e.header(tag, 'SQ', 0xffffffff), e.header(ITEM, '', 0xffffffff)]);
	const close = Buffer.concat([e.header(0xfffee00d, '', 0), e.header(0xfffee0dd, '', 0)]);
	const all = [...Array.from({ length: depth }, () => open)];
	if (closed) all.push(...Array.from({ length: depth }, () => close));
	return Buffer.concat(all);
}

/** Sequences one inside the other whose lengths are all right. Written from the outside inwards. */
function deepWithLengths(e: Elements, tag: number, depth: number): Buffer {
	const step = e.header(tag, 'SQ', 0).length + 8;
	const parts: Buffer[] = [];
	for (let level = depth; level > 0; level--) {
		parts.push(
			e.header(tag, 'SQ', level * step - step + 8),
			e.header(ITEM, '', (level - 1) * step),
		);
	}
	return Buffer.concat(parts);
}

const DEPTHS = [2, 30, 63, 64, 65, 127, 128, 129, 1000, 10_000];
const CHARSETS = ['', 'ISO_IR 192', 'ISO_IR 100', 'GB18030', 'ISO 2022 IR 87', '\\ISO 2022 IR 149', 'ISO_IR 999', 'ISO 2022 IR 13\\ISO 2022 IR 87', 'utf8', '\\\\\\', 'ISO_IR 192\\ISO 2022 IR 6', 'x'.repeat(2000)]; // prettier-ignore
const TAG = 0x00111010;

/** What the large deflate bombs inflate to. */
const BOMB_BYTES = 30_000_000;

const bomb = (dice: Dice, bytes: number) => {
	const where = dice.once(2) ? 'before' : 'after';
	const zeros = (e: Elements) => e.of(TAG, 'OB', Buffer.alloc(bytes));
	return storing('a deflate bomb', dice, { only: ['deflated'], [where]: zeros });
};

/** Cases of data sets (PS3.5 7). */
export const DATA_CASES: ReadonlyArray<(dice: Dice) => Draft> = [
	(dice) => storing('cut off inside the pixel data', dice, { only: [...PLAIN!, 'jpeg'], after: (e) => e.of(0x00420011, 'OB', Buffer.alloc(600, 3)), bytes: (bytes) => bytes.subarray(0, bytes.length - 1 - dice.below(7)) }, 'unstored'),
	(dice) => storing('cut off anywhere', dice, { only: [...PLAIN!, 'jpeg'], bytes: (bytes) => bytes.subarray(0, dice.below(bytes.length)) }),
	(dice) => storing('cut off while deflated', dice, { only: ['deflated'], bytes: (bytes) => bytes.subarray(0, dice.below(bytes.length)) }, 'unstored'),
	(dice) => storing('noise in what is deflated', dice, { only: ['deflated'], bytes: (bytes) => { const noisy = Buffer.from(bytes); noisy[dice.below(noisy.length)]! ^= 1 << dice.below(8); return noisy; } }),
	(dice) => storing('bytes behind what is deflated', dice, { only: ['deflated'], bytes: (bytes) => Buffer.concat([bytes, dice.bytes(dice.between(1, 3000))]) }),
	(dice) => storing('not deflated at all', dice, { only: ['deflated'], bytes: () => dice.bytes(dice.between(1, 3000)) }, 'unstored'),
	(dice) => bomb(dice, dice.once(8) ? BOMB_BYTES : 300_000),
	(dice) => storing('deflated within the deflated', dice, { only: ['deflated'], bytes: (bytes) => deflateRawSync(bytes) }, 'unstored'),
	(dice) => { const depth = dice.pick(DEPTHS); return storing(`open sequences ${depth} deep, never closed`, dice, { after: (e) => deep(e, 0x00400275, depth, false) }, 'unstored'); },
	(dice) => { const depth = dice.pick(DEPTHS); return storing(`open sequences ${depth} deep before the identity`, dice, { before: (e) => deep(e, 0x00189346, depth, true) }, depth < 60 ? 'stored' : depth > 128 ? 'unstored' : undefined); },
	(dice) => { const depth = dice.pick(DEPTHS); return storing(`open sequences ${depth} deep behind the identity`, dice, { after: (e) => deep(e, 0x00400275, depth, true) }, depth < 60 ? 'stored' : depth > 128 ? 'unstored' : undefined); },
	(dice) => { const depth = dice.pick(DEPTHS.filter((each) => each < 3000)); return storing(`sequences with lengths ${depth} deep`, dice, { only: ['implicit'], [dice.once(2) ? 'before' : 'after']: (e: Elements) => deepWithLengths(e, 0x00189346, depth) }); },
	(dice) => storing('missing UID', dice, { identity: { [dice.pick(['sop', 'study', 'series', 'sopClass'])]: undefined } }, 'unstored'),
	(dice) => storing('empty UID', dice, { identity: { [dice.pick(['sop', 'study', 'series', 'sopClass'])]: '' } }, 'unstored'),
	(dice) => storing('instance UID unlike the command', dice, { identity: { sop: '2.25.424242' } }, 'unstored'),
	(dice) => storing('class UID unlike the command', dice, { identity: { sopClass: '1.2.840.10008.5.1.4.1.1.4' } }, 'unstored'),
	(dice) => storing('study or series UID that is none', dice, { identity: { [dice.pick(['study', 'series'])]: dice.pick(STRANGE_UIDS)(dice).toString('latin1') } }, 'unstored'),
	(dice) => storing('patient id without end', dice, { identity: { id: 'Z'.repeat(dice.between(1100, 65_000)) } }, 'unstored'),
	(dice) => storing('character set', dice, { identity: { charset: dice.pick(CHARSETS), name: dice.bytes(dice.between(1, 60)), id: dice.pick(['ZZ-0001', '\x1b$B!!', '\x1b', '\x1b$)C\xff', '\xff\xfe\xfd']) } }),
	(dice) => storing('very long values', dice, { identity: { name: dice.pick(['^'.repeat(60_000), 'Z'.repeat(65_000), '='.repeat(5000)]), id: dice.pick(['Z'.repeat(65_000), '\\'.repeat(60_000), ' '.repeat(9000)]) } }),
	(dice) => storing('many elements', dice, { only: HEADERS, before: (e) => Buffer.concat(Array.from({ length: dice.pick([100, 3000]) }, (_, index) => e.of(0x00130000 + index, 'LO', ''))) }),
	(dice) => storing('unknown VR', dice, { only: ['explicit'], [dice.once(2) ? 'before' : 'after']: (e: Elements) => e.of(TAG, dice.pick(['ZZ', '??', 'us', '\0\0', 'O ', 'SV', 'UR']), dice.bytes(8)) }),
	(dice) => storing('elements in another order', dice, { after: (e) => Buffer.concat([e.of(0x00080050, 'SH', 'LATE'), e.of(0x00100010, 'PN', 'OTHER^NAME')]) }),
	(dice) => storing('element twice', dice, { before: (e) => Buffer.concat([e.of(TAG, 'LO', 'A'), e.of(TAG, 'LO', 'B')]) }),
	(dice) => storing('group 0002 inside', dice, { bytes: (bytes) => Buffer.concat([new Elements(honest(dice), 'explicit').of(0x00020010, 'UI', '1.2.840.10008.1.2.2'), bytes]) }),
	(dice) => storing('stray delimiters', dice, { [dice.once(2) ? 'before' : 'after']: (e: Elements) => e.header(dice.pick([ITEM, 0xfffee00d, 0xfffee0dd]), '', dice.pick([0, 4, 0xffffffff])) }, 'unstored'),
	(dice) => storing('zeros behind the data set', dice, { only: PLAIN!, bytes: (bytes) => Buffer.concat([bytes, Buffer.alloc(dice.between(1, 600))]) }),
	(dice) => storing('noise behind the data set', dice, { only: ['explicit'], bytes: (bytes) => Buffer.concat([bytes, dice.bytes(dice.between(1, 7)), Buffer.from([1])]) }, 'unstored'),
	(dice) => storing('a whole Part 10 file', dice, { only: HEADERS, bytes: (bytes) => Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), bytes]) }, 'unstored'),
	(dice) => storing('nothing', dice, { bytes: () => Buffer.alloc(0) }, 'unstored'),
	(dice) => storing('zeros alone', dice, { bytes: () => Buffer.alloc(dice.between(1, 900)) }, 'unstored'),
	(dice) => storing('pixel data without end', dice, { only: ['explicit', 'jpeg'], after: (e) => Buffer.concat([e.header(0x00420011, 'OB', 0xffffffff), ...Array.from({ length: dice.below(50) }, () => Buffer.concat([e.header(ITEM, '', 8), dice.bytes(8)]))]) }, 'unstored'),
	(dice) => storing('a VR that cannot have undefined length', dice, { only: ['explicit'], [dice.once(2) ? 'before' : 'after']: (e: Elements) => e.header(TAG, dice.pick(['UT', 'OF', 'UC']), 0xffffffff) }, 'unstored'),
	(dice) => storing('the layout of another transfer syntax', dice, { bytes: (_bytes, { encoding }) => dataSet(honest(dice), dice, encoding === 'implicit' ? 'explicit' : encoding === 'big' ? 'implicit' : 'big', identity(dice)) }, 'unstored'),
]; // prettier-ignore
