import type { Random } from '../../hospital/random.ts';
import { sentenceOf, type Claim } from './claims.ts';
import type { Line } from './clean.ts';
import {
	ALLERGENS,
	ANALYTES,
	CLINICS,
	DISPOSITIONS,
	DRUGS,
	FAMILY,
	GIVEN_FEMALE,
	GIVEN_MALE,
	PROBLEMS,
	PROCEDURES,
	type Drug,
	type Often,
} from './lists.ts';
import type { Stay } from './stay.ts';

/** A draft with one thing wrong in it. */
export interface Fault {
	lines: Line[];
	/** Index of the line that is wrong now; absent when something was left out instead. */
	wrong?: number;
	/** What was left out: the verification must say so. */
	dropped?: 'allergy' | 'medicine' | 'pending';
}

/** Makes one fault of a class; undefined where this stay gives no occasion for it. */
export type FaultClass = (stay: Stay, lines: readonly Line[], random: Random) => Fault | undefined;

type Kind = Claim['kind'];
type Of<K extends Kind> = Extract<Claim, { kind: K }>;

/** Changes the claim of one line of a kind. */
function changing<K extends Kind>(
	kind: K,
	change: (claim: Of<K>, stay: Stay, random: Random) => Claim | undefined,
): FaultClass {
	return (stay, lines, random) => {
		const places = lines.flatMap(({ claim }, index) => (claim.kind === kind ? [index] : []));
		for (const at of random.shuffle(places)) {
			const line = lines[at]!;
			const claim = change(line.claim as Of<K>, stay, random);
			// In this form the sentence does not tell what was changed, or not for certain.
			if (claim === undefined || !tells(line, claim)) continue;
			return {
				lines: lines.map((one, index) => (index === at ? { ...one, claim } : one)),
				wrong: at,
			};
		}
		return undefined;
	};
}

/** That somebody keeps taking a medicine is said of one begun in the hospital as well. */
const VAGUE = /keeps taking|go on with/;

function tells({ claim: before, form }: Line, after: Claim): boolean {
	const text = sentenceOf(after, form);
	return text !== sentenceOf(before, form) && !VAGUE.test(text);
}

/** Adds a line that is wrong. */
function adding(
	make: (stay: Stay, random: Random) => Claim | undefined,
	section: string,
): FaultClass {
	return (stay, lines, random) => {
		const claim = make(stay, random);
		if (claim === undefined) return undefined;
		const template = random.integer(0, 27_719);
		const form = { ...lines[0]!.form, template, dose: 0, often: 0, name: 0 };
		return { lines: [...lines, { claim, form, section }], wrong: lines.length };
	};
}

function dropping(kind: Kind, dropped: Fault['dropped'], fits = (_: Claim) => true): FaultClass {
	return (_, lines, random) => {
		const places = lines.flatMap(({ claim }, index) =>
			claim.kind === kind && fits(claim) ? [index] : [],
		);
		if (places.length === 0) return undefined;
		const at = random.pick(places);
		return { lines: lines.filter((__, index) => index !== at), dropped };
	};
}

/** Medicines whose sentence tells the dose. */
const dosed = (claim: Of<'medicine'>): boolean => claim.role !== 'stopped';

const dose = (change: (claim: Of<'medicine'>, stay: Stay, random: Random) => number | undefined) =>
	changing('medicine', (claim, stay, random) => {
		if (!dosed(claim)) return undefined;
		const value = change(claim, stay, random);
		return value === undefined || value === claim.dose || value === claim.before
			? undefined
			: { ...claim, dose: Number(value.toPrecision(6)) };
	});

const other = <T>(
	values: readonly T[],
	not: (value: T) => boolean,
	random: Random,
): T | undefined => {
	const left = values.filter((value) => !not(value));
	return left.length === 0 ? undefined : random.pick(left);
};

/** Words of the chart in which a name occurs would make the wrong statement a matter of opinion. */
const has = (stay: Stay, drug: string): boolean =>
	stay.medicines.some(({ drug: { name } }) => name.includes(drug) || drug.includes(name));

const OTHER_OFTEN: Partial<Record<Often, Often>> = {
	daily: 'twice',
	twice: 'daily',
	thrice: 'twice',
	four: 'twice',
	bedtime: 'thrice',
	weekly: 'daily',
	q6: 'q12',
	q8: 'daily',
	q12: 'q6',
	needed: 'daily',
};

const INVENTED: readonly string[] = [
	'The patient walked 200 feet with physical therapy.',
	'An MRI of the brain showed no abnormality.',
	'The patient received two units of packed red blood cells.',
	'Infectious disease was consulted and recommended a longer course.',
	'The patient was intubated for three days.',
	'Smoking cessation was discussed with the family.',
	'A central line was placed without complications.',
	'The patient tolerated a regular diet and felt well.',
	'Oxygen was weaned to room air.',
	'The family was updated daily by telephone.',
	'An echocardiogram showed an ejection fraction of 35%.',
	'The wound was healing well.',
];

export const FAULTS: Readonly<Record<string, FaultClass>> = {
	'dose-tenfold': dose(({ dose: value }) => value * 10),
	'dose-tenth': dose(({ dose: value }) => value / 10),
	'dose-doubled': dose(({ dose: value }) => value * 2),
	'dose-of-neighbour': dose((claim, stay, random) =>
		other(
			stay.medicines
				.filter(({ drug, role }) => drug.unit === claim.unit && role !== 'stopped')
				.map(({ dose: value }) => value),
			(value) => value === claim.dose,
			random,
		),
	),
	unit: changing('medicine', (claim) => {
		if (!dosed(claim)) return undefined;
		const swapped: Partial<Record<Drug['unit'], Drug['unit']>> = {
			mg: 'mcg',
			mcg: 'mg',
			g: 'mg',
			units: 'mg',
			mEq: 'mg',
			mL: 'mg',
		};
		const unit = swapped[claim.unit];
		return unit === undefined ? undefined : { ...claim, unit };
	}),
	route: changing('medicine', (claim) => {
		const says = !['stopped', 'changed'].includes(claim.role);
		return says ? { ...claim, route: claim.route === 'oral' ? 'intravenous' : 'oral' } : undefined;
	}),
	frequency: changing('medicine', (claim) => {
		const often = dosed(claim) ? OTHER_OFTEN[claim.often] : undefined;
		return often === undefined ? undefined : { ...claim, often };
	}),
	'drug-look-alike': changing('medicine', (claim, stay) => {
		const alike = DRUGS.find(({ name }) => name === claim.drug.name)?.alike;
		if (alike === undefined || has(stay, alike)) return undefined;
		return { ...claim, drug: { name: alike, route: claim.drug.route } };
	}),
	'drug-other': changing('medicine', (claim, stay, random) => {
		const drug = other(DRUGS, ({ name }) => has(stay, name), random);
		return drug === undefined ? undefined : { ...claim, drug };
	}),
	'stopped-told-as-continued': changing('medicine', (claim) =>
		claim.role === 'stopped' ? { ...claim, role: 'continued' } : undefined,
	),
	'continued-told-as-stopped': changing('medicine', (claim) =>
		claim.role === 'continued' ? { ...claim, role: 'stopped' } : undefined,
	),
	'new-told-as-continued': changing('medicine', (claim) =>
		claim.role === 'new' ? { ...claim, role: 'continued' } : undefined,
	),
	'list-dose': changing('medicines', (claim, _, random) => {
		const at = random.integer(0, claim.list.length - 1);
		const list = claim.list.map((one, index) =>
			index === at ? { ...one, dose: one.dose * 10 } : one,
		);
		return { ...claim, list };
	}),
	'list-swapped': changing('medicines', (claim) => {
		const [first, second, ...rest] = claim.list;
		if (first === undefined || second === undefined) return undefined;
		if (first.dose === second.dose && first.unit === second.unit) return undefined;
		// Two doses change places: each is somebody's, and neither its own.
		const list = [
			{ ...first, dose: second.dose, unit: second.unit },
			{ ...second, dose: first.dose, unit: first.unit },
			...rest,
		];
		return { ...claim, list };
	}),
	'lab-value': changing('result', (claim, _, random) => {
		const step = 10 ** -claim.analyte.digits;
		const value = Number(
			(claim.value + step * random.integer(1, 9) * random.pick([1, -1])).toFixed(
				claim.analyte.digits,
			),
		);
		return value <= 0 || value === claim.value ? undefined : { ...claim, value };
	}),
	'lab-of-other': changing('result', (claim, stay, random) => {
		const values = stay.results
			.filter(({ analyte }) => analyte.name !== claim.analyte.name)
			.flatMap(({ values: found }) => found.map(({ value }) => value));
		const own = stay.results.find(({ analyte }) => analyte.name === claim.analyte.name);
		const value = other(
			values,
			(one) => own?.values.some((mine) => mine.value === one) ?? true,
			random,
		);
		return value === undefined ? undefined : { ...claim, value };
	}),
	'lab-unit': changing('result', (claim) => {
		const swapped: Record<string, string> = {
			'mg/dL': 'mmol/L',
			'mmol/L': 'mg/dL',
			'g/dL': 'mg/dL',
			'ng/mL': 'mg/mL',
			'ng/L': 'mg/L',
			'pg/mL': 'mg/mL',
		};
		const unit = swapped[claim.unit];
		return unit === undefined ? undefined : { ...claim, unit };
	}),
	'lab-date': changing('result', (claim, stay) => {
		const own = stay.results.find(({ analyte }) => analyte.name === claim.analyte.name);
		const day = (own?.values ?? [])
			.map((one) => stay.from + one.day)
			.find((one) => one !== claim.day);
		// Another day's result under this day: the value stays as it is.
		return { ...claim, day: day ?? claim.day + 1 };
	}),
	'lab-never-measured': adding((stay, random) => {
		const analyte = other(
			ANALYTES,
			({ name }) => stay.results.some((one) => one.analyte.name === name),
			random,
		);
		if (analyte === undefined) return undefined;
		const value = Number(random.between(analyte.from, analyte.to).toFixed(analyte.digits));
		return { kind: 'result', analyte, value, unit: analyte.unit, day: stay.from };
	}, '30954-2'),
	'trend-reversed': changing('trend', (claim) => ({ ...claim, up: !claim.up })),
	'date-role': changing('stay', (claim) => ({ kind: 'stay', from: claim.to, to: claim.from })),
	'admission-date': changing('stay', (claim) => ({ ...claim, from: claim.from + 1 })),
	'discharge-date': changing('stay', (claim) => ({ ...claim, to: claim.to + 1 })),
	'length-of-stay': changing('length', (claim) => ({ ...claim, days: claim.days + 2 })),
	'allergy-added': changing('allergies', (claim, stay, random) => {
		const substance = other(
			ALLERGENS,
			(name) => stay.allergies.some((one) => one.substance === name),
			random,
		);
		return substance === undefined ? undefined : { ...claim, list: [...claim.list, { substance }] };
	}),
	'allergy-swapped': changing('allergies', (claim, stay, random) => {
		const substance = other(
			ALLERGENS,
			(name) => stay.allergies.some((one) => one.substance === name),
			random,
		);
		return substance === undefined
			? undefined
			: { ...claim, list: [{ substance }, ...claim.list.slice(1)] };
	}),
	'none-known-despite-allergy': changing('allergies', () => ({ kind: 'no-allergy' })),
	'allergy-dropped': dropping('allergies', 'allergy'),
	'diagnosis-added': adding((stay, random) => {
		const name = other(
			PROBLEMS,
			(one) => stay.problems.some((known) => known.name === one),
			random,
		);
		return name === undefined ? undefined : { kind: 'diagnosis', name, said: 'stay' };
	}, '11535-2'),
	'negation-dropped': changing('diagnosis', (claim) =>
		claim.said === 'absent' ? { ...claim, said: 'stay' } : undefined,
	),
	'negation-added': changing('diagnosis', (claim) =>
		claim.said === 'stay' ? { ...claim, said: 'absent' } : undefined,
	),
	laterality: changing('diagnosis', (claim) =>
		claim.side === undefined
			? undefined
			: { ...claim, side: claim.side === 'left' ? 'right' : 'left' },
	),
	'procedure-side': changing('procedure', (claim) =>
		claim.side === undefined || !claim.done
			? undefined
			: { ...claim, side: claim.side === 'left' ? 'right' : 'left' },
	),
	'procedure-not-done': changing('procedure', (claim) =>
		claim.done ? undefined : { ...claim, done: true },
	),
	'procedure-added': adding((stay, random) => {
		const name = other(
			PROCEDURES,
			(one) => stay.procedures.some((known) => known.name === one),
			random,
		);
		return name === undefined ? undefined : { kind: 'procedure', name, day: stay.from, done: true };
	}, '47519-4'),
	'procedure-date': changing('procedure', (claim, stay) =>
		claim.done ? { ...claim, day: claim.day + (claim.day >= stay.to ? -1 : 1) } : undefined,
	),
	'person-age': changing('person', (claim) => ({ ...claim, years: claim.years + 10 })),
	'person-sex': changing('person', (claim) => ({
		...claim,
		sex: claim.sex === 'female' ? 'male' : 'female',
	})),
	'person-name': changing('person', (claim, stay, random) => {
		const given = other([...GIVEN_FEMALE, ...GIVEN_MALE], (one) => one === stay.given, random);
		const family = other(FAMILY, (one) => one === stay.family, random);
		return { ...claim, name: `${given} ${family}` };
	}),
	'pending-dropped': dropping('pending', 'pending'),
	'pending-told-as-final': changing('pending', (claim) => ({ ...claim, done: true })),
	'follow-up-invented': adding((stay, random) => {
		const clinic = other(
			CLINICS,
			(one) => stay.appointments.some((known) => known.clinic === one),
			random,
		);
		return clinic === undefined
			? undefined
			: { kind: 'appointment', clinic, day: stay.to + random.integer(5, 30) };
	}, '18776-5'),
	'follow-up-date': changing('appointment', (claim, stay) => {
		const day = claim.day + 7;
		return stay.appointments.some((one) => one.day === day) ? undefined : { ...claim, day };
	}),
	'medicine-dropped': dropping(
		'medicine',
		'medicine',
		(claim) => claim.kind === 'medicine' && claim.role !== 'stopped',
	),
	'code-status': changing('code-status', (claim) => ({
		...claim,
		status: claim.status === 'full' ? 'dnr' : 'full',
	})),
	disposition: changing('disposition', (claim, _, random) => {
		const to = other(
			DISPOSITIONS.map(([, display]) => display),
			(one) => one === claim.to,
			random,
		);
		return to === undefined ? undefined : { ...claim, to };
	}),
	'invented-sentence': adding(
		(_, random) => ({ kind: 'invented', text: random.pick(INVENTED) }),
		'8648-8',
	),
};
