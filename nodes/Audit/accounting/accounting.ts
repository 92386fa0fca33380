import type { AuditRecord } from '../../shared/ledger/event';
import type { LedgerEntry } from '../reading/check';
import { queryLedger } from '../index/query';
import { Disclosures } from '../report/disclosures';

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
	/** False when the ledger has no event of this patient at all, in or outside of the time. */
	known: boolean;
}

/**
 * Everything recorded about a patient: by number, by record in the chart, and by study where an event
 * names no patient but a study that other events say is the patient's.
 *
 * @throws system errors of the disk
 */
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
	// What is known of the patient at all, also from before the time asked for.
	const about = { limit: MOST_EVENTS, where: { patient: patients } };
	const known = await queryLedger(auditDir, about, { signal });
	const studies = studiesOf(known.entries);
	const asked = [
		{ ...period, where: { patient: patients } },
		...(records.length > 0 ? [{ ...period, where: { object: records } }] : []),
	];
	const found = new Map<string, LedgerEntry>();
	let { more } = known;
	for (const query of asked) {
		const answer = await queryLedger(auditDir, query, { signal });
		more ||= answer.more;
		for (const entry of answer.entries) found.set(entry.id, entry);
	}
	if (studies.length > 0) {
		const query = { ...period, where: { object: studies } };
		const answer = await queryLedger(auditDir, query, { signal });
		more ||= answer.more;
		for (const entry of answer.entries) {
			if (entry.record.patient === undefined) found.set(entry.id, entry);
		}
	}
	const entries = [...found.values()].sort(newestFirst);
	return {
		entries: scope === 'everything' ? entries : accountable(entries),
		more,
		known: known.entries.length > 0 || entries.length > 0,
	};
}

/** Of two in the same millisecond the later of its writer. */
const newestFirst = ({ record: a }: LedgerEntry, { record: b }: LedgerEntry): number =>
	a.recorded === b.recorded ? b.seq - a.seq : a.recorded > b.recorded ? -1 : 1;

/** Pseudonyms of the studies that are said to be of the patient. */
function studiesOf(entries: readonly LedgerEntry[]): string[] {
	const objects = entries.flatMap(({ record }) => record.objects ?? []);
	const named = objects.flatMap(({ type, pseudonym }) =>
		type === 'dicom-study' && pseudonym !== undefined ? [pseudonym] : [],
	);
	return [...new Set(named)];
}

/**
 * The disclosures to account for, each once, the newest first. A transfer that was begun and failed
 * stays, by its beginning: part of it may have left.
 */
function accountable(entries: readonly LedgerEntry[]): LedgerEntry[] {
	const byRecord = new Map(entries.map((entry) => [entry.record, entry]));
	const once = new Set<LedgerEntry>();
	const disclosures = new Disclosures((record) => once.add(byRecord.get(record) as LedgerEntry));
	for (const { record } of entries.toReversed()) {
		if (isAccountable(record)) disclosures.add(record);
	}
	disclosures.done();
	return entries.filter((entry) => once.has(entry));
}
