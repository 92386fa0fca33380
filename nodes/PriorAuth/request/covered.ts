import type { FhirResource } from '../../clients/fhir';
import { codings, element, type Element } from '../rules/element';

const at = (resource: FhirResource): Element => ({ path: resource.resourceType, value: resource });

/**
 * Whether a coverage counts on a day.
 *
 * @param day YYYY-MM-DD
 */
export function isActiveOn(coverage: FhirResource, day: string): boolean {
	if (coverage.status !== 'active') return false;
	const period = element(at(coverage), 'period');
	const [start, end] = ['start', 'end'].map((name) => period?.value[name]);
	// A date that cannot be read leaves it open whether the day lies inside: then it does not count.
	return (
		(start === undefined || (isDate(start) && start.slice(0, 10) <= day)) &&
		(end === undefined || (isDate(end) && day.slice(0, end.length) <= end.slice(0, 10)))
	);
}

/** Year, month or day, and a time that is not looked at (FHIR dateTime). */
const isDate = (value: unknown): value is string =>
	typeof value === 'string' && /^\d{4}(-\d{2}(-\d{2}(T.*)?)?)?$/.test(value);

/** The patient pays: nobody can be asked (Coverage.type, coverage-selfpay). */
export const isSelfPay = (coverage: FhirResource): boolean =>
	codings(element(at(coverage), 'type')).some(
		({ system, code }) =>
			code === 'pay' && system === 'http://terminology.hl7.org/CodeSystem/coverage-selfpay',
	);
