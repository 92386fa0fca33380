import { Random } from '../../hospital/random.ts';
import { daysAfter } from './dates.ts';
import { nameOf, type NameParts } from './names.ts';
import { asciiOf } from './letters.ts';
import { numbersOf } from './number-list.ts';
import { deaOf, made, npiOf, phoneOf } from './numbers.ts';
import {
	addressOf,
	agencyOf,
	cityOf,
	clinicOf,
	employerOf,
	hospitalOf,
	insurerOf,
	laboratoryOf,
	landmarkOf,
	nursingHomeOf,
	pharmacyOf,
	roomOf,
	schoolOf,
	wardOf,
	type Address,
	type Facility,
} from './places.ts';
import type { PhiRole } from './types.ts';

export interface Person extends NameParts {
	readonly role: PhiRole;
	/** Whether the chart may name them; the patient always. */
	readonly charted: boolean;
	readonly credential: string;
	readonly relation: string;
	readonly phone: string;
	readonly cell: string;
	readonly email: string;
	readonly address: Address;
	readonly born: string;
	readonly npi: string;
	readonly dea: string;
	readonly licence: string;
	readonly badge: string;
	readonly pager: string;
}

/** Everything that the notes and the chart of one patient draw on. Equal seeds give equal cases. */
export interface Case {
	readonly patient: Person;
	readonly people: Readonly<Record<string, Person>>;
	readonly age: number;
	/** ISO dates by event. */
	readonly dates: Readonly<Record<string, string>>;
	readonly time: string;
	readonly facilities: Readonly<Record<string, Facility>>;
	readonly facilityPhones: Readonly<Record<string, string>>;
	readonly facilityAddress: Address;
	readonly ward: string;
	readonly room: string;
	readonly bed: string;
	readonly otherCity: string;
	readonly otherCounty: string;
	readonly otherStreet: Address;
	readonly landmark: string;
	/** Plain numbers by name, as `mrn`, `accession`. */
	readonly numbers: Readonly<Record<string, string>>;
}

const KIN: readonly (readonly [string, 'female' | 'male'])[] = [
	['daughter', 'female'],
	['son', 'male'],
	['wife', 'female'],
	['husband', 'male'],
	['mother', 'female'],
	['father', 'male'],
	['sister', 'female'],
	['brother', 'male'],
	['niece', 'female'],
	['grandson', 'male'],
	['aunt', 'female'],
];

const CREDENTIALS: Readonly<Record<string, readonly string[]>> = {
	attending: ['MD', 'DO', 'MD, PhD'],
	pcp: ['MD', 'DO', 'NP'],
	surgeon: ['MD', 'MD, FACS'],
	consultant: ['MD', 'DO', 'MBBS'],
	radiologist: ['MD', 'DO'],
	resident: ['MD', 'DO', 'MD PGY-2'],
	nurse: ['RN', 'RN, BSN', 'LPN'],
	nurse2: ['RN', 'LPN', 'CNA'],
	tech: ['RT(R)', 'CRT', 'EMT-P'],
	therapist: ['PT, DPT', 'OTR/L', 'SLP'],
	socialworker: ['LCSW', 'MSW'],
	dictator: ['MD', 'PA-C', 'NP'],
	transcriber: ['CMT'],
};
/** Providers whom the chart knows. */
const CHARTED = ['attending', 'pcp', 'surgeon', 'consultant', 'radiologist'];

function personOf(random: Random, sex: 'female' | 'male', kind: string, like?: string): Person {
	const name = nameOf(random, sex, like);
	const provider = Object.hasOwn(CREDENTIALS, kind);
	const ascii = (text: string): string =>
		asciiOf(text)
			.toLowerCase()
			.replace(/[^a-z]/g, '');
	const mailbox = random.pick([
		`${ascii(name.given)}.${ascii(name.family)}`,
		`${ascii(name.given).slice(0, 1)}${ascii(name.family)}${random.integer(1, 99)}`,
		`${ascii(name.nick)}_${random.integer(50, 99)}`,
	]);
	const domain = provider
		? random.pick(['hospital.example.org', 'health.example.edu'])
		: random.pick(['example.com', 'mail.example.net', 'example.org']);
	return {
		...name,
		role:
			kind === 'patient'
				? 'patient'
				: kind.startsWith('relative')
					? 'relative'
					: provider
						? 'provider'
						: 'unknown',
		charted: kind === 'patient' || CHARTED.includes(kind),
		credential: random.pick(CREDENTIALS[kind] ?? ['']),
		relation: '',
		phone: phoneOf(random),
		cell: phoneOf(random),
		email: `${mailbox}@${domain}`,
		address: addressOf(random),
		born: daysAfter('1960-01-01', random.integer(-9_000, 15_000)),
		npi: npiOf(random),
		dea: deaOf(random, ascii(name.family).slice(0, 1).toUpperCase()),
		licence: made(random, random.pick(['@@######', 'MD-#####', '@#######', 'RN######'])),
		badge: made(random, random.pick(['#####', '@####', 'E######'])),
		pager: made(random, random.pick(['####', '#####', '555-01##'])),
	};
}

function ageOf(random: Random, noteType: string): number {
	if (noteType === 'pediatrics') return random.integer(1, 17);
	if (noteType === 'obstetrics') return random.integer(17, 45);
	return random.next() < 0.12 ? random.integer(90, 103) : random.integer(18, 89);
}

/** One patient with people, places, dates and numbers around. */
export function caseOf(seed: string | number, noteType = ''): Case {
	const random = new Random('phi-case', seed, noteType);
	const sexOf = (): 'female' | 'male' => (random.next() < 0.5 ? 'female' : 'male');
	const sex = noteType === 'obstetrics' ? 'female' : sexOf();
	const age = ageOf(random, noteType);
	const first = personOf(random, sex, 'patient');
	const people: Record<string, Person> = {};
	for (const [key, charted] of [
		['relative', random.next() < 0.6],
		['relative2', random.next() < 0.6],
	] as const) {
		const [relation, relationSex] = random.pick(KIN);
		const family = random.next() < 0.6 ? first.family : undefined;
		people[key] = { ...personOf(random, relationSex, key, family), charted, relation };
	}
	people.friend = {
		...personOf(random, sexOf(), 'friend'),
		relation: random.pick(['neighbor', 'friend', 'roommate', 'landlord', 'pastor', 'caregiver']),
	};
	for (const key of Object.keys(CREDENTIALS)) people[key] = personOf(random, sexOf(), key);
	const dates = datesOf(random, age);
	const patient: Person = { ...first, born: dates.birth ?? '' };
	return {
		patient,
		people: { ...people, patient },
		age,
		dates,
		time: `${String(random.integer(0, 23)).padStart(2, '0')}:${String(random.integer(0, 59)).padStart(2, '0')}`,
		...placesOf(random),
		numbers: numbersOf(random, patient),
	};
}

function datesOf(random: Random, age: number): Record<string, string> {
	const admission = daysAfter('2019-01-01', random.integer(0, 2_700));
	const stay = random.integer(1, 16);
	const discharge = daysAfter(admission, stay);
	const within = (): string => daysAfter(admission, random.integer(0, stay));
	return {
		birth: daysAfter(admission, -Math.floor(age * 365.25 + random.integer(5, 355))),
		admission,
		discharge,
		surgery: within(),
		visit: within(),
		note: within(),
		study: within(),
		lab: within(),
		prior: daysAfter(admission, -random.integer(30, 900)),
		followup: daysAfter(discharge, random.integer(5, 60)),
		onset: daysAfter(admission, -random.integer(2, 21)),
		injury: daysAfter(admission, -random.integer(0, 3)),
		death: discharge,
	};
}

function placesOf(random: Random) {
	const hospital = hospitalOf(random);
	const keys = ['hospital', 'clinic', 'snf', 'pharmacy', 'lab', 'agency', 'insurer', 'hospital2'];
	return {
		facilities: {
			hospital,
			clinic: clinicOf(random),
			snf: nursingHomeOf(random),
			pharmacy: pharmacyOf(random),
			lab: laboratoryOf(random),
			agency: agencyOf(random),
			insurer: insurerOf(random),
			hospital2: hospitalOf(random),
			employer: employerOf(random),
			school: schoolOf(random),
		},
		facilityPhones: Object.fromEntries(
			keys.flatMap((key) => [
				[key, phoneOf(random)],
				[`${key}.fax`, phoneOf(random)],
			]),
		) as Record<string, string>,
		facilityAddress: addressOf(random),
		ward: wardOf(random),
		room: roomOf(random),
		bed: random.pick(['A', 'B', '2', '14', 'W']) + String(random.integer(1, 30)),
		otherCity: cityOf(random),
		otherCounty: addressOf(random).county,
		otherStreet: addressOf(random),
		landmark: landmarkOf(random),
	};
}
