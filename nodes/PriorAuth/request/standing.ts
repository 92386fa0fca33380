import type { FhirResource } from '../../clients/fhir';
import type { CaseRecord } from '../../shared/contracts/prior-auth-case';
import { HospitalError } from '../../shared/errors';
import { element, elements, text } from '../rules/element';
import { isActiveOn } from './covered';
import { servicedOf } from './facts';
import type { RequestInput } from './input';

/** States of an order that may still be carried out. */
const OPEN_ORDERS = new Set(['active', 'draft', 'on-hold']);
/** A request does not rest on what somebody only thought of. */
const NOT_ESTABLISHED = new Set(['refuted', 'entered-in-error', 'unconfirmed', 'differential']);
/** An allergy is often left unconfirmed, and says what it says. */
const DENIED = new Set(['refuted', 'entered-in-error']);
/** Records that were taken back, or never were. */
const NOT_STANDING = new Set([
	'entered-in-error',
	'cancelled',
	'superseded',
	'revoked',
	'not-done',
	'abandoned',
]);
/** Documents that nobody has signed. */
const NOT_FINAL = new Set(['preliminary', 'entered-in-error']);

const at = (resource: FhirResource | CaseRecord) => ({ path: '', value: resource });

/** Whether a record may be rested on, by its verificationStatus: whatever system codes it, or its words. */
export const isEstablished = (record: FhirResource | CaseRecord): boolean =>
	!isVerifiedAs(record, NOT_ESTABLISHED);

function isVerifiedAs(record: FhirResource | CaseRecord, words: ReadonlySet<string>): boolean {
	const status = element(at(record), 'verificationStatus');
	const codes = elements(status, 'coding').map((coding) => text(coding, 'code'));
	return [...codes, text(status, 'text')].some((word) =>
		words.has((word ?? '').trim().toLowerCase()),
	);
}

const isOpen = ({ status, doNotPerform }: FhirResource): boolean =>
	(status === undefined || OPEN_ORDERS.has(String(status))) && doNotPerform !== true;

/** Whether a record still says what it said; of a bundle, each record in it. */
export const stands = (record: FhirResource): boolean =>
	elements(at(record), 'entry')
		.flatMap((entry) => elements(entry, 'resource'))
		.every(({ value }) => stands(value as FhirResource)) &&
	!NOT_STANDING.has(String(record.status)) &&
	!(record.resourceType === 'DocumentReference' && NOT_FINAL.has(String(record.docStatus))) &&
	!isVerifiedAs(record, record.resourceType === 'Condition' ? NOT_ESTABLISHED : DENIED) &&
	record.doNotPerform !== true;

const isInUse = ({ active, link }: FhirResource): boolean =>
	active !== false &&
	!(Array.isArray(link) && link.some((one) => (one as { type?: unknown })?.type === 'replaced-by'));

const isCovered = ({ items, coverage, created }: RequestInput): boolean =>
	items.every((item) => {
		const serviced = servicedOf(item);
		const day = serviced && ('date' in serviced ? serviced.date : serviced.start);
		return isActiveOn(coverage, day ?? created.slice(0, 10));
	});

/**
 * Nothing is asked for by an order that was taken back, of a coverage that is over, for a diagnosis that is
 * not established, or with evidence that does not stand any more.
 *
 * @throws HospitalError `prior-auth-not-standing`
 */
export function requireStanding(input: RequestInput): void {
	const { items, patient, diagnoses, evidence = [] } = input;
	const faults = [
		...(items.every(({ order }) => isOpen(order)) ? [] : ['an order is not open']),
		...(isInUse(patient) ? [] : ['the record of the patient is not in use']),
		...(String(patient.birthDate ?? '') <= input.created.slice(0, 10)
			? []
			: ['the patient is not born yet by the record']),
		...(isCovered(input) ? [] : ['the coverage is not active on the day of service']),
		...(diagnoses.every(isEstablished) ? [] : ['a diagnosis is not established']),
		...(evidence.every(({ resource }) => stands(resource))
			? []
			: ['a piece of evidence was taken back, replaced or never signed']),
	];
	if (faults.length === 0) return;
	throw new HospitalError('prior-auth-not-standing', `Not built: ${faults.join('; ')}`, {
		nextStep: 'Nothing was built. Look at these records in the record system, and choose again.',
	});
}
