import { keyIn } from '../request/input';
import { otherPatient, OWNERS } from '../request/same-patient';
import { element, text } from '../rules/element';
import type { RequirementInput } from './input';

/**
 * Orders, coverage and encounter must be those of the patient: the payer is told about nobody else.
 *
 * @throws HospitalError `prior-auth-other-patient`
 */
export function requireOrdersOf(input: RequirementInput): void {
	const { orders, coverage, encounter, patient, server } = input;
	const own = `Patient/${patient.id ?? ''}`;
	const records: Array<[string, object | undefined]> = [
		['coverage', coverage],
		['encounter', encounter],
		...orders.map((order): [string, object] => ['order', order]),
	];
	for (const [what, record] of records) {
		if (record === undefined) continue;
		const at = { path: '', value: record as Record<string, unknown> };
		const owner = OWNERS.map((name) => text(element(at, name), 'reference')).find(
			(reference) => reference !== undefined,
		);
		if (keyIn(owner, server) !== own) throw otherPatient(what);
	}
}
