import { Random } from '../../hospital/random.ts';
import {
	ALLERGENS,
	ANALYTES,
	CLINICS,
	DISPOSITIONS,
	DRUGS,
	FAMILY,
	GIVEN_FEMALE,
	GIVEN_MALE,
	PENDING,
	PROBLEMS,
	PROCEDURES,
	REACTIONS,
	SIDED,
	SIDED_PROCEDURES,
	type Analyte,
	type Drug,
	type Often,
} from './lists.ts';

export type Side = 'left' | 'right';

export interface Medicine {
	drug: Drug;
	role: 'new' | 'changed' | 'stopped' | 'continued';
	dose: number;
	often: Often;
	/** Before admission, when it was changed. */
	before?: { dose: number; often: Often };
}

export interface Result {
	analyte: Analyte;
	/** Days after admission, oldest first. */
	values: Array<{ day: number; value: number }>;
}

export interface Problem {
	name: string;
	side?: Side;
	polarity: 'present' | 'absent';
	role: 'stay' | 'history';
}

/** A stay as it was, before anything is written down about it. */
export interface Stay {
	id: string;
	given: string;
	family: string;
	sex: 'female' | 'male';
	/** `YYYY-MM-DD` */
	born: string;
	/** Admission and discharge as days since 1970. */
	from: number;
	to: number;
	reason: string;
	disposition: readonly [code: string, display: string];
	physician: string;
	problems: Problem[];
	procedures: Array<{ name: string; side?: Side; day: number; done: boolean }>;
	medicines: Medicine[];
	results: Result[];
	/** Empty with `noneKnown`, or when the chart says nothing. */
	allergies: Array<{ substance: string; reaction?: string }>;
	noneKnown: boolean;
	pending: Array<{ name: string; day: number }>;
	appointments: Array<{ clinic: string; day: number }>;
	codeStatus?: 'full' | 'dnr';
}

const DAY = 86_400_000;
export const dayOf = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / DAY;
export const isoOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** The same seed gives the same stay. */
export function stayOf(seed: number): Stay {
	const random = new Random('stay', seed);
	const sex = random.pick(['female', 'male'] as const);
	const from = dayOf('2031-01-01') + random.integer(0, 1400);
	const to = from + random.integer(2, 12);
	const age = random.integer(19, 94);
	const problems = problemsOf(random);
	return {
		id: String(seed),
		given: random.pick(sex === 'female' ? GIVEN_FEMALE : GIVEN_MALE),
		family: random.pick(FAMILY),
		sex,
		born: isoOf(from - Math.round(age * 365.25) - random.integer(20, 300)),
		from,
		to,
		reason: random.pick(['Shortness of breath', 'Chest pain', 'Fever', 'Fall', 'Abdominal pain']),
		disposition: random.pick(DISPOSITIONS),
		physician: `Dr. ${random.pick(['Ohm', 'Volt', 'Watt', 'Joule', 'Kelvin'])} ${random.pick(['Zzdoctor', 'Zzphysician'])}`,
		problems,
		procedures: proceduresOf(random, from, to),
		medicines: medicinesOf(random),
		results: resultsOf(random, to - from),
		...allergiesOf(random),
		pending: random
			.shuffle(PENDING)
			.slice(0, random.integer(0, 2))
			.map((name) => ({ name, day: to - random.integer(0, 1) })),
		appointments: random
			.shuffle(CLINICS)
			.slice(0, random.integer(0, 2))
			.map((clinic) => ({ clinic, day: to + random.integer(4, 40) })),
		...(random.next() < 0.7 && { codeStatus: random.pick(['full', 'full', 'dnr'] as const) }),
	};
}

function problemsOf(random: Random): Problem[] {
	const plain = random.shuffle(PROBLEMS);
	const sided = random.shuffle(SIDED);
	const problems: Problem[] = plain
		.splice(0, random.integer(1, 3))
		.map((name) => ({ name, polarity: 'present', role: 'stay' }));
	for (const name of sided.slice(0, random.integer(0, 2))) {
		const side = random.pick(['left', 'right'] as const);
		problems.push({ name, side, polarity: 'present', role: 'stay' });
	}
	for (const name of plain.splice(0, random.integer(1, 3))) {
		problems.push({ name, polarity: 'present', role: 'history' });
	}
	for (const name of plain.splice(0, random.integer(1, 2))) {
		problems.push({ name, polarity: 'absent', role: 'stay' });
	}
	return problems;
}

function proceduresOf(random: Random, from: number, to: number): Stay['procedures'] {
	const plain = random.shuffle(PROCEDURES).slice(0, random.integer(1, 3));
	const procedures: Stay['procedures'] = plain.map((name, index) => ({
		name,
		day: random.integer(from, to),
		done: index === 0 || random.next() < 0.7,
	}));
	if (random.next() < 0.5) {
		const side = random.pick(['left', 'right'] as const);
		const day = random.integer(from, to);
		procedures.push({ name: random.pick(SIDED_PROCEDURES), side, day, done: true });
	}
	return procedures;
}

function medicinesOf(random: Random): Medicine[] {
	const drugs = random.shuffle(DRUGS).slice(0, random.integer(5, 9));
	const roles = random.shuffle(['new', 'changed', 'stopped', 'continued'] as const);
	return drugs.map((drug, index) => {
		const role = roles[index] ?? random.pick(['new', 'continued', 'changed', 'stopped'] as const);
		const [dose, often] = [random.pick(drug.doses), random.pick(drug.often)];
		if (role !== 'changed') return { drug, role, dose, often };
		const others = drug.doses.filter((other) => other !== dose);
		if (others.length === 0) return { drug, role: 'continued', dose, often };
		return { drug, role, dose, often, before: { dose: random.pick(others), often } };
	});
}

function resultsOf(random: Random, length: number): Result[] {
	return random
		.shuffle(ANALYTES)
		.slice(0, random.integer(4, 8))
		.map((analyte) => {
			const days = random.next() < 0.6 ? [0, length - 1] : [random.integer(0, length - 1)];
			const { from, to, digits } = analyte;
			const used = new Set<number>();
			const values = [...new Set(days)].map((day) => {
				let value = Number(random.between(from, to).toFixed(digits));
				while (used.has(value)) value = Number(random.between(from, to).toFixed(digits));
				used.add(value);
				return { day, value };
			});
			return { analyte, values };
		});
}

function allergiesOf(random: Random): Pick<Stay, 'allergies' | 'noneKnown'> {
	const chance = random.next();
	if (chance < 0.2) return { allergies: [], noneKnown: true };
	const allergies = random
		.shuffle(ALLERGENS)
		.slice(0, random.integer(1, 3))
		.map((substance) => ({
			substance,
			...(random.next() < 0.7 && { reaction: random.pick(REACTIONS) }),
		}));
	return { allergies, noneKnown: false };
}
