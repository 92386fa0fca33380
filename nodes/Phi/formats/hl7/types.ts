import { at, type Cell, type Components } from './cells';
import { coded, source } from './coded-types';
import { entity, numbered, pair, single } from './number-types';
import { doing, person, personName } from './person-types';
import type { FieldPlace } from './place';
import { address, location, organization, telecom } from './place-types';
import {
	dated,
	moment,
	money,
	number,
	quantity,
	range,
	setId,
	short,
	subId,
	text,
	time,
} from './plain-types';
import { removed, type Rule } from './rule';
import { pattern, timing } from './timing-types';
import { unit } from './unit-types';

/** `""` says "delete what you have": it tells nothing, and stays. */
const isDelete = (cell: Cell): boolean => at(cell, 1) === '""' && cell.parts.length === 1;

const RULES: Readonly<Record<string, Rule>> = {
	SI: setId,
	NM: number,
	ID: short,
	IS: short,
	DTM: moment,
	TS: moment,
	DT: moment,
	TM: time,
	DR: range,
	XPN: personName,
	PN: personName,
	XCN: person,
	CN: person,
	XON: organization,
	XAD: address,
	AD: address,
	XTN: telecom,
	TN: telecom,
	CX: numbered,
	CK: numbered,
	EI: entity,
	EIP: pair,
	PL: location,
	CE: coded,
	CWE: coded,
	CNE: coded,
	CF: coded,
	ST: single,
	DLN: (cell, place) =>
		single({ ...cell, text: at(cell, 1) }, { ...place, rule: { type: 'DLN', of: 'LICENCE' } }),
	AUI: (cell, place) =>
		single({ ...cell, text: at(cell, 1) }, { ...place, rule: { type: 'AUI', of: 'PLAN' } }),
	CP: money,
	MO: money,
	CQ: quantity,
	FC: dated,
	DLD: dated,
	NDL: doing,
	SPS: source,
	SUB: subId,
	T: text,
	UNIT: unit,
	RPT: pattern,
	TQ: timing,
};

/** A repetition by the rule of its data type; undefined for what may not stand. */
export function cell(type: string, value: Cell, place: FieldPlace): Components | undefined {
	if (isDelete(value)) return ['""'];
	const rule = RULES[type];
	return rule === undefined ? removed(place, 'OTHER') : rule(value, place);
}

export const hasRule = (type: string): boolean => Object.hasOwn(RULES, type);
