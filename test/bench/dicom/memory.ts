import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHost } from './host-process.ts';
import { LOOPBACK } from './network.ts';
import type { Load } from './objects.ts';
import { residentBytes, resetPeak } from './proc.ts';
import { countStored } from './receivers.ts';
import { send } from './send.ts';

/** Time in which a process that has just started becomes idle. */
const IDLE_MS = 1_500;

/**
 * How much a process that runs only the engine grows over idle while each of four associations
 * always has an object in flight. The kernel itself keeps the highest value, so no peak is missed.
 *
 * @returns bytes
 */
export async function growth(load: Load, folder: string): Promise<number> {
	const dir = await mkdtemp(join(folder, 'receiver-'));
	const host = await startHost({ dir, network: LOOPBACK, form: 'engine' });
	try {
		await sleep(IDLE_MS);
		await resetPeak(host.pid);
		const idle = await residentBytes(host.pid);
		await send('storescu', load.groups, host);
		const { peak } = await residentBytes(host.pid);
		// A large image stands in two places while it moves from where it waited for its digest.
		let stored = await countStored(dir, load.objectBytes);
		for (let tries = 0; stored !== load.count && tries < 60; tries++) {
			await sleep(250);
			stored = await countStored(dir, load.objectBytes);
		}
		if (stored !== load.count) throw new Error(`${stored} of ${load.count} objects were stored`);
		return peak - idle.now;
	} finally {
		await host.stop();
		await rm(dir, { recursive: true, force: true });
	}
}
