import {
	CHAINED,
	isR4Type,
	judge,
	patientsOf,
	referencesIn,
	type Asked,
	type BundleEntry,
	type FhirResource,
	type Local,
} from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';

/** The server sent a record that is not what was asked for: nothing of the answer may be used. */
export class OtherRecord extends HospitalError {
	/** `Type/id` of the record, for the ledger's pseudonym. */
	readonly record: string;

	constructor({ resourceType, id }: FhirResource) {
		const type = isR4Type(resourceType) ? resourceType : 'of an unknown type';
		super(
			'fhir-other-patient',
			`The FHIR server sent a record (${type}) that does not fit what was asked for`,
			{
				nextStep:
					'Nothing of the answer was used. A search for one patient must not give records of another: show it to whoever runs the FHIR server. If the server writes its own references with another address than the one of the credential, enter that address there under Other Addresses of the Server. It is in the audit ledger.',
			},
		);
		this.name = 'OtherRecord';
		this.record = `${isR4Type(resourceType) ? resourceType : 'unknown'}/${id ?? ''}`;
	}
}

/**
 * Every match must have what decides plainly whose record it is: the id, the identifier with its
 * system and in its case, the reference to the patient. Everything else is left to the server.
 *
 * @param criteria parameters of the search by name
 * @returns matches of which it cannot be told: they neither have it nor have another in its place
 * @throws OtherRecord
 */
export function checkMatches(
	matches: readonly FhirResource[],
	criteria: Asked,
	local: Local,
): Set<FhirResource> {
	const verdicts = matches.map((one) => ({ one, verdict: judge(one, criteria, local) }));
	const other = verdicts.find(({ verdict }) => verdict === 'no');
	if (other !== undefined) throw new OtherRecord(other.one);
	return new Set(verdicts.filter(({ verdict }) => verdict === 'unknown').map(({ one }) => one));
}

/** What of an answer may be handed on. */
export interface Sorted {
	/** Records about the patient, or about nobody. */
	kept: FhirResource[];
	/** Those among `kept` that are about somebody else, and that the question itself led to. */
	ofOthers: Set<FhirResource>;
	/** How many were about somebody else and are left out. */
	leftOut: number;
}

/** Parameters that name the patient, and those that name the Patient record itself. */
const WHOSE = /^(patient|subject|beneficiary|individual)(:Patient)?$/;

/**
 * Patients whom a search is about: those that it names, or else those whose records it found.
 *
 * @returns `Patient/<id>` of this server
 */
function patientsAsked(
	criteria: Asked,
	matches: readonly FhirResource[],
	local: Local,
): Set<string> {
	const named = Object.entries(criteria)
		.filter(([name]) => WHOSE.test(name) || name === CHAINED)
		.flatMap(([, values]) => values.flatMap((value) => value.split(',')))
		.map((value) => local(value.trim()) ?? local(`Patient/${value.trim()}`))
		.flatMap((found) => (found?.type === 'Patient' ? [found.reference] : []));
	if (named.length > 0) return new Set(named);
	return new Set(matches.flatMap((one) => ownersOf(one, local)));
}

/**
 * Records that came along with the matches (_include, _revinclude). One that a match itself refers to was
 * asked for, also when it is about somebody else (the mother of a newborn, the subscriber of a coverage).
 * Any other that is about somebody else is left out.
 *
 * @throws OtherRecord when something came along with nothing
 */
export function sortIncluded(
	matches: readonly FhirResource[],
	included: readonly FhirResource[],
	criteria: Asked,
	local: Local,
): Sorted {
	const patients = patientsAsked(criteria, matches, local);
	const same = samePeople([...matches, ...included], patients, local);
	const named = new Set(matches.flatMap((one) => linksOf(one, local)));
	const stranger = included.find((one) => patientsOf(one).length > 0);
	if (matches.length === 0 && stranger !== undefined) throw new OtherRecord(stranger);
	const sorted = sort(included, same, local, ({ resourceType, id }) =>
		named.has(`${resourceType}/${id}`),
	);
	return sorted;
}

function sort(
	resources: readonly FhirResource[],
	same: ReadonlySet<string>,
	local: Local,
	isMeant: (resource: FhirResource) => boolean,
): Sorted {
	const sorted: Sorted = { kept: [], ofOthers: new Set(), leftOut: 0 };
	for (const resource of resources) {
		const isOther = isOfOthers(resource, same, local);
		if (isOther && !isMeant(resource)) sorted.leftOut += 1;
		else sorted.kept.push(resource);
		if (isOther && isMeant(resource)) sorted.ofOthers.add(resource);
	}
	return sorted;
}

/** Patients of this server whom a record is about. */
const ownersOf = (resource: FhirResource, local: Local): string[] =>
	patientsOf(resource).flatMap((one) => local(one)?.reference ?? []);

/** True for a record that names patients, and only others. */
const isOfOthers = (resource: FhirResource, same: ReadonlySet<string>, local: Local): boolean =>
	patientsOf(resource).length > 0 && !ownersOf(resource, local).some((one) => same.has(one));

/** Every record of this server that a resource refers to, wherever in it. */
function linksOf(resource: FhirResource, local: Local): string[] {
	const found: string[] = [];
	const look = (value: unknown, depth: number): void => {
		if (Array.isArray(value)) return value.forEach((one) => look(one, depth));
		if (typeof value !== 'object' || value === null || depth > 40) return;
		const { reference } = value as { reference?: unknown };
		const target = local(reference)?.reference;
		if (target !== undefined) found.push(target);
		for (const member of Object.values(value)) look(member, depth + 1);
	};
	look(resource, 0);
	return found;
}

/** The patients, and those whose record is linked with theirs (Patient.link, either way): the same people. */
function samePeople(
	resources: readonly FhirResource[],
	patients: ReadonlySet<string>,
	local: Local,
): Set<string> {
	const same = new Set(patients);
	for (const one of resources.filter(({ resourceType }) => resourceType === 'Patient')) {
		const linked = referencesIn(one, ['link']).flatMap((link) => local(link)?.reference ?? []);
		const own = `Patient/${one.id}`;
		if (patients.has(own)) linked.forEach((link) => same.add(link));
		else if (linked.some((link) => patients.has(link))) same.add(own);
	}
	return same;
}

/**
 * Everything about one patient, or about the patient of one encounter. A server gives whatever refers to
 * the patient (FHIR R4 compartmentdefinition-patient.html), also a record of somebody else, such as the
 * coverage of a child whose subscriber it is. What does not even refer to the patient is left out.
 *
 * @param whose `Patient/<id>` or `Encounter/<id>`
 * @throws OtherRecord when nothing is about the one asked for
 */
export function sortEverything(
	resources: readonly FhirResource[],
	whose: string,
	local: Local,
): Sorted {
	const isPatient = whose.startsWith('Patient/');
	const own = resources.filter(
		(one) => `${one.resourceType}/${one.id}` === whose || linksOf(one, local).includes(whose),
	);
	const itself = own.filter((one) => `${one.resourceType}/${one.id}` === whose);
	const owners = (itself.length > 0 ? itself : own).flatMap((one) => ownersOf(one, local));
	const patients = new Set(isPatient ? [whose] : owners);
	const same = samePeople(resources, patients, local);
	const sorted = sort(resources, same, local, (one) =>
		linksOf(one, local).some((link) => link === whose || same.has(link)),
	);
	const isEmpty = sorted.kept.every((one) => patientsOf(one).length === 0);
	const stranger = resources.find((one) => patientsOf(one).length > 0);
	if (isEmpty && stranger !== undefined) throw new OtherRecord(stranger);
	return sorted;
}

/** A document made of one Composition must begin with it. @throws OtherRecord */
export function checkDocument(document: FhirResource, composition: string, local: Local): void {
	const [first] = Array.isArray(document.entry) ? (document.entry as BundleEntry[]) : [];
	const { resource, fullUrl } = first ?? {};
	if (resource?.id === undefined || `Composition/${resource.id}` === composition) return;
	if (local(fullUrl)?.reference !== composition) throw new OtherRecord(resource);
}
