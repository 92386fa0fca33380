import type { PersonName, PhiRole, PhiType } from '../../types';
import type { KnownAddress, KnownDate, KnownNumber, KnownPerson, KnownPlace } from '../known';

/** What reading resources adds up to, in the plain words of the known source. */
export class Gathered {
	readonly people: KnownPerson[] = [];
	readonly numbers: KnownNumber[] = [];
	readonly places: KnownPlace[] = [];
	readonly dates: KnownDate[] = [];
	/** Reason to count, of what could not be read. */
	readonly skipped: Record<string, number> = {};

	skip(reason: string): void {
		this.skipped[reason] = (this.skipped[reason] ?? 0) + 1;
	}

	number(value: unknown, type: PhiType, role: PhiRole, authority?: unknown): void {
		if (typeof value !== 'string' || value === '') return;
		this.numbers.push({
			value,
			type,
			role,
			...(typeof authority === 'string' ? { authority } : {}),
		});
	}

	place(name: unknown, kind: KnownPlace['kind'], role: PhiRole = 'organization'): void {
		if (typeof name === 'string' && name !== '') this.places.push({ name, kind, role });
	}

	date(value: unknown, role: PhiRole = 'patient'): void {
		if (typeof value === 'string') this.dates.push({ value, role });
	}
}

/** Where to reach somebody, taken apart by system. */
export interface Contact {
	readonly phones: string[];
	readonly faxes: string[];
	readonly emails: string[];
	readonly urls: string[];
}

/** An object of a resource, of which nothing is known yet. */
export type Element = Readonly<Record<string, unknown>>;

/** An element of a resource; an empty one for anything else. */
export function element(value: unknown): Element {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Element)
		: {};
}

/** The elements of a list, or of one element that should have been a list. */
export function list(value: unknown): Element[] {
	if (Array.isArray(value)) return value.map(element);
	return value === undefined || value === null ? [] : [element(value)];
}

/** The strings of a list. */
export function strings(value: unknown): string[] {
	const all = Array.isArray(value) ? value : [value];
	return all.filter((one): one is string => typeof one === 'string' && one !== '');
}

/** HumanNames in parts; one that is text alone is taken apart by `nameInText`. */
export function namesOf(value: unknown): PersonName[] {
	return list(value).flatMap((name) => {
		const family = typeof name.family === 'string' ? name.family : undefined;
		const given = strings(name.given);
		if (family !== undefined || given.length > 0) {
			const prefix = strings(name.prefix);
			const suffix = strings(name.suffix);
			return [
				{
					...(family === undefined ? {} : { family }),
					...(given.length === 0 ? {} : { given }),
					...(prefix.length === 0 ? {} : { prefix }),
					...(suffix.length === 0 ? {} : { suffix }),
				},
			];
		}
		const read = nameInText(name.text);
		return read === undefined ? [] : [read];
	});
}

const TITLE =
	/^(?:dr|doctor|mr|mrs|ms|miss|mx|prof|professor|sr|sra|herr|frau|rev|sister|nurse)\.?$/i;
const CREDENTIAL =
	/^(?:md|m\.d\.|do|d\.o\.|rn|bsn|msn|lpn|lvn|cna|np|aprn|arnp|fnp|cnp|crna|cnm|pa|pa-c|phd|ph\.d\.|pharmd|rph|dds|dmd|dpm|dc|od|pt|dpt|ot|otr|slp|rrt|rt|lcsw|msw|lmsw|mph|mba|mbbs|frcs|frcp|facp|facs|faap|jr|sr|ii|iii|iv|esq)\.?$/i;

/** Name out of plain text: `Dr. Ada M. Testperson, MD`, `Testperson, Ada M`; undefined where none is. */
export function nameInText(value: unknown): PersonName | undefined {
	if (typeof value !== 'string' || value.length > 120) return undefined;
	const parts = value
		.replace(/\([^)]*\)/g, ' ')
		.split(',')
		.map((part) =>
			part
				.trim()
				.split(/[\s^]+/)
				.filter((word) => word !== '' && !CREDENTIAL.test(word) && !TITLE.test(word)),
		)
		.filter((part) => part.length > 0);
	const [first, second] = parts;
	if (first === undefined) return undefined;
	// Synthea appends numbers to names; a word of digits is no name.
	const words = (second === undefined ? first : [...second, ...first]).filter(
		(word) => /\p{L}/u.test(word) && !/^\d/.test(word),
	);
	const family = second === undefined ? words.at(-1) : first.join(' ');
	if (family === undefined) return undefined;
	const given = second === undefined ? words.slice(0, -1) : second;
	return given.length === 0 ? { family } : { family, given };
}

/** Addresses in parts. */
export function addressesOf(value: unknown): KnownAddress[] {
	return list(value).flatMap((address) => {
		const lines = strings(address.line);
		const { city, district, postalCode } = address;
		const read: KnownAddress = {
			...(lines.length === 0 ? {} : { lines }),
			...(typeof city === 'string' ? { city } : {}),
			...(typeof district === 'string' ? { district } : {}),
			...(typeof postalCode === 'string' ? { postalCode } : {}),
		};
		return Object.keys(read).length === 0 ? [] : [read];
	});
}

/** ContactPoints by system; one without a system is judged by its look. */
export function contactOf(value: unknown): Contact {
	const found: Contact = { phones: [], faxes: [], emails: [], urls: [] };
	for (const point of list(value)) {
		const reached = point.value;
		if (typeof reached !== 'string' || reached === '') continue;
		if (point.system === 'email' || reached.includes('@')) found.emails.push(reached);
		else if (point.system === 'url' || /^https?:|^www\./i.test(reached)) found.urls.push(reached);
		else if (point.system === 'fax') found.faxes.push(reached);
		else found.phones.push(reached);
	}
	return found;
}
