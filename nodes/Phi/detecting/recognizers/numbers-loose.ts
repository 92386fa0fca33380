import type { PhiFinding, PhiType } from '../../types';
import { found, step } from '../found';
import { oneOf, allDigits, setOf } from '../marks';
import { Name, scanOf, type Scan } from '../scan';
import { Gap, Kind, type PreparedText, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { digitsIn, startsFree, isInner, chainEnd, partsIn } from './number-signs';
import { PLATED, PLATE } from './plates';

const GROUPS = /\d{1,8}(?:[ -]\d{1,6}){0,4}(?![\d/])/y;
const MARKED_CODE =
	/:? ?(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{1,12}(?:[-:.][A-Z0-9]{1,12}){0,5}(?![A-Za-z0-9])/y;
/** @clem_fakes, not @bedside. */
const AT_HANDLE = /@[A-Za-z][A-Za-z0-9_.]{2,30}/y;
const HANDLE = /^[a-z]{3,20}[._]?[a-z]{0,12}[._]?\d{1,4}$/;
const HANDLED =
	/(?:user|from|to|login|handle|portal|account|username|mychart|messages?|sender|by|id)\W{0,4}$/i;
const SHORT_CODE =
	/^(?:[A-Z]{2,6}-[A-Z]{1,3}\d{4}|[A-Z]{2,4}-\d{4}|[A-Z]{2}-\d{3}|(?!M[012]\d{3})[B-IK-Z]\d{4})$/;
/** Two capitals and four digits, glued or hyphenated: FP-88-21, RX8812. */
const FOUR_CODE =
	/^(?=(?:[^A-Z]*[A-Z]){2})(?=[A-Z]{1,5}-?\d|\d{1,4}-?[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+){0,3}$/;
const RECORD = /(?:mrn|mr|med rec|record|chart|acct|account)\b[^\n\d]{0,48}$/i;
const CODED =
	/\b(?:snomed|sct|rxnorm|loinc|ndc|icd|cpt|hcpcs|drg|cvx|rxcui|cas|pmid|doi|isbn|nct|ncit|atc|umls|mesh)\W{0,6}(?:(?:ct|code|codes|id|10|9|cm|pcs|us|no)\W{0,4}){0,3}$/i;
/** A device that is called like the code: `ICD 4504189-50`. */
const OF_DEVICE = /\bicd\W{0,3}$/i;
/** Numbers of forms: `CMS-2728`. */
const FORM = /^(?:CMS|HCFA|FDA|OSHA|SF|DD|VA|IRS|UB)-?\d/;
/** A code of a bill, by how often it was given: `L3000 x 2`. */
const BILLED = /^ ?x ?\d/;
const AMOUNT =
	/^ ?(?:\/|%|(?:mg|mcg|ml|cc|iu|units?|cells?|copies|per|mm|cm|kg|g|l|dollars|steps|platelets|cfu|colonies|ng|pg|k|x)\b)/i;
const COUNTED =
	/\b(?:platelets?|plt|wbc|rbc|count|viral load|copies|bnp|ferritin|ck|cpk|steps|usd|eur)\W{0,4}(?:(?:of|was|is|at)\W{1,2})?$/i;
const COUNTS = setOf(
	'cost costs about approximately approx nearly over under than least most to of total steps walked population dose doses units iu level levels titer count counts',
);
/** A label that is written as one with its number: MRN8235991. */
const GLUED = /^(?:mrn|mr|ssn|csn|fin|har|acct|npi)(?=\d{5})/i;
const GLUED_TYPE: Readonly<Record<string, PhiType>> = {
	mrn: 'MRN',
	mr: 'MRN',
	ssn: 'SSN',
	csn: 'ACCOUNT',
	fin: 'ACCOUNT',
	har: 'ACCOUNT',
	acct: 'ACCOUNT',
	npi: 'LICENCE',
};
/** A shift or a span of hours: 0715-1930. */
const HOURS = /^(?:[01]\d|2[0-4])[0-5]\d-(?:[01]\d|2[0-4])[0-5]\d$/;
/** Clinical codes of letters and digits that are no identifier: ICD-10, HLA, blood gases, staging, vertebrae. */
const CLINICAL_CODE =
	/^(?:[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?|[A-Z]\d{4}|\d{4}[FT]|[CTLS]\d{1,2}(?:[-/][CTLS]?\d{1,2})+|p?[TNM]\d[a-z]?(?:[NM]\d[a-z]?)*|HLA-.*|COVID-19|SARS-.*|\d{1,5}-\d)$/;

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
	if (oneOf('<>=~+*^$/.,-', before.raw) || before.kind === Kind.number) return false;
	if ((prepared.gaps[token] as number) >= Gap.line) return true;
	for (let at = token - 1; at >= Math.max(0, token - 3); at--) {
		const { classes, lower } = prepared.at(at);
		if ((classes & Word.label) !== 0) return true;
		if ((classes & (Word.clinical | Word.eponym)) !== 0 || COUNTS.has(lower)) return false;
	}
	return true;
}

/** Long numbers and codes without a label. */
export const loose: Recognizer = {
	id: 'number-loose',
	types: ['OTHER_ID', 'MRN', 'SSN', 'ACCOUNT', 'LICENCE'],
	description:
		'Numbers of seven digits and more, and codes of letters and at least five digits, without a label.',
	examples: [
		'wristband [[OTHER_ID:82359917]] scanned',
		'tube [[OTHER_ID:S24-001877]] sent',
		'chart [[OTHER_ID:H08235991]]',
		'seen MRN[[MRN:8235991]] today',
		'read back [[OTHER_ID:12345678]] to us',
		'template [[OTHER_ID:IRIS-PX6257]] on file',
	],
	counterExamples: [
		'SNOMED 73211009',
		'LOINC 30525-0',
		'viral load 1200000 copies',
		'platelets 250000',
		'K57.30',
		'vitamin B12',
		'2024-2025',
		'shift 0715-1930',
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
			// `#18-20`: teeth.
			// And `#1 1630`: the first of something, and its hour.
			const range = match !== null && /^(?:\d{1,2}-\d{1,2}|\d [012]\d[0-5]\d)$/.test(match[0]);
			if (
				match !== null &&
				!range &&
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
					found(prepared, start + code[0].search(/\w/), start + code[0].length, {
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
			const clinical =
				(letters || whole.charAt(whole.length - 2) === '-') && CLINICAL_CODE.test(whole);
			if (clinical && !/^[A-Z]\d{4}$/.test(whole)) continue;
			if (letters && whole.charCodeAt(0) >= 97 && HANDLE.test(whole) && HANDLED.test(before)) {
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
				!FORM.test(whole) &&
				((digits === 4 && /-/.test(whole)) ||
					/^(?:\d[A-Z]{3}\d{3}|[A-Z]\d{2}-[A-Z]{3})$/.test(whole) ||
					PLATED.test(before) ||
					/(?:car|vehicle|plate|parked|handicap|driving|drives?|driver of|truck|tag|registration|parking)\b/i.test(
						before,
					))
			) {
				out.push(found(prepared, start, end, { type: 'VEHICLE', rule: 'plate', score: 0.6 }));
				continue;
			}
			if (!letters && allDigits(whole, 5, 6) && RECORD.test(before)) {
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
			const billed = /^[A-V]\d{4}$/.test(whole) && BILLED.test(text.slice(end, end + 4));
			if (FORM.test(whole) || billed) continue;
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
			if (text[start - 1] === '.' || text[start - 1] === '$' || text[start - 1] === ',') continue;
			let score = 0;
			if (letters)
				score = /[a-z]{3,}/.test(whole) ? 0.3 : digits >= 5 && !/[./]/.test(whole) ? 0.7 : 0;
			else if (allDigits(whole, 7)) score = 0.7;
			else if (allDigits(whole, 5, 6)) score = bare(prepared, token, text, end) ? 0.54 : 0;
			else if (
				/^\d+(?:-\d+)+$/.test(whole) &&
				digits >= 7 &&
				!HOURS.test(whole) &&
				!/^(?:19|20)\d\d-(?:19|20)\d\d$/.test(whole)
			)
				score = 0.6;
			if (score === 0) continue;
			const coded = CODED.test(before) && !(digits > 5 && OF_DEVICE.test(before));
			if (coded || AMOUNT.test(text.slice(end, end + 10)) || COUNTED.test(before)) continue;
			const glued = letters ? GLUED.exec(whole) : null;
			const label = glued?.[0] ?? '';
			out.push(
				found(prepared, start + label.length, end, {
					type: GLUED_TYPE[label.toLowerCase()] ?? 'OTHER_ID',
					rule: 'number-loose',
					score,
					steps: [step('context', 'no label, code system or unit beside it', score)],
				}),
			);
		}
		return out;
	},
};
