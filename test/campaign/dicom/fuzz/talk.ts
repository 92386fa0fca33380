import { associate, ASSOCIATION, CONTEXTS, type Association, type Context } from './association.ts';
import { dataSet, encoded, identity, type Identity } from './data-set.ts';
import type { Dice } from './dice.ts';
import type { Grammar } from './grammar.ts';
import {
	COMMAND,
	commandSet,
	digest,
	echoElements,
	LAST,
	pdu,
	storeElements,
	value,
} from './wire.ts';

/** Bytes to send, or a wait: for the answer to the association request, or to a message. */
export type Step = Buffer | 'accept' | 'answer';

/** How the bytes of a step are cut on their way: as they are, byte by byte, at random, at one place. */
export type Delivery =
	| { kind: 'whole' | 'bytes' }
	| { kind: 'chunks'; seed: number }
	| { kind: 'at'; at: number };

/** What the sender does when it has said everything. */
export type Ending = 'close' | 'reset' | 'half-close' | 'abort' | 'release';

/** What must come of a case, where that is certain. */
export type Expectation = 'stored' | 'unstored' | 'unassociated';

/** One conversation with the listener. */
export interface Case {
	what: string;
	steps: Step[];
	delivery: Delivery;
	ending: Ending;
	/** Stay silent until the listener itself ends it. */
	patient: boolean;
	expect?: Expectation;
	/** Every message is whole, so each has to be answered, whatever with. */
	answered?: boolean;
	/** SHA-256 of the data sets by message id: what is acknowledged must be on the disk. */
	data: Map<number, string>;
}

export type StoreContext = (typeof CONTEXTS)[number];
export const STORE_CONTEXTS = CONTEXTS.filter(({ id }) => id !== 1);
export const MAXIMUM_LENGTH = 16_384;

/** Puts a conversation together, message by message. */
export class Talk {
	readonly steps: Step[] = [];
	readonly data = new Map<number, string>();
	private messages = 0;
	readonly g: Grammar;
	readonly dice: Dice;

	constructor(g: Grammar, dice: Dice) {
		this.g = g;
		this.dice = dice;
	}

	raw(...bytes: Buffer[]): this {
		this.steps.push(...bytes);
		return this;
	}

	/** Most senders wait for the answer; what comes too early must do no harm either. */
	associate(changes: Partial<Association> = {}, wait = !this.dice.once(4)): this {
		this.steps.push(associate(this.g, { ...ASSOCIATION, ...changes }));
		if (wait) this.steps.push('accept');
		return this;
	}

	nextId(): number {
		return ++this.messages;
	}

	/** A part of a message in one P-DATA-TF for each presentation data value. */
	part(context: number, flags: number, bytes: Buffer, size = MAXIMUM_LENGTH - 6): this {
		for (let at = 0; at === 0 || at < bytes.length; at += size) {
			const last = at + size >= bytes.length ? flags : flags & ~LAST;
			this.steps.push(pdu(this.g, 4, value(this.g, context, last, bytes.subarray(at, at + size))));
		}
		return this;
	}

	answered(): this {
		this.steps.push('answer');
		return this;
	}

	command(
		context: number,
		elements: ReadonlyArray<readonly [number, Buffer]>,
		size?: number,
	): this {
		return this.part(context, COMMAND | LAST, commandSet(this.g, elements), size);
	}

	echo(): this {
		return this.command(1, echoElements(this.nextId())).answered();
	}

	/** A valid C-STORE, but for the lies of the grammar, cut into values of `size` bytes. */
	store(
		context: StoreContext = this.dice.pick(STORE_CONTEXTS),
		changes: Partial<Identity> = {},
		size?: number,
	): this {
		const named = identity(this.dice);
		const bytes = dataSet(this.g, this.dice, context.encoding, { ...named, ...changes });
		return this.send(context, named, encoded(context.encoding, bytes), size);
	}

	/** A C-STORE of these bytes as the data set. */
	send(
		context: Context,
		{ sopClass, sop }: { sopClass: string; sop: string },
		bytes: Buffer,
		size?: number,
	): this {
		const messageId = this.nextId();
		this.data.set(messageId, digest(bytes));
		return this.command(context.id, storeElements({ sopClass, sop, messageId }), size)
			.part(context.id, LAST, bytes, size)
			.answered();
	}

	release(): this {
		return this.raw(pdu(this.g, 5, Buffer.alloc(4)));
	}
}
