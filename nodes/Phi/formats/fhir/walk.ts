import { isResourceType } from '../../../formats/fhir';
import type { Work } from '../../engine/work';
import type { PhiRole, Subject } from '../../types';
import { content, withoutContent } from './attachment';
import { ElementWalk } from './elements';
import { HANDLERS } from './handlers';
import { containedIds, Identities } from './identities';
import { DROPPED, isObject, MASKED, type Gone, type Json, type Place } from './place';
import { primitive } from './primitives';
import { subjectsOf } from './subjects';

/** Whose names and numbers a resource of a type holds. */
const ROLES: Readonly<Record<string, PhiRole>> = {
	Patient: 'patient',
	Person: 'patient',
	RelatedPerson: 'relative',
	Practitioner: 'provider',
	PractitionerRole: 'provider',
	Organization: 'organization',
	OrganizationAffiliation: 'organization',
	Location: 'organization',
	HealthcareService: 'organization',
};

/**
 * Builds a record anew along the element table of R4: what the table does not know never gets into the
 * result, and what it knows gets there by the rule of its type.
 */
export class FhirWalk extends ElementWalk {
	readonly identities: Identities;
	private readonly subjects: (resource: Json) => Subject;
	/** Types of the records of a Bundle by their full address. */
	private readonly types = new Map<string, string>();

	constructor(work: Work, root: Json) {
		super(work);
		this.identities = new Identities(work.transformer);
		this.subjects = subjectsOf(root, work);
		for (const entry of Array.isArray(root.entry) ? (root.entry as unknown[]) : []) {
			if (!isObject(entry) || !isObject(entry.resource)) continue;
			const { fullUrl, resource } = entry;
			if (typeof fullUrl === 'string' && isResourceType(this.definitions, resource.resourceType)) {
				this.types.set(fullUrl.toLowerCase(), resource.resourceType);
			}
		}
	}

	/** The type that a reference leads to, where its address does not say so. */
	typeOf(address: unknown, { entry }: Place): string | undefined {
		const inBundle = this.types.get(String(address).toLowerCase());
		const targets = entry?.[4] ?? [];
		return inBundle ?? (targets.length === 1 ? targets[0] : undefined);
	}

	/** A resource, or a gone one when its type is not of R4. */
	resource(value: unknown, outer?: Place): Json | Gone {
		if (!isObject(value) || !isResourceType(this.definitions, value.resourceType)) {
			this.refuse(outer?.path ?? 'resource');
			return DROPPED;
		}
		const type = value.resourceType;
		const isInner = outer?.path.endsWith('.contained') === true;
		const place: Place = {
			path: type,
			key: type,
			subject: isInner ? outer.subject : this.subjects(value),
			role: ROLES[type] ?? 'unknown',
			isAge: false,
			contained: isInner ? outer.contained : containedIds(value),
			depth: (outer?.depth ?? 0) + 1,
			parent: value,
		};
		const { resourceType, id, meta, ...rest } = value;
		for (const name of ['_resourceType', '_id', 'implicitRules', '_implicitRules', 'contained']) {
			delete rest[name];
		}
		const out: Json = { resourceType };
		const newId = this.newId(type, id, place, isInner);
		if (newId !== undefined) out.id = newId;
		if (!isInner) out.meta = this.meta(meta, place);
		const isBinary = type === 'Binary';
		const body = isBinary ? withoutContent(rest) : rest;
		this.object(withContained(body, value), type, place, out);
		if (isBinary) content(this, value, out, place);
		return out;
	}

	protected primitive(
		type: string,
		value: unknown,
		place: Place,
		put: (value: unknown) => void,
	): void {
		primitive(this, type, value, place, put);
	}

	protected complex(value: Json, type: string, place: Place): Json | Gone {
		if (type === 'Resource') return this.resource(value, place);
		const handler = HANDLERS[type];
		return handler === undefined
			? this.object(value, type, place)
			: handler(this, value, place, type);
	}

	private newId(type: string, id: unknown, place: Place, isInner: boolean): string | undefined {
		if (typeof id !== 'string' || id === '') return undefined;
		this.work.report.did('replaced', 'OTHER_ID', `${type}.id`);
		return isInner ? place.contained.get(id) : this.identities.id(type, id);
	}

	/** Profiles of the standard, labels and tags in public codes, and what was done here. */
	private meta(value: unknown, place: Place): Json {
		const given = isObject(value) ? value : {};
		const { profile, security, tag } = given;
		const done = this.object(
			{
				...(Array.isArray(profile) && { profile }),
				...(Array.isArray(security) && { security }),
				...(Array.isArray(tag) && { tag }),
			},
			'Meta',
			{ ...place, path: `${place.path}.meta`, key: `${place.key}.meta` },
		);
		const meta: Json = done === MASKED || done === DROPPED ? {} : done;
		for (const name of ['profile', 'security', 'tag']) tidy(meta, name);
		const labels = Array.isArray(meta.security) ? (meta.security as unknown[]) : [];
		const label = this.work.transformer.profile.codes === 'keyed' ? 'PSEUDED' : 'MASKED';
		return { ...meta, security: [...labels, { system: OBSERVATION_VALUE, code: label }] };
	}

	private refuse(at: string): void {
		this.work.report.did('removed: not of FHIR R4', 'OTHER', at);
		this.work.report.review(
			'fhir-type-unknown',
			'A record of a type that FHIR R4 does not have was left out. Look at what the sending system meant by it.',
			at,
		);
	}
}

const OBSERVATION_VALUE = 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue';

/** In meta a mark in the place of a value would say nothing. */
function tidy(meta: Json, name: string): void {
	delete meta[`_${name}`];
	if (!Array.isArray(meta[name])) return;
	const kept = (meta[name] as unknown[]).filter(
		(one) => one !== null && (!isObject(one) || 'code' in one),
	);
	if (kept.length > 0) meta[name] = kept;
	else delete meta[name];
}

const withContained = (body: Json, { contained }: Json): Json =>
	contained === undefined ? body : { contained, ...body };
