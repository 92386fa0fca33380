import { keyOf, type RecordServer } from '../request/input';
import { servicedOf } from '../request/facts';
import { SYSTEMS } from '../rules';
import { codings, element, elements, isFullDate, type Element } from '../rules/element';
import type { FhirResource } from '../../clients/fhir';
import type { RequirementInput } from './input';

/** What is known about an order before anybody is asked. */
export interface OrderFacts {
	/** `ServiceRequest/17` */
	reference: string;
	codes: ReadonlyArray<{ system: string; code: string }>;
	/** Day of service, YYYY-MM-DD. */
	day: string;
	today: string;
	/** Day on which it was written, YYYY-MM-DD, where it says so. */
	authored?: string;
	/** `Coverage/3` */
	coverage: string;
	server: RecordServer | undefined;
}

export function orderFacts(order: FhirResource, input: RequirementInput): OrderFacts {
	const today = input.now.toISOString().slice(0, 10);
	const authored = String(order.authoredOn ?? '').slice(0, 10);
	return {
		reference: keyOf(order) ?? '',
		codes: orderCodes(order),
		day: input.day ?? dayOf(order) ?? today,
		today,
		...(isFullDate(authored) && { authored }),
		coverage: keyOf(input.coverage) ?? '',
		server: input.server,
	};
}

/** First day of service that the order names. */
export function dayOf(order: FhirResource): string | undefined {
	const placeholder = { system: '', code: '' };
	const item = { order, category: placeholder, requestType: placeholder };
	const serviced = servicedOf(item);
	if (serviced === undefined) return undefined;
	return 'date' in serviced ? serviced.date : serviced.start;
}

/** Every code by which the order says what it asks for. */
export function orderCodes(order: FhirResource): Array<{ system: string; code: string }> {
	const of: Element = { path: order.resourceType, value: order };
	const names = ['code', 'codeCodeableConcept', 'medicationCodeableConcept'];
	return [
		...names.map((name) => element(of, name)),
		...elements(element(of, 'oralDiet'), 'type'),
		element(element(of, 'enteralFormula'), 'baseFormulaType'),
	].flatMap((concept) => codings(concept));
}

/** Two digits of CMS for the place where the service is given, where the record of the place has them. */
export function placeOfFacility(facility: FhirResource | undefined): string | undefined {
	if (facility === undefined) return undefined;
	return elements({ path: facility.resourceType, value: facility }, 'type')
		.flatMap(codings)
		.find(({ system, code }) => system === SYSTEMS.placeOfService && /^\d{2}$/.test(code))?.code;
}
