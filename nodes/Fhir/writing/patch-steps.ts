import type { FhirResource, JsonPatchOperation, PatchBody } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';

/** A patch that is ready to be sent. */
export interface PatchSteps {
	body: PatchBody;
	/** True when it checks what is there before it changes anything (RFC 6902 4.6, test). */
	isGuarded: boolean;
}

type Line = Record<string, unknown>;

/** JSON Patch (RFC 6902) from the lines of a form: `{change: [{op, path, from, kind, value}]}`. */
export function jsonPatch(form: unknown): PatchSteps {
	return ofOperations(
		linesOf(form).map(({ op, path, from, kind, value }) => ({
			op,
			path,
			...((op === 'copy' || op === 'move') && { from }),
			...((op === 'add' || op === 'replace' || op === 'test') && {
				value: valueOf(String(kind ?? 'text'), value),
			}),
		})) as JsonPatchOperation[],
	);
}

/**
 * FHIRPath Patch (fhirpatch.html) from the lines of a form:
 * `{change: [{type, path, name, valueType, value, index, source, destination}]}`.
 */
export function fhirPathPatch(form: unknown): PatchSteps {
	const parameter = linesOf(form).map((line) => ({ name: 'operation', part: partsOf(line) }));
	return { body: { parameters: { resourceType: 'Parameters', parameter } }, isGuarded: false };
}

/** A patch of one's own: a list of operations or a Parameters resource, as JSON or its text. */
export function customPatch(value: unknown): PatchSteps {
	const patch = typeof value === 'string' ? parsed(value) : value;
	if (Array.isArray(patch)) return ofOperations(patch as JsonPatchOperation[]);
	if (typeof patch !== 'object' || patch === null)
		throw invalid('is neither a list nor a resource');
	return { body: { parameters: patch as FhirResource }, isGuarded: false };
}

const ofOperations = (operations: JsonPatchOperation[]): PatchSteps => ({
	body: { operations },
	isGuarded: operations[0]?.op === 'test',
});

function linesOf(form: unknown): Line[] {
	const { change } = (form ?? {}) as { change?: unknown };
	return (Array.isArray(change) ? change : []) as Line[];
}

/** Which parts an operation of FHIRPath Patch has, beside its type and path. */
const PARTS: Record<string, readonly string[]> = {
	add: ['name', 'value'],
	delete: [],
	insert: ['value', 'index'],
	move: ['source', 'destination'],
	replace: ['value'],
};

function partsOf(line: Line): object[] {
	const parts = PARTS[String(line.type)];
	if (parts === undefined) throw invalid('has a change of an unknown kind');
	return [
		{ name: 'type', valueCode: line.type },
		{ name: 'path', valueString: text(line.path) },
		...parts.map((name) => {
			if (name === 'value') return { name, ...typedValue(line) };
			if (name === 'name') return { name, valueString: text(line.name) };
			return { name, valueInteger: numberOf(line[name]) };
		}),
	];
}

function typedValue({ valueType = 'string', value }: Line): object {
	const type = String(valueType);
	if (!/^[A-Za-z][A-Za-z0-9]{1,40}$/.test(type)) throw invalid('has a value of an unknown type');
	return {
		[`value${type[0]?.toUpperCase()}${type.slice(1)}`]: valueOf(KINDS[type] ?? kindOf(type), value),
	};
}

const KINDS: Record<string, string> = { boolean: 'boolean', decimal: 'number', integer: 'number' };

/** Types with a capital letter have parts of their own. */
const kindOf = (type: string): string => (/^[A-Z]/.test(type) ? 'json' : 'text');

function valueOf(kind: string, value: unknown): unknown {
	switch (kind) {
		case 'json':
			return typeof value === 'string' ? parsed(value) : value;
		case 'number':
			return numberOf(value);
		case 'boolean':
			if (/^(true|false)$/.test(String(value))) return String(value) === 'true';
			throw invalid('has a value that is neither true nor false');
		default:
			return text(value);
	}
}

function text(value: unknown): string {
	const found = typeof value === 'object' ? '' : String(value ?? '').trim();
	if (found !== '') return found;
	throw invalid('has a change without a path, name or value');
}

function numberOf(value: unknown): number {
	const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value ?? NaN);
	if (Number.isFinite(number)) return number;
	throw invalid('has a value that is no number');
}

function parsed(value: string): unknown {
	try {
		return JSON.parse(value) as unknown;
	} catch {
		throw invalid('holds no valid JSON');
	}
}

const invalid = (reason: string) =>
	new HospitalError('fhir-patch-invalid', `The patch ${reason}`, {
		nextStep: 'Nothing was written. Correct the changes in the node and run it again.',
	});
