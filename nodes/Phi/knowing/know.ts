import type { PersonName, PhiRole, PhiType } from '../types';
import type { KnownNumber, KnownPatient, KnownPerson, KnownSource } from './known';
import { AgeIndex } from './matching/ages';
import { Dictionary } from './matching/dictionary';
import { addDwelling } from './matching/dwellings';
import { addPerson } from './matching/person';
import { addPlace } from './matching/places';
import { addStreet } from './matching/streets';
import { Unspaced } from './matching/unspaced';
import { readResources } from './reading/fhir';
import { Gathered } from './reading/gather';
import { LONGEST_VALUE } from './words/text';

/** People, numbers and places of one chart beyond which the rest is left out, and counted. */
const MOST = 20_000;

/** What the chart says about who the patient is, ready to be looked for. Built once per patient. */
export class Known {
	/** The one whom the chart is about. */
	readonly patient?: KnownPatient;
	/** True where there is nothing to look for. */
	readonly empty: boolean;

	constructor(
		/** Indexes; of use to `sweep` alone. */
		readonly dictionary: Dictionary,
		readonly ages: AgeIndex | undefined,
		patient: KnownPatient | undefined,
		/** Reason to count, of what could not be read. */
		readonly skipped: Readonly<Record<string, number>>,
		/** Names in scripts without blanks; of use to `sweep` alone. */
		readonly unspaced = new Unspaced(),
	) {
		if (patient !== undefined) this.patient = patient;
		const { words, numbers, strings, dates, units } = dictionary;
		const listed = words.size + numbers.size + strings.size + dates.size + units.size;
		this.empty = listed + unspaced.size === 0;
	}
}

/**
 * Makes a dictionary of a chart, or of the plain input that the header of an HL7 message or a DICOM
 * object is turned into. It never throws: what it cannot read is counted in `skipped`.
 */
export function knownOf(source: KnownSource): Known {
	const gathered = new Gathered();
	readResources(source.resources ?? [], gathered);
	for (const person of source.people ?? []) gathered.people.push(person);
	for (const number of source.numbers ?? []) gathered.numbers.push(number);
	for (const place of source.places ?? []) gathered.places.push(place);
	for (const date of source.dates ?? []) gathered.dates.push(date);
	for (const key of ['people', 'numbers', 'places', 'dates'] as const) {
		const all: unknown[] = gathered[key];
		if (all.length <= MOST) continue;
		gathered.skip(`too-many-${key}`);
		all.length = MOST;
	}
	const dictionary = new Dictionary();
	addPeople(dictionary, gathered);
	for (const { value, type, role } of gathered.numbers) addNumber(dictionary, value, type, role);
	for (const place of gathered.places) {
		if (place.name.length > LONGEST_VALUE) gathered.skip('too-long-value');
		else if (place.kind === 'street') addStreet(dictionary, place.name, place.role ?? 'unknown');
		else addPlace(dictionary, place);
	}
	for (const { value, role } of gathered.dates) dictionary.dates.add(value, role ?? 'patient');
	const patient = patientOf(gathered);
	const ages = agesOf(gathered, patient, source.asOf);
	return new Known(dictionary, ages, patient, gathered.skipped, unspacedOf(gathered));
}

function unspacedOf({ people, places }: Gathered): Unspaced {
	const unspaced = new Unspaced();
	for (const person of people) {
		unspaced.addPerson(person);
		for (const { lines = [], city = '', district = '' } of person.addresses ?? []) {
			for (const line of lines) unspaced.addText(line, 'STREET', person.role, 'known-street');
			for (const name of [city, district])
				unspaced.addText(name, 'CITY', person.role, 'known-city');
		}
	}
	for (const place of places) unspaced.addPlace(place);
	return unspaced;
}

function addNumber(dictionary: Dictionary, value: string, type: PhiType, role: PhiRole): void {
	if (type === 'PHONE' || type === 'FAX') dictionary.numbers.addPhone(value, type, role);
	else if (type === 'EMAIL' || type === 'URL') dictionary.strings.add(value, type, role);
	else if (type === 'ZIP') dictionary.numbers.addPostalCode(value, role);
	else dictionary.numbers.add(value, type, role);
}

function addPeople(dictionary: Dictionary, gathered: Gathered): void {
	// A chart names the same people over and over; the first to say a role keeps it.
	const seen = new Set<string>();
	for (const person of gathered.people) {
		const { role } = person;
		const names = person.names.filter((name) => {
			const key = nameKey(name);
			return key !== '' && !seen.has(key) && seen.add(key) !== undefined;
		});
		if (names.length > 0) addPerson(dictionary, names, role);
		addWhereabouts(dictionary, person);
		if (person.birthDate !== undefined) dictionary.dates.add(person.birthDate, role);
		if (person.deathDate !== undefined) dictionary.dates.add(person.deathDate, role);
	}
}

function nameKey(name: PersonName): string {
	const words = [...(name.given ?? []), name.family ?? ''].join(' ').trim();
	return words.length > LONGEST_VALUE ? '' : words.toLowerCase();
}

function addWhereabouts(dictionary: Dictionary, person: KnownPerson): void {
	const { role } = person;
	for (const address of person.addresses ?? []) {
		for (const line of address.lines ?? []) {
			addStreet(dictionary, line, role);
			addDwelling(dictionary, line, role);
		}
		for (const name of [address.city, address.district]) {
			if (name !== undefined && name !== '') addPlace(dictionary, { name, kind: 'city', role });
		}
		if (address.postalCode !== undefined) {
			dictionary.numbers.addPostalCode(address.postalCode, role);
		}
	}
	for (const phone of person.phones ?? []) dictionary.numbers.addPhone(phone, 'PHONE', role);
	for (const fax of person.faxes ?? []) dictionary.numbers.addPhone(fax, 'FAX', role);
	for (const email of person.emails ?? []) dictionary.strings.add(email, 'EMAIL', role);
	for (const url of person.urls ?? []) dictionary.strings.add(url, 'URL', role);
}

function patientOf(gathered: Gathered): KnownPatient | undefined {
	const people = gathered.people.filter((person) => person.role === 'patient');
	const main = people.find((person) => person.names.length > 0) ?? people[0];
	const numbers: KnownNumber[] = gathered.numbers.filter(({ role }) => role === 'patient');
	if (main === undefined && numbers.length === 0) return undefined;
	return {
		...(main?.birthDate === undefined ? {} : { birthDate: main.birthDate }),
		...(main?.deathDate === undefined ? {} : { deathDate: main.deathDate }),
		numbers,
		names: main?.names ?? [],
	};
}

/** Ages that the patient had on any day of the chart, on the day of the note, and until today or death. */
function agesOf(
	gathered: Gathered,
	patient: KnownPatient | undefined,
	asOf: string | undefined,
): AgeIndex | undefined {
	if (patient?.birthDate === undefined) return undefined;
	const until = asOf ?? patient.deathDate ?? new Date().toISOString();
	return AgeIndex.of(patient.birthDate, [until, ...gathered.dates.map(({ value }) => value)]);
}
