import type { PhiFinding, PhiRole } from '../../types';
import { foundTokens, step } from '../found';
import { defaultLists } from '../lists/load';
import { Names, Trust } from '../naming';
import { Name, scanOf } from '../scan';
import { Gap, Kind, Listed, Shape, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';

import { roleOf } from './roles';
import { oneOf, setOf } from '../marks';

const HEADS_OF_LETTER = setOf('cc re from to by contact attn attention user member patient pt');
const HEADS_OF_LINE = setOf('from to re cc patient pt contact user member mother father by');
const NAMED = setOf('named name aka alias called');
const IS_OR_AM = setOf('is am');
const NAME_OR_I = setOf('name i this');
const IS_WAS_OR_S = setOf("is 's was");
const WHOSE_NAME = setOf('pt patient full legal client s');
const LOWER_LEADS = setOf(
	'bb bg w by with per contacted notified informed paged called asked told seeing sees saw met spoke appreciate crew',
);
const SURE_LEADS = setOf('bb bg by notified paged informed told asked contacted appreciate crew');
const SPOKE = setOf(
	'spoke talked speaking report given handed discussed reviewed signed message call called w',
);
const SEEN = setOf('d seen staffed discussed rounded');
const TO_FROM_AND = setOf('to from and');
const SIGNING = setOf('by initials signed signature author');
const GOES_ON = setOf('and or at on in for to re who from agrees w pgy');
const BETWEEN_PEOPLE = setOf('and & , /');
const BEFORE_COLON = setOf(
	"the dob mrn age sex ssn name full legal preferred by provider physician nurse md do rn of kin electronically signed contact person patient on to s ' relationship poa hcp dpoa tech technologist staff surgeon doctor representative assistant i d",
);
const SIGNS_BEHIND_ROLE = setOf(', ( " -');
const NAMED_OR_CALLED = setOf('named called');
const IS_OR_WAS = setOf('is was');
const PATIENTS = setOf('patient pt client resident member subject student');
const PEOPLE = setOf('patient pt family nurse');
const MONTHS_OF_NAMES = setOf('april june august may');
const LABELLED = setOf(
	'name patient pt client resident attending physician provider surgeon nurse doctor pcp therapist pharmacist technologist technician tech radiologist interpreter witness author signer reviewer consultant dictator transcriber transcriptionist scribe contact guarantor subscriber insured informant caller sender recipient attn attention to from cc re by assistant operator coordinator manager worker counselor fellow intern cardiologist oncologist neurologist pathologist anesthesiologist hospitalist aide chaplain mother father son daughter wife husband spouse brother sister guardian caregiver parent proxy kin nok poa dpoa hcp emergency aka alias signature signed preceptor supervisor student midwife sitter user provider referring member cosigner cosigned collector initials performed verified completed reviewer dispatcher driver employee technologists clinician subject subj child infant newborn donor ordering reading referring interpreting attorney lawyer teacher crew circulator scrub caseworker medic pastor principal rn np pa lpn cna rt sw pharmd rph md',
);
const BY = setOf(
	'bb bg appreciate asked spoken crew contact fob mob by with from to per d/w dw saw met via contacted notified informed paged called asked told and for named is am call dear hi hello hey thanks sincerely regards love best yours cordially cheers attn behalf spoke see sees seeing seen witness re cc',
);
const GREETING = setOf('dear hi hello hey');
const CLOSING = setOf(
	'sincerely regards thanks cordially yours cheers love best you truly wishes respectfully',
);
/** Names behind a label, a role or a relative: Patient: X; daughter X; discussed with X. */
export const introduced: Recognizer = {
	id: 'name-introduced',
	types: ['NAME'],
	description:
		'Names behind a label with a colon, a role, a relative, a greeting or a word of meeting.',
	examples: [
		'Patient: [[NAME:TESTPERSON, ADA M]]',
		'daughter [[NAME:Zzofia]] called',
		'Dear [[NAME:Ada]],',
		'Dictated by: [[NAME:J. Testperson]]',
		'his wife, [[NAME:Rosa]], agreed',
		'my name is [[NAME:Ada Testperson]]',
		'says name is "[[NAME:maria zzkawa]]" now',
		'Patient......[[NAME:FANG XU]]',
		'resident [[NAME:Zzpatel]] saw',
	],
	counterExamples: [
		'Patient: Alert',
		'daughter Reports pain',
		'by MRI',
		'with Lasix',
		'Attending: see below',
		'Dear Doctor',
		'wife at bedside',
	],
	find(prepared, lists = defaultLists()) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		const names = new Names(prepared, scan);
		for (const token of scan.people) {
			const form = prepared.at(token);
			const word = form.lower;
			let at = token + 1;
			if (at >= prepared.count) break;
			let trust: Trust = Trust.middle;
			let score = 0.8;
			const colon = colonAfter(names, token);
			if (LABELLED.has(word) && colon > 0) {
				at = colon + 1;
				trust = Trust.high;
				score = 0.92;
				if (names.gap(at) > Gap.line) continue;
				if (HEADS_OF_LETTER.has(word) && !names.cased(at) && names.name(at) !== Name.sure) continue;
				// `CC: COUGH`: what somebody complains of.
				if (word === 'cc' && isPlain(names, at)) continue;
				if (at < prepared.count && (prepared.at(at).classes & Word.title) !== 0) {
					at++;
					if (names.raw(at) === '.') at++;
				}
				if (HEADS_OF_LINE.has(word) || (form.classes & Word.relative) !== 0)
					trust = names.name(at) === Name.no ? Trust.middle : trust;
			} else if (GREETING.has(word)) {
				if (!names.cased(at) && names.name(at) !== Name.sure) continue;
				score = 0.88;
			} else if (CLOSING.has(word) && (names.raw(at) === ',' || names.gap(at) >= Gap.line)) {
				if (names.raw(at) === ',') at++;
				score = 0.85;
				if (names.gap(at) > Gap.blank || !names.cased(at)) continue;
				if (names.name(at) === Name.no && !names.initial(at)) continue;
			} else if (NAMED.has(word) || (IS_OR_AM.has(word) && NAME_OR_I.has(names.lower(token - 1)))) {
				if (word === 'name' && IS_WAS_OR_S.has(names.lower(at))) at++;
				const quoted = word === 'name' && at > token + 1 && oneOf('"', names.raw(at));
				if (quoted) at++;
				const asked = quoted || (word === 'name' && WHOSE_NAME.has(names.lower(token - 1)));
				if (
					!names.cased(at) &&
					!(asked && names.name(at) >= Name.unknown && names.lower(at).length > 2)
				)
					continue;
				if (names.lower(token - 1) === 'this' && names.name(at) < Name.ambiguous) continue;
				if (word === 'called' && names.name(at) < Name.unknown) continue;
				score = 0.85;
			} else if ((form.classes & (Word.role | Word.relative)) !== 0) {
				const made = afterPerson(names, token);
				if (made < 0) continue;
				at = made;
				score = names.name(at) >= Name.ambiguous ? 0.85 : 0.7;
			} else if (
				(form.classes & Word.credential) !== 0 &&
				form.shape === Shape.upper &&
				names.cased(at) &&
				names.gap(at) <= Gap.space &&
				prepared.at(at).shape === Shape.capital &&
				(names.listed(at) & (Listed.given | Listed.family)) !== 0 &&
				names.name(at) >= Name.ambiguous &&
				(prepared.at(at).classes & (Word.ordinary | Word.clinical | Word.eponym)) === 0
			) {
				// OT Charlotte, SLP Drew
				score = 0.62;
				trust = Trust.low;
			} else if (
				BY.has(word) ||
				(word === 'w' && names.raw(token - 1) === '/') ||
				(word === 'w' && names.raw(at) === '/')
			) {
				if (word === 'w' && names.raw(at) === '/') at++;
				// Weak words: a listed name, or an unknown one behind by and with.
				if (names.gap(at) > Gap.wide) continue;
				if (!names.cased(at) && !(word === 'w' && lowerPerson(names, at))) continue;
				const strength = names.name(at);
				if (strength === Name.no) continue;
				const initials =
					names.initial(at) &&
					names.raw(at + 1) === '.' &&
					names.cased(at + 2) &&
					names.name(at + 2) > Name.no;
				if (strength === Name.unknown && !initials) {
					if (
						(prepared.at(at).shape === Shape.upper &&
							(word !== 'crew' || names.raw(at).length < 4)) ||
						!(LOWER_LEADS.has(word) || (word === 'to' && TOLD.has(names.lower(token - 1))))
					)
						continue;
					if (countsOn(names, at)) continue;
					score = SURE_LEADS.has(word) ? 0.6 : word === 'to' ? 0.55 : 0.5;
				} else {
					const spoken =
						SPOKE.has(names.lower(token - 1)) ||
						(word === 'w' &&
							SEEN.has(
								names.lower(token - 1) === '/' ? names.lower(token - 2) : names.lower(token - 1),
							));
					const term =
						(prepared.at(Math.min(at + 1, prepared.count - 1)).classes &
							(Word.eponymNoun | Word.clinical)) !==
						0;
					score = strength === Name.sure ? 0.7 : spoken && !term ? 0.6 : 0.45;
				}
				if (initials) score = 0.85;
				// `cc Osgood; also`: to whom a copy goes, at the head of a line.
				if (word === 'cc' && names.opens(token) && (names.listed(at) & Listed.family) !== 0)
					score = Math.max(score, 0.6);
				if ((names.listed(at) & Listed.place) !== 0 && TO_FROM_AND.has(word)) score -= 0.2;
				trust = names.cased(at) ? Trust.low : Trust.middle;
			} else continue;
			if (names.gap(at) > (colon > 0 || CLOSING.has(word) ? Gap.blank : Gap.wide)) continue;
			const last = names.forward(at, trust);
			if (last < 0 || (last === at && names.initial(at) && trust < Trust.high)) continue;
			if (
				last === at &&
				(prepared.at(at).classes & Word.eponym) !== 0 &&
				(prepared.at(Math.min(last + 1, prepared.count - 1)).classes & Word.eponymNoun) !== 0
			)
				continue;
			if (
				last === at &&
				score > 0.75 &&
				prepared.at(at).shape === Shape.upper &&
				names.name(at) === Name.unknown &&
				prepared.at(at).raw.length < 4 &&
				!SIGNING.has(word)
			)
				continue;
			out.push(
				foundTokens(prepared, at, last, {
					type: 'NAME',
					role: roleOf(word, form.classes),
					rule: 'name-introduced',
					score,
					steps: [step('context', 'a word stands before it that introduces a person', score)],
				}),
			);
			secondName(names, last, trust, out, roleOf(word, form.classes));
		}
		return out;
	},
};

/** A word of the language in capitals that a family has too. */
const isPlain = (names: Names, at: number): boolean =>
	at < names.prepared.count &&
	names.form(at).shape === Shape.upper &&
	(names.form(at).classes & (Word.ordinary | Word.clinical)) !== 0 &&
	names.name(at) < Name.sure &&
	!names.cased(at + 1);

/** Relatives behind whom other words stand as often. */
const NO_KIN = setOf('partner dog ex employer boss guardian proxy poa hcp companion caregiver');
const TOLD = setOf(
	'called given reported handed spoke spoken talked report phoned relayed communicated paged faxed sent signed discussed message',
);
const MOVES = /(?:ed|ing|ly|s|tion|al|ic|ous|ive|ent|ant|able|ment|ness|ity|ary|ory|ful|less)$/;

/** True where the unknown word counts or names a thing: `by Automated count`, `with Bladder scan`. */
function countsOn(names: Names, at: number): boolean {
	const next = at + 1;
	if (next >= names.prepared.count || names.gap(next) > Gap.space) return false;
	const { classes, shape, lower } = names.form(next);
	return (
		shape === Shape.lower &&
		(classes & (Word.clinical | Word.eponymNoun)) !== 0 &&
		(classes & Word.said) === 0 &&
		lower.length > 3
	);
}

/** A name in small letters: a word that nobody knows, or a listed family name, with nothing counted behind it. */
function lowerPerson(names: Names, at: number): boolean {
	const form = names.form(at);
	if (form.shape !== Shape.lower || form.kind !== Kind.word || form.raw.length < 4) return false;
	const strength = names.name(at);
	if (strength === Name.no) return false;
	if (strength === Name.unknown && MOVES.test(form.lower)) return false;
	if (
		strength === Name.ambiguous &&
		(form.classes & (Word.ordinary | Word.clinical | Word.eponym)) !== 0
	)
		return false;
	const next = at + 1;
	if (next >= names.prepared.count || names.gap(next) >= Gap.line) return true;
	const after = names.form(next);
	return (
		after.kind !== Kind.word ||
		(after.classes & (Word.said | Word.credential)) !== 0 ||
		GOES_ON.has(after.lower) ||
		names.name(next) >= Name.unknown
	);
}

/** `Ada and Bob` behind the same word. */
function secondName(
	names: Names,
	last: number,
	trust: Trust,
	out: PhiFinding[],
	role: PhiRole,
): void {
	if (
		!BETWEEN_PEOPLE.has(names.lower(last + 1)) ||
		(names.raw(last + 1) === '/' && names.raw(last + 2).length < 4) ||
		(names.raw(last + 1) === ',' && names.name(last + 2) < Name.ambiguous) ||
		!names.cased(last + 2) ||
		names.name(last + 2) < Name.unknown
	)
		return;
	const end = names.forward(last + 2, trust);
	if (end >= 0)
		out.push(
			foundTokens(names.prepared, last + 2, end, {
				type: 'NAME',
				role,
				rule: 'name-introduced',
				score: names.name(last + 2) >= Name.ambiguous ? 0.75 : 0.55,
			}),
		);
}

/** The colon that ends the label at `token`, or -1: `Name:`, `Patient Name:`, `Attending Physician :`, `Mother (POA):`. */
function colonAfter(names: Names, token: number): number {
	let at = token + 1;
	// `Name............TESTPERSON`
	while (oneOf('.', names.raw(at)) && names.gap(at) === Gap.none) at++;
	if (at > token + 3) return at - 1;
	at = token + 1;
	for (let count = 0; count < 4; count++, at++) {
		if (names.gap(at) > Gap.wide) return -1;
		const raw = names.raw(at);
		if (raw === ':' || (raw === ';' && names.gap(at + 1) > Gap.none)) return at;
		if (oneOf('()./#', raw)) continue;
		if (!BEFORE_COLON.has(names.lower(at))) return -1;
	}
	return -1;
}

/** First token of a name behind a role or relative, or -1. */
function afterPerson(names: Names, token: number): number {
	const { prepared } = names;
	let at = token + 1;
	const word = names.lower(token);
	let comma = false;
	if (SIGNS_BEHIND_ROLE.has(names.raw(at))) {
		comma = names.raw(at) !== '-';
		if (names.raw(at) === '-' && names.gap(at) === Gap.none) return -1;
		at++;
	} else if (NAMED_OR_CALLED.has(names.lower(at))) at++;
	else if (IS_OR_WAS.has(names.lower(at)) && (prepared.at(token).classes & Word.relative) !== 0) {
		at++;
		if (names.name(at) < Name.ambiguous) return -1;
	}
	if (at >= prepared.count || names.gap(at) > Gap.wide) return -1;
	if ((prepared.at(at).classes & Word.title) !== 0) return -1;
	const form = prepared.at(at);
	const strength = names.name(at);
	if (form.kind !== Kind.word && form.kind !== Kind.mixed) return -1;
	if (names.initial(at))
		return names.raw(at + 1) === '.' && names.cased(at + 2) && names.name(at + 2) > Name.no
			? at
			: -1;
	if (strength === Name.no) return -1;
	if (form.shape === Shape.lower) {
		if (comma && strength !== Name.sure) return -1;
		if (strength === Name.sure) return form.lower.length > 2 ? at : -1;
		const kin = (prepared.at(token).classes & Word.relative) !== 0 && !NO_KIN.has(word);
		if (kin && !comma && strength === Name.unknown && lowerPerson(names, at)) return at;
		return (prepared.at(token).classes & Word.role) !== 0 &&
			!PATIENTS.has(word) &&
			lowerPerson(names, at)
			? at
			: (word === 'resident' || word === 'np' || word === 'rn') && lowerPerson(names, at)
				? at
				: -1;
	}
	if (form.shape === Shape.upper && strength < Name.ambiguous && form.raw.length < 5) return -1;
	if (
		strength === Name.ambiguous &&
		form.shape === Shape.capital &&
		prepared.at(token).shape === Shape.capital &&
		names.opens(token) &&
		(form.classes & (Word.ordinary | Word.clinical)) !== 0 &&
		!comma
	) {
		// `Patient Will`: at the head of a line it may be a heading of two words.
		return PEOPLE.has(word) ? -1 : at;
	}
	if ((form.classes & Word.month) !== 0 && !MONTHS_OF_NAMES.has(form.lower)) return -1;
	return at;
}
