import type { ChartResource } from '../../shared/contracts/chart-context';
import { elements, isElement, referenceOf, type Element } from './elements';

/** Records that belong to nobody. A Medication is a product. */
const NOBODYS = new Set(['Medication']);
/** Where a record says whose it is, where that is not `subject` (FHIR R4, patient compartment). */
const PATIENT: Readonly<Record<string, string>> = {
	AllergyIntolerance: 'patient',
	Consent: 'patient',
	Device: 'patient',
	Immunization: 'patient',
	RelatedPerson: 'patient',
	Task: 'for',
	Coverage: 'beneficiary',
};

/**
 * References to the patients that a record is about; `nobody` for a kind that belongs to none. An empty
 * list means that it does not say: such a record is of no use.
 */
export function patientsOf(resource: ChartResource): string[] | 'nobody' {
	const { resourceType: type } = resource;
	if (NOBODYS.has(type)) return 'nobody';
	if (type === 'Patient') return [`Patient/${String(resource.id)}`];
	if (type === 'Appointment') {
		return elements(resource.participant)
			.map((one) => referenceOf(one.actor) ?? '')
			.filter((one) => /(^|\/)Patient\//.test(one));
	}
	const names = Object.hasOwn(PATIENT, type) ? [PATIENT[type]] : ['subject', 'patient'];
	return names.flatMap((name) => elements(resource[name])).flatMap((one) => referenceOf(one) ?? []);
}

/** References to the stays that a record names. */
export function stayOf(resource: Element): string[] {
	const direct = [resource.encounter, resource.context];
	const nested = isElement(resource.context) ? elements(resource.context.encounter) : [];
	return [...direct, ...nested]
		.flatMap((one) => referenceOf(one) ?? [])
		.filter((one) => /(^|\/)Encounter\//.test(one));
}

/**
 * A record with `implicitRules`, or with a `modifierExtension` anywhere, means something else than it
 * seems to for whoever does not know them (FHIR R4, extensibility.html 2.4.1.1).
 */
export function isNotUnderstood(resource: Element): boolean {
	return resource.implicitRules !== undefined || hasModifier(resource, 0);
}

function hasModifier(value: unknown, depth: number): boolean {
	if (depth > 12) return true;
	if (Array.isArray(value)) return value.some((one) => hasModifier(one, depth + 1));
	if (!isElement(value)) return false;
	if (Array.isArray(value.modifierExtension) && value.modifierExtension.length > 0) return true;
	return Object.values(value).some(
		(one) => typeof one === 'object' && one !== null && hasModifier(one, depth + 1),
	);
}
