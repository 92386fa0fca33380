import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { frame, FrameReader } from '../../../dist/nodes/clients/mllp/index.js';
import { readAck, type Acknowledgement } from '../../../dist/nodes/formats/hl7/index.js';
import {
	startListener,
	type Listener,
	type ListenerEvent,
	type Offer,
	type PortSettings,
	type Route,
} from '../../../dist/nodes/Hl7/intake/index.js';

export interface Rig {
	listener: Listener;
	settings: PortSettings;
	events: ListenerEvent[];
	/** Offers so far, those of test runs and of the quarantine included. */
	offers(): Offer[];
	/** Waits until the events say so. */
	until(what: (events: ListenerEvent[]) => boolean, ms?: number): Promise<void>;
	/** Ends the listener and starts it anew over the same journal. */
	restart(routes?: Route[]): Promise<void>;
}

export const route = (more: Partial<Route> = {}): Route => ({
	id: 'w1/n1',
	mode: 'production',
	acknowledge: 'stored',
	priority: 'routine',
	...more,
});

/** A listener with routes. @param take false leaves offers unanswered */
export async function startRig(
	test: { after(task: () => Promise<void>): void },
	{
		routes = [route()],
		take = true,
		...more
	}: { routes?: Route[]; take?: boolean } & Partial<PortSettings> = {},
): Promise<Rig> {
	const folder = await mkdtemp(join(tmpdir(), 'hl7-'));
	const settings: PortSettings = {
		host: '127.0.0.1',
		port: 0,
		name: 'test',
		folder,
		key: Buffer.alloc(32, 7),
		...more,
		limits: { minFreeBytes: 0, ...more.limits },
	};
	const events: ListenerEvent[] = [];
	const begin = async (active: Route[]): Promise<Listener> => {
		const listener: Promise<Listener> = startListener({
			...settings,
			routes: active,
			on: (event) => {
				events.push(event);
				if (event.type !== 'messages' || event.mode === 'test' || !take) return;
				void listener.then((started) => started.handedOver(event.route, event.offer));
			},
		});
		return await listener;
	};
	const rig: Rig = {
		listener: await begin(routes),
		settings,
		events,
		offers: () => events.filter((event) => event.type === 'messages'),
		until: async (what, ms = 5_000) => {
			for (const end = Date.now() + ms; !what(events); await sleep(10)) {
				if (Date.now() > end) throw new Error('what was waited for did not happen');
			}
		},
		restart: async (active = routes) => {
			await rig.listener.close();
			rig.listener = await begin(active);
		},
	};
	test.after(async () => {
		await rig.listener.close();
		await rm(folder, { recursive: true, force: true });
	});
	return rig;
}

/** A sender that does exactly what it is told. */
export class Sender {
	readonly answers: Buffer[] = [];
	closed = false;
	private readonly reader = new FrameReader(1e7);

	readonly socket: Socket;

	private constructor(socket: Socket) {
		this.socket = socket;
		socket.on('data', (chunk: Buffer) => this.answers.push(...this.reader.take(chunk)));
		socket.on('close', () => (this.closed = true));
		socket.on('error', () => undefined);
	}

	static async to(port: number): Promise<Sender> {
		const socket = connect(port, '127.0.0.1');
		await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
		return new Sender(socket);
	}

	write(bytes: Uint8Array): void {
		this.socket.write(bytes);
	}

	/** Sends a message in a frame and waits for the next answer. */
	async send(message: Uint8Array, ms = 5_000): Promise<Acknowledgement> {
		const before = this.answers.length;
		this.write(frame(message));
		return await this.answer(before, ms);
	}

	/** The n-th answer, counted from 0. */
	async answer(number: number, ms = 5_000): Promise<Acknowledgement> {
		for (const end = Date.now() + ms; this.answers.length <= number; await sleep(5)) {
			if (Date.now() > end) throw new Error('no answer');
			if (this.closed) throw new Error('closed without an answer');
		}
		const read = readAck(this.answers[number]!);
		if (read === undefined) throw new Error('not an acknowledgement');
		return read;
	}

	async end(): Promise<void> {
		this.socket.destroy();
		while (!this.closed) await sleep(5);
	}
}
