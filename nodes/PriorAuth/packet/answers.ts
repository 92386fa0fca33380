import type { CaseRecord } from '../../shared/contracts';
import { printOf } from './parts';

/**
 * Fingerprint of the answers of a questionnaire: the questions and what was answered. References are
 * left out: in a packet they point to its own records.
 */
export const answersPrint = ({
	questionnaire,
	item,
}: CaseRecord | Record<string, unknown>): string =>
	printOf([questionnaire ?? null, withoutReferences(item ?? [])]);

function withoutReferences(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutReferences);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, child]) => [
			name,
			name === 'valueReference' ? null : withoutReferences(child),
		]),
	);
}
