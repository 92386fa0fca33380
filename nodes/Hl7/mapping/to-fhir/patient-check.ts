import type { FhirResource } from '../../../clients/fhir/types';

type Names = ReadonlyArray<{ family?: unknown; given?: unknown }>;

/** Letters that are written in two ways, one of which is not a letter with an accent. */
const SPELLINGS: ReadonlyArray<readonly [RegExp, string]> = [
	[/ß/g, 'ss'],
	[/[øœ]/g, 'o'],
	[/æ/g, 'a'],
	[/ł/g, 'l'],
	[/([aou])e/g, '$1'],
];

/** A name for comparison only: Müller, Mueller and MULLER are one. */
function words(text: unknown): string {
	const plain = String(text ?? '')
		.toLowerCase()
		.normalize('NFKD')
		.replaceAll(/[^\p{L}]/gu, '');
	return SPELLINGS.reduce((name, [pattern, by]) => name.replaceAll(pattern, by), plain);
}

/** What stands for the name of somebody whom nobody knows yet. */
const NOBODY = new Set(
	['unbekannt', 'unknown', 'unidentified', 'inconnu', 'notfall', 'trauma', 'anonym'].map(words),
);

const listOf = ({ name }: FhirResource): Names => (Array.isArray(name) ? (name as Names) : []);

const families = (one: FhirResource): string[] =>
	listOf(one)
		.map(({ family }) => words(family))
		.filter((text) => text !== '');

/** First given names. */
const givens = (one: FhirResource): string[] =>
	listOf(one)
		.map(({ given }) =>
			words((Array.isArray(given) ? String(given[0] ?? '') : '').split(/[\s-]/)[0]),
		)
		.filter((text) => text !== '');

/** Nobody differs who is not named on both sides. Of names one may be the beginning of the other. */
const namesDiffer = (mine: readonly string[], theirs: readonly string[]): boolean =>
	mine.length > 0 &&
	theirs.length > 0 &&
	!mine.some((one) => theirs.some((other) => one.startsWith(other) || other.startsWith(one)));

/** Dates of which one says less than the other agree. */
function datesDiffer(one: unknown, other: unknown): boolean {
	if (typeof one !== 'string' || typeof other !== 'string') return false;
	return !one.startsWith(other) && !other.startsWith(one);
}

const SEXES = new Set(['male', 'female']);
const sexesDiffer = (one: unknown, other: unknown): boolean =>
	SEXES.has(String(one)) && SEXES.has(String(other)) && one !== other;

/**
 * True when a message and the chart's record under its number are hardly of one patient: two of family
 * name, given name, birth date and sex differ. One of them changes, by marriage or a correction. An
 * emergency name says nothing, nor does the birth date that comes with it.
 */
export function isSomebodyElse(said: FhirResource, there: FhirResource): boolean {
	const isNamed = [said, there].every((one) => !families(one).some((name) => NOBODY.has(name)));
	const differences = [
		isNamed && namesDiffer(families(said), families(there)),
		isNamed && namesDiffer(givens(said), givens(there)),
		isNamed && datesDiffer(said.birthDate, there.birthDate),
		sexesDiffer(said.gender, there.gender),
	];
	return differences.filter(Boolean).length > 1;
}
