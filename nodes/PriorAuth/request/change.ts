import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json';
import { HospitalError } from '../../shared/errors';
import { isFields, isFullDate } from '../rules/element';
import { unitsOf } from '../rules';
import { MOST_UNITS } from './facts';

/** What of an item an update may change. Another service is asked for by an item of its own. */
export interface ItemChange {
	quantity?: { value: number; unit: string };
	servicedDate?: string;
	servicedPeriod?: { start: string; end?: string };
}

/** By number of the item. */
export type ItemChanges = Readonly<Record<number, ItemChange>>;

const has = (value: unknown, ...names: readonly string[]): value is Record<string, unknown> =>
	isFields(value) && Object.keys(value).every((name) => names.includes(name));

const FORMS: Readonly<Record<string, (value: unknown) => boolean>> = {
	quantity: (value) =>
		has(value, 'value', 'unit') &&
		typeof value.value === 'number' &&
		value.value > 0 &&
		value.value <= MOST_UNITS &&
		typeof value.unit === 'string' &&
		unitsOf(value.unit) !== undefined,
	servicedDate: isFullDate,
	servicedPeriod: (value) =>
		has(value, 'start', 'end') &&
		isFullDate(value.start) &&
		(value.end === undefined || (isFullDate(value.end) && value.end >= value.start)),
};

function isChange(value: unknown): value is ItemChange {
	if (!isFields(value)) return false;
	const names = Object.keys(value);
	return (
		names.length > 0 &&
		names.every((name) => Object.hasOwn(FORMS, name) && FORMS[name]?.(value[name]) === true) &&
		!(names.includes('servicedDate') && names.includes('servicedPeriod'))
	);
}

/**
 * Quantity and days of service by number of the item, and nothing else: whatever else were taken over
 * would be asked for under the number of something that is approved.
 *
 * @throws HospitalError `prior-auth-change-wrong`
 */
export function readChanges(value: unknown): ItemChanges {
	if (value === undefined) return {};
	const usable =
		isFields(value) &&
		Object.entries(value).every(([key, change]) => /^[1-9]\d{0,5}$/.test(key) && isChange(change));
	if (!usable) {
		throw new HospitalError(
			'prior-auth-change-wrong',
			'What is to change ("Change Items") is not usable',
			{
				nextStep:
					'Nothing was built. Give one object for each item, by its number, with a quantity (a number above 0 and a unit: days, hours, minutes, months, units or visits), a servicedDate or a servicedPeriod (YYYY-MM-DD). Another service is a new item.',
			},
		);
	}
	return value as ItemChanges;
}

/** What makes one change of a packet another than the next one. */
export interface ChangeContent {
	change?: ItemChanges;
	cancel?: readonly number[];
	withdraw?: readonly number[];
	/** A packet whose items and evidence are added. */
	add?: unknown;
}

/**
 * Two changes of one packet that say different things never share their identifiers, whatever key the
 * caller gives them: the payer would take the second one for a repeat of the first, and drop it.
 */
export function changeKey(key: string, content: ChangeContent): string {
	const { change = {}, cancel = [], withdraw = [], add = null } = content;
	const numbers = (list: readonly number[]) => [...new Set(list)].sort((one, two) => one - two);
	const said = canonicalJson([change, numbers(cancel), numbers(withdraw), add]);
	return canonicalJson([key, createHash('sha256').update(said).digest('hex')]);
}
