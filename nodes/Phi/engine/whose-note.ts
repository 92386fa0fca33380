import type { Known } from '../knowing';
import type { KnownPatient } from '../knowing/known';
import { isoDay, type Day } from '../transforming/dates/calendar';
import { readSpelled } from '../transforming/dates/spelled';
import type { PhiFinding } from '../types';
import type { Report } from './report';
import { bare, noteOther, numbersOf } from './whose';

const MRN_RULE = 'labelled-mrn';

/**
 * Looks whether a note is of the patient of the chart. One that holds nothing of that patient, and says
 * another record number, or another name and another day of birth, is likely to be somebody else's.
 */
export function noteTextOwner(
	report: Report,
	text: string,
	findings: readonly PhiFinding[],
	{ patient }: Known,
): void {
	if (patient === undefined) return;
	const isOfPatient = ({ source, role, type }: PhiFinding) =>
		source === 'known' && role === 'patient' && (type === 'NAME' || type === 'MRN');
	if (findings.some(isOfPatient)) return;
	if (hasOtherNumber(text, findings, patient) || isOtherPerson(text, findings, patient)) {
		noteOther(report);
	}
}

function hasOtherNumber(
	text: string,
	findings: readonly PhiFinding[],
	patient: KnownPatient,
): boolean {
	const said = findings.filter(({ rule }) => rule === MRN_RULE);
	const numbers = numbersOf(patient.numbers.filter(({ type }) => type === 'MRN'));
	if (said.length === 0 || numbers.size === 0) return false;
	return said.every(({ start, end }) => !numbers.has(bare(text.slice(start, end))));
}

/** Label of the name of the patient; `Mother's name:` and `Provider name:` are of others. */
const NAME_LABEL =
	/(?:^|[\n\r;|,.(])\s*(?:(?:patient|pt)(?:'s)?(?: name)?\s?[:=#]?|(?:name of patient|name)\s?[:=#])\s*(?:(?:mr|mrs|ms|miss)\.?\s)?$/i;
const BIRTH_LABEL = /(?:\bd\.?o\.?b\.?|\bborn(?: on)?|\bdate of birth|\bbirth ?date)\s?[:=]?\s*$/i;
/** Whose day of birth it is, where it is not the patient's. */
const OF_ANOTHER =
	/\b(?:mother|father|mom|dad|maternal|paternal|parent|guardian|spouse|husband|wife|partner|baby|infant|newborn|child|son|daughter|brother|sister|twin|guarantor|subscriber|insured|donor|contact)\b[^.;\n]{0,40}$/i;
/** No label is longer, with the word before it that says whose it is. */
const LABEL = 80;

/**
 * Whether the name and the day of birth that a note says of its patient are both those of somebody else.
 * Both have to be: a name changes by marriage or is a nickname, and a digit of a day is soon mistyped.
 */
function isOtherPerson(
	text: string,
	findings: readonly PhiFinding[],
	{ names, birthDate }: KnownPatient,
): boolean {
	const born = birthDate === undefined ? undefined : isoDay(birthDate.slice(0, 10));
	const own = new Set(
		names.flatMap(({ family = '', given = [] }) => wordsOf([family, ...given].join(' '))),
	);
	if (born === undefined || own.size === 0) return false;
	const labelled = (type: string, label: RegExp): string[] =>
		findings
			.filter((one) => one.type === type)
			.map(({ start, end }) => [text.slice(Math.max(0, start - LABEL), start), start, end] as const)
			.filter(([before]) => label.test(before) && !OF_ANOTHER.test(before.replace(label, '')))
			.map(([, start, end]) => text.slice(start, end));
	const said = labelled('NAME', NAME_LABEL).map(wordsOf);
	const days = labelled('DATE', BIRTH_LABEL).map((day) => isOtherDay(day, born));
	if (said.length === 0 || days.length === 0) return false;
	// A word that is part of another is a short or a compound form of it: Beth, Elizabeth.
	const isOwn = (word: string) =>
		[...own].some((name) => name.includes(word) || word.includes(name));
	return days.every(Boolean) && said.every((words) => words.length > 0 && !words.some(isOwn));
}

const wordsOf = (name: string): string[] =>
	name
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.match(/\p{L}{2,}/gu) ?? [];

/** False also where the day cannot be read whole: what is not understood contradicts nothing. */
function isOtherDay(written: string, born: Day): boolean {
	const readings = [false, true].map((dayFirst) =>
		readSpelled(written.trim(), { dayFirst, asOf: TODAY, known: [] }),
	);
	return readings.every((one) => {
		const { year, month, day } = one ?? {};
		if (year === undefined || month === undefined || day === undefined) return false;
		if (year % 100 !== born.year % 100) return true;
		return (
			(born.month !== undefined && month !== born.month) ||
			(born.day !== undefined && day !== born.day)
		);
	});
}

/** Years of two digits are compared by these two alone: the day of reading means nothing. */
const TODAY = { year: 2000, month: 1, day: 1 };
