import type { PhiFinding } from '../../types';
import { found, step } from '../found';
import { scanOf } from '../scan';
import { Gap, Kind, type Recognizer } from '../types';
import { isWordSign, oneOf } from '../marks';

const NANP =
	/(?:\+?1[ .-]{0,2})?(?:\(\d{3}\) ?-? ?|\d{3}(?: - |[ .\-/]))\d{3}(?: - |[ .-])\d{4}(?!\d)(?:,? ?(?:x|ext\.?|extension|#) ?\d{1,6})?(?!\d)/y;
const ABROAD = /\+\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4}(?!\d)/y;
const LOCAL = /\d{3}[-.]\d{4}(?!\d)(?:,? ?(?:x|ext\.?) ?\d{1,6})?(?![-./]?\d)/y;
const DIALLED = /(?:1-)?8(?:00|33|44|55|66|77|88)-[A-Z0-9-]{7,9}(?![A-Za-z0-9])/y;
const EXTENSION = /^x\d{4,6}$/;
const EMAIL_BEFORE = /[A-Za-z0-9._%+'-]/;
const EMAIL_DOMAIN =
	/[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?){1,8}/y;
const CALLING =
	/(?:phone|tel|call|cell|mobile|home|work|reach|contact|number|pager|fax|ext|extension|dial|text|callback|desk|office|line|at)\W{0,4}(?:\w{1,10}\W{1,3}){0,2}$/i;
const FAXED = /(?:fax|facsimile|efax)\W{0,4}(?:(?:no|number|to|at|line|is)\W{1,3}){0,2}$/i;

function beginsFree(text: string, start: number): boolean {
	return (
		start === 0 ||
		(!isWordSign(text, start - 1) && !oneOf('-./', text.charAt(start - 1))) ||
		(oneOf('-./', text.charAt(start - 1)) && !isWordSign(text, start - 2))
	);
}

const SHAPES = [
	[NANP, 0.93, 'phone'],
	[ABROAD, 0.9, 'phone-abroad'],
	[DIALLED, 0.9, 'phone-toll-free'],
	[LOCAL, 0.55, 'phone-local'],
] as const;

/** Whether one of the shapes may begin with a number: three digits, or the 1 of North America. */
function mayBegin(raw: string, next: string): boolean {
	if (raw.length === 3) return next === '-' || next === ' ' || next === '.' || next === '/';
	if (raw === '1') return next === '-' || next === ' ' || next === '.' || next === '(';
	return raw.length === 4 && raw.startsWith('1');
}

/** Telephone and fax numbers by their shape. */
export const phones: Recognizer = {
	id: 'phone',
	types: ['PHONE', 'FAX'],
	description: 'Telephone and fax numbers of North America and, with a plus sign, of the world.',
	examples: [
		'call [[PHONE:(555) 010-0142]]',
		'at [[PHONE:555-010-0142 x44]]',
		'[[PHONE:+44 20 7946 0958]]',
		'fax [[FAX:555.010.0199]]',
		'dial [[PHONE:555-0142]]',
	],
	counterExamples: ['100-200 mg', 'WBC 10.2', '3 500 000 cells', '555-01', 'T 98.6 P 100-110'],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const text = prepared.folded;
		const scan = scanOf(prepared, lists);
		let free = 0;
		const tryAt = (start: number): boolean => {
			if (start < free || !beginsFree(text, start)) return false;
			for (const [pattern, score, rule] of SHAPES) {
				pattern.lastIndex = start;
				const match = pattern.exec(text);
				if (match === null) continue;
				const before = text.slice(Math.max(0, start - 28), start);
				const calling = CALLING.test(before);
				const fax = FAXED.test(before);
				const sure = calling || fax ? Math.max(score, 0.95) : score;
				out.push(
					found(prepared, start, start + match[0].length, {
						type: fax ? 'FAX' : 'PHONE',
						rule,
						score: sure,
						steps: [
							step(
								'context',
								calling ? 'a word of calling stands before it' : 'no word of calling before it',
								sure,
							),
						],
					}),
				);
				free = start + match[0].length;
				return true;
			}
			return false;
		};
		for (const token of scan.marks) {
			const mark = prepared.at(token).raw;
			if (mark !== '(' && mark !== '+') continue;
			const start = prepared.starts[token] as number;
			// A bracket or a plus sign of a number stands before its digits.
			if (/^[\d( .-]/.test(text.charAt(start + 1))) tryAt(start);
		}
		free = 0;
		for (const token of scan.digits) {
			const form = prepared.at(token);
			const start = prepared.starts[token] as number;
			if (form.kind === Kind.number && form.raw.length <= 4) {
				if (mayBegin(form.raw, text.charAt(prepared.ends[token] as number))) tryAt(start);
			} else if (form.kind === Kind.mixed && EXTENSION.test(form.lower)) {
				out.push(
					found(prepared, start, prepared.ends[token] as number, {
						type: 'PHONE',
						rule: 'phone-extension',
						score: 0.75,
					}),
				);
			}
		}
		return out;
	},
};

/** Addresses of electronic mail. */
export const emails: Recognizer = {
	id: 'email',
	types: ['EMAIL'],
	description: 'Addresses of electronic mail.',
	examples: ['write to [[EMAIL:ada.testperson@example.org]].'],
	counterExamples: ['seen @ clinic', 'BP @ 120'],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const text = prepared.folded;
		for (const token of scanOf(prepared, lists).marks) {
			if (prepared.at(token).raw !== '@') continue;
			const at = prepared.starts[token] as number;
			let start = at;
			while (start > 0 && at - start < 64 && EMAIL_BEFORE.test(text[start - 1] as string)) start--;
			if (start === at) continue;
			EMAIL_DOMAIN.lastIndex = at + 1;
			const match = EMAIL_DOMAIN.exec(text);
			if (match === null) continue;
			out.push(
				found(prepared, start, at + 1 + match[0].length, {
					type: 'EMAIL',
					rule: 'email',
					score: 0.99,
				}),
			);
		}
		return out;
	},
};

const URL = /(?:https?|ftp|sftp):\/\/[^\s<>"'|]{2,2000}/iy;
const WWW = /www\.[^\s<>"'|]{3,2000}/iy;
const DOMAIN =
	/[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})){0,4}\.(?:com|org|net|edu|gov|mil|io|info|biz|health|care|med|us|uk|de|fr|eu|ca|au|nl|se|no|dk|es|it|pl|ch|at|be|ie|nz|test|example|local|invalid|app|me|co)(?![A-Za-z0-9-])(?:\/[^\s<>"',;)]{0,500})?/iy;

/** Web addresses. */
export const urls: Recognizer = {
	id: 'url',
	types: ['URL'],
	description: 'Web addresses, with or without a scheme.',
	examples: [
		'see [[URL:https://portal.example.org/p/ada]]',
		'on [[URL:www.example.com]].',
		'page [[URL:example.org/ada]]',
	],
	counterExamples: ['fever.no cough', 'the end.Next', 'e.g. this'],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const text = prepared.folded;
		let free = 0;
		for (const token of scanOf(prepared, lists).tops) {
			const form = prepared.at(token);
			let start = prepared.starts[token] as number;
			if (start < free) continue;
			let match: RegExpExecArray | null = null;
			URL.lastIndex = start;
			WWW.lastIndex = start;
			match = URL.exec(text) ?? WWW.exec(text);
			if (match === null) {
				if (token < 2 || prepared.at(token - 1).raw !== '.' || prepared.gaps[token] !== Gap.none)
					continue;
				let first = token - 1;
				while (
					first > 0 &&
					token - first < 14 &&
					prepared.gaps[first] === Gap.none &&
					(oneOf('.-', prepared.at(first - 1).raw) || prepared.at(first - 1).kind !== Kind.mark)
				)
					first--;
				start = prepared.starts[first] as number;
				if (text[start - 1] === '@') continue;
				DOMAIN.lastIndex = start;
				match = DOMAIN.exec(text);
				// A full stop without a blank after it is no web address: the part before it would be a word of the sentence.
				if (
					match !== null &&
					!/^(?:com|org|net|edu|gov|io|test|example|health)$/.test(form.lower) &&
					!match[0].includes('/')
				)
					match = null;
			}
			if (match === null) continue;
			const end = start + match[0].replace(/[.,;:!?)\]}]+$/, '').length;
			out.push(found(prepared, start, end, { type: 'URL', rule: 'url', score: 0.95 }));
			free = end;
		}
		return out;
	},
};

const IPV4 = /(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?!\.?\d)/y;
const IPV6 =
	/(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,6}(?![0-9a-f:])|(?:[0-9a-f]{1,4}:){1,7}:(?![0-9a-f])/iy;
const MAC = /[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?![0-9a-f])/iy;

/** Whether the sign at an offset may belong to an address that goes on behind it. */
function isInside(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	return code === 46 || code === 58 || isWordSign(text, at);
}

/** Internet and hardware addresses. */
export const addresses: Recognizer = {
	id: 'ip-address',
	types: ['IP'],
	description: 'IPv4, IPv6 and MAC addresses.',
	examples: [
		'from [[IP:192.0.2.44]]',
		'host [[IP:2001:db8::8a2e:370:7334]]',
		'mac [[IP:00:1b:44:11:3a:b7]]',
	],
	counterExamples: ['at 10:30:15', 'version 1.2.3', 'ratio 1:2:3'],
	find(prepared) {
		const out: PhiFinding[] = [];
		const text = prepared.folded;
		let free = 0;
		for (let token = 0; token + 4 < prepared.count; token++) {
			const next = prepared.form[token + 1] as number;
			if (prepared.gaps[token + 1] !== Gap.none) continue;
			const sign = (prepared.forms[next] as { raw: string }).raw;
			if (sign !== ':' && sign !== '.' && sign !== '-') continue;
			const form = prepared.at(token);
			if (form.kind === Kind.mark || form.raw.length > 4) continue;
			const start = prepared.starts[token] as number;
			if (start < free || (start > 0 && isInside(text, start - 1))) continue;
			let match: RegExpExecArray | null = null;
			let score = 0.95;
			if (sign === '.') {
				if (form.kind !== Kind.number || prepared.at(token + 3).raw !== '.') continue;
				IPV4.lastIndex = start;
				match = IPV4.exec(text);
			} else {
				if (form.raw.length === 2) {
					MAC.lastIndex = start;
					match = MAC.exec(text);
				}
				if (match === null && sign === ':') {
					IPV6.lastIndex = start;
					match = IPV6.exec(text);
					if (match !== null) {
						const groups = match[0].split(':').length;
						if (groups < 8 && !match[0].includes('::')) match = null;
						else score = 0.95;
					}
				}
			}
			if (match === null) continue;
			out.push(
				found(prepared, start, start + match[0].length, { type: 'IP', rule: 'ip-address', score }),
			);
			free = start + match[0].length;
		}
		return out;
	},
};
