import type {
	AdministrativeCompleteness,
	AdministrativeElement,
} from '../../shared/contracts/prior-auth';
import { HospitalError } from '../../shared/errors';
import { isInstant } from '../rules/element';
import {
	billingCode,
	diagnosisCode,
	hasDuration,
	memberId,
	npiOf,
	payerId,
	placeOf,
	quantityOf,
	servicedOf,
} from './facts';
import type { RequestedItem, RequestInput } from './input';

interface Check {
	element: AdministrativeElement;
	missing: string;
	from: string;
	/** Per item, or once for the request. */
	item?(item: RequestedItem, input: RequestInput): boolean;
	request?(input: RequestInput): boolean;
}

const CHECKS: readonly Check[] = [
	{
		element: 'codes',
		missing: 'a code for billing (CPT, HCPCS, ICD-10-PCS or NDC)',
		from: 'the order, or the code field of the item',
		item: (item) => billingCode(item) !== undefined,
	},
	{
		element: 'diagnosis',
		missing: 'an ICD-10-CM diagnosis, on every condition that is given',
		from: 'the conditions that the order gives as its reason',
		request: ({ diagnoses }) =>
			diagnoses.length > 0 && diagnoses.every((each) => diagnosisCode(each) !== undefined),
	},
	{
		element: 'units',
		missing: 'how much is asked for, in days, hours, minutes, months, visits or units',
		from: 'the quantity of the order, or the quantity field of the item',
		item: (item) => quantityOf(item) !== undefined,
	},
	{
		element: 'dates',
		missing: 'the days of service, or for how long',
		from: 'the occurrence of the order, or the date fields of the item',
		item: (item) =>
			servicedOf(item) !== undefined || (item.serviced === undefined && hasDuration(item)),
	},
	{
		element: 'provider',
		missing: 'a valid NPI of who asks',
		from: 'the record of the organization or of the ordering clinician',
		request: ({ provider, practitioner }) =>
			npiOf(provider) !== undefined || npiOf(practitioner) !== undefined,
	},
	{
		element: 'place',
		missing: 'the place of service, as two digits of CMS',
		from: 'the place of service field of the item, or the type of the facility',
		item: (item, input) => placeOf(item, input) !== undefined,
	},
	{
		element: 'urgency',
		missing: 'standard or expedited; expedited with the clinician who attests to it, and when',
		from: 'the ordering clinician, who signs it',
		request: ({ urgency }) => {
			if (urgency?.level === 'standard') return true;
			if (urgency?.level === 'expedited' && urgency.toBeAttested === true) return true;
			const { by, at } = urgency?.attestation ?? {};
			return (
				urgency?.level === 'expedited' && by !== undefined && by.trim() !== '' && isInstant(at)
			);
		},
	},
	{
		element: 'identifiers',
		missing: 'the member id of the coverage and an identifier of the payer',
		from: "the patient's insurance card and the record of the payer",
		request: ({ coverage, insurer }) =>
			memberId(coverage) !== undefined && payerId(insurer) !== undefined,
	},
];

/** The eight administrative elements that a payer cannot decide without. */
export function checkCompleteness(input: RequestInput): AdministrativeCompleteness {
	const elements = CHECKS.map(({ element, missing, from, item, request }) => {
		const lacking = input.items.flatMap((each, at) =>
			item === undefined || item(each, input) ? [] : [at + 1],
		);
		const present =
			item === undefined
				? request?.(input) === true
				: input.items.length > 0 && lacking.length === 0;
		if (present) return { element, present, from };
		return { element, present, missing, from, ...(lacking.length > 0 && { items: lacking }) };
	});
	return { complete: elements.every(({ present }) => present), elements };
}

/** @throws HospitalError `prior-auth-incomplete`, which names everything that is missing */
export function requireComplete(completeness: AdministrativeCompleteness): void {
	if (completeness.complete) return;
	const lacking = completeness.elements.filter(({ present }) => !present);
	const named = lacking.map(
		({ missing, items }) => `${missing}${items === undefined ? '' : ` (item ${items.join(', ')})`}`,
	);
	throw new HospitalError('prior-auth-incomplete', `The request lacks ${named.join('; ')}`, {
		nextStep: `Nothing was built. It would come from: ${lacking.map(({ from }) => from).join('; ')}.`,
	});
}
