import type { ReadField } from '../reading';
import { tableCode } from './codes';

export interface Address {
	use?: string;
	type?: string;
	line?: string[];
	city?: string;
	district?: string;
	state?: string;
	postalCode?: string;
	country?: string;
}

/** Address types (table 0190). */
const ADDRESS_USES = {
	H: 'home',
	P: 'home',
	L: 'home',
	B: 'work',
	O: 'work',
	C: 'temp',
	BA: 'old',
	M: 'mailing',
	BI: 'billing',
	BR: 'home',
	F: 'home',
} as const;

/** XAD. */
export function address(field: ReadField): Address | undefined {
	const street = field.text(1, 1);
	const line = [street, field.text(2)].filter((part) => part !== undefined);
	// The parts of the street are said in its first one, where it has one.
	const parts = [field.text(1, 3), field.text(1, 2)].filter((part) => part !== undefined);
	if (street === undefined && parts.length > 0) line.unshift(parts.join(' '));
	const kind = tableCode(field, ADDRESS_USES, 7);
	const found: Address = {
		...(kind === 'billing' && { use: 'billing' }),
		...(kind === 'mailing' && { type: 'postal' }),
		...(kind !== undefined && kind !== 'billing' && kind !== 'mailing' && { use: kind }),
		...(line.length > 0 && { line }),
		...compact({
			city: field.text(3),
			state: field.text(4),
			postalCode: field.text(5),
			country: field.text(6),
			district: field.text(9),
		}),
	};
	const said = Object.keys(found).filter((element) => element !== 'use' && element !== 'type');
	return said.length > 0 ? found : undefined;
}

export interface ContactPoint {
	system: string;
	value: string;
	use?: string;
}

/** Telecommunication uses and equipment (tables 0201, 0202). */
const CONTACT_USES = {
	PRN: 'home',
	ORN: 'home',
	VHN: 'temp',
	WPN: 'work',
	BPN: 'work',
	ASN: 'work',
	EMR: 'home',
	NET: 'home',
	PRS: 'mobile',
} as const;
const EQUIPMENT = {
	PH: 'phone',
	CP: 'phone',
	SAT: 'phone',
	FX: 'fax',
	BP: 'pager',
	INTERNET: 'email',
	'X.400': 'email',
	MD: 'other',
	TDD: 'other',
	TTY: 'other',
} as const;

/** XTN: a telephone number as it is dialled, or an e-mail address. */
export function contactPoint(field: ReadField, usual: 'home' | 'work'): ContactPoint | undefined {
	const use = tableCode(field, CONTACT_USES, 2);
	const equipment = tableCode(field, EQUIPMENT, 3);
	const email = field.text(4);
	if (email !== undefined) return { system: 'email', value: email, use: use ?? usual };
	const [written, country, area, local, extension] = [1, 5, 6, 7, 8].map((n) => field.text(n));
	const dialled = [country && `+${country.replace(/^\+/, '')}`, area, local];
	const value =
		field.text(12) ??
		(local === undefined ? undefined : dialled.filter(Boolean).join(' ')) ??
		written;
	if (value === undefined) return undefined;
	const cell = field.text(3) === 'CP';
	return {
		system: equipment ?? 'phone',
		value: extension === undefined ? value : `${value} ext. ${extension}`,
		use: cell ? 'mobile' : (use ?? usual),
	};
}

/** Leaves out what is not there. */
export function compact<T extends object>(
	fields: T,
): Partial<{ [K in keyof T]: NonNullable<T[K]> }> {
	return Object.fromEntries(
		Object.entries(fields).filter(([, value]) => value !== undefined),
	) as Partial<{ [K in keyof T]: NonNullable<T[K]> }>;
}
