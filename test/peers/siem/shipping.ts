import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deliver } from '../../../dist/nodes/Audit/delivery/deliver.js';
import type { Sink } from '../../../dist/nodes/Audit/delivery/sink.js';
import { LedgerWatch, WATCH_DEFAULTS } from '../../../dist/nodes/Audit/watching/watch.js';
import type { AuditEvent } from '../../../dist/nodes/shared/ledger/event.js';
import type { Signer } from '../../../dist/nodes/shared/ledger/signing.js';
import { LedgerWriter } from '../../../dist/nodes/shared/ledger/writer.js';

export const ORIGIN = '20260102T030405Z-00000000000000aa';

export const event = (n: number): AuditEvent => ({
	kind: 'access',
	interaction: 'fhir-read',
	action: 'R',
	outcome: '0',
	agent: { instance: 'n8n.test', workflowId: 'AbC', executionId: String(n) },
	patient: { pseudonym: 'ab'.repeat(16), keyId: '01234567' },
});

export interface Watching {
	/** Ids of the events of every delivery that succeeded: what the receiver has confirmed. */
	confirmed: Set<string>;
	/** Codes of deliveries that failed. */
	failures: string[];
	/** Waits until everything of these ids is confirmed; false when the time ran out. */
	has(ids: readonly string[], ms: number): Promise<boolean>;
	stop(): Promise<void>;
}

/** Ships whatever is in a ledger, as the Audit Trigger and Deliver do together. */
export async function watchLedger(
	dir: string,
	sink: Sink,
	settings: { maxEvents?: number } = {},
): Promise<Watching> {
	const at = { auditDir: join(dir, 'audit'), cursorDir: join(dir, 'audit-cursors') };
	await mkdir(at.cursorDir, { recursive: true });
	const failures: string[] = [];
	const confirmed = new Set<string>();
	let delivering: Promise<unknown> = Promise.resolve();
	const watch = new LedgerWatch(
		{
			...WATCH_DEFAULTS,
			...at,
			sink: 'siem',
			maxEvents: 300,
			...settings,
			...{ pollMs: 30, retryFirstMs: 30, retryMaxMs: 100 },
		},
		{
			async emit(batch) {
				delivering = deliver(batch, confirming(sink, confirmed), at).catch(
					(error: { code: string }) => failures.push(error.code),
				);
				await delivering;
				return 'ended';
			},
			broken: (found) => failures.push(found.reason),
			failed: (error) => failures.push(String(error)),
		},
	);
	watch.start();
	return {
		confirmed,
		failures,
		async has(ids, ms) {
			for (const deadline = Date.now() + ms; ; await sleep(20)) {
				if (ids.every((id) => confirmed.has(id))) return true;
				if (Date.now() > deadline) return false;
			}
		},
		async stop() {
			await watch.stop();
			await delivering;
		},
	};
}

/** Notes what a delivery had sent when the receiver confirmed it. */
const confirming = (sink: Sink, confirmed: Set<string>): Sink => ({
	async send(entries, signal) {
		const sent: string[] = [];
		const receipt = await sink.send(
			(async function* () {
				for await (const entry of entries) {
					sent.push(entry.id);
					yield entry;
				}
			})(),
			signal,
		);
		for (const id of sent) confirmed.add(id);
		return receipt;
	},
});

export interface Shipping extends Watching {
	writer: LedgerWriter;
	auditDir: string;
	/** Event ids in the order of the ledger. */
	ids: string[];
	/** Records events; @returns the longest wait of one of them in milliseconds */
	record(count: number): Promise<number>;
}

/** A ledger with one writer, and its watch. */
export async function ship(dir: string, sink: Sink, signer?: Signer): Promise<Shipping> {
	const auditDir = join(dir, 'audit');
	const writer = await LedgerWriter.create(auditDir, ORIGIN, {
		segmentBytes: 400_000,
		...(signer && { signer }),
	});
	const watching = await watchLedger(dir, sink);
	const ids: string[] = [];
	let stopping: Promise<void> | undefined;
	return {
		...watching,
		writer,
		auditDir,
		ids,
		async record(count) {
			const from = ids.length;
			let longest = 0;
			const one = async (n: number) => {
				const started = performance.now();
				const { id } = await writer.append(event(from + n));
				longest = Math.max(longest, performance.now() - started);
				return id;
			};
			ids.push(...(await Promise.all(Array.from({ length: count }, (_, n) => one(n)))));
			return longest;
		},
		async stop() {
			stopping ??= watching.stop().then(async () => await writer.close());
			await stopping;
		},
	};
}

/** An event id where it names the event: the next event holds it too, as that of the one before. */
const ID = /(?<![a-z])_?id\\?"?[:=]\\?"([0-9a-f]{64})/g;

/** The events of which no stored line has the id. */
export function missing(ids: Iterable<string>, stored: readonly string[]): string[] {
	const found = new Set(stored.flatMap((line) => [...line.matchAll(ID)].map(([, id]) => id)));
	return [...ids].filter((id) => !found.has(id));
}
