import { randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryLedger } from '../../dist/nodes/Audit/index/query.js';
import { verifyLedger } from '../../dist/nodes/Audit/verify/verify.js';
import { canonicalJson } from '../../dist/nodes/shared/canonical-json.js';
import { SiteKey } from '../../dist/nodes/shared/keys.js';
import { auditSigner } from '../../dist/nodes/shared/ledger/signing.js';
import { LedgerWriter } from '../../dist/nodes/shared/ledger/writer.js';
import { newOrigin } from '../../dist/nodes/shared/origin.js';
import { PATIENTS, patientOf, pseudonym, smallLedger, typicalEvent } from './audit/events.ts';
import { sinkRates } from './audit/sinks.ts';
import { percentile, type Measuring } from './figure.ts';

const median = (values: readonly number[]): number => percentile(values, 0.5);

/** The audit ledger on a real disk: grouped appends, one caller, sinks, verification, queries. */
export async function measure(measuring: Measuring): Promise<void> {
	const folder = await mkdtemp(join(process.env.HOSPITAL_BENCH_DIR ?? tmpdir(), 'audit-bench-'));
	try {
		const { bavail, bsize } = await statfs(folder);
		if (bavail * bsize < 8e9) throw new Error('the audit bench needs 8 GB of free disk');
		writeFileSync(join(folder, 'site.key'), randomBytes(32).toString('hex'), { mode: 0o600 });
		await groups(folder, measuring);
		await overhead(folder, measuring);
		await sinkRates(folder, measuring);
		await verification(folder, measuring);
		await queries(folder, measuring);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

const signerOf = (folder: string) =>
	auditSigner(SiteKey.read(join(folder, 'site.key'), join(folder, 'data')), '');

async function newWriter(folder: string, audit: string): Promise<LedgerWriter> {
	return await LedgerWriter.create(join(folder, audit), newOrigin(), {
		signer: signerOf(folder),
		instance: 'bench',
	});
}

/** Events a second: 128 callers that wait, one flush per event, and no flush at all. */
async function groups(folder: string, { quick, figure, say }: Measuring): Promise<void> {
	const rounds = quick ? 3 : 7;
	const rates = { grouped: [] as number[], each: [] as number[], append: [] as number[] };
	for (let round = 0; round < rounds; round++) {
		say(`grouped commit, round ${round + 1} of ${rounds}`);
		rates.grouped.push(await groupedRate(folder, quick ? 8000 : 40_000));
		rates.each.push(plainRate(folder, quick ? 300 : 1500, true));
		rates.append.push(plainRate(folder, quick ? 8000 : 40_000, false));
	}
	const ratio = (to: number[]): number =>
		median(rates.grouped.map((rate, round) => rate / to[round]));
	figure({
		metric: 'group_128_vs_each',
		value: ratio(rates.each),
		unit: 'ratio',
		peer: 'write and fdatasync per event',
		n: rounds,
	});
	figure({
		metric: 'group_128_vs_append',
		value: ratio(rates.append),
		unit: 'ratio',
		peer: 'write without flush',
		n: rounds,
	});
	figure({ metric: 'group_128_rate', value: median(rates.grouped), unit: 'per_s', n: rounds });
	figure({ metric: 'each_rate', value: median(rates.each), unit: 'per_s', n: rounds });
	figure({ metric: 'append_rate', value: median(rates.append), unit: 'per_s', n: rounds });
}

async function groupedRate(folder: string, events: number): Promise<number> {
	const writer = await newWriter(folder, 'groups');
	let next = 0;
	const began = performance.now();
	await Promise.all(
		Array.from({ length: 128 }, async () => {
			while (next < events) await writer.append(typicalEvent(next++));
		}),
	);
	const seconds = (performance.now() - began) / 1000;
	await writer.close();
	return events / seconds;
}

/** The same line, canonical and chained in form, written by one blocking call per event. */
function plainRate(folder: string, events: number, flush: boolean): number {
	const path = join(folder, `plain-${newOrigin()}`);
	const file = openSync(path, 'ax', 0o600);
	const began = performance.now();
	for (let number = 0; number < events; number++) {
		const record = {
			...typicalEvent(number),
			v: 1,
			seq: number,
			prev: 'e'.repeat(64),
			origin: newestOrigin,
			recorded: new Date().toISOString(),
		};
		writeSync(file, `${canonicalJson(record)}\n`);
		if (flush) fdatasyncSync(file);
	}
	const seconds = (performance.now() - began) / 1000;
	closeSync(file);
	return events / seconds;
}
const newestOrigin = newOrigin();

/** What one caller waits beyond the flush itself: append against write and flush of as many bytes. */
async function overhead(folder: string, { quick, figure, say }: Measuring): Promise<void> {
	say('overhead of a single caller');
	const times = quick ? 200 : 2000;
	const writer = await newWriter(folder, 'single');
	const bytes = Buffer.from(`${'x'.repeat(789)}\n`);
	const plain = await open(join(folder, 'plain-flush'), 'ax', 0o600);
	const appends: number[] = [];
	const flushes: number[] = [];
	for (let number = 0; number < times; number++) {
		let began = performance.now();
		await writer.append(typicalEvent(number));
		appends.push(performance.now() - began);
		began = performance.now();
		await plain.write(bytes);
		await plain.datasync();
		flushes.push(performance.now() - began);
	}
	await plain.close();
	await writer.close();
	figure({
		metric: 'node_overhead_p50',
		value: median(appends) - median(flushes),
		unit: 'ms',
		peer: 'write and datasync of one file handle',
		n: times,
	});
	figure({ metric: 'append_p50', value: median(appends), unit: 'ms', n: times });
	figure({ metric: 'flush_p50', value: median(flushes), unit: 'ms', n: times });
}

async function verification(folder: string, { quick, figure, say }: Measuring): Promise<void> {
	const events = quick ? 50_000 : 1_000_000;
	say(`writing ${events} events to verify`);
	const writer = await newWriter(folder, 'verify');
	for (let done = 0; done < events; done += 5000) {
		await Promise.all(
			Array.from({ length: 5000 }, (_, index) => writer.append(typicalEvent(done + index))),
		);
	}
	await writer.close();
	const times: number[] = [];
	const rounds = quick ? 1 : 3;
	let checkpoints = 0;
	for (let round = 0; round < rounds; round++) {
		say(`verifying, round ${round + 1} of ${rounds}`);
		const began = performance.now();
		const result = await verifyLedger({
			auditDir: join(folder, 'verify'),
			keys: [signerOf(folder)],
		});
		times.push((performance.now() - began) / 1000);
		if (!result.sound || result.records < events) throw new Error('the ledger did not verify');
		({ checkpoints } = result);
	}
	const seconds = median(times);
	if (quick) {
		figure({
			metric: 'verify_1m',
			value: null,
			unit: 's',
			reason: 'the quick form verifies 50,000 events only',
		});
		figure({ metric: 'verify_50k', value: seconds, unit: 's', n: rounds });
	} else figure({ metric: 'verify_1m', value: seconds, unit: 's', n: rounds });
	figure({ metric: 'verify_checkpoints', value: checkpoints, unit: 'count' });
	await rm(join(folder, 'verify'), { recursive: true, force: true });
}

async function queries(folder: string, { quick, figure, say }: Measuring): Promise<void> {
	const events = quick ? 200_000 : 10_000_000;
	const audit = join(folder, 'query');
	say(`writing ${events} events to query`);
	smallLedger(audit, events, (done) => say(`${done} events written`));
	say('building the index');
	let began = performance.now();
	await queryLedger(audit, { where: { patient: ['nobody'] } }, { withoutIndex: false });
	figure({ metric: 'index_build', value: (performance.now() - began) / 1000, unit: 's', n: 1 });
	const times: number[] = [];
	for (let round = 0; round < 25; round++) {
		const patient = patientOf(1 + ((round * 7919) % events));
		const expected = countOf(patient, events);
		began = performance.now();
		const { entries } = await queryLedger(
			audit,
			{ where: { patient: [pseudonym(patient)] } },
			{ withoutIndex: false },
		);
		times.push((performance.now() - began) / 1000);
		if (entries.length !== expected) throw new Error('a query did not find every event');
	}
	if (quick) {
		figure({
			metric: 'query_10m',
			value: null,
			unit: 's',
			reason: 'the quick form queries 200,000 events only',
		});
		figure({ metric: 'query_200k', value: median(times), unit: 's', n: times.length });
	} else {
		figure({ metric: 'query_10m', value: median(times), unit: 's', n: times.length });
		figure({ metric: 'query_10m_p95', value: percentile(times, 0.95), unit: 's', n: times.length });
	}
}

/** How many of the numbers 1 to `events` are of this patient: the multiplier has an inverse, so one in PATIENTS. */
function countOf(patient: number, events: number): number {
	let count = 0;
	for (let number = 1; number <= Math.min(events, PATIENTS); number++) {
		if (patientOf(number) !== patient) continue;
		count = Math.floor((events - number) / PATIENTS) + 1;
		break;
	}
	return count;
}
