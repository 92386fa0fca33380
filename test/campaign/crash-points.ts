import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerLine } from '../hospital/ledger.ts';

/** A stretch of a study's way: when it begins, and how long it takes at most on a calm machine. */
export interface CrashPoint {
	name: string;
	/**
	 * What opens it: an audit event, the listener that takes connections, or n8n that says it is ready,
	 * which is before its triggers stand.
	 */
	after: string | typeof LISTENING | typeof READY;
	/** Milliseconds within which the moment is drawn. */
	span: number;
}

export const LISTENING = Symbol('the listener takes connections');
export const READY = Symbol('n8n is ready');

/** The whole way of a study, cut at what the ledger tells of it. */
export const CRASH_POINTS: readonly CrashPoint[] = [
	{ name: 'receiving', after: LISTENING, span: 900 },
	{ name: 'waiting for silence', after: 'dicom-association-ended', span: 2200 },
	{ name: 'opening the work item', after: 'dicom-study-complete', span: 40 },
	{ name: 'Identity Gate', after: 'work-opened', span: 250 },
	{ name: 'Select Series', after: 'identity-matched', span: 60 },
	{ name: 'Build Volume', after: 'dicom-series-selected', span: 120 },
	{ name: 'MONAI Inference', after: 'dicom-volume-built', span: 350 },
	{ name: 'Create Structured Report', after: 'model-inference', span: 60 },
	{ name: 'before the report leaves', after: 'dicom-report-created', span: 40 },
	{ name: 'sending the report', after: 'dicom-send-begun', span: 40 },
	{ name: 'reading the report back, writing the chart', after: 'dicom-sent', span: 120 },
	{ name: 'reading the chart back', after: 'fhir-transaction', span: 30 },
	{ name: 'closing', after: 'fhir-read-back', span: 40 },
	{ name: 'after the close', after: 'work-closed', span: 300 },
];

/**
 * While n8n activates its workflows. Killed then, n8n 2.41 holds the activation back until its lease
 * on it (N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS, two minutes) is over: the modality has to
 * keep trying for so long.
 */
export const STARTING: CrashPoint = { name: 'while n8n activates', after: READY, span: 900 };

/**
 * Waits until a running process appends an audit event.
 *
 * @returns true when it was seen, false after `ms`
 */
export async function auditEvent(
	dataDir: string,
	interaction: string,
	ms: number,
): Promise<boolean> {
	return (await nextAuditEvent(dataDir, interaction, ms)) !== undefined;
}

/** {@link auditEvent}, with the event itself: it names the process that recorded it. */
export async function nextAuditEvent(
	dataDir: string,
	interaction: string,
	ms: number,
): Promise<LedgerLine | undefined> {
	const audit = join(dataDir, 'audit');
	const needle = `"interaction":"${interaction}"`;
	const read = await sizes(audit);
	for (const deadline = Date.now() + ms; Date.now() < deadline; await sleep(5)) {
		for (const [file, size] of await sizes(audit)) {
			const from = read.get(file) ?? 0;
			if (size <= from) continue;
			const text = await part(file, from, size);
			// A line that is half written is read again with its rest.
			const whole = text.lastIndexOf('\n') + 1;
			read.set(file, from + Buffer.byteLength(text.slice(0, whole)));
			const line = text
				.slice(0, whole)
				.split('\n')
				.find((each) => each.includes(needle));
			if (line !== undefined) return JSON.parse(line) as LedgerLine;
		}
	}
	return undefined;
}

async function sizes(audit: string): Promise<Map<string, number>> {
	const found = new Map<string, number>();
	const names = await readdir(audit, { recursive: true }).catch(() => []);
	for (const name of names.filter((each) => each.endsWith('.jsonl'))) {
		const { size } = await stat(join(audit, name));
		found.set(join(audit, name), size);
	}
	return found;
}

async function part(file: string, from: number, to: number): Promise<string> {
	const handle = await open(file, 'r');
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(to - from), 0, to - from, from);
		return buffer.toString('utf8', 0, bytesRead);
	} finally {
		await handle.close();
	}
}
