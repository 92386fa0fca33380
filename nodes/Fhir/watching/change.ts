import { createHash } from 'node:crypto';
import type { FhirResource } from '../../clients/fhir';
import { canonicalJson } from '../../shared/canonical-json';

/** One version of a resource that the server showed. */
export interface Change {
	type: string;
	id: string;
	/** meta.versionId; servers without versioning send none, or always the same. */
	version?: string;
	/** meta.lastUpdated as the server wrote it. */
	lastUpdated?: string;
	/** The same in milliseconds since 1970; undefined when it is absent or no instant. */
	at?: number;
	/** True for a deletion, which only a history shows. */
	deleted: boolean;
	/** How it was written, which only a history tells: POST, PUT, PATCH, DELETE. */
	method?: string;
	/** As the server sent it; absent for a deletion. */
	resource?: FhirResource;
}

/** @param resource a match of a search */
export function changeOf(resource: FhirResource): Change {
	const { versionId, lastUpdated } = resource.meta ?? {};
	return {
		type: resource.resourceType,
		id: resource.id ?? '',
		deleted: false,
		resource,
		...(typeof versionId === 'string' && versionId !== '' && { version: versionId }),
		...timeOf(lastUpdated),
	};
}

/** An instant with its milliseconds; nothing for what is none. */
export function timeOf(lastUpdated: unknown): Pick<Change, 'lastUpdated' | 'at'> {
	if (typeof lastUpdated !== 'string') return {};
	const at = Date.parse(lastUpdated);
	// Without a time zone it would be read in ours.
	return Number.isNaN(at) || !/(Z|[+-]\d\d:\d\d)$/.test(lastUpdated) ? {} : { lastUpdated, at };
}

/**
 * SHA-256 of what the resource says, without `meta`: tags may be put on without a new version. The
 * order of members does not count. 32 hexadecimal digits.
 */
export function contentHash({ deleted, resource }: Change): string {
	const content: unknown = deleted ? 'deleted' : { ...resource, meta: undefined };
	return createHash('sha256').update(textOf(content)).digest('hex').slice(0, 32);
}

function textOf(content: unknown): string {
	try {
		return canonicalJson(content);
	} catch {
		// Nested deeper than can be written. Such a resource is told apart by version and time alone.
		return 'too deep';
	}
}
