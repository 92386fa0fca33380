import type { AuditRecord } from '../../shared/ledger/event';
import type { LedgerEntry } from '../reading/check';
import { queryLedger } from '../index/query';

/** What is asked for: disclosures that must be accounted for, or everything that was done. */
export type Scope = 'disclosures' | 'everything';

/** Bases that 45 CFR 164.528(a)(1) leaves out of the accounting. */
const NOT_ACCOUNTED_BASES: ReadonlySet<string> = new Set([
	'treatment',
	'payment',
	'operations',
	'authorization',
]);
/** Purposes of treatment, payment and operations, and requests of the patient. */
const NOT_ACCOUNTED_PURPOSES: ReadonlySet<string> = new Set([
	'TREAT',
	'ETREAT',
	'HPAYMT',
	'HOPERAT',
	'PATRQT',
]);

/**
 * Whether a disclosure belongs into the accounting of 45 CFR 164.528: all but those for treatment,
 * payment, operations, to the patient, or by the patient's authorization. The basis decides; the
 * purpose of use only where no basis was recorded. Where neither is known it belongs in.
 */
export function isAccountable({ kind, outcome, disclosure, purposeOfUse }: AuditRecord): boolean {
	if (kind !== 'disclosure' || outcome !== '0') return false;
	if (disclosure?.basis !== undefined) return !NOT_ACCOUNTED_BASES.has(disclosure.basis);
	return purposeOfUse === undefined || !NOT_ACCOUNTED_PURPOSES.has(purposeOfUse);
}

/** More events of one patient than a page can show. */
export const MOST_EVENTS = 20_000;

export interface AccountingQuery {
	/** Pseudonyms of the patient, one per number and issuer. */
	patients: readonly string[];
	/** Pseudonyms of the patient's record in the chart. */
	records: readonly string[];
	scope: Scope;
	/** ISO 8601 UTC. */
	since: string;
	until: string;
}

export interface Accounting {
	/** The newest first. */
	entries: LedgerEntry[];
	/** True when there are more than could be given. */
	more: boolean;
}

/** @throws system errors of the disk */
export async function accountFor(
	auditDir: string,
	{ patients, records, scope, since, until }: AccountingQuery,
	signal?: AbortSignal,
): Promise<Accounting> {
	const period = {
		since,
		until,
		limit: MOST_EVENTS,
		...(scope === 'disclosures' && { kind: 'disclosure' }),
	};
	const asked = [
		{ ...period, where: { patient: patients } },
		...(records.length > 0 ? [{ ...period, where: { object: records } }] : []),
	];
	const found = new Map<string, LedgerEntry>();
	let more = false;
	for (const query of asked) {
		const answer = await queryLedger(auditDir, query, { signal });
		more ||= answer.more;
		for (const entry of answer.entries) found.set(entry.id, entry);
	}
	const entries = [...found.values()]
		.filter(({ record }) => scope === 'everything' || isAccountable(record))
		.sort((a, b) => (a.record.recorded > b.record.recorded ? -1 : 1));
	return { entries, more };
}
