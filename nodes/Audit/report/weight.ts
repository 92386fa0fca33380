import type { AuditRecord } from '../../shared/ledger/event';

/** Interactions of which a record with a count stands for so many of them. */
const GROUPED: ReadonlyMap<string, string> = new Map([
	['dicom-association-refused', 'dicom-association'],
	['dicom-store-refused', 'dicom-instance'],
]);

/**
 * How many events a record stands for. Of many refusals of one kind the listener writes down the first
 * ones, and then one record with the number of all further ones.
 */
export function weightOf({ interaction, objects }: AuditRecord): number {
	const grouped = GROUPED.get(interaction);
	const count = objects?.find(({ type }) => type === grouped)?.count;
	return grouped !== undefined && count !== undefined && count > 1 ? count : 1;
}
