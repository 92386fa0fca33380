import { Random } from '../../hospital/random.ts';
import type { Figure, Measuring } from '../figure.ts';
import type { Network } from './network.ts';
import type { Load } from './objects.ts';
import { pairRatios, spreadOf, valuesOf, type Round } from './ratios.ts';
import type { ReceiverName } from './receivers.ts';
import { run, type Run } from './run.ts';
import type { Sender } from './send.ts';

export interface Contest {
	/** What its figures begin with: `large_1assoc`. */
	name: string;
	load: Load;
	receivers: readonly ReceiverName[];
	rounds: number;
	network: Network;
	folder: string;
}

/** Every receiver once, by its name, and what the senders of this round were. */
type Taken = Partial<Record<ReceiverName, Run>>;

/** Both senders of DCMTK, in turn: within a round it is the same for every receiver. */
const SENDERS: readonly Sender[] = ['storescu', 'dcmsend'];

/** Each receiver takes the load once in every round, in an order that changes from round to round. */
export async function contest(
	{ name, load, receivers, rounds, network, folder }: Contest,
	say: Measuring['say'],
): Promise<Taken[]> {
	const random = new Random('order', name);
	const taken: Taken[] = [];
	for (let round = 0; round < rounds; round++) {
		const sender = SENDERS[round % SENDERS.length] as Sender;
		const results: Taken = {};
		for (const receiver of random.shuffle(receivers)) {
			results[receiver] = await run(receiver, load, { sender, network, folder });
		}
		taken.push(results);
		const words = Object.entries(results).map(
			([receiver, { ms }]) => `${receiver} ${(load.bytes / 1e3 / ms).toFixed(0)}`,
		);
		say(`${name}, round ${round + 1} of ${rounds}, ${sender}: ${words.join(', ')} MB/s`);
	}
	return taken;
}

export type Speeds = Array<Round<ReceiverName>>;

/** Objects per second of every receiver. */
export const ratesOf = (taken: readonly Taken[], count: number): Speeds =>
	taken.map((round) => mapped(round, ({ ms }) => (count / ms) * 1000));

/** Processor milliseconds per object of every receiver. */
export const cpuOf = (taken: readonly Taken[], count: number): Speeds =>
	taken.map((round) => mapped(round, ({ cpuMs }) => cpuMs / count));

function mapped(round: Taken, value: (run: Run) => number): Round<ReceiverName> {
	return Object.fromEntries(Object.entries(round).map(([receiver, run]) => [receiver, value(run)]));
}

/** The ratio of two receivers as a figure, and its spread as two more. */
export function compare(
	figure: Measuring['figure'],
	metric: string,
	speeds: Speeds,
	[a, b]: readonly [ReceiverName, ReceiverName],
	peer: string,
): void {
	const { median, min, max, n } = spreadOf(pairRatios(speeds, a, b));
	const about = { unit: 'ratio', peer, n } as const satisfies Partial<Figure>;
	figure({ metric, value: median, ...about });
	figure({ metric: `${metric}_min`, value: min, ...about });
	figure({ metric: `${metric}_max`, value: max, ...about });
}

/** What each receiver reached, for the reader who wants to know what the ratios are ratios of. */
export function absolutes(
	figure: Measuring['figure'],
	{ name, receivers }: Contest,
	speeds: Speeds,
	{ unit, factor, suffix }: { unit: Figure['unit']; factor: number; suffix: string },
): void {
	for (const receiver of receivers) {
		const values = valuesOf(speeds, receiver);
		const metric = `${name}_${receiver.replaceAll('-', '_')}_${suffix}`;
		figure({ metric, value: spreadOf(values).median * factor, unit, n: values.length });
	}
}

/** Disk latency beside the runs: slower disks lower every ratio of a receiver that syncs. */
export function diskLatency(
	figure: Measuring['figure'],
	{ name }: Contest,
	taken: readonly Taken[],
): void {
	const values = taken.flatMap((round) => Object.values(round).map(({ syncMs }) => syncMs));
	const { median, max, n } = spreadOf(values);
	figure({ metric: `${name}_disk_fdatasync_p50`, value: median, unit: 'ms', n });
	figure({ metric: `${name}_disk_fdatasync_max`, value: max, unit: 'ms', n });
}
