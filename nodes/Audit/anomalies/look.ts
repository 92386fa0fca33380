import type { AuditRecord } from '../../shared/ledger/event';
import { walkLedger } from '../index/walk';
import type { AnomalyRule, AnomalySettings, Finding } from './rule';

/** With what a finding is recorded; it is how the next look knows that it was told before. */
export const ANOMALY_FOUND = 'audit-anomaly-found';
/** Type of the object of that event: its `sha256` is the id of the finding. */
export const ANOMALY_OBJECT = 'audit-anomaly';

export interface Look {
	/** The oldest first. */
	findings: Finding[];
	/** Ids of findings that stand in the ledger already. */
	known: ReadonlySet<string>;
	/** How many events were looked at, in the period and before it. */
	events: number;
	before: number;
}

/** Goes once over the ledger with all rules. @throws system errors of the disk */
export async function lookForAnomalies(
	auditDir: string,
	rules: readonly AnomalyRule[],
	settings: AnomalySettings,
	signal?: AbortSignal,
): Promise<Look> {
	const watches = rules.map((rule) => rule.watch(settings));
	const known = new Set<string>();
	let events = 0;
	let before = 0;
	const { baselineSince, since, until } = settings;
	// To the end, beyond the period: a finding may have been told later.
	for await (const record of walkLedger(auditDir, { since: baselineSince })) {
		if ((events + before) % 1000 === 0) signal?.throwIfAborted();
		if (record.recorded < since) before += 1;
		else if (record.recorded < until) events += 1;
		for (const id of findingsIn(record)) known.add(id);
		for (const watch of watches) watch.add(record);
	}
	const findings = watches.flatMap((watch) => watch.done());
	findings.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1));
	return { findings, known, events, before };
}

function findingsIn({ interaction, objects = [] }: AuditRecord): string[] {
	if (interaction !== ANOMALY_FOUND) return [];
	return objects.flatMap(({ type, sha256 }) =>
		type === ANOMALY_OBJECT && sha256 !== undefined ? [sha256] : [],
	);
}
