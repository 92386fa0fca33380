import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { residentBytes, resetPeak } from '../dicom/proc.ts';
import { Child } from './child.ts';

/** Time in which a process that has just started becomes idle. */
const IDLE_MS = 1_500;

export interface Growth {
	/** Highest resident memory over idle, bytes; the kernel keeps it, so no peak is missed. */
	bytes: number;
	/** Resources or lines a second. */
	rate: number;
}

/** How much a process that runs only the engine grows while it searches or exports. */
export async function growth(
	work: 'search' | 'bulk',
	baseUrl: string,
	expected: number,
	folder: string,
): Promise<Growth> {
	const own = await mkdtemp(join(folder, 'engine-'));
	const engine = new Child('engine.ts', [work, baseUrl, own]);
	try {
		await engine.next();
		await sleep(IDLE_MS);
		await resetPeak(engine.pid);
		const idle = await residentBytes(engine.pid);
		engine.send({ go: true });
		const { count, seconds } = await engine.next<{ count: number; seconds: number }>();
		const { peak } = await residentBytes(engine.pid);
		if (count !== expected) throw new Error(`${count} of ${expected} came`);
		return { bytes: peak - idle.now, rate: count / seconds };
	} finally {
		await engine.stop();
		await rm(own, { recursive: true, force: true });
	}
}
