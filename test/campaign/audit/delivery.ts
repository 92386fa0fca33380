import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { line } from '../../peers/siem/cut.ts';
import {
	elasticReceiver,
	PROMISING,
	relpReceiver,
	splunkReceiver,
	syslogReceiver,
	type Receiver,
} from '../../peers/siem/receivers.ts';
import { missing, ship, watchLedger, type Shipping } from '../../peers/siem/shipping.ts';

export interface DeliveryFigures {
	kills: number;
	/** Events recorded in this part. */
	events: number;
	/** Events that the receiver had confirmed and did not hold when it was dead, or never got. */
	lost: number;
	/** Missing events of a receiver that promises nothing whose gap the stored running numbers show. */
	foundMissing?: number;
}

export interface DeliveryCampaign {
	/** Events lost by sinks that promise to lose none. */
	promisedLost: number;
	/** Parts in which the delivery did not get on, or recording an event waited longer than 10 s. */
	stalled: number;
	perSink: Record<string, DeliveryFigures>;
}

export interface DeliveryCampaignOptions {
	/** Kills of receivers, over all sinks that promise. */
	kills: number;
	/** Kills of the process that writes the ledger; three for each kill of a receiver when absent. */
	hostKills?: number;
	/** Events that come while the SIEM is down: one a second for an hour when absent. */
	hourOfEvents?: number;
	say(line: string): void;
}

const STALLED_MS = 10_000;
const SETTLE_MS = 120_000;

/**
 * Delivers a ledger while everything around it fails: receivers killed in mid-stream, the network torn
 * and silent, a SIEM that is down for an hour of load, a writing process killed again and again.
 */
export async function deliveryCampaign(
	options: DeliveryCampaignOptions,
): Promise<DeliveryCampaign> {
	const { kills, hostKills = kills * 3, hourOfEvents = 3600, say } = options;
	const result: DeliveryCampaign = { promisedLost: 0, stalled: 0, perSink: {} };
	const part = async (
		name: string,
		promised: boolean,
		start: (dir: string) => Promise<Receiver>,
		run: (bench: Bench) => Promise<number>,
	) => {
		const bench = await startBench(start);
		const figures: DeliveryFigures = { kills: 0, events: 0, lost: 0 };
		try {
			figures.kills = await run(bench);
			await settle(bench, figures, promised);
		} finally {
			await bench.stop();
		}
		figures.lost += bench.lost.size;
		figures.events = bench.shipping.ids.length;
		if (promised) result.promisedLost += figures.lost;
		if (bench.stalled) result.stalled += 1;
		result.perSink[name] = figures;
		const found = figures.foundMissing === undefined ? '' : `, ${figures.foundMissing} found`;
		say(
			`${name}: ${figures.kills} kills, ${figures.events} events, ${figures.lost} lost${found}${bench.stalled ? ', STALLED' : ''}`,
		);
	};
	const share = Math.max(1, Math.ceil(kills / PROMISING.length));
	for (const [name, start] of PROMISING) {
		await part(name, true, start, async (bench) => await killReceiver(bench, share));
	}
	const few = Math.max(1, Math.ceil(kills / 20));
	for (const secure of [false, true]) {
		const name = `rsyslog over ${secure ? 'TLS' : 'TCP'}`;
		const start = async (dir: string) => await syslogReceiver(dir, secure);
		await part(name, false, start, async (bench) => await killReceiver(bench, few));
	}
	const unconfirmed = async (dir: string) => await splunkReceiver(dir, false);
	await part(
		'Splunk HEC without acknowledgement',
		false,
		unconfirmed,
		async (bench) => await killReceiver(bench, few),
	);
	for (const [name, start] of PROMISING) {
		await part(`${name}, network cut`, true, start, cutNetwork);
	}
	await part(
		'SIEM down for an hour',
		true,
		elasticReceiver,
		async (bench) => await stayDown(bench, hourOfEvents),
	);
	const hosts = await killHosts(hostKills);
	result.promisedLost += hosts.lost;
	if (!hosts.settled) result.stalled += 1;
	result.perSink['writing host killed'] = {
		kills: hostKills,
		events: hosts.events,
		lost: hosts.lost,
	};
	say(`writing host: ${hostKills} kills, ${hosts.events} events on the disk, ${hosts.lost} lost`);
	return result;
}

interface Bench {
	receiver: Receiver;
	shipping: Shipping;
	tear(): void;
	silence(on: boolean): void;
	/** Confirmed events that the dead receiver did not hold. */
	lost: Set<string>;
	stalled: boolean;
	stop(): Promise<void>;
}

async function startBench(start: (dir: string) => Promise<Receiver>): Promise<Bench> {
	const dir = await mkdtemp(join(tmpdir(), 'hospital-delivery-'));
	const receiver = await start(dir);
	const between = await line(receiver.port);
	const shipping = await ship(dir, receiver.sinkAt(between.port));
	return {
		receiver,
		shipping,
		tear: between.tear,
		silence: between.silence,
		lost: new Set(),
		stalled: false,
		stop: async () => {
			await shipping.stop();
			await between.close();
			await receiver.stop();
			await rm(dir, { recursive: true, force: true });
		},
	};
}

async function record(bench: Bench, count: number): Promise<void> {
	if ((await bench.shipping.record(count)) > STALLED_MS) bench.stalled = true;
}

/** Kills at another moment each time, and looks at once whether the dead one holds what it confirmed. */
async function killReceiver(bench: Bench, kills: number): Promise<number> {
	const { receiver, shipping } = bench;
	for (let kill = 0; kill < kills; kill++) {
		const recording = record(bench, 500);
		await sleep(5 + ((kill * 37) % 160));
		await receiver.kill();
		const stored = await receiver.stored();
		for (const id of missing([...shipping.confirmed], stored)) bench.lost.add(id);
		await recording;
		await receiver.restart();
	}
	return kills;
}

async function cutNetwork(bench: Bench): Promise<number> {
	for (let cut = 0; cut < 5; cut++) {
		const recording = record(bench, 300);
		await sleep(10 + cut * 20);
		bench.tear();
		await recording;
	}
	for (let cut = 0; cut < 2; cut++) {
		const recording = record(bench, 300);
		await sleep(20);
		bench.silence(true);
		await sleep(1500);
		bench.tear();
		bench.silence(false);
		await recording;
	}
	return 0;
}

/** The load of an hour while nobody takes anything, in little time: what counts is what piles up. */
async function stayDown(bench: Bench, events: number): Promise<number> {
	await bench.receiver.kill();
	for (let done = 0; done < events; done += 60) {
		await record(bench, Math.min(60, events - done));
		await sleep(5);
	}
	await bench.receiver.restart();
	return 1;
}

/** Waits until everything is through, then looks for what never arrived. */
async function settle(bench: Bench, figures: DeliveryFigures, promised: boolean): Promise<void> {
	const { shipping, receiver } = bench;
	await record(bench, 20);
	if (!(await shipping.has(shipping.ids, SETTLE_MS))) bench.stalled = true;
	// Without a promise some may still be on their way into the file.
	await sleep(promised ? 100 : 1000);
	const stored = await receiver.stored();
	const absent = missing(shipping.ids, stored);
	for (const id of bench.lost) if (!absent.includes(id) && !promised) bench.lost.delete(id);
	for (const id of absent) bench.lost.add(id);
	if (!promised) figures.foundMissing = gaps(stored, shipping.ids.length);
}

/** How many running numbers up to the last are in no stored event. */
function gaps(stored: readonly string[], last: number): number {
	const seen = new Set<number>();
	for (const [, seq] of stored.join('\n').matchAll(/"seq":(\d+)/g)) seen.add(Number(seq));
	let count = 0;
	for (let seq = 1; seq <= last; seq++) if (!seen.has(seq)) count += 1;
	return count;
}

const WRITING_HOST = fileURLToPath(new URL('writing-host.ts', import.meta.url));

/** Everything that a killed process had on the disk reaches the SIEM by way of another process. */
async function killHosts(
	kills: number,
): Promise<{ events: number; lost: number; settled: boolean }> {
	const dir = await mkdtemp(join(tmpdir(), 'hospital-hosts-'));
	await mkdir(join(dir, 'audit'));
	const receiver = await relpReceiver(dir, false);
	const watching = await watchLedger(dir, receiver.sinkAt(receiver.port), { maxEvents: 5000 });
	const ids: string[] = [];
	try {
		for (let kill = 0; kill < kills; kill++) ids.push(...(await killOne(dir, kill)));
		const settled = await watching.has(ids, SETTLE_MS);
		return { events: ids.length, lost: missing(ids, await receiver.stored()).length, settled };
	} finally {
		await watching.stop();
		await receiver.stop();
		await rm(dir, { recursive: true, force: true });
	}
}

/** @returns the ids that the process said before it was killed */
async function killOne(dir: string, kill: number): Promise<string[]> {
	const options = process.execArgv.filter((option) => !option.startsWith('--test'));
	const child = spawn(
		process.execPath,
		[...options, '--no-warnings', WRITING_HOST, join(dir, 'audit')],
		{ stdio: ['ignore', 'pipe', 'inherit'] },
	);
	let text = '';
	child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
	await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
	await sleep((kill * 13) % 60);
	child.kill('SIGKILL');
	if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
	// A last line without its end was not said.
	return text.split('\n').slice(0, -1);
}
