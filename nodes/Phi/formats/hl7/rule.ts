import type { PhiType } from '../../types';
import type { Cell, Components } from './cells';
import type { FieldPlace } from './place';

/** Components of a repetition as they may go out; undefined for nothing. */
export type Rule = (cell: Cell, place: FieldPlace) => Components | undefined;

/** A value that says something: neither nothing nor "delete what you have". */
export const set = (value: string): string | undefined =>
	value === '' || value === '""' ? undefined : value;

/** A component as a repetition of its own. */
export const one = (value: string): Cell => ({ parts: [[value]], text: value });

export function removed(place: FieldPlace, type: PhiType | 'OTHER'): undefined {
	place.did('removed', type);
	return undefined;
}
