import type { PhiFinding, PhiType } from '../../types';
import { foundTokens, step } from '../found';
import { allDigits, oneOf, setOf } from '../marks';
import { scanOf } from '../scan';
import { Gap, Kind, type PreparedText, type Recognizer } from '../types';
import { lower } from './near';

/** Words before the last figures of a telephone number, the rest of which was said before. */
const OTHERWISE = setOf('answer or alt also else try and cell');
/** What flies, before its sign. */
const AIRCRAFT = setOf('tail aircraft helicopter helo plane flight n-number');
/** Words before a number that is written in groups. */
const GROUPED = setOf(
	'tracking id serial ser card no number policy acct account member ref reference conf confirmation usps ups fedex ssn mrn lot # : sn',
);
/** What a number behind a group counts. */
const MEASURED = setOf(
	'y yo yr yrs year years m f male female mg ml mcg units kg lb lbs cm mm % x / : - days hrs am pm',
);
const PASSWORDS = setOf('password passcode passphrase codeword safeword');
const KEYS = setOf('key token');
const SAID = setOf(
	'zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred',
);
const SOCIAL = setOf('social ssn');
const FILLERS = setOf('security of is are the number digits');

interface Part {
	readonly first: number;
	readonly last: number;
	readonly type: PhiType;
	readonly rule: string;
	readonly score: number;
}

const isTight = (prepared: PreparedText, token: number): boolean =>
	token < prepared.count && prepared.gaps[token] === Gap.none;

/** `xxx-xx-1034`: the end of a social security number. */
function maskedAt(prepared: PreparedText, token: number): Part | undefined {
	if (!isTight(prepared, token) || prepared.at(token).raw.length !== 4) return undefined;
	let first = token;
	while (first > 0 && token - first < 9 && isTight(prepared, first)) {
		const { raw, lower: word } = prepared.at(first - 1);
		if (!oneOf('-*#', raw) && !/^x{2,5}$/.test(word)) break;
		first--;
	}
	const hidden = prepared.folded.slice(prepared.starts[first], prepared.starts[token]);
	if (!/^(?:[x*#]{3}-?[x*#]{2}|[x*#]{5})-?$/i.test(hidden)) return undefined;
	return { first, last: token, type: 'SSN', rule: 'ssn-masked', score: 0.85 };
}

/** `240-555-0118; if no answer -0119`. */
function endingAt(prepared: PreparedText, token: number): Part | undefined {
	const dash = token - 1;
	if (dash < 1 || !isTight(prepared, token) || lower(prepared, dash) !== '-') return undefined;
	if (prepared.at(token).raw.length !== 4 || isTight(prepared, dash)) return undefined;
	if (lower(prepared, token + 1) === '-' || !OTHERWISE.has(lower(prepared, dash - 1)))
		return undefined;
	if (MEASURED.has(lower(prepared, token + 1))) return undefined;
	return { first: token, last: token, type: 'PHONE', rule: 'phone-ending', score: 0.6 };
}

/** `tracking 9400 1000 0000 7712 09`, `ID UPX 0091 7720 3`, `serial 12994410 032`. */
function groupedAt(prepared: PreparedText, token: number): Part | undefined {
	const { raw } = prepared.at(token);
	if (raw.length < 3) return undefined;
	let last = token;
	let digits = raw.length;
	while (
		last + 1 < prepared.count &&
		prepared.gaps[last + 1] === Gap.space &&
		prepared.at(last + 1).kind === Kind.number &&
		prepared.at(last + 1).raw.length <= 8 &&
		last - token < 7
	) {
		last++;
		digits += prepared.at(last).raw.length;
	}
	if (last === token || digits < 8) return undefined;
	const next = last + 1;
	const goesOn = next < prepared.count && (prepared.gaps[next] as number) < Gap.line;
	// The last group may be an age, a dose or a part of a date.
	if (goesOn && MEASURED.has(lower(prepared, next))) return undefined;
	const head = prepared.at(Math.max(0, token - 1));
	const lettered = /^[A-Z]{2,4}$/.test(head.raw) && prepared.gaps[token] === Gap.space;
	const led =
		GROUPED.has(lower(prepared, token - 1)) ||
		(lettered && GROUPED.has(lower(prepared, token - 2)));
	if (!led) return undefined;
	return { first: token, last, type: 'OTHER_ID', rule: 'number-grouped', score: 0.7 };
}

/** `tail N771AV`. */
function aircraftAt(prepared: PreparedText, token: number): Part | undefined {
	const { raw } = prepared.at(token);
	if (raw.charAt(0) !== 'N' || !/^N[1-9]\d{1,4}[A-Z]{0,2}$/.test(raw)) return undefined;
	for (let at = token - 1; at >= Math.max(0, token - 3); at--) {
		if (!AIRCRAFT.has(lower(prepared, at))) continue;
		return { first: token, last: token, type: 'VEHICLE', rule: 'aircraft', score: 0.75 };
	}
	return undefined;
}

/** `code word "zzjay"`, `password: zzjay7`, `PA key BX7-K2M9`. */
function secretAt(prepared: PreparedText, token: number): Part | undefined {
	const word = lower(prepared, token);
	const isCode = word === 'code' && lower(prepared, token + 1) === 'word';
	const isKey = KEYS.has(word);
	if (!isCode && !isKey && !PASSWORDS.has(word)) return undefined;
	let first = isCode ? token + 2 : token + 1;
	let marked = false;
	while (first < prepared.count && first < token + 5) {
		const one = lower(prepared, first);
		if (!oneOf(':="#', one) && one !== 'is') break;
		marked = true;
		first++;
	}
	if (first >= prepared.count || (prepared.gaps[first] as number) >= Gap.line) return undefined;
	let last = first;
	while (
		last + 2 < prepared.count &&
		oneOf('-_', lower(prepared, last + 1)) &&
		isTight(prepared, last + 1) &&
		isTight(prepared, last + 2)
	)
		last += 2;
	const text = prepared.folded.slice(prepared.starts[first], prepared.ends[last]);
	const coded = text.length >= 6 && /\d/.test(text) && /[A-Z]/.test(text);
	const isMark = prepared.at(first).kind === Kind.mark;
	if (isKey ? !coded : !marked || isMark) return undefined;
	return { first, last, type: 'OTHER_ID', rule: 'secret', score: 0.65 };
}

/** `last four of social eleven ninety six`. */
function saidAt(prepared: PreparedText, token: number): Part | undefined {
	if (!SAID.has(lower(prepared, token)) || SAID.has(lower(prepared, token - 1))) return undefined;
	let at = token - 1;
	while (at > token - 5 && FILLERS.has(lower(prepared, at))) at--;
	if (!SOCIAL.has(lower(prepared, at))) return undefined;
	let last = token;
	while (last + 1 < prepared.count && SAID.has(lower(prepared, last + 1))) last++;
	if (last === token) return undefined;
	return { first: token, last, type: 'SSN', rule: 'ssn-said', score: 0.8 };
}

const SECRET: ReadonlySet<string> = new Set([...PASSWORDS, ...KEYS, 'code']);

/** Numbers of which a part is hidden, said or written apart, signs of aircraft, and passwords. */
export const partial: Recognizer = {
	id: 'number-partial',
	types: ['SSN', 'PHONE', 'OTHER_ID', 'VEHICLE'],
	description: 'Numbers in parts: masked, in groups, said aloud; signs of aircraft and passwords.',
	examples: [
		'on file [[SSN:xxx-xx-1034]] today',
		'240-555-0118; if no answer -[[PHONE:0119]] ok',
		'tracking [[OTHER_ID:9400 1000 0000 7712 09]] sent',
		'flown, tail [[VEHICLE:N771AV]] ok',
		'code word "[[OTHER_ID:zzjay]]" given',
		'PA key [[OTHER_ID:BX7-K2M9]], sent',
		'last four of social [[SSN:eleven ninety six]] ok',
	],
	counterExamples: [
		'BP 120 80 60 12',
		'account 1234 5678 mg',
		'key points',
		'code word given',
		'social history one of two',
		'pain 5 or -2000 mL',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		const add = (part: Part | undefined): void => {
			if (part === undefined) return;
			const { first, last, type, rule, score } = part;
			const steps = [step('context', 'what stands before it says what it is a part of', score)];
			out.push(foundTokens(prepared, first, last, { type, rule, score, steps }));
		};
		for (const token of scan.digits) {
			const { kind, raw } = prepared.at(token);
			if (kind === Kind.mixed) {
				const scanned = raw.length === 4 && /^[\dOIl]{4}$/.test(raw);
				add(scanned ? maskedAt(prepared, token) : aircraftAt(prepared, token));
			} else if (prepared.gaps[token] === Gap.none && raw.length === 4 && allDigits(raw)) {
				add(maskedAt(prepared, token) ?? endingAt(prepared, token));
			} else if (raw.length > 2 && prepared.gaps[token + 1] === Gap.space) {
				add(groupedAt(prepared, token));
			}
		}
		for (const tokens of [scan.places, scan.leads]) {
			for (const token of tokens) {
				if (SECRET.has(prepared.at(token).lower)) add(secretAt(prepared, token));
			}
		}
		if (!/social|ssn/i.test(prepared.folded)) return out;
		for (const token of scan.times) add(saidAt(prepared, token));
		for (const token of scan.said) add(saidAt(prepared, token));
		return out;
	},
};
