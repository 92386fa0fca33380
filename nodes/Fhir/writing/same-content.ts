import type { FhirResource } from '../../clients/fhir';
import { canonicalJson } from '../../shared/canonical-json';

/**
 * True when a record already says what was to be written, apart from what the server sets itself.
 * A write that is refused because the version moved on may be one whose answer was lost.
 */
export const sameContent = (wanted: FhirResource, there: FhirResource): boolean =>
	comparable(wanted) === comparable(there);

/** What the server sets itself; it may also write the narrative anew. */
const OF_THE_SERVER = ['versionId', 'lastUpdated', 'source'] as const;

function comparable(resource: FhirResource): string {
	const copy: FhirResource = { ...resource, meta: { ...resource.meta } };
	delete copy.text;
	for (const name of OF_THE_SERVER) delete copy.meta?.[name];
	return canonicalJson(copy);
}
