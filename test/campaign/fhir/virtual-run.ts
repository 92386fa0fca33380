import { mkdtemp, rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bearer, FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { ChartWatch } from '../../../dist/nodes/Fhir/watching/chart-watch.js';
import { judge as judgeKnock } from '../../../dist/nodes/Fhir/watching/door.js';
import { HistorySource } from '../../../dist/nodes/Fhir/watching/history-source.js';
import { SearchSource } from '../../../dist/nodes/Fhir/watching/search-source.js';
import { StateFile } from '../../../dist/nodes/Fhir/watching/state.js';
import { leaveWakeUp } from '../../../dist/nodes/Fhir/watching/wake-ups.js';
import { WatchLoop } from '../../../dist/nodes/Fhir/watching/watch-loop.js';
import type { PlannedWork, WorkRules } from '../../../dist/nodes/Fhir/watching/work.js';
import { onePerPatient, onePerRecord } from '../../../dist/nodes/Fhir/watching/work-outlets.js';
import { Random } from '../../hospital/random.ts';
import { ChartServer, TOKEN, TYPE, type Version } from './chart-server.ts';
import { judge, type LookTime, type Verdict } from './judge.ts';
import { plainText } from './leaks.ts';
import type { Scenario } from './scenarios.ts';
import { startElsewhere } from './elsewhere.ts';
import { HOSPITAL, writeAll, type Writing } from './writers.ts';

const KEY = createHash('sha256').update('campaign').digest();
const SECRET = 'ZZSUBSCRIPTIONSECRET';
const SECOND = 1000;
/** Time between two looks, and with a subscription between two looks that nothing woke. */
const EVERY = 5 * SECOND;
/** What each look reads again: longer than commits are late and clocks are off. */
const OVERLAP = 30 * SECOND;
const RECONCILE = 60 * SECOND;
/** The receiver stands still for so long, twice. */
const DOWN = 300 * SECOND;

export interface RunResult extends Verdict {
	looks: number;
	failed: number;
	crashes: number;
	/** Requests with the token to another origin, and secrets found in plain text. */
	leaks: number;
}

class Crash extends Error {}

/** One watch against one server, in the server's time: hours pass in seconds. */
export async function virtualRun(
	scenario: Scenario,
	seed: number,
	size: Partial<Writing> = {},
): Promise<RunResult> {
	const folder = await mkdtemp(join(tmpdir(), 'campaign-fhir-'));
	// A clock that nobody else has: what is taken from ours instead of the server's is far off.
	const began = Date.parse('2031-03-01T00:00:00Z');
	const server = new ChartServer({ now: began, habits: scenario.habits, seed });
	await server.start();
	const elsewhere = await startElsewhere();
	server.foreignUrl = elsewhere.url;
	try {
		return await new Run(scenario, seed, size, server, folder).run(elsewhere);
	} finally {
		await server.stop();
		await elsewhere.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

class Run {
	private readonly random: Random;
	/** Pieces of work by version. */
	private readonly work = new Map<string, Set<string>>();
	private readonly looks: LookTime[] = [];
	private readonly tally = { failed: 0, crashes: 0 };
	/** Set while a crash is due: steps of the work until it comes. */
	private fuse: number | undefined;
	private watch!: ChartWatch;
	private loop!: WatchLoop;
	private events = 0;

	private readonly scenario: Scenario;
	private readonly size: Partial<Writing>;
	private readonly server: ChartServer;
	private readonly folder: string;
	private readonly began: number;

	constructor(
		scenario: Scenario,
		seed: number,
		size: Partial<Writing>,
		server: ChartServer,
		folder: string,
	) {
		this.scenario = scenario;
		this.size = size;
		this.server = server;
		this.folder = folder;
		this.began = server.now;
		this.random = new Random('campaign-fhir', scenario.name, seed);
	}

	async run(elsewhere: { tokens: number }): Promise<RunResult> {
		const { server, scenario, began } = this;
		// Records that were there before must not come.
		for (let index = 0; index < 40; index++) {
			server.write(`old${index}`, { stamp: began - index * SECOND });
		}
		const before = new Set(server.versions);
		this.startAnew();
		await this.firstLook();
		const from = server.now;
		const writing = { ...HOSPITAL, ...scenario.writing, ...this.size };
		writeAll(server, writing, this.random, from);
		const written = server.versions.filter((version) => !before.has(version));
		const end = Math.max(...written.map(({ visibleAt }) => visibleAt));
		const third = (end - from) / 3;
		let down = [from + third, from + 2 * third];
		// A short run has a shorter standstill, so that something comes after it.
		const still = Math.min(DOWN, third / 2);
		let checked = server.now;
		while (server.now < end) {
			if (down[0] !== undefined && server.now >= down[0]) {
				down = down.slice(1);
				server.now += still;
			}
			const woken = scenario.subscription && (await this.notify(written));
			const every = scenario.subscription ? RECONCILE : EVERY;
			if (woken || server.now - checked >= every) {
				await this.look();
				checked = server.now;
			} else {
				server.now += SECOND;
			}
		}
		await this.drain();
		await this.watch.close();
		const by = scenario.by ?? 'search';
		const settles = scenario.habits.largestPage === undefined ? 0 : OVERLAP;
		const verdict = judge(written, this.work, by, this.looks, from, settles);
		const leaks =
			elsewhere.tokens + (await plainText(this.folder, [TOKEN, SECRET, 'ZZSECRETVALUE']));
		return { ...verdict, looks: this.looks.length, ...this.tally, leaks };
	}

	private startAnew(): void {
		const { scenario, server, folder } = this;
		const { together = false, by = 'search', limit = 10_000 } = scenario;
		const client = new FhirClient({
			baseUrl: server.url,
			authorizer: bearer(TOKEN),
			retry: { attempts: 1 },
		});
		const place = { folder, key: KEY, name: 'campaign', question: 'same' };
		const rules: WorkRules = {
			foundBy: by,
			priority: 'routine',
			open: async (planned) => await this.open(planned),
			witness: async () => await this.step(),
		};
		const intent = new StateFile(folder, KEY, 'campaign', 'intent');
		this.watch = new ChartWatch({
			place,
			source:
				by === 'history'
					? new HistorySource(client, TYPE)
					: new SearchSource(client, { type: TYPE, criteria: {}, method: 'POST' }),
			outlet: together ? onePerPatient(rules, intent) : onePerRecord(rules),
			settings: { overlapMs: OVERLAP, limit: by === 'history' ? 1_000_000 : limit, pageSize: 200 },
		});
		this.loop = new WatchLoop({
			watch: this.watch,
			folder,
			outage: { everyMs: EVERY, longestMs: EVERY, patienceMs: 900 * SECOND },
			on: () => undefined,
			now: () => server.now,
		});
	}

	/** Opening the same name again is no new work: that is the work engine's promise. */
	private async open(planned: PlannedWork): Promise<void> {
		await this.step();
		for (const { id, resource, version } of planned.changes) {
			// What the record says of itself tells the version where the server does not number them.
			const told = (resource as { valueInteger?: number } | undefined)?.valueInteger ?? version;
			const name = `${id}/${String(told)}`;
			this.work.set(name, (this.work.get(name) ?? new Set()).add(planned.name));
		}
		await this.step();
	}

	/** A point at which the process may die. */
	private async step(): Promise<void> {
		await Promise.resolve();
		if (this.fuse === undefined) return;
		this.fuse -= 1;
		if (this.fuse >= 0) return;
		// Without the lease nothing more is written: the files stay as they are at this moment.
		await rm(join(this.folder, 'writer.lock'), { force: true });
		throw new Crash();
	}

	private async firstLook(): Promise<void> {
		for (let tries = 0; ; tries++) {
			try {
				await this.watch.look();
				return;
			} catch (error) {
				if (tries > 50) throw error;
			}
		}
	}

	private async look(): Promise<void> {
		const { server, scenario } = this;
		const dies = this.random.next() < (scenario.crashes ?? 0);
		this.fuse = dies ? this.random.integer(0, 40) : undefined;
		const began = server.now;
		// A backlog is read in several steps, one right after the other.
		while ((await this.loop.once()) === 0);
		if (this.loop.failing) this.tally.failed += 1;
		else this.looks.push({ began, ended: server.now });
		if (this.fuse !== undefined && this.fuse < 0) await this.die();
		this.fuse = undefined;
	}

	/** The process is gone: what was only in memory is lost, the files stay. */
	private async die(): Promise<void> {
		this.tally.crashes += 1;
		await this.watch.close();
		this.startAnew();
	}

	/** The server tells of events: a third is lost, some come many times. */
	private async notify(written: readonly Version[]): Promise<boolean> {
		const { server } = this;
		const due = written.filter(({ visibleAt }) => visibleAt <= server.now).length;
		if (due === this.events) return false;
		this.events = due;
		if (this.random.next() < 0.3) return false;
		const body = Buffer.from(JSON.stringify(notificationOf(due)));
		const headers = { 'x-hospital-subscription': SECRET };
		const times = this.random.next() < 0.05 ? 19 : 1;
		for (let time = 0; time < times; time++) {
			const verdict = judgeKnock({ watch: 'campaign', headers, body, now: server.now }, SECRET);
			if (verdict.notification) await leaveWakeUp(this.folder, verdict.notification);
		}
		return true;
	}

	/** Nothing more is written: within a minute of looks all must be there. */
	private async drain(): Promise<void> {
		const { server } = this;
		const { habits } = server;
		server.habits = { ...habits, throttled: 0, unavailable: 0, cut: 0, foreignLinks: 0 };
		for (let look = 0; look < 12; look++) {
			server.now += EVERY;
			await this.look();
		}
	}
}

const notificationOf = (events: number) => ({
	resourceType: 'Bundle',
	type: 'history',
	entry: [
		{
			resource: {
				resourceType: 'Parameters',
				parameter: [
					{ name: 'type', valueCode: 'event-notification' },
					{ name: 'events-since-subscription-start', valueString: String(events) },
				],
			},
		},
	],
});
