import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { allDigits, oneOf, setOf } from '../marks';
import { cased, Name, opens, scanOf, type Scan } from '../scan';
import { Gap, Kind, Listed, Shape, type PreparedText, type Recognizer } from '../types';
import { DENOMINATIONS, TRADES } from '../vocabulary/trades';
import { Word } from '../vocabulary/words';
import { lower } from './near';

/** Words that are followed by a name with nothing between. */
const DIRECT = setOf(
	'attends owns runs manages joins transport transportation ambulance rehab daycare church parish mortuary outside inside past behind opposite beside gym shop',
);
/** Words that are followed by a name behind a mark or a preposition. */
const CUES = setOf(
	'school preschool daycare church parish occ occupation employer job shop store business company firm restaurant bakery bank transport transportation ambulance rehab gym apts apartments lease landlord home mortuary pastor priest rabbi minister troop supports volunteers organist owner manager clerk cashier driver teaches teacher student member belongs sells drives hired fired laid contract retired foreman letter fmla delivery work works worked employed employment workplace agency vendor supplier funeral care house nurse aide',
);
const PREPOSITIONS = setOf('at for of by with to as from off in via');
const SKIPPED = setOf('name is was alt home care house site program team the');
const JOINERS = setOf('of the and de la del');
/** What a name does not begin or go on with. */
const STOPS =
	Word.title |
	Word.credential |
	Word.month |
	Word.weekday |
	Word.label |
	Word.holiday |
	Word.relative |
	Word.role;
const DENOMINATION = setOf(DENOMINATIONS);
/** Before a denomination: what people are, and no congregation. */
const BELIEFS = setOf(
	'southern roman greek russian free united missionary strict irish practicing devout dutch',
);
const SAINTS = setOf('st saint mt mount sts ss');
const FIRST_OF_CHURCHES = setOf(
	'first second third fourth central new old trinity christ grace bethel zion calvary our',
);
/** Nouns of lodges, posts and troops, which are told apart by number. */
const LODGES = setOf(
	'post lodge ldg hall local chapter council troop pack aerie grange temple legion elks moose camp',
);

/** Words of services that every hospital has. */
const GENERIC = setOf(
	'physical occupational speech therapy home health care nursing service services hospital clinic medicine medical unit department school district english spanish bed room level phase day night full part time case social general public private high middle elementary none unknown tbd n/a self na see pending medicare medicaid power attorney legal living status',
);

const NUMBERED = setOf('local troop pack aerie');

interface Phrase {
	readonly last: number;
	/** Words with a capital. */
	readonly cased: number;
	/** Whether a word of no vocabulary is among them. */
	readonly strange: boolean;
	readonly clinical: boolean;
	/** Whether one of its words names what many do: a service, not somebody's. */
	readonly generic: boolean;
}

/** The words with capitals from a token on, with what joins them. */
function phraseAt(prepared: PreparedText, scan: Scan, from: number): Phrase | undefined {
	let last = -1;
	let count = 0;
	let strange = false;
	let clinical = false;
	let generic = false;
	for (let at = from; at < prepared.count && count < 6; at++) {
		const form = prepared.at(at);
		if (at > from && (prepared.gaps[at] as number) > Gap.space) break;
		if (form.kind === Kind.mark) {
			const inner =
				oneOf("'-&", form.raw) || (form.raw === '.' && lower(prepared, at - 1).length < 4);
			if (at === from || !inner || (form.raw === '-' && prepared.gaps[at] !== Gap.none)) break;
			continue;
		}
		if (form.lower === 's' && lower(prepared, at - 1) === "'") {
			if (last >= 0) last = at;
			continue;
		}
		if (!cased(form)) {
			if (at > from && JOINERS.has(form.lower)) continue;
			break;
		}
		if ((form.classes & STOPS) !== 0 && !isNamed(prepared, scan, at)) break;
		count++;
		last = at;
		strange ||= isNamed(prepared, scan, at) || form.shape === Shape.camel;
		generic ||= GENERIC.has(form.lower);
		clinical ||= (form.classes & (Word.clinical | Word.eponym | Word.eponymNoun)) !== 0;
	}
	if (last < 0) return undefined;
	const sign = lower(prepared, last + 1) === '#' ? last + 2 : last + 1;
	const numbered = sign > last + 1 && allDigits(lower(prepared, sign), 1, 6);
	return { last: numbered ? sign : last, cased: count, strange, clinical, generic };
}

function isNamed(prepared: PreparedText, scan: Scan, token: number): boolean {
	const index = prepared.form[token] as number;
	const form = prepared.at(token);
	if (form.shape === Shape.initial) return false;
	return (
		(scan.name[index] as number) > Name.no ||
		((scan.listed[index] as number) & (Listed.place | Listed.facility)) !== 0
	);
}

/** What stands behind a word that leads to an organisation: `occ: Zzkern Farm`, `letter for Zzgantry & Loam`. */
function cued(prepared: PreparedText, scan: Scan, token: number): PhiFinding | undefined {
	const word = lower(prepared, token);
	let at = token + 1;
	// `Day care Zzsprouts`.
	const daycare = word === 'care' && lower(prepared, token - 1) === 'day';
	let marked = DIRECT.has(word) || daycare;
	const led = CUES.has(word);
	if (!marked && !led) return undefined;
	for (let skip = 0; skip < 4 && at < prepared.count; skip++) {
		if ((prepared.gaps[at] as number) >= Gap.line) return undefined;
		const form = prepared.at(at);
		if (oneOf(':(=>-,', form.raw)) {
			// A comma goes on with something else behind most words.
			if (form.raw === ',' && word !== 'lease' && word !== 'employer') return undefined;
			marked = true;
		} else if (form.shape === Shape.lower && PREPOSITIONS.has(form.lower)) marked = true;
		else if (!(form.shape === Shape.lower && SKIPPED.has(form.lower))) break;
		at++;
	}
	if (!marked || at >= prepared.count || (prepared.gaps[at] as number) >= Gap.line)
		return undefined;
	const phrase = phraseAt(prepared, scan, at);
	if (phrase === undefined || phrase.clinical || (phrase.generic && !phrase.strange))
		return undefined;
	const first = prepared.at(at);
	const several = phrase.cased > 1;
	if (!several && !(phrase.strange && first.raw.length > 3)) return undefined;
	if (!several && (first.shape === Shape.upper || (first.classes & Word.month) !== 0))
		return undefined;
	const score = several ? (phrase.strange ? 0.65 : 0.55) : first.shape === Shape.camel ? 0.6 : 0.52;
	return organization(prepared, at, phrase.last, 'organization-led', score);
}

/** `First Zzbaptist`, `Mt. Zznebo Baptist`, `St. Zzodo parish`: a congregation. */
function congregation(prepared: PreparedText, scan: Scan, token: number): PhiFinding | undefined {
	const form = prepared.at(token);
	const lowered = form.lower === 'parish' || form.lower === 'chapel' || form.lower === 'church';
	if (!lowered && (!DENOMINATION.has(form.lower) || !cased(form))) return undefined;
	let first = token;
	for (let at = token - 1; at >= Math.max(0, token - 5); at--) {
		if ((prepared.gaps[at + 1] as number) > Gap.space) break;
		const before = prepared.at(at);
		if (before.raw === '.' && lower(prepared, at - 1).length < 4) continue;
		if (before.raw === "'" || (before.lower === 's' && lower(prepared, at - 1) === "'")) continue;
		const hill = SAINTS.has(before.lower);
		if (before.kind !== Kind.word || !cased(before)) break;
		if (!hill && (before.classes & STOPS & ~Word.title) !== 0) break;
		first = at;
	}
	if (first === token || BELIEFS.has(lower(prepared, first))) return undefined;
	const saint = SAINTS.has(lower(prepared, first));
	const ordinal = FIRST_OF_CHURCHES.has(lower(prepared, first));
	let strange = false;
	for (let at = first; at < token; at++) strange ||= isNamed(prepared, scan, at);
	if (!saint && !ordinal && !strange) return undefined;
	if (lowered && !saint && !strange) return undefined;
	return organization(prepared, first, token, 'congregation', saint || ordinal ? 0.72 : 0.6);
}

/** `VFW Post 4410`, `Elks Ldg 1140`, `Grange Hall #418`. */
function lodge(prepared: PreparedText, token: number): PhiFinding | undefined {
	const form = prepared.at(token);
	if (!LODGES.has(form.lower) || !cased(form)) return undefined;
	let at = token + 1;
	if (LODGES.has(lower(prepared, at))) at++;
	if (lower(prepared, at) === '#') at++;
	else if (lower(prepared, at) === 'no') at += lower(prepared, at + 1) === '.' ? 2 : 1;
	if (!allDigits(lower(prepared, at), 1, 5) || (prepared.gaps[at] as number) > Gap.space)
		return undefined;
	let first = token;
	for (let back = token - 1; back >= Math.max(0, token - 3); back--) {
		const before = prepared.at(back);
		if ((prepared.gaps[back + 1] as number) > Gap.space) break;
		if (before.kind !== Kind.word || !cased(before) || (before.classes & STOPS) !== 0) break;
		first = back;
	}
	// A union, a troop and a pack are told by the number alone.
	const alone = NUMBERED.has(form.lower) && lower(prepared, at).length > 1;
	const hash = at > token + 1 && lower(prepared, at - 1) === '#';
	if (first === token && !hash && !alone) return undefined;
	return organization(prepared, first, at, 'lodge', 0.75);
}

/** `at The Zzrusty Anchor`: an article with a capital within a sentence. */
function titled(prepared: PreparedText, scan: Scan, token: number): PhiFinding | undefined {
	if (prepared.at(token).raw !== 'The' || opens(prepared, token)) return undefined;
	if (prepared.at(token - 1).shape !== Shape.lower) return undefined;
	const phrase = phraseAt(prepared, scan, token + 1);
	if (phrase === undefined || phrase.cased < 2 || phrase.clinical || phrase.generic)
		return undefined;
	return organization(prepared, token, phrase.last, 'organization-article', 0.55);
}

/** `Zzdunleavy & Sons`, `Zzyarn & Thread Co`. */
function firm(prepared: PreparedText, scan: Scan, token: number): PhiFinding | undefined {
	const form = prepared.at(token);
	let and = token - 1;
	const before = lower(prepared, and);
	if (before !== '&' && before !== 'and' && lower(prepared, and - 1) !== '&') return undefined;
	if (!cased(form)) return undefined;
	if (!FAMILY.has(form.lower)) {
		// `Zzkiln & Clay Studio`
		if (!OF_TRADES.has(form.lower) || !cased(prepared.at(Math.max(0, and)))) return undefined;
		and--;
		if (lower(prepared, and) !== '&') return undefined;
	} else if (lower(prepared, and) !== '&' && lower(prepared, and) !== 'and') return undefined;
	const head = and - 1;
	if (head < 0 || !cased(prepared.at(head)) || prepared.at(head).kind !== Kind.word)
		return undefined;
	const phrase = phraseAt(prepared, scan, head);
	const last = phrase === undefined ? token : Math.max(token, phrase.last);
	return organization(prepared, head, last, 'firm', 0.75);
}

const OF_TRADES = setOf(TRADES.trim().split(/\s+/).join(' '));
const FAMILY = setOf('sons son daughters bros brothers co company partners associates');

function organization(
	prepared: PreparedText,
	first: number,
	last: number,
	rule: string,
	score: number,
): PhiFinding {
	const steps = [step('context', 'a word of an organisation stands beside it', score)];
	return foundTokens(prepared, first, last, {
		type: 'FACILITY',
		role: 'organization',
		rule,
		score,
		steps,
	});
}

const TELLING: ReadonlySet<string> = new Set([
	...[...DIRECT, ...CUES, ...DENOMINATION, ...LODGES],
	...['parish', 'chapel', 'church', 'care'],
]);

/** Employers, shops, congregations, lodges and schools by the words that lead to them. */
export const organizations: Recognizer = {
	id: 'organization',
	types: ['FACILITY'],
	description: 'Employers, shops, congregations, lodges and schools by the words beside them.',
	examples: [
		'occ: [[FACILITY:Zzkern Farm]]',
		'School ([[FACILITY:Zztarn Academy]]) sent home',
		'return to work letter for [[FACILITY:Zzgantry & Loam]] today',
		'Funeral home: [[FACILITY:Zzdunleavy & Sons]].',
		'Supports: [[FACILITY:Mt. Zznebo Baptist]], son',
		'member of [[FACILITY:VFW Post 4410]].',
		'slipped outside [[FACILITY:Zzbrass Lanes]] at ten',
	],
	counterExamples: [
		'works from home',
		'Roman Catholic',
		'rehab: Physical Therapy',
		'School nurse called',
		'letter for work',
		'post 1 day',
		'behind the ear',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		for (const tokens of [scan.places, scan.leads]) {
			for (const token of tokens) {
				const isTold = TELLING.has(prepared.at(token).lower);
				const one =
					(isTold
						? (cued(prepared, scan, token) ??
							congregation(prepared, scan, token) ??
							lodge(prepared, token))
						: undefined) ?? firm(prepared, scan, token);
				if (one !== undefined) out.push(one);
			}
		}
		for (const token of scan.times) {
			const one = titled(prepared, scan, token);
			if (one !== undefined) out.push(one);
		}
		return out;
	},
};
