import { HospitalError } from '../../shared/errors';
import { ownerElements, referencesIn, tellsWhose, type Local } from './belonging';
import { parseReference, splitValue, unescapeValue } from './names';
import type { FhirResource } from './types';

/** Whether a record belongs to what was asked for, as far as the record itself tells. */
export type Verdict = 'yes' | 'no' | 'unknown';

/** Values of search parameters by name, as they went out. */
export type Asked = Readonly<Record<string, readonly string[]>>;

type Test = (resource: FhirResource, wanted: string, local: Local) => Verdict;

/** The best of several: one alternative of a value is enough. */
const anyOf = (verdicts: readonly Verdict[]): Verdict =>
	verdicts.includes('yes') ? 'yes' : verdicts.includes('unknown') ? 'unknown' : 'no';

/** The worst of several: every parameter must hold. */
const allOf = (verdicts: readonly Verdict[]): Verdict =>
	verdicts.includes('no') ? 'no' : verdicts.includes('unknown') ? 'unknown' : 'yes';

interface Identifier {
	system?: unknown;
	value?: unknown;
	type?: { text?: unknown; coding?: Array<{ code?: unknown }> };
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/**
 * The identifiers of a record against `system|value`. A server may mask a value, leave the system or all
 * identifiers out, or take the name of a type for the system: none of that says that it is another one.
 */
function byToken(identifiers: readonly unknown[], wanted: string): Verdict {
	const parts = splitValue(wanted, '|').map((part) => unescapeValue(part).trim());
	const [system, value = ''] = parts.length > 1 ? parts : [undefined, parts[0]];
	const given = identifiers.filter((one) => typeof one === 'object' && one !== null);
	if (given.length === 0) return 'unknown';
	return anyOf(given.map((one): Verdict => oneToken(one as Identifier, system, value)));
}

function oneToken(one: Identifier, system: string | undefined, value: string): Verdict {
	const its = { system: text(one.system), value: text(one.value) };
	const isMasked = its.value === '';
	const hasSystem = system === undefined || its.system === system;
	if (isMasked && value !== '') return hasSystem || its.system === '' ? 'unknown' : 'no';
	if (value !== '' && its.value !== value) return 'no';
	if (hasSystem) return 'yes';
	if (its.system === '') return value === '' ? 'no' : 'unknown';
	if (system === '' || system.includes(':')) return 'no';
	const codings = [one.type?.coding].flat().map((coding) => coding?.code);
	const types = [one.type?.text, ...codings];
	return types.some((type) => text(type) === system) ? 'yes' : 'unknown';
}

/** Elements in which a record names someone without a reference that could be followed. */
function namesOtherwise(resource: FhirResource): boolean {
	return ownerElements(resource.resourceType).some((element) =>
		[resource[element] ?? []].flat().some((one) => {
			const { reference, identifier } = (one ?? {}) as Record<string, unknown>;
			if (typeof reference === 'string') return reference.startsWith('#');
			return identifier !== undefined;
		}),
	);
}

/** The reference that a value names: `Patient/1`, in full, or the bare id of one. */
function leadsTo(found: string, wanted: string, local: Local): boolean {
	const [its, asked] = [local(found), local(wanted)];
	if (asked !== undefined) return its?.reference === asked.reference;
	// In full on another server: only the same words lead there.
	return wanted.includes(':') || wanted.includes('/') ? found === wanted : its?.id === wanted;
}

/** `patient`, `subject:Patient`, ...: one of the references must lead to what was asked for. */
const byReference =
	(type?: string): Test =>
	(resource, wanted, local) => {
		const { resourceType } = resource;
		if (resourceType === 'Patient') return 'unknown';
		const asked = unescapeValue(wanted);
		const named = referencesIn(resource, ownerElements(resourceType));
		if (named.length === 0 && !tellsWhose(resourceType)) return 'unknown';
		const isOne = named.some((one) => {
			const found = parseReference(one);
			return (type === undefined || found?.type === type) && leadsTo(one, asked, local);
		});
		if (isOne) return 'yes';
		// The provenance of a record is about the patient whom that record is about.
		const isIndirect =
			resourceType === 'Provenance' && named.some((one) => parseReference(one)?.type !== 'Patient');
		return isIndirect || namesOtherwise(resource) ? 'unknown' : 'no';
	};

/** Patients whom a chain led to; the value of a chain that could not be looked up, and of one without any. */
export const CHAINED = 'patient.';
export const NOT_LOOKED_UP = '?';
export const NOBODY = '!';

const byChain: Test = (resource, wanted, local) => {
	if (wanted === NOT_LOOKED_UP) return 'unknown';
	const named = referencesIn(resource, ownerElements(resource.resourceType));
	const patients = named.filter((one) => parseReference(one)?.type === 'Patient');
	if (patients.some((one) => leadsTo(one, wanted, local))) return 'yes';
	if (patients.length > 0 && !namesOtherwise(resource)) return 'no';
	// A device, a contained patient: what the chain led to was no patient of the chart.
	return named.length > 0 || namesOtherwise(resource) || !tellsWhose(resource.resourceType)
		? 'unknown'
		: 'no';
};

/** `patient:identifier`: the identifier that stands in the reference itself. */
const byIdentifier: Test = (resource, wanted) => {
	const identifiers = ownerElements(resource.resourceType)
		.flatMap((element) => [resource[element] ?? []].flat() as Array<{ identifier?: unknown }>)
		.flatMap((one) => (one?.identifier === undefined ? [] : [one.identifier]));
	return byToken(identifiers, wanted);
};

const byEncounter: Test = (resource, wanted, local) => {
	const named = referencesIn(resource, ['encounter', 'context']).filter(
		(one) => parseReference(one)?.type === 'Encounter',
	);
	if (named.length === 0) return 'unknown';
	return named.some((one) => leadsTo(one, unescapeValue(wanted), local)) ? 'yes' : 'no';
};

const ownId: Test = ({ resourceType, id }, wanted, local) => {
	const asked = unescapeValue(wanted);
	return asked === id || local(asked)?.reference === `${resourceType}/${id}` ? 'yes' : 'no';
};

const NAMES = /^(patient|subject|beneficiary|individual)(?::([A-Za-z]+))?$/;
const ENCOUNTER = /^encounter(?::Encounter)?$/;
/** By way of another record: the record that is found does not show it. */
const INDIRECT = /^_has:|^(?:patient|subject|beneficiary|individual|encounter)(?::[A-Za-z]+)?\../;

/** The test for a search parameter; undefined for one whose result only the server can judge. */
function testFor(name: string): Test | undefined {
	if (name === '_id') return ownId;
	if (name === CHAINED) return byChain;
	if (ENCOUNTER.test(name)) return byEncounter;
	if (name === 'identifier') {
		return ({ identifier, masterIdentifier }, wanted) =>
			byToken([identifier, masterIdentifier].flat(), wanted);
	}
	if (INDIRECT.test(name)) return () => 'unknown';
	const [, base, modifier] = NAMES.exec(name) ?? [];
	if (base === undefined) return undefined;
	if (modifier === undefined) return byReference(base === 'patient' ? 'Patient' : undefined);
	if (modifier === 'identifier') return byIdentifier;
	return /^[A-Z]/.test(modifier) ? byReference(modifier) : undefined;
}

/**
 * Whether a record has what was asked for, where that is plain: the id, the identifier with its system
 * and in its case, the reference to the patient or encounter. Everything else is left to the server.
 *
 * @returns `unknown` when the record neither has it nor has another one in its place
 */
export function judge(resource: FhirResource, asked: Asked, local: Local): Verdict {
	const chained = CHAINED in asked;
	const verdicts = Object.entries(asked).flatMap(([name, values]) => {
		// What was looked up is judged by what that found.
		const test = chained && CHAIN.test(name) ? undefined : testFor(name);
		if (test === undefined) return [];
		return values.map((value): Verdict => {
			const found = each(test, resource, value, local);
			if (name !== CHAINED || found !== 'unknown') return found;
			return byOwnIdentifier(resource, asked, local);
		});
	});
	return allOf(verdicts);
}

const each = (test: Test, resource: FhirResource, value: string, local: Local): Verdict =>
	anyOf(splitValue(value, ',').map((one) => test(resource, one.trim(), local)));

/** A reference that cannot be followed may carry the identifier that was asked for. */
function byOwnIdentifier(resource: FhirResource, asked: Asked, local: Local): Verdict {
	const values = Object.entries(asked).flatMap(([name, all]) =>
		/^(patient|subject):identifier$/.test(name) ? [...all] : [],
	);
	if (values.length === 0) return 'unknown';
	return allOf(values.map((value) => each(byIdentifier, resource, value, local)));
}

/** `patient.identifier`, `subject:Patient._id`, `patient:identifier`: found by what the patient has. */
export const CHAIN = /^(?:patient|subject)(?:(?::Patient)?\.|:(?=identifier))(identifier|_id)$/;

/** True unless a record has plainly not what was asked for. */
export const fits = (resource: FhirResource, asked: Asked, local: Local): boolean =>
	judge(resource, asked, local) !== 'no';

/** Parameters of a condition (`identifier=system%7Cvalue`) as {@link judge} takes them. */
export function askedIn(query: string): Asked {
	const asked: Record<string, string[]> = {};
	for (const [name, value] of new URLSearchParams(query)) (asked[name] ??= []).push(value);
	return asked;
}

/**
 * The question with the white space around its alternatives removed, where they name a record.
 *
 * @throws HospitalError `fhir-search-value-unreadable`: what cannot be read could not be compared with the
 *   answer, and another patient's records would pass
 */
export function readable<T extends Asked>(asked: T): Record<keyof T & string, string[]> {
	const read = Object.entries(asked).map(([name, values]) => [
		name,
		values.map((value) => readValue(name, value)),
	]);
	return Object.fromEntries(read) as Record<keyof T & string, string[]>;
}

function readValue(name: string, value: string): string {
	const isToken = name === 'identifier' || CHAIN.test(name) || /:identifier$/.test(name);
	const isReference = name === '_id' || ENCOUNTER.test(name) || isPlainReference(name);
	if (!isToken && !isReference) return value;
	const alternatives = splitValue(value, ',').map((one) => one.trim());
	const fails = isToken && !name.endsWith('_id') ? isNoToken : isNoReference;
	if (alternatives.some(fails)) throw unreadable();
	// The value of a token may have spaces between its system and itself.
	if (!isToken) return alternatives.join(',');
	const tokens = alternatives.map((one) => splitValue(one, '|').map((part) => part.trim()));
	return tokens.map((parts) => parts.join('|')).join(',');
}

function isPlainReference(name: string): boolean {
	const [, base, modifier = 'Patient'] = NAMES.exec(name) ?? [];
	return base !== undefined && /^[A-Z]/.test(modifier);
}

const isNoToken = (one: string): boolean => splitValue(one, '|').length > 2;

const isNoReference = (one: string): boolean => {
	const asked = unescapeValue(one);
	return (
		!/^[A-Za-z0-9\-.]{1,64}$/.test(asked) &&
		parseReference(asked) === undefined &&
		!/^urn:(uuid|oid):[A-Za-z0-9\-.]+$/.test(asked)
	);
};

const unreadable = () =>
	new HospitalError(
		'fhir-search-value-unreadable',
		'A search parameter that says whose records are wanted cannot be read',
		{
			nextStep:
				'Nothing was asked, because the answer could not be checked. A patient is named as Patient/123 or 123, an identifier as system|value; a | or a comma that belongs to the value itself needs a backslash before it.',
		},
	);
