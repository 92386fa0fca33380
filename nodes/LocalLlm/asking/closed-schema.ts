import type { JsonSchema } from '../../clients/llm';
import { HospitalError } from '../../shared/errors';

const LARGEST = 256 * 1024;
const DEEPEST = 64;

/** Keywords that describe values and are passed on as they are (JSON Schema 2020-12). */
const PLAIN = new Set([
	'$comment',
	'$schema',
	'const',
	'default',
	'description',
	'enum',
	'examples',
	'exclusiveMaximum',
	'exclusiveMinimum',
	'format',
	'maxItems',
	'maxLength',
	'maxProperties',
	'maximum',
	'minItems',
	'minLength',
	'minProperties',
	'minimum',
	'multipleOf',
	'pattern',
	'required',
	'title',
	'type',
	'uniqueItems',
]);
const ALTERNATIVES = new Set(['anyOf', 'oneOf']);
const BY_NAME = new Set(['properties', '$defs', 'definitions']);
/** One of these says what a value is. */
const SAYING = ['type', 'enum', 'const', '$ref', 'anyOf', 'oneOf'];

/**
 * The schema with every object closed. The keys of an answer stay readable in a sealed item, so the
 * person who wrote the schema chooses them, never the model: a name of a patient could stand in one.
 *
 * @throws HospitalError `llm-schema-invalid` for what is no schema of an object, for a value that may be
 *   anything, and for keywords that model servers do not enforce
 */
export function closedSchema(given: unknown): JsonSchema {
	const schema = typeof given === 'string' ? parsed(given) : given;
	if (!isObject(schema)) throw invalid('it is no JSON object');
	if (JSON.stringify(schema).length > LARGEST) throw invalid('it is larger than 256 kB');
	const closed = close(schema, 0);
	if (closed.type !== 'object') throw invalid('its outermost type must be "object"');
	return closed;
}

function close(schema: unknown, depth: number): JsonSchema {
	if (depth > DEEPEST) throw invalid('it is nested too deeply');
	if (!isObject(schema) || !SAYING.some((keyword) => keyword in schema)) {
		throw invalid('a part of it does not say its "type"');
	}
	const copy: JsonSchema = {};
	for (const [keyword, value] of Object.entries(schema)) {
		copy[keyword] = closeMember(keyword, value, depth + 1);
	}
	const types = Array.isArray(schema.type) ? (schema.type as unknown[]) : [schema.type];
	if (types.includes('array') && schema.items === undefined) {
		throw invalid('a list in it does not say what its "items" are');
	}
	return types.includes('object') || 'properties' in schema
		? { ...copy, additionalProperties: false }
		: copy;
}

function closeMember(keyword: string, value: unknown, depth: number): unknown {
	if (PLAIN.has(keyword)) return value;
	if (keyword === 'items') return close(value, depth);
	if (ALTERNATIVES.has(keyword) && Array.isArray(value)) {
		return value.map((one: unknown) => close(one, depth));
	}
	if (BY_NAME.has(keyword) && isObject(value)) {
		return Object.fromEntries(
			Object.entries(value).map(([name, one]) => [name, close(one, depth)]),
		);
	}
	if (keyword === 'additionalProperties' && value === false) return value;
	if (keyword === '$ref' && typeof value === 'string' && value.startsWith('#')) return value;
	if (keyword === 'additionalProperties') {
		throw invalid('"additionalProperties" would let the model choose names of fields');
	}
	throw invalid(`"${keyword.replace(/[^\w$]/g, '').slice(0, 40)}" cannot be used in it`);
}

const isObject = (value: unknown): value is JsonSchema =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		throw invalid('it is no valid JSON');
	}
}

const invalid = (why: string): HospitalError =>
	new HospitalError('llm-schema-invalid', `The JSON Schema cannot be used: ${why}`, {
		nextStep:
			'Correct the field JSON Schema: an object whose fields all have a name and a type. Lists have items, alternatives anyOf.',
	});
