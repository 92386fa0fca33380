import type { FhirResource } from '../../../clients/fhir';
import { isFields, keyOf, list, text, type Fields } from '../fhir';
import type { Choice } from '../types';
import type { CqlRecord } from './library';

/** Lists of codes as the engine takes them. */
export const codesOf = (
	valueSets: Readonly<Record<string, readonly Choice[]>>,
): Record<string, object> => {
	const result: Record<string, Record<string, readonly Choice[]>> = {};
	for (const [canonical, codes] of Object.entries(valueSets)) {
		const [url, version = ''] = canonical.split('|');
		result[url] = { ...result[url], [version]: codes };
	}
	return result;
};

export const isRecord = (value: unknown): value is CqlRecord =>
	isFields(value) && isFields(value._json) && typeof value._json.resourceType === 'string';

export const recordKey = ({ _json }: CqlRecord): string[] => {
	const key = isFields(_json) ? keyOf(_json as FhirResource) : undefined;
	return key === undefined ? [] : [key];
};

/** A result of the engine as plain JSON; null is no result. */
export function plain(value: unknown): unknown[] {
	if (value === null || value === undefined) return [];
	if (typeof value !== 'object') return [value];
	const object = value as Fields;
	if (object._json !== undefined) return [object._json];
	if (object.isDateTime === true || object.isDate === true) return [String(value)];
	if (object.isCode === true) return [coding(object)];
	if (object.isConcept === true) {
		return [{ coding: list(object.codes).map(coding), text: text(object.display) }];
	}
	if (object.isQuantity === true) {
		const unit = text(object.unit) ?? '1';
		return [{ value: object.value, unit, system: 'http://unitsofmeasure.org', code: unit }];
	}
	return [{ unreadable: true }];
}

const coding = ({ system, code, display }: Fields): Choice =>
	Object.fromEntries(
		Object.entries({ system, code, display }).filter(([, part]) => typeof part === 'string'),
	);
