import type { INodeProperties } from 'n8n-workflow';
import { HospitalError } from '../../../shared/errors';
import { isTimeZone, readClockRules, WorkingTime, type SiteClockRule } from '../../clocks';
import { jsonIn } from '../json-field';

/** When the site works, and how long payers may take: the same fields wherever clocks are read. */
export const clockFields: INodeProperties[] = [
	{
		displayName: 'Clock Rules',
		name: 'paClockRules',
		type: 'json',
		default: '[]',
		description:
			'How long payers may take, as a list of rules. What no rule is for follows CMS: 72 hours when expedited, else 7 calendar days. The guide to prior authorization shows an example for a payer and for a state.',
	},
	{
		displayName: 'Calendar',
		name: 'paCalendar',
		type: 'collection',
		placeholder: 'Add Setting',
		default: {},
		description: 'When the site works. Only rules in business hours or days depend on it.',
		options: [
			{
				displayName: 'Closes',
				name: 'closes',
				type: 'string',
				default: '17:00',
				placeholder: 'e.g. 17:00',
				description: 'When work ends, by the clock of the site',
			},
			{
				displayName: 'Days of Work',
				name: 'workDays',
				type: 'multiOptions',
				default: [1, 2, 3, 4, 5],
				description: 'On which days of the week somebody works',
				options: [
					{ name: 'Friday', value: 5 },
					{ name: 'Monday', value: 1 },
					{ name: 'Saturday', value: 6 },
					{ name: 'Sunday', value: 7 },
					{ name: 'Thursday', value: 4 },
					{ name: 'Tuesday', value: 2 },
					{ name: 'Wednesday', value: 3 },
				],
			},
			{
				displayName: 'Federal Holidays Off',
				name: 'federalHolidays',
				type: 'boolean',
				default: true,
				description: 'Whether nobody works on the federal holidays of the United States',
			},
			{
				displayName: 'Opens',
				name: 'opens',
				type: 'string',
				default: '08:00',
				placeholder: 'e.g. 08:00',
				description: 'When work begins, by the clock of the site',
			},
			{
				displayName: 'Other Days Off',
				name: 'holidays',
				type: 'string',
				default: '',
				placeholder: 'e.g. 2026-12-24, 2026-12-31',
				description: 'More days on which nobody works, separated by commas',
			},
			{
				displayName: 'Time Zone',
				name: 'timeZone',
				type: 'string',
				default: '',
				placeholder: 'e.g. America/Chicago',
				description: 'Clock of the site. That of the workflow when empty.',
			},
		],
	},
];

interface Calendar {
	closes?: unknown;
	workDays?: unknown;
	federalHolidays?: unknown;
	opens?: unknown;
	holidays?: unknown;
	timeZone?: unknown;
}

/**
 * @param timeZone of the workflow
 * @throws HospitalError `clock-rules-invalid`, `clock-calendar-invalid`, `input-invalid`
 */
export function readClocks(
	rules: unknown,
	calendar: unknown,
	timeZone: string,
): { rules: SiteClockRule[]; working: WorkingTime } {
	const {
		closes,
		workDays,
		federalHolidays,
		opens,
		holidays,
		timeZone: zone,
	} = (calendar ?? {}) as Calendar;
	const days = Array.isArray(workDays) && workDays.length > 0 ? workDays : [1, 2, 3, 4, 5];
	return {
		rules: readClockRules(jsonIn(rules, 'Clock Rules') ?? []),
		working: new WorkingTime({
			// n8n may not know one; what a person wrote must be right.
			timeZone: textOf(zone) ?? (isTimeZone(timeZone) ? timeZone : 'UTC'),
			workDays: days.map(Number),
			opens: textOf(opens) ?? '08:00',
			closes: textOf(closes) ?? '17:00',
			holidays: listed(holidays),
			federalHolidays: federalHolidays !== false,
		}),
	};
}

const textOf = (value: unknown): string | undefined => {
	const text = typeof value === 'string' ? value.trim() : '';
	return text === '' ? undefined : text;
};

/** What is written with commas between. */
export const listed = (value: unknown): string[] =>
	(Array.isArray(value) ? value.map(String) : String(value ?? '').split(','))
		.map((one) => one.trim())
		.filter((one) => one !== '');

/** Days before an end; none: nobody is told. @throws HospitalError `field-invalid` */
export function daysIn(value: unknown, label: string): number[] {
	const days = listed(value).map(Number);
	if (days.every((day) => Number.isInteger(day) && day >= 0 && day <= 3_660)) return days;
	throw new HospitalError('field-invalid', `The field "${label}" cannot be used`, {
		nextStep: 'Enter whole numbers of days separated by commas, such as 30, 7.',
	});
}
