import type { Drug, Often, Route } from './lists.ts';
import { isoOf } from './stay.ts';

const MONTHS = [
	...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
	...['October', 'November', 'December'],
];

/** A day in one of the forms in which it is written. */
export function dated(day: number, form: number): string {
	const iso = isoOf(day);
	const [year = '', month = '', date = ''] = iso.split('-');
	const name = MONTHS[Number(month) - 1] ?? '';
	return [
		iso,
		`${name} ${Number(date)}, ${year}`,
		`${month}/${date}/${year}`,
		`${Number(date)} ${name} ${year}`,
		`${Number(month)}/${Number(date)}/${year}`,
		`${name.slice(0, 3)} ${Number(date)}, ${year}`,
	][form % 6]!;
}

/** A dose as it is written: with or without a blank, now and then in another unit of the same kind. */
export function dosed(dose: number, unit: Drug['unit'], form: number): string {
	if (form % 8 === 5 && unit === 'mg' && dose >= 1000) return `${trimmed(dose / 1000)} g`;
	if (form % 8 === 6 && unit === 'g') return `${trimmed(dose * 1000)} mg`;
	if (form % 8 === 7 && unit === 'mg' && dose < 1) return `${trimmed(dose * 1000)} mcg`;
	const written = unit === 'mcg' && form % 8 === 4 ? 'micrograms' : unit;
	return form % 3 === 1 && unit !== 'units' && unit !== 'mEq'
		? `${dose}${written === 'micrograms' ? ' micrograms' : written}`
		: `${dose} ${written}`;
}

const trimmed = (value: number): string => String(Number(value.toPrecision(6)));

const OFTEN: Record<Often, readonly string[]> = {
	daily: ['daily', 'once daily', 'once a day', 'every day', 'QD', 'every 24 hours'],
	twice: ['twice daily', 'twice a day', 'BID', 'two times a day', 'b.i.d.'],
	thrice: ['three times daily', 'three times a day', 'TID', 't.i.d.'],
	four: ['four times daily', 'four times a day', 'QID'],
	bedtime: ['at bedtime', 'nightly', 'every night at bedtime', 'QHS'],
	weekly: ['once weekly', 'once a week', 'weekly', 'every week'],
	q6: ['every 6 hours', 'every six hours', 'q6h'],
	q8: ['every 8 hours', 'every eight hours', 'q8h'],
	q12: ['every 12 hours', 'every twelve hours', 'q12h'],
	needed: ['every 6 hours as needed', 'every six hours as needed', 'q6h PRN'],
};

export const oftenIn = (often: Often, form: number): string =>
	OFTEN[often][form % OFTEN[often].length]!;

const ROUTED: Record<Route, readonly string[]> = {
	oral: ['by mouth', 'PO', 'orally', 'oral'],
	subcutaneous: ['subcutaneously', 'SC', 'subcut'],
	intravenous: ['intravenously', 'IV'],
	inhaled: ['by inhalation', 'inhaled'],
	topical: ['topically'],
	sublingual: ['sublingually', 'under the tongue'],
};

export const routed = (route: Route, form: number): string =>
	ROUTED[route][form % ROUTED[route].length]!;

const UNITS: Record<string, readonly string[]> = {
	'10*3/uL': [' K/uL', ' x10^3/uL', ' thousand/uL'],
	'umol/L': [' umol/L', ' µmol/L'],
	'U/L': [' U/L', ' units/L'],
	'mIU/L': [' mIU/L', ' mU/L'],
	'%': ['%', ' %'],
	'': [''],
};

export function unitOf(unit: string, form: number): string {
	const written = UNITS[unit] ?? [` ${unit}`];
	return written[form % written.length]!;
}
