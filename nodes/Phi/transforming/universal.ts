import { dea, mbi, npi } from '../detecting/validators';
import type { PhiType } from '../types';

/**
 * Under which giver a number is one number of the whole country, whoever passed it on. Formats name the
 * giver in many ways or not at all (PID-19, a note), and two codes for one such number would tear the
 * records of a person apart.
 *
 * @param named the giver as a format names it, without `urn:oid:`
 * @param number without blanks, hyphens and the like
 * @returns undefined for numbers that mean something only beside their giver, such as record numbers
 */
export function universalGiver(
	type: PhiType,
	number: string,
	named: string | undefined,
): string | undefined {
	// The last four of it are those of thousands of people.
	if (type === 'SSN') return /^\d{9}$/.test(number) ? 'http://hl7.org/fhir/sid/us-ssn' : undefined;
	if (type === 'PLAN') return mbi(number) ? 'http://hl7.org/fhir/sid/us-mbi' : undefined;
	if (type !== 'LICENCE') return undefined;
	if (npi(number)) return 'http://hl7.org/fhir/sid/us-npi';
	if (dea(number)) return DEA;
	const state = named === undefined || named.length !== 2 ? undefined : STATES.get(named);
	return state === undefined ? undefined : `${DRIVING}.${state}`;
}

/** Drug Enforcement Administration. */
const DEA = '2.16.840.1.113883.4.814';
/** Driver's licences; below it states by their number in FIPS 5-2, as FHIR names them. */
const DRIVING = '2.16.840.1.113883.4.3';

/** The states in the order of their numbers; 03, 07, 14, 43 and 52 were never given out. */
const IN_ORDER =
	'al ak - az ar ca - co ct de dc fl ga - hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh ' +
	'nj nm ny nc nd oh ok or pa - ri sc sd tn tx ut vt va - wa wv wi wy';
const STATES: ReadonlyMap<string, number> = new Map(
	IN_ORDER.split(' ').map((state, index) => [state, index + 1]),
);
