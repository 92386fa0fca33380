import type { PhiFinding, PhiType } from '../../types';
import { found, step } from '../found';
import { scanOf } from '../scan';
import { Kind, type PreparedText, type Recognizer } from '../types';
import { oneOf } from '../marks';
import { dea, iban, luhn, mbi, npi, ssn, vin } from '../validators';
import { startsFree, isDigit, isLetter } from './number-signs';
import { plates } from './plates';

const SSN = /(\d{3})([- ])(\d{2})\2(\d{4})(?![\d-])/y;
const SSN_MASKED = /(?:[xX*#]{3}[- ]?[xX*#]{2}[- ]?)(\d{4})(?!\d)/y;
/** Four hours of the day in a row. */
const HOURS = /^(?:(?:[01]\d|2[0-3])[0-5]\d ?){4}$/;
const CARD = /\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}(?!\d)/y;
const UID = /[0-2](?:\.(?:0|[1-9]\d{0,39})){5,14}(?!\d)/y;
const UDI = /\(01\)\d{14}(?:\(\d{2}\)[A-Za-z0-9./_-]{1,20}){0,6}/y;
const IBAN = /[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/y;
const DONATION = /[A-Z]\d{4}[ -]?\d{2}[ -]?\d{6}(?!\d)/y;
const CHAIN = /[A-Za-z0-9]{1,24}(?:[-_/.][A-Za-z0-9]{1,24}){0,7}/y;
const ZIP_PLUS = /\d{5}-\d{4}(?![\d-])/y;
const FILE = /\.(?:jpe?g|png|heic|gif|bmp|tiff?|webp|dcm|mp4|mov)$/i;

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
					const match = oneOf(' -', text.charAt(start + 4)) ? CARD.exec(text) : null;
					// `0735 0750 0805 0820`: hours of a record.
					if (match !== null && !HOURS.test(match[0])) {
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

/** Donation numbers of blood (ISBT 128): W1278 70 589621. */
function donations(prepared: PreparedText, digits: readonly number[], out: PhiFinding[]): void {
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

/** First letters of the endings of image files. */
const FILE_BEGINS = 'jphgbtwdmJPHGBTWDM';

/** Names of image files. */
function files(prepared: PreparedText, out: PhiFinding[]): void {
	const text = prepared.folded;
	let at = 0;
	while ((at = text.indexOf('.', at + 1)) > 0) {
		if (!FILE_BEGINS.includes(text.charAt(at + 1))) continue;
		let end = at + 1;
		while (end - at < 6 && (isLetter(text, end) || isDigit(text, end))) end++;
		if (!FILE.test(text.slice(at, end))) continue;
		let start = at;
		while (start > 0 && at - start < 80 && /[\w-]/.test(text[start - 1] as string)) start--;
		if (start < at)
			out.push(found(prepared, start, end, { type: 'PHOTO', rule: 'image-file', score: 0.93 }));
	}
}
