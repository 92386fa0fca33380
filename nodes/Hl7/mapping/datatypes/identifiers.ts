import type { NumberKind, SystemValue, ToFhirOptions } from '../options';
import type { ReadField } from '../reading';
import { universalSystem } from '../systems';
import { fhirDate } from './times';

export interface Identifier {
	use?: 'usual' | 'official' | 'temp' | 'secondary' | 'old';
	type?: { coding: Array<{ system: string; code: string }> };
	system?: string;
	value?: string;
	period?: { start?: string; end?: string };
	assigner?: { display: string };
}

type Systems = Pick<ToFhirOptions, 'identifierSystems' | 'numberSystems' | 'asOf'>;

/** United States social security numbers. */
export const SSN = 'http://hl7.org/fhir/sid/us-ssn';
export const IDENTIFIER_TYPES = 'http://terminology.hl7.org/CodeSystem/v2-0203';

/** An assigning authority (HD): its name, its universal id and that id's type. */
interface Authority {
	name?: string;
	id?: string;
	type?: string;
}

/** The address of an authority's numbers: what the site says of it, else its universal id. */
export function systemOf(
	{ name, id, type }: Authority,
	{ identifierSystems }: Systems,
	kind?: string,
): string | undefined {
	const names = [kind && name && `${kind}:${name}`, name, id].filter((one) => one !== undefined);
	for (const one of names) {
		if (one !== '' && Object.hasOwn(identifierSystems, one)) return identifierSystems[one];
	}
	return universalSystem(id, type);
}

/** HD: what the site says of an application or facility. */
export const authoritySystem = (
	field: ReadField,
	{ identifierSystems }: Systems,
): string | undefined =>
	[field.text(1), field.text(2)]
		.filter((name) => name !== undefined)
		.map((name) => (Object.hasOwn(identifierSystems, name) ? identifierSystems[name] : undefined))
		.find((system) => system !== undefined);

/** The site's own word on numbers of a kind, for one that names no authority. */
const plainSystem = (
	{ name, id }: Authority,
	{ numberSystems }: Systems,
	kind: NumberKind | undefined,
): string | undefined =>
	kind === undefined || name !== undefined || id !== undefined ? undefined : numberSystems?.[kind];

/** CX: a number of a patient, visit or document with its authority and kind. */
export function cxIdentifier(
	field: ReadField,
	options: Systems,
	kindOfNumber?: NumberKind,
): Identifier | undefined {
	const value = field.text(1);
	if (value === undefined) return undefined;
	const kind = field.text(5);
	const authority: Authority = {
		name: field.text(4, 1),
		id: field.text(4, 2),
		type: field.text(4, 3),
	};
	const system =
		systemOf(authority, options, kind) ?? plainSystem(authority, options, kindOfNumber);
	// Social security numbers have an address of their own wherever they come from.
	const ssn = kind === 'SS' && system === undefined ? SSN : undefined;
	const found = system ?? ssn;
	if (found === undefined) field.warn('authority-unknown', 4);
	const start = fhirDate(field, 7);
	const end = fhirDate(field, 8);
	const isOver = end !== undefined && end < today(options);
	return {
		...(isOver && { use: 'old' as const }),
		...(kind !== undefined && { type: { coding: [{ system: IDENTIFIER_TYPES, code: kind }] } }),
		...(found !== undefined && { system: found }),
		value,
		...((start !== undefined || end !== undefined) && {
			period: {
				...(start !== undefined && { start }),
				...(end !== undefined && { end }),
			},
		}),
		...(authority.name !== undefined && { assigner: { display: authority.name } }),
	};
}

/** Numbers that have ended before the day of the message name nobody any more. */
const today = ({ asOf }: Systems): string => (asOf ?? new Date()).toISOString().slice(0, 10);

/** EI: an order or document number; its authority stands in components 2 to 4. */
export function eiIdentifier(
	field: ReadField | undefined,
	options: Systems,
	kind?: string,
	kindOfNumber?: NumberKind,
): Identifier | undefined {
	const value = field?.text(1);
	if (field === undefined || value === undefined) return undefined;
	const authority: Authority = { name: field.text(2), id: field.text(3), type: field.text(4) };
	const system =
		systemOf(authority, options, kind) ?? plainSystem(authority, options, kindOfNumber);
	return {
		...(kind !== undefined && { type: { coding: [{ system: IDENTIFIER_TYPES, code: kind }] } }),
		...(system !== undefined && { system }),
		value,
		...(authority.name !== undefined && { assigner: { display: authority.name } }),
	};
}

export const hasSystem = (identifier: Identifier | undefined): identifier is SystemValue =>
	identifier?.system !== undefined && identifier.value !== undefined;

/** True when both name the same thing. */
export const isSame = (a: SystemValue, b: unknown): boolean => {
	const { system, value } = (b ?? {}) as Partial<SystemValue>;
	return a.system === system && a.value === value;
};
