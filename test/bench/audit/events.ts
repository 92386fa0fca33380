import { hash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditEvent } from '../../../dist/nodes/shared/ledger/event.js';

/** A read of the chart as a node records it: some 790 bytes as a line. */
export const typicalEvent = (number: number): AuditEvent => ({
	kind: 'access',
	interaction: 'fhir-read',
	action: 'R',
	outcome: '0',
	agent: {
		instance: 'n8n-main-1',
		workflowId: 'aBcD1234efgh5678',
		workflowVersion: 'a'.repeat(64),
		executionId: String(100_000 + number),
		node: 'Read patient',
		nodeType: 'n8n-nodes-hospital.fhir',
		mode: 'trigger',
	},
	patient: { pseudonym: pseudonym(number % 5000), keyId: '0011aabb' },
	objects: [
		{ type: 'Patient', pseudonym: pseudonym(number % 5000), keyId: '0011aabb', version: '3' },
	],
	purposeOfUse: 'TREAT',
	workItem: { id: `w${'d'.repeat(32)}`, attempt: 1, priority: 'urgent' },
});

export const pseudonym = (number: number): string => number.toString(16).padStart(32, '0');

/** Patients in a {@link smallLedger}: each has about ten events in ten million. */
export const PATIENTS = 1_000_003;
export const patientOf = (number: number): number => (number * 48_271) % PATIENTS;

const SEGMENT_BYTES = 16 * 1024 * 1024;

/**
 * Writes a chained ledger of small events (300 bytes) straight to the disk, as fast as that goes: a
 * writer that flushes would take an hour for what a hospital records in years.
 */
export function smallLedger(auditDir: string, events: number, say: (done: number) => void): void {
	const origin = '20260101T000000Z-00000000000000aa';
	const folder = join(auditDir, origin);
	mkdirSync(folder, { recursive: true });
	let prev = '0'.repeat(64);
	let segment = 0;
	let parts: string[] = [];
	let bytes = 0;
	const began = Date.parse('2026-01-01T00:00:00Z');
	const flush = (): void => {
		segment += 1;
		const file = openSync(join(folder, `${String(segment).padStart(6, '0')}.jsonl`), 'wx', 0o600);
		writeSync(file, parts.join(''));
		closeSync(file);
		parts = [];
		bytes = 0;
	};
	for (let number = 1; number <= events; number++) {
		const patient = patientOf(number);
		const recorded = new Date(began + number * 100).toISOString();
		const line = `{"action":"R","actor":{"id":"u${patient % 500}","type":"user"},"agent":{"instance":"n8n"},"interaction":"fhir-read","kind":"access","origin":"${origin}","outcome":"0","patient":{"keyId":"00000001","pseudonym":"${pseudonym(patient)}"},"prev":"${prev}","recorded":"${recorded}","seq":${number},"v":1}`;
		prev = hash('sha256', line, 'hex');
		parts.push(line, '\n');
		bytes += line.length + 1;
		if (bytes >= SEGMENT_BYTES) flush();
		if (number % 1_000_000 === 0) say(number);
	}
	if (bytes > 0) flush();
}
