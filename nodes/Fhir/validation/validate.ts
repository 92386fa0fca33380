import { HospitalError } from '../../shared/errors';
import { isResourceType, r4 } from '../../formats/fhir';
import { Issues, type ValidationIssue } from './issue';
import { ProfileCheck } from './profile';
import type { Profile, ProfileSource } from './profile-source';
import { isObject, StructureCheck } from './structure';

/** What the offline check found. */
export interface Validation {
	resourceType: string;
	/** True when there is no error; warnings and information do not count. */
	valid: boolean;
	errors: number;
	warnings: number;
	issues: ValidationIssue[];
	/** What was looked at, and what was not. */
	checked: string;
	notChecked: string;
	/** How many of the given profiles were applied. */
	profiles: number;
}

const CHECKED = 'structure, required codes of FHIR R4';
const CHECKED_PROFILE = `${CHECKED}, cardinality and fixed values of the profile`;
const NOT_CHECKED =
	'terminology (LOINC, SNOMED CT, units), slicing, invariants, profiles that references must follow';

/**
 * Checks a resource of FHIR R4 without asking anybody: structure, required bindings and, with
 * profiles, their cardinality, fixed values and required bindings. It does not check terminology,
 * slicing or invariants.
 *
 * @param source profiles that a resource of their type must conform to
 * @throws HospitalError `fhir-profile-other-type` when no given profile is for this type
 */
export function validateResource(resource: unknown, source?: ProfileSource): Validation {
	const definitions = r4();
	const issues = new Issues();
	new StructureCheck(definitions, issues).resource(resource, '');
	const type = (resource as { resourceType?: unknown } | undefined)?.resourceType;
	const known = isResourceType(definitions, type) ? type : '';
	const claimed = claimedBy(resource);
	const applied = source === undefined ? [] : profilesFor(source, known, claimed);
	if (source !== undefined && isObject(resource)) {
		const check = new ProfileCheck(definitions, source.valueSets, issues);
		for (const profile of applied) check.check(resource, profile);
		incomplete(known, source, applied, issues);
	}
	if (known !== '') undeclared(known, claimed, applied, issues);
	const count = (severity: string) =>
		issues.list.filter((issue) => issue.severity === severity).length;
	const errors = count('error');
	return {
		resourceType: known,
		valid: errors === 0,
		errors,
		warnings: count('warning'),
		issues: issues.list,
		checked: applied.length > 0 ? CHECKED_PROFILE : CHECKED,
		notChecked: NOT_CHECKED,
		profiles: applied.length,
	};
}

/** Those that the record names in meta.profile; when it names none of them, all of its type. */
function profilesFor({ profiles }: ProfileSource, type: string, claimed: string[]): Profile[] {
	const fitting = profiles.filter((profile) => profile.type === type);
	const named = fitting.filter(({ url }) => claimed.includes(url));
	if (fitting.length > 0 || type === '') {
		return withParents(named.length > 0 ? named : fitting, profiles);
	}
	throw new HospitalError(
		'fhir-profile-other-type',
		'None of the given profiles is for this type of record',
		{ nextStep: 'Give a profile whose type is that of the record, or leave Profiles empty.' },
	);
}

/** A profile asks for everything that the one asks for which it builds on. */
function withParents(chosen: readonly Profile[], profiles: readonly Profile[]): Profile[] {
	const all = new Set(chosen);
	for (const { builtOn } of all) {
		const parent = profiles.find(({ url }) => url === builtOn);
		if (parent !== undefined) all.add(parent);
	}
	return [...all];
}

/** What a profile builds on and nobody gave stays unchecked. */
function incomplete(
	type: string,
	{ profiles }: ProfileSource,
	applied: readonly Profile[],
	issues: Issues,
): void {
	const isMissing = ({ builtOn }: Profile) =>
		builtOn !== undefined && !profiles.some(({ url }) => url === builtOn);
	if (!applied.some(isMissing)) return;
	issues.add({
		severity: 'information',
		code: 'not-supported',
		path: type,
		message:
			'The profile builds on another profile that was not given; what that one asks for was not checked. Give it as well, or the profile with its snapshot.',
	});
}

/** The profiles that a record claims to follow, without their versions. */
function claimedBy(resource: unknown): string[] {
	const { meta } = (resource ?? {}) as { meta?: { profile?: unknown } };
	const urls = Array.isArray(meta?.profile) ? (meta.profile as unknown[]) : [];
	return urls.flatMap((url) => (typeof url === 'string' ? [url.split('|')[0] ?? ''] : []));
}

/** A profile that the record claims and nobody gave stays unchecked; that must not look like a pass. */
function undeclared(type: string, claimed: string[], applied: Profile[], issues: Issues): void {
	if (claimed.every((one) => applied.some(({ url }) => url === one))) return;
	issues.add({
		severity: 'information',
		code: 'not-supported',
		path: `${type}.meta.profile`,
		message: 'The record claims to follow a profile that was not given; it was not checked.',
	});
}
