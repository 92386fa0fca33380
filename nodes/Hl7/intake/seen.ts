import type { SeenEntry } from './records';

interface Known extends SeenEntry {
	/** The file of the journal that remembers it. */
	segment: number;
	/** Settles when it is on the disk; undefined when it is. */
	storing?: Promise<boolean>;
}

/** Messages that are remembered at most, whatever the window: the oldest go first. */
const MOST = 100_000;

/** Remembers what came, so that a message that is sent again is told apart from a new one. */
export class Seen {
	/** By name of sender and control id: few have more than one content. In the order of coming. */
	private readonly byName = new Map<string, Known[]>();
	private size = 0;

	constructor(
		private readonly windowMs: number,
		private readonly most = MOST,
	) {}

	/** What is known of a message: the same, another one under its name, or nothing. */
	find(name: string, content: string, now: number): { same?: Known; other: boolean } {
		const known = (this.byName.get(name) ?? []).filter(({ at }) => this.isFresh(at, now));
		return {
			same: known.find((each) => each.content === content),
			other: known.length > 0,
		};
	}

	add(entry: SeenEntry, segment: number, storing?: Promise<boolean>): Known {
		const known: Known = { ...entry, segment, ...(storing !== undefined && { storing }) };
		const before = this.byName.get(entry.name) ?? [];
		this.byName.delete(entry.name);
		this.byName.set(entry.name, [...before, known]);
		this.size += 1;
		while (this.size > this.most) this.forgetOldest();
		return known;
	}

	forget(entry: Known): void {
		const left = (this.byName.get(entry.name) ?? []).filter((each) => each !== entry);
		if (left.length === 0) this.byName.delete(entry.name);
		else this.byName.set(entry.name, left);
		this.size -= 1;
	}

	/** What a file of the journal remembers and is still within the window. */
	of(segment: number, now: number): Known[] {
		const found: Known[] = [];
		for (const entries of this.byName.values()) {
			for (const entry of entries) {
				if (entry.segment === segment && this.isFresh(entry.at, now)) found.push(entry);
			}
		}
		return found;
	}

	/** Drops what is older than the window. */
	tidy(now: number): void {
		for (const entries of [...this.byName.values()]) {
			const [first] = entries;
			// They stand in the order in which they came.
			if (first === undefined || this.isFresh(first.at, now)) return;
			for (const entry of entries) if (!this.isFresh(entry.at, now)) this.forget(entry);
		}
	}

	private isFresh(at: number, now: number): boolean {
		// After a jump of the clock back something may seem to come from the future.
		return now - at < this.windowMs;
	}

	private forgetOldest(): void {
		const [entries] = this.byName.values();
		const oldest = entries?.[0];
		if (oldest === undefined) this.size = 0;
		else this.forget(oldest);
	}
}
