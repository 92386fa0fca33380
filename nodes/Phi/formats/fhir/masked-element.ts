import { capital, type Definitions, type ElementEntry } from '../../../formats/fhir';
import { masked, type Json } from './place';

/** Types whose JSON is a string, number or boolean. */
const PRIMITIVE = /^[a-z]/;

/**
 * An element of a type of which nothing may stand: the mark, and a mark at each part that the standard
 * requires, so that the result is still valid.
 */
export function maskedElement(definitions: Definitions, type: string, depth = 0): Json {
	const element = masked();
	const parts = definitions.types[type]?.elements ?? {};
	for (const [name, entry] of Object.entries(parts)) {
		if (entry[0] > 0 && depth < 6) setMasked(definitions, element, name, entry, depth + 1);
	}
	if (type === 'Extension') delete element.extension;
	return element;
}

/** Puts the mark in the place of an element of a row of the table. */
export function setMasked(
	definitions: Definitions,
	into: Json,
	element: string,
	[, max, types]: ElementEntry,
	depth = 0,
): void {
	const type = types[0] ?? 'string';
	const name = element.endsWith('[x]') ? element.slice(0, -3) + capital(type) : element;
	if (PRIMITIVE.test(type)) into[`_${name}`] = max === 1 ? masked() : [masked()];
	else {
		const one = maskedElement(definitions, type, depth);
		into[name] = max === 1 ? one : [one];
	}
}
