import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { cased, scanOf } from '../scan';
import { Gap, Kind, Listed, type PreparedText, type Recognizer } from '../types';
import { STATES } from '../vocabulary/classes';
import { Word } from '../vocabulary/words';
import { lower } from './near';
import { allDigits, oneOf, setOf } from '../marks';

const BOX_OR_UNIT = setOf('box apt unit');
const ABBREVIATED = setOf('st ft mt pt');
const ENDS_OF_CITIES = setOf(
	'st grove park heights hills hill point view park glen green creek bend crossing run',
);
const ST_OR_LA = setOf('st la las');
const BEFORE_CITY = setOf('from in at the of to near and by patient lives live');
const CREDENTIALS = setOf('MD PA MA OR IN ME OK HI ID CT MS AL DE LA CO NP PT');
const IN_OR_FROM = setOf('in from of near to at');

const STRONG = setOf(
	'street st avenue ave av road rd lane ln drive dr court ct boulevard blvd terrace ter parkway pkwy circle cir highway hwy trail trl turnpike tpke way place pl alley aly expressway gasse strasse weg straat rue',
);

/** ZIP codes behind a state, and the city before it. */
export const zips: Recognizer = {
	id: 'zip',
	types: ['ZIP', 'CITY'],
	description: 'ZIP codes behind a state, and the city in front of a state.',
	examples: [
		'[[CITY:Springfield]], IL [[ZIP:62704]]',
		'in [[CITY:Great Falls]], Montana',
		'from [[CITY:Lakeview]], OR',
	],
	counterExamples: ['seen by a nurse, MA', 'CT 64 slices', 'OK, PT 12345 steps', 'Ohio'],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		const { count, gaps } = prepared;
		for (const token of scan.states) {
			if (token === 0) continue;
			const form = prepared.at(token);
			const code = form.raw.length === 2;
			const named = !code && (form.classes & Word.state) !== 0;
			const twoWords =
				!code &&
				!named &&
				token + 1 < count &&
				STATES[`${form.lower} ${lower(prepared, token + 1)}`] !== undefined;
			if (!code && !named && !twoWords) continue;
			if ((gaps[token] as number) >= Gap.line) continue;
			const last = twoWords ? token + 1 : token;
			let zip = last + 1;
			if (lower(prepared, zip) === ',') zip++;
			const value = zip < count ? prepared.at(zip) : undefined;
			const zipped =
				value !== undefined && allDigits(value.raw, 5, 5) && (gaps[zip] as number) <= Gap.wide;
			if (zipped) {
				const plus =
					lower(prepared, zip + 1) === '-' &&
					gaps[zip + 1] === Gap.none &&
					allDigits(lower(prepared, zip + 2), 4, 4);
				out.push(
					foundTokens(prepared, zip, plus ? zip + 2 : zip, {
						type: 'ZIP',
						rule: 'zip',
						score: 0.96,
						steps: [step('context', 'a state stands before it', 0.96)],
					}),
				);
			}
			const comma = lower(prepared, token - 1) === ',';
			if (!comma && !zipped) continue;
			cityBefore(prepared, scan.listed, comma ? token - 2 : token - 1, zipped, code, out);
		}
		for (const token of scan.digits) {
			const { raw, kind } = prepared.at(token);
			if (raw.length === 5 && kind === Kind.number) stateless(prepared, token, out);
		}
		return out;
	},
};

/** `12 Willow Lane, Zzyzx Junction 49719`: city and ZIP behind a street, without a state. */
function stateless(prepared: PreparedText, token: number, out: PhiFinding[]): void {
	let first = token;
	let at = token - 1;
	for (let words = 0; at >= 0 && words < 4; at--) {
		const form = prepared.at(at);
		if ((prepared.gaps[at + 1] as number) >= Gap.line) break;
		if (form.kind === Kind.mark && oneOf(".'-", form.raw)) continue;
		if (form.kind !== Kind.word || !cased(form)) break;
		first = at;
		words++;
	}
	if (first === token || (prepared.gaps[token] as number) > Gap.wide) return;
	// `ND 58899`: a state, which stays.
	if (first === token - 1 && /^[A-Z]{2}$/.test(prepared.at(first).raw)) return;
	if (lower(prepared, first - 1) !== ',' && (prepared.gaps[first] as number) < Gap.line) return;
	for (let back = first - 1; back >= Math.max(0, first - 9); back--) {
		const form = prepared.at(back);
		if ((form.classes & Word.street) === 0 && !BOX_OR_UNIT.has(form.lower)) continue;
		out.push(
			foundTokens(prepared, first, token - 1, {
				type: 'CITY',
				rule: 'city-before-zip',
				score: 0.85,
			}),
		);
		out.push(foundTokens(prepared, token, token, { type: 'ZIP', rule: 'zip', score: 0.85 }));
		return;
	}
}

/** The words of a city that end at `end`. */
function cityBefore(
	prepared: PreparedText,
	listed: Int32Array,
	end: number,
	zipped: boolean,
	code: boolean,
	out: PhiFinding[],
): void {
	let first = end + 1;
	let place = false;
	for (let at = end; at >= Math.max(0, end - 3); at--) {
		const form = prepared.at(at);
		if (form.kind === Kind.mark && form.raw === '.' && ABBREVIATED.has(lower(prepared, at - 1)))
			continue;
		if (form.kind !== Kind.word) break;
		const bits = listed[prepared.form[at] as number] as number;
		const lowered =
			!cased(form) &&
			(bits & Listed.place) !== 0 &&
			(form.classes & (Word.ordinary | Word.clinical)) === 0;
		if (!cased(form) && !lowered) break;
		if (at < end && (form.classes & Word.street) !== 0 && !ENDS_OF_CITIES.has(form.lower)) break;
		if (at === end && STRONG.has(form.lower) && !zipped) return;
		if ((form.classes & (Word.title | Word.credential)) !== 0 && !ST_OR_LA.has(form.lower)) break;
		if (!zipped && at < end && (form.classes & Word.ordinary) !== 0 && BEFORE_CITY.has(form.lower))
			break;
		first = at;
		place ||= (bits & Listed.place) !== 0;
		if ((prepared.gaps[at] as number) >= Gap.line) break;
	}
	if (first > end) return;
	if (!code && !zipped && !place && lower(prepared, first - 1) === ',') return;
	const told = zipped && (prepared.at(end).classes & Word.street) !== 0;
	if (
		code &&
		!place &&
		!told &&
		(prepared.at(end).classes & (Word.role | Word.label | Word.clinical)) !== 0
	)
		return;
	const one = prepared.at(end);
	const ambiguousCode = code && !zipped && CREDENTIALS.has(lastRaw(prepared, end + 2));
	let score = zipped ? 0.95 : place ? 0.9 : 0.8;
	if (ambiguousCode && !place) score = IN_OR_FROM.has(lower(prepared, first - 1)) ? 0.7 : 0.3;
	if (!zipped && (one.classes & (Word.clinical | Word.credential | Word.role)) !== 0 && !place)
		score = 0.2;
	out.push(
		foundTokens(prepared, first, end, {
			type: 'CITY',
			rule: 'city-before-state',
			score,
			steps: [step('context', 'a state stands behind it', score)],
		}),
	);
}

function lastRaw(prepared: PreparedText, token: number): string {
	return token < prepared.count ? prepared.at(token).raw : '';
}
