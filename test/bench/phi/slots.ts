import type { Random } from '../../hospital/random.ts';
import type { Case, Person } from './case.ts';
import { datePieces } from './dates.ts';
import { asciiOf } from './letters.ts';
import { namePieces } from './naming.ts';
import { named } from './numbers.ts';
import { addressPieces, patientPieces, phonePieces } from './patient.ts';
import { streetOf, type Facility } from './places.ts';
import type { PhiRole, PhiType, Piece } from './types.ts';

function personPieces(kase: Case, who: string, rest: readonly string[], random: Random): Piece[] {
	const person = kase.people[who] as Person;
	const [what = 'name', form = 'any', ...more] = rest;
	if (more.length > 0) throw new Error('a slot has at most three parts');
	const { role } = person;
	if (what === 'name') return namePieces(person, form, random, kase);
	if (['given', 'family', 'nick', 'initials', 'middle'].includes(what)) {
		return namePieces(person, what, random, kase);
	}
	if (what === 'dob') return withRole(datesAt(kase, 'birth', form, random, person.born), role);
	if (what === 'phone') return phonePieces(person.phone, form, random, role);
	if (what === 'cell') return phonePieces(person.cell, form, random, role);
	if (what === 'email') return [{ text: person.email, type: 'EMAIL', role }];
	if (what === 'address') return addressPieces(person.address, form, role);
	if (who === 'patient') {
		const pieces = patientPieces(kase, what, form, random);
		if (pieces !== undefined) return pieces;
	}
	const others: Record<string, () => Piece> = {
		npi: () => ({ text: person.npi, type: 'LICENCE', role }),
		dea: () => ({ text: person.dea, type: 'LICENCE', role }),
		licence: () => ({ text: person.licence, type: 'LICENCE', role }),
		badge: () => ({ text: person.badge, type: 'OTHER_ID', role }),
		pager: () => ({ text: person.pager, type: 'OTHER_ID', role }),
		street: () => ({ text: streetOf(person.address), type: 'STREET', role }),
		city: () => ({ text: person.address.city, type: 'CITY', role }),
	};
	return [named(others, what)()];
}

const withRole = (pieces: Piece[], role: PhiRole): Piece[] =>
	pieces.map((piece) => (piece.type === undefined ? piece : { ...piece, role }));

function datesAt(kase: Case, event: string, form: string, random: Random, own?: string): Piece[] {
	const iso = own ?? named(kase.dates, event);
	const until =
		iso < (kase.dates.discharge ?? '') && event !== 'birth' ? (kase.dates.discharge ?? iso) : iso;
	return datePieces(iso, form, random, { until, time: kase.time });
}

function facilityPieces(kase: Case, key: string, rest: readonly string[], random: Random): Piece[] {
	const place = kase.facilities[key] as Facility;
	const [what = 'full', form = 'any'] = rest;
	const role: PhiRole = 'organization';
	const gold = (type: PhiType, text: string): Piece[] => [{ text, type, role }];
	if (what === 'phone') return phonePieces(kase.facilityPhones[key] ?? '', form, random, role);
	if (what === 'fax') {
		return phonePieces(kase.facilityPhones[`${key}.fax`] ?? '', form, random, role, true);
	}
	if (what === 'address') return addressPieces(kase.facilityAddress, form, role);
	if (what === 'url') {
		return gold(
			'URL',
			`www.${asciiOf(place.short)
				.toLowerCase()
				.replace(/[^a-z]/g, '')}.example.org`,
		);
	}
	const name = named(
		{
			full: place.full,
			short: place.short,
			upper: place.full.toUpperCase(),
			lower: place.full.toLowerCase(),
		},
		what,
	);
	// 45 CFR 164.514(b)(2)(i) names plan numbers, and no plans.
	return key === 'insurer' ? [{ text: name }] : gold('FACILITY', name);
}

const NUMBERS: Readonly<Record<string, readonly [PhiType, PhiRole]>> = {
	...Object.fromEntries(
		[
			'accession',
			'order',
			'specimen',
			'study',
			'uid',
			'claim',
			'auth',
			'rx',
			'case',
			'bloodunit',
		].map((name) => [name, ['OTHER_ID', 'patient']] as const),
	),
	account: ['ACCOUNT', 'patient'],
	visit: ['ACCOUNT', 'patient'],
	encounter: ['ACCOUNT', 'patient'],
	'device.serial': ['DEVICE', 'patient'],
	'device.udi': ['DEVICE', 'patient'],
	extension: ['PHONE', 'organization'],
	ip: ['IP', 'patient'],
	ipv6: ['IP', 'patient'],
	mac: ['IP', 'patient'],
	url: ['URL', 'patient'],
};

/** Thousands of people share a lot: 45 CFR 164.514(b)(2)(i)(M) names serial numbers. */
const LOTS = ['device.lot', 'implantlot'];

const FACILITIES = [
	...['hospital', 'clinic', 'snf', 'pharmacy', 'lab', 'agency', 'insurer', 'hospital2'],
];

/**
 * What stands in a note where a template has `slot`.
 *
 * @throws Error when there is no such slot
 */
export function piecesOf(slot: string, kase: Case, random: Random): Piece[] {
	const [head = '', ...rest] = slot.split('.');
	try {
		if (Object.hasOwn(kase.people, head)) return personPieces(kase, head, rest, random);
		if (head === 'date') return datesAt(kase, rest[0] ?? '', rest[1] ?? 'any', random);
		if (FACILITIES.includes(head)) return facilityPieces(kase, head, rest, random);
		if (head === 'place') return placePieces(kase, rest[0] ?? '');
		if (head === 'badge' || head === 'pager') {
			return [{ text: kase.people.resident?.[head] ?? '', type: 'OTHER_ID', role: 'provider' }];
		}
		if (['ward', 'room', 'bed'].includes(head) && rest.length === 0) {
			return [{ text: kase[head as 'ward'], type: 'FACILITY', role: 'patient' }];
		}
		if (LOTS.includes(slot)) return [{ text: named(kase.numbers, slot) }];
		const [type, role] = named(NUMBERS, slot);
		return [{ text: named(kase.numbers, slot), type, role }];
	} catch (cause) {
		throw new Error(`There is no slot {{${slot}}}`, { cause });
	}
}

const placePieces = (kase: Case, what: string): Piece[] => [
	named<Piece>(
		{
			city: { text: kase.otherCity, type: 'CITY', role: 'unknown' },
			county: { text: kase.otherCounty, type: 'CITY', role: 'unknown' },
			landmark: { text: kase.landmark, type: 'CITY', role: 'unknown' },
			street: { text: streetOf(kase.otherStreet), type: 'STREET', role: 'unknown' },
		},
		what,
	),
];
