import { HospitalError } from '../../shared/errors';
import { hashOf } from './review-case';

/** Something that is shown beside the document and is no part of it: a table, or words. */
export interface BesideSection {
	title: string;
	text?: string;
	columns?: string[];
	rows?: string[][];
}

const MOST_SECTIONS = 40;
const MOST_ROWS = 500;
const MOST_COLUMNS = 8;
const LONGEST_TEXT = 20_000;

const isText = (value: unknown): value is string =>
	typeof value === 'string' && value.length <= LONGEST_TEXT;
const isTexts = (value: unknown, most: number): value is string[] =>
	Array.isArray(value) && value.length <= most && value.every(isText);

function isSection(value: unknown): value is BesideSection {
	if (typeof value !== 'object' || value === null) return false;
	const { title, text, columns, rows } = value as Record<string, unknown>;
	if (!isText(title) || !(text === undefined || isText(text))) return false;
	if (columns === undefined) return rows === undefined;
	return (
		isTexts(columns, MOST_COLUMNS) &&
		Array.isArray(rows) &&
		rows.length <= MOST_ROWS &&
		rows.every((row) => isTexts(row, MOST_COLUMNS))
	);
}

/**
 * What a workflow wants to be read beside the document, and its fingerprint: the signature is bound to it.
 *
 * @throws HospitalError `input-invalid`
 */
export function readBeside(
	given: unknown,
): { sections: BesideSection[]; sha256: string } | undefined {
	if (given === undefined || given === null || given === '') return undefined;
	const sections = parsed(given);
	if (Array.isArray(sections) && sections.length === 0) return undefined;
	const isRight =
		Array.isArray(sections) && sections.length <= MOST_SECTIONS && sections.every(isSection);
	if (!isRight) throw unusable();
	const read = (sections as BesideSection[]).map(({ title, text, columns, rows }) => ({
		title,
		...(text !== undefined && { text }),
		...(columns !== undefined && { columns, rows }),
	}));
	return { sections: read, sha256: hashOf(read) };
}

function parsed(given: unknown): unknown {
	if (typeof given !== 'string') return given;
	try {
		return JSON.parse(given) as unknown;
	} catch {
		throw unusable();
	}
}

const unusable = () =>
	new HospitalError('input-invalid', 'The field "Shown Beside It" is not usable', {
		nextStep: `Give a list of at most ${MOST_SECTIONS} sections, each with a title and a text, or with columns and rows of text.`,
	});
