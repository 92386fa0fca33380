/** Rows of tables and "Label: value": the forms in which notes keep what was measured and asked. */

/** Signs between two columns: a bar, a tab, a wide gap. */
const BETWEEN_CELLS = /\||\t| {3}/;
const RULER = /^[-:=\s]*$/;

const cellsOf = (line: string): string[] =>
	line
		.split(BETWEEN_CELLS)
		.map((cell) => cell.trim())
		.filter((cell) => cell !== '');

/** True for a line with more than one column. */
export const isRow = (line: string): boolean =>
	/[|\t]/.test(line.trim()) || cellsOf(line).length > 1;

/**
 * A row of two columns as "Label: value". With more columns nobody can tell without their headings which
 * of them answers, so they stay what they are, with their signs.
 */
export function rowAsLabel(line: string): string | undefined {
	if (line.includes('\n') || !isRow(line)) return undefined;
	const [label, value, another] = cellsOf(line);
	if (label === undefined || value === undefined || another !== undefined) return undefined;
	if (RULER.test(value) || RULER.test(label)) return undefined;
	return `${label.replace(/\s*:$/, '')}: ${value}`;
}

const MOST_ROWS = 100;
/** What stands over the columns of a table whose rows say what is so. */
const PLAIN_HEADING =
	/^(?:tests?|results?|values?|findings?|measurements?|names?|items?|labs?|laboratory|vitals?|vital signs?|parameters?|answers?|response|symptoms?|diagnos[ei]s|problems?|conditions?|medications?|drugs?|dose|questions?|procedures?|study|date|current|component|observation)$/i;
/** The second column of a row of data. */
const DATA = /\d|^(?:yes|no|none|never|denied|denies|present|absent)$/i;

/** The heading of the table in which a line stands: the first of the rows above, unless it is one of data. */
export function headingOfTable(text: string, lineStart: number): string[] {
	const above = text.slice(0, lineStart).split('\n').slice(0, -1).slice(-MOST_ROWS).toReversed();
	const length = above.findIndex((line) => !isRow(line));
	const first = (length === -1 ? above : above.slice(0, length)).at(-1);
	if (first === undefined) return [];
	const cells = cellsOf(first);
	const isData = cells.length === 2 && DATA.test(cells[1]) && !PLAIN_HEADING.test(cells[0]);
	return isData ? [] : cells;
}

/** True when the headings say no more than that here is what was found. */
export const isPlainHeading = (cells: readonly string[]): boolean =>
	cells.length === 0 ||
	(cells.length === 2 && cells.every((cell) => PLAIN_HEADING.test(cell.replace(/:$/, ''))));

/** True for "Label: value" in one line. */
export const isLabelled = (line: string): boolean => /^[^:|\t]{2,80}[:|\t]\s*\S/.test(line);

/** "Seizures: none": what stands before the colon, and whether that is all that is said of it. */
const LABEL_OF_NO = /^([^:=]{2,120})[:=]\s*(?:no|none|never|denied|denies|absent|negative)\W*$/i;

/** The label of a line that denies all of it; undefined for other lines. */
export const labelOfNo = (sentence: string): string | undefined => LABEL_OF_NO.exec(sentence)?.[1];
