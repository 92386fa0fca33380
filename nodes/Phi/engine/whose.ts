import type { Hl7Message } from '../../formats/hl7';
import { subjectNumbers } from '../formats/fhir';
import { patientOf } from '../formats/hl7';
import type { Subject } from '../types';
import { patientsIn } from './context';
import type { Report } from './report';

type Json = Readonly<Record<string, unknown>>;

/** People of whom one run remembers who bears which number. */
const MOST_PEOPLE = 10_000;

interface Person {
	readonly birthDate: string | undefined;
	readonly words: ReadonlySet<string>;
}

/** Who bears which number, of all the people whom a policy has seen. */
export class People {
	private readonly byNumber = new Map<string, Person>();

	/** Whether somebody else bears the number of a patient: born on another day, or of another name. */
	isShared({ key, birthDate }: Subject, patient: Json = {}): boolean {
		if (key === '') return false;
		const person: Person = { birthDate, words: nameWords(patient) };
		const before = this.byNumber.get(key);
		if (before === undefined) {
			const [oldest] = this.byNumber.keys();
			if (this.byNumber.size >= MOST_PEOPLE && oldest !== undefined) this.byNumber.delete(oldest);
			this.byNumber.set(key, person);
			return false;
		}
		return isOther(before, person);
	}
}

/** Nobody has two days of birth; a name may change, but hardly all of its words at once. */
function isOther(one: Person, other: Person): boolean {
	const isBornElsewhen = differ(one.birthDate, other.birthDate);
	if (isBornElsewhen) return true;
	if (one.words.size === 0 || other.words.size === 0) return false;
	return [...one.words].every((word) => !other.words.has(word));
}

/** A year alone agrees with any day of it. */
function differ(one: string | undefined, other: string | undefined): boolean {
	if (one === undefined || other === undefined) return false;
	const length = Math.min(one.length, other.length, 10);
	return one.slice(0, length) !== other.slice(0, length);
}

function nameWords({ name }: Json): ReadonlySet<string> {
	const texts = (Array.isArray(name) ? name : []).flatMap((one: unknown) => {
		const { family, given, text } = (one ?? {}) as Json;
		return [family, text, ...(Array.isArray(given) ? given : [])];
	});
	const words = texts.flatMap((one) =>
		typeof one === 'string'
			? (one
					.toLowerCase()
					.normalize('NFC')
					.match(/\p{L}{2,}/gu) ?? [])
			: [],
	);
	return new Set(words);
}

/** Says that a number is borne by two. */
export function noteShared(report: Report): void {
	report.review(
		'number-shared',
		'Two patients with different days of birth, or different names, have the same number: they would become one person. Ask which of them the number is.',
	);
}

/** Says that what came is of somebody else than what was given as context. */
export function noteOther(report: Report, at?: string): void {
	report.review(
		'record-other-patient',
		'The record is of another patient than the one whom the context is about: names, codes and dates were taken from the wrong chart. Check which record and which chart the step was given.',
		at,
	);
}

/**
 * Looks whether a FHIR record is of the one patient whom the context is about: by the Patient in it, and
 * by whom its resources name as their subject.
 */
export function noteRecordOwner(
	report: Report,
	record: unknown,
	context: readonly unknown[],
): void {
	const [owner, another] = patientsIn(context);
	if (owner === undefined || another !== undefined) return;
	const own = patientsIn([record]);
	const others = own.filter((patient) => isOtherPatient(owner, patient));
	if (others.length > 0) return noteOther(report, 'Patient');
	if (own.length > 0 || typeof owner.id !== 'string') return;
	const ids = new Set(subjectsIn(record));
	if (ids.size > 0 && !ids.has(owner.id)) noteOther(report);
}

/** The same for the PID of a message. */
export function noteMessageOwner(
	report: Report,
	message: Hl7Message,
	context: readonly unknown[],
): void {
	const [owner, another] = patientsIn(context);
	const pid = message.segment('PID');
	if (owner === undefined || another !== undefined || pid === undefined) return;
	const numbers = numbersOf(subjectNumbers(owner));
	const own = numbersOf(patientOf(pid).numbers);
	if (numbers.size === 0 || own.size === 0) return;
	if ([...own].every((number) => !numbers.has(number))) noteOther(report, 'PID-3');
}

function isOtherPatient(owner: Json, patient: Json): boolean {
	const [one, other] = [subjectNumbers(owner), subjectNumbers(patient)].map(numbersOf) as [
		Set<string>,
		Set<string>,
	];
	if ([...one].some((number) => other.has(number))) return false;
	if (one.size > 0 && other.size > 0) return true;
	const isSameId = typeof owner.id === 'string' && owner.id === patient.id;
	return !isSameId && isOther(personOf(owner), personOf(patient));
}

const personOf = (patient: Json): Person => ({
	birthDate: typeof patient.birthDate === 'string' ? patient.birthDate : undefined,
	words: nameWords(patient),
});

/** A number without what may be written between its signs. */
export const bare = (value: string): string =>
	value
		.replace(/[^\p{L}\p{N}]/gu, '')
		.toLowerCase()
		.replace(/^0+/, '');

export const numbersOf = (numbers: ReadonlyArray<{ readonly value: string }>): Set<string> =>
	new Set(numbers.map(({ value }) => bare(value)).filter((number) => number !== ''));

/** Ids of the patients whom resources name as theirs. */
function subjectsIn(record: unknown, depth = 0): string[] {
	if (typeof record !== 'object' || record === null || depth > 5) return [];
	const { entry, subject, patient } = record as Json;
	const inner = (Array.isArray(entry) ? entry : []).flatMap((one: unknown) =>
		subjectsIn((one as Json | null)?.resource, depth + 1),
	);
	const own = [subject, patient].flatMap((one) => {
		const reference = (one as Json | null | undefined)?.reference;
		const id = /(?:^|\/)Patient\/([A-Za-z0-9.-]{1,64})(?:\/|$)/.exec(String(reference ?? ''))?.[1];
		return id === undefined ? [] : [id];
	});
	return [...own, ...inner];
}
