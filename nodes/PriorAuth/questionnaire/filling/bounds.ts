import { extensionsOf, isFields, type Fields } from '../fhir';

/** The smallest or largest value that a question takes (extensions minValue and maxValue of FHIR). */
export function boundOf(item: Fields, url: string): unknown {
	const extension = extensionsOf(item, url)[0];
	if (extension === undefined) return undefined;
	const name = Object.keys(extension).find((key) => key.startsWith('value'));
	const value = name === undefined ? undefined : extension[name];
	return isFields(value) ? value.value : value;
}
