import type { FhirResource } from '../../../clients/fhir';
import { isFields, list, text } from '../fhir';
import type { ElmLibrary } from '../types';

const MOST_LIBRARIES = 60;
/** Of one library, decoded. */
const LARGEST = 8_000_000;
const ELM = 'application/elm+json';

/** Compiled libraries of a package. CQL that was not compiled is not run: it is no data but a program. */
export function elmLibraries(resources: FhirResource[]): {
	libraries: ElmLibrary[];
	warnings: string[];
} {
	const libraries: ElmLibrary[] = [];
	const warnings: string[] = [];
	for (const resource of resources.slice(0, MOST_LIBRARIES)) {
		const elm = elmOf(resource);
		if (typeof elm === 'string') warnings.push(elm);
		else libraries.push(elm);
	}
	if (resources.length > MOST_LIBRARIES) warnings.push('too-many-libraries');
	return { libraries: onePerName(libraries, warnings), warnings };
}

/** Names are unique within a package; of two the second is left out and it is said. */
function onePerName(libraries: ElmLibrary[], warnings: string[]): ElmLibrary[] {
	const names = new Set<string>();
	return libraries.filter(({ name, version }) => {
		const key = `${name}|${version ?? ''}`;
		if (names.has(key)) warnings.push('library-twice');
		return !names.has(key) && names.add(key);
	});
}

/** The library, or what is wrong with it by name. */
function elmOf(resource: FhirResource): ElmLibrary | string {
	const contents = list(resource.content);
	const compiled = contents.find(
		({ contentType }) => String(contentType).split(';')[0].trim() === ELM,
	);
	// A library without any CQL is documentation or a list of others.
	if (compiled === undefined) return contents.length > 0 ? 'library-not-compiled' : 'library-empty';
	const elm = decoded(compiled.data);
	const library = isFields(elm) && isFields(elm.library) ? elm.library : undefined;
	const identifier =
		library !== undefined && isFields(library.identifier) ? library.identifier : {};
	const name = text(identifier.id);
	if (library === undefined || name === undefined) return 'library-unreadable';
	const version = text(identifier.version);
	return {
		name,
		...(version !== undefined && { version }),
		canonical: [text(resource.url) ?? name, text(resource.version)].filter(Boolean).join('|'),
		elm: { library },
	};
}

function decoded(data: unknown): unknown {
	if (typeof data !== 'string' || data.length > LARGEST * 1.4) return undefined;
	try {
		return JSON.parse(Buffer.from(data, 'base64').toString('utf8')) as unknown;
	} catch {
		return undefined;
	}
}
