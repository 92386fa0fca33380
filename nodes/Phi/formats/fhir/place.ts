import type { ElementEntry } from '../../../formats/fhir';
import type { PhiRole, Subject } from '../../types';

export type Json = Record<string, unknown>;

/** Where the walk stands. */
export interface Place {
	/** Element path without indexes: `Patient.contact.name`. Holds names of the standard only. */
	readonly path: string;
	/** Type of the table and element, `Patient.contact` and `name`: the key of the tables of rules. */
	readonly key: string;
	/** Whose record it is. */
	readonly subject: Subject;
	/** Whose names and numbers these are. */
	readonly role: PhiRole;
	/** True inside an element whose quantities are the age of somebody. */
	readonly isAge: boolean;
	/** True inside an element whose value is the day or the year in which somebody was born. */
	readonly isBirthYear?: boolean;
	/** What the resource contains, by its old id: `#old` to `#new`. */
	readonly contained: ReadonlyMap<string, string>;
	readonly depth: number;
	/** The table's row of the element. */
	readonly entry?: ElementEntry;
	/** The object in which the element stands, as it came. */
	readonly parent: Json;
}

export const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a table says of a word that came from a record, which may be any word (`constructor`). */
export const own = <T>(table: Readonly<Record<string, T>>, word: unknown): T | undefined =>
	typeof word === 'string' && Object.hasOwn(table, word) ? table[word] : undefined;

const ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';

/** Says in the place of a value that it was taken out (FHIR R4 extension data-absent-reason). */
export const masked = (): Json => ({ extension: [{ url: ABSENT, valueCode: 'masked' }] });

/** `masked` of a value, as a walk answers it. */
export const MASKED = Symbol('masked');
/** Nothing stands in its place, not even a mark. */
export const DROPPED = Symbol('dropped');
export type Gone = typeof MASKED | typeof DROPPED;
