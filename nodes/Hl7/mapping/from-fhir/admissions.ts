import type { Hl7Message } from '../../../formats/hl7';
import { hl7DateTime } from '../datatypes/times';
import { cx, type AuthorityNames } from './datatypes';
import { missing, severalOldNumbers, unknownStatus } from './failures';
import type { Given } from './given';
import { Line } from './line';
import { isOld, writePid, writePv1 } from './people';
import type { Part } from './resource-reading';

/** Visits that do not take place. */
const ENDED = new Set(['cancelled', 'entered-in-error']);

/** ADT */
export function admission(
	message: Hl7Message,
	given: Given,
	{ authorities, at }: { authorities: AuthorityNames; at?: Date },
	event: string,
): void {
	new Line(message, 'EVN')
		.put(1, event)
		.put(2, hl7DateTime((at ?? new Date()).toISOString().slice(0, 19) + 'Z'));
	const patient = given.one('Patient');
	writePid(message, patient, authorities);
	if (event !== 'A40') {
		const encounter = given.maybe('Encounter');
		const status = encounter?.get('status').bare;
		// A visit that was cancelled is not to be told as one that takes place.
		if (event !== 'A11' && ENDED.has(String(status))) throw unknownStatus('Encounter');
		if (encounter !== undefined) writePv1(message, encounter, authorities);
		return;
	}
	const merged = mergedNumbers(patient);
	if (merged.length === 0) throw missing('Patient.identifier');
	new Line(message, 'MRG').parts(1, ...merged.map((one) => cx(one, authorities)));
}

/**
 * The number of the record that was merged: old, of a system of which the patient has one in use, and
 * not merely ended. One of each system.
 *
 * @throws HospitalError `hl7-resources-ambiguous`
 */
function mergedNumbers(patient: Part): Part[] {
	const identifiers = patient.list('identifier');
	const inUse = identifiers.filter((one) => !isOld(one));
	const found = identifiers.filter(
		(one) =>
			isOld(one) &&
			!one.get('period').get('end').exists &&
			one.get('system').exists &&
			inUse.some((other) => other.get('system').is(systemIn(one))),
	);
	if (new Set(found.map(systemIn)).size < found.length) throw severalOldNumbers();
	return found;
}

const systemIn = (identifier: Part): unknown => identifier.get('system').bare;
