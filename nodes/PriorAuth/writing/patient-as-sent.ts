import type { FhirClient, FhirResource } from '../../clients/fhir';
import type { PriorAuthRequest } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { elements, text, type Element } from '../rules/element';
import { openPacket } from '../rules/packet';

/**
 * The payer authorized something for the person of the packet. Between asking and the answer the record
 * may have been merged into another one, or become somebody else's: then the number is not for whoever
 * stands there now.
 *
 * @throws HospitalError `prior-auth-approved-patient-changed`
 */
export async function requirePatientAsSent(
	client: FhirClient,
	request: PriorAuthRequest,
	signal?: AbortSignal,
): Promise<void> {
	const sent = openPacket(request.bundle).entries.find(({ type }) => type === 'Patient');
	if (sent?.id === undefined) throw changed('is not named in the packet');
	const now = await client.read('Patient', sent.id, signal ? { signal } : {});
	if (now.active === false || isReplaced(now)) throw changed('was merged or is not in use');
	const record: Element = { path: '', value: now };
	if (text(record, 'birthDate') !== text(sent.resource, 'birthDate')) {
		throw changed('has another birth date now');
	}
	const names = namesOf(record);
	if (!namesOf(sent.resource).some((name) => names.includes(name))) {
		throw changed('has another name now');
	}
}

const isReplaced = ({ link }: FhirResource): boolean =>
	Array.isArray(link) &&
	link.some((each) => (each as { type?: unknown } | null)?.type === 'replaced-by');

/** Family and given names, in one way of writing. */
const namesOf = (of: Element): string[] =>
	elements(of, 'name').map(({ value }) =>
		JSON.stringify([
			String(value.family ?? '').toUpperCase(),
			Array.isArray(value.given) ? value.given.map((each) => String(each).toUpperCase()) : [],
		]),
	);

const changed = (how: string): HospitalError =>
	new HospitalError(
		'prior-auth-approved-patient-changed',
		`The payer approved, but the patient of the order ${how}: the number was not written`,
		{
			nextStep:
				'Do not schedule by it. Find out for whom the payer approved, and whose order this is; then put the number where it belongs by hand, or take the request back.',
		},
	);
