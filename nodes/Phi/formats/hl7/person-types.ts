import { deed } from '../../engine/work';
import type { PersonName, PhiRole } from '../../types';
import { at, type Cell, type Components } from './cells';
import { authorityOf } from './number-types';
import type { FieldPlace } from './place';
import { moment } from './plain-types';
import { one, set, type Rule } from './rule';

/** A name from its parts: family (its own name first), given, middle, suffix, prefix, degree. */
function nameOf(cell: Cell, from: number): PersonName {
	const given = [at(cell, from + 1), at(cell, from + 2)].flatMap((part) => set(part) ?? []);
	const family = set(at(cell, from));
	const suffix = [at(cell, from + 3), at(cell, from + 5)].flatMap((part) => set(part) ?? []);
	const prefix = [at(cell, from + 4)].flatMap((part) => set(part) ?? []);
	return {
		...(family !== undefined && { family }),
		...(given.length > 0 && { given }),
		...(prefix.length > 0 && { prefix }),
		...(suffix.length > 0 && { suffix }),
	};
}

const partsOf = ({ family, given = [], prefix = [], suffix = [] }: PersonName): Components => [
	family,
	given[0],
	given.slice(1).join(' ') || undefined,
	suffix[0],
	prefix[0],
	suffix[1],
];

const NAME_TYPES = new Set(['A', 'B', 'C', 'D', 'I', 'L', 'M', 'N', 'P', 'R', 'S', 'T', 'U']);
const typed = (code: string): string | undefined => (NAME_TYPES.has(code) ? code : undefined);

export const personName: Rule = (cell, place) => {
	const name = nameOf(cell, 1);
	if (Object.keys(name).length === 0) return undefined;
	const after = place.work.transformer.name(name, place.subject, roleOf(place));
	place.did(after === undefined ? 'removed' : 'replaced', 'NAME');
	return after === undefined ? undefined : [...partsOf(after.parts), typed(at(cell, 7))];
};

const roleOf = ({ rule }: FieldPlace): PhiRole =>
	(['patient', 'relative', 'provider', 'organization'] as const).find((role) => role === rule.of) ??
	'unknown';

/** Number and name of a person who acts. */
export const person: Rule = (cell, place) => {
	const id = set(at(cell, 1));
	const name = nameOf(cell, 2);
	const { transformer } = place.work;
	const newId = id && transformer.identifier(authorityOf(cell, 9), id, 'LICENCE', place.subject);
	const newName =
		Object.keys(name).length === 0 ? undefined : transformer.name(name, place.subject, 'provider');
	if (id !== undefined) place.did(deed(id, newId), 'LICENCE');
	if (Object.keys(name).length > 0)
		place.did(newName === undefined ? 'removed' : 'replaced', 'NAME');
	if (newId === undefined && newName === undefined) return undefined;
	return [newId, ...(newName === undefined ? [] : partsOf(newName.parts))];
};

/** Name of a person with start and end of what was done, and where. */
export const doing: Rule = (cell, place) => {
	const parts = (cell.parts[0] ?? []).map((part) => [part]);
	const who = person({ parts, text: '' }, place);
	const [start, end] = [2, 3].map((component) => moment(one(at(cell, component)), place)?.[0]);
	if (who === undefined && start === undefined && end === undefined) return undefined;
	return [who?.map((part) => (typeof part === 'string' ? part : '')), start, end];
};
