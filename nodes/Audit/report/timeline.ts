const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long a bar is, what it is called, and how many of them can be told apart on a page. */
const STEPS = [
	{ length: MINUTE, name: 'minute', most: 60 },
	{ length: 5 * MINUTE, name: '5 minutes', most: 72 },
	{ length: 15 * MINUTE, name: 'quarter of an hour', most: 72 },
	{ length: HOUR, name: 'hour', most: 96 },
	{ length: DAY, name: 'day', most: 400 },
	{ length: 7 * DAY, name: 'week', most: 400 },
	{ length: 28 * DAY, name: '4 weeks', most: Infinity },
] as const;

/** Beyond this many, counts are kept for longer stretches: a ledger may tell of ten years. */
const MOST_KEPT = 10_000;

/** One bar. */
export interface Bar {
	/** Its first moment, ISO 8601 UTC. */
	from: string;
	succeeded: number;
	failed: number;
}

export interface Bars {
	/** Of one bar: `hour`, `day`. */
	step: string;
	/** Milliseconds. */
	length: number;
	/** A stretch without an event is a finding too: it has a bar of zeros. */
	bars: Bar[];
}

type Counts = Map<number, { succeeded: number; failed: number }>;

/** Counts events by time, as finely as the time between the first and the last one allows. */
export class Timeline {
	private counts: Counts = new Map();
	private step = 0;

	/** @param recorded ISO 8601 UTC. @param count how many events it stands for */
	add(recorded: string, failed: boolean, count: number): void {
		const time = Date.parse(recorded);
		if (Number.isNaN(time)) return;
		put(this.counts, time, STEPS[this.step].length, failed ? 0 : count, failed ? count : 0);
		if (this.counts.size <= MOST_KEPT || this.step === STEPS.length - 1) return;
		this.step += 1;
		this.counts = coarser(this.counts, STEPS[this.step].length);
	}

	done(): Bars {
		const times = [...this.counts.keys()];
		if (times.length === 0) return { step: 'day', length: DAY, bars: [] };
		const first = times.reduce((a, b) => Math.min(a, b));
		const last = times.reduce((a, b) => Math.max(a, b));
		const { length, name } = STEPS.find(
			(step, at) => at >= this.step && (last - first) / step.length < step.most,
		)!;
		const start = floor(first, length);
		const counts = coarser(this.counts, length);
		const bars = Array.from({ length: (floor(last, length) - start) / length + 1 }, (_, at) => {
			const from = start + at * length;
			return {
				from: new Date(from).toISOString(),
				...(counts.get(from) ?? { succeeded: 0, failed: 0 }),
			};
		});
		return { step: name, length, bars };
	}
}

const floor = (time: number, length: number): number => Math.floor(time / length) * length;

function coarser(counts: Counts, length: number): Counts {
	const result: Counts = new Map();
	for (const [time, { succeeded, failed }] of counts) put(result, time, length, succeeded, failed);
	return result;
}

function put(into: Counts, time: number, length: number, succeeded: number, failed: number): void {
	const from = floor(time, length);
	const count = into.get(from);
	if (count === undefined) into.set(from, { succeeded, failed });
	else {
		count.succeeded += succeeded;
		count.failed += failed;
	}
}
