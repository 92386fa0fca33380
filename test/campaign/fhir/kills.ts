import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { Inbox } from '../../../dist/nodes/shared/work/inbox.js';
import { newOrigin } from '../../../dist/nodes/shared/origin.js';
import { leaveWakeUp } from '../../../dist/nodes/Fhir/watching/wake-ups.js';
import { watchOf } from '../../../dist/nodes/Fhir/watching/place.js';
import { Random } from '../../hospital/random.ts';
import { ChartServer, TOKEN, type Version } from './chart-server.ts';
import { judge, nameOf, type Verdict } from './judge.ts';
import { plainText } from './leaks.ts';

export interface KillOptions {
	kills: number;
	seed: number;
	/** What one piece of work is about. */
	startFor: 'record' | 'patient';
	say(text: string): void;
}

export interface KillResult extends Verdict {
	kills: number;
	leaks: number;
}

/** Commits are up to so late, and each look reads so much again, in milliseconds. */
const LATEST = 300;
const OVERLAP = 2_000;
const DRAIN_MS = 60_000;

/**
 * Kills the process that watches, at any moment, again and again, while the chart changes and the
 * server tells of it; then compares the inbox with what was written.
 */
export async function killCampaign(options: KillOptions): Promise<KillResult> {
	const dir = await mkdtemp(join(tmpdir(), 'campaign-fhir-kill-'));
	const env = { HOSPITAL_DATA_DIR: join(dir, 'data'), HOSPITAL_KEY_FILE: join(dir, 'key') };
	await writeFile(env.HOSPITAL_KEY_FILE, `${'5a'.repeat(32)}\n`, { mode: 0o600 });
	const server = await new ChartServer({ now: Date.now(), seed: options.seed }).start();
	const clock = setInterval(() => (server.now = Date.now() + 7 * 86_400_000), 1);
	try {
		return await new Kills(options, server, env).run();
	} finally {
		clearInterval(clock);
		await server.stop();
		await rm(dir, { recursive: true, force: true, maxRetries: 20 });
	}
}

type Environment = Record<'HOSPITAL_DATA_DIR' | 'HOSPITAL_KEY_FILE', string>;

class Kills {
	private readonly options: KillOptions;
	private readonly server: ChartServer;
	private readonly env: Environment;
	private readonly random: Random;
	private readonly written: Version[] = [];

	constructor(options: KillOptions, server: ChartServer, env: Environment) {
		this.options = options;
		this.server = server;
		this.env = env;
		this.random = new Random('fhir-kills', options.seed, options.startFor);
	}

	async run(): Promise<KillResult> {
		const { kills, say } = this.options;
		await sleep(20);
		this.server.write('old');
		let host = await this.start();
		await watching(host);
		const from = this.server.now;
		const writing = setInterval(() => this.write(), 15);
		try {
			for (let count = 1; count <= kills; count++) {
				await sleep(this.random.between(20, 400));
				host.kill('SIGKILL');
				await once(host, 'exit');
				host = await this.start();
				// Half of them are killed while they start.
				if (this.random.next() < 0.5) await watching(host);
				if (count % 10 === 0) say(`${count} kills, ${this.written.length} versions`);
			}
		} finally {
			clearInterval(writing);
		}
		const until = Math.max(...this.written.map(({ visibleAt }) => visibleAt));
		while (this.server.now <= until) await sleep(20);
		const work = await this.drain();
		host.kill('SIGKILL');
		await once(host, 'exit');
		// What counts is the last version of each record: those in between come and go between looks.
		const looks = [{ began: until, ended: until }];
		const verdict = judge(this.written, work, 'search', looks, from, 0);
		const leaks = await plainText(this.env.HOSPITAL_DATA_DIR, [TOKEN, 'ZZSECRETVALUE']);
		return { ...verdict, changes: work.size, kills, leaks };
	}

	private write(): void {
		const { server, random, written } = this;
		const stamp = server.now;
		const visibleAt = stamp + (random.next() < 0.1 ? random.between(0, LATEST) : 0);
		const known = random.next() < 0.2 ? random.pick(written)?.id : undefined;
		const subject = { reference: `Patient/zz${random.integer(1, 8)}` };
		const body = { subject, valueString: 'ZZSECRETVALUE' };
		written.push(server.write(known ?? `zz${written.length}`, { stamp, visibleAt, body }));
		void this.wake();
	}

	/** What the webhook of any process does when the server tells of a change. */
	private async wake(): Promise<void> {
		const directory = await openDataDirectory(this.env);
		const { folder } = watchOf(directory, 'campaign/trigger');
		await leaveWakeUp(folder, { kind: 'unknown' }).catch(() => undefined);
	}

	private async start(): Promise<ChildProcess> {
		const script = join(import.meta.dirname, 'watching-host.ts');
		const args = [script, this.server.url, this.options.startFor, String(OVERLAP)];
		const env = { ...process.env, ...this.env };
		const stdio = ['ignore', 'pipe', 'inherit'] as const;
		return await Promise.resolve(
			spawn(process.execPath, [...process.execArgv, ...args], { env, stdio: [...stdio] }),
		);
	}

	/** Waits until the last versions are in the inbox, or nothing comes any more. */
	private async drain(): Promise<Map<string, Set<string>>> {
		const last = new Map(this.written.map((version) => [version.id, version]));
		const deadline = Date.now() + DRAIN_MS;
		for (;;) {
			const work = await this.inbox();
			const all = [...last.values()].every((version) => work.has(nameOf(version)));
			if (all || Date.now() > deadline) return work;
			await sleep(500);
		}
	}

	/** Pieces of work by version, from the files alone. */
	private async inbox(): Promise<Map<string, Set<string>>> {
		const { work: folder, key } = await openDataDirectory(this.env);
		const inbox = new Inbox(join(folder, 'inbox'), newOrigin(), key.key('work'));
		const found = new Map<string, Set<string>>();
		for await (const entry of inbox.entries(() => undefined)) {
			const { resource, resources } = (await inbox.payload(entry)) as Payload;
			for (const { id, valueInteger } of resources ?? [resource!]) {
				const name = `${id}/${valueInteger}`;
				found.set(name, (found.get(name) ?? new Set()).add(entry.id));
			}
		}
		return found;
	}
}

interface Payload {
	resource?: { id: string; valueInteger: number };
	resources?: Array<{ id: string; valueInteger: number }>;
}

async function watching(host: ChildProcess): Promise<void> {
	const gone = once(host, 'exit');
	await Promise.race([once(host.stdout!, 'data'), gone]);
}
