import type { PhiFinding } from '../../types';
import { found, foundTokens, step } from '../found';
import { cased, Name, scanOf, type Scan } from '../scan';
import { Gap, Kind, Listed, Shape, type Form, type PreparedText, type Recognizer } from '../types';
import { STATES } from '../vocabulary/classes';
import { Word } from '../vocabulary/words';
import { lower } from './near';
import { digitLast, allDigits, oneOf, setOf } from '../marks';

const MEASURED_THINGS = setOf(
	'minute meter hour day week point view french lead slice row detector way lumen gauge vessel level degree person step quadrant part phase chamber',
);
const SHORT_STREETS = setOf('ln av st ct pt pl ter');
const ORIENTED = setOf('person oriented');
const LETTERS_OF_TERMS = setOf('CT PT ST PL AV');
const WALKS = setOf('walk run path view point way place square row grove hill pass');
const SURE_STREETS = setOf(
	'street avenue ave road rd lane ln boulevard blvd drive court terrace parkway circle trail',
);
const BEGINS_BOX = setOf('p po post pmb rr hc rfd rural star');
const DISTANCES = setOf('min mins minutes hours hrs days ft feet yo y mg m blocks miles % /');

const STRONG = setOf(
	'street st avenue ave av road rd lane ln drive dr court ct boulevard blvd terrace terr ter parkway pkwy circle cir highway hwy trail trl turnpike tpke way place pl alley aly expressway gasse strasse weg straat rue',
);
const DIRECTION = setOf(
	'n s e w ne nw se sw north south east west northeast northwest southeast southwest',
);
const DWELLING = setOf(
	'apt apartment unit suite ste floor fl rm room bldg building lot trailer trlr no #',
);
const STATE_CODES = new Set(Object.values(STATES));
const NOT_STREET = setOf(
	'and or the of to for with without in at on by from is was were has had no not per every a an as po iv mg ml mcg units days weeks hours hrs times daily bid tid minutes min years months yo year patient pt she he view views chest',
);
const FOREIGN_BEFORE = setOf('calle rue via avenida carrera rua plaza ulica');

/** Last token of an apartment, suite or unit behind `token`, or `token` itself. */
function dwelling(prepared: PreparedText, token: number): number {
	let at = token + 1;
	if (oneOf(',.', lower(prepared, at))) at++;
	if (oneOf(',.', lower(prepared, at))) at++;
	if (!DWELLING.has(lower(prepared, at)) || (prepared.gaps[at] as number) > Gap.line) return token;
	at++;
	while (oneOf('.#', lower(prepared, at))) at++;
	const value = at < prepared.count ? prepared.at(at) : undefined;
	if (
		value === undefined ||
		value.kind === Kind.mark ||
		(value.kind === Kind.word && value.raw.length > 2) ||
		(prepared.gaps[at] as number) >= Gap.line
	)
		return token;
	if (
		lower(prepared, at + 1) === '-' &&
		prepared.gaps[at + 1] === Gap.none &&
		prepared.gaps[at + 2] === Gap.none
	)
		return at + 2;
	return at;
}

/** True when every word of a stretch is medicine or a measure: 6 Minute Walk, 18 French Foley. */
function termsOnly(prepared: PreparedText, first: number, last: number, eponyms: boolean): boolean {
	const terms = Word.clinical | (eponyms ? Word.eponym | Word.eponymNoun : 0);
	let words = 0;
	for (let at = first; at <= last; at++) {
		const form = prepared.at(at);
		if (form.kind !== Kind.word) continue;
		words++;
		if ((form.classes & terms) === 0 && !MEASURED_THINGS.has(form.lower)) return false;
	}
	return eponyms || words > 0;
}

/** True where a word in capitals that is no medicine stands between: OAK ST, Willow CT. */
function named(prepared: PreparedText, first: number, last: number): boolean {
	for (let at = first; at <= last; at++) {
		const { kind, classes, raw, shape } = prepared.at(at);
		if (kind === Kind.word && shape === Shape.lower) return false;
		if (
			kind === Kind.word &&
			raw.length > 2 &&
			(classes & (Word.clinical | Word.eponymNoun | Word.unit)) === 0 &&
			!/^(?:level|type|grade|stage|sinus|degree|mild|small|large|new|old)$/i.test(raw)
		)
			return true;
	}
	return false;
}

/** Whether a token is the number of a house: digits, and at most one letter behind them. */
const isHouse = ({ kind, raw }: Form): boolean =>
	kind === Kind.number ? raw.length < 7 : /^\d{1,6}[A-Za-z]$/.test(raw);

/** The street line whose house number is `token`. */
function streetAt(prepared: PreparedText, token: number): PhiFinding | undefined {
	const number = prepared.at(token);
	if (!isHouse(number)) return undefined;
	// 98.6, 118/72, 14:35: the rest of a figure is no house.
	if (
		token > 1 &&
		prepared.gaps[token] === Gap.none &&
		oneOf('./:,', prepared.at(token - 1).raw) &&
		digitLast(prepared.at(token - 2).raw)
	)
		return undefined;
	let at = token + 1;
	if (
		lower(prepared, at) === '-' &&
		prepared.gaps[at] === Gap.none &&
		prepared.at(at + 1)?.kind === Kind.number
	)
		at += 2;
	if (at >= prepared.count || prepared.gaps[at] !== Gap.space) return undefined;
	let words = 0;
	let casedWords = 0;
	let weak = false;
	let last = -1;
	let hit = '';
	for (let step = 0; step < 7 && at < prepared.count; step++, at++) {
		const form = prepared.at(at);
		const gap = prepared.gaps[at] as number;
		if (gap >= Gap.line) break;
		if (form.kind === Kind.mark) {
			if (!oneOf(".'-", form.raw)) break;
			continue;
		}
		const word = form.lower;
		if (words > 0 && (form.classes & Word.street) !== 0 && form.shape !== Shape.initial) {
			// St. Mary's Road: a saint is no street.
			const next =
				at + 1 < prepared.count
					? prepared.at(lower(prepared, at + 1) === '.' ? at + 2 : at + 1)
					: undefined;
			if (
				!(
					word === 'st' &&
					next !== undefined &&
					cased(next) &&
					words <= 1 &&
					(next.classes & Word.street) === 0 &&
					casedWords < 1
				)
			) {
				last = at;
				hit = word;
				if (cased(form)) casedWords++;
				const further =
					at + 1 < prepared.count && (prepared.gaps[at + 1] as number) < Gap.line
						? prepared.at(at + 1)
						: undefined;
				if (
					further === undefined ||
					(further.classes & Word.street) === 0 ||
					!STRONG.has(further.lower) ||
					!(further.shape === form.shape)
				)
					break;
				words++;
				continue;
			}
		}
		if (NOT_STREET.has(word) && !cased(form) && !DIRECTION.has(word)) return undefined;
		if (form.kind === Kind.number && !allDigits(form.raw, 1, 4)) return undefined;
		if (form.shape === Shape.lower && words > 0 && (form.classes & Word.said) !== 0)
			return undefined;
		if (
			form.shape === Shape.lower &&
			(form.classes & Word.clinical) !== 0 &&
			(form.classes & Word.ordinary) === 0
		)
			return undefined;
		if (cased(form)) casedWords++;
		else if (form.kind === Kind.word) weak = true;
		if (!DIRECTION.has(word) || words > 0) words++;
		else words += 0.5;
	}
	if (last < 0 || words < 0.5) return undefined;
	if (
		hit === 'dr' &&
		lower(prepared, last + 1) === '.' &&
		last + 2 < prepared.count &&
		cased(prepared.at(last + 2)) &&
		(prepared.gaps[last + 2] as number) <= Gap.space
	)
		return undefined;
	// 112 sinus ST, 110 first degree AV block, 14 Level II LN: capitals behind words that name no street.
	if (
		prepared.at(last).shape === Shape.upper &&
		(weak || SHORT_STREETS.has(hit)) &&
		!named(prepared, token + 1, last - 1)
	)
		return undefined;
	if (ORIENTED.has(lower(prepared, last - 1))) return undefined;
	// `aware Dr Testperson`: a doctor behind a sentence, not a drive.
	if (
		hit === 'dr' &&
		weak &&
		last + 1 < prepared.count &&
		(prepared.gaps[last + 1] as number) <= Gap.space &&
		cased(prepared.at(last + 1))
	)
		return undefined;
	if (LETTERS_OF_TERMS.has(prepared.at(last).raw) && number.raw.length < 3) return undefined;
	// at 9 Zzboat's Walk
	const led = lower(prepared, token - 1) === 'at' && prepared.at(last).shape === Shape.capital;
	if (!STRONG.has(hit) && number.raw.length < 3 && !led) return undefined;
	const walk = WALKS.has(hit) && !cased(prepared.at(token + 1));
	if (walk) return undefined;
	// 1180 Central Ave
	const sure = SURE_STREETS.has(hit) && prepared.at(last).shape === Shape.capital && !weak;
	const isLong = number.raw.length > 2 && sure;
	if (!isLong && termsOnly(prepared, token + 1, last - 1, number.raw.length < 3)) return undefined;
	let score = 0.93;
	if (weak && casedWords === 0) {
		if (!STRONG.has(hit) || number.raw.length < 2) return undefined;
		score = SURE_STREETS.has(hit) ? 0.7 : 0.55;
	} else if (weak) score = STRONG.has(hit) ? 0.6 : 0.3;
	else if (!STRONG.has(hit)) score = number.raw.length >= 2 ? 0.65 : 0.4;
	let end = last;
	if (
		lower(prepared, last + 1) === '.' &&
		prepared.gaps[last + 1] === Gap.none &&
		!/^(?:\n|$)/.test('')
	)
		end = last;
	const direction = lower(prepared, end + 1) === '.' ? end + 2 : end + 1;
	if (
		DIRECTION.has(lower(prepared, direction)) &&
		(prepared.gaps[direction] as number) <= Gap.wide &&
		cased(prepared.at(direction)) &&
		prepared.at(direction).raw.length <= 9
	)
		end = direction;
	end = dwelling(prepared, end);
	return foundTokens(prepared, token, end, {
		type: 'STREET',
		role: 'unknown',
		rule: 'street',
		score,
		steps: [step('pattern', 'a number, a name and the word of a street', score)],
	});
}

/** `17924 Maple Avenue, Port Ellery;`: the city behind a street line. */
function cityBehind(
	prepared: PreparedText,
	scan: Scan,
	street: PhiFinding,
): PhiFinding | undefined {
	const [, end] = prepared.place(street.start, street.end);
	const comma = prepared.tokenAfter(end);
	const first = comma + 1;
	if (
		lower(prepared, comma) !== ',' ||
		first >= prepared.count ||
		(prepared.gaps[first] as number) > Gap.line
	)
		return undefined;
	let last = first - 1;
	let named = false;
	while (last + 1 < prepared.count && last - first < 3) {
		const form = prepared.at(last + 1);
		if (last >= first && (prepared.gaps[last + 1] as number) >= Gap.line) break;
		if (
			form.kind === Kind.mark
				? !oneOf(".'", form.raw) || (prepared.gaps[last + 2] !== Gap.space && form.raw === '.')
				: !cased(form) && !oneOf('dl', form.lower)
		)
			break;
		if (form.shape === Shape.upper && form.raw.length === 2 && STATE_CODES.has(form.raw)) break;
		if (
			form.kind === Kind.word &&
			((scan.name[prepared.form[last + 1] as number] as number) !== Name.no ||
				((scan.listed[prepared.form[last + 1] as number] as number) & Listed.place) !== 0)
		)
			named = true;
		last++;
	}
	while (last >= first && prepared.at(last).kind === Kind.mark) last--;
	return last >= first && named
		? foundTokens(prepared, first, last, { type: 'CITY', rule: 'city-behind-street', score: 0.7 })
		: undefined;
}

/** Street lines and post boxes. */
export const streets: Recognizer = {
	id: 'street',
	types: ['STREET'],
	description: 'Street lines with a house number, and post boxes.',
	examples: [
		'lives at [[STREET:4412 Willow Bend Road, Apt 4B]]',
		'at [[STREET:12 N. Main St.]]'.replace('.]]', ']].'),
		'mail to [[STREET:P.O. Box 1234]]',
		'at [[STREET:17 old mill lane]]',
	],
	counterExamples: [
		'6 systolic ejection murmur heard',
		'2 view chest',
		'10 mg by way of tube',
		'5 days in the hospital',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		for (const token of scan.digits) {
			const one = streetAt(prepared, token);
			if (one === undefined) continue;
			out.push(one);
			const city = cityBehind(prepared, scan, one);
			if (city !== undefined) out.push(city);
		}
		const BOX =
			/(?:p\.? ?o\.? ?box|post office box|pmb|apdo|(?:rr|hc|rfd|rural route|star route)\.? ?#? ?\d{1,4},? box)\.? ?#? ?\d{1,7}(?!\d)/iy;
		for (const token of scan.places) {
			const word = lower(prepared, token);
			if (word === 'box' || word === 'post' || word === 'po') {
				for (let back = token; back >= Math.max(0, token - 4); back--) {
					const start = prepared.starts[back] as number;
					BOX.lastIndex = start;
					const match = BEGINS_BOX.has(lower(prepared, back)) ? BOX.exec(prepared.folded) : null;
					if (match === null) continue;
					out.push(
						found(prepared, start, start + match[0].length, {
							type: 'STREET',
							rule: 'post-box',
							score: 0.97,
						}),
					);
					break;
				}
			} else if (
				FOREIGN_BEFORE.has(word) &&
				cased(prepared.at(token)) &&
				cased(prepared.at(Math.min(token + 1, prepared.count - 1))) &&
				!(
					word === 'via' &&
					(scan.name[
						prepared.form[Math.min(token + 1, prepared.count - 1)] as number
					] as number) === Name.no
				)
			) {
				for (
					let at = token + 1;
					at < Math.min(token + 5, prepared.count) && (prepared.gaps[at] as number) <= Gap.space;
					at++
				) {
					if (!allDigits(prepared.at(at).raw, 1, 5)) {
						if (prepared.at(at).shape === Shape.lower && prepared.at(at).raw.length > 3) break;
						continue;
					}
					if (DISTANCES.has(lower(prepared, at + 1))) break;
					out.push(
						foundTokens(prepared, token, at, {
							type: 'STREET',
							rule: 'street-foreign',
							score: 0.8,
						}),
					);
					break;
				}
			} else if (word === 'avenue' || word === 'highway' || word === 'hwy' || word === 'route') {
				// 4410 Avenue C, 210 Highway 12.
				const before = token > 0 ? prepared.at(token - 1) : undefined;
				const after = token + 1 < prepared.count ? prepared.at(token + 1) : undefined;
				if (
					before?.kind === Kind.number &&
					after !== undefined &&
					prepared.gaps[token] === Gap.space &&
					prepared.gaps[token + 1] === Gap.space &&
					(after.shape === Shape.initial || after.kind === Kind.number)
				) {
					out.push(
						foundTokens(prepared, token - 1, token + 1, {
							type: 'STREET',
							rule: 'street',
							score: 0.85,
						}),
					);
				}
			}
		}
		return out;
	},
};
