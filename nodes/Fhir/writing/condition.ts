import type { Condition } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';

/**
 * Reads a search of the form `name=value&name=value` as the condition of a write.
 *
 * @returns undefined when no parameter has a value
 * @throws HospitalError `fhir-condition-invalid` for a name without a value or a name given twice:
 *   leaving one out would widen the condition, and the write might meet another patient's record
 */
export function conditionOf(search: string): Condition | undefined {
	const lines = [...new URLSearchParams(search.trim().replace(/^\?/, ''))];
	if (lines.every(([, value]) => value.trim() === '')) return undefined;
	const names = new Set(lines.map(([name]) => name));
	if (names.size < lines.length || lines.some(([, value]) => value.trim() === '')) {
		throw new HospitalError(
			'fhir-condition-invalid',
			'The search has a name without a value, or the same name twice',
			{
				nextStep:
					'Nothing was written. Give each name one value, such as identifier=https://hospital.example/documents|A-17.',
			},
		);
	}
	return Object.fromEntries(lines);
}

/** {@link conditionOf} where a condition must be. @throws HospitalError `fhir-condition-invalid` */
export function requiredCondition(search: unknown): Condition {
	const condition = conditionOf(String(search ?? ''));
	if (condition !== undefined) return condition;
	throw new HospitalError('fhir-condition-invalid', 'The search that finds the record is empty', {
		nextStep:
			'Nothing was written. Enter a search such as identifier=https://hospital.example/documents|A-17.',
	});
}
