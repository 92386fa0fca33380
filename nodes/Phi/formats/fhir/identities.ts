import { namedUuid } from '../../../shared/named-uuid';
import { isResourceType, r4 } from '../../../formats/fhir';
import type { Transformer } from '../../transforming/index';
import { isObject, type Json } from './place';

/** What stands in the place of the address of a server. `.invalid` leads nowhere (RFC 2606). */
const BASE = 'https://masked.invalid/fhir';

const RESTFUL =
	/^(https?:\/\/[^?#]+\/)?([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
/** Longer is no address of a record. */
const LONGEST = 2000;
const UUID = /^urn:uuid:([0-9a-fA-F-]{36})$/;
const OID = /^urn:oid:([0-2](?:\.\d{1,39}){1,30})$/;

/** New ids for old ones, the same wherever a resource is named. */
export class Identities {
	constructor(private readonly transformer: Transformer) {}

	/** The logical id of a resource. */
	id(type: string, id: string): string {
		return this.transformer.id('fhir', `${type}/${id}`);
	}

	/**
	 * A reference to a resource, rewritten: a relative or absolute address becomes `Type/newid` (without
	 * server and version), `urn:uuid:` and `urn:oid:` get another number, `#id` the contained resource's
	 * new id. Undefined for what leads to no resource: a search, a fragment, anything else.
	 */
	reference(reference: string, contained: ReadonlyMap<string, string>): string | undefined {
		if (reference.length > LONGEST) return undefined;
		if (reference.startsWith('#')) {
			const inner = contained.get(reference.slice(1));
			return reference === '#' ? '#' : inner && `#${inner}`;
		}
		const [, , type, id] = RESTFUL.exec(reference) ?? [];
		if (type !== undefined && id !== undefined && isResourceType(r4(), type)) {
			return `${type}/${this.id(type, id)}`;
		}
		return this.urn(reference);
	}

	/** `Bundle.entry.fullUrl`: an address whose end is the new id, or another URN. */
	fullUrl(url: string): string | undefined {
		if (url.length > LONGEST) return undefined;
		const [, base, type, id] = RESTFUL.exec(url) ?? [];
		if (type !== undefined && id !== undefined && isResourceType(r4(), type)) {
			return base === undefined ? undefined : `${BASE}/${type}/${this.id(type, id)}`;
		}
		return this.urn(url);
	}

	/** `Bundle.entry.request.url`: a type or a resource; undefined for a search. */
	requestUrl(url: string): string | undefined {
		if (isResourceType(r4(), url)) return url;
		return RESTFUL.test(url) ? this.reference(url, new Map()) : undefined;
	}

	private urn(value: string): string | undefined {
		const uuid = UUID.exec(value)?.[1];
		if (uuid !== undefined) {
			return `urn:uuid:${namedUuid(this.transformer.id('fhir', `urn:uuid:${uuid.toLowerCase()}`))}`;
		}
		const oid = OID.exec(value)?.[1];
		return oid === undefined ? undefined : `urn:oid:${this.transformer.id('uid', oid)}`;
	}
}

/** New ids of what a resource contains: numbers, since they are good inside of it alone. */
export function containedIds(resource: Json): Map<string, string> {
	const ids = new Map<string, string>();
	const contained = Array.isArray(resource.contained) ? resource.contained : [];
	for (const one of contained) {
		if (isObject(one) && typeof one.id === 'string') ids.set(one.id, `c${ids.size + 1}`);
	}
	return ids;
}

/** The resource type that a reference names. */
export function typeOfReference(reference: Json): string | undefined {
	const named = typeof reference.reference === 'string' ? RESTFUL.exec(reference.reference) : null;
	const type = named?.[2] ?? (typeof reference.type === 'string' ? reference.type : undefined);
	return type !== undefined && isResourceType(r4(), type) ? type : undefined;
}
