import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../hospital/random.ts';
import { freePort } from '../../peers/ports.ts';
import { aim, AIMS, Watch, type Aim } from './aim.ts';
import { readDeliveries } from './deliveries.ts';
import type { SmallDisk } from './disk.ts';
import { Host, type HostOptions } from './host-process.ts';
import type { KillOptions, Kills } from './kills.ts';
import { Sending } from './senders.ts';
import { forget, StudySource, type SentStudy } from './studies.ts';
import { Judge, type Verdict } from './verdict.ts';
import { handedOver, wreckage } from './wreck.ts';

/**
 * Environment of a host whose wall clock jumps. Its quiet period is long enough for a sender on a busy
 * machine, so that a version that is given on early is the clock's doing.
 */
export const JUMPING_CLOCK: Record<string, string> = {
	NODE_OPTIONS: `--require ${join(import.meta.dirname, 'jumping-clock.cjs')}`,
	HOST_QUIET_MS: '3000',
};

/** Longest wait for the work of the last studies: what could not be opened is offered again after a minute. */
const DRAIN_MS = 120_000;

/**
 * Ends a host again and again while modalities send to it, and judges what it keeps by the files it
 * leaves. In between and at the end every acknowledged image is compared with what was sent.
 */
export async function kill(options: KillOptions): Promise<Kills> {
	const dir = await mkdtemp(join(tmpdir(), 'campaign-kill-'));
	try {
		const [dataDir, keyFile, records] = ['data', 'hospital.key', 'records'].map((name) =>
			join(dir, name),
		) as [string, string, string];
		const { disk, small } = options;
		await mkdir(records);
		await writeFile(keyFile, `${'5a'.repeat(32)}\n`, { mode: 0o600 });
		const host = { dataDir, keyFile, records, port: await freePort() };
		const volume = disk?.path ?? small?.path;
		if (volume !== undefined) host.dataDir = join(volume, 'data');
		return await new Campaign(host, options).run(join(dir, 'modalities'));
	} finally {
		await rm(dir, { recursive: true, force: true, maxRetries: 20 });
	}
}

class Campaign {
	private readonly host: HostOptions;
	private readonly random: Random;
	private readonly sent: SentStudy[] = [];
	/** Given on whole: their files may go, and go while the next host runs. */
	private readonly settled = new Set<SentStudy>();
	private readonly disposed = new Set<string>();
	private readonly phases = new Map<string, number>();
	private readonly refused = new Map<number, number>();
	private readonly judge: Judge;
	private readonly options: KillOptions;
	private points = 0;
	private missed = 0;
	private slowestStart = 0;
	private recorded = 0;

	constructor(host: HostOptions, options: KillOptions) {
		this.options = options;
		this.random = new Random('kill', options.seed);
		this.host = { ...host, ...(options.env && { env: options.env }) };
		this.judge = new Judge(this.host);
	}

	async run(modalities: string): Promise<Kills> {
		const { seed, what = 'process' } = this.options;
		const sending = new Sending({
			port: this.host.port,
			source: new StudySource(seed, modalities),
			modalities: 4,
			seed,
			onSent: (study) => this.sent.push(study),
		});
		const last = what === 'process' ? await this.killProcesses(sending) : await this.goOn(what);
		await sending.finish();
		await this.drain(last);
		const { verdict } = this;
		await last.kill();
		this.listen(last);
		const { points, phases, missed, refused, slowestStart, recorded } = this;
		const images = this.sent.reduce((sum, { instances }) => sum + instances.length, 0);
		if (recorded < images) {
			this.verdict.lost.push(`the ledger was told of ${recorded} of ${images} images`);
		}
		const studies = this.sent.length;
		const given = await readDeliveries(this.host.records);
		const versions = new Set(given.map(({ studyKey, version }) => studyKey + version)).size;
		const figures = { points, studies, versions, images, recorded, missed, slowestStart };
		return { ...figures, phases, refused, ...verdict };
	}

	private get verdict(): Verdict {
		return this.judge.verdict;
	}

	/** @returns a host that runs, after the last kill */
	private async killProcesses(sending: Sending): Promise<Host> {
		let next = new Host(this.host);
		while (this.points < this.options.points) {
			const host = next;
			next = new Host(this.host);
			await this.killOnce(host, AIMS[this.points % AIMS.length]!);
			await this.judge.images([...this.sent, ...sending.under]);
			await this.settle();
			if (++this.points % 25 === 0) this.options.say(this.progress());
		}
		await this.start(next);
		return next;
	}

	private async killOnce(host: Host, target: Aim): Promise<void> {
		const { dataDir, records } = this.host;
		const watching = new Watch(dataDir, records);
		// One that is killed before it listens has not failed.
		const starting = this.start(host).catch(() => undefined);
		if (!(await aim(watching, target, this.random))) this.missed += 1;
		// Only then the process: what it answers without power must not have been a promise.
		await this.options.disk?.cut();
		await host.kill();
		watching.close();
		await starting;
		await this.options.disk?.restore();
		this.listen(host);
		for (const phase of await wreckage(dataDir, records)) {
			this.phases.set(phase, (this.phases.get(phase) ?? 0) + 1);
		}
	}

	/** One host for the whole time, and something that happens to it again and again. */
	private async goOn(what: 'thread' | 'full-disk' | 'nothing'): Promise<Host> {
		const host = new Host(this.host);
		await this.start(host);
		while (this.points < this.options.points) {
			if (what === 'thread') await this.endThread(host);
			else if (what === 'full-disk') await this.fillDisk(this.options.small!);
			else await sleep(1_000);
			await this.judge.images(this.sent);
			this.listen(host);
			if (++this.points % 10 === 0) this.options.say(this.progress());
		}
		if (!this.options.restart) return host;
		await host.kill();
		this.listen(host);
		const next = new Host(this.host);
		await this.start(next);
		return next;
	}

	/** By turns from outside and by an error of its own. */
	private async endThread(host: Host): Promise<void> {
		await sleep(this.random.between(0, 700));
		const failed = host.next('listener-failed', 10_000);
		const restarted = host.next('listener-restarted', 30_000);
		host.tell({ do: this.points % 2 === 0 ? 'terminate' : 'throw' });
		await failed;
		await restarted;
	}

	private async fillDisk(disk: SmallDisk): Promise<void> {
		await sleep(this.random.between(300, 900));
		if (this.points % 3 === 2) await disk.readOnly(true).catch(() => disk.fill());
		else await disk.fill();
		await sleep(this.random.between(300, 900));
		await disk.readOnly(false);
		await disk.free();
	}

	private async start(host: Host): Promise<void> {
		const began = performance.now();
		await host.listen();
		this.slowestStart = Math.max(this.slowestStart, performance.now() - began);
		for (const study of this.settled) {
			const studyKey = this.judge.keyOf(study);
			if (!this.disposed.has(studyKey)) host.tell({ do: 'dispose', studyKey });
		}
	}

	/** What the host said that it must not say, and what it has disposed of. */
	private listen(host: Host): void {
		for (const { type, studyKey = '', status = 0, added = 0 } of host.lines.splice(0)) {
			this.recorded += added;
			if (type === 'instance-refused') {
				this.refused.set(status, (this.refused.get(status) ?? 0) + 1);
			}
			if (type === 'study-missing') this.verdict.lost.push('the host misses a study');
			if (type === 'disposed') this.disposed.add(studyKey);
		}
	}

	/** Notes which studies were given on whole and taken over, their images as they were sent. */
	private async settle(): Promise<void> {
		const deliveries = await readDeliveries(this.host.records);
		const over = await handedOver(this.host.dataDir);
		for (const study of this.sent) {
			if (this.settled.has(study)) continue;
			const delivery = await this.judge.whole(study, deliveries);
			if (delivery === undefined || !over.has(delivery.version)) continue;
			await this.judge.images([study], true);
			this.settled.add(study);
			await forget(study);
		}
	}

	/** Waits until every study is given on and every piece of work has ended. */
	private async drain(host: Host): Promise<void> {
		for (const deadline = Date.now() + DRAIN_MS; Date.now() < deadline; await sleep(200)) {
			await this.settle();
			if (this.settled.size === this.sent.length) break;
		}
		await this.judge.images(
			this.sent.filter((study) => !this.settled.has(study)),
			true,
		);
		for (const study of this.sent) {
			if (!this.settled.has(study)) this.verdict.lost.push(`${study.name} was not given on whole`);
		}
		const open = await this.unended(host);
		await this.judge.works(this.options.what === 'full-disk');
		for (const { id, phase } of open) {
			this.verdict.lost.push(`${id} is still ${phase}`);
		}
		this.listen(host);
	}

	/** Work that does not end: what a full disk interrupted is tried once more, and takes its time. */
	private async unended(host: Host): Promise<Array<{ id: string; phase: string }>> {
		for (const deadline = Date.now() + DRAIN_MS; ; await sleep(500)) {
			const listed = host.next('list', 10_000);
			host.tell({ do: 'list' });
			const open = ((await listed).items ?? []).filter(({ phase }) => phase !== 'closed');
			if (open.length === 0 || Date.now() > deadline) return open;
		}
	}

	private progress(): string {
		return `${this.points} of ${this.options.points}, ${this.sent.length} studies sent`;
	}
}
