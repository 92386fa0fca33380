import type { Subject } from './rule';

/** A busy one of many, not the busiest: 95 of 100 stay at or below it. 0 when there is none. */
export function busy(counts: readonly number[]): number {
	if (counts.length === 0) return 0;
	const sorted = [...counts].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)];
}

/** So few hours or days tell nothing about somebody's habits. */
const FEWEST = 5;

/** What one subject did in one hour or day. */
export interface Slot<T> {
	subject: Subject;
	slot: string;
	value: T;
}

/** Counts by subject and hour (or day). */
export class Slots<T> {
	private readonly slots = new Map<string, Slot<T>>();

	constructor(private readonly empty: () => T) {}

	at(subject: Subject, slot: string): Slot<T> {
		const key = `${subject.type} ${subject.id} ${slot}`;
		let found = this.slots.get(key);
		if (found === undefined) {
			found = { subject, slot, value: this.empty() };
			this.slots.set(key, found);
		}
		return found;
	}

	all(): Iterable<Slot<T>> {
		return this.slots.values();
	}
}

/** How much is usual, by what was counted before. */
export class Usual {
	private readonly own = new Map<string, number[]>();
	private readonly everybody = new Map<string, number[]>();

	constructor(before: Iterable<Slot<number>>) {
		for (const { subject, value } of before) {
			push(this.own, `${subject.type} ${subject.id}`, value);
			push(this.everybody, subject.type, value);
		}
	}

	/** A busy hour (or day) of the subject itself; of all like it when too little is known of it. */
	of({ type, id }: Subject): { busy: number; whose: 'own' | 'everybody' } {
		const own = this.own.get(`${type} ${id}`) ?? [];
		return own.length >= FEWEST
			? { busy: busy(own), whose: 'own' }
			: { busy: busy(this.everybody.get(type) ?? []), whose: 'everybody' };
	}
}

function push(into: Map<string, number[]>, key: string, value: number): void {
	const list = into.get(key);
	if (list === undefined) into.set(key, [value]);
	else list.push(value);
}

/** `own` or of all users: in words. */
export const usualWords = (
	{ type }: Subject,
	{ busy: count, whose }: { busy: number; whose: 'own' | 'everybody' },
	slot: string,
): string =>
	whose === 'own'
		? `a busy ${slot} of this ${type} before: ${count}`
		: `too little is known of this ${type}; a busy ${slot} of any ${type} before: ${count}`;
