import { escapeValue, isOpen, token, type Condition } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';

/** One part of the search of a write, before or after its tokens were opened. */
export interface Part {
	name: string;
	value: string;
}

/** A line of the form: what stands in it is taken as it is. */
export interface ValueLine {
	name?: unknown;
	/** System of an identifier or a code. */
	system?: unknown;
	value?: unknown;
	/** `one` when absent; `several` for alternatives with commas between them. */
	kind?: unknown;
}

/**
 * How the text of a search is opened: taken apart while the sealed tokens still stand in it, and
 * what they stand for escaped (FHIR R4 search 3.1.1.4.2). A `+`, a `%` and a `&` in a record number
 * stay what they are.
 */
export const searchText = { read: partsOf, escape: escapeValue };

/**
 * The parts of `name=value&name=value`, each as it was typed: nothing is decoded, because `+` and
 * `%20` may stand in an identifier.
 */
export function partsOf(text: unknown): Part[] {
	return String(text ?? '')
		.trim()
		.replace(/^\?/, '')
		.split('&')
		.filter((part) => part.trim() !== '')
		.map((part) => {
			const at = part.indexOf('=');
			return at < 0
				? { name: part.trim(), value: '' }
				: { name: part.slice(0, at).trim(), value: part.slice(at + 1).trim() };
		});
}

/** The parts of the form. A value is one value, unless several alternatives are asked for. */
export function partsOfLines(lines: readonly ValueLine[]): Part[] {
	return lines.map(({ name, system, value, kind }) => {
		const alternatives = kind === 'several' ? textOf(value).split(',') : [textOf(value)];
		const under = textOf(system);
		const values = alternatives.map((one) => one.trim());
		return {
			name: textOf(name),
			value: values.includes('')
				? ''
				: values.map((one) => token(under === '' ? undefined : under, one)).join(','),
		};
	});
}

function textOf(value: unknown): string {
	if (typeof value === 'object' && value !== null) throw invalid();
	return String(value ?? '').trim();
}

/**
 * The condition of a write.
 *
 * @returns undefined when no parameter has a value
 * @throws HospitalError `fhir-condition-invalid` for a name without a value or a name given twice:
 *   leaving one out would widen the condition, and the write might meet another patient's record
 */
export function conditionOf(parts: readonly Part[]): Condition | undefined {
	if (parts.every(({ value }) => value.trim() === '')) return undefined;
	const names = new Set(parts.map(({ name }) => name));
	if (names.size < parts.length || parts.some(({ value }) => isOpen(value))) throw invalid();
	return Object.fromEntries(parts.map(({ name, value }) => [name, value]));
}

/** {@link conditionOf} where a condition must be. @throws HospitalError `fhir-condition-invalid` */
export function requiredCondition(parts: readonly Part[]): Condition {
	const condition = conditionOf(parts);
	if (condition !== undefined) return condition;
	throw new HospitalError('fhir-condition-invalid', 'The search that finds the record is empty', {
		nextStep:
			'Nothing was written. Enter a search such as identifier=https://hospital.example/documents|A-17.',
	});
}

const invalid = () =>
	new HospitalError(
		'fhir-condition-invalid',
		'The search has a name without a value, or the same name twice',
		{
			nextStep:
				'Nothing was written. Give each name one value, such as identifier=https://hospital.example/documents|A-17.',
		},
	);
