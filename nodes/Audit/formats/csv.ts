import type { LedgerEntry } from '../reading/check';
import { canonicalJson } from '../../shared/canonical-json';
import { ALLOWED_PATTERNS } from './allow-list';
import { isPlain, outgoing, valueAt } from './outgoing';

/** `/inference/parameters/*` is one column `inference.parameters`, its cells JSON. */
const columnOf = (pattern: string): string => pattern.slice(1).split('/*')[0].replaceAll('/', '.');

/** The same columns for every event, so that files can be put one behind the other. */
export const CSV_COLUMNS: readonly string[] = [
	...new Set(['id', ...ALLOWED_PATTERNS.map(columnOf), 'withheld']),
];

/** First line (RFC 4180 2, rule 3). */
export const CSV_HEADER = CSV_COLUMNS.map((name) => csvCell(name)).join(',');

/** One record of RFC 4180, without its line break. */
export function csvLine(entry: LedgerEntry): string {
	const event = outgoing(entry);
	return CSV_COLUMNS.map((column) => {
		const value = valueAt(event, column);
		return value === undefined ? '' : csvCell(value);
	}).join(',');
}

/**
 * A cell: in quotes when it holds a quote, comma or line break. A text that a spreadsheet would take
 * for a formula gets an apostrophe in front.
 */
export function csvCell(value: unknown): string {
	const isText = typeof value === 'string';
	if (isText && isPlain(value) && !/^[+@,-]/.test(value))
		return value.includes(',') ? `"${value}"` : value;
	const text = isText || typeof value !== 'object' ? String(value) : canonicalJson(value);
	// eslint-disable-next-line no-control-regex -- a NUL ends the file for some readers
	const clean = text.toWellFormed().replaceAll(/\u0000/g, '\ufffd');
	const safe = isText && /^[\s]*[=+\-@\t\r]/.test(clean) ? `'${clean}` : clean;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
