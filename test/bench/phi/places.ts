import type { Random } from '../../hospital/random.ts';
import { nameOf } from './names.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s*;\s*/);

const CITIES =
	words(`Dayton; Duluth; Boise; Chattanooga; Yonkers; Topeka; Fort Wayne; Spokane; Lubbock; Eau Claire;
	Poughkeepsie; Kalamazoo; Santa Rosa; El Paso; Sioux Falls; St. Cloud; Wilkes-Barre; Corpus Christi; Bakersfield;
	Albuquerque; Coeur d'Alene; Baton Rouge; Terre Haute; Las Cruces; White Plains; Rapid City; Reading; Mobile;
	Marlow Falls; Port Ellery; Cedar Hollow; North Tamsin; Ashby Junction; Quillane; Verrick; Saint Orla;
	Harlan Ferry; Lower Pembry; Mossgate; Tilden Bay; Kinnaway; Old Brackett; Wexcombe; Dunmarrow; Arrowfield;
	Bellweather; Copper Lake; East Hollin; Fernhaven; Granby Mills`);

const STATES = words(
	'OH; MN; ID; TN; NY; KS; IN; WA; TX; WI; MI; CA; SD; PA; NM; LA; NJ; OR; GA; VA; IL; NC',
);

const COUNTIES =
	words(`Allegan; Bexar; Dutchess; Fairfield; Kootenai; Marathon; Ostrander; Pembry; Quillane; Tamsin;
	Washtenaw; Yavapai; Lorain; St. Johns`);

const LANDMARKS =
	words(`Cutler Bridge; Harlan Ferry Mall; Lake Verrick; Tilden Bay Boardwalk; Mossgate State Park;
	Pembry Stadium; Old Mill Pond; Copper Lake Dam`);

const STREETS =
	words(`Maple; Quarry Hill; Oakhurst; Third; 14th; Martin Luther King Jr.; Sycamore; Lakeview; Union;
	Winding Creek; Gallows; Prospect; Elmendorf; Saint Orla; Calle Real; Birchwood; Old Post; Canal; Church;
	Peachtree; Fox Run; Tamarack; Thornbury; Van Buren; Willow Bend; Marigold; Ridge; Hospital; Mill; Court`);

const KINDS: readonly (readonly [long: string, short: string])[] = [
	['Street', 'St'],
	['Avenue', 'Ave'],
	['Road', 'Rd'],
	['Lane', 'Ln'],
	['Drive', 'Dr'],
	['Court', 'Ct'],
	['Boulevard', 'Blvd'],
	['Way', 'Way'],
	['Terrace', 'Ter'],
	['Circle', 'Cir'],
	['Parkway', 'Pkwy'],
	['Place', 'Pl'],
];

const SAINTS = words(
	'Orla; Brannoc; Cuthmere; Ysolde; Alban; Theodora; Vincent; Damaris; Ninian; Columba',
);

export interface Address {
	readonly number: string;
	readonly street: string;
	readonly kind: readonly [long: string, short: string];
	readonly unit?: string;
	readonly box: string;
	readonly city: string;
	readonly county: string;
	readonly state: string;
	readonly zip: string;
	readonly plus4: string;
}

export function addressOf(random: Random): Address {
	const side = random.next() < 0.2 ? `${random.pick(['N', 'S', 'E', 'W', 'North', 'SW'])} ` : '';
	return {
		number: String(random.integer(2, 18_999)),
		street: `${side}${random.pick(STREETS)}`,
		kind: random.pick(KINDS),
		...(random.next() < 0.35 && {
			unit: random.pick(['Apt 4B', 'Apt. 12', '#3', 'Unit 207', 'Apt C', 'Lot 18', 'Fl 2']),
		}),
		box: String(random.integer(11, 9_999)),
		city: random.pick(CITIES),
		county: `${random.pick(COUNTIES)} County`,
		state: random.pick(STATES),
		zip: String(random.integer(10_001, 99_499)),
		plus4: String(random.integer(1_000, 9_999)),
	};
}

export const cityOf = (random: Random): string => random.pick(CITIES);
export const landmarkOf = (random: Random): string => random.pick(LANDMARKS);

export const streetOf = ({ number, street, kind, unit }: Address, short = false): string =>
	`${number} ${street} ${kind[short ? 1 : 0]}${unit === undefined ? '' : `${unit.startsWith('#') ? ' ' : ', '}${unit}`}`;

/** A name of a place and how it is called for short. */
export interface Facility {
	readonly full: string;
	readonly short: string;
}

const familyOf = (random: Random): string => nameOf(random, 'female').family;
const townOf = (random: Random): string => random.pick(CITIES);

const facility = (stem: string, tail: string): Facility => ({
	full: `${stem} ${tail}`,
	short: stem,
});

export function hospitalOf(random: Random): Facility {
	return random.pick<() => Facility>([
		() =>
			facility(
				`${random.pick(['St.', 'Saint'])} ${random.pick(SAINTS)}${random.pick(["'s", ''])}`,
				random.pick(['Hospital', 'Medical Center', 'Regional Medical Center', 'Infirmary']),
			),
		() => facility(`${townOf(random)} General`, 'Hospital'),
		() => facility(`${familyOf(random)} Memorial`, random.pick(['Hospital', 'Medical Center'])),
		() =>
			facility(
				`${townOf(random)} ${random.pick(['Community', 'Regional', 'County', 'University'])}`,
				random.pick(['Hospital', 'Medical Center', 'Health System']),
			),
		() => facility(`Mercy ${townOf(random)}`, random.pick(['Hospital', 'Health'])),
	])();
}

export const clinicOf = (random: Random): Facility =>
	facility(
		random.pick([townOf, familyOf, () => `${random.pick(['North', 'West'])} ${townOf(random)}`])(
			random,
		),
		random.pick([
			...['Family Practice', 'Primary Care Clinic', 'Orthopedic Associates', 'Clinic'],
			...['Internal Medicine Group', 'Pediatrics', 'Cardiology Associates', 'Health Center'],
		]),
	);

export const nursingHomeOf = (random: Random): Facility =>
	facility(
		random.pick([
			...['Autumn Larch', 'Briarstone', 'Golden Elms', 'Harbor View', 'Maple Grove', 'Sunny Acres'],
			...['Villa Serena', 'Whispering Pines', 'Bethany', 'Laurels at Mossgate', 'Evergreen'],
			townOf(random),
		]),
		random.pick([
			...['Nursing Home', 'Manor', 'Care Center', 'Skilled Nursing and Rehab', 'Assisted Living'],
			...['Village', 'Rehabilitation Center', 'SNF', 'Health and Rehabilitation'],
		]),
	);

export const pharmacyOf = (random: Random): Facility =>
	facility(
		random.pick([familyOf(random), townOf(random), 'Corner', 'Lantern']),
		random.pick(['Pharmacy', 'Drug', 'Apothecary', 'Pharmacy #4417']),
	);

export const laboratoryOf = (random: Random): Facility =>
	facility(
		random.pick([townOf(random), familyOf(random), 'Quantane', 'Ostrander']),
		random.pick(['Laboratories', 'Reference Lab', 'Diagnostics', 'Pathology Associates']),
	);

export const agencyOf = (random: Random): Facility =>
	facility(
		random.pick([townOf(random), 'Lantern', 'Open Door', 'Tri-Valley']),
		random.pick(['Home Health', 'Visiting Nurses', 'Hospice', 'Home Care Services']),
	);

export const insurerOf = (random: Random): Facility =>
	facility(
		random.pick(['Meridane', 'Blue Harbor', 'Pembry Mutual', 'Unity Oak']),
		random.pick(['Health Plan', 'Insurance', 'Advantage', 'Care Alliance']),
	);

export const employerOf = (random: Random): Facility =>
	facility(
		random.pick([familyOf(random), townOf(random), `${familyOf(random)} & Sons`, 'Northgate']),
		random.pick([
			'Trucking',
			'Foundry',
			'Logistics LLC',
			'School District',
			'Dairy',
			'Bank',
			'Inc.',
		]),
	);

export const schoolOf = (random: Random): Facility =>
	facility(
		random.pick([townOf(random), familyOf(random)]),
		random.pick(['Elementary School', 'High School', 'Middle School', 'Community College']),
	);

export const wardOf = (random: Random): string =>
	random.pick([
		...['4 West', '6 North', '3B', 'CCU 3', '5 East Tower', '7 South', 'Unit 2C', '9W', 'Tower 8'],
		...['Pavilion 4', 'MICU-B', '2 Main'],
	]);

export const roomOf = (random: Random): string =>
	`${random.integer(1, 9)}${String(random.integer(1, 48)).padStart(2, '0')}${random.pick(['', '-A', '-B', 'B', '-2'])}`;
