import { createPrivateKey } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { disposeOrigins } from '../../../dist/nodes/Audit/retention/dispose.js';
import type { AuditEvent } from '../../../dist/nodes/shared/ledger/event.js';
import { readEnd } from '../../../dist/nodes/shared/ledger/heads.js';
import { signerOf, type Signer } from '../../../dist/nodes/shared/ledger/signing.js';
import { LedgerWriter } from '../../../dist/nodes/shared/ledger/writer.js';
import { Random } from '../../hospital/random.ts';
import { readImage, type Image } from './image.ts';

/** What a ledger went through: few or many starts of n8n, with or without the end of the time to keep. */
export const SHAPES = [
	'plain',
	'many',
	'retention',
	'plain',
	'many-retention',
	'retention',
] as const;
export type Shape = (typeof SHAPES)[number];

/** An untouched ledger as the product wrote it. Some of its writers may be alive until `end` is called. */
export interface Specimen {
	shape: Shape;
	image: Image;
	signer: Signer;
	end(): Promise<void>;
}

/** The same key for the same seed: a campaign is repeated byte by byte. */
export function keyOf(random: Random): Signer {
	const seed = Buffer.from(Array.from({ length: 32 }, () => random.integer(0, 255)));
	const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
	return signerOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

const KINDS = ['access', 'inference', 'disclosure', 'work'] as const;
const OUTCOMES = ['0', '0', '0', '4', '8'] as const;
const YEAR = 365 * 86_400_000;
/** Writers above which a checkpoint sums up the oldest. */
const NAMED = 24;

/** Lets the product write a ledger in `folder`, which must not exist. */
export async function makeSpecimen(
	folder: string,
	shape: Shape,
	signer: Signer,
	random: Random,
): Promise<Specimen> {
	await mkdir(folder);
	const making = new Making(folder, shape, signer, random);
	await making.run();
	const image = readImage(folder);
	return { shape, image, signer, end: async () => await making.end() };
}

class Making {
	private time = Date.UTC(2026, 0, 1) + 1;
	private readonly alive: LedgerWriter[] = [];
	private readonly gone: string[] = [];

	private readonly folder: string;
	private readonly shape: Shape;
	private readonly signer: Signer;
	private readonly random: Random;

	constructor(folder: string, shape: Shape, signer: Signer, random: Random) {
		this.folder = folder;
		this.shape = shape;
		this.signer = signer;
		this.random = random;
	}

	async run(): Promise<void> {
		const { random, shape } = this;
		const many = shape === 'many' || shape === 'many-retention';
		const starts = many ? random.integer(NAMED + 3, NAMED + 8) : random.integer(3, 5);
		for (let start = 0; start < starts; start++) {
			const writer = await this.begin(many ? 1500 : random.integer(1800, 5000));
			// A worker that outlives many starts of others, and the last ones.
			const isOld = many && start === 1;
			const stays = (isOld || start >= starts - 2) && random.next() < 0.6;
			await this.work(writer, many ? random.integer(1, 4) : random.integer(6, 24));
			if (shape.endsWith('retention') && start === starts - 2) await this.dispose(writer);
			if (stays) this.alive.push(writer);
			else await this.leave(writer);
			for (const other of this.alive) {
				if (other !== writer) await this.work(other, random.integer(1, 5));
			}
		}
	}

	private async begin(segmentBytes: number): Promise<LedgerWriter> {
		this.time += this.random.integer(1000, 3_600_000);
		// Now and then a machine starts with the clock of years ago: its name sorts before all others.
		const wrong = this.random.next() < 0.04 ? 10 * YEAR : 0;
		const name = new Date(this.time - wrong).toISOString().replace(/[-:]|\.\d+/g, '');
		const digits = Array.from({ length: 16 }, () => this.random.integer(0, 15).toString(16));
		return await LedgerWriter.create(this.folder, `${name}-${digits.join('')}`, {
			signer: this.signer,
			segmentBytes,
			instance: 'campaign',
			// Checkpoints come where the campaign asks for them.
			checkpointMs: 86_400_000,
			clock: () => new Date((this.time += this.random.integer(1, 40))),
		});
	}

	private async work(writer: LedgerWriter, events: number): Promise<void> {
		for (let number = 0; number < events; number++) {
			await writer.append(eventOf(this.random));
			if (this.random.next() < 0.2) await writer.checkpoint();
		}
	}

	/** An end in order, a kill in the middle of a line, or a disk that failed. */
	private async leave(writer: LedgerWriter): Promise<void> {
		const end = this.random.next();
		const files = readImage(join(this.folder, writer.origin));
		await writer.close();
		this.gone.push(writer.origin);
		if (end < 0.5) return;
		const place = join(this.folder, writer.origin);
		rmSync(place, { recursive: true });
		await mkdir(place);
		for (const [name, bytes] of files) {
			if (name !== 'writer.lock') writeFileSync(join(place, name), bytes);
		}
		const last = [...files.keys()]
			.filter((name) => name.endsWith('.jsonl'))
			.sort()
			.at(-1) as string;
		const torn = canonicalStart(this.random);
		writeFileSync(join(place, last), torn, { flag: 'a' });
		if (end < 0.85) {
			const holder = { host: hostname(), pid: 1, started: 'an earlier boot/1' };
			writeFileSync(join(place, 'writer.lock'), `${JSON.stringify(holder)}\n`);
		}
	}

	/** What retention does with the oldest writers: recorded, signed, removed. */
	private async dispose(writer: LedgerWriter): Promise<void> {
		const count = Math.min(this.gone.length, this.random.integer(1, 3));
		for (let round = 0; round < count; round++) {
			const origin = this.gone.shift() as string;
			const end = await readEnd(this.folder, origin);
			const fate = { origin, fate: 'over' as const, bytes: 0, lastWrite: '' };
			await disposeOrigins(
				this.folder,
				[{ ...fate, ...(end !== undefined && { end }) }],
				{ instance: 'campaign' },
				async (event) => await writer.append(event),
				async () => await writer.checkpoint(),
			);
		}
	}

	async end(): Promise<void> {
		for (const writer of this.alive) await writer.close();
		await rm(this.folder, { recursive: true, force: true });
	}
}

/** The first bytes of a line that was never finished. */
const canonicalStart = (random: Random): string =>
	'{"action":"R","agent":{"instance":"camp'.slice(0, random.integer(0, 38));

function eventOf(random: Random): AuditEvent {
	const digit = (): string => random.integer(0, 9).toString();
	return {
		kind: random.pick(KINDS),
		interaction: random.pick(['chart-read', 'model-inference', 'dicom-sent']),
		action: 'R',
		outcome: random.pick(OUTCOMES),
		actor: { type: 'user', id: `user${random.integer(1, 9)}` },
		agent: { instance: 'campaign', executionId: String(random.integer(1, 99999)) },
		patient: { pseudonym: digit().repeat(32), keyId: '00000001' },
		...(random.next() < 0.1 && { purposeOfUse: 'TREAT' as const }),
	};
}
