import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { output } from '../../peers/command.ts';
import { dcmtk } from '../../peers/dcmtk.ts';
import { debian } from '../../peers/debian.ts';
import { freePort } from '../../peers/ports.ts';
import { startServer } from '../../peers/process.ts';
import { startHost } from './host-process.ts';
import type { Network } from './network.ts';

export const AE_TITLE = 'HOSPITAL';

/** `ours-nosync` answers before the disk has the instance; no workflow can choose that. */
export type ReceiverName = 'ours' | 'ours-nosync' | 'storescp' | 'orthanc';

/** Where senders call. */
export interface Target {
	network: Network;
	port: number;
}

/** A receiver in a process of its own. */
export interface Receiver extends Target {
	pid: number;
	stop(): Promise<void>;
}

/** Starts a receiver that stores in `dir`, and waits until it takes associations. */
export async function startReceiver(
	name: ReceiverName,
	dir: string,
	network: Network,
): Promise<Receiver> {
	await mkdir(dir, { recursive: true });
	switch (name) {
		case 'ours':
			return await startHost({ dir, network, form: 'engine' });
		case 'ours-nosync':
			return await startHost({ dir, network, form: 'engine', durable: false });
		case 'storescp':
			return await startStorescp(dir, network);
		case 'orthanc':
			return await startOrthanc(dir, network);
	}
}

/** Its fastest form: a process for each association, bytes kept as they come, the largest PDU. */
async function startStorescp(dir: string, network: Network): Promise<Receiver> {
	const { bin, env } = await dcmtk();
	const port = await freePort();
	const options = ['--fork', '+B', '-pdu', '131072', '-aet', AE_TITLE, '-od', dir];
	const [command = '', ...args] = [...network.receiver, bin('storescp'), ...options, String(port)];
	const { pid, stop } = await startServer({
		name: 'bench-storescp',
		command,
		args,
		env,
		ready: async () => await network.listening(port),
	});
	return { network, port, pid, stop };
}

/** As it comes, syncs included, with the largest PDU and nothing that it need not do. */
async function startOrthanc(dir: string, network: Network): Promise<Receiver> {
	const packages = await debian(['orthanc']);
	const port = await freePort();
	const file = join(dir, 'orthanc.json');
	const configuration = {
		StorageDirectory: join(dir, 'storage'),
		IndexDirectory: join(dir, 'storage'),
		StorageCompression: false,
		Plugins: [],
		HttpServerEnabled: false,
		DicomAet: AE_TITLE,
		DicomPort: port,
		DicomCheckCalledAet: true,
		DicomAlwaysAllowStore: true,
		MaximumPduLength: 131_072,
	};
	await writeFile(file, JSON.stringify(configuration));
	const [command = '', ...args] = [...network.receiver, packages.bin('Orthanc'), file];
	const { pid, stop } = await startServer({
		name: 'bench-orthanc',
		command,
		args,
		cwd: dir,
		// Without it, Nagle and a delayed acknowledgement cost 40 ms per small object.
		env: { ...packages.env, TCP_NODELAY: '1' },
		ready: async () => await network.listening(port),
	});
	return { network, port, pid, stop };
}

/** Names with versions, for the figures. */
export async function versionsOfPeers(): Promise<{ storescp: string; orthanc: string }> {
	const tools = await dcmtk();
	const packages = await debian(['orthanc']);
	const { env } = packages;
	const dcmtkSays = await output(tools.bin('storescp'), ['--version'], { env: tools.env });
	const orthancSays = await output(packages.bin('Orthanc'), ['--version'], { env });
	const version = (said: string) => /\d+\.\d+\.\d+/.exec(said)?.[0] ?? 'of unknown version';
	return {
		storescp: `storescp --fork +B -pdu 131072 of DCMTK ${version(dcmtkSays)} (never syncs)`,
		orthanc: `Orthanc ${version(orthancSays)} (syncs)`,
	};
}

/** How many files of at least `bytes` lie under `dir`; Orthanc's index (`index`, `index-wal`) and our journal left out. */
export async function countStored(dir: string, bytes: number): Promise<number> {
	const entries = await readdir(dir, { recursive: true, withFileTypes: true });
	const sizes = await Promise.all(
		entries
			.filter((entry) => entry.isFile() && !/^index|\.log$/.test(entry.name))
			.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
	);
	return sizes.filter((size) => size >= bytes).length;
}
