import { unless, wrongQuantity } from './checks';
import { codedIn, element, elements, extensions, has, text, type Element } from './element';
import { EXTENSIONS, ORDER_TYPES, SERVICE_SYSTEMS } from './names';
import type { Packet } from './packet';
import { rule, SUBMITTED, type Rule } from './rule';

/** The orders that the items ask for; an order that is evidence follows US Core alone. */
function requested(packet: Packet): Element[] {
	const { claim, prior } = packet;
	const found = [claim, prior].flatMap((of) =>
		elements(of?.resource, 'item').flatMap((item) =>
			extensions(item, EXTENSIONS.requestedService).flatMap((extension) => {
				const order = of && packet.target(element(extension, 'valueReference'), of);
				return order === undefined || !ORDER_TYPES.has(order.type) ? [] : [order.resource];
			}),
		),
	);
	return [...new Set(found)];
}

const each = (broken: (order: Element, type: string) => readonly string[]) => (packet: Packet) =>
	requested(packet).flatMap((order) => broken(order, String(order.value.resourceType)));

/** The orders behind the items. */
export const ORDER_RULES: readonly Rule[] = [
	rule({
		name: 'pas-order-intent',
		source:
			'PASServiceRequest, PASDeviceRequest, PASMedicationRequest, PASNutritionOrder: intent = order (exactly)',
		kinds: SUBMITTED,
		message: 'What is asked for is not an order',
		nextStep: 'Ask for authorization of the order, not of a plan or a proposal.',
		check: each(({ value, path }) => unless(value.intent === 'order', `${path}.intent`)),
	}),
	rule({
		name: 'pas-order-medication-active',
		source: 'PASMedicationRequest: status = active (exactly)',
		kinds: SUBMITTED,
		message: 'The prescription is not active',
		nextStep: 'Ask only for active prescriptions.',
		check: each(({ value, path }, type) =>
			unless(type !== 'MedicationRequest' || value.status === 'active', `${path}.status`),
		),
	}),
	rule({
		name: 'pas-order-subject',
		source: 'PAS orders: subject (NutritionOrder: patient) only Reference(PASBeneficiary)',
		kinds: SUBMITTED,
		message: 'The order does not say for whom it is',
		nextStep: 'Refer to the patient in the order.',
		check: each((order, type) => {
			const name = type === 'NutritionOrder' ? 'patient' : 'subject';
			const named = text(element(order, name), 'reference') !== undefined;
			return unless(named, `${order.path}.${name}`);
		}),
	}),
	rule({
		name: 'pas-order-code',
		source:
			'PASServiceRequest.code, PASDeviceRequest.codeCodeableConcept from X12278RequestedServiceType (required)',
		kinds: SUBMITTED,
		message: 'The order has no code for billing',
		nextStep:
			'Give the order a CPT, HCPCS, ICD-10-PCS or NDC code, or leave the order out of the item.',
		check: each((order, type) => {
			if (type === 'DeviceRequest') {
				return unless(
					codedIn(element(order, 'codeCodeableConcept'), SERVICE_SYSTEMS),
					`${order.path}.codeCodeableConcept`,
				);
			}
			if (type !== 'ServiceRequest') return [];
			return unless(codedIn(element(order, 'code'), SERVICE_SYSTEMS), `${order.path}.code`);
		}),
	}),
	rule({
		name: 'pas-order-quantity',
		source: 'PASServiceRequest: quantity[x] only PASQuantity; prof-2, prof-3',
		kinds: SUBMITTED,
		message: 'The quantity of the order has no unit, or a code that is not of X12',
		nextStep: 'Give a number above zero and the unit in words, without a code.',
		check: each((order, type) => {
			if (type !== 'ServiceRequest') return [];
			return [
				...unless(!has(order, 'quantityRatio'), `${order.path}.quantityRatio`),
				...unless(!has(order, 'quantityRange'), `${order.path}.quantityRange`),
				...elements(order, 'quantityQuantity').flatMap(wrongQuantity),
			];
		}),
	}),
	rule({
		name: 'pas-order-occurrence',
		source: 'PASServiceRequest, PASDeviceRequest: occurrence[x] only PASTiming',
		kinds: SUBMITTED,
		message: 'The order says when by a date or a period, not by a timing',
		nextStep: 'Give the dates in the item, and leave them out of the copy of the order.',
		check: each((order) =>
			['occurrenceDateTime', 'occurrencePeriod']
				.filter((name) => has(order, name))
				.map((name) => `${order.path}.${name}`),
		),
	}),
	rule({
		name: 'pas-order-timing',
		source: 'prof-1; PASTiming: repeat.bounds[x] only Duration',
		kinds: SUBMITTED,
		message: 'The timing of the order says neither how many times nor how often',
		nextStep: 'Give a count, or frequency, period and unit; bounds are given as a duration.',
		check: each((order) =>
			timings(order)
				.filter((timing) => !isPasTiming(timing))
				.map(({ path }) => path),
		),
	}),
];

const timings = (order: Element): Element[] => [
	...elements(order, 'occurrenceTiming'),
	...elements(order, 'dosageInstruction').flatMap((dosage) => elements(dosage, 'timing')),
];

/** prof-1: at least one of count, frequency with period and unit, calendar pattern, delivery pattern. */
export function isPasTiming(timing: Element): boolean {
	const repeat = element(timing, 'repeat');
	const said = (name: string) => repeat !== undefined && has(repeat, name);
	if (said('boundsPeriod') || said('boundsRange')) return false;
	return (
		said('count') ||
		(said('frequency') && said('period') && said('periodUnit')) ||
		extensions(timing, EXTENSIONS.calendarPattern).length > 0 ||
		extensions(timing, EXTENSIONS.deliveryPattern).length > 0
	);
}
