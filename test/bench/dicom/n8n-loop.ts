import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../hospital/random.ts';
import type { WorkflowImport, WorkflowNode } from '../../n8n/api.ts';
import { startN8n } from '../../n8n/instance.ts';
import { freePort } from '../../peers/ports.ts';
import { PeerUnavailable } from '../../peers/require.ts';
import type { Measuring } from '../figure.ts';
import { LOOPBACK } from './network.ts';
import { over, part, type Load } from './objects.ts';
import { AE_TITLE } from './receivers.ts';
import { bothWays, describe, summary, type BothWays } from './watched.ts';

/** No study completes while it is measured: executions are n8n's own work, not that of receiving. */
const QUIET_SECONDS = 3_600;
/** What n8n does after its start is over by then. */
const IDLE_MS = 8_000;

/**
 * The main thread of the real n8n with a published DICOM Trigger under full load. Each round sends
 * another part of the objects, so that nothing is a repetition.
 */
export async function measureN8nLoop(
	{ figure, say }: Measuring,
	loads: Record<string, Load>,
	{ loopRounds: n }: { loopRounds: number },
	folder: string,
): Promise<void> {
	const prefix = 'main_loop_n8n';
	const dir = join(folder, 'n8n');
	await mkdir(dir);
	const stop: Array<() => Promise<unknown>> = [
		async () => await rm(dir, { recursive: true, force: true }),
	];
	try {
		say('starting n8n');
		const { host, stopN8n } = await startWatchedN8n(dir);
		stop.unshift(stopN8n);
		await sleep(IDLE_MS);
		for (const [name, load] of Object.entries(loads)) {
			const taken: BothWays[] = [];
			for (let round = 0; round < n; round++) {
				const order = new Random('n8n', name, round).shuffle(['ours', 'control'] as const);
				const each = await bothWays(host, over(part(load, round, n), 4), order, folder);
				taken.push(each);
				say(`main thread of n8n, ${name}, round ${round + 1} of ${n}: ${describe(each)}`);
			}
			const { p99, controlP99, over: value, utilisation } = summary(taken);
			const metric = (what: string) => `${prefix}_${name}_${what}`;
			figure({ metric: metric('delay_p99'), value: p99, unit: 'ms', n });
			figure({ metric: metric('control_p99'), value: controlP99, unit: 'ms', n });
			figure({ metric: metric('delay_p99_over_control'), value, unit: 'ms', n });
			figure({ metric: metric('utilisation'), value: utilisation, unit: 'share', n });
		}
	} catch (error) {
		if (!(error instanceof PeerUnavailable)) throw error;
		const metric = `${prefix}_delay_p99_over_control`;
		figure({ metric, value: null, unit: 'ms', reason: 'n8n is not here and cannot be installed' });
	} finally {
		for (const step of stop) await step();
	}
}

async function startWatchedN8n(dir: string) {
	const control = join(dir, 'control');
	const keyFile = join(dir, 'key');
	await writeFile(keyFile, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
	const required = [
		join(import.meta.dirname, '../../n8n/no-network.cjs'),
		join(import.meta.dirname, 'loop-probe.cjs'),
	];
	const n8n = await startN8n({
		userFolder: join(dir, 'user'),
		pack: 'link',
		env: {
			HOSPITAL_DATA_DIR: join(dir, 'data'),
			HOSPITAL_KEY_FILE: keyFile,
			LOOP_PROBE: control,
			NODE_OPTIONS: required.map((path) => `--require "${path}"`).join(' '),
		},
	});
	try {
		const port = await freePort();
		await n8n.api.publish(await n8n.api.importWorkflows([workflow(port)]));
		return { host: { network: LOOPBACK, port, control }, stopN8n: async () => await n8n.stop() };
	} catch (error) {
		await n8n.stop();
		throw error;
	}
}

function workflow(port: number): WorkflowImport {
	const node = (name: string, type: string, parameters: object): WorkflowNode => ({
		id: name,
		name,
		type: `n8n-nodes-hospital.${type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: { ...parameters },
	});
	return {
		name: 'Bench',
		nodes: [
			node('Receive', 'dicomTrigger', {
				port,
				calledAeTitle: AE_TITLE,
				bindAddress: '127.0.0.1',
				quietPeriod: QUIET_SECONDS,
				owner: 'Bench',
			}),
			node('Close', 'workItem', { operation: 'close', state: 'DELIVERED' }),
		],
		connections: { Receive: { main: [[{ node: 'Close', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}
