import { deed } from '../../engine/work';
import { at } from './cells';
import { isShortCode } from './codes';
import { one, removed, type Rule } from './rule';
import { isUnit } from './unit-types';

const NUMBER = /^[<>=]{0,2}[+-]?\d{0,15}(?:\.\d{0,10})?(?:[eE][+-]?\d{1,3})?$/;
/** As many digits as a day, a telephone number or somebody's own number has. */
const LONG = /\d{7}/;

/** A measured or counted value. A long one could be a number of somebody: it is looked at like a text. */
export const number: Rule = (cell, place) => {
	if (!NUMBER.test(cell.text) || cell.text === '') return removed(place, 'OTHER');
	if (!LONG.test(cell.text)) return [cell.text];
	return place.rule.of === 'value' ? [place.later(cell.text)] : removed(place, 'OTHER');
};

export const setId: Rule = (cell, place) =>
	/^\d{1,5}$/.test(cell.text) ? [cell.text] : removed(place, 'OTHER');

export const short: Rule = (cell, place) =>
	isShortCode(cell.text) && !place.work.isKnown(cell.text) ? [cell.text] : removed(place, 'OTHER');

export const moment: Rule = (cell, place) => {
	const before = at(cell, 1);
	// Of a day of birth the age is that of whoever was born then, be it a relative.
	const birthDate = place.rule.of === 'birth' ? isoDate(before) : undefined;
	const subject = birthDate === undefined ? place.subject : { ...place.subject, birthDate };
	const after = place.work.transformer.date(before, 'hl7', subject);
	place.did(
		after === undefined ? 'removed' : after === before ? 'kept by profile' : 'changed',
		'DATE',
	);
	return after === undefined ? undefined : [after];
};

/** `19470312` and longer as an ISO date. */
export function isoDate(value: string): string | undefined {
	const [, year, month, day] = /^(\d{4})(?:(\d{2})(\d{2})?)?/.exec(value) ?? [];
	if (year === undefined) return undefined;
	return [year, month, day].filter((part) => part !== undefined).join('-');
}

export const time: Rule = (cell, place) => {
	const after = place.work.transformer.time(at(cell, 1));
	place.did(deed(at(cell, 1), after), 'DATE');
	return after === undefined ? undefined : [after];
};

export const range: Rule = (cell, place) => {
	const parts = [1, 2].map((component) => moment(one(at(cell, component)), place)?.[0]);
	return parts.some((part) => part !== undefined) ? parts : undefined;
};

export const money: Rule = (cell, place) => {
	const amount = at(cell, 1, 1) || at(cell, 1);
	return number(one(amount), place);
};

export const quantity: Rule = (cell, place) => {
	const amount = number(one(at(cell, 1)), place)?.[0];
	if (amount === undefined) return undefined;
	const units = (cell.parts[1] ?? []).map((part) => (isUnit(part) ? part : ''));
	return units.some((part) => part !== '') ? [amount, units] : [amount];
};

export const dated: Rule = (cell, place) => {
	const code = at(cell, 1);
	const day = moment(one(at(cell, 2)), place)?.[0];
	const kept = isShortCode(code) ? code : undefined;
	return kept === undefined && day === undefined ? undefined : [kept, day];
};

/** Observation sub-id: a number, or numbers with points. */
export const subId: Rule = (cell, place) =>
	/^\d{1,4}(?:\.\d{1,4}){0,5}$/.test(cell.text) ? [cell.text] : removed(place, 'OTHER');

export const text: Rule = (cell, place) => {
	const marker = place.later(cell.text);
	return marker === undefined ? undefined : [marker];
};
