import { fold } from '../../detecting/folding';

const WORD = /[\p{L}\p{N}]+/gu;
const NO_WORD = /[^\p{L}\p{N}]/gu;
const ASCII_WORD = /[a-z0-9]+/g;
const NO_ASCII_WORD = /[^a-z0-9]/g;

/** Longest value that is taken for an identifier; a longer string of a chart is prose. */
export const LONGEST_VALUE = 200;

/** Plain text of a value: folded as notes are, trimmed; '' for what is no short text. */
export function plain(value: unknown): string {
	if (typeof value !== 'string' || value.length > LONGEST_VALUE) return '';
	return fold(value).folded.trim();
}

/** Words of a value in lower case, cut as the tokens of a note are. */
export function wordsOf(value: string): string[] {
	const lower = plain(value).toLowerCase();
	return lower.match(isAscii(lower) ? ASCII_WORD : WORD) ?? [];
}

/** Letters and digits of a value in lower case, without anything between them. */
export function lettersAndDigits(value: string): string {
	const lower = value.toLowerCase();
	return lower.replace(isAscii(lower) ? NO_ASCII_WORD : NO_WORD, '');
}

/** Whether a value needs no tables of Unicode to be read. */
export function isAscii(value: string): boolean {
	for (let at = 0; at < value.length; at++) if (value.charCodeAt(at) > 127) return false;
	return true;
}

/** ISO date at the head of a FHIR date or dateTime, as numbers. */
export interface Day {
	readonly year: number;
	/** 1 to 12, 0 where the value ends before it. */
	readonly month: number;
	/** 1 to 31, 0 where the value ends before it. */
	readonly day: number;
}

const ISO = /^(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?(?:$|[T ]|(?<=^\d{8})\d)/;

/** Day of an ISO (`2026-03-07T10:00:00Z`) or compact (`20260307101500`) date, undefined for another text. */
export function dayOf(value: unknown): Day | undefined {
	if (typeof value !== 'string') return undefined;
	const parts = ISO.exec(value.trim());
	if (parts === null) return undefined;
	const day = { year: Number(parts[1]), month: Number(parts[2] ?? 0), day: Number(parts[3] ?? 0) };
	if (day.year < 1800 || day.year > 2200 || day.month > 12 || day.day > 31) return undefined;
	return day;
}
