import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DicomListener } from '../../../dist/nodes/Dicom/intake/listener.js';
import type { ListenerEvent } from '../../../dist/nodes/Dicom/intake/events.js';
import type {
	ListenerLimits,
	PortSettings,
	Route,
} from '../../../dist/nodes/Dicom/intake/settings.js';

export const CT = '1.2.840.10008.5.1.4.1.1.2';
export const VERIFICATION = '1.2.840.10008.1.1';
export const EXPLICIT = '1.2.840.10008.1.2.1';
export const IMPLICIT = '1.2.840.10008.1.2';
export const BIG_ENDIAN = '1.2.840.10008.1.2.2';
export const DEFLATED = '1.2.840.10008.1.2.1.99';

const LONG_VRS = new Set(['OB', 'OW', 'SQ', 'UN', 'UT']);

/** One explicit VR little endian element; `value` is padded to even length. */
export function element(tag: number, vr: string, value: string | Buffer): Buffer {
	let bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
	if (bytes.length % 2 === 1) {
		bytes = Buffer.concat([bytes, Buffer.from(vr === 'UI' || vr === 'OB' ? '\0' : ' ')]);
	}
	const long = LONG_VRS.has(vr);
	const header = Buffer.alloc(long ? 12 : 8);
	header.writeUInt16LE(tag >>> 16, 0);
	header.writeUInt16LE(tag & 0xffff, 2);
	header.write(vr, 4, 'latin1');
	if (long) header.writeUInt32LE(bytes.length, 8);
	else header.writeUInt16LE(bytes.length, 6);
	return Buffer.concat([header, bytes]);
}

export interface InstanceOptions {
	study?: string;
	series?: string;
	sop?: string;
	sopClass?: string;
	patientId?: string;
	patientName?: string;
	modality?: string;
	/** Bytes of pixel data. */
	pixels?: Buffer;
}

/** A small synthetic instance as an explicit VR little endian data set. */
export function dataSet(options: InstanceOptions = {}): Buffer {
	return Buffer.concat([
		element(0x00080016, 'UI', options.sopClass ?? CT),
		element(0x00080018, 'UI', options.sop ?? '2.25.1001'),
		element(0x00080060, 'CS', options.modality ?? 'CT'),
		element(0x00100010, 'PN', options.patientName ?? 'ZZTEST^ADA'),
		element(0x00100020, 'LO', options.patientId ?? 'ZZ-0001'),
		element(0x00100030, 'DA', '19700101'),
		element(0x00100040, 'CS', 'F'),
		element(0x0020000d, 'UI', options.study ?? '2.25.11'),
		element(0x0020000e, 'UI', options.series ?? '2.25.21'),
		element(0x00200013, 'IS', '1'),
		element(0x7fe00010, 'OW', options.pixels ?? Buffer.alloc(512, 7)),
	]);
}

/** A data set as a Part 10 file. */
export function part10(
	bytes: Buffer,
	{ sopClass = CT, sop = '2.25.1001', transferSyntax = EXPLICIT } = {},
): Buffer {
	const group = Buffer.concat([
		element(0x00020002, 'UI', sopClass),
		element(0x00020003, 'UI', sop),
		element(0x00020010, 'UI', transferSyntax),
	]);
	const length = Buffer.alloc(4);
	length.writeUInt32LE(group.length);
	return Buffer.concat([
		Buffer.alloc(128),
		Buffer.from('DICM'),
		element(0x00020000, 'UL', length),
		group,
		bytes,
	]);
}

/** A folder that is removed after the test. */
export async function temporaryFolder(t: Pick<TestContext, 'after'>): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'dicom-net-'));
	// A listener may still be writing: hooks run in the order in which they were set.
	t.after(async () => await rm(folder, { recursive: true, force: true, maxRetries: 20 }));
	return folder;
}

export const route = (options: Partial<Route> = {}): Route => ({
	id: 'workflow-1/node-1',
	mode: 'production',
	calledAeTitle: 'HOSPITAL',
	callingAeTitles: [],
	priority: 'routine',
	quietPeriodMs: 50,
	...options,
});

export interface TestListener {
	listener: DicomListener;
	port: number;
	spool: string;
	events: ListenerEvent[];
	/** Waits for an event, those that were there before included. */
	event<T extends ListenerEvent['type']>(
		type: T,
		number?: number,
	): Promise<Extract<ListenerEvent, { type: T }>>;
	/** Names of the instance files in the spool, those under way as `incoming/...`. */
	files(): Promise<string[]>;
	close(): Promise<void>;
}

/** A listener in this thread on a free port. */
export async function startTestListener(
	t: Pick<TestContext, 'after'>,
	options: {
		spool?: string;
		routes?: Route[];
		limits?: Partial<ListenerLimits>;
		settings?: Partial<PortSettings>;
		/** False: the ledger takes nothing. */
		ledger?: boolean;
	} = {},
): Promise<TestListener> {
	let listener: DicomListener | undefined;
	const close = async () => {
		const open = listener;
		await open?.close();
		listener = undefined;
	};
	// Before the folder goes: hooks run in the order in which they were set.
	t.after(close);
	const spool = options.spool ?? (await temporaryFolder(t));
	const events: ListenerEvent[] = [];
	// As a ledger that works does.
	const tell = (event: ListenerEvent) => {
		events.push(event);
		const told = event.type === 'association-ended' || event.type === 'association-cut-off';
		if (told && event.transfer !== undefined && options.ledger !== false) {
			const { transfer } = event;
			setImmediate(() => listener?.audited(transfer));
		}
	};
	const settings: PortSettings = {
		ledgerWaitMs: options.ledger === false ? 0 : 1_000,
		host: '127.0.0.1',
		port: 0,
		spoolDir: spool,
		nameKey: Buffer.alloc(32, 7),
		limits: { minFreeBytes: 0, ...options.limits },
		...options.settings,
	};
	const started = await DicomListener.start(settings, options.routes ?? [route()], (event) =>
		tell(event),
	);
	listener = started;
	return {
		listener: started,
		port: started.port,
		spool,
		events,
		close,
		async event(type, number = 1) {
			for (let waited = 0; waited < 5000; waited += 5) {
				const found = events.filter((event) => event.type === type)[number - 1];
				if (found !== undefined) return found as never;
				await sleep(5);
			}
			throw new Error(`no ${type} number ${number} among ${events.map((e) => e.type).join()}`);
		},
		async files() {
			const names = await readdir(spool, { recursive: true });
			return names.filter((name) => /^incoming\/.*\.tmp$|\.dcm$/.test(name)).sort();
		},
	};
}

export const peerFor = (port: number, options: { called?: string; calling?: string } = {}) => ({
	host: '127.0.0.1',
	port,
	calledAeTitle: options.called ?? 'HOSPITAL',
	callingAeTitle: options.calling ?? 'ZZTESTSCU',
	timeouts: { connect: 2000, association: 2000, dimse: 5000 },
});

/** A socket without any DICOM in it, for what no well-behaved peer would send. */
export class RawPeer {
	received = Buffer.alloc(0);
	closed = false;

	readonly socket: Socket;

	private constructor(socket: Socket) {
		this.socket = socket;
		socket.on('data', (chunk: Buffer) => {
			this.received = Buffer.concat([this.received, chunk]);
		});
		socket.on('error', () => {});
		socket.on('close', () => (this.closed = true));
	}

	static async connect(port: number): Promise<RawPeer> {
		const socket = connect({ port, host: '127.0.0.1', noDelay: true });
		const peer = new RawPeer(socket);
		await new Promise<void>((resolve) => socket.once('connect', resolve).once('error', resolve));
		return peer;
	}

	send(bytes: Buffer): void {
		if (!this.closed) this.socket.write(bytes);
	}

	/** The first PDU of this type, whole. */
	async pdu(type: number, withinMs = 3000): Promise<Buffer> {
		for (let waited = 0; ; waited += 2) {
			for (let at = 0; at + 6 <= this.received.length; ) {
				const end = at + 6 + this.received.readUInt32BE(at + 2);
				if (end > this.received.length) break;
				if (this.received[at] === type) return this.received.subarray(at, end);
				at = end;
			}
			if (waited >= withinMs) {
				throw new Error(`no PDU ${type} came; got ${this.received.length} bytes`);
			}
			await sleep(2);
		}
	}

	async untilClosed(withinMs = 3000): Promise<void> {
		for (let waited = 0; !this.closed; waited += 5) {
			if (waited >= withinMs) throw new Error('the connection was not closed');
			await sleep(5);
		}
	}
}

/** Deterministic random numbers from 0 to below 1 (mulberry32). */
export function random(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}
