import type { PhiFinding, PhiType } from '../../types';
import { foundTokens, step } from '../found';
import { scanOf, SPOKEN_DIGITS } from '../scan';
import { Gap, type PreparedText, type Recognizer } from '../types';
import { oneOf, setOf } from '../marks';

const MULTIPLES = setOf('double triple');

/** What is said between the digits: `double five`. */
const REPEATS: ReadonlySet<string> = new Set(['double', 'triple', 'dash', 'hyphen', 'space']);
/** Digits of a local telephone number; fewer are counted aloud, or are a record's behind its label. */
const ENOUGH = 7;
const LABELLED_ENOUGH = 4;

/** What a number is, by a word in front of it. */
const TYPES: ReadonlyArray<readonly [RegExp, PhiType]> = [
	[/^(?:fax)$/, 'FAX'],
	[/^(?:phone|cell|mobile|telephone|callback|call|back|pager|reach|reached|cb|tel|text)$/, 'PHONE'],
	[/^(?:mrn|record|chart)$/, 'MRN'],
	[/^(?:ssn|social|security)$/, 'SSN'],
	[/^(?:account|visit|encounter)$/, 'ACCOUNT'],
	[/^(?:member|policy|subscriber|medicare)$/, 'PLAN'],
	[/^(?:zip)$/, 'ZIP'],
	[/^(?:accession|order|specimen|badge|extension)$/, 'OTHER_ID'],
];
const FAR = 7;

function lower(prepared: PreparedText, token: number): string {
	return token >= 0 && token < prepared.count ? prepared.at(token).lower : '';
}

/** Type that the words before a number give it; undefined where none does. */
function typeBefore(prepared: PreparedText, first: number): PhiType | undefined {
	for (let at = first - 1; at >= Math.max(0, first - FAR); at--) {
		if ((prepared.gaps[at + 1] as number) >= Gap.blank) return undefined;
		const word = lower(prepared, at);
		for (const [words, type] of TYPES) if (words.test(word)) return type;
	}
	return undefined;
}

/** Last token of digits that are read out from a token on, and how many they are. */
function readOut(prepared: PreparedText, token: number): { last: number; count: number } {
	let last = token;
	let count = 0;
	for (let at = token; at < prepared.count && at - token < 64; at++) {
		if (at > token && (prepared.gaps[at] as number) > Gap.line) break;
		const word = lower(prepared, at);
		if (SPOKEN_DIGITS.has(word)) {
			const before = lower(prepared, at - 1);
			count += before === 'double' ? 2 : before === 'triple' ? 3 : 1;
			last = at;
		} else if (!REPEATS.has(word) && !oneOf('-,.', word)) break;
	}
	return { last, count };
}

/** Whether somebody counts: one two three four. */
function counts(prepared: PreparedText, first: number, last: number): boolean {
	const order = [...SPOKEN_DIGITS].filter((word) => word !== 'oh');
	const said: number[] = [];
	for (let at = first; at <= last; at++) {
		const place = order.indexOf(lower(prepared, at));
		if (place >= 0) said.push(place);
	}
	return said.every((place, index) => index === 0 || place === (said[index - 1] as number) + 1);
}

/** Hosts of electronic mail, as the last word of an address that is read out. */
const TOP = setOf('com org net edu gov us uk de fr eu ca test example io info health');
const SPELT = setOf('dot underscore dash hyphen');

/** First and last token of `ada dot test at example dot com` around its `at`, or undefined. */
function addressAround(prepared: PreparedText, at: number): [number, number] | undefined {
	const near = (token: number): boolean =>
		token < prepared.count && (prepared.gaps[token] as number) <= Gap.space;
	let last = at + 1;
	let isHost = false;
	while (near(last) && near(last + 1) && near(last + 2) && lower(prepared, last + 1) === 'dot') {
		last += 2;
		isHost = TOP.has(lower(prepared, last));
	}
	if (!isHost) return undefined;
	let first = at - 1;
	if (first < 0 || !near(at)) return undefined;
	while (first > 1 && near(first) && SPELT.has(lower(prepared, first - 1)) && near(first - 1))
		first -= 2;
	return [first, last];
}

/** Numbers and addresses that are read out: in dictations and messages. */
export const spoken: Recognizer = {
	id: 'spoken',
	types: ['PHONE', 'FAX', 'MRN', 'SSN', 'ACCOUNT', 'PLAN', 'ZIP', 'OTHER_ID', 'EMAIL'],
	description: 'Numbers read out digit by digit, and electronic mail addresses in words.',
	examples: [
		'cell phone is [[PHONE:five five five, zero one four two]] period',
		'medical record number [[MRN:eight zero six six two four]] date',
		'reach me at [[PHONE:double five five oh one nine nine]] please',
		'social ends in [[SSN:four four seven one]] ok',
		'email [[EMAIL:ada dot test at example dot com]] ok',
	],
	counterExamples: [
		'counts one two three four five six seven eight',
		'two or three, one at a time',
		'one two three and four',
		'look at example two',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const { said } = scanOf(prepared, lists);
		if (said.length === 0) return out;
		const spellings = new Set<string>();
		let dots = false;
		for (const token of said) {
			const { lower: word, raw } = prepared.at(token);
			if (word === 'dot') dots = true;
			else if (word !== 'at') spellings.add(raw);
		}
		if (spellings.size < 3 && !dots) return out;
		const add = (first: number, last: number, type: PhiType, score: number): void => {
			const steps = [step('context', 'it is read out', score)];
			out.push(foundTokens(prepared, first, last, { type, rule: 'spoken', score, steps }));
		};
		let free = 0;
		for (const token of said) {
			if (token < free) continue;
			const word = lower(prepared, token);
			if (word === 'at' && dots) {
				const address = addressAround(prepared, token);
				if (address !== undefined) add(...address, 'EMAIL', 0.9);
			}
			if (word === 'at' || word === 'dot') continue;
			const { last, count } = readOut(prepared, token);
			const first = MULTIPLES.has(lower(prepared, token - 1)) ? token - 1 : token;
			const more = first < token ? (lower(prepared, first) === 'double' ? 1 : 2) : 0;
			const type = count < LABELLED_ENOUGH ? undefined : typeBefore(prepared, first);
			const enough = count + more >= ENOUGH || type !== undefined;
			if (count >= LABELLED_ENOUGH && enough && !counts(prepared, token, last)) {
				add(first, last, type ?? 'OTHER_ID', type === undefined ? 0.7 : 0.85);
			}
			free = last + 1;
		}
		return out;
	},
};
