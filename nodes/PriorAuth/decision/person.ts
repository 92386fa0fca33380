import { elements, text, type Element } from '../rules/element';

/**
 * Whether two records of a patient cannot be the same person: another birth date, another family name,
 * another given name. A member number is shared by a family, and an address can carry anybody. What only
 * one of them says contradicts nothing.
 */
export function isOtherPerson(said: Element, known: Element): boolean {
	return (
		!isSameDate(text(said, 'birthDate'), text(known, 'birthDate')) ||
		!shareName(said, known, familiesOf, (one, other) => one === other) ||
		!shareName(said, known, givenOf, (one, other) => one.startsWith(other) || other.startsWith(one))
	);
}

/** A date may be known only by its year or month. */
const isSameDate = (one: string | undefined, other: string | undefined): boolean =>
	one === undefined || other === undefined || one.startsWith(other) || other.startsWith(one);

function shareName(
	said: Element,
	known: Element,
	namesOf: (of: Element) => string[],
	isSame: (one: string, other: string) => boolean,
): boolean {
	const [here, there] = [namesOf(said), namesOf(known)];
	return (
		here.length === 0 ||
		there.length === 0 ||
		here.some((one) => there.some((other) => isSame(one, other)))
	);
}

const familiesOf = (patient: Element): string[] =>
	elements(patient, 'name').flatMap((name) => plain(text(name, 'family')));

const givenOf = (patient: Element): string[] =>
	elements(patient, 'name').flatMap(({ value: { given } }) =>
		(Array.isArray(given) ? given : [given]).flatMap((each: unknown) => plain(each)),
	);

/** Letters alone, without marks and case. */
function plain(name: unknown): string[] {
	if (typeof name !== 'string') return [];
	const letters = name
		.normalize('NFD')
		.replace(/[^\p{L}]/gu, '')
		.toLowerCase();
	return letters === '' ? [] : [letters];
}
