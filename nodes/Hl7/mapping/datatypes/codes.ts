import type { ReadField } from '../reading';
import { codeSystemOf, universalSystem } from '../systems';

export interface Coding {
	system?: string;
	version?: string;
	code?: string;
	display?: string;
}

export interface CodeableConcept {
	coding?: Coding[];
	text?: string;
}

/**
 * CWE, CE or CNE: the code, the alternate and the second alternate one, and the words of the sender.
 *
 * @param system of a code that names none: the table of the field
 */
export function codeableConcept(
	field: ReadField | undefined,
	system?: string,
): CodeableConcept | undefined {
	if (field === undefined) return undefined;
	const codings = [
		coding(field, { code: 1, display: 2, system: 3, version: 7, oid: 14 }, system),
		coding(field, { code: 4, display: 5, system: 6, version: 8, oid: 17 }),
		coding(field, { code: 10, display: 11, system: 12, version: 13, oid: 20 }),
	].filter((one) => one !== undefined);
	const text = field.text(9) ?? codings.find(({ display }) => display !== undefined)?.display;
	if (codings.length === 0 && text === undefined) return undefined;
	return {
		...(codings.length > 0 && { coding: codings }),
		...(text !== undefined && { text }),
	};
}

function coding(
	field: ReadField,
	at: { code: number; display: number; system: number; version: number; oid: number },
	systemOfField?: string,
): Coding | undefined {
	const code = field.text(at.code);
	const display = field.text(at.display);
	const name = field.text(at.system);
	const version = field.text(at.version);
	const oid = universalSystem(field.text(at.oid), 'ISO');
	if (code === undefined && display === undefined) return undefined;
	const system =
		code === undefined
			? undefined
			: name === undefined
				? (oid ?? systemOfField)
				: (codeSystemOf(name) ?? oid);
	// A local code is a code all the same; without its system nobody can take it for another one.
	if (code !== undefined && system === undefined) field.warn('system-unknown', at.code);
	return {
		...(system !== undefined && { system }),
		...(version !== undefined && system !== undefined && { version }),
		...(code !== undefined && { code }),
		...(display !== undefined && { display }),
	};
}

/** A code of one of the standard's tables as the FHIR code it stands for; told when it is none. */
export function tableCode<T extends string>(
	field: ReadField | undefined,
	table: Readonly<Record<string, T>>,
	component = 1,
): T | undefined {
	const code = field?.text(component);
	if (field === undefined || code === undefined) return undefined;
	const found = Object.hasOwn(table, code.toUpperCase()) ? table[code.toUpperCase()] : undefined;
	if (found === undefined) field.warn('code-unknown', component);
	return found;
}
