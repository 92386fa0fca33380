import type { PhiFinding, PhiType } from '../../types';
import { found, step } from '../found';
import { Name, scanOf, type Scan } from '../scan';
import { Gap, Kind, type Form, type PreparedText, type Recognizer } from '../types';
import { dea, iban, luhn, mbi, npi, ssn, vin } from '../validators';
import { Word } from '../vocabulary/words';

const SSN = /(\d{3})([- ])(\d{2})\2(\d{4})(?![\d-])/y;
const SSN_MASKED = /(?:[xX*#]{3}[- ]?[xX*#]{2}[- ]?)(\d{4})(?!\d)/y;
const CARD = /\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}(?!\d)/y;
const UID = /[0-2](?:\.(?:0|[1-9]\d{0,39})){5,14}(?!\d)/y;
const UDI = /\(01\)\d{14}(?:\(\d{2}\)[A-Za-z0-9./_-]{1,20}){0,6}/y;
const CHAIN = /[A-Za-z0-9]{1,24}(?:[-_/.][A-Za-z0-9]{1,24}){0,7}/y;
const ZIP_PLUS = /\d{5}-\d{4}(?![\d-])/y;
const GROUPS = /\d{1,8}(?:[ -]\d{1,6}){0,4}(?![\d/])/y;
const MARKED_CODE =
	/:? ?(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{1,12}(?:[-:.][A-Z0-9]{1,12}){0,5}(?![A-Za-z0-9])/y;
/** @clem_fakes, not @bedside. */
const AT_HANDLE = /@[A-Za-z][A-Za-z0-9_.]{2,30}/y;
const HANDLE = /^[a-z]{3,20}[._]?[a-z]{0,12}[._]?\d{1,4}$/;
const HANDLED =
	/(?:user|from|to|login|handle|portal|account|username|mychart|messages?|sender|by|id)\W{0,4}$/i;
const SHORT_CODE = /^(?:[A-Z]{2,4}-\d{4}|[A-Z]{2}-\d{3}|(?!M[012]\d{3})[B-IK-Z]\d{4})$/;
/** Two capitals and four digits, glued or hyphenated: FP-88-21, RX8812. */
const FOUR_CODE =
	/^(?=(?:[^A-Z]*[A-Z]){2})(?=[A-Z]{1,5}-?\d|\d{1,4}-?[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+){0,3}$/;
const PLATED =
	/(?:cars?|vehicles?|plates?|parked|parking|driving|drove|trucks?|tags?|registration|sedan|suv|van|permit|keys|motorcycle|auto)\b[^\n]{0,40}$/i;
const PLATE =
	/^(?:\d[A-Z]{3}\d{3}|[A-Z]{3}-?\d{4}|[A-Z]{3}-?\d{3}|[A-Z]\d{2}-[A-Z]{3}|\d{3}-?[A-Z]{3}|\d{2,4}[A-Z]{2,3}|[A-Z]{2}\d{2}-?[A-Z]{2,3})$/;
const RECORD = /(?:mrn|mr|med rec|record|chart|acct|account)\b[^\n\d]{0,48}$/i;
const FILE = /\.(?:jpe?g|png|heic|gif|bmp|tiff?|webp|dcm|mp4|mov)$/i;
const CODED =
	/(?:snomed|sct|rxnorm|loinc|ndc|icd|cpt|hcpcs|drg|cvx|rxcui|cas|pmid|doi|isbn|nct|ncit|atc|umls|mesh)\W{0,6}(?:(?:ct|code|codes|id|10|9|cm|pcs|us|no)\W{0,4}){0,3}$/i;
const AMOUNT =
	/^ ?(?:\/|%|(?:mg|mcg|ml|cc|iu|units?|cells?|copies|per|mm|cm|kg|g|l|dollars|steps|platelets|cfu|colonies|ng|pg|k|x)\b)/i;
const COUNTED =
	/(?:platelets?|plt|wbc|rbc|count|viral load|copies|bnp|ferritin|ck|cpk|steps|\$|usd|eur)\W{0,4}(?:(?:of|was|is|at)\W{1,2})?$/i;
const COUNTS =
	/^(?:cost|costs|about|approximately|approx|nearly|over|under|than|least|most|to|of|total|steps|walked|population|dose|doses|units|iu|level|levels|titer|count|counts)$/;
/** Clinical codes of letters and digits that are no identifier: ICD-10, HLA, blood gases, staging, vertebrae. */
const CLINICAL_CODE =
	/^(?:[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?|[A-Z]\d{4}|\d{4}[FT]|[CTLS]\d{1,2}(?:[-/][CTLS]?\d{1,2})+|p?[TNM]\d[a-z]?(?:[NM]\d[a-z]?)*|HLA-.*|COVID-19|SARS-.*|\d{1,5}-\d)$/;

function digitsIn(text: string): number {
	return text.length - text.replace(/\d/g, '').length;
}

function startsFree(text: string, start: number): boolean {
	if (start === 0) return true;
	const before = start - 1;
	return !isDigit(text, before) && !isLetter(text, before) && text[before] !== '_';
}

/** Whether a token may stand inside of a code. */
function isInner({ raw, kind }: Form): boolean {
	return kind !== Kind.mark || raw === '-' || raw === '_';
}

/** End of what `CHAIN` matches at an offset; the offset itself where it matches nothing. */
function chainEnd(text: string, start: number): number {
	let end = runEnd(text, start);
	for (let parts = 0; parts < 7 && end > start; parts++) {
		if (end >= text.length || !INNER.includes(text.charAt(end))) break;
		const next = runEnd(text, end + 1);
		if (next === end + 1) break;
		end = next;
	}
	return end;
}

/** Marks inside of a code. */
const INNER = '-_/.';
const LONGEST_RUN = 24;

/** End of the letters and digits that begin at an offset, of 24 at most. */
function runEnd(text: string, start: number): number {
	let end = start;
	while (end - start < LONGEST_RUN && (isDigit(text, end) || isLetter(text, end))) end++;
	return end;
}

function isDigit(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	return code >= 48 && code <= 57;
}

function isLetter(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function partsIn(text: string, start: number, end: number): { digits: number; letters: boolean } {
	let digits = 0;
	let letters = false;
	for (let at = start; at < end; at++) {
		if (isDigit(text, at)) digits++;
		else if (isLetter(text, at)) letters = true;
	}
	return { digits, letters };
}

/** Numbers with a shape of their own: SSN, cards, MBI, VIN, UID, UDI, IBAN, NPI and DEA by check digit, files. */
export const shaped: Recognizer = {
	id: 'number-shaped',
	types: ['SSN', 'ACCOUNT', 'PLAN', 'VEHICLE', 'DEVICE', 'LICENCE', 'OTHER_ID', 'PHOTO', 'ZIP'],
	description: 'Numbers that their own shape or check digit gives away.',
	examples: [
		'on file [[SSN:123-45-6789]]',
		'ends xxx-xx-[[SSN:6789]]',
		'paid [[ACCOUNT:4111 1111 1111 1111]]',
		'uid [[OTHER_ID:1.2.840.113619.2.55.3.604688]]',
		'has [[PLAN:1EG4-TE5-MK73]]',
		'car [[VEHICLE:1M8GDM9AXKP042788]]',
		'unit [[DEVICE:(01)00844588003288(17)141120(10)7654321D]]',
		'photo [[PHOTO:IMG_4471.jpg]]',
	],
	counterExamples: ['1.2.3.4', 'CPT 99213', 'code K57.30', 'C5-6 disc', '1-2 tablets'],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const text = prepared.folded;
		const scan = scanOf(prepared, lists);
		let free = 0;
		const add = (
			start: number,
			end: number,
			type: PhiType,
			rule: string,
			score: number,
			detail: string,
		): void => {
			out.push(
				found(prepared, start, end, {
					type,
					rule,
					score,
					steps: [step('validator', detail, score)],
				}),
			);
			free = end;
		};
		for (const token of scan.marks) {
			const form = prepared.at(token);
			const start = prepared.starts[token] as number;
			if (start < free) continue;
			if (form.raw === '(') {
				UDI.lastIndex = start;
				const udi = UDI.exec(text);
				if (udi !== null)
					add(start, start + udi[0].length, 'DEVICE', 'udi', 0.99, 'GS1 application identifiers');
			} else if (form.raw === '*' || form.raw === '#') {
				SSN_MASKED.lastIndex = start;
				const masked = SSN_MASKED.exec(text);
				if (masked !== null)
					add(
						start + masked[0].length - 4,
						start + masked[0].length,
						'SSN',
						'ssn-last-four',
						0.9,
						'the rest is blotted out',
					);
			}
		}
		free = 0;
		for (const token of scan.digits) {
			const form = prepared.at(token);
			const start = prepared.starts[token] as number;
			if (start < free || !startsFree(text, start)) continue;
			const { raw } = form;
			if (form.kind === Kind.number) {
				if (raw.length === 3) {
					SSN.lastIndex = start;
					const match = SSN.exec(text);
					if (match !== null) {
						const valid = ssn(match[0].replace(/\D/g, ''));
						add(
							start,
							start + match[0].length,
							'SSN',
							'ssn',
							valid ? 0.97 : 0.85,
							valid ? 'a number as it may be issued' : 'a number that was never issued',
						);
						continue;
					}
				}
				if (raw.length === 4) {
					CARD.lastIndex = start;
					const match = CARD.exec(text);
					if (match !== null) {
						const valid = luhn(match[0].replace(/\D/g, ''));
						add(
							start,
							start + match[0].length,
							'ACCOUNT',
							'card-number',
							valid ? 0.98 : 0.75,
							valid ? 'its check digit is right' : 'its check digit is wrong',
						);
						continue;
					}
					const before = text.slice(Math.max(0, start - 8), start);
					if (/[xX*]{2}-?$/.test(before)) {
						add(start, start + 4, 'SSN', 'ssn-last-four', 0.9, 'the rest is blotted out');
						continue;
					}
				}
				if (raw.length === 1 && text[start + 1] === '.') {
					UID.lastIndex = start;
					const match = UID.exec(text);
					if (match !== null) {
						add(
							start,
							start + match[0].length,
							'OTHER_ID',
							'uid',
							0.97,
							'an ISO object identifier',
						);
						continue;
					}
				}
				if (raw.length === 5) {
					ZIP_PLUS.lastIndex = start;
					const match = ZIP_PLUS.exec(text);
					if (match !== null) {
						add(
							start,
							start + match[0].length,
							'ZIP',
							'zip-plus-four',
							0.8,
							'five and four digits',
						);
						continue;
					}
				}
				if (raw.length >= 13 && raw.length <= 19 && luhn(raw)) {
					add(
						start,
						start + raw.length,
						'ACCOUNT',
						'card-number',
						0.85,
						'its check digit is right',
					);
					continue;
				}
				if (raw.length === 10 && npi(raw)) {
					add(start, start + 10, 'LICENCE', 'npi', 0.75, 'its check digit is right');
					continue;
				}
			}
			if (form.kind !== Kind.mixed || raw.length < 3) continue;
			CHAIN.lastIndex = start;
			const chained = CHAIN.exec(text);
			if (chained === null) continue;
			const whole = chained[0];
			const compact = whole.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
			const end = start + whole.length;
			if (compact.length === 11 && mbi(compact))
				add(start, end, 'PLAN', 'mbi', 0.97, 'the shape of a Medicare number');
			else if (compact.length === 17 && vin(compact))
				add(start, end, 'VEHICLE', 'vin', 0.97, 'its check digit is right');
			else if (compact.length === 9 && dea(compact))
				add(start, end, 'LICENCE', 'dea', 0.9, 'its check digit is right');
		}
		donations(prepared, scan.digits, out);
		plates(prepared, scan.digits, out);
		files(prepared, out);
		accounts(prepared, scan.digits, out);
		return out;
	},
};

/** International bank account numbers, whose first token holds letters and digits. */
function accounts(prepared: PreparedText, digits: readonly number[], out: PhiFinding[]): void {
	const IBAN = /[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/y;
	for (const token of digits) {
		const form = prepared.at(token);
		if (form.kind !== Kind.mixed || !/^[A-Z]{2}\d\d/.test(form.raw)) continue;
		const start = prepared.starts[token] as number;
		IBAN.lastIndex = start;
		const match = IBAN.exec(prepared.folded);
		if (match !== null && iban(match[0].replaceAll(' ', ''))) {
			out.push(
				found(prepared, start, start + match[0].length, {
					type: 'ACCOUNT',
					rule: 'iban',
					score: 0.97,
				}),
			);
		}
	}
}

/** ABC 123 behind a word for a vehicle. */
function plates(prepared: PreparedText, digits: readonly number[], out: PhiFinding[]): void {
	for (const token of digits) {
		const form = prepared.at(token);
		if (
			token === 0 ||
			form.kind !== Kind.number ||
			form.raw.length < 3 ||
			form.raw.length > 4 ||
			prepared.gaps[token] !== Gap.space
		)
			continue;
		if (!/^[A-Z]{2,3}$/.test(prepared.at(token - 1).raw) || prepared.at(token - 1).classes !== 0)
			continue;
		const start = prepared.starts[token - 1] as number;
		if (PLATED.test(prepared.folded.slice(Math.max(0, start - 60), start)))
			out.push(
				found(prepared, start, prepared.ends[token] as number, {
					type: 'VEHICLE',
					rule: 'plate',
					score: 0.7,
				}),
			);
	}
}

/** Donation numbers of blood (ISBT 128): W1278 70 589621. */
function donations(prepared: PreparedText, digits: readonly number[], out: PhiFinding[]): void {
	const DONATION = /[A-Z]\d{4}[ -]?\d{2}[ -]?\d{6}(?!\d)/y;
	for (const token of digits) {
		const { kind, raw } = prepared.at(token);
		if (kind !== Kind.mixed || !/^[A-Z]\d{4,12}$/.test(raw)) continue;
		const start = prepared.starts[token] as number;
		DONATION.lastIndex = start;
		const match = DONATION.exec(prepared.folded);
		if (match !== null)
			out.push(
				found(prepared, start, start + match[0].length, {
					type: 'OTHER_ID',
					rule: 'blood-donation',
					score: 0.9,
				}),
			);
	}
}

/** Names of image files. */
function files(prepared: PreparedText, out: PhiFinding[]): void {
	const text = prepared.folded;
	let at = 0;
	while ((at = text.indexOf('.', at + 1)) > 0) {
		const next = text.charCodeAt(at + 1) | 32;
		if (!(next >= 97 && next <= 122)) continue;
		let end = at + 1;
		while (end < text.length && end - at < 6 && /[A-Za-z0-9]/.test(text[end] as string)) end++;
		if (!FILE.test(text.slice(at, end))) continue;
		let start = at;
		while (start > 0 && at - start < 80 && /[\w-]/.test(text[start - 1] as string)) start--;
		if (start < at)
			out.push(found(prepared, start, end, { type: 'PHOTO', rule: 'image-file', score: 0.93 }));
	}
}

/** `@clemfakes`: a name in a network. */
function handleAt(prepared: PreparedText, scan: Scan, token: number, out: PhiFinding[]): void {
	if (
		token + 1 >= prepared.count ||
		prepared.gaps[token + 1] !== Gap.none ||
		(prepared.gaps[token] === Gap.none && token > 0 && prepared.at(token - 1).kind !== Kind.mark)
	)
		return;
	const start = prepared.starts[token] as number;
	AT_HANDLE.lastIndex = start;
	const match = AT_HANDLE.exec(prepared.folded);
	const index = prepared.form[token + 1] as number;
	if (match === null || (scan.name[index] === Name.no && !/[_.\d]/.test(match[0]))) return;
	out.push(
		found(prepared, start, start + match[0].replace(/\.$/, '').length, {
			type: 'OTHER_ID',
			role: 'patient',
			rule: 'handle',
			score: 0.75,
		}),
	);
}

/** True for five or six digits that count and measure nothing, by the words beside them. */
function bare(prepared: PreparedText, token: number, text: string, end: number): boolean {
	if (/^[.,:%\d]/.test(text.slice(end, end + 2).replace(/^[.,](?!\d)/, ' '))) return false;
	if (token === 0) return true;
	const before = prepared.at(token - 1);
	if (/^[<>=~+*^$/.,-]$/.test(before.raw) || before.kind === Kind.number) return false;
	if ((prepared.gaps[token] as number) >= Gap.line) return true;
	for (let at = token - 1; at >= Math.max(0, token - 3); at--) {
		const { classes, lower } = prepared.at(at);
		if ((classes & Word.label) !== 0) return true;
		if ((classes & (Word.clinical | Word.eponym)) !== 0 || COUNTS.test(lower)) return false;
	}
	return true;
}

/** Long numbers and codes without a label. */
export const loose: Recognizer = {
	id: 'number-loose',
	types: ['OTHER_ID'],
	description:
		'Numbers of seven digits and more, and codes of letters and at least five digits, without a label.',
	examples: [
		'wristband [[OTHER_ID:82359917]] scanned',
		'tube [[OTHER_ID:S24-001877]] sent',
		'chart [[OTHER_ID:H08235991]]',
	],
	counterExamples: [
		'SNOMED 73211009',
		'LOINC 30525-0',
		'viral load 1200000 copies',
		'platelets 250000',
		'K57.30',
		'vitamin B12',
		'2024-2025',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const text = prepared.folded;
		const scan = scanOf(prepared, lists);
		let free = 0;
		for (const token of scan.digits) {
			// cheryl.682: the letters are a token of their own.
			if (token < 3 || prepared.gaps[token] !== Gap.none || prepared.gaps[token - 1] !== Gap.none)
				continue;
			const mark = prepared.at(token - 1).raw;
			if (mark !== '.' && mark !== '_') continue;
			const start = prepared.starts[token - 2] as number;
			const end = prepared.ends[token] as number;
			if (!startsFree(text, start) || !HANDLE.test(text.slice(start, end))) continue;
			if (
				HANDLED.test(text.slice(Math.max(0, start - 24), start)) ||
				/\]\s?$/.test(text.slice(Math.max(0, start - 3), start))
			)
				out.push(
					found(prepared, start, end, {
						type: 'OTHER_ID',
						role: 'patient',
						rule: 'handle',
						score: 0.75,
					}),
				);
		}
		for (const token of scanOf(prepared, lists).marks) {
			if (prepared.at(token).raw === '@') {
				handleAt(prepared, scan, token, out);
				continue;
			}
			if (prepared.at(token).raw !== '#') continue;
			const start = prepared.ends[token] as number;
			GROUPS.lastIndex = start;
			const match = GROUPS.exec(text);
			const long = match === null ? 0 : digitsIn(match[0]);
			if (
				match !== null &&
				(long >= 6 ||
					(long >= 4 &&
						!AMOUNT.test(text.slice(start + match[0].length, start + match[0].length + 10))))
			) {
				out.push(
					found(prepared, start, start + match[0].length, {
						type: 'OTHER_ID',
						rule: 'number-marked',
						score: long >= 6 ? 0.75 : 0.6,
					}),
				);
				continue;
			}
			MARKED_CODE.lastIndex = start;
			const code = MARKED_CODE.exec(text);
			if (code !== null && digitsIn(code[0]) >= 3)
				out.push(
					found(prepared, start, start + code[0].length, {
						type: 'OTHER_ID',
						rule: 'number-marked',
						score: 0.7,
					}),
				);
		}
		for (const token of scanOf(prepared, lists).digits) {
			const own = prepared.at(token);
			const tied =
				prepared.gaps[token] === Gap.none ||
				(token + 1 < prepared.count && prepared.gaps[token + 1] === Gap.none);
			if (!tied && own.raw.length < 5) continue;
			let first = token;
			while (
				first > 0 &&
				token - first < 16 &&
				prepared.gaps[first] === Gap.none &&
				isInner(prepared.at(first - 1))
			)
				first--;
			const start = prepared.starts[first] as number;
			if (start < free || !startsFree(text, start)) continue;
			const end = chainEnd(text, start);
			if (end === start) continue;
			free = end;
			const { digits, letters } = partsIn(text, start, end);
			if (digits < 5 && !letters) continue;
			const whole = text.slice(start, end);
			const before = text.slice(Math.max(0, start - 56), start);
			const clinical = CLINICAL_CODE.test(whole);
			if (clinical && !/^[A-Z]\d{4}$/.test(whole)) continue;
			if (letters && HANDLE.test(whole) && HANDLED.test(before)) {
				out.push(
					found(prepared, start, end, {
						type: 'OTHER_ID',
						role: 'patient',
						rule: 'handle',
						score: 0.75,
					}),
				);
				continue;
			}
			if (
				letters &&
				PLATE.test(whole) &&
				((digits === 4 && /-/.test(whole)) ||
					/^\d[A-Z]{3}\d{3}$/.test(whole) ||
					PLATED.test(before) ||
					/(?:car|vehicle|plate|parked|handicap|driving|truck|tag|registration|parking)\b/i.test(
						before,
					))
			) {
				out.push(found(prepared, start, end, { type: 'VEHICLE', rule: 'plate', score: 0.6 }));
				continue;
			}
			if (!letters && /^\d{5,6}$/.test(whole) && RECORD.test(before)) {
				out.push(
					found(prepared, start, end, {
						type: 'MRN',
						role: 'patient',
						rule: 'number-of-record',
						score: 0.7,
					}),
				);
				continue;
			}
			if (letters && digits >= 3 && digits < 5 && SHORT_CODE.test(whole) && !CODED.test(before)) {
				out.push(
					found(prepared, start, end, { type: 'OTHER_ID', rule: 'code-short', score: 0.52 }),
				);
				continue;
			}
			if (digits === 4 && FOUR_CODE.test(whole) && !CODED.test(before)) {
				out.push(
					found(prepared, start, end, { type: 'OTHER_ID', rule: 'code-short', score: 0.55 }),
				);
				continue;
			}
			if (digits < 5) continue;
			if (CODED.test(before) || AMOUNT.test(text.slice(end, end + 10)) || COUNTED.test(before))
				continue;
			if (text[start - 1] === '.' || text[start - 1] === '$' || text[start - 1] === ',') continue;
			let score = 0;
			if (letters)
				score = /[a-z]{3,}/.test(whole) ? 0.3 : digits >= 5 && !/[./]/.test(whole) ? 0.7 : 0;
			else if (/^\d{7,}$/.test(whole)) score = 0.7;
			else if (/^\d{5,6}$/.test(whole)) score = bare(prepared, token, text, end) ? 0.54 : 0;
			else if (
				/^\d+(?:-\d+)+$/.test(whole) &&
				digits >= 7 &&
				!/^(?:19|20)\d\d-(?:19|20)\d\d$/.test(whole)
			)
				score = 0.6;
			if (score === 0) continue;
			out.push(
				found(prepared, start, end, {
					type: 'OTHER_ID',
					rule: 'number-loose',
					score,
					steps: [step('context', 'no label, code system or unit beside it', score)],
				}),
			);
		}
		return out;
	},
};
