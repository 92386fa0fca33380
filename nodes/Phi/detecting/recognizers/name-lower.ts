import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { allDigits, digitFirst, oneOf, setOf } from '../marks';
import { Name, scanOf, type Scan } from '../scan';
import { Gap, Kind, Listed, Shape, type PreparedText, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { lower } from './near';

/** Labels of who somebody is, behind their name in the head of a note. */
const IDENTITY = setOf('dob mrn id acct ssn account mr');
const PATIENTS = setOf('patient pt client self name re');
const AGED = setOf('y yo yr yrs m f mo month wk w year');
const CREDENTIALS = setOf(
	'md rn np pa crna pmhnp lcsw bsw msw lpn cna do dnp fnp rph pharmd ot pt slp rt',
);

const isLowerName = (prepared: PreparedText, scan: Scan, token: number): boolean => {
	if (token < 0 || token >= prepared.count) return false;
	const form = prepared.at(token);
	if (form.kind !== Kind.word || form.shape !== Shape.lower || form.raw.length < 2) return false;
	const index = prepared.form[token] as number;
	if ((scan.name[index] as number) >= Name.unknown) return true;
	return ((scan.listed[index] as number) & (Listed.given | Listed.family)) !== 0;
};

const isStrange = (prepared: PreparedText, scan: Scan, token: number): boolean => {
	const index = prepared.form[token] as number;
	const name = scan.name[index] as number;
	const plain = prepared.at(token).classes & (Word.ordinary | Word.clinical | Word.state);
	if (name === Name.ambiguous && plain === 0 && prepared.at(token).raw.length > 4) return true;
	return (
		prepared.at(token).raw.length > 2 &&
		(name === Name.sure || (name === Name.unknown && prepared.at(token).raw.length > 3))
	);
};

/** First token of two or three small words that end before a token and begin a line or a clause; -1 where none do. */
function nameBefore(prepared: PreparedText, scan: Scan, last: number, behind: number): number {
	let first = last + 1;
	let words = behind;
	let strange = 0;
	while (words < 4 && first > 0) {
		const at = first - 1;
		const mark = prepared.at(at);
		if (mark.kind === Kind.mark) {
			// `zztous, j-b`, `al-zzkhatib`
			const inner = oneOf("-',", mark.raw) && prepared.gaps[at] === Gap.none && words > 0 && at > 0;
			if (!inner || !isLowerName(prepared, scan, at - 1)) break;
			words++;
			if (isStrange(prepared, scan, at - 1)) strange++;
			first = at - 1;
			if ((prepared.gaps[first] as number) >= Gap.wide) break;
			continue;
		}
		const single = mark.shape === Shape.lower && mark.raw.length === 1;
		if (!single && !isLowerName(prepared, scan, at)) break;
		if (isStrange(prepared, scan, at)) strange++;
		words++;
		first = at;
		if ((prepared.gaps[at] as number) >= Gap.wide) break;
	}
	if (words < 2 || strange < 1) return -1;
	const begins =
		first === 0 ||
		(prepared.gaps[first] as number) >= Gap.wide ||
		oneOf(',:-|—–;', lower(prepared, first - 1)) ||
		PATIENTS.has(lower(prepared, first - 1)) ||
		// Behind the day of the note: `visit 8/8/24 zzthel zzgreer TG-49`.
		allDigits(lower(prepared, first - 1), 2, 4);
	return begins ? first : -1;
}

/** Last token of the letters behind a family name and a comma: `zztous, j-b`. */
function lettersBehind(prepared: PreparedText, token: number): number {
	if (!oneOf(',', lower(prepared, token + 1))) return token;
	let last = token + 2;
	const isLetter = (at: number): boolean =>
		at < prepared.count &&
		prepared.at(at).raw.length === 1 &&
		prepared.at(at).shape === Shape.lower;
	if (!isLetter(last)) return token;
	while (oneOf('-.', lower(prepared, last + 1)) && isLetter(last + 2)) last += 2;
	return last;
}

/** Whether what follows a token tells who somebody is: a label of identity, an age, a number in brackets. */
function isIdentified(prepared: PreparedText, last: number): boolean {
	let at = last + 1;
	if (at >= prepared.count || (prepared.gaps[at] as number) >= Gap.line) return false;
	const wide = (prepared.gaps[at] as number) >= Gap.wide;
	const marked = oneOf(',(|;/', lower(prepared, at));
	if (marked) at++;
	const word = lower(prepared, at);
	if (IDENTITY.has(word)) return true;
	if (!digitFirst(word)) return isRecord(prepared, at, oneOf('(', lower(prepared, at - 1)));
	if (!wide && !marked) return false;
	if (allDigits(word, 6, 12)) return true;
	// `, 88, 330-01`
	if (oneOf(',', lower(prepared, at - 1)) && allDigits(word, 2, 3)) {
		if (oneOf(',', lower(prepared, at + 1))) return true;
	}
	return AGED.has(lower(prepared, at + 1)) || /^\d{1,3}(?:yo|y|m|f|yof|yom)$/.test(word);
}

/** `(P-22091)`, `TG-49`. */
function isRecord(prepared: PreparedText, token: number, isBracketed: boolean): boolean {
	const { raw } = prepared.at(token);
	if (isBracketed && /^[A-Za-z]{1,3}\d{4,}$/.test(raw)) return true;
	return (
		raw.length < 4 &&
		lower(prepared, token + 1) === '-' &&
		allDigits(lower(prepared, token + 2), isBracketed ? 4 : 2, 8) &&
		(isBracketed || /^[A-Z]{2,3}$/.test(raw))
	);
}

/** `c. zziwu crna` at the end of a line: who signs in small letters. */
function signedAt(prepared: PreparedText, scan: Scan, token: number): [number, number] | undefined {
	const next = token + 1;
	const ends = next >= prepared.count || (prepared.gaps[next] as number) >= Gap.line;
	if (!ends || !CREDENTIALS.has(lower(prepared, token))) return undefined;
	const last = token - 1;
	if (!isLowerName(prepared, scan, last) || (prepared.gaps[token] as number) > Gap.wide)
		return undefined;
	const point = lower(prepared, last - 1) === '.';
	const initial = point ? last - 2 : last - 1;
	const letter = initial >= 0 ? prepared.at(initial) : undefined;
	if ((prepared.at(last).classes & (Word.ordinary | Word.clinical)) !== 0) return undefined;
	if (letter?.shape !== Shape.lower || letter.raw.length !== 1) return undefined;
	const free = initial === 0 || prepared.gaps[initial] !== Gap.none;
	return free ? [initial, last] : undefined;
}

/** Names in small letters at the head of a note, and where people sign it. */
export const lowerNames: Recognizer = {
	id: 'name-lower',
	types: ['NAME'],
	description: 'Names in small letters before a label of identity or an age, and in signatures.',
	examples: [
		'[[NAME:zzmax zzoduber]], dob 5.3.92',
		'patient [[NAME:al zzgirard]]   id 77204',
		'[[NAME:zztous, j-b]]   acct 60-2291',
		'check — [[NAME:zzjaq zzmonty]] (P-22091)',
		'[[NAME:c. zziwu]] crna',
	],
	counterExamples: [
		'pain and nausea, dob 5.3.92',
		'seen today   id 77204',
		'left knee pain, 5 y',
		'seen by the md',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		const add = (first: number, last: number, role: 'patient' | 'provider'): void => {
			const score = 0.62;
			const steps = [step('context', 'what stands behind it tells who it is', score)];
			out.push(
				foundTokens(prepared, first, last, {
					type: 'NAME',
					role,
					rule: 'name-lower',
					score,
					steps,
				}),
			);
		};
		let free = -1;
		for (const token of scan.names) {
			if (token <= free || !isLowerName(prepared, scan, token)) continue;
			const last = lettersBehind(prepared, token);
			if (!isIdentified(prepared, last)) continue;
			const first = nameBefore(prepared, scan, token, last > token ? 1 : 0);
			if (first < 0) continue;
			add(first, last, 'patient');
			free = last;
		}
		for (const token of scan.people) {
			const form = prepared.at(token);
			if (form.shape !== Shape.lower || (form.classes & Word.credential) === 0) continue;
			const span = signedAt(prepared, scan, token);
			if (span !== undefined) add(...span, 'provider');
		}
		return out;
	},
};
