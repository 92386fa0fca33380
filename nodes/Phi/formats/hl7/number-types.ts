import { deed } from '../../engine/work';
import type { PhiType } from '../../types';
import { at, type Cell } from './cells';
import { isShortCode } from './codes';
import { set, type Rule } from './rule';

/** Namespace, universal id and its type of an authority, as profiles list it. */
export function authorityOf(cell: Cell, component: number): string | undefined {
	const [name = '', id = '', type = ''] = cell.parts[component - 1] ?? [];
	if (id !== '') return name === '' ? id : `${name}&${id}&${type}`;
	return set(name);
}

const KINDS: Readonly<Record<string, PhiType>> = {
	MR: 'MRN',
	PI: 'MRN',
	PT: 'MRN',
	SS: 'SSN',
	DL: 'LICENCE',
	PPN: 'LICENCE',
	NPI: 'LICENCE',
	MC: 'PLAN',
	MA: 'PLAN',
	MB: 'PLAN',
	AN: 'ACCOUNT',
	VN: 'ACCOUNT',
};

/** Number with its authority and kind. The kind stays, the authority names a place and does not. */
export const numbered: Rule = (cell, place) => {
	const id = set(at(cell, 1));
	if (id === undefined) return undefined;
	const code = at(cell, 5);
	const type = (Object.hasOwn(KINDS, code) ? KINDS[code] : undefined) ?? (place.rule.of as PhiType);
	const after = place.work.transformer.identifier(authorityOf(cell, 4), id, type, place.subject);
	place.did(deed(id, after), type);
	if (after === undefined) return undefined;
	return [after, undefined, undefined, undefined, isShortCode(code) ? code : undefined];
};

export const entity: Rule = (cell, place) => {
	const id = set(at(cell, 1));
	const type = place.rule.of as PhiType;
	const authority = authorityOf(
		{ ...cell, parts: [cell.parts.slice(1).map((part) => part[0] ?? '')] },
		1,
	);
	const after = id && place.work.transformer.identifier(authority, id, type, place.subject);
	if (id !== undefined) place.did(deed(id, after), type);
	return after === undefined ? undefined : [after];
};

export const pair: Rule = (cell, place) => {
	const ids = [1, 2].map((component) => {
		const parts = cell.parts[component - 1] ?? [];
		return entity({ parts: parts.map((part) => [part]), text: '' }, place)?.[0];
	});
	return ids.some((id) => id !== undefined) ? ids : undefined;
};

const control: Rule = (cell, place) => {
	place.did('replaced', 'OTHER_ID');
	return [place.work.transformer.id('number', cell.text)];
};

/** A value that is one thing: a number of some kind, a name, a place. */
export const single: Rule = (cell, place) => {
	const type = (place.rule.of ?? 'OTHER_ID') as PhiType | 'CONTROL';
	const before = set(cell.text);
	if (before === undefined) return undefined;
	if (type === 'CONTROL') return control(cell, place);
	const isPlace = type === 'FACILITY' || type === 'CITY' || type === 'STREET' || type === 'NAME';
	const after = isPlace
		? place.work.transformer.field(type, before, place.subject, 'unknown')
		: place.work.transformer.identifier(undefined, before, type, place.subject);
	place.did(deed(before, after), type);
	return after === undefined ? undefined : [after];
};
