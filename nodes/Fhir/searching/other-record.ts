import {
	parseReference,
	splitValue,
	unescapeValue,
	type FhirClient,
	type FhirResource,
} from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import { referencesIn, TYPES } from '../chart/compartment';

type Local = FhirClient['local'];

/** The server sent a record that is not what was asked for: nothing of the answer may be used. */
export class OtherRecord extends HospitalError {
	/** `Type/id` of the record, for the ledger's pseudonym. */
	readonly record: string;

	constructor({ resourceType, id }: FhirResource) {
		super(
			'fhir-other-patient',
			`The FHIR server sent a record (${resourceType}) that does not fit what was asked for`,
			{
				nextStep:
					'Nothing of the answer was handed on. Report it to whoever runs the FHIR server: a search for one patient must not give records of another. It is in the audit ledger.',
			},
		);
		this.name = 'OtherRecord';
		this.record = `${resourceType}/${id ?? ''}`;
	}
}

/**
 * Every match must have what decides plainly whose record it is: the id, the identifier with its
 * system and in its case, the reference to the patient. Everything else is left to the server.
 *
 * @param criteria parameters of the search by name; `_elements` may keep an element out of the answer
 * @throws OtherRecord
 */
export function checkMatches(
	matches: readonly FhirResource[],
	criteria: Readonly<Record<string, readonly string[]>>,
	elements: string | undefined,
	local: Local,
): void {
	const asked = elements === undefined ? undefined : elements.split(',').map((one) => one.trim());
	for (const resource of matches) {
		for (const [name, test] of Object.entries(TESTS)) {
			if (name !== '_id' && asked !== undefined) continue;
			for (const value of criteria[name] ?? []) {
				const fits = splitValue(value, ',').map((one) => test(resource, one, local));
				if (fits.every((fit) => fit === false)) throw new OtherRecord(resource);
			}
		}
	}
}

/** Whether a record fits one alternative; undefined when that cannot be told from the record. */
type Test = (resource: FhirResource, wanted: string, local: Local) => boolean | undefined;

const reference: Test = (resource, wanted, local) => {
	const elements = TYPES[resource.resourceType]?.patient ?? [];
	if (elements.length === 0) return undefined;
	const asked = local(unescapeValue(wanted))?.reference;
	const bare = /^[A-Za-z0-9\-.]{1,64}$/.test(wanted) ? wanted : undefined;
	if (asked === undefined && bare === undefined) return undefined;
	return referencesIn(resource, elements).some((one) => {
		const found = local(one);
		return found !== undefined && (found.reference === asked || found.id === bare);
	});
};

const TESTS: Readonly<Record<string, Test>> = {
	_id: ({ id }, wanted) => id === unescapeValue(wanted.trim()),
	identifier: ({ identifier, masterIdentifier }, wanted) => {
		const parts = splitValue(wanted, '|').map(unescapeValue);
		const [system, value] = parts.length > 1 ? parts : [undefined, parts[0]];
		if (parts.length > 2) return undefined;
		const has = [identifier, masterIdentifier].flat() as Array<
			{ system?: unknown; value?: unknown } | undefined
		>;
		return has.some(
			(one) =>
				one !== undefined &&
				(system === undefined || (one.system ?? '') === system) &&
				(value === '' || one.value === value),
		);
	},
	patient: reference,
	subject: reference,
};

/**
 * Everything about one patient: no record may be about another one only. People whom the patient's
 * own record links to (Patient.link) are the same person.
 *
 * @throws OtherRecord
 */
export function checkEverything(
	resources: readonly FhirResource[],
	patient: string,
	local: Local,
): void {
	const own = resources.find(({ resourceType, id }) => `${resourceType}/${id}` === patient);
	const linked = own === undefined ? [] : referencesIn(own, ['link']);
	const same = new Set([patient, ...linked.flatMap((one) => local(one)?.reference ?? [])]);
	for (const resource of resources) {
		const { resourceType, id } = resource;
		if (resourceType === 'Patient' && !same.has(`Patient/${id}`)) throw new OtherRecord(resource);
		const named = referencesIn(resource, TYPES[resourceType]?.patient ?? []).filter(
			(one) => parseReference(one)?.type === 'Patient',
		);
		if (named.length === 0) continue;
		const isAbout = named.some((one) => same.has(local(one)?.reference ?? ''));
		if (!isAbout) throw new OtherRecord(resource);
	}
}
