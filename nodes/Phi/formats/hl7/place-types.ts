import { deed } from '../../engine/work';
import type { PhiType } from '../../types';
import { isCountry, isState } from '../fhir/terminologies';
import { at } from './cells';
import type { FieldPlace } from './place';
import { removed, set, type Rule } from './rule';

const field = (place: FieldPlace, type: PhiType, value: string): string | undefined => {
	const before = set(value);
	if (before === undefined) return undefined;
	const after = place.work.transformer.field(type, before, place.subject, 'unknown');
	place.did(deed(before, after), type);
	return after;
};

export const address: Rule = (cell, place) => {
	const country = set(at(cell, 6));
	const zip = set(at(cell, 5));
	const state = set(at(cell, 4));
	const newZip = zip && place.work.transformer.zip(zip, country);
	if (zip !== undefined) place.did(deed(zip, newZip), 'ZIP');
	const kind = at(cell, 7);
	const out = [
		field(place, 'STREET', at(cell, 1)),
		field(place, 'STREET', at(cell, 2)),
		field(place, 'CITY', at(cell, 3)),
		state !== undefined && isState(state) ? state : field(place, 'CITY', state ?? ''),
		newZip,
		country !== undefined && isCountry(country) ? country : undefined,
	];
	if (out.every((part) => part === undefined)) return undefined;
	return [...out, /^[A-Z]{1,3}$/.test(kind) ? kind : undefined];
};

/** Number and address of one way to reach somebody: XTN may hold both, and a number in four ways. */
export const telecom: Rule = (cell, place) => {
	const equipment = at(cell, 3);
	const [first, fourth] = [set(at(cell, 1)), set(at(cell, 4))];
	const isNet = equipment === 'Internet';
	// Before 2.3.1 an address stood where the number does.
	const isFirst = first?.includes('@') === true || (isNet && fourth === undefined);
	const isFourth = isNet || fourth?.includes('@') === true;
	const address = isFirst ? (fourth ?? first) : isFourth ? fourth : undefined;
	const inParts = set([5, 6, 7].map((part) => at(cell, part)).join(''));
	const number = isFirst ? undefined : (set(at(cell, 12)) ?? first ?? inParts);
	if (address === undefined && number === undefined) return removed(place, 'PHONE');
	const type: PhiType = equipment === 'FX' ? 'FAX' : 'PHONE';
	const newNumber = number === undefined ? undefined : field(place, type, number);
	const newAddress = address === undefined ? undefined : field(place, 'EMAIL', address);
	if (newNumber === undefined && newAddress === undefined) return undefined;
	const use = /^[A-Z]{2,3}$/.test(at(cell, 2)) ? at(cell, 2) : undefined;
	const kind = /^(?:PH|FX|MD|CP|BP|Internet|SAT|TDD|TTY)$/.test(equipment) ? equipment : undefined;
	return [newNumber, use, kind, newAddress];
};

export const organization: Rule = (cell, place) => {
	const after = field(place, 'FACILITY', at(cell, 1));
	if (set(at(cell, 10)) !== undefined || set(at(cell, 3)) !== undefined)
		place.did('removed', 'OTHER_ID');
	return after === undefined ? undefined : [after];
};

/** Point of care, room, bed, facility: all of it is smaller than a state. */
export const location: Rule = (cell, place) => {
	const parts = [1, 2, 3, 4].map((component) => field(place, 'FACILITY', at(cell, component)));
	return parts.some((part) => part !== undefined) ? parts : undefined;
};
