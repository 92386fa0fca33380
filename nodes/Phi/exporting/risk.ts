import { riskOf, type RiskReport } from '../risk';
import { QUASI_IDENTIFIERS, SENSITIVE, type TableRow } from './row';

/** The risk of an export, over the table of all patients who are in it; as it may lie beside the data. */
export function exportRisk(table: readonly TableRow[], k: number): RiskReport {
	const options = { quasiIdentifiers: QUASI_IDENTIFIERS, sensitive: [SENSITIVE], k };
	// Rows are numbered by the keys of an export that is being built: nobody else knows that order.
	return { ...riskOf(table, options), rowNumbersBelow: [] };
}
