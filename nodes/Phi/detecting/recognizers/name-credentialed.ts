import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { defaultLists } from '../lists/load';
import { Names } from '../naming';
import { Name, scanOf } from '../scan';
import { Gap, Kind, Listed, Shape, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { allDigits, oneOf, setOf } from '../marks';

const STATES_TOO = setOf('MD PA MA DC OT CT');
const STATE_CODES = setOf('MD PA MA OT CT DC OR OK IN');

/** Names in front of a credential: Ada Testperson, MD; A. White RN. */
export const credentialed: Recognizer = {
	id: 'name-credentialed',
	types: ['NAME'],
	description: 'Names in front of a credential such as MD or RN.',
	examples: [
		'[[NAME:Ada Testperson]], MD',
		'per [[NAME:A. White]] RN',
		'[[NAME:JOHN LONG]], M.D.',
		'spoke to [[NAME:Zzkim]], RN',
	],
	counterExamples: [
		'Baltimore, MD 21201',
		'Seen by RN',
		'PT, OT and SLP',
		'Consult PT',
		'Labs MD aware',
		'the ICU RN',
	],
	find(prepared, lists = defaultLists()) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		const names = new Names(prepared, scan);
		for (const token of scan.people) {
			const form = prepared.at(token);
			if (
				(form.classes & Word.credential) === 0 ||
				form.shape === Shape.lower ||
				(form.shape === Shape.capital && form.raw.length < 4)
			)
				continue;
			credentialAt(names, token, out);
		}
		for (const token of scan.names) {
			// M.D. and its kind: the first letter is a token of its own.
			if (
				names.initial(token) &&
				names.credential(token - (names.raw(token - 1) === ',' ? 2 : 1)) === token &&
				token > 0
			)
				credentialAt(names, token, out);
		}
		return out;
	},
};

function credentialAt(names: Names, token: number, out: PhiFinding[]): void {
	const { prepared } = names;
	let end = token - 1;
	if (end < 0 || names.gap(token) > Gap.space) return;
	// Faith (RN), Darrell (CNA).
	const round = names.raw(end) === '(' && oneOf('),', names.raw(token + 1)) && end > 0;
	if (round && (names.name(end - 1) < Name.ambiguous || !names.cased(end - 1))) return;
	const comma = names.raw(end) === ',' || round;
	if (comma) end--;
	if (end < 0 || names.raw(end) === ')' || names.gap(end + 1) > Gap.space) return;
	const zip = names.lower(token + 1) === ',' ? token + 2 : token + 1;
	if (allDigits(names.raw(zip), 5, 5) && STATES_TOO.has(names.raw(token))) return;
	const last = end;
	let first = end + 1;
	let parts = 0;
	let strong = false;
	let listedPlace = false;
	for (let at = end; at >= 0 && parts < 4; at--) {
		if (at < end && names.gap(at + 1) > Gap.space) break;
		const form = prepared.at(at);
		if (form.kind === Kind.mark) {
			const inner =
				oneOf("-'", form.raw) && names.gap(at) === Gap.none && names.gap(at + 1) === Gap.none;
			const point =
				form.raw === '.' && names.gap(at) === Gap.none && at > 0 && names.initial(at - 1);
			const inverted =
				form.raw === ',' &&
				comma &&
				parts > 0 &&
				at > 0 &&
				names.cased(at - 1) &&
				names.name(at - 1) >= Name.ambiguous &&
				(names.listed(at + 1) & Listed.given) !== 0;
			if (inner || point || inverted) continue;
			break;
		}
		if (form.kind !== Kind.word && form.kind !== Kind.mixed) break;
		if (
			(form.classes & (Word.title | Word.role | Word.relative | Word.unit)) !== 0 &&
			names.name(at) < Name.ambiguous
		)
			break;
		if (
			form.kind === Kind.mixed &&
			names.name(at) === Name.no &&
			!/^[A-Z][a-z0-9]{3,}$/.test(form.raw)
		)
			break;
		if (form.shape === Shape.lower) {
			const particle = (form.classes & Word.particle) !== 0 && parts > 0 && form.lower.length > 1;
			if (!particle && names.name(at) !== Name.sure) break;
			if (!particle && form.lower.length < 3) break;
		} else if (names.name(at) === Name.no && form.kind === Kind.word && !names.initial(at)) {
			if (
				form.shape !== Shape.capital ||
				(parts > 0 && at > 0 && names.opens(at)) ||
				!(comma || parts > 0)
			)
				break;
			if (
				(form.classes & (Word.clinical | Word.facility | Word.label | Word.said)) !== 0 &&
				parts === 0 &&
				!names.cased(at - 1)
			)
				break;
			if (parts > 0 && !(names.name(at) > Name.no)) break;
		}
		first = at;
		parts++;
		if (names.name(at) >= Name.unknown && !names.initial(at)) strong = true;
		if ((names.listed(at) & Listed.place) !== 0) listedPlace = true;
	}
	if (first > last) return;
	while (first < last && prepared.at(first).kind === Kind.mark) first++;
	const single = parts === 1;
	const one = prepared.at(last);
	if (single && names.initial(last)) return;
	if (single && one.shape === Shape.upper && one.raw.length < 4 && names.name(last) < Name.sure) {
		// MICU RN, but also JRK RN: initials in front of a credential.
		if (
			one.raw.length < 2 ||
			names.name(last) === Name.no ||
			(comma === false && one.classes !== 0)
		)
			return;
	}
	if (single && names.name(last) === Name.no) return;
	if (single && listedPlace && STATE_CODES.has(names.raw(token))) return;
	const score = strong ? 0.93 : parts > 1 ? 0.8 : 0.5;
	out.push(
		foundTokens(prepared, first, last, {
			type: 'NAME',
			role: 'provider',
			rule: 'name-credentialed',
			score,
			steps: [step('context', 'a credential stands behind it', score)],
		}),
	);
}
