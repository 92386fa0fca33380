import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { frame, FrameReader } from '../../../dist/nodes/clients/mllp/index.js';
import { buildAck } from '../../../dist/nodes/formats/hl7/index.js';
import { closeLedger, ledger } from '../../../dist/nodes/shared/ledger/index.js';
import { sealer } from '../../../dist/nodes/shared/sealed/index.js';
import { workEngine } from '../../../dist/nodes/shared/work/index.js';
import { readLedger, type LedgerLine } from '../../hospital/ledger.ts';
import { Canvas } from '../audit/canvas.ts';

/** A data directory of its own, and n8n played over it. */
export class FaceRig {
	readonly canvas = new Canvas();
	readonly closing: Array<() => Promise<unknown>> = [];
	private root = '';

	async open(): Promise<void> {
		this.root = await mkdtemp(join(tmpdir(), 'hospital-hl7-faces-'));
		await writeFile(join(this.root, 'key'), randomBytes(32), { mode: 0o600 });
		process.env.HOSPITAL_DATA_DIR = join(this.root, 'data');
		process.env.HOSPITAL_KEY_FILE = join(this.root, 'key');
		process.env.HOSPITAL_INSTANCE = 'n8n.test';
	}

	async close(): Promise<void> {
		for (const close of this.closing.reverse()) await close();
		await (await workEngine()).stop();
		await closeLedger();
		await rm(this.root, { recursive: true, force: true });
	}

	/** Names of the interactions in the ledger so far. */
	async interactions(): Promise<string[]> {
		return (await this.ledgerLines()).map(({ interaction }) => String(interaction));
	}

	async ledgerLines(): Promise<LedgerLine[]> {
		await (await ledger()).checkpoint();
		return await readLedger(join(this.root, 'data'));
	}

	/** What a node of the same workflow sees behind tokens. */
	async opened(value: unknown): Promise<any> {
		return await (await sealer()).open(value, 'wf-every-node');
	}

	/** Activates an HL7 Trigger; it is closed with the rig unless that happens before. */
	async activate(values: Record<string, unknown>): Promise<() => Promise<unknown>> {
		const { closeFunction } = await this.canvas.activate('hl7Trigger', {
			bindAddress: '127.0.0.1',
			...values,
			options: { minFreeGigabytes: 0, ...(values.options as object | undefined) },
		});
		let ended: Promise<unknown> | undefined;
		const end = () => (ended ??= Promise.resolve(closeFunction?.()));
		this.closing.push(end);
		return end;
	}
}

/** A system that takes messages and answers as it is told. */
export class Receiver {
	readonly received: Buffer[] = [];
	/** undefined for no answer. */
	answer: (message: Buffer) => Buffer | undefined = (message) => buildAck(message, { code: 'AA' });
	port = 0;
	private readonly sockets = new Set<Socket>();
	private readonly server = createServer((socket) => {
		this.sockets.add(socket);
		const reader = new FrameReader(1e7);
		socket.on('error', () => undefined);
		socket.on('data', (chunk: Buffer) => {
			for (const message of reader.take(chunk)) {
				this.received.push(message);
				const answer = this.answer(message);
				if (answer !== undefined) socket.write(frame(answer));
			}
		});
	});

	async start(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		this.port = (this.server.address() as AddressInfo).port;
	}

	async stop(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		await new Promise((resolve) => this.server.close(resolve));
	}
}

export const until = async (what: string, check: () => boolean, ms = 10_000): Promise<void> => {
	for (const deadline = Date.now() + ms; !check(); await sleep(10)) {
		if (Date.now() > deadline) throw new Error(`did not happen: ${what}`);
	}
};

/** As text, without names, digests and times: any number may stand in those by chance. */
export const withoutNames = (value: unknown): string =>
	JSON.stringify(value).replaceAll(/[0-9a-f]{16,}|\d{8}T\d{6}Z|"signature":"[^"]*"/g, '');
