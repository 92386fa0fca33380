import {
	judge,
	otherRecord,
	patientsOf,
	readable,
	type Condition,
	type FhirClient,
	type FhirResource,
	type WriteResult,
} from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import { checkMatches } from '../searching/other-record';
import { withChains } from '../searching/chained';

/**
 * The one record that the search of a write finds: looked at before anything is changed, because a
 * server may find another patient's record by it (an identifier in another case, a parameter that it
 * ignores).
 *
 * @returns undefined when there is none
 * @throws OtherRecord; HospitalError `fhir-several-match`
 */
export async function oneMatch(
	client: FhirClient,
	type: string,
	condition: Condition,
	signal: AbortSignal | undefined,
): Promise<FhirResource | undefined> {
	const options = { limit: 2, checkTotal: false, ...(signal && { signal }) };
	const asked = askedBy(condition);
	const found = await client.searchAll(type, condition, options);
	const all = found.length > 0 ? await withChains(client, asked, signal) : asked;
	const unclear = checkMatches(found, all, (one) => client.local(one));
	if (unclear.size > 0) throw unverified();
	if (found.length < 2) return found[0];
	throw new HospitalError('fhir-several-match', 'More than one record matches the search', {
		nextStep:
			'Nothing was changed. Narrow the search so that it finds exactly one, or find the record with Search and use its ID.',
	});
}

/** @throws HospitalError `fhir-search-value-unreadable` */
const askedBy = (condition: Condition) =>
	readable(Object.fromEntries(Object.entries(condition).map(([name, value]) => [name, [value]])));

const unverified = () =>
	new HospitalError(
		'fhir-match-unverified',
		'The record that the search finds does not show that it is the one asked for',
		{
			nextStep:
				'Nothing was changed. Find the record with Search, make sure that it is the right one, and use its ID; or search by the patient or an identifier that stands in the record itself.',
		},
	);

/**
 * The write must have met the record that was looked at; the server searches once more for itself. Where
 * none was found, none may have been changed, and what was created is the record that was sent.
 */
export function sameRecord(
	there: FhirResource | undefined,
	done: WriteResult,
	condition: Condition,
	client: Pick<FhirClient, 'local'>,
): WriteResult {
	const isMet =
		there === undefined
			? done.outcome === 'created'
			: done.reference === `${there.resourceType}/${there.id}`;
	const { resource } = done;
	const isOther =
		resource !== undefined &&
		(judge(resource, plainOf(condition), (one) => client.local(one)) === 'no' ||
			(there !== undefined && isOfAnother(there, resource, client)));
	if (isMet && !isOther) return done;
	throw otherRecord('Writing by a search', {
		what: 'word that it changed another record than the search had found',
		nextStep:
			'Look at both records in the chart, and report it to whoever runs the FHIR server. It is in the audit ledger.',
	});
}

/** The write itself may change what it was found by: only what it is and whose it is must stay. */
const plainOf = (condition: Condition) =>
	Object.fromEntries(
		Object.entries(condition)
			.filter(([name]) => name === '_id')
			.map(([name, value]) => [name, [value]]),
	);

/** Both name a patient, and none that they share. */
function isOfAnother(
	before: FhirResource,
	after: FhirResource,
	client: Pick<FhirClient, 'local'>,
): boolean {
	const [one, other] = [before, after].map((record) =>
		patientsOf(record).map((found) => client.local(found)?.reference ?? found),
	);
	if (one === undefined || other === undefined || one.length * other.length === 0) return false;
	return !one.some((patient) => other.includes(patient));
}
