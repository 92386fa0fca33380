import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DicomPeer } from '../../../dist/nodes/clients/dimse/index.js';
import type { Route } from '../../../dist/nodes/Dicom/intake/index.js';
import { freePort } from '../../peers/ports.ts';
import { startServer } from '../../peers/process.ts';
import { reportOf, type LoopReport } from './loop-report.ts';
import type { Network } from './network.ts';
import { AE_TITLE, type Receiver } from './receivers.ts';

export interface HostOptions {
	dir: string;
	network: Network;
	/** `engine`: a listener and nothing else. `trigger`: all that the DICOM Trigger does, without n8n. */
	form: 'engine' | 'trigger';
	/** False: answers before the disk has the instance. */
	durable?: boolean;
	route?: Partial<Route>;
	/** Whom a listener that wants to know the number of images asks (`trigger` only). */
	pacs?: DicomPeer;
}

/** Our listener in a process of its own. */
export interface Host extends Receiver {
	/** Where its main thread is measured; see loop-report.ts. */
	control: string;
	/** What was measured since `begin`, and what has happened since the start. */
	report(): Promise<LoopReport & HostNews>;
}

/** What happened since the process started. */
export interface HostNews {
	/** Studies that were complete, with the time when the main thread heard of it (epoch milliseconds). */
	studies: Array<{ at: number; studyInstanceUid: string; evidence: string; instances: number }>;
	/** Work items that were opened. */
	opened: number;
	/** Anything that a listener only says when something is wrong. */
	failures: string[];
}

/** What the process is started with. */
export interface HostArguments {
	form: 'engine' | 'trigger';
	durable: boolean;
	host: string;
	port: number;
	dir: string;
	/** Path of the socket on which it is asked. */
	control: string;
	route: Route;
	pacs?: DicomPeer;
}

/** A study is complete after this time; nothing completes within a run that measures speed. */
const QUIET_MS = 120_000;

export async function startHost(options: HostOptions): Promise<Host> {
	const { dir, network, form, durable = true, pacs } = options;
	await mkdir(dir, { recursive: true });
	const port = await freePort();
	const control = join(dir, 'control');
	const keyFile = join(dir, 'key');
	await writeFile(keyFile, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
	const host: HostArguments = {
		form,
		durable,
		host: network.host,
		port,
		dir,
		control,
		...(pacs && { pacs }),
		route: {
			id: 'bench/trigger',
			mode: 'production',
			calledAeTitle: AE_TITLE,
			callingAeTitles: [],
			priority: 'routine',
			quietPeriodMs: QUIET_MS,
			...options.route,
		},
	};
	const script = join(import.meta.dirname, 'host.ts');
	const node = [process.execPath, ...process.execArgv, script, JSON.stringify(host)];
	const [command = '', ...args] = [...network.receiver, ...node];
	const { pid, stop } = await startServer({
		name: `bench-${form}`,
		command,
		args,
		env: {
			...process.env,
			HOSPITAL_DATA_DIR: join(dir, 'data'),
			HOSPITAL_KEY_FILE: keyFile,
			HOSPITAL_INSTANCE: 'bench',
		},
		ready: async () => (await reportOf(control)).p50 >= 0,
		graceMs: 15_000,
	});
	return {
		network,
		port,
		pid,
		stop,
		control,
		report: async () => await reportOf<HostNews>(control),
	};
}
