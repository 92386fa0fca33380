import { cancelsAll, fullDates, ofClaim, unclear, unless, wrongQuantity } from './checks';
import {
	codedIn,
	codings,
	element,
	elements,
	extensionCode,
	extensions,
	text,
	type Element,
} from './element';
import {
	CERTIFICATION,
	EXTENSIONS,
	MODIFIER_SYSTEMS,
	ORDER_TYPES,
	SERVICE_SYSTEMS,
	SYSTEMS,
} from './names';
import type { Packet } from './packet';
import { rule, SUBMITTED, type Rule } from './rule';
import { unitsOf } from './units';

/** A rule about each item of the claim: the items that break it. */
const eachItem = (broken: (item: Element, packet: Packet) => readonly string[]) =>
	ofClaim((claim, packet) => elements(claim, 'item').flatMap((item) => broken(item, packet)));

/** What is asked for, line by line. */
export const ITEM_RULES: readonly Rule[] = [
	rule({
		name: 'pas-item-present',
		source: 'PASClaim, PASClaimUpdate: item 1..*',
		kinds: SUBMITTED,
		message: 'The claim asks for nothing',
		nextStep: 'Give at least one item: the ordered service, device or drug.',
		check: ofClaim((claim) =>
			unless(elements(claim, 'item').length > 0 || cancelsAll(claim), `${claim.path}.item`),
		),
	}),
	rule({
		name: 'pas-item-sequence',
		source: 'FHIR R4 Claim.item.sequence 1..1; PASClaimBase: the same in every claim and answer',
		message: 'The items are not numbered, each with a number of its own',
		nextStep: 'Number the items 1, 2, 3: the payer answers by these numbers.',
		check: ofClaim((claim) => unclear(elements(claim, 'item'))),
	}),
	rule({
		name: 'pas-item-request-type',
		source: 'PASClaim, PASClaimUpdate: item.extension[requestType] 1..1',
		kinds: SUBMITTED,
		message: 'An item does not say which kind of review it asks for',
		nextStep: 'Choose the request type, for example HS for a review of health services.',
		check: eachItem((item) => oneCode(item, EXTENSIONS.requestType, 'requestType')),
	}),
	rule({
		name: 'pas-item-certification-type',
		source: 'PASClaim, PASClaimUpdate: item.extension[certificationType] 1..1',
		kinds: SUBMITTED,
		message: 'An item does not say whether it is a first request, a change or a cancellation',
		nextStep: 'Choose the certification type, for example I for a first request.',
		check: eachItem((item) => oneCode(item, EXTENSIONS.certificationType, 'certificationType')),
	}),
	rule({
		name: 'pas-item-category',
		source: 'PASClaim, PASClaimUpdate: item.category 1..1',
		kinds: SUBMITTED,
		message: 'An item has no category of service',
		nextStep: "Choose the category of service by the payer's list.",
		check: eachItem((item) =>
			unless(codings(element(item, 'category')).length > 0, `${item.path}.category`),
		),
	}),
	rule({
		name: 'pas-item-product',
		source: 'PASClaimBase: item.productOrService from X12278RequestedServiceType (required)',
		message: 'An item has no code for billing of what is asked for',
		nextStep:
			'Give a CPT, HCPCS, ICD-10-PCS or NDC code. A SNOMED CT or local code alone is not enough.',
		check: eachItem((item, { kind }) => {
			const product = element(item, 'productOrService');
			const any =
				kind === 'inquiry' &&
				codings(product).some(
					({ system, code }) => system === SYSTEMS.dataAbsent && code === 'not-applicable',
				);
			return unless(any || codedIn(product, SERVICE_SYSTEMS), `${item.path}.productOrService`);
		}),
	}),
	rule({
		name: 'pas-item-modifier',
		source: 'PASClaimBase: item.modifier from X12278RequestedServiceModifierType (required)',
		message: 'A modifier of an item is not a CPT or HCPCS modifier',
		nextStep: 'Give the modifier with the CPT or HCPCS system.',
		check: eachItem((item) =>
			elements(item, 'modifier')
				.filter((modifier) => !codedIn(modifier, MODIFIER_SYSTEMS))
				.map(({ path }) => path),
		),
	}),
	rule({
		name: 'pas-item-revenue',
		source: 'PASClaimBase: item.revenue from AHANUBCRevenueCodes (required)',
		message: 'The revenue code of an item is not one of NUBC',
		nextStep: 'Give the code with the system https://www.nubc.org/CodeSystem/RevenueCodes.',
		check: eachItem((item) => {
			const revenue = element(item, 'revenue');
			return unless(
				revenue === undefined || codedIn(revenue, new Set([SYSTEMS.revenue])),
				`${item.path}.revenue`,
			);
		}),
	}),
	rule({
		name: 'pas-item-location',
		source:
			'PASClaim, PASClaimUpdate: item.location[x] 1..1; PASClaimBase: only CodeableConcept from X12278LocationType (required)',
		kinds: SUBMITTED,
		message: 'An item does not say by code where the service will be given',
		nextStep:
			'Give a CMS place of service code (11 office, 21 inpatient hospital) or a type of bill.',
		check: eachItem((item) =>
			unless(
				codedIn(
					element(item, 'locationCodeableConcept'),
					new Set([SYSTEMS.placeOfService, SYSTEMS.typeOfBill]),
				),
				`${item.path}.location`,
			),
		),
	}),
	rule({
		name: 'pas-item-place-of-service',
		source: 'CMS Place of Service Code Set: two digits',
		message: 'A place of service code is not of two digits',
		nextStep: 'Give both digits, for example 02 or 11.',
		check: eachItem((item) => {
			const location = element(item, 'locationCodeableConcept');
			return unless(
				codings(location).every(
					({ system, code }) => system !== SYSTEMS.placeOfService || /^\d{2}$/.test(code),
				),
				`${item.path}.locationCodeableConcept`,
			);
		}),
	}),
	rule({
		name: 'pas-item-dates',
		source: 'PASClaimBase: item.servicedDate, item.servicedPeriod.start and .end obey FullDateRule',
		message: 'A date of service is not a full date',
		nextStep: 'Give dates as YYYY-MM-DD, without a time.',
		check: eachItem((item) => fullDates(item, 'serviced')),
	}),
	rule({
		name: 'pas-item-period',
		source: 'FHIR R4 invariant per-1',
		message: 'A period of service ends before it begins',
		nextStep: 'Correct the dates.',
		check: eachItem((item) => {
			const period = element(item, 'servicedPeriod');
			const [start, end] = [text(period, 'start'), text(period, 'end')];
			const turned = start !== undefined && end !== undefined && end < start;
			return unless(!turned, `${item.path}.servicedPeriod`);
		}),
	}),
	rule({
		name: 'pas-item-quantity',
		source: 'prof-2, prof-3; PASQuantity: value 1..1',
		message:
			'A quantity has no value above zero, neither unit nor code, or a code that is not of X12',
		nextStep: 'Give a number and the unit in words: visits, days, units.',
		check: eachItem((item) => elements(item, 'quantity').flatMap(wrongQuantity)),
	}),
	rule({
		name: 'pas-item-unit',
		source: 'PASClaimBase: item.quantity (the units that can be carried on)',
		message: 'The unit of a quantity is not one of those that reach the payer',
		nextStep: 'Use international units, days, units, minutes, hours, months or visits.',
		check: eachItem((item) =>
			elements(item, 'quantity')
				.filter((quantity) => {
					const unit = text(quantity, 'unit');
					return unit !== undefined && unitsOf(unit) === undefined;
				})
				.map(({ path }) => `${path}.unit`),
		),
	}),
	rule({
		name: 'pas-item-links',
		source: 'FHIR R4 Claim.item.careTeamSequence, diagnosisSequence, informationSequence',
		message:
			'An item points to a diagnosis, a clinician or a piece of evidence that the claim has not',
		nextStep: 'Point to numbers that are in the claim.',
		check: ofClaim((claim) => elements(claim, 'item').flatMap((item) => brokenLinks(claim, item))),
	}),
	rule({
		name: 'pas-item-requested-service',
		source: 'RequestedService: value[x] only Reference to the four kinds of orders',
		kinds: SUBMITTED,
		message: 'The requested service of an item is not an order',
		nextStep: 'Refer to a ServiceRequest, DeviceRequest, MedicationRequest or NutritionOrder.',
		check: ofClaim((claim, packet, entry) =>
			elements(claim, 'item').flatMap((item) =>
				extensions(item, EXTENSIONS.requestedService).flatMap((extension) => {
					const reference = element(extension, 'valueReference');
					const type = packet.target(reference, entry)?.type;
					const named = text(reference, 'reference') !== undefined;
					return unless(named && (type === undefined || ORDER_TYPES.has(type)), extension.path);
				}),
			),
		),
	}),
	rule({
		name: 'pas-item-appeal-level',
		source: 'invariant ImmediateLevelOfCare',
		kinds: SUBMITTED,
		message: 'An immediate appeal does not say which level of service is asked for',
		nextStep: 'Give the level of service, for example U for urgent.',
		check: ofClaim((claim) => {
			const level = (of: Element) => extensionCode(of, EXTENSIONS.levelOfServiceCode);
			return elements(claim, 'item')
				.filter(
					(item) =>
						extensionCode(item, EXTENSIONS.certificationType) === CERTIFICATION.immediateAppeal,
				)
				.filter((item) => level(item) === undefined && level(claim) === undefined)
				.map(({ path }) => path);
		}),
	}),
];

function oneCode(item: Element, url: string, name: string): readonly string[] {
	const found = extensions(item, url);
	const [only] = found;
	const coded = codings(element(only, 'valueCodeableConcept')).length > 0;
	return unless(found.length === 1 && coded, `${item.path}.extension(${name})`);
}

const LINKS = [
	['careTeamSequence', 'careTeam'],
	['diagnosisSequence', 'diagnosis'],
	['informationSequence', 'supportingInfo'],
] as const;

function brokenLinks(claim: Element, item: Element): readonly string[] {
	return LINKS.flatMap(([link, list]) => {
		const numbers = item.value[link];
		if (!Array.isArray(numbers)) return [];
		const there = new Set(elements(claim, list).map(({ value }) => value.sequence));
		return unless(
			numbers.every((number: unknown) => there.has(number)),
			`${item.path}.${link}`,
		);
	});
}
