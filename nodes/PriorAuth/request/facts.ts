import type { FhirResource } from '../../clients/fhir';
import {
	choice,
	codings,
	element,
	elements,
	isFields,
	isFullDate,
	positive,
	text,
	type Element,
} from '../rules/element';
import {
	DIAGNOSIS_SYSTEMS,
	ICD10CM,
	isNpi,
	SERVICE_SYSTEMS,
	SYSTEMS,
	unitsOf,
	type ServiceUnit,
} from '../rules';
import { isPasTiming } from '../rules/order-rules';
import { isMemberId } from '../rules/party-rules';
import type { Code, RequestedItem, RequestInput } from './input';

/** What is read from orders and records for the claim. Nothing is made up: what is not there is undefined. */
const at = (resource: FhirResource): Element => ({ path: resource.resourceType, value: resource });

/** Code for billing: as given, or the first of the order in a system of the guide. */
export function billingCode({ order, code }: RequestedItem): Code | undefined {
	if (code !== undefined) return SERVICE_SYSTEMS.has(code.system) ? code : undefined;
	return orderCode(order);
}

export function orderCode(order: FhirResource): Code | undefined {
	const names = ['code', 'codeCodeableConcept', 'medicationCodeableConcept'];
	const concepts = [
		...names.map((name) => element(at(order), name)),
		element(element(at(order), 'oralDiet'), 'type'),
		element(element(at(order), 'enteralFormula'), 'baseFormulaType'),
	];
	for (const concept of concepts) {
		const found = codings(concept).find(({ system }) => SERVICE_SYSTEMS.has(system));
		if (found !== undefined) return found;
	}
	return undefined;
}

/** ICD-10-CM before any other system that the guide takes. */
export function diagnosisCode(condition: FhirResource): Code | undefined {
	const all = codings(element(at(condition), 'code'));
	return (
		all.find(({ system }) => system === ICD10CM) ??
		all.find(({ system }) => DIAGNOSIS_SYSTEMS.has(system))
	);
}

/** Far above what anybody asks for: more is a slip of the keyboard. */
export const MOST_UNITS = 99_999_999;

export function quantityOf(item: RequestedItem): { value: number; unit: ServiceUnit } | undefined {
	const order = at(item.order);
	const dispense = element(element(order, 'dispenseRequest'), 'quantity');
	const given: unknown = item.quantity ?? (element(order, 'quantityQuantity') ?? dispense)?.value;
	if (!isFields(given) || typeof given.value !== 'number') return undefined;
	if (!(given.value > 0 && given.value <= MOST_UNITS)) return undefined;
	// "Less than 8" says no number that could be asked for.
	if (given.comparator !== undefined) return undefined;
	for (const word of [given.unit, given.code]) {
		const unit = typeof word === 'string' ? unitsOf(word) : undefined;
		if (unit !== undefined) return { value: given.value, unit };
	}
	return undefined;
}

export type Serviced = { date: string } | { start: string; end?: string };

/** Days of service: as given, or those of the order, whose times of day are dropped. */
export function servicedOf(item: RequestedItem): Serviced | undefined {
	const order = at(item.order);
	const name = choice(order, 'occurrence');
	const given: unknown = item.serviced ?? (name === undefined ? undefined : order.value[name]);
	if (typeof given === 'string') return isFullDate(day(given)) ? { date: day(given) } : undefined;
	if (!isFields(given)) return undefined;
	const bounds = element(element(order, 'occurrenceTiming'), 'repeat')?.value.boundsPeriod;
	const period = name === 'occurrenceTiming' && item.serviced === undefined ? bounds : given;
	if (!isFields(period)) return undefined;
	const [start, end] = [period.start, period.end].map((date) => day(String(date ?? '')));
	if (!isFullDate(start)) return undefined;
	if (end === '') return { start };
	return isFullDate(end) && end >= start ? { start, end } : undefined;
}

const day = (date: string): string => date.slice(0, 10);

/** Only an order with a code of the guide conforms to its profile (PASServiceRequest.code). */
export const travels = (order: FhirResource): boolean =>
	order.resourceType === 'MedicationRequest' || orderCode(order) !== undefined;

/**
 * True when the packet will say for how long, without saying from which day. The item has no place
 * for it: only an order that travels carries it, and only in a timing that its profile takes.
 */
export function hasDuration({ order }: RequestedItem): boolean {
	if (!travels(order)) return false;
	const of = at(order);
	const timings = [
		...elements(of, 'occurrenceTiming'),
		...elements(of, 'dosageInstruction').flatMap((dosage) => elements(dosage, 'timing')),
	].filter(isPasTiming);
	const supply = element(element(of, 'dispenseRequest'), 'expectedSupplyDuration');
	return (
		supply !== undefined ||
		timings.some((timing) => {
			const repeat = element(timing, 'repeat');
			return (
				element(repeat, 'boundsDuration') !== undefined ||
				positive(repeat?.value.count) !== undefined
			);
		})
	);
}

/** Two digits of CMS: as given, or the type of the facility. */
export function placeOf(item: RequestedItem, { facility }: RequestInput): string | undefined {
	const own = item.placeOfService;
	if (own !== undefined) return /^\d{2}$/.test(own) ? own : undefined;
	const types = facility === undefined ? [] : elements(at(facility), 'type');
	return types
		.flatMap(codings)
		.find(({ system, code }) => system === SYSTEMS.placeOfService && /^\d{2}$/.test(code))?.code;
}

export const npiOf = (resource: FhirResource | undefined): string | undefined =>
	resource === undefined
		? undefined
		: elements(at(resource), 'identifier')
				.filter(({ value }) => value.system === SYSTEMS.npi)
				.map(({ value }) => value.value)
				.find(isNpi);

/** Member id: typed MB; for a subscriber the number of the subscriber is it. */
export function memberId(coverage: FhirResource): string | undefined {
	const typed = elements(at(coverage), 'identifier').find(isMemberId);
	const value = text(typed, 'value');
	if (value !== undefined) return value;
	return isSelf(coverage) ? text(at(coverage), 'subscriberId') : undefined;
}

/** True when the coverage says that the patient is the subscriber. */
export const isSelf = (coverage: FhirResource): boolean =>
	codings(element(at(coverage), 'relationship')).some(
		({ code }) => code === 'self' || code === '18',
	);

export const payerId = (insurer: FhirResource): string | undefined =>
	elements(at(insurer), 'identifier')
		.filter((identifier) => text(identifier, 'system') !== undefined)
		.map((identifier) => text(identifier, 'value'))
		.find((value) => value !== undefined);
