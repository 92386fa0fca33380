import { HospitalError } from '../../shared/errors';
import type { FhirResource, JsonPatchOperation, PatchBody } from './types';

const JSON_PATCH = 'application/json-patch+json';

/** A JSON Pointer (RFC 6901). The empty one would replace the whole resource, id included. */
const POINTER = /^(\/([^~]|~[01])*)+$/;

/**
 * What travels for a patch.
 *
 * @throws HospitalError `fhir-patch-invalid` for what is no patch, before anything is sent
 */
export function bodyOf(patch: PatchBody): object {
	return 'parameters' in patch ? checkParameters(patch.parameters) : checkSteps(patch.operations);
}

export const mediaTypeOf = (patch: PatchBody): string =>
	'parameters' in patch ? 'application/fhir+json' : JSON_PATCH;

/** A patch as the resource of a Bundle entry: JSON Patch travels inside a Binary (http.html 3.1.0.11.1). */
export function patchEntry(patch: PatchBody): FhirResource {
	if ('parameters' in patch) return checkParameters(patch.parameters);
	const data = Buffer.from(JSON.stringify(checkSteps(patch.operations)), 'utf8').toString('base64');
	return { resourceType: 'Binary', contentType: JSON_PATCH, data };
}

function checkSteps(steps: JsonPatchOperation[]): JsonPatchOperation[] {
	if (!Array.isArray(steps) || steps.length === 0) throw invalid('has no operations');
	for (const step of steps) {
		const { op, path, from, value } = (step ?? {}) as Record<string, unknown>;
		if (!/^(add|remove|replace|move|copy|test)$/.test(String(op))) {
			throw invalid('has an operation that is none of add, remove, replace, move, copy and test');
		}
		const pointers = op === 'move' || op === 'copy' ? [path, from] : [path];
		if (!pointers.every((one) => typeof one === 'string' && POINTER.test(one))) {
			throw invalid('has an operation whose path does not look like /status or /name/0/family');
		}
		if (/^(add|replace|test)$/.test(String(op)) && value === undefined) {
			throw invalid('has an operation without its value');
		}
	}
	return steps;
}

function checkParameters(parameters: FhirResource): FhirResource {
	const { resourceType, parameter } = (parameters ?? {}) as Partial<FhirResource>;
	const steps = Array.isArray(parameter) ? (parameter as Array<{ name?: unknown }>) : [];
	const isPatch = resourceType === 'Parameters' && steps.length > 0;
	if (!isPatch || steps.some((step) => step?.name !== 'operation')) {
		throw invalid('is no Parameters resource of operations');
	}
	return parameters;
}

const invalid = (reason: string) =>
	new HospitalError('fhir-patch-invalid', `The patch ${reason}`, {
		nextStep:
			'Give JSON Patch operations such as {"op": "replace", "path": "/status", "value": "final"}, or a FHIRPath Patch.',
	});
