import type { Case } from './cases.ts';
import type { ElementName } from './reading.ts';
import { NPI, type Json } from './records.ts';

/** A way in which charts are incomplete, and the element that the product has to name. */
export interface Gap {
	element: ElementName;
	name: string;
	/** @returns false where this case has nothing to take away */
	make(input: Json): boolean;
}

const first = ({ items }: Json): Json => items[0];
const timed = (order: Json): boolean =>
	order.occurrenceTiming?.repeat?.boundsDuration !== undefined;

/** Holes that were seen in charts; every one of them must be told, and nothing be built. */
export const GAPS: readonly Gap[] = [
	{
		element: 'codes',
		name: 'the order has only a clinical code',
		make: (input) => {
			const { order } = first(input);
			delete first(input).code;
			for (const name of ['code', 'codeCodeableConcept', 'medicationCodeableConcept']) {
				if (order[name] === undefined) continue;
				order[name] = { coding: [{ system: 'http://snomed.info/sct', code: '82423001' }] };
			}
			if (order.enteralFormula) order.enteralFormula = {};
			return true;
		},
	},
	{
		element: 'diagnosis',
		name: 'there is no diagnosis',
		make: (input) => {
			input.diagnoses = [];
			return true;
		},
	},
	{
		element: 'diagnosis',
		name: 'a diagnosis has only a clinical code',
		make: (input) => {
			input.diagnoses[0].code.coding = [{ system: 'http://snomed.info/sct', code: '82423001' }];
			return true;
		},
	},
	{
		element: 'units',
		name: 'nobody says how much',
		make: (input) => {
			delete first(input).quantity;
			delete first(input).order.quantityQuantity;
			delete first(input).order.dispenseRequest;
			return true;
		},
	},
	{
		element: 'units',
		name: 'the amount has a unit that no payer counts in',
		make: (input) => {
			first(input).quantity = { value: 3, unit: 'bottles' };
			return true;
		},
	},
	{
		element: 'units',
		name: 'the amount is nothing',
		make: (input) => {
			first(input).quantity = { value: 0, unit: 'visits' };
			return true;
		},
	},
	{
		element: 'dates',
		name: 'nobody says when',
		make: (input) => {
			delete first(input).serviced;
			const { order } = first(input);
			for (const name of Object.keys(order)) if (/^occurrence/.test(name)) delete order[name];
			for (const dosage of order.dosageInstruction ?? []) delete dosage.timing;
			delete order.dispenseRequest?.expectedSupplyDuration;
			return true;
		},
	},
	{
		element: 'dates',
		name: 'the day is only a month',
		make: (input) => {
			first(input).serviced = '2026-12';
			return true;
		},
	},
	{
		element: 'dates',
		name: 'the last day is before the first',
		make: (input) => {
			first(input).serviced = { start: '2026-12-20', end: '2026-12-02' };
			return true;
		},
	},
	{
		element: 'dates',
		name: 'the order says for how long, but in a form that cannot travel',
		make: (input) => {
			const { order } = first(input);
			if (!timed(order)) return false;
			order.occurrenceTiming.repeat = {
				boundsDuration: order.occurrenceTiming.repeat.boundsDuration,
			};
			return true;
		},
	},
	{
		element: 'dates',
		name: 'the order says for how long, but does not travel',
		make: (input) => {
			const item = first(input);
			if (!timed(item.order)) return false;
			item.code = item.order.code.coding.find(({ system }: Json) => /cms\.gov/.test(system));
			item.order.code = { coding: [{ system: 'http://snomed.info/sct', code: '82423001' }] };
			return true;
		},
	},
	{
		element: 'provider',
		name: 'nobody who asks has a number',
		make: (input) => {
			for (const one of [input.provider, input.practitioner]) {
				one.identifier = one.identifier.filter(({ system }: Json) => system !== NPI);
			}
			return true;
		},
	},
	{
		element: 'provider',
		name: 'the number of who asks has a wrong check digit',
		make: (input) => {
			for (const one of [input.provider, input.practitioner]) {
				for (const identifier of one.identifier) {
					if (identifier.system === NPI) identifier.value = '1234567890';
				}
			}
			return true;
		},
	},
	{
		element: 'place',
		name: 'nobody says where',
		make: (input) => {
			delete first(input).placeOfService;
			delete input.facility;
			return true;
		},
	},
	{
		element: 'place',
		name: 'the place is a word',
		make: (input) => {
			first(input).placeOfService = 'office';
			return true;
		},
	},
	{
		element: 'urgency',
		name: 'expedited, and nobody attests to it',
		make: (input) => {
			input.urgency = { level: 'expedited' };
			return true;
		},
	},
	{
		element: 'urgency',
		name: 'nobody says how urgent it is',
		make: (input) => {
			delete input.urgency;
			return true;
		},
	},
	{
		element: 'identifiers',
		name: 'the coverage has no member id',
		make: (input) => {
			delete input.coverage.identifier;
			delete input.coverage.subscriberId;
			return true;
		},
	},
	{
		element: 'identifiers',
		name: 'the payer has no identifier',
		make: (input) => {
			delete input.insurer.identifier;
			return true;
		},
	},
];

/** The case with a hole in it; undefined where it cannot have that hole. */
export function withGap({ input }: Case, gap: Gap): Json {
	const copy = structuredClone(input);
	return gap.make(copy) ? copy : undefined;
}
