import { createHash } from 'node:crypto';
import {
	DEFAULT_SETTINGS,
	type AnomalySettings,
	type Finding,
	RULES,
} from '../../../../dist/nodes/Audit/anomalies/index.js';
import type { AuditRecord } from '../../../../dist/nodes/shared/ledger/event.js';

/** Friday 20 November 2026 is looked at, and compared with the month before. */
export const SETTINGS: AnomalySettings = {
	...DEFAULT_SETTINGS,
	since: '2026-11-20T00:00:00.000Z',
	until: '2026-11-21T00:00:00.000Z',
	baselineSince: '2026-10-21T00:00:00.000Z',
};

export const patient = (number: number) => ({
	pseudonym: createHash('md5').update(`patient ${number}`).digest('hex'),
	keyId: '00000001',
});

let seq = 0;

/** An access by a user; everything about it may differ. */
export function access(recorded: string, changes: Partial<AuditRecord> = {}): AuditRecord {
	seq += 1;
	return {
		v: 1,
		origin: '20261021T000000Z-00000000000000aa',
		seq,
		recorded: new Date(recorded).toISOString(),
		prev: '0'.repeat(64),
		kind: 'access',
		interaction: 'fhir-read',
		action: 'R',
		outcome: '0',
		agent: { instance: 'unit', workflowId: 'wf1' },
		actor: { type: 'user', id: 'ada' },
		patient: patient(1),
		...changes,
	};
}

/** `count` events made by number. */
export const many = (count: number, make: (number: number) => AuditRecord): AuditRecord[] =>
	Array.from({ length: count }, (_, number) => make(number));

const WORKING_DAYS = [2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18];

/** Working days of the time before, one after the other. */
export const dayBefore = (number: number): string =>
	`2026-11-${String(WORKING_DAYS[number % WORKING_DAYS.length]).padStart(2, '0')}`;

/** So many there are. */
export const DAYS_BEFORE = WORKING_DAYS.length;

/** What one rule finds in events, given in an order that says nothing. */
export function findBy(
	name: string,
	records: readonly AuditRecord[],
	settings: Partial<AnomalySettings> = {},
): Finding[] {
	const rule = RULES.find((one) => one.name === name);
	if (rule === undefined) throw new Error(`there is no rule ${name}`);
	const watch = rule.watch({ ...SETTINGS, ...settings });
	for (const record of [...records].sort(
		(a, b) => ((a.seq * 7919) % 101) - ((b.seq * 7919) % 101),
	)) {
		watch.add(record);
	}
	return watch.done();
}
