import type { FhirResource } from '../../../clients/fhir';
import type { CoverageCheck } from '../../../shared/contracts';
import { keyIn, keyOf, type RecordServer } from '../../request/input';
import { elements, text, type Element } from '../../rules/element';

export type Payer = NonNullable<CoverageCheck['payer']>;

/**
 * The one payer of a coverage: an Organization at hand, contained in it, or named by its identifier.
 *
 * @returns undefined when it names none or several, or a person (who pays without a payer)
 */
export function payerOf(
	coverage: FhirResource,
	resources: readonly FhirResource[],
	server: RecordServer | undefined,
): Payer | undefined {
	const [payor, ...others] = elements({ path: 'Coverage', value: coverage }, 'payor');
	if (payor === undefined || others.length > 0) return undefined;
	const organization = organizationOf(payor, coverage, resources, server);
	const name = text(organization, 'name') ?? text(payor, 'display');
	const identifier =
		organization === undefined
			? elements(payor, 'identifier')
			: elements(organization, 'identifier').filter((one) => text(one, 'use') !== 'old');
	const found = identifier.find((one) => text(one, 'system') !== undefined && text(one, 'value'));
	const value = text(found, 'value');
	if (value === undefined) return undefined;
	const system = text(found, 'system');
	const reference = organization && keyOf(organization.value as FhirResource);
	return {
		...(reference !== undefined && !isContained(payor) && { reference }),
		...(system !== undefined && { system }),
		value,
		...(name !== undefined && { name: name.slice(0, 200) }),
	};
}

const isContained = (payor: Element): boolean => text(payor, 'reference')?.startsWith('#') === true;

function organizationOf(
	payor: Element,
	coverage: FhirResource,
	resources: readonly FhirResource[],
	server: RecordServer | undefined,
): Element | undefined {
	const reference = text(payor, 'reference');
	if (reference === undefined) return undefined;
	if (reference.startsWith('#')) {
		return elements({ path: 'Coverage', value: coverage }, 'contained').find(
			({ value }) => value.id === reference.slice(1) && value.resourceType === 'Organization',
		);
	}
	const key = keyIn(reference, server);
	const found = resources.find(
		(one) => one.resourceType === 'Organization' && keyOf(one) === key && key !== undefined,
	);
	return found && { path: 'Organization', value: found };
}

/** Every identifier of a payer, alone and with its system: tables and settings may use either form. */
export function payerNames(
	payer: Payer | undefined,
	insurer: FhirResource | undefined,
): ReadonlySet<string> {
	const identifiers =
		insurer === undefined
			? []
			: elements({ path: 'Organization', value: insurer }, 'identifier').map((one) => ({
					system: text(one, 'system'),
					value: text(one, 'value'),
				}));
	const all = [...identifiers, { system: payer?.system, value: payer?.value }];
	return new Set(
		all.flatMap(({ system, value }) =>
			value === undefined ? [] : [value, ...(system === undefined ? [] : [`${system}|${value}`])],
		),
	);
}
