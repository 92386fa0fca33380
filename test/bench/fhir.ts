import { createRequire } from 'node:module';
import { rm } from 'node:fs/promises';
import { closeAgents } from '../../dist/nodes/clients/http/index.js';
import { folderOnDisk } from './dicom/disk.ts';
import { Child } from './fhir/child.ts';
import { growth, type Growth } from './fhir/memory.ts';
import { durableTimes, median, readTimes } from './fhir/reads.ts';
import type { Figure, Measurement, Measuring } from './figure.ts';

const KIT = createRequire(import.meta.url)('../../package-lock.json') as {
	packages: Record<string, { version: string }>;
};
const KIT_VERSION = KIT.packages['node_modules/fhir-kit-client']?.version;

interface Form {
	reads: number;
	durableReads: number;
	memoryRounds: number;
	lines: number;
	/** Free disk that it needs, bytes. */
	disk: number;
}

const FULL: Form = {
	reads: 5000,
	durableReads: 1000,
	memoryRounds: 5,
	lines: 1_000_000,
	disk: 3e9,
};
const QUICK: Form = {
	reads: 500,
	durableReads: 100,
	memoryRounds: 1,
	lines: 50_000,
	disk: 1e9,
};

/** The FHIR client beside a bare fetch and fhir-kit-client: what a read costs, and memory. */
export const measure: Measurement = async (measuring) => {
	const form = measuring.quick ? QUICK : FULL;
	const folder = await folderOnDisk(form.disk);
	const server = new Child('server.ts', [String(form.lines)]);
	try {
		const { url } = await server.next<{ url: string }>();
		await attempt(measuring, ['read_overhead_p50'], 'ms', () => reads(measuring, form, url));
		await attempt(measuring, ['read_durable_over_flush_p50'], 'ms', () =>
			durableReads(measuring, form, url, folder),
		);
		await attempt(measuring, ['search_10k_rss_growth'], 'MB', () =>
			searches(measuring, form, url, folder),
		);
		await attempt(measuring, ['bulk_1m_rss_growth'], 'MB', () =>
			bulk(measuring, form, url, folder),
		);
	} finally {
		closeAgents();
		await server.stop();
		await rm(folder, { recursive: true, force: true });
	}
};

/** A part that fails does not take the figures of the others with it. */
async function attempt(
	{ figure, say }: Measuring,
	metrics: readonly string[],
	unit: Figure['unit'],
	work: () => Promise<void>,
): Promise<void> {
	try {
		await work();
	} catch (error) {
		say(error instanceof Error ? (error.stack ?? error.message) : String(error));
		process.exitCode = 1;
		for (const metric of metrics) {
			figure({ metric, value: null, unit, reason: 'the measurement failed' });
		}
	}
}

async function reads({ figure, say }: Measuring, form: Form, url: string): Promise<void> {
	say(`${form.reads} reads each: bare fetch, fhir-kit-client, ours, in turn`);
	const { bare, kit, client } = await readTimes(url, form.reads);
	const n = form.reads;
	const unit = 'ms';
	const peer = `fetch of Node ${process.versions.node}`;
	const over = (times: number[]): number => median(times) - median(bare);
	figure({ metric: 'read_overhead_p50', value: over(client), unit, peer, n });
	figure({ metric: 'read_p50', value: median(client), unit, n });
	figure({ metric: 'bare_read_p50', value: median(bare), unit, peer, n });
	const other = `fhir-kit-client ${KIT_VERSION}`;
	figure({ metric: 'kit_read_overhead_p50', value: over(kit), unit, peer: other, n });
}

async function durableReads(
	{ figure, say }: Measuring,
	{ durableReads: n }: Form,
	url: string,
	folder: string,
): Promise<void> {
	say(`${n} reads that are in the ledger and sealed, beside a bare fetch and a flush`);
	const { bare, durable, append, seal, flush } = await durableTimes(url, n, folder);
	const unit = 'ms';
	const over = median(durable) - median(bare) - median(flush);
	const peer = 'bare fetch, then write and datasync of one file handle';
	figure({ metric: 'read_durable_over_flush_p50', value: over, unit, peer, n });
	figure({ metric: 'read_durable_p50', value: median(durable), unit, n });
	figure({ metric: 'ledger_append_p50', value: median(append), unit, n });
	figure({ metric: 'seal_p50', value: median(seal), unit, n });
	figure({ metric: 'flush_p50', value: median(flush), unit, n });
}

async function searches(
	{ figure, say }: Measuring,
	{ memoryRounds: n }: Form,
	url: string,
	folder: string,
): Promise<void> {
	const rounds: Growth[] = [];
	for (let round = 0; round < n; round++) {
		say(`a search of 10,000 resources, round ${round + 1} of ${n}`);
		rounds.push(await growth('search', url, 10_000, folder));
	}
	print(figure, 'search_10k', rounds);
}

async function bulk(
	{ figure, say, quick }: Measuring,
	{ memoryRounds, lines }: Form,
	url: string,
	folder: string,
): Promise<void> {
	const rounds: Growth[] = [];
	const n = Math.min(memoryRounds, 3);
	for (let round = 0; round < n; round++) {
		say(`a bulk export of ${lines} lines, round ${round + 1} of ${n}`);
		rounds.push(await growth('bulk', url, lines, folder));
	}
	if (!quick) return print(figure, 'bulk_1m', rounds);
	const reason = 'the quick form exports 50,000 lines only';
	figure({ metric: 'bulk_1m_rss_growth', value: null, unit: 'MB', reason });
	print(figure, 'bulk_50k', rounds);
}

function print(figure: Measuring['figure'], name: string, rounds: readonly Growth[]): void {
	const n = rounds.length;
	const bytes = median(rounds.map((round) => round.bytes));
	figure({ metric: `${name}_rss_growth`, value: bytes / 1e6, unit: 'MB', n });
	figure({
		metric: `${name}_rate`,
		value: median(rounds.map(({ rate }) => rate)),
		unit: 'per_s',
		n,
	});
}
