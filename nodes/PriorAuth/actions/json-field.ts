import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';

/** A field of JSON, opened; undefined when it is empty. */
export async function jsonField(
	context: OperationContext,
	name: string,
	label: string,
): Promise<unknown> {
	return jsonIn(await context.parameter<unknown>(name, ''), label);
}

/** @throws HospitalError `input-invalid` */
export function jsonIn(value: unknown, label: string): unknown {
	if (value === undefined || value === null) return undefined;
	if (typeof value !== 'string') return value;
	if (value.trim() === '') return undefined;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		throw new HospitalError('input-invalid', `The field "${label}" holds no valid JSON`, {
			nextStep: 'Set it back to its default, or correct the JSON.',
		});
	}
}

/** Numbers separated by commas. */
export function numbersIn(value: unknown, label: string): number[] {
	const parts = (Array.isArray(value) ? value.map(String) : String(value ?? '').split(','))
		.map((part) => part.trim())
		.filter((part) => part !== '');
	const numbers = parts.map(Number);
	if (numbers.every((number) => Number.isInteger(number) && number > 0)) return numbers;
	throw new HospitalError(
		'input-invalid',
		`The field "${label}" holds something else than numbers`,
		{
			nextStep: 'Enter the numbers of the items as they were sent: 1, 3.',
		},
	);
}
