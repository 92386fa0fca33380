import { OperationOutcomeError, validateResource } from '@medplum/core';
import type { OperationOutcomeIssue, Resource } from '@medplum/fhirtypes';
import { definitions, isResourceType, type SchemaProperty } from './definitions.ts';

/**
 * Checks a resource before it is written: structure, cardinality and data types, then the codes of
 * required bindings, which the structural check lets pass. No terminology beyond that.
 *
 * @throws OperationOutcomeError with one issue per fault, answered with status 400
 */
export function validate(resource: Resource): void {
	const type = (resource as { resourceType?: unknown }).resourceType;
	if (typeof type !== 'string' || !isResourceType(type)) {
		throw invalid([issue('resourceType', 'is not a resource type of FHIR R4')]);
	}
	validateResource(resource);
	const issues = [...codeIssues(resource, type, type)];
	if (issues.length > 0) throw invalid(issues);
}

const issue = (path: string, what: string): OperationOutcomeIssue => ({
	severity: 'error',
	code: 'code-invalid',
	details: { text: `${path} ${what}` },
	expression: [path],
});

const invalid = (issues: OperationOutcomeIssue[]): OperationOutcomeError =>
	new OperationOutcomeError({ resourceType: 'OperationOutcome', issue: issues });

/** Walks a value along the JSON schema and reports codes outside their required value set. */
function* codeIssues(
	value: unknown,
	definition: string,
	path: string,
): Generator<OperationOutcomeIssue> {
	if (typeof value !== 'object' || value === null) return;
	const type =
		definition === 'ResourceList'
			? String((value as { resourceType?: unknown }).resourceType)
			: definition;
	const properties = definitions().definitions[type]?.properties ?? {};
	for (const [name, child] of Object.entries(value)) {
		const property = properties[name];
		if (property === undefined) continue;
		const items: unknown[] = Array.isArray(child) ? child : [child];
		for (const item of items) yield* propertyIssues(item, property, `${path}.${name}`);
	}
}

function* propertyIssues(
	value: unknown,
	property: SchemaProperty,
	path: string,
): Generator<OperationOutcomeIssue> {
	const { enum: codes, $ref } = property.items ?? property;
	if (codes !== undefined && typeof value === 'string' && !codes.includes(value)) {
		yield issue(path, 'has a code outside its required value set');
	}
	if ($ref !== undefined) yield* codeIssues(value, $ref.replace('#/definitions/', ''), path);
}
