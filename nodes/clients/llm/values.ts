import { llmFault } from './errors';

/** Readers of foreign JSON: what is not as expected is undefined, never a wrong type. */
export type Fields = Record<string, unknown>;

export function fieldsOf(value: unknown): Fields | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Fields)
		: undefined;
}

export const textOf = (value: unknown): string | undefined =>
	typeof value === 'string' ? value : undefined;

/** A text that is not empty. */
export const nameOf = (value: unknown): string | undefined =>
	typeof value === 'string' && value !== '' ? value : undefined;

/** A natural number or zero. */
export const countOf = (value: unknown): number | undefined =>
	Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** @throws HospitalError `llm-broken-answer` */
export function parseObject(json: string, what: string): Fields {
	let value: unknown;
	try {
		value = JSON.parse(json);
	} catch {
		throw llmFault('llm-broken-answer', `${what} is no JSON`);
	}
	const fields = fieldsOf(value);
	if (fields === undefined) throw llmFault('llm-broken-answer', `${what} is no JSON object`);
	return fields;
}
