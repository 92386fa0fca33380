import { isId, isR4Type, type FhirResource } from '../../clients/fhir';
import type { Addition } from '../../shared/face';
import { CLEAR_POINTERS } from './fields';

/** A resource from the chart under the key `resource`: what {@link clearOf} does not name is sealed. */
export const byResource = (resource: FhirResource): Addition => ({
	key: 'resource',
	value: resource,
	clear: clearOf(resource),
});

/** Resources whose codes say what was examined and how it came out, for a workflow that branches on it. */
const WITH_CODES = new Set(['DiagnosticReport', 'Observation']);

/** Code systems with a public list: a code of theirs names nobody. A local one may be any text. */
const PUBLIC = new Set([
	'http://loinc.org',
	'http://snomed.info/sct',
	'http://terminology.hl7.org/CodeSystem/v2-0074',
	'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
]);

/** LOINC `18842-5`, SNOMED CT `271737000`, interpretation `HH`, `<`. */
const CODE = /^(?:\d{1,18}(?:-\d)?|[A-Z]{1,6}|[<>])$/;

/** A server may write anything into the place of a type or a version; what is none is sealed. */
function isPlain({ resourceType, meta }: FhirResource, pointer: string): boolean {
	if (pointer === '/resourceType') return isR4Type(resourceType);
	return pointer !== '/meta/versionId' || meta?.versionId === undefined || isId(meta.versionId);
}

/**
 * What stays readable of a resource when it is sealed: kind, state, versions and labels, and of results
 * the codes of public code systems in `code` and `interpretation`.
 *
 * @returns JSON Pointers, `*` for any entry
 */
export function clearOf(resource: FhirResource): readonly string[] {
	const plain = CLEAR_POINTERS.filter((pointer) => isPlain(resource, pointer));
	if (!WITH_CODES.has(resource.resourceType)) return plain;
	const { code, interpretation } = resource as { code?: unknown; interpretation?: unknown };
	const interpretations = Array.isArray(interpretation) ? (interpretation as unknown[]) : [];
	return [
		...plain,
		...codesIn(code, '/code'),
		...interpretations.flatMap((one, at) => codesIn(one, `/interpretation/${at}`)),
	];
}

function codesIn(concept: unknown, path: string): string[] {
	const { coding } = (concept ?? {}) as { coding?: unknown };
	if (!Array.isArray(coding)) return [];
	return coding.flatMap((one: unknown, at) => {
		const { system, code } = (one ?? {}) as { system?: unknown; code?: unknown };
		if (typeof system !== 'string' || typeof code !== 'string') return [];
		if (!PUBLIC.has(system) || !CODE.test(code)) return [];
		return [`${path}/coding/${at}/system`, `${path}/coding/${at}/code`];
	});
}
