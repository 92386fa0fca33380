import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../hospital/random.ts';
import type { Measuring } from '../figure.ts';
import { startHost } from './host-process.ts';
import { LOOPBACK } from './network.ts';
import type { Load } from './objects.ts';
import { bothWays, describe, summary, type BothWays } from './watched.ts';

/** Studies complete while others still arrive: opening their work items is the main thread's part. */
const QUIET_MS = 200;
/** Compiling, the data directory and the first audit record are not part of the load. */
const IDLE_MS = 1_500;

/**
 * The main thread of a process that does all that the DICOM Trigger does (audit records, work items)
 * with its listener in a worker thread, under full load.
 */
export async function measureMainLoop(
	{ figure, say }: Measuring,
	loads: Record<string, Load>,
	{ loopRounds: n }: { loopRounds: number },
	folder: string,
): Promise<void> {
	const over: number[] = [];
	const utilisations: number[] = [];
	for (const [name, load] of Object.entries(loads)) {
		const taken: BothWays[] = [];
		for (let round = 0; round < n; round++) {
			const order = new Random(name, round).shuffle(['ours', 'control'] as const);
			const each = await oneHost(load, order, folder);
			taken.push(each);
			say(`main thread, ${name}, round ${round + 1} of ${n}: ${describe(each)}`);
		}
		const { p99, controlP99, max, controlMax, ...rest } = summary(taken);
		const ms = (metric: string, value: number) =>
			figure({ metric: `main_loop_${name}_${metric}`, value, unit: 'ms', n });
		ms('delay_p99', p99);
		ms('control_p99', controlP99);
		ms('delay_max', max);
		ms('control_max', controlMax);
		over.push(rest.over);
		utilisations.push(rest.utilisation);
	}
	// The worse of the loads.
	const peer = 'the same process while storescp takes the load';
	const worst = Math.max(...over);
	figure({ metric: 'main_loop_delay_p99_over_control', value: worst, unit: 'ms', peer, n });
	figure({ metric: 'main_loop_utilisation', value: Math.max(...utilisations), unit: 'share', n });
}

async function oneHost(
	load: Load,
	order: readonly (keyof BothWays)[],
	folder: string,
): Promise<BothWays> {
	const dir = await mkdtemp(join(folder, 'host-'));
	const route = { quietPeriodMs: QUIET_MS };
	const host = await startHost({ dir, network: LOOPBACK, form: 'trigger', route });
	try {
		await sleep(IDLE_MS);
		const taken = await bothWays(host, load, order, folder);
		const { studies, opened, failures } = await host.report();
		if (studies.length === 0 || opened === 0 || failures.length > 0) {
			throw new Error(`${studies.length} studies, ${opened} work items, ${failures.join(', ')}`);
		}
		return taken;
	} finally {
		await host.stop();
		await rm(dir, { recursive: true, force: true });
	}
}
