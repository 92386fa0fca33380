/** A binary heap: the smallest first. */
export class Heap<T> {
	private readonly items: T[] = [];

	constructor(private readonly order: (a: T, b: T) => number) {}

	get size(): number {
		return this.items.length;
	}

	peek(): T | undefined {
		return this.items[0];
	}

	push(item: T): void {
		const { items } = this;
		let at = items.push(item) - 1;
		while (at > 0) {
			const parent = (at - 1) >> 1;
			if (this.order(items[parent], item) <= 0) break;
			items[at] = items[parent];
			at = parent;
		}
		items[at] = item;
	}

	pop(): T | undefined {
		const { items } = this;
		const first = items[0];
		const last = items.pop();
		if (last === undefined || items.length === 0) return first;
		let at = 0;
		for (;;) {
			let child = 2 * at + 1;
			if (child >= items.length) break;
			if (child + 1 < items.length && this.order(items[child + 1], items[child]) < 0) child += 1;
			if (this.order(last, items[child]) <= 0) break;
			items[at] = items[child];
			at = child;
		}
		items[at] = last;
		return first;
	}
}
