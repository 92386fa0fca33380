import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MllpClient } from '../../../dist/nodes/clients/mllp/index.js';
import { freePort } from '../../peers/ports.ts';
import { Random } from '../../hospital/random.ts';
import { ownImports } from '../dicom/own-imports.ts';
import { goodMessage } from './cases.ts';

export interface KillResult {
	points: number;
	acknowledged: number;
	/** Acknowledged and in no work item. */
	missed: string[];
	/** In more than one work item. */
	twice: string[];
	/** Sent again after a lost answer, and recognised. */
	resent: number;
}

const SENDERS = 6;
const START_MS = 30_000;
const DRAIN_MS = 60_000;

/** Kills a process with the listener at random points, while senders do what senders do. */
export async function kill(options: {
	points: number;
	seed: number;
	/** Messages of one work item; 0 for one each. */
	batch?: number;
	say(text: string): void;
}): Promise<KillResult> {
	const { points, seed, batch = 0, say } = options;
	const dir = await mkdtemp(join(tmpdir(), 'hl7-kill-'));
	const keyFile = join(dir, 'site.key');
	const record = join(dir, 'deliveries.jsonl');
	await writeFile(keyFile, randomBytes(32).toString('hex'), { mode: 0o600 });
	await writeFile(record, '');
	const port = await freePort();
	const random = new Random(seed, 'kill', batch);
	const env = { HOSPITAL_DATA_DIR: join(dir, 'data'), HOSPITAL_KEY_FILE: keyFile };
	const over = new AbortController();
	const senders = Array.from({ length: SENDERS }, (_, at) => new EagerSender(port, `S${at}`, seed));
	const sending = senders.map(async (sender) => await sender.run(over.signal));
	let host: ChildProcess | undefined;
	try {
		for (let point = 0; point < points; point++) {
			host = await start([String(port), record, String(batch)], env);
			await sleep(random.between(20, 400));
			await end(host);
			if (point % 10 === 9) say(`${point + 1} of ${points} kills`);
		}
		host = await start([String(port), record, String(batch)], env);
		await sleep(300);
		over.abort();
		await Promise.all(sending);
		const acknowledged = senders.flatMap((sender) => sender.acknowledged);
		const items = await drained(record, acknowledged);
		return {
			points,
			acknowledged: acknowledged.length,
			missed: acknowledged.filter((id) => !items.has(id)),
			twice: [...items].flatMap(([id, works]) => (works.size > 1 ? [id] : [])),
			resent: senders.reduce((sum, { resent }) => sum + resent, 0),
		};
	} finally {
		over.abort();
		if (host !== undefined) await end(host);
		await rm(dir, { recursive: true, force: true });
	}
}

/** Sends one message after the other, each until it is acknowledged. */
class EagerSender {
	readonly acknowledged: string[] = [];
	resent = 0;
	private readonly client: MllpClient;
	private readonly name: string;
	private readonly seed: number;

	constructor(port: number, name: string, seed: number) {
		this.name = name;
		this.seed = seed;
		this.client = new MllpClient({ host: '127.0.0.1', port, timeouts: { ackMs: 2_000 } });
	}

	async run(over: AbortSignal): Promise<void> {
		for (let number = 0; !over.aborted; number++) {
			const controlId = `${this.name}-${number}`;
			const message = goodMessage(new Random(this.seed, controlId), controlId);
			while (!(await this.isTaken(message))) {
				// The last one is given up: nobody acknowledged it, so nobody owes it.
				if (over.aborted) return await this.client.close();
				await sleep(10);
			}
			this.acknowledged.push(controlId);
		}
		await this.client.close();
	}

	private async isTaken(message: Buffer): Promise<boolean> {
		try {
			const { outcome } = await this.client.send(message);
			if (outcome === 'unknown') this.resent += 1;
			return outcome === 'accepted';
		} catch {
			return false;
		}
	}
}

async function start(args: string[], env: Record<string, string>): Promise<ChildProcess> {
	const script = join(import.meta.dirname, 'host.ts');
	const quiet = '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON';
	const child = spawn(process.execPath, [...ownImports(), quiet, script, ...args], {
		stdio: ['ignore', 'pipe', 'inherit'],
		env: { ...process.env, ...env },
	});
	const endWithUs = () => void child.kill('SIGKILL');
	process.once('exit', endWithUs);
	child.once('exit', () => process.off('exit', endWithUs));
	await new Promise<void>((resolve, reject) => {
		const late = setTimeout(() => reject(new Error('the host did not start')), START_MS);
		child.stdout.once('data', () => {
			clearTimeout(late);
			resolve();
		});
		child.once('exit', () => reject(new Error('the host ended')));
	});
	return child;
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const exited = new Promise((resolve) => child.once('exit', resolve));
	child.kill('SIGKILL');
	await exited;
}

/** Work items of each control id, once everything that was acknowledged has one. */
async function drained(
	record: string,
	acknowledged: readonly string[],
): Promise<Map<string, Set<string>>> {
	for (const until = Date.now() + DRAIN_MS; ; await sleep(200)) {
		const items = new Map<string, Set<string>>();
		for (const line of (await readFile(record, 'utf8')).split('\n')) {
			if (!line.endsWith('}')) continue;
			const { id, controlId } = JSON.parse(line) as { id: string; controlId: string };
			items.set(controlId, (items.get(controlId) ?? new Set()).add(id));
		}
		if (acknowledged.every((id) => items.has(id)) || Date.now() > until) return items;
	}
}
