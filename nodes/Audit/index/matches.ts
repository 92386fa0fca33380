import type { AuditRecord } from '../../shared/ledger/event';
import { INDEXED, valuesOf, type IndexedField } from './keys';

/** What a record must be: every part that is given must hold. */
export interface Condition {
	/** Values by field; of several values of one field any will do. */
	where?: Partial<Record<IndexedField, readonly string[]>>;
	kind?: string;
	outcome?: string;
	/** ISO 8601 UTC with milliseconds: from this moment on, and before that one. */
	since?: string;
	until?: string;
}

/** True when the record fulfils the whole condition. */
export function matches(record: AuditRecord, condition: Condition): boolean {
	const { kind, outcome, since, until, where = {} } = condition;
	if (kind !== undefined && record.kind !== kind) return false;
	if (outcome !== undefined && record.outcome !== outcome) return false;
	if (since !== undefined && record.recorded < since) return false;
	if (until !== undefined && record.recorded >= until) return false;
	const asked = INDEXED.filter((field) => where[field] !== undefined);
	if (asked.length === 0) return true;
	const values = valuesOf(record);
	return asked.every((field) =>
		values.some(([name, value]) => name === field && where[field]?.includes(value)),
	);
}
