import type { Place } from './journal';
import type { MessageRecord } from './records';
import type { Route } from './settings';

/** A stored message that has not become a work item of its route yet. */
export interface Pending {
	key: string;
	seq: number;
	sender: string;
	size: number;
	place: Place;
	/** Held while there is room in memory; read from the journal otherwise. */
	record?: MessageRecord;
}

/** Messages that are handed on as one. */
export interface Group {
	offer: string;
	pending: Pending[];
	/** True once the journal knows that they belong together. */
	fixed: boolean;
	/** True while it takes a place among the offers that are under way. */
	underWay?: boolean;
}

/** Bytes of the messages that are gathered into one work item at most. */
const BATCH_BYTES = 8 * 1024 * 1024;

/** The messages of a route, or of one sender of a route, in their order. */
export class Lane {
	private readonly queue: Pending[] = [];
	private head = 0;
	private due = false;
	private timer: NodeJS.Timeout | undefined;
	/** Groups that the journal knew when the listener started. */
	readonly formed: Group[] = [];
	readonly out = new Map<string, Group>();
	driving = false;
	closed = false;
	/** Lets a lane in strict order go on. */
	release: () => void = () => {};

	constructor(
		readonly route: Route,
		private readonly onDue: () => void,
	) {}

	get waiting(): number {
		return this.queue.length - this.head;
	}

	get strict(): boolean {
		return this.route.strictOrder === true;
	}

	add(pending: Pending): void {
		this.queue.push(pending);
		const { batch } = this.route;
		if (batch === undefined || this.timer !== undefined || this.due) return;
		this.timer = setTimeout(() => {
			this.timer = undefined;
			this.due = true;
			this.onDue();
		}, batch.withinMs);
	}

	/** What is to be handed on now. */
	next(): Group | undefined {
		const formed = this.formed.shift();
		if (formed !== undefined) return formed;
		const { batch } = this.route;
		if (batch === undefined) {
			const one = this.shift();
			return one && { offer: one.key, pending: [one], fixed: true };
		}
		if (this.waiting < batch.most && !this.due) return undefined;
		const pending: Pending[] = [];
		for (let bytes = 0; pending.length < batch.most; ) {
			const first = this.queue[this.head];
			if (first === undefined || (pending.length > 0 && bytes + first.size > BATCH_BYTES)) break;
			bytes += first.size;
			this.head += 1;
			pending.push(first);
		}
		this.compact();
		if (this.waiting === 0) this.due = false;
		const [first] = pending;
		return first && { offer: first.key, pending, fixed: false };
	}

	/** Everything that is not done, in its order. */
	content(): { groups: Group[]; pending: Pending[] } {
		const groups = [...this.out.values(), ...this.formed];
		return { groups, pending: this.queue.slice(this.head) };
	}

	/** The route is going. @returns what is left */
	dissolve(): { groups: Group[]; pending: Pending[] } {
		this.closed = true;
		clearTimeout(this.timer);
		this.release();
		return this.content();
	}

	private shift(): Pending | undefined {
		const first = this.queue[this.head];
		if (first !== undefined) this.head += 1;
		this.compact();
		return first;
	}

	private compact(): void {
		if (this.head < 1024 || this.head * 2 < this.queue.length) return;
		this.queue.splice(0, this.head);
		this.head = 0;
	}
}
