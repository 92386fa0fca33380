import { Random } from '../../hospital/random.ts';

/** What can go wrong between a client and a FHIR server. */
export const FAULTS = {
	/** 429 with Retry-After; the server never sees the request. */
	'too-many': 'any',
	/** 503 with Retry-After; the server never sees the request. */
	unavailable: 'any',
	/** 502 with an HTML page, as a gateway answers; the server never sees the request. */
	html: 'any',
	/** 200 with an HTML page, as a login portal answers; the server never sees the request. */
	portal: 'any',
	/** 307 to another origin; the server never sees the request. */
	redirect: 'any',
	/** The connection ends before the server sees the request. */
	reset: 'any',
	/** The server does what was asked, and the connection ends in the middle of its answer. */
	cut: 'any',
	/** The answer comes in small pieces over `slowMs`. */
	slow: 'any',
	/** Half of the answer comes, then nothing more until the client leaves. */
	stalled: 'any',
	/** 200 and an endless JSON document, up to `giantBytes`. */
	giant: 'any',
	/** The next link of a page of results points at another origin. */
	'foreign-next': 'search',
	/** The pages of a search come in another order, and so do the entries of each. */
	reordered: 'search',
} as const satisfies Record<string, 'any' | 'search'>;

export type Fault = keyof typeof FAULTS;

const NAMES = Object.keys(FAULTS) as Fault[];

/** Decides, reproducibly by its seed, which request meets which fault, and counts them. */
export class Faults {
	/** How often each fault was done. */
	readonly counts = Object.fromEntries(NAMES.map((name) => [name, 0])) as Record<Fault, number>;
	/** Chance of each fault from 0 to 1; absent is never. */
	rates: Partial<Record<Fault, number>> = {};

	private readonly random: Random;
	private readonly queue: Fault[] = [];

	constructor(seed: number | string) {
		this.random = new Random('fhir-proxy', seed);
	}

	/** The next requests that can meet them meet these faults, in this order, whatever the rates. */
	next(...faults: Fault[]): void {
		this.queue.push(...faults);
	}

	/** The fault that a request meets before anything is known of its answer. */
	draw(mayBeSearch: boolean): Fault | undefined {
		const fits = (name: Fault) => mayBeSearch || FAULTS[name] === 'any';
		const [first] = this.queue;
		if (first !== undefined) {
			if (!fits(first)) return undefined;
			this.queue.shift();
			return this.counted(first);
		}
		// One number per request and fault, so that a rate that changes moves no other fault.
		const drawn = NAMES.map((name) => ({ name, chance: this.random.next() }));
		const met = drawn.find(({ name, chance }) => fits(name) && chance < (this.rates[name] ?? 0));
		return met === undefined ? undefined : this.counted(met.name);
	}

	/** Takes back a count: the answer was none that the fault could change. */
	missed(fault: Fault): void {
		this.counts[fault] -= 1;
	}

	shuffle<T>(values: readonly T[]): T[] {
		return this.random.shuffle(values);
	}

	private counted(fault: Fault): Fault {
		this.counts[fault] += 1;
		return fault;
	}
}
