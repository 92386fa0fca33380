import type { FhirResource } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';

/** One parameter of an operation as a user gives it. */
export interface ParameterLine {
	name: string;
	/** Primitive type, `string` when absent. */
	type?: string;
	value: unknown;
}

/**
 * The Parameters resource for an operation (FHIR R4 parameters.html). Lines without a value are left
 * out.
 *
 * @throws HospitalError `input-invalid` for a value that is not of its type
 */
export function parametersResource(lines: readonly ParameterLine[]): FhirResource {
	const parameter = lines
		.filter(({ name, value }) => name.trim() !== '' && textOf(value) !== '')
		.map(({ name, type = 'string', value }) => ({
			name: name.trim(),
			[`value${type.charAt(0).toUpperCase()}${type.slice(1)}`]: typed(type, textOf(value)),
		}));
	return { resourceType: 'Parameters', ...(parameter.length > 0 && { parameter }) };
}

const textOf = (value: unknown): string =>
	typeof value === 'object' ? '' : String(value ?? '').trim();

function typed(type: string, text: string): unknown {
	if (!/^[a-z][A-Za-z0-9]{1,30}$/.test(type)) throw invalid();
	if (type === 'boolean') {
		if (text === 'true' || text === 'false') return text === 'true';
		throw invalid();
	}
	if (type === 'decimal' || type === 'integer') {
		const number = Number(text);
		if (Number.isFinite(number) && (type === 'decimal' || Number.isInteger(number))) return number;
		throw invalid();
	}
	return text;
}

const invalid = () =>
	new HospitalError('input-invalid', 'A parameter of the operation is not of its type', {
		nextStep: 'Correct the value, or choose the type that the definition of the operation names.',
	});
