import type { PhiFinding, PhiRole } from '../../types';
import { foundTokens, step } from '../found';
import { defaultLists } from '../lists/load';
import { digitFirst, oneOf, setOf } from '../marks';
import { Names, Trust } from '../naming';
import { Name, scanOf } from '../scan';
import { Gap, Kind, Listed, Shape, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { asideAt } from './staffed/aside';
import { measuresBefore } from './staffed/makers';

/** Short words of staff with a colon, a sign of equality or nothing before the name: `sup: X`, `agent X`. */
const STAFF = setOf(
	'sup supv agent rep biller coder anes anesth anesthesia neph nephro cards peds gyn onc neuro neurosurg ortho uro derm psych handoff charge asst assistant assist doula nnp pnp enp chap chaplain dict dictator dictation trans transcr transcriber typist scribe caller given taken providers provider family circulator scrub cover coverage rad reader cosigner attg hospitalist clerk dispatcher volunteer',
);
/** Those of them that say nothing without a sign behind them. */
const WITH_SIGN = setOf(
	'given taken dict dictation trans transcr caller providers provider reader psych neuro ortho derm onc rad assist family cover coverage',
);
/** Words between such a word and its colon: `Biller on it: X`, `Report taken there: X`. */
const BETWEEN = setOf('on it there here by case file this today name covering for is');
/** What is said of whoever was just named, or of their group. */
const BEHIND = setOf(
	'aware notified informed paged updated called covering covers group grp team service agrees ok at on from and pgy here',
);
/** What was done `by` somebody, and then the name may be any word: `H&P by Brown`. */
const WRITTEN = setOf(
	'p hp note notes consult eval exam dictated typed proofed transcribed seen read signed noted written',
);
const DICTATED = setOf('dictated typed proofed transcribed');
const PATIENTS = setOf('patient pt client');
const ASKED = setOf('ran run talked sent bounced put');
/** Staff behind whom a word of no list is a name. */
const SURE_STAFF = setOf(
	'agent sup supv biller coder clerk dispatcher volunteer handoff charge nnp pnp enp doula chaplain typist',
);
/** Headings of an examination as well: `Derm: Warm, dry`. */
const EXAMINED = setOf(
	'anes anesthesia neph nephro cards peds gyn onc neuro neurosurg ortho uro derm psych',
);
const NOBODY = setOf('self none pending unknown staff');
/** Behind these stand drugs. */
const DOSED = setOf('given taken');
const AWARE = setOf('aware notified informed paged updated');
const FOLLOWING = setOf('cosign sign review see call follow cover');

/** The word of staff before a name, and whether a colon or `=` stands between them. */
interface Led {
	readonly word: string;
	readonly isSigned: boolean;
}

type Add = (first: number, last: number, score: number, role: PhiRole) => void;

/** Names behind the short words with which staff point at each other. */
export const staffed: Recognizer = {
	id: 'name-staffed',
	types: ['NAME'],
	description:
		'Names behind short words of staff and of their work: sup, agent, anes, per, H&P by.',
	examples: [
		'sup: [[NAME:Miller]]',
		'agent [[NAME:Bohdan]] on line',
		'Biller on it: [[NAME:Babatunde]].',
		'anes [[NAME:Down]] aware',
		'peds = [[NAME:Weeks]] grp',
		'H&P by [[NAME:Brown]]: renal',
		'Foley out per [[NAME:Caldwell]].',
		'Ran it past [[NAME:Bishop]] -> cover',
		'The friend in the lounge, [[NAME:Ben Redmond]], heard it',
		'OT ([[NAME:Warren]] covering)',
		'- [[NAME:June]], on speaker from home',
		'Neurosurg ([[NAME:Zzaarno Crawford]], on call)',
		'Night cover: [[NAME:Zzokel]], in house',
		'Family: [[NAME:May]] at bedside',
		'patient [[NAME:patrick zzbrigham]] spelled as',
		'Prev baby ([[NAME:Rosemary]]) 7 lb',
		'dictated by [[NAME:maria gonzalez]] on behalf',
		'dictated by [[NAME:zzilona zzgolab]] on behalf',
	],
	counterExamples: [
		'sup: left',
		'Given: Zofran 4 mg',
		'agent=Zzokel/5.0',
		'PE unlikely per Wells.',
		'by Simpson',
		'peds = 4 kg',
		'anes ok',
		'The friend in the lounge, however, left',
		'OT (not covering)',
		'charge May 4',
		'Charge Zzcapture.',
		'Trans: Self.',
		'dictated by phone today',
	],
	find(prepared, lists = defaultLists()) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		const names = new Names(prepared, scan);
		const add: Add = (first, last, score, role) => {
			const steps = [step('context', 'a word of staff or of their work stands before it', score)];
			const as = { type: 'NAME', role, rule: 'name-staffed', score, steps } as const;
			out.push(foundTokens(prepared, first, last, as));
		};
		for (const token of scan.people) {
			const { lower, classes } = prepared.at(token);
			if (STAFF.has(lower)) {
				behindStaff(names, token, add);
				asideAt(names, token, add);
			} else if (lower === 'by' || lower === 'per' || lower === 'to') behindWork(names, token, add);
			else if (PATIENTS.has(lower)) patientInSmall(names, token, add);
			else if (lower === 'past') pastSomebody(names, token, add);
			if (
				(classes & (Word.role | Word.relative | Word.credential)) !== 0 ||
				lower === 'baby' ||
				lower === 'speaker'
			)
				asideAt(names, token, add);
		}
		return out;
	},
};

/** `sup: X`, `peds = X grp`, `agent X`, `Biller on it: X`. */
function behindStaff(names: Names, token: number, add: Add): void {
	let at = token + 1;
	while (at < token + 4 && BETWEEN.has(names.lower(at)) && names.gap(at) <= Gap.space) at++;
	const isSigned = oneOf(':=', names.raw(at)) && names.gap(at) <= Gap.space;
	// `agent=Mozilla/5.0`: a key and its value.
	if (names.raw(at) === '=' && names.gap(at + 1) === Gap.none) return;
	if (!isSigned && (at > token + 1 || WITH_SIGN.has(names.lower(token)))) return;
	if (isSigned) at++;
	if (names.gap(at) > Gap.space) return;
	const last = personAt(names, at, { word: names.lower(token), isSigned });
	if (last < 0) return;
	add(at, last, isSigned ? 0.75 : 0.65, 'provider');
	// `Providers: X / Y`
	if (!oneOf('/', names.raw(last + 1))) return;
	const second = personAt(names, last + 2, { word: '', isSigned: true });
	if (second > 0) add(last + 2, second, 0.65, 'provider');
}

/** Last token of somebody's name, where the words around it make it one; -1 for none. */
function personAt(names: Names, at: number, led: Led): number {
	if (at >= names.prepared.count) return -1;
	const { shape, kind } = names.form(at);
	if (kind !== Kind.word) return -1;
	if (shape === Shape.lower) return led.word === 'caller' ? lowerCaller(names, at) : -1;
	if (shape !== Shape.capital && shape !== Shape.camel) return -1;
	// `charge May 4`
	const last = names.word(at);
	if (digitFirst(names.raw(last + 1)) && names.gap(last + 1) < Gap.wide) return -1;
	if (!mayName(names, at, last, led)) return -1;
	if (names.name(at) === Name.sure) return names.forward(at, Trust.low);
	if (EXAMINED.has(led.word) && !BEHIND.has(names.lower(last + 1))) return -1;
	if (isFirm(names, last)) return last;
	return isGivenAndFamily(names, at) ? names.forward(at, Trust.middle) : -1;
}

/** Whether a word may be somebody behind a word of staff. */
function mayName(names: Names, at: number, last: number, { word, isSigned }: Led): boolean {
	const { classes } = names.form(at);
	if ((classes & (Word.title | Word.role | Word.relative)) !== 0) return false;
	const isListed = (names.listed(at) & (Listed.given | Listed.family)) !== 0;
	// `Trans: Pat`, but `Given: Max`
	if ((classes & Word.clinical) !== 0 && last === at)
		return isListed && isSigned && !DOSED.has(word) && names.gap(last + 1) >= Gap.wide;
	// `anes Down aware`
	if (names.name(at) === Name.no && last === at)
		return (classes & Word.eponym) !== 0 && AWARE.has(names.lower(last + 1));
	if (NOBODY.has(names.lower(at))) return false;
	if (isListed || isSigned || last > at) return true;
	// `Charge Capture.`: a word of no list takes more than the end of a sentence.
	return SURE_STAFF.has(word) && !oneOf('.,:;', names.raw(last + 1));
}

/** A strange word with a family name behind it: `NNP Dong-hyun Testperson`. */
const isGivenAndFamily = (names: Names, at: number): boolean =>
	names.cased(names.word(at) + 1) &&
	names.gap(names.word(at) + 1) === Gap.space &&
	names.name(names.word(at) + 1) >= Name.ambiguous;

/** `caller: ruby (her daughter)`. */
function lowerCaller(names: Names, at: number): number {
	const isGiven = (names.listed(at) & Listed.given) !== 0;
	return isGiven && oneOf('(,', names.raw(at + 1)) ? at : -1;
}

/** Whether the name ends there, or its bearer is aware. */
function isFirm(names: Names, last: number): boolean {
	const next = last + 1;
	if (names.gap(next) >= Gap.wide) return true;
	if (oneOf('.,;)/:@', names.raw(next))) return true;
	if (names.raw(next) === '-' && names.raw(next + 1) === '>') return true;
	if (names.lower(next) === 'w' && names.raw(next + 1) === '/') return true;
	return BEHIND.has(names.lower(next)) && names.form(next).shape === Shape.lower;
}

/** `H&P by X:`, `out Friday per X.`, `sent to X to cosign`, `dictated by ada testperson`. */
function behindWork(names: Names, token: number, add: Add): void {
	const at = token + 1;
	const word = names.lower(token);
	if (at >= names.prepared.count || names.gap(at) > Gap.space) return;
	const { shape, classes } = names.form(at);
	const isWritten = word === 'by' && WRITTEN.has(names.lower(token - 1));
	if (shape === Shape.lower) {
		const last = isWritten ? lowerPair(names, at) : -1;
		if (last > 0) add(at, last, 0.7, 'provider');
		return;
	}
	if (shape !== Shape.capital || names.name(at) !== Name.ambiguous) return;
	if ((classes & (Word.clinical | Word.month | Word.unit | Word.facility)) !== 0) return;
	if ((names.listed(at) & (Listed.family | Listed.given)) === 0 || digitFirst(names.raw(token - 1)))
		return;
	if (word === 'to') {
		if (names.lower(at + 1) === 'to' && FOLLOWING.has(names.lower(at + 2)))
			add(at, at, 0.65, 'provider');
		return;
	}
	if (word === 'by' && !isWritten) return;
	const last = names.word(at);
	if (!isFirm(names, last) || names.raw(last + 1) === '/') return;
	if (word === 'per' && measuresBefore(names.lower(at))) return;
	add(at, last, 0.62, 'provider');
}

/** Last of two small words that may be a given and a family name: `dictated by ada testperson on behalf`. */
function lowerPair(names: Names, at: number): number {
	const next = names.particle(at + 1) ? at + 2 : at + 1;
	if (next >= names.prepared.count || names.gap(at + 1) > Gap.space) return -1;
	if (names.gap(next) > Gap.space || names.form(next).shape !== Shape.lower) return -1;
	if (names.form(next).classes !== 0 || names.name(next) < Name.unknown) return -1;
	if ((names.listed(at) & Listed.given) !== 0 && names.name(at) >= Name.ambiguous) return next;
	// Words of no list are somebody only where nothing but a person can stand.
	const isOnly = DICTATED.has(names.lower(at - 2)) && names.form(at).classes === 0;
	return isOnly && names.name(at) === Name.unknown ? next : -1;
}

/** `patient maria gonzalez spelled as on the band`. */
function patientInSmall(names: Names, token: number, add: Add): void {
	const at = token + 1;
	if (at >= names.prepared.count || names.gap(at) > Gap.space) return;
	if (names.form(at).shape !== Shape.lower || (names.listed(at) & Listed.given) === 0) return;
	const last = lowerPair(names, at);
	if (last > 0) add(at, last, 0.65, 'patient');
}

/** `Ran it past X`. */
function pastSomebody(names: Names, token: number, add: Add): void {
	const at = token + 1;
	if (!ASKED.has(names.lower(token - 2)) && !ASKED.has(names.lower(token - 1))) return;
	if (at >= names.prepared.count || names.gap(at) > Gap.space) return;
	const last = names.form(at).shape === Shape.capital ? names.word(at) : -1;
	if (last < 0 || names.name(at) < Name.ambiguous || !isFirm(names, last)) return;
	add(at, last, 0.7, 'provider');
}
