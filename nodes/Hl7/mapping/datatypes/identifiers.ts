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

type Systems = Pick<
	ToFhirOptions,
	'identifierSystems' | 'numberSystems' | 'asOf' | 'patientSystems'
>;

/** United States social security numbers. */
export const SSN = 'http://hl7.org/fhir/sid/us-ssn';
export const IDENTIFIER_TYPES = 'http://terminology.hl7.org/CodeSystem/v2-0203';

/** An assigning authority (HD): its name, its universal id and that id's type. */
interface Authority {
	name?: string;
	id?: string;
	type?: string;
}

/** A system, and whether the site gave it to this type of number of the authority alone. */
interface Found {
	system: string;
	ofType: boolean;
}

/**
 * The address of an authority's numbers: what the site says of it and the type of the number, of it
 * alone, else its universal id.
 */
function systemFound(
	{ name, id, type }: Authority,
	{ identifierSystems }: Systems,
	kind?: string,
): Found | undefined {
	const known = (key: string | undefined) =>
		key === undefined || key === '' ? undefined : addressOf(key, identifierSystems);
	const own = [name, id]
		.map((one) => known(kind !== undefined && one !== undefined ? `${kind}:${one}` : undefined))
		.find((system) => system !== undefined);
	if (own !== undefined) return { system: own, ofType: true };
	const system = known(name) ?? known(id) ?? universalSystem(id, type);
	return system === undefined ? undefined : { system, ofType: false };
}

/** Senders write their names in capital letters or not; two entries that differ in it only are two. */
function addressOf(key: string, systems: Systems['identifierSystems']): string | undefined {
	if (Object.hasOwn(systems, key)) return systems[key];
	const alike = Object.keys(systems).filter((one) => one.toUpperCase() === key.toUpperCase());
	return alike.length === 1 ? systems[alike[0] as string] : undefined;
}

/** Types as table 0203 writes them; some senders write the whole abbreviation, or "unspecified". */
const TYPES: Readonly<Record<string, string | undefined>> = { MRN: 'MR', PMRN: 'MR', U: undefined };

/** CX.5 */
function typeOf(field: ReadField): string | undefined {
	const type = field.text(5)?.toUpperCase();
	return type !== undefined && Object.hasOwn(TYPES, type) ? TYPES[type] : type;
}

/** As `systemFound`, for all but patients: what the authority's name alone gives to those is not theirs. */
export function systemOf(
	authority: Authority,
	options: Systems,
	kind?: string,
): string | undefined {
	const found = systemFound(authority, options, kind);
	if (found === undefined || found.ofType || !isOfPatients(found.system, options)) {
		return found?.system;
	}
	// What the sender itself declares as the space of the number stays.
	return universalSystem(authority.id, authority.type);
}

const isOfPatients = (system: string, { numberSystems, patientSystems }: Systems): boolean =>
	patientSystems?.has(system) === true || numberSystems?.patient === system;

/** HD: what the site says of an application or facility. */
export const authoritySystem = (field: ReadField, options: Systems): string | undefined =>
	[field.text(1), field.text(2)]
		.filter((name) => name !== undefined)
		.map((name) =>
			Object.hasOwn(options.identifierSystems, name) ? options.identifierSystems[name] : undefined,
		)
		.find((system) => system !== undefined && !isOfPatients(system, options));

/** The site's own word on numbers of a kind, for one that names no authority. */
const plainSystem = (
	{ name, id }: Authority,
	{ numberSystems }: Systems,
	kind: NumberKind | undefined,
): string | undefined =>
	kind === undefined || name !== undefined || id !== undefined ? undefined : numberSystems?.[kind];

/** Kinds of numbers of patients (table 0203). What an authority's name alone gives is of the first. */
const MEDICAL_RECORD = 'MR';
const OF_PATIENTS = new Set(['MR', 'PI', 'PT', 'EPI', 'MPI', 'PN']);

const authorityOf = (field: ReadField): Authority => ({
	name: field.text(4, 1),
	id: field.text(4, 2),
	type: field.text(4, 3),
});

/**
 * The system of a CX. Two numbers of one authority are of one system only when they are of one type:
 * a medical record number and an internal one may be the same digits of two people.
 */
function cxSystem(
	field: ReadField,
	options: Systems,
	kindOfNumber: 'patient' | 'visit',
): string | undefined {
	const kind = typeOf(field);
	const authority = authorityOf(field);
	const isRecord = kind === undefined || kind === MEDICAL_RECORD;
	const found = systemFound(authority, options, kind);
	if (kindOfNumber === 'visit') {
		if (kind !== undefined && OF_PATIENTS.has(kind))
			return found?.ofType ? found.system : undefined;
		return systemOf(authority, options, kind) ?? plainSystem(authority, options, 'visit');
	}
	if (found?.ofType === true) return found.system;
	if (found !== undefined) {
		return isRecord ? found.system : universalSystem(authority.id, authority.type);
	}
	if (kind === 'SS') return plainSystem({}, options, 'social');
	return isRecord ? plainSystem(authority, options, 'patient') : undefined;
}

/** Systems that an authority alone gives to the medical record numbers in these fields. */
export const recordSystems = (fields: readonly ReadField[], options: Systems): Set<string> =>
	new Set(
		fields.flatMap((field) => {
			const kind = typeOf(field);
			if (kind !== undefined && !OF_PATIENTS.has(kind)) return [];
			const authority = authorityOf(field);
			const found = systemFound(authority, options, kind);
			const isDeclared = found?.system === universalSystem(authority.id, authority.type);
			return found === undefined || found.ofType || isDeclared ? [] : [found.system];
		}),
	);

/**
 * CX: a number of a patient or visit with its authority and kind; undefined for one that is cut up by
 * a delimiter, because its first part is another number.
 */
export function cxIdentifier(
	field: ReadField,
	options: Systems,
	kindOfNumber: 'patient' | 'visit',
): Identifier | undefined {
	if (field.isCut(1)) {
		field.warn('number-cut', 1);
		return undefined;
	}
	const value = field.text(1);
	if (value === undefined) return undefined;
	const kind = typeOf(field);
	const authority = authorityOf(field);
	const found = cxSystem(field, options, kindOfNumber);
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
	if (field?.isCut(1) === true) {
		field.warn('number-cut', 1);
		return undefined;
	}
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
