import { subjectNumbers } from '../formats/fhir';
import { knownOf, type Known, type KnownSource } from '../knowing';
import type { Authorities, SubjectFacts, Transformer } from '../transforming/index';
import type { PersonName, Subject } from '../types';
import { NOBODY, subjectOfNumbers } from './subjects';

type Json = Readonly<Record<string, unknown>>;

/** What a chart says, read once. */
export interface Chart {
	readonly known: Known;
	readonly subject: Subject;
	readonly context: 'given' | 'none';
	/** True where a patient was given who has neither a name nor a number to be found by. */
	readonly isThin: boolean;
	/** False where something of it could not be read. */
	readonly isWhole: boolean;
	/** False where it holds several patients and nobody said which of them is meant. */
	readonly isOne: boolean;
}

const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The patient of a Patient resource, told to the transformer with what it needs. */
export function subjectOfPatient(
	patient: Json,
	authorities: Authorities,
	transformer: Transformer,
	known?: Known,
): Subject {
	const numbers = subjectNumbers(patient);
	const { birthDate } = patient;
	const isDate = typeof birthDate === 'string' && /^\d{4}/.test(birthDate);
	const subject = subjectOfNumbers(numbers, isDate ? birthDate : undefined, authorities);
	introduce(transformer, subject, numbers, known);
	return subject;
}

/** Tells the transformer which numbers and days belong together. */
export function introduce(
	transformer: Transformer,
	subject: Subject,
	numbers: NonNullable<SubjectFacts['numbers']>,
	known?: Known,
): void {
	const dates = [subject.birthDate, known?.patient?.deathDate].filter((day) => day !== undefined);
	transformer.introduce(subject, {
		numbers,
		dates,
	});
}

/** The Patient resources in a chart, inside of Bundles too. */
export function patientsIn(resources: readonly unknown[], depth = 0): Json[] {
	return resources.flatMap((one) => {
		if (!isObject(one) || depth > 5) return [];
		if (one.resourceType === 'Patient') return [one];
		const entries = one.resourceType === 'Bundle' && Array.isArray(one.entry) ? one.entry : [];
		return patientsIn(
			entries.map((entry: unknown) => (isObject(entry) ? entry.resource : undefined)),
			depth + 1,
		);
	});
}

/**
 * Whether a chart names its patient. A visit or an insurance bears numbers of the patient as well, and a
 * day of birth is one of many: by none of these would a name in a note be found.
 */
const isNamed = ({ patient }: Known, patients: readonly Json[], more: KnownSource): boolean =>
	(patient?.names ?? []).some(hasWord) ||
	patients.some((one) => subjectNumbers(one).some(({ value }) => value.trim() !== '')) ||
	(more.numbers ?? []).some(({ role }) => role === 'patient');

const hasWord = ({ family = '', given = [] }: PersonName): boolean =>
	[family, ...given].some((part) => part.trim() !== '');

/** Reads a chart: what is to be looked for, and whose it is. */
export function chartOf(
	resources: readonly unknown[],
	given: Subject | undefined,
	authorities: Authorities,
	transformer: Transformer,
	more: KnownSource = {},
): Chart {
	const known = knownOf({ ...more, resources });
	const patients = patientsIn(resources);
	const [patient, another] = patients;
	const own =
		patient === undefined || another !== undefined
			? undefined
			: subjectOfPatient(patient, authorities, transformer, known);
	const subject = given ?? own ?? NOBODY;
	const isKnown = isNamed(known, patients, more);
	return {
		known,
		subject,
		context: isKnown ? 'given' : 'none',
		isThin: !isKnown && patient !== undefined,
		isWhole: Object.keys(known.skipped).length === 0,
		isOne: another === undefined || given !== undefined,
	};
}
