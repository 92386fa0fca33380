import { HospitalError } from '../../shared/errors';
import { isObject } from './structure';

/** The parts of a StructureDefinition (FHIR R4) that the check reads. */
export interface Profile {
	url: string;
	type: string;
	elements: ProfileElement[];
	/** Profile that this one builds on, when its own elements hold only the differences. */
	builtOn?: string;
}

export interface ProfileElement {
	id?: string;
	path: string;
	sliceName?: string;
	slicing?: unknown;
	min?: number;
	max?: string;
	type?: Array<{ code?: string }>;
	binding?: { strength?: string; valueSet?: string };
	[fixedOrPattern: string]: unknown;
}

/** What a user gave: profiles, and the value sets that they bind to. */
export interface ProfileSource {
	profiles: Profile[];
	/** Codes by system, by the address of the value set; those whose codes are known. */
	valueSets: Map<string, Record<string, string[]>>;
}

/**
 * Reads StructureDefinitions, ValueSets and CodeSystems: one resource, a list of them, or a Bundle.
 *
 * @throws HospitalError `fhir-profile-invalid`
 */
export function readProfiles(value: unknown): ProfileSource {
	const resources = flatten(value);
	const codeSystems = new Map(
		resources.filter(isOf('CodeSystem')).map((one) => [String(one.url), one.concept]),
	);
	const valueSets: ProfileSource['valueSets'] = new Map();
	for (const one of resources.filter(isOf('ValueSet'))) {
		const systems = codesOf(one, codeSystems);
		if (systems !== undefined) valueSets.set(String(one.url), systems);
	}
	// Packages bring profiles of extensions and data types along; these have nothing to check alone.
	const profiles = resources
		.filter(isOf('StructureDefinition'))
		.filter(({ kind, derivation }) => kind === 'resource' && derivation === 'constraint')
		.map(profileOf);
	if (profiles.length === 0) throw invalid('holds no profile of a resource type');
	return { profiles, valueSets };
}

type Json = Record<string, unknown>;

const isOf = (type: string) => (one: Json) => one.resourceType === type;

function flatten(value: unknown): Json[] {
	if (Array.isArray(value)) return value.flatMap(flatten);
	if (!isObject(value)) throw invalid('is no FHIR resource');
	if (value.resourceType !== 'Bundle') return [value];
	const entries = Array.isArray(value.entry) ? (value.entry as Json[]) : [];
	return entries.map((entry) => entry?.resource).filter(isObject);
}

/** The addresses of R4's own definitions: what they ask for is checked anyway. */
const BASE = /^http:\/\/hl7\.org\/fhir\/StructureDefinition\/[A-Z][A-Za-z]+$/;

function profileOf(definition: Json): Profile {
	const { url, type, snapshot, differential, fhirVersion, baseDefinition } = definition;
	if (typeof url !== 'string' || typeof type !== 'string') throw invalid('has no url or no type');
	const { element } = (snapshot ?? differential ?? {}) as { element?: unknown };
	const isUsable = (one: unknown) => isObject(one) && typeof one.path === 'string';
	if (!Array.isArray(element) || !element.every(isUsable)) throw invalid('has no list of elements');
	if (fhirVersion !== undefined && !/^4\.0(\.|$)/.test(String(fhirVersion))) {
		throw invalid('holds a profile for another version of FHIR than R4 (4.0)');
	}
	const base = typeof baseDefinition === 'string' ? baseDefinition.split('|')[0] : undefined;
	const isWhole = snapshot !== undefined || base === undefined || BASE.test(base);
	return {
		url,
		type,
		elements: element as ProfileElement[],
		...(!isWhole && { builtOn: base }),
	};
}

/** The codes of a value set that lists them; undefined for one that only describes them. */
function codesOf({ expansion, compose }: Json, codeSystems: Map<string, unknown>) {
	const systems: Record<string, string[]> = {};
	const add = (system: unknown, concepts: unknown) => {
		if (typeof system !== 'string' || !Array.isArray(concepts)) return false;
		for (const one of concepts as Json[]) {
			if (typeof one?.code === 'string') (systems[system] ??= []).push(one.code);
			add(one?.system ?? system, one?.contains ?? one?.concept);
		}
		return true;
	};
	const contains = (expansion as Json | undefined)?.contains;
	if (Array.isArray(contains)) {
		for (const one of contains as Json[]) add(one?.system, [one]);
		return systems;
	}
	const { include, exclude } = (compose ?? {}) as Json;
	if (!Array.isArray(include) || exclude !== undefined) return undefined;
	for (const one of include as Json[]) {
		if (one?.filter !== undefined || one?.valueSet !== undefined) return undefined;
		if (!add(one?.system, one?.concept ?? codeSystems.get(String(one?.system)))) return undefined;
	}
	return systems;
}

const invalid = (reason: string) =>
	new HospitalError('fhir-profile-invalid', `The field Profiles ${reason}`, {
		nextStep:
			'Give StructureDefinition resources as JSON: one, a list, or a Bundle, and the ValueSets that they require.',
	});
