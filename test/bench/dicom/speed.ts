import type { Measuring } from '../figure.ts';
import { ethernet, LOOPBACK, type Network } from './network.ts';
import { over, type Load } from './objects.ts';
import { spreadOf, valuesOf } from './ratios.ts';
import type { ReceiverName } from './receivers.ts';
import {
	absolutes,
	compare,
	contest,
	cpuOf,
	diskLatency,
	ratesOf,
	type Contest,
} from './throughput.ts';

export interface Peers {
	storescp: string;
	orthanc: string;
}

const BESIDE: readonly ReceiverName[] = ['ours', 'storescp', 'orthanc'];

/** Objects of 78 MB, with and without the sync, over one association and over four. */
export async function measureLarge(
	{ figure, say }: Measuring,
	load: Load,
	{ rounds, folder, peers }: { rounds: number; folder: string; peers: Peers },
): Promise<void> {
	for (const associations of [1, 4]) {
		const name = `large_${associations}assoc`;
		const nosync: ReceiverName[] = associations === 1 ? ['ours-nosync'] : [];
		const receivers = [...BESIDE, ...nosync];
		const about = { rounds, folder, receivers, network: LOOPBACK };
		const what: Contest = { name, load: over(load, associations), ...about };
		const taken = await contest(what, say);
		const speeds = ratesOf(taken, load.count);
		compare(figure, `${name}_vs_storescp`, speeds, ['ours', 'storescp'], peers.storescp);
		compare(figure, `${name}_vs_orthanc`, speeds, ['ours', 'orthanc'], peers.orthanc);
		if (nosync.length > 0) {
			const metric = `${name}_nosync_vs_storescp`;
			compare(figure, metric, speeds, ['ours-nosync', 'storescp'], peers.storescp);
		}
		const megabytes = load.bytes / load.count / 1e6;
		absolutes(figure, what, speeds, { unit: 'MB_per_s', factor: megabytes, suffix: 'speed' });
		const cpu = cpuOf(taken, load.count);
		absolutes(figure, what, cpu, { unit: 'cpu_ms', factor: 1, suffix: 'cpu_per_object' });
		diskLatency(figure, what, taken);
	}
}

export const CT_METRICS = [
	['ct_4assoc_vs_storescp', 'ratio'],
	['ct_4assoc_vs_orthanc', 'ratio'],
	['ct_4assoc_rate', 'per_s'],
	['ct_cpu_vs_orthanc', 'ratio'],
] as const;

/** CT images of 0.5 MB over four associations and a network with the frames of a real one. */
export async function measureCt(
	{ figure, say }: Measuring,
	load: Load,
	{ rounds, folder, peers }: { rounds: number; folder: string; peers: Peers },
): Promise<void> {
	let network: Network;
	try {
		network = await ethernet();
	} catch (error) {
		say(String(error));
		const reason = 'this machine allows no network namespaces (unshare --net)';
		for (const [metric, unit] of CT_METRICS) figure({ metric, value: null, unit, reason });
		return;
	}
	try {
		const name = 'ct_4assoc';
		const about = { rounds, folder, receivers: BESIDE, network };
		const what: Contest = { name, load: over(load, 4), ...about };
		const taken = await contest(what, say);
		const rates = ratesOf(taken, load.count);
		const cpu = cpuOf(taken, load.count);
		compare(figure, `${name}_vs_storescp`, rates, ['ours', 'storescp'], peers.storescp);
		compare(figure, `${name}_vs_orthanc`, rates, ['ours', 'orthanc'], peers.orthanc);
		compare(figure, 'ct_cpu_vs_orthanc', cpu, ['ours', 'orthanc'], peers.orthanc);
		const { median, n } = spreadOf(valuesOf(rates, 'ours'));
		figure({ metric: `${name}_rate`, value: median, unit: 'per_s', n });
		const others = { ...what, receivers: ['storescp', 'orthanc'] as const };
		absolutes(figure, others, rates, { unit: 'per_s', factor: 1, suffix: 'rate' });
		absolutes(figure, what, cpu, { unit: 'cpu_ms', factor: 1, suffix: 'cpu_per_object' });
		diskLatency(figure, what, taken);
	} finally {
		await network.stop();
	}
}
