import { setOf } from '../../detecting/marks';
import { Gap, Shape } from '../../detecting/types';
import type { Part } from './name-belief';
import type { PersonEntry } from './person';
import type { Reading } from './reading';

const QUOTES = '"“”';
/** What cells of tables hold as well. */
const IN_CELLS = setOf(
	'white black brown asian will may long short well only not never fall best real major case read yes no none male female single married page note low high day hall bell light gray grey green blue red close gross small young',
);

/** `"Faith"`: a word that is quoted alone. */
const isQuoted = (reading: Reading, token: number): boolean => {
	const end = reading.isMark(token + 1, '.,') ? token + 2 : token + 1;
	return reading.isMark(token - 1, QUOTES) && reading.isMark(end, QUOTES);
};

/** `// TESTPERSON //`, `| Testperson |`: a word that is all there is between two signs. */
function isBetweenSigns(reading: Reading, token: number): boolean {
	const begins = reading.isMark(token - 1, '|/') && reading.gap(token) > Gap.none;
	const ends = reading.isMark(token + 1, '|/') && reading.gap(token + 1) > Gap.none;
	return begins && ends;
}

/** `- Sandy` at the end of a line, `(Sandy)`, or a line of its own: a given name that nothing goes on. */
function isAlone(reading: Reading, token: number): boolean {
	const end = reading.isMark(token + 1, '.!') ? token + 2 : token + 1;
	if (reading.isMark(token - 1, '(') && reading.isMark(token + 1, ')')) return true;
	if (reading.gap(end) < Gap.line || reading.shape(token) !== Shape.capital) return false;
	const signed = reading.isMark(token - 1, '-~') && reading.gap(token - 1) >= Gap.line;
	return signed || (reading.gap(token) >= Gap.line && end >= reading.count - 1);
}

/** How far an ordinary word with a capital is believed to be somebody by where it stands: in a cell, in quotes, alone. */
export function placedName(
	reading: Reading,
	person: PersonEntry,
	token: number,
	part: Part,
): number {
	const given = part.part.startsWith('given');
	if (given && isAlone(reading, token)) return 0.7;
	if (given && isQuoted(reading, token)) return 0.75;
	if (person.role !== 'patient') return 0;
	// The first cell of a row.
	const cell = reading.gap(token) >= Gap.line && reading.gap(token + 1) === Gap.wide;
	if (cell && part.part === 'family') return 0.65;
	const isName = given || part.part === 'family';
	const isCell = isName && isBetweenSigns(reading, token);
	if (!isCell) return 0;
	const lower = reading.lower(token);
	// `// MAJOR //` in a line of columns is somebody, `| White |` a race.
	const doubled = reading.isMark(token - 2, '/') && reading.isMark(token + 2, '/');
	return doubled || !IN_CELLS.has(lower) ? 0.7 : 0;
}
