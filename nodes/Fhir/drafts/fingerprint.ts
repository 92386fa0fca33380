import type { Bundle, BundleEntry, FhirResource } from '../../clients/fhir';
import { canonicalJson } from '../../shared/canonical-json';
import { isResourceType, propertiesOf, r4 } from '../../formats/fhir';
import { DRAFT_MARK, sha256 } from './text';

/**
 * Hex SHA-256 of every element of a document, by its place: `description`, `meta.security`,
 * `0.Composition.section`. What a server sets itself is not among them, nor what a signature changes.
 */
export type Elements = Record<string, string>;

/** Hex SHA-256 of all of them. */
export const documentHash = (elements: Elements): string => sha256(canonicalJson(elements));

export interface Reading {
	/** Hex SHA-256 of the text, wherever the server keeps it. */
	textHash: string;
	/** Endpoint of the server: a reference in full and a relative one say the same. */
	baseUrl: string;
	/** `Practitioner/<id>`: what this person's signature adds is left out. */
	signedBy?: string;
}

/** What a server sets itself (FHIR R4 resource.html 2.26.3). */
const OF_THE_SERVER = new Set(['versionId', 'lastUpdated', 'source']);

type Json = Record<string, unknown>;

/** The elements of a document, of either form. */
export function elementsOf(resource: FhirResource, reading: Reading): Elements {
	const found: Elements = {};
	const parts = resource.resourceType === 'Bundle' ? bundleParts : referenceParts;
	for (const [place, value] of parts(resource, reading)) {
		if (value === undefined) continue;
		found[place] = sha256(canonicalJson(relative(value, reading.baseUrl)));
	}
	return found;
}

/** The element that a text of a DocumentReference stands for, and that of the sections of a Bundle. */
export const TEXT = 'content.text';
export const SECTIONS = '0.Composition.section';

export const textElement = (textHash: string): Elements => ({
	[TEXT]: sha256(canonicalJson(textHash)),
});
export const sectionsElement = (section: unknown, baseUrl: string): Elements => ({
	[SECTIONS]: sha256(canonicalJson(relative(section, baseUrl))),
});

/** A copy without some members. */
export const without = (object: Json, ...names: string[]): Json =>
	Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

type Parts = Array<[place: string, value: unknown]>;

function referenceParts(resource: FhirResource, { textHash, signedBy, baseUrl }: Reading): Parts {
	const parts: Parts = [[TEXT, textHash]];
	for (const [name, value] of plainParts(resource)) {
		if (name === 'docStatus') continue;
		if (name === 'authenticator' && isParty(value, signedBy, baseUrl)) continue;
		if (name === 'description') parts.push([name, unmarked(value)]);
		else if (name === 'content') parts.push([name, contentOf(value)]);
		else parts.push([name, value]);
	}
	return parts;
}

/** Everything of a resource but its id; `meta` by its own elements. */
function plainParts({ meta, ...rest }: FhirResource): Parts {
	const own = Object.entries(meta ?? {}).filter(([name]) => !OF_THE_SERVER.has(name));
	return [
		...own.map(([name, value]): [string, unknown] => [`meta.${name}`, value]),
		...Object.entries(without(rest, 'resourceType', 'id')),
	];
}

const unmarked = (value: unknown): unknown =>
	typeof value === 'string' ? value.replace(DRAFT_MARK, '') : value;

/** The attachments without their text, which is compared for itself and may lie in a Binary. */
function contentOf(content: unknown): unknown {
	if (!Array.isArray(content)) return content;
	return content.map((one) => {
		const { attachment, ...rest } = (one ?? {}) as { attachment?: Json };
		const { data, url, contentType, title, ...more } = attachment ?? {};
		return {
			...rest,
			attachment: {
				...without(more, 'size', 'hash'),
				title: unmarked(title),
				contentType: mediaTypeOf(contentType),
				// Beside the text itself an address would lead to another one.
				...(data !== undefined && url !== undefined && { url }),
			},
		};
	});
}

/** UTF-8 is what FHIR writes (R4 http.html 3.1.0.1.11): a server may leave that out of a text. */
function mediaTypeOf(value: unknown): string {
	const type = String(value).toLowerCase().replace(/\s+/g, '').replaceAll('"', '');
	return /^text\/[^;]*$/.test(type) ? `${type};charset=utf-8` : type;
}

function bundleParts(resource: FhirResource, reading: Reading): Parts {
	const { entry = [], ...rest } = resource as Bundle;
	const parts = plainParts(rest as FhirResource).filter(
		([name]) => reading.signedBy === undefined || name !== 'timestamp',
	);
	for (const [at, one] of entry.entries()) {
		const { resource: inside, fullUrl, ...more } = one;
		const isSigner = isParty({ reference: fullUrl }, reading.signedBy, reading.baseUrl);
		const type = String(inside?.resourceType);
		// What the signature added: this person's record and nothing else, not even about the person.
		if (isSigner && at === entry.length - 1 && isSignerRecord(one, reading)) continue;
		// Some servers give the records inside ids of their own; `fullUrl` says which ones they are.
		parts.push([`${at}.${type}`, type]);
		parts.push([`${at}.Bundle.fullUrl`, fullUrl]);
		for (const [name, value] of Object.entries(more)) parts.push([`${at}.Bundle.${name}`, value]);
		for (const [name, value] of plainParts(inside ?? { resourceType: '' })) {
			const part = at === 0 ? compositionPart(name, value, reading) : value;
			parts.push([`${at}.${type}.${name}`, part]);
		}
	}
	return parts;
}

/** Elements of the signer's record that the signature writes, and an id that a server gives it. */
const OF_SIGNER = new Set([
	'resourceType',
	'id',
	'meta',
	'identifier',
	'active',
	'name',
	'gender',
	'birthDate',
]);

/** True for the entry of the person who signed, under whose address nothing else may lie. */
function isSignerRecord({ resource, ...more }: BundleEntry, { signedBy = '' }: Reading): boolean {
	const [type] = signedBy.split('/');
	if (resource?.resourceType !== type) return false;
	const names = [...Object.keys(resource), ...Object.keys(more).map((name) => `entry ${name}`)];
	return names.every((name) => OF_SIGNER.has(name) || /^entry (fullUrl|link)$/.test(name));
}

/** @returns undefined for what the state and the signature of the document are judged by */
function compositionPart(name: string, value: unknown, { signedBy, baseUrl }: Reading): unknown {
	if (name === 'status') return undefined;
	if (name === 'title') return unmarked(value);
	if (name !== 'attester' || !Array.isArray(value) || value.length !== 1) return value;
	const [{ mode, time, party, ...more }] = value as [Json];
	const isPlain = mode === 'legal' && typeof time === 'string' && Object.keys(more).length === 0;
	return isPlain && isParty(party, signedBy, baseUrl) ? undefined : value;
}

/** True for a bare reference to the person who signed: a server may add its type, nobody other words. */
function isParty(value: unknown, signedBy: string | undefined, baseUrl: string): boolean {
	if (signedBy === undefined) return false;
	const { reference, type = '', ...more } = (relative(value, baseUrl) ?? {}) as Json;
	const isType = type === '' || type === signedBy.split('/')[0];
	return reference === signedBy && isType && Object.keys(more).length === 0;
}

/** References to records of the server, relative: some servers write them in full. */
function relative(value: unknown, baseUrl: string): unknown {
	if (Array.isArray(value)) return value.map((one) => relative(one, baseUrl));
	if (typeof value === 'string') {
		return value.startsWith(`${baseUrl}/`) ? value.slice(baseUrl.length + 1) : instant(value);
	}
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, member]) => [name, relative(member, baseUrl)]),
	);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/;

/** One moment in one spelling: servers leave out `.000`, or write `+00:00` for `Z`. */
function instant(value: string): string {
	const at = INSTANT.test(value) ? Date.parse(value) : Number.NaN;
	return Number.isNaN(at) ? value : new Date(at).toISOString();
}

/** The elements of a signed document: signing sets the time of a Bundle. */
export const signedElements = (elements: Elements): Elements =>
	without(elements, 'timestamp') as Elements;

/** Places that are in one of them only, or say something else. */
export function differences(expected: Elements, found: Elements): string[] {
	const places = new Set([...Object.keys(expected), ...Object.keys(found)]);
	return [...places].filter((place) => expected[place] !== found[place]).sort();
}

const MOST_NAMED = 8;

/**
 * Places in words: `Composition.text, Patient.name`. Only names that FHIR has: what stands in a chart may
 * be called anything.
 *
 * @param type of the document
 */
export function wordsFor(type: string, places: readonly string[]): string {
	const names = [...new Set(places.map((place) => nameOf(type, place)))];
	const more = names.length - MOST_NAMED;
	return names.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function nameOf(type: string, place: string): string {
	const [, inside, rest] = /^\d+\.([^.]*)(?:\.(.*))?$/.exec(place) ?? [undefined, type, place];
	const definitions = r4();
	if (!isResourceType(definitions, inside)) return 'an entry of an unknown kind';
	if (rest === undefined) return inside;
	const [first = '', second] = rest.split('.');
	const known = propertiesOf(definitions.types[inside] ?? { kind: 'resource', elements: {} });
	if (!known.has(first.replace(/^_/, '')) && !(inside === 'Bundle' && first === 'fullUrl')) {
		return `${inside} (an element that FHIR does not know)`;
	}
	return second !== undefined && /^(text|security|tag|profile)$/.test(second)
		? `${inside}.${first}.${second}`
		: `${inside}.${first}`;
}
