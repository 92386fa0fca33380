import type { Dice } from './dice.ts';

/** Where in the protocol a thing with type and length lies. */
export type Layer = 'pdu' | 'association' | 'value' | 'command' | 'data';

/** Writes the header of a thing; both numbers may be lies. */
type Header = (type: number, length: number) => Buffer;

/** Bits of the type and of the length field. */
export interface Width {
	type: number;
	length: number;
}

/**
 * Everything on the wire is a thing with type, length and body. The grammar writes it as it should
 * be, except for the chosen ones of a layer, about which it lies in one respect: what lies around
 * them stays right, so that the lie is met as deep in the receiver as it can be.
 */
export class Grammar {
	/** Things of the layers lied about that were written so far. */
	seen = 0;
	readonly told: string[] = [];

	private readonly dice: Dice;
	private readonly layers: ReadonlySet<Layer>;
	private readonly targets: ReadonlySet<number>;

	constructor(dice: Dice, layers: ReadonlySet<Layer>, targets: ReadonlySet<number>) {
		this.dice = dice;
		this.layers = layers;
		this.targets = targets;
	}

	node(layer: Layer, type: number, body: Buffer, header: Header, width: Width): Buffer {
		const honest = Buffer.concat([header(type, body.length), body]);
		if (!this.layers.has(layer) || !this.targets.has(this.seen++)) return honest;
		const [name, lie] = this.dice.pick(LIES);
		this.told.push(`${layer} ${type.toString(16)} ${name}`);
		return lie({ dice: this.dice, type, body, header, width, honest });
	}
}

interface Truth {
	dice: Dice;
	type: number;
	body: Buffer;
	header: Header;
	width: Width;
	honest: Buffer;
}

const LIES: ReadonlyArray<readonly [name: string, lie: (truth: Truth) => Buffer]> = [
	['length', wrongLength],
	['length', wrongLength],
	['length', wrongLength],
	[
		'type',
		({ dice, type, body, header, width }) => {
			const most = 2 ** width.type;
			const other = dice.once(2) ? dice.below(most) : (type ^ (1 << dice.below(width.type))) >>> 0;
			return Buffer.concat([header(other % most, body.length), body]);
		},
	],
	['left out', () => Buffer.alloc(0)],
	['twice', ({ honest }) => Buffer.concat([honest, honest])],
	[
		'many times',
		({ dice, honest }) => {
			const times = Math.min(dice.between(3, 200), Math.ceil(8000 / Math.max(1, honest.length)));
			return Buffer.concat(Array.from({ length: times }, () => honest));
		},
	],
	['empty', ({ type, header }) => header(type, 0)],
	[
		'cut, and says so',
		({ dice, type, body, header }) => {
			const part = body.subarray(0, dice.below(body.length + 1));
			return Buffer.concat([header(type, part.length), part]);
		},
	],
	['cut off', ({ dice, honest }) => honest.subarray(0, dice.below(honest.length + 1))],
	[
		'noise inside',
		({ dice, type, body, header }) => {
			const noisy = Buffer.from(body);
			for (let change = dice.between(1, 4); change > 0 && noisy.length > 0; change--) {
				noisy[dice.below(noisy.length)] = dice.below(256);
			}
			return Buffer.concat([header(type, noisy.length), noisy]);
		},
	],
	[
		'all noise',
		({ dice, type, header }) => {
			const noise = dice.bytes(dice.below(300));
			return Buffer.concat([header(type, noise.length), noise]);
		},
	],
	[
		'grown',
		({ dice, type, body, header }) => {
			const grown = Buffer.concat([body, dice.bytes(dice.between(1, 40))]);
			return Buffer.concat([header(type, grown.length), grown]);
		},
	],
	['noise before', ({ dice, honest }) => Buffer.concat([dice.bytes(dice.between(1, 12)), honest])],
	[
		'inside itself',
		({ type, header, honest }) => Buffer.concat([header(type, honest.length), honest]),
	],
	[
		'deep inside itself',
		({ dice, type, header, honest, width }) => {
			let nested = honest;
			const most = Math.min(6000, 2 ** width.length - 1);
			for (let depth = dice.between(2, 100); depth > 0 && nested.length < most; depth--) {
				nested = Buffer.concat([header(type, nested.length), nested]);
			}
			return nested;
		},
	],
];

function wrongLength({ dice, type, body, header, width }: Truth): Buffer {
	const most = 2 ** width.length - 1;
	const { length } = body;
	const wrong = dice.pick([
		0, 1, 2, 3, length - 1, length + 1, length - 2, length + 2, length + 8, length * 2,
		dice.below(1000), 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, most - 1, most, most - 9,
	]); // prettier-ignore
	return Buffer.concat([header(type, Math.min(most, Math.max(0, wrong))), body]);
}
