import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debian } from './debian.ts';
import { freePort } from './ports.ts';
import { startServer } from './process.ts';

export interface OrthancOptions {
	/** AE title of this Orthanc. */
	aet: string;
	/** Empty folder for its configuration and storage. */
	dir: string;
	/** Peers that it may send to and that may query it: alias to AE title, host and port. */
	modalities?: Record<string, { aet: string; host?: string; port: number }>;
	/** Anything of Orthanc 1.10.1's configuration that shall differ. */
	configuration?: Record<string, unknown>;
}

export interface Orthanc {
	aet: string;
	host: '127.0.0.1';
	dicomPort: number;
	httpPort: number;
	/** `http://127.0.0.1:PORT` of the REST interface, which asks for no password. */
	url: string;
	/** Of the process; changes with a restart. */
	readonly pid: number;
	/** A JSON answer of the REST interface: `get('/studies')`. */
	get<T>(path: string): Promise<T>;
	/** Posts JSON, or a DICOM file as bytes, to the REST interface. */
	post<T>(path: string, body: unknown): Promise<T>;
	lastLines(count?: number): string;
	stop(): Promise<void>;
	kill(): Promise<void>;
	/** Starts it again on the same ports with what it had stored. */
	restart(): Promise<void>;
}

/**
 * Orthanc 1.10.1 (Debian 12) as a PACS: a DICOM server and a REST interface, meant for 127.0.0.1.
 *
 * @throws PeerUnavailable when the machine neither has Orthanc nor can fetch it
 */
export async function startOrthanc(options: OrthancOptions): Promise<Orthanc> {
	const packages = await debian(['orthanc']);
	const dicomPort = await freePort();
	const httpPort = await freePort();
	const url = `http://127.0.0.1:${httpPort}`;
	await mkdir(options.dir, { recursive: true });
	const file = join(options.dir, 'orthanc.json');
	const configuration = configure(options, dicomPort, httpPort);
	await writeFile(file, JSON.stringify(configuration, null, 2), { mode: 0o600 });
	const start = async () =>
		await startServer({
			name: `Orthanc-${options.aet}`,
			command: packages.bin('Orthanc'),
			args: [file],
			cwd: options.dir,
			// Without TCP_NODELAY, Nagle and a delayed ACK cost 40 ms on small objects (DCMTK).
			env: { ...packages.env, TCP_NODELAY: '1' },
			ready: async () => (await fetch(`${url}/system`)).ok,
		});
	let server = await start();
	return {
		aet: options.aet,
		host: '127.0.0.1',
		dicomPort,
		httpPort,
		url,
		get pid() {
			return server.pid;
		},
		get: async (path) => await rest(url + path),
		post: async (path, body) => await rest(url + path, body),
		lastLines: (count) => server.lastLines(count),
		stop: async () => await server.stop(),
		kill: async () => await server.kill(),
		restart: async () => {
			await server.stop();
			server = await start();
		},
	};
}

/**
 * Orthanc 1.10.1 has no setting for the address that it listens on: it refuses remote HTTP requests,
 * and for DICOM the called AE title guards it. Nothing but synthetic people may be stored in it.
 */
function configure(options: OrthancOptions, dicomPort: number, httpPort: number): object {
	const modalities = Object.entries(options.modalities ?? {}).map(([alias, peer]) => [
		alias,
		[peer.aet, peer.host ?? '127.0.0.1', peer.port],
	]);
	return {
		Name: options.aet,
		StorageDirectory: join(options.dir, 'storage'),
		IndexDirectory: join(options.dir, 'storage'),
		Plugins: [],
		HttpServerEnabled: true,
		HttpPort: httpPort,
		HttpsVerifyPeers: true,
		RemoteAccessAllowed: false,
		AuthenticationEnabled: false,
		DicomServerEnabled: true,
		DicomAet: options.aet,
		DicomPort: dicomPort,
		DicomCheckCalledAet: true,
		DicomAlwaysAllowEcho: true,
		DicomAlwaysAllowStore: true,
		DicomAlwaysAllowFind: true,
		DicomAlwaysAllowGet: true,
		DicomAlwaysAllowMove: true,
		DicomModalities: Object.fromEntries(modalities),
		DicomModalitiesInDatabase: false,
		DicomScpTimeout: 30,
		DicomScuTimeout: 10,
		ExecuteLuaEnabled: false,
		StableAge: 2,
		OverwriteInstances: false,
		...options.configuration,
	};
}

async function rest<T>(url: string, body?: unknown): Promise<T> {
	const request = body === undefined ? {} : { method: 'POST', body: encode(body) };
	const response = await fetch(url, { ...request, signal: AbortSignal.timeout(30_000) });
	const text = await response.text();
	if (!response.ok) throw new Error(`Orthanc answered ${response.status}: ${text.slice(0, 500)}`);
	return (text === '' ? undefined : JSON.parse(text)) as T;
}

function encode(body: unknown): string | Uint8Array<ArrayBuffer> {
	if (body instanceof Uint8Array) return new Uint8Array(body);
	return typeof body === 'string' ? body : JSON.stringify(body);
}
