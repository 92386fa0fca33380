import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { defaultLists } from '../lists/load';
import { Names } from '../naming';
import { Name, scanOf } from '../scan';
import { Gap, Kind, Listed, Shape, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { allDigits, digitFirst, oneOf, setOf } from '../marks';

const AGED = setOf('yo y yr year years m f male female');
const AGED_JOINED = setOf('year years yr yo y month day');
const KIN = setOf(
	'mother father daughter son wife husband sister brother niece nephew aunt uncle spouse partner granddaughter grandson neighbor friend guardian pharmd poa',
);
const DONE_BY_PEOPLE = setOf('recs aware paged notified rounded recommends agrees updated');
const GOES_ON = setOf(
	'at and in on for re who about regarding that from recs input help via by with',
);
const BED = setOf('bed rm room');
const STRENGTH = setOf(
	'mg mcg ug g ml unit units iu % tab tabs tablet tablets cap caps capsule capsules puff puffs meq',
);
const PEOPLE_DO = setOf(
	'says said told asked asks called calls lives wants agrees agreed went drove brought reports denies thinks picked helps understands verbalized',
);
const DEPARTMENTS = setOf(
	'hospice respiratory admissions billing dietary therapy pharmacy radiology lab transport registration security nutrition social case housekeeping scheduling medical palliative wound chaplaincy infection quality physical occupational speech central patient home',
);
const PATIENTS_SAY = setOf(
	'says said reports states denies told called lives agrees agreed complains',
);
const MEETING_THINGS = setOf('with for by at per to from and see');

/** Words before a family name that stands alone. */
const MEETING = setOf(
	'at with by from to per see saw sees seen for and told asked called paged notified informed contacted discussed spoke met dr thank thanks appreciate regarding',
);

/** Names by the lists: given and family names beside each other, single ones by the words around them. */
export const listed: Recognizer = {
	id: 'name-listed',
	types: ['NAME'],
	description: 'Names that stand in the lists of names, alone or beside a capitalised word.',
	examples: [
		'[[NAME:Maria Gonzalez]] was seen',
		'[[NAME:GONZALEZ, MARIA T]] ok',
		'told [[NAME:Ngozi]] that',
		'[[NAME:maria gonzalez]] seen',
		'when [[NAME:Kenji Zztaro]] came',
		"[[NAME:Maria]]'s leg",
	],
	counterExamples: [
		'Parkinson disease',
		'Foley catheter',
		'white count',
		'She will return',
		'Grace period',
		'Rose colored',
		'Bell palsy',
		'HISTORY OF ILLNESS',
	],
	find(prepared, lists = defaultLists()) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		const names = new Names(prepared, scan);
		let done = -1;
		for (const token of scan.names) {
			if (token <= done) continue;
			// The sister of the nodule.
			if (
				names.lower(token) === 'mary' &&
				names.lower(token + 1) === 'joseph' &&
				names.lower(token - 1) === 'sister'
			) {
				done = token + 1;
				continue;
			}
			const strength = names.name(token);
			const form = prepared.at(token);
			const written = signedAt(names, token);
			if (written !== undefined) {
				out.push(
					foundTokens(prepared, token, written, { type: 'NAME', rule: 'name-signed', score: 0.7 }),
				);
				done = written;
				continue;
			}
			if (form.shape === Shape.initial && !apostrophe(names, token)) {
				const made = initialed(names, token);
				if (made > 0) {
					out.push(
						foundTokens(prepared, token, made, {
							type: 'NAME',
							rule: 'name-initialed',
							source: 'list',
							score: 0.72,
						}),
					);
					done = made;
				}
				continue;
			}
			if (
				strength === Name.unknown &&
				form.shape !== Shape.capital &&
				form.shape !== Shape.camel &&
				form.shape !== Shape.upper
			)
				continue;
			const filed = fileNamed(names, token);
			if (filed > 0) {
				out.push(
					foundTokens(prepared, token, filed, { type: 'NAME', rule: 'name-in-file', score: 0.65 }),
				);
				done = filed;
				continue;
			}
			const one = runAt(names, token);
			if (one === undefined) continue;
			done = one.last;
			const short = one.last + 2;
			if (
				names.raw(one.last + 1) === '(' &&
				/^[A-Z]{2,4}$/.test(names.raw(short)) &&
				names.raw(short + 1) === ')' &&
				names.raw(short)[0] === names.raw(one.first)[0]?.toUpperCase() &&
				one.score >= 0.5
			) {
				out.push(
					foundTokens(prepared, short, short, { type: 'NAME', rule: 'name-initials', score: 0.8 }),
				);
			}
			if (one.score >= 0.2) {
				out.push(
					foundTokens(prepared, one.first, one.last, {
						type: 'NAME',
						rule: one.rule,
						source: 'list',
						score: one.score,
						steps: [step('context', one.why, one.score)],
					}),
				);
			}
		}
		return out;
	},
};

/** Last token of DOE_JANE, smith_john: two listed names around an underscore; -1 elsewhere. */
function fileNamed(names: Names, token: number): number {
	if (
		names.raw(token + 1) !== '_' ||
		names.gap(token + 1) !== Gap.none ||
		names.gap(token + 2) !== Gap.none
	)
		return -1;
	const [a, b] = [names.listed(token), names.listed(token + 2)];
	const people = Listed.given | Listed.family;
	const both = (a & people) !== 0 && (b & people) !== 0;
	return both && ((a | b) & Listed.given) !== 0 ? token + 2 : -1;
}

interface Run {
	first: number;
	last: number;
	score: number;
	rule: string;
	why: string;
}

/** A. Testperson: an initial with a point and a name behind it. */
function initialed(names: Names, token: number): number {
	if (names.raw(token + 1) !== '.' || names.gap(token + 1) !== Gap.none) return -1;
	if (
		token > 0 &&
		names.gap(token) <= Gap.space &&
		/\d/.test(names.raw(token - 1)) &&
		!oneOf('-/:', names.raw(token - 2))
	)
		return -1;
	let at = token + 2;
	if (names.initial(Math.min(at, names.prepared.count - 1)) && names.raw(at + 1) === '.') at += 2;
	if (at >= names.prepared.count || names.gap(at) > Gap.space || !names.cased(at)) return -1;
	const form = names.form(at);
	if (apostrophe(names, at)) return names.word(at);
	const stop = names.word(at) + 1;
	const ends =
		names.gap(stop) >= Gap.wide ||
		oneOf(',)/;', names.raw(stop)) ||
		beside(names, token, stop - 1) > 0;
	if (
		ends &&
		form.shape === Shape.capital &&
		names.name(at) >= Name.ambiguous &&
		(form.classes & Word.clinical) === 0
	)
		return stop - 1;
	if (form.shape === Shape.upper && form.raw.length < 4) return -1;
	if (names.name(at) < Name.ambiguous || (names.listed(at) & Listed.family) === 0) {
		if (
			names.name(at) !== Name.unknown ||
			(names.opens(token) && !ends) ||
			form.shape !== Shape.capital
		)
			return -1;
		// C. difficile, E. coli are lower; S. Aureus and its kind begin a genus.
		if (/(?:us|is|um|ae|ei|ii|coli|cocci)$/.test(form.lower)) return -1;
	}
	if ((form.classes & (Word.ordinary | Word.clinical)) !== 0) return -1;
	return names.word(at);
}

/** Peoples, behind a word that is no name: North American. */
const PEOPLES = setOf(
	'american african asian european indian hispanic mexican canadian english german french spanish chinese japanese korean russian british irish italian australian',
);

/** Numbers that grade: Rancho VII. */
const NUMERALS = setOf('II III IV V VI VII VIII IX X XI XII');

/** The run of name-like words at `token`, weighed. */
function runAt(names: Names, token: number): Run | undefined {
	const { prepared } = names;
	const lower = names.form(token).shape === Shape.lower;
	let at = token;
	let last = -1;
	let sure = 0;
	let ambiguous = 0;
	let unknown = 0;
	let given = false;
	let family = false;
	let givenFirst = false;
	let parts = 0;
	while (at < prepared.count && parts < 4) {
		if (at > token && names.gap(at) > Gap.space) break;
		const form = names.form(at);
		if (form.kind === Kind.mark) {
			if (form.raw === '.' && names.gap(at) === Gap.none && names.initial(at - 1) && parts > 0) {
				at++;
				continue;
			}
			break;
		}
		if (form.kind !== Kind.word && form.kind !== Kind.mixed) break;
		if (names.initial(at) && !apostrophe(names, at)) {
			// Ada M Testperson, Ada M. Testperson; `Ada T` alone keeps the letter only behind a sure name.
			const next = names.raw(at + 1) === '.' ? at + 2 : at + 1;
			const follows =
				next < prepared.count &&
				names.gap(next) <= Gap.space &&
				!names.initial(next) &&
				names.name(next) > Name.no &&
				names.cased(next);
			if (parts === 0 || !follows) break;
			last = at;
			at++;
			continue;
		}
		if ((form.classes & Word.particle) !== 0 && leadsOn(names, at, parts)) {
			at++;
			continue;
		}
		if ((form.shape === Shape.lower) !== lower && !(parts > 0 && form.kind === Kind.mixed)) break;
		const joined = apostrophe(names, at);
		const strength = joined ? Math.max(Name.unknown, names.name(at + 2)) : names.name(at);
		if (strength === Name.no || (parts > 0 && NUMERALS.has(form.raw))) break;
		if (lower && strength !== Name.sure) break;
		if (lower && form.lower.length < 4) break;
		if (
			parts > 0 &&
			(form.classes & (Word.clinical | Word.credential)) !== 0 &&
			(strength < Name.ambiguous || form.shape === Shape.upper)
		)
			break;
		const bits = joined ? names.listed(at + 2) | Listed.family : names.listed(at);
		if (strength === Name.sure) sure++;
		else if (strength === Name.ambiguous) ambiguous++;
		else unknown++;
		if ((bits & Listed.given) !== 0) {
			given = true;
			if (parts === 0) givenFirst = true;
		}
		if ((bits & Listed.family) !== 0) family = true;
		const end = names.word(at);
		last = end;
		parts++;
		at = end + 1;
	}
	if (last < 0 || parts === 0) return undefined;
	const trailing = lower ? last : names.trailingInitial(last);
	const inverted = behindComma(names, last, lower);
	const head = names.form(token);
	const after = last + 1 < prepared.count ? names.form(last + 1) : undefined;
	const nextNear = names.gap(last + 1) <= Gap.space;
	const eponymNoun = after !== undefined && nextNear && (after.classes & Word.eponymNoun) !== 0;
	const possessive = names.raw(last + 1) === "'" && names.gap(last + 1) === Gap.none;
	if (inverted > 0 && (sure > 0 || ambiguous > 0 || unknown > 0)) {
		const giveSure = names.name(last + 2) === Name.sure;
		const place = (names.listed(last + 2) & (Listed.place | Listed.state | Listed.country)) !== 0;
		const initial = names.initial(inverted);
		const score =
			sure > 0 && giveSure
				? 0.93
				: giveSure
					? 0.82
					: sure > 0
						? names.listed(last + 2) === 0 && !initial
							? 0.52
							: 0.7
						: initial
							? 0.62
							: 0.5;
		const row =
			!initial &&
			(names.raw(token - 1) === ',' ||
				(names.raw(inverted + 1) === ',' &&
					names.cased(inverted + 2) &&
					!names.initial(inverted + 2) &&
					names.credential(inverted) < 0));
		if (row)
			return {
				first: token,
				last,
				score: 0.2,
				rule: 'name-inverted',
				why: 'one of a row of words',
			};
		return {
			first: token,
			last: inverted,
			score: place ? score - 0.35 : score,
			rule: 'name-inverted',
			why: 'family and given name around a comma',
		};
	}
	const bonus = lower && sure === 0 ? 0 : beside(names, token, trailing);
	if (parts === 1) {
		if (trailing > last && (sure > 0 || (ambiguous > 0 && family && bonus > 0)))
			return {
				first: token,
				last: trailing,
				score: 0.6 + bonus,
				rule: 'name-alone',
				why: 'a listed name and an initial',
			};
		const one = single(
			names,
			token,
			last,
			sure,
			ambiguous,
			given,
			family,
			lower,
			eponymNoun,
			possessive,
		);
		if (one !== undefined && bonus > 0 && !eponymNoun)
			one.score = Math.min(0.95, one.score + bonus);
		return one;
	}
	last = trailing;
	const upper = head.shape === Shape.upper;
	let score = 0;
	if (sure >= 2) score = given && family ? 0.92 : 0.8;
	else if (sure === 1 && ambiguous > 0) score = given && family ? 0.85 : 0.7;
	else if (sure === 1 && unknown > 0)
		score = givenFirst ? (upper ? 0.72 : 0.85) : upper ? 0.45 : 0.62;
	else if (ambiguous >= 2)
		score = given && family && givenFirst ? (names.opens(token) ? 0.42 : 0.6) : 0.3;
	else if (ambiguous === 1 && unknown > 0)
		score =
			upper || PEOPLES.has(names.lower(last))
				? 0.3
				: names.opens(token)
					? givenFirst
						? 0.4
						: 0.3
					: givenFirst
						? 0.62
						: 0.5;
	else
		score =
			unknown >= 2 && !upper
				? names.opens(token)
					? 0.35
					: MEETING.has(names.lower(token - 1))
						? 0.56
						: 0.52
				: 0.2;
	score += bonus;
	if (lower) score = sure >= 2 && given && family ? 0.75 : 0;
	if (upper && sure < 2) score = Math.min(score, 0.6);
	if (eponymNoun && sure < 2) score -= 0.35;
	if (oneOf('-/', names.raw(last + 1)) && names.gap(last + 1) === Gap.none && sure < 2)
		score -= 0.2;
	if (
		score > 0 &&
		!lower &&
		after !== undefined &&
		nextNear &&
		(after.classes & Word.said) !== 0 &&
		after.shape === Shape.lower
	)
		score = Math.min(0.95, score + 0.12);
	if ((names.listed(token) & Listed.place) !== 0 && sure === 0) score -= 0.2;
	return {
		first: token,
		last,
		score: Math.min(score, 0.95),
		rule: 'name-listed',
		why: 'listed and unknown words beside each other',
	};
}

/** O'Leary, D'Angelo: a letter, an apostrophe and a word. */
function apostrophe(names: Names, token: number): boolean {
	return (
		names.initial(token) &&
		names.raw(token + 1) === "'" &&
		names.gap(token + 1) === Gap.none &&
		names.gap(token + 2) === Gap.none &&
		names.form(Math.min(token + 2, names.prepared.count - 1)).kind === Kind.word &&
		names.lower(token + 2).length > 2
	);
}

/** True for a particle with a name behind it: van der Meer, Di Benedetto, de la Cruz. */
function leadsOn(names: Names, token: number, parts: number): boolean {
	if (names.lower(token) === 'y' || (parts === 0 && names.form(token).shape === Shape.upper))
		return false;
	let at = token;
	while (
		at < token + 3 &&
		at < names.prepared.count &&
		(names.form(at).classes & Word.particle) !== 0
	)
		at++;
	if (at >= names.prepared.count || names.gap(at) > Gap.space || names.gap(at) === Gap.none)
		return false;
	if (!names.cased(at) || names.initial(at)) return false;
	return parts > 0
		? names.name(at) > Name.no
		: names.name(at) >= Name.ambiguous || (at > token + 1 && names.name(at) > Name.no);
}

/** What an age or a relation beside a name adds to it: `(52 M)`, `, 45,`, `43M`, `mother 555`. */
function beside(names: Names, token: number, last: number): number {
	let at = last + 1;
	if (oneOf(',(|-', names.raw(at)) && names.gap(at + 1) !== Gap.none) at++;
	else if (oneOf(',(', names.raw(at))) at++;
	if (names.gap(at) > Gap.wide) return 0;
	const raw = names.lower(at);
	if (digitFirst(raw) && /^\d{1,3}(?:yo|y|m|f|yom|yof)$/.test(raw)) return 0.3;
	if (allDigits(raw, 1, 3)) {
		const next = names.lower(at + 1);
		if (AGED.has(next)) return 0.3;
		if (next === '-' && AGED_JOINED.has(names.lower(at + 2))) return 0.3;
		if (names.raw(last + 1) === ',' && oneOf(',.)', next)) return 0.2;
	}
	if (KIN.has(raw)) return 0.2;
	// A telephone number behind a name is the name's.
	if (
		allDigits(raw, 3, 3) &&
		oneOf('-.)', names.raw(at + 1)) &&
		allDigits(names.raw(at + 2), 3, 4) &&
		(names.raw(at + 2).length === 4 || oneOf('-. ', names.raw(at + 3)))
	)
		return 0.2;
	if (names.raw(token - 1) === ',' && names.lower(token - 2) === 'i') return 0.4;
	return names.raw(token - 1) === '/' && names.lower(token - 2) === 's' ? 0.4 : 0;
}

/** `-- Peggy` at the end of a line: a name, listed or not. */
function signedAt(names: Names, token: number): number | undefined {
	if (!oneOf('-~', names.raw(token - 1)) || !names.cased(token) || token < 2) return undefined;
	if (names.gap(token - 1) === Gap.none && names.raw(token - 2) !== '-') return undefined;
	const form = names.form(token);
	if (form.shape === Shape.upper || form.shape === Shape.initial) return undefined;
	if (names.name(token) === Name.no) return undefined;
	let last = names.word(token);
	if (
		last + 1 < names.prepared.count &&
		names.gap(last + 1) <= Gap.space &&
		names.cased(last + 1) &&
		(names.name(last + 1) >= Name.unknown || names.initial(last + 1))
	)
		last = names.word(last + 1);
	const end = names.raw(last + 1) === '.' ? last + 2 : last + 1;
	return names.gap(end) >= Gap.line || names.credential(last) > 0 ? last : undefined;
}

/** Last token of `, Given M` behind a word, or -1. */
function behindComma(names: Names, last: number, lower: boolean): number {
	const comma = last + 1;
	if (names.raw(comma) !== ',' || names.gap(comma) !== Gap.none || names.gap(comma + 1) > Gap.space)
		return -1;
	const next = comma + 1;
	if (next >= names.prepared.count) return -1;
	if ((names.listed(next) & Listed.given) === 0) {
		// SAHIN, ZZARMEN: a listed family name in capitals and one word in capitals behind it.
		const both = names.form(last).shape === Shape.upper && names.form(next).shape === Shape.upper;
		const mixed = names.form(last).shape !== Shape.upper && names.form(next).shape === Shape.upper;
		const sure = names.name(last) === Name.sure && (names.listed(last) & Listed.family) !== 0;
		const initial = names.initial(names.trailingInitial(names.word(next)));
		if (lower || mixed || names.name(next) !== Name.unknown || names.form(next).raw.length < 3)
			return -1;
		if (!initial && !(sure && (both || names.form(next).shape === Shape.capital))) return -1;
		if (names.name(last) === Name.no) return -1;
		return names.trailingInitial(names.word(next));
	}
	if (names.cased(next) === lower || names.initial(next)) return -1;
	if (lower && names.name(next) !== Name.sure) return -1;
	const form = names.form(next);
	if (
		(names.form(last).shape === Shape.upper) !== (form.shape === Shape.upper) &&
		names.form(last).shape !== Shape.camel
	)
		return -1;
	if (
		names.name(next) < Name.ambiguous ||
		(form.classes & (Word.credential | Word.clinical | Word.month)) !== 0
	)
		return -1;
	if (names.name(next) === Name.ambiguous && (form.classes & Word.ordinary) !== 0) return -1;
	let end = names.word(next);
	const middle = end + 1;
	if (
		middle < names.prepared.count &&
		names.gap(middle) <= Gap.space &&
		(names.initial(middle) || (names.cased(middle) && names.name(middle) === Name.sure))
	)
		end = middle;
	return end;
}

/** Words before a thing that is called after somebody: `a Sawyer`, `modified Lothrop`, `size 3 Cottle`. */
const THINGS = setOf(
	'a an the using modified standard type grade stage right left bilateral positive negative pos neg no size via placed inserted applied reverse classic open mini of fr french straight curved two single double new',
);

/** Words of telling a person, or of thanking one. */
const TELLING = setOf(
	'appreciate told asked paged notified called informed texted contacted updated reached phoned emailed labeled labelled bb bg',
);
const FOLLOWING = setOf(
	'follow see call review sign discuss assess evaluate eval consult staff cover arrange speak fax bring drive',
);

/** True for an unknown word where a person is told, thanked or expected: `told X at desk`, `X to follow`, `X recs`. */
function cued(names: Names, token: number, last: number, before: string): boolean {
	const next = names.lower(last + 1);
	const near = names.gap(last + 1) <= Gap.space;
	const form = names.form(token);
	if ((form.classes & (Word.clinical | Word.eponym | Word.ordinary)) !== 0) return false;
	if (near && next === 'to' && FOLLOWING.has(names.lower(last + 2))) return true;
	if (near && DONE_BY_PEOPLE.has(next)) return true;
	const quoted = before === '"' ? names.lower(token - 2) : before;
	if (TELLING.has(quoted) || (quoted === ':' && TELLING.has(names.lower(token - 2))))
		return !near || !/^[a-z]/.test(next) || GOES_ON.has(next);
	// Bed 4: Testperson, ...
	return (
		before === ':' &&
		digitFirst(names.raw(token - 2)) &&
		BED.has(names.lower(token - 3)) &&
		names.raw(last + 1) === ','
	);
}

/** True for a strength behind a word: `Heather 0.35 mg` is a drug. */
function dosed(names: Names, last: number): boolean {
	if (names.gap(last + 1) > Gap.space || !digitFirst(names.raw(last + 1))) return false;
	for (let at = last + 1; at < last + 6; at++)
		if (STRENGTH.has(names.lower(at))) return names.gap(at) <= Gap.space;
	return false;
}

/** True in a row of eponyms and terms: `Lloyd-Davies, Sims, Wilson frame`. */
function inRow(names: Names, token: number, last: number): boolean {
	const term = (at: number): boolean =>
		at >= 0 &&
		at < names.prepared.count &&
		(names.form(at).classes & (Word.eponym | Word.clinical | Word.eponymNoun)) !== 0 &&
		names.form(at).raw.length > 3;
	const before = oneOf(',;/', names.raw(token - 1)) && term(token - 2);
	const after = oneOf(',;/', names.raw(last + 1)) && term(last + 2);
	return before || after;
}

/** True when what follows says that the word is a person: says, `is a 3 y.o.`, from hospice. */
function stranger(names: Names, last: number): boolean {
	const next = last + 1;
	if (names.gap(next) > Gap.space) return false;
	const word = names.lower(next);
	if (PEOPLE_DO.has(word)) return true;
	if (word === 'is' && /^an?$/.test(names.lower(next + 1)) && digitFirst(names.lower(next + 2)))
		return true;
	if (word === 'from') return DEPARTMENTS.has(names.lower(next + 1));
	return false;
}

function single(
	names: Names,
	token: number,
	last: number,
	sure: number,
	ambiguous: number,
	given: boolean,
	family: boolean,
	lower: boolean,
	eponymNoun: boolean,
	possessive: boolean,
): Run | undefined {
	const { prepared } = names;
	const form = names.form(token);
	let before = token > 0 && names.gap(token) <= Gap.wide ? names.lower(token - 1) : '';
	if (
		(before === '/' && names.lower(token - 2) === 'w') ||
		(before === 'w' && names.raw(token - 2) === '/')
	)
		before = 'with';
	const after =
		last + 1 < prepared.count && names.gap(last + 1) <= Gap.space
			? names.form(last + 1)
			: undefined;
	const said =
		after !== undefined && (after.classes & Word.said) !== 0 && after.shape === Shape.lower;
	const own = (names.listed(token) & Listed.own) !== 0;
	const hyphenated = oneOf('-/', names.raw(last + 1)) && names.gap(last + 1) === Gap.none;
	const behind = token > 0 && names.gap(token) === Gap.none && oneOf('-/@._', names.raw(token - 1));
	let score = 0;
	let why = 'a listed name alone';
	if (sure > 0) {
		if (lower) {
			if (form.lower.length < 4) return undefined;
			score = own ? 0.7 : given ? (said && before !== 'the' && before !== 'a' ? 0.6 : 0.3) : 0;
		} else {
			score = given ? 0.66 : names.opens(token) ? 0.44 : 0.5;
			if (form.shape === Shape.upper) score = given ? (form.raw.length > 3 ? 0.52 : 0.25) : 0.26;
			if (said || possessive) {
				score += 0.2;
				why = 'a listed name with a word of saying or doing behind it';
			} else if (MEETING.has(before) && !names.opens(token)) {
				score += 0.12;
				why = 'a listed name behind a word of meeting';
			}
			if (
				!given &&
				digitFirst(names.raw(last + 1)) &&
				names.gap(last + 1) <= Gap.space &&
				beside(names, token, last) === 0
			)
				score -= 0.25;
			if (!given && before === ',' && names.raw(last + 1) === ',') score -= 0.2;
			if (!given && THINGS.has(before)) score -= 0.2;
			if (own) score += 0.25;
			if (before === '(' && names.raw(last + 1) === ')') score += 0.27;
			if (!given && names.opens(token) && !said) score -= 0.12;
		}
	} else if (ambiguous > 0 && !lower) {
		if (form.kind === Kind.mixed) score = given ? 0.62 : 0.45;
		else if (said && !names.opens(token) && form.shape === Shape.capital)
			score = given || family ? 0.5 : 0;
		else if (
			said &&
			form.shape === Shape.capital &&
			given &&
			(form.classes & (Word.clinical | Word.month)) === 0 &&
			PATIENTS_SAY.has(after?.lower ?? '')
		)
			score = 0.55;
		else if (
			given &&
			form.shape === Shape.capital &&
			(form.classes & (Word.ordinary | Word.clinical)) === 0 &&
			(said || stranger(names, last)) &&
			!eponymNoun
		)
			score = 0.52;
		else if (names.opens(token) || form.shape !== Shape.capital) score = 0.1;
		else if ((form.classes & Word.eponym) !== 0)
			score = given && MEETING.has(before) && !MEETING_THINGS.has(before) ? 0.52 : 0.15;
		else
			score = given
				? MEETING.has(before) && before !== 'and' && before !== 'for' && before !== 'to'
					? 0.5
					: 0.3
				: 0.2;
	} else if (
		!lower &&
		form.shape === Shape.capital &&
		form.raw.length > 2 &&
		(form.classes & Word.particle) === 0
	) {
		// A word that nobody listed, doing what people do: `Kekoa says`, `Eoghan is a 3 y.o.`, `Jingyi 555-4054`.
		if (stranger(names, last)) score = 0.56;
		else if (cued(names, token, last, before)) score = 0.56;
		else if (
			beside(names, token, last) >= 0.2 &&
			(!names.opens(token) || beside(names, token, last) >= 0.3)
		)
			score = 0.52;
		else return undefined;
		why = 'an unknown word that does what people do';
	} else return undefined;
	if (eponymNoun) score = Math.min(score, 0.2);
	if (dosed(names, last)) score = Math.min(score, 0.2);
	if (!own && !said && !possessive && score < 0.75 && inRow(names, token, last))
		score -= given && sure > 0 ? 0.1 : 0.3;
	if (hyphenated || behind) score -= 0.25;
	return { first: token, last, score: Math.min(score, 0.95), rule: 'name-alone', why };
}
