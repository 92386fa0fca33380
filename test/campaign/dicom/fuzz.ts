/**
 * Malformed input against the DICOM listener: 100,000 seeded cases on a pool of connections, a
 * C-ECHO after every 50, and the memory, files and data of the listener's process judged at the end.
 *
 *     node test/campaign/dicom/fuzz.ts [--cases N] [--seed N] [--case N]
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { caseOf, CLASSES, controlOf, echoOf, type ClassName } from './fuzz/cases.ts';
import { paced, play, type Outcome } from './fuzz/connection.ts';
import { HostProcess } from './fuzz/host-process.ts';
import { Reach } from './fuzz/reach.ts';
import type { Case } from './fuzz/talk.ts';
import { digest } from './fuzz/wire.ts';

/** Connections at once. */
const AT_ONCE = 64;
const ECHO_EVERY = 50;
/** What the listener's thread keeps may grow by this much from the first part to the last, MB. */
export const KEPT_GROWTH_MB = 20;
/** Resident memory may grow by this much after the warm-up, garbage not yet collected included, MB. */
export const RSS_GROWTH_MB = 150;
/** Cases of the warm-up, at most: by then the heap has nearly the size that it keeps. */
const WARM_UP = 10_000;
/** Cases between two looks at the memory, at most. */
const PART = 5000;
/** A C-ECHO on a connection of its own is answered within this time. Milliseconds. */
const ECHO_MS = 5000;

export interface FuzzOptions {
	cases: number;
	seed: number;
	say: (text: string) => void;
}

export interface FuzzResult {
	cases: number;
	/** One line each, with seed and case number where it is one case's failure. */
	failures: string[];
	perClass: Record<ClassName, Reach>;
	echoes: number;
	slowestEchoMs: number;
	/** Resident memory after the warm-up and its growth from there to the end, MB. */
	rss: { warm: number; growth: number; peak: number };
	/** What the listener's thread kept in the first part of the campaign, and its growth, MB. */
	kept: { first: number; growth: number };
	cpuSeconds: number;
	seconds: number;
	/** Acknowledged instances that were found again on the disk. */
	acknowledged: number;
	events: Record<string, number>;
}

class Campaign {
	readonly failures: string[] = [];
	readonly perClass = Object.fromEntries(CLASSES.map((name) => [name, new Reach()])) as Record<
		ClassName,
		Reach
	>;
	echoes = 0;
	slowestEchoMs = 0;
	private readonly acknowledged = new Map<string, string>();
	private readonly host: HostProcess;
	private readonly options: FuzzOptions;

	constructor(host: HostProcess, options: FuzzOptions) {
		this.host = host;
		this.options = options;
	}

	/** Another source address for each case: one address has only so many ports. */
	private async play(each: Case, number: number): Promise<Outcome> {
		return await play(each, this.host.port, `127.0.${1 + (number % 3)}.${1 + (number % 250)}`);
	}

	private fail(which: string, what: string, failure: string): void {
		const line = `seed ${this.options.seed} ${which} (${what}): ${failure}`;
		this.failures.push(line);
		this.options.say(line);
	}

	async one(number: number): Promise<void> {
		const { name, each } = caseOf(this.options.seed, number);
		// What waits for timers would only make the warm-up longer.
		if (number >= this.options.cases) each.patient = false;
		const outcome = await this.play(each, number);
		if (number < this.options.cases) this.perClass[name].add(outcome);
		if (outcome.failure !== undefined)
			this.fail(`case ${number}`, `${name}: ${each.what}`, outcome.failure);
		this.remember(each, outcome, `case ${number} (${each.what})`);
		if (number % ECHO_EVERY !== ECHO_EVERY - 1) return;
		await this.echo(number);
		await this.control(number);
	}

	private async echo(number: number): Promise<void> {
		const outcome = await this.play(echoOf(), number);
		this.echoes++;
		paced(outcome.ms);
		this.slowestEchoMs = Math.max(this.slowestEchoMs, outcome.ms);
		if (outcome.failure !== undefined)
			this.fail(`C-ECHO behind case ${number}`, 'valid', outcome.failure);
		else if (outcome.ms > ECHO_MS)
			this.fail(`C-ECHO behind case ${number}`, 'valid', `took ${outcome.ms.toFixed(0)} ms`);
	}

	/** A well-behaved sender among the others: its images must be stored. */
	private async control(number: number): Promise<void> {
		const each = controlOf(this.options.seed, number);
		const outcome = await this.play(each, number);
		if (outcome.failure !== undefined)
			this.fail(`control behind case ${number}`, each.what, outcome.failure);
		this.remember(each, outcome, `control behind case ${number}`);
	}

	private remember({ data }: Case, { replies }: Outcome, from: string): void {
		for (const { field, messageId, status } of replies.answers) {
			const sha256 = data.get(messageId);
			if (field === 0x8001 && status === 0 && sha256 !== undefined)
				this.acknowledged.set(sha256, from);
		}
	}

	/** Every data set that was acknowledged lies on the disk as it was sent. @returns their number */
	async compare(): Promise<number> {
		const stored = new Set<string>();
		const studies = join(this.host.spool, 'studies');
		const names = (await readdir(studies, { recursive: true })).filter((name) =>
			name.endsWith('.dcm'),
		);
		for (const name of names) {
			const bytes = await readFile(join(studies, name));
			stored.add(digest(bytes.subarray(144 + bytes.readUInt32LE(140))));
		}
		for (const [sha256, from] of this.acknowledged) {
			if (!stored.has(sha256)) this.fail(from, 'acknowledged', 'its data set is not on the disk');
		}
		return this.acknowledged.size;
	}
}

/** Runs `numbers` of cases on the pool. */
async function pool(
	from: number,
	to: number,
	one: (number: number) => Promise<void>,
): Promise<void> {
	let next = from;
	const lane = async () => {
		while (next < to) await one(next++);
	};
	await Promise.all(Array.from({ length: Math.min(AT_ONCE, to - from) }, lane));
}

/** Open files and temporary files go back to what they were; connections of timers end before. */
async function settled(host: HostProcess, files: number): Promise<string | undefined> {
	for (let waited = 0; ; waited += 100) {
		const [open, temporary] = [await host.openFiles(), await host.temporaryFiles()];
		if (open <= files && temporary === 0) return undefined;
		if (waited > 15_000)
			return `${open} open files (${files} before), ${temporary} temporary files`;
		await sleep(100);
	}
}

/** @returns what was reached and every failure; throws only when the listener cannot be started */
export async function fuzz({ cases, seed, say }: FuzzOptions): Promise<FuzzResult> {
	const spool = await mkdtemp(join(tmpdir(), 'dicom-fuzz-'));
	const host = await HostProcess.start(spool);
	const campaign = new Campaign(host, { cases, seed, say });
	const began = performance.now();
	try {
		// Numbers beyond the cases: what is loaded once is loaded now.
		const warming = Math.min(WARM_UP, Math.ceil(cases / 2));
		await pool(cases, cases + warming, (number) => campaign.one(number));
		const unsettled = await settled(host, Number.POSITIVE_INFINITY);
		if (unsettled !== undefined) campaign.failures.push(`behind the warm-up: ${unsettled}`);
		say(`warmed up with ${warming} cases`);
		const [files, warm] = [await host.openFiles(), await host.rss()];
		let peak = warm;
		const kept: number[] = [];
		const part = Math.min(PART, Math.ceil(cases / 4));
		await host.events();
		for (let from = 0; from < cases && host.alive; from += part) {
			const to = Math.min(cases, from + part);
			await pool(from, to, (number) => campaign.one(number));
			await host.events();
			kept.push(host.kept);
			const rss = await host.rss();
			peak = Math.max(peak, rss);
			say(
				`${to} cases, ${campaign.failures.length} failures, ${rss.toFixed(0)} MB, ${host.kept.toFixed(0)} MB kept, slowest C-ECHO ${campaign.slowestEchoMs.toFixed(0)} ms`,
			);
		}
		const leak = await settled(host, files);
		if (leak !== undefined) campaign.failures.push(leak);
		const growth = (await host.rss()) - warm;
		if (!(growth <= RSS_GROWTH_MB)) {
			campaign.failures.push(`resident memory grew by ${growth.toFixed(0)} MB`);
		}
		const first = kept[0] ?? Number.NaN;
		const keptGrowth = (kept.at(-1) ?? Number.NaN) - first;
		if (!(keptGrowth <= KEPT_GROWTH_MB)) {
			campaign.failures.push(`the listener keeps ${keptGrowth.toFixed(0)} MB more`);
		}
		const [events, cpuSeconds, acknowledged] = [
			await host.events(),
			await host.cpu(),
			await campaign.compare(),
		];
		await host.stop();
		campaign.failures.push(...host.faults);
		const { failures, perClass, echoes, slowestEchoMs } = campaign;
		const seconds = (performance.now() - began) / 1000;
		return {
			cases,
			failures,
			perClass,
			echoes,
			slowestEchoMs,
			rss: { warm, growth, peak },
			kept: { first, growth: keptGrowth },
			cpuSeconds,
			seconds,
			acknowledged,
			events,
		};
	} finally {
		await host.stop();
		await rm(spool, { recursive: true, force: true });
	}
}

/** What was reached, as lines to read. */
export function report({ perClass, ...rest }: FuzzResult): string[] {
	const { failures, events, ...figures } = rest;
	return [
		...Object.entries(perClass).map(([name, reach]) => `${name.padEnd(12)} ${reach}`),
		JSON.stringify(figures),
		JSON.stringify(events),
		...failures,
		`${failures.length} failures`,
	];
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { cases: { type: 'string' }, seed: { type: 'string' }, case: { type: 'string' } },
	});
	const seed = Number(values.seed ?? 1);
	const say = (text: string) => process.stderr.write(`${text}\n`);
	if (values.case === undefined) {
		const result = await fuzz({ cases: Number(values.cases ?? 100_000), seed, say });
		for (const line of report(result)) say(line);
		process.exitCode = result.failures.length > 0 ? 1 : 0;
		return;
	}
	const number = Number(values.case);
	const spool = await mkdtemp(join(tmpdir(), 'dicom-fuzz-'));
	const host = await HostProcess.start(spool);
	const { name, each } = caseOf(seed, number);
	const { steps, ...about } = each;
	say(`${name}: ${JSON.stringify({ ...about, data: [...each.data] })}`);
	for (const step of steps)
		say(typeof step === 'string' ? `(${step})` : step.toString('hex').slice(0, 400));
	const outcome = await play(each, host.port, '127.0.0.1');
	say(JSON.stringify({ ...outcome, events: await host.events() }));
	await host.stop();
	for (const fault of host.faults) say(fault);
	await rm(spool, { recursive: true, force: true });
}

if (process.argv[1] === import.meta.filename) await main();
