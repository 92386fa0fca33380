import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { warmPages } from './disk.ts';
import { begin, reportOf, type LoopReport } from './loop-report.ts';
import { LOOPBACK } from './network.ts';
import type { Load } from './objects.ts';
import { spreadOf } from './ratios.ts';
import { startReceiver, type Target } from './receivers.ts';
import { send } from './send.ts';

export interface BothWays {
	/** The main thread while its own listener takes the load. */
	ours: LoopReport;
	/** The same main thread while storescp takes the load: what the machine and the senders do to it. */
	control: LoopReport;
}

/** A process with a listener, its main thread watched by loop-probe.cjs. */
export interface Watched extends Target {
	control: string;
}

/** What the object that is sent ahead sets off is over by then. */
const AFTER_WARM_UP = 400;

/** A main thread while its own listener takes the load and while storescp takes it, in this order. */
export async function bothWays(
	host: Watched,
	load: Load,
	order: readonly (keyof BothWays)[],
	folder: string,
): Promise<BothWays> {
	const taken: Partial<BothWays> = {};
	for (const which of order) {
		await warmPages(folder, load.bytes * 1.5);
		taken[which] =
			which === 'ours' ? await watch(host, host, load) : await besideStorescp(host, load, folder);
	}
	return taken as BothWays;
}

async function besideStorescp(host: Watched, load: Load, folder: string): Promise<LoopReport> {
	const dir = await mkdtemp(join(folder, 'receiver-'));
	const receiver = await startReceiver('storescp', dir, LOOPBACK);
	try {
		return await watch(host, receiver, load);
	} finally {
		await receiver.stop();
		await rm(dir, { recursive: true, force: true });
	}
}

/** What the main thread of `host` went through while `target` took the load. */
async function watch(host: Watched, target: Target, load: Load): Promise<LoopReport> {
	await send('storescu', [load.warmUp], target);
	await sleep(AFTER_WARM_UP);
	await begin(host.control);
	await send('storescu', load.groups, target);
	return await reportOf(host.control);
}

/** In words for the person who watches. */
export function describe({ ours, control }: BothWays): string {
	const delays = `p99 ${ours.p99.toFixed(2)} ms, control ${control.p99.toFixed(2)} ms`;
	return `${delays}, busy ${(ours.utilisation * 100).toFixed(1)} %`;
}

export interface LoopSummary {
	p99: number;
	controlP99: number;
	/** Median of the differences that were taken together. */
	over: number;
	max: number;
	controlMax: number;
	utilisation: number;
}

export function summary(taken: readonly BothWays[]): LoopSummary {
	const median = (value: (of: BothWays) => number) => spreadOf(taken.map(value)).median;
	return {
		p99: median(({ ours }) => ours.p99),
		controlP99: median(({ control }) => control.p99),
		over: median(({ ours, control }) => ours.p99 - control.p99),
		max: median(({ ours }) => ours.max),
		controlMax: median(({ control }) => control.max),
		utilisation: median(({ ours }) => ours.utilisation),
	};
}
