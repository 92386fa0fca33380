import type { Line, PageReading, Place, Word } from '../reading/types';
import { birthDateOf, type DateOrder } from './birth-date';

export type ClaimKind =
	| 'patient-name'
	| 'birth-date'
	| 'medical-record-number'
	| 'sex'
	| 'member-id'
	| 'accession-number';

/** What a document says about its patient. It is never a match: Identity Gate asks the chart. */
export interface PatientClaim extends Place {
	readonly kind: ClaimKind;
	/** As it stands on the page. */
	readonly value: string;
	/** The value in the form of DICOM: `FAMILY^GIVEN`, `YYYYMMDD`, `M`, `F`, `O`. Absent: unclear. */
	readonly normal?: string;
	readonly page: number;
	/** The least sure word, 0 to 1. */
	readonly confidence: number;
}

interface Label {
	readonly kind: ClaimKind;
	readonly pattern: RegExp;
	/** What the value looks like, from its first word on. */
	readonly value: RegExp;
}

const NUMBER = /^[A-Z0-9][A-Z0-9-]{2,24}(?=$|[\s,;)])/i;

const LABELS: readonly Label[] = [
	{
		kind: 'birth-date',
		pattern: /\b(?:d\.?o\.?b\.?|date of birth|birth ?date|born(?: on)?)\s*[:.]?\s*/gi,
		value:
			/^(?:\d{1,4}[-/. ]\d{1,2}[-/. ]\d{2,4}|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{4})/,
	},
	{
		kind: 'medical-record-number',
		pattern:
			/\b(?:m\.?r\.?n\.?|medical record (?:number|no\.?|#)|patient (?:id|number)|chart (?:number|no\.?|#))\s*[:#.]?\s*/gi,
		value: NUMBER,
	},
	{
		kind: 'member-id',
		pattern: /\b(?:member|subscriber|policy) (?:id|number|no\.?|#)\s*[:#.]?\s*/gi,
		value: NUMBER,
	},
	{
		kind: 'accession-number',
		pattern: /\baccession(?: (?:number|no\.?|#))?\s*[:#.]?\s*/gi,
		value: NUMBER,
	},
	{
		kind: 'sex',
		pattern: /\b(?:sex|gender)\s*[:.]\s*/gi,
		value: /^(?:male|female|other|[mfo])\b/i,
	},
	{
		kind: 'patient-name',
		pattern: /\b(?:patient(?:'s)?(?: name)?|name of patient|member name|re)\s*:\s*/gi,
		value: /^[A-Z][\p{L}'’-]+(?:,? [A-Z][\p{L}'’.-]*){1,3}/u,
	},
];

/** Claims in the lines of one page. */
export function claimsOf(page: PageReading, order: DateOrder): PatientClaim[] {
	return page.lines.flatMap((line) => LABELS.flatMap((label) => inLine(line, label, page, order)));
}

function inLine(
	line: Line,
	{ kind, pattern, value }: Label,
	page: PageReading,
	order: DateOrder,
): PatientClaim[] {
	const claims: PatientClaim[] = [];
	for (const found of line.text.matchAll(pattern)) {
		const start = found.index + found[0].length;
		const taken = value.exec(line.text.slice(start))?.[0];
		if (taken === undefined || (value === NUMBER && !/\d/.test(taken))) continue;
		const text = kind === 'patient-name' ? withoutNextLabel(taken) : taken;
		if (text === '') continue;
		const words = wordsAt(line, start, start + text.length);
		if (words.length === 0) continue;
		const normal = normalOf(kind, text, order);
		claims.push({
			kind,
			value: text,
			...(normal !== undefined && { normal }),
			page: page.number,
			confidence: Math.min(...words.map(({ confidence }) => confidence)),
			left: Math.min(...words.map(({ left }) => left)),
			top: Math.min(...words.map(({ top }) => top)),
			right: Math.max(...words.map(({ right }) => right)),
			bottom: Math.max(...words.map(({ bottom }) => bottom)),
		});
	}
	return claims;
}

/** "Testperson, Ada DOB": the label that follows on the same line is no name. */
const withoutNextLabel = (text: string): string =>
	text.replace(/[ ,]+(?:dob|mrn|sex|gender|date|member|id|phone|age|account|birth)\b.*$/i, '');

function wordsAt({ words }: Line, start: number, end: number): Word[] {
	let at = 0;
	return words.filter(({ text }) => {
		const [from, to] = [at, at + text.length];
		at = to + 1;
		return to > start && from < end;
	});
}

function normalOf(kind: ClaimKind, text: string, order: DateOrder): string | undefined {
	switch (kind) {
		case 'birth-date':
			return birthDateOf(text, order);
		case 'sex':
			return text[0]!.toUpperCase();
		case 'patient-name':
			return dicomName(text);
		default:
			return text.toUpperCase();
	}
}

/** `FAMILY^GIVEN^MIDDLE` of "Family, Given Middle" and of "Given Family". */
function dicomName(text: string): string | undefined {
	const clean = text.replace(/\s+/g, ' ').trim();
	const comma = clean.split(/\s*,\s*/);
	if (comma.length === 2) return [comma[0], ...comma[1]!.split(' ')].join('^').replace(/\./g, '');
	const parts = clean.split(' ');
	if (comma.length > 2 || parts.length < 2) return undefined;
	return [parts.at(-1), ...parts.slice(0, -1)].join('^').replace(/\./g, '');
}
