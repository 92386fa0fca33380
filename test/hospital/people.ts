import { Random } from './random.ts';

/** Identifier system and DICOM issuer of the demo hospital's medical record numbers. */
export const MRN_SYSTEM = 'https://demo-hospital.example/mrn';
export const MRN_ISSUER = 'DEMOHOSP';
/** Identifier system of accession numbers. */
export const ACCESSION_SYSTEM = 'https://demo-hospital.example/accession';

/** A synthetic patient. Every family name starts with "Zztest". */
export interface Person {
	/** Logical id of the Patient resource. */
	id: string;
	mrn: string;
	family: string;
	given: string;
	/** YYYY-MM-DD */
	birthDate: string;
	sex: 'F' | 'M';
	address: { line: string; city: string; postalCode: string };
	/** Person whose record replaced this one. */
	replacedBy?: string;
}

export interface Practitioner {
	id: string;
	family: string;
	given: string;
	role: string;
}

export interface Encounter {
	id: string;
	personId: string;
	practitionerId: string;
	kind: 'emergency' | 'inpatient';
	/** ISO 8601 with offset. */
	start: string;
}

/** An order for a CT of the head. */
export interface Order {
	id: string;
	accession: string;
	personId: string;
	encounterId: string;
	practitionerId: string;
	status: 'active' | 'revoked';
	priority: 'routine' | 'urgent';
	reason: string;
	/** ISO 8601 with offset. */
	authoredOn: string;
}

/** Everybody in the demo hospital, and by name the ones whose records are special. */
export interface Hospital {
	practitioners: Practitioner[];
	people: Person[];
	encounters: Encounter[];
	orders: Order[];
	/** People whose record and order are in good state, in the order of `people`. */
	ordinary: Person[];
	/** The old record of a merged patient, and the record that replaced it and holds the order. */
	merged: { old: Person; survivor: Person };
	/** Two people who differ in one letter of the given name and one day of the birth date. */
	nearEqual: [Person, Person];
	/** A person whose name has letters outside ASCII. */
	accented: Person;
	withoutOrder: Person;
	/** A person whose only order is revoked. */
	cancelled: Person;
}

export interface HospitalOptions {
	seed?: number | string;
	/** How many ordinary people, 1 to 500. */
	ordinary?: number;
	/** Day of the orders, YYYY-MM-DD. */
	day?: string;
}

const TREES = [
	'birch',
	'cedar',
	'elm',
	'hazel',
	'juniper',
	'larch',
	'maple',
	'oak',
	'pine',
	'rowan',
];
const WOMEN = ['Ada', 'Cleo', 'Dora', 'Flora', 'Gerda', 'Ida'];
const MEN = ['Ben', 'Egon', 'Hugo', 'Ivo', 'Karl', 'Leo'];
const CITIES = ['Sampletown', 'Testville', 'Exampleburg'];
const REASONS = [
	'Fall, headache',
	'Sudden severe headache',
	'Confusion',
	'Known fall, on anticoagulants',
];

/** Makes the demo hospital's people, encounters and orders; equal options give equal people. */
export function demoHospital(options: HospitalOptions = {}): Hospital {
	const { seed = 1, ordinary = 12, day = '2026-11-02' } = options;
	return new HospitalBuilder(new Random('people', seed), day).build(ordinary);
}

/** The order of a person; throws when there is none. */
export function orderOf(hospital: Hospital, person: Person): Order {
	const order = hospital.orders.find(({ personId }) => personId === person.id);
	if (order === undefined) throw new RangeError(`${person.id} has no order`);
	return order;
}

class HospitalBuilder {
	private readonly random: Random;
	private readonly day: string;
	private readonly people: Person[] = [];
	private readonly encounters: Encounter[] = [];
	private readonly orders: Order[] = [];
	private readonly practitioners: Practitioner[] = [
		{ id: 'practitioner-1', family: 'Zztestdoc', given: 'Emil', role: 'Emergency physician' },
		{ id: 'practitioner-2', family: 'Zztestdoc', given: 'Nora', role: 'Neurologist' },
		{ id: 'practitioner-3', family: 'Zztestray', given: 'Ruth', role: 'Radiologist' },
	];

	constructor(random: Random, day: string) {
		this.random = random;
		this.day = day;
	}

	build(count: number): Hospital {
		const ordinary = Array.from({ length: count }, () => this.withOrder(this.person()));
		const survivor = this.withOrder(this.person());
		const old = this.person({ ...survivor, id: this.nextId(), mrn: this.nextMrn() });
		old.replacedBy = survivor.id;
		const near = { family: 'Zztestnear', sex: 'F' } as const;
		const nearEqual: [Person, Person] = [
			this.withOrder(this.person({ ...near, given: 'Anna', birthDate: '1960-03-04' })),
			this.withOrder(this.person({ ...near, given: 'Anne', birthDate: '1960-03-05' })),
		];
		const accented = this.withOrder(
			this.person({ family: 'Zztestmüller', given: 'Zoé', sex: 'F' }),
		);
		const withoutOrder = this.person();
		const cancelled = this.withOrder(this.person(), 'revoked');

		const { people, practitioners, encounters, orders } = this;
		const special = { merged: { old, survivor }, nearEqual, accented, withoutOrder, cancelled };
		return { people, practitioners, encounters, orders, ordinary, ...special };
	}

	private nextId(): string {
		return `zztest-${String(this.people.length + 1).padStart(4, '0')}`;
	}

	/** Starts with 99, so that no number looks like a real one of the house. */
	private nextMrn(): string {
		return `99${String(1001 + this.people.length * 17).padStart(6, '0')}`;
	}

	private person(fixed: Partial<Person> = {}): Person {
		const { random } = this;
		const sex = fixed.sex ?? random.pick(['F', 'M'] as const);
		const person: Person = {
			id: this.nextId(),
			mrn: this.nextMrn(),
			family: `Zztest${random.pick(TREES)}`,
			given: random.pick(sex === 'F' ? WOMEN : MEN),
			birthDate: date(random.integer(1935, 2004), random.integer(1, 12), random.integer(1, 28)),
			address: {
				line: `${random.integer(1, 99)} Synthetic Street`,
				city: random.pick(CITIES),
				postalCode: `000${random.integer(10, 99)}`,
			},
			...fixed,
			sex,
		};
		this.people.push(person);
		return person;
	}

	private withOrder(person: Person, status: Order['status'] = 'active'): Person {
		const { random } = this;
		const number = String(this.orders.length + 1).padStart(4, '0');
		const practitionerId = (this.practitioners[this.orders.length % 2] as Practitioner).id;
		const minutes = random.integer(0, 59);
		const encounterId = `encounter-${number}`;
		this.encounters.push({
			id: encounterId,
			personId: person.id,
			practitionerId,
			kind: random.pick(['emergency', 'inpatient'] as const),
			start: this.at(7, minutes),
		});
		this.orders.push({
			id: `order-${number}`,
			accession: `ZZ${this.day.slice(2).replaceAll('-', '')}${number}`,
			personId: person.id,
			encounterId,
			practitionerId,
			status,
			priority: random.pick(['routine', 'urgent'] as const),
			reason: random.pick(REASONS),
			authoredOn: this.at(8, minutes),
		});
		return person;
	}

	private at(hour: number, minutes: number): string {
		return `${this.day}T${two(hour)}:${two(minutes)}:00+00:00`;
	}
}

const two = (value: number): string => String(value).padStart(2, '0');
const date = (year: number, month: number, day: number): string =>
	`${year}-${two(month)}-${two(day)}`;

if (import.meta.main) {
	const { people, orders } = demoHospital();
	console.table(
		people.map(({ id, mrn, family, given, birthDate, sex }) => ({
			id,
			mrn,
			family,
			given,
			birthDate,
			sex,
		})),
	);
	console.table(
		orders.map(({ id, accession, personId, status, priority }) => ({
			id,
			accession,
			personId,
			status,
			priority,
		})),
	);
}
