import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { allDigits, oneOf, setOf } from '../marks';
import { scanOf } from '../scan';
import { Gap, Kind, Shape, type PreparedText, type Recognizer } from '../types';
import { lower } from './near';
import { cotAt, headedAt } from './room/headed';
import { tabled } from './room/tabled';

/** Where people lie, before the number of it. */
const WARDS = setOf(
	'bedside antepartum postpartum intrapartum antenatal maternity nursery telemetry tele stepdown medsurg surg oncology onc ortho rehab psych surgical medical overnight observation inpatient peds pediatrics cardiac neuro icu micu sicu picu nicu ccu pacu bmt hospice detox geri swing',
);
/** Words of such a place, which count other things as well. */
const SEATS = setOf('chair bay station stretcher gurney recliner cubby slot');
const COUNTED = setOf(
	'mg ml mcg cc hours hrs hr h days d min mins beats bpm steps ft feet units unit % am pm a p yo y times x to of kcal calories g kg lb lbs l hour day week weeks months years patients beds / - : .',
);
/** Words of those who meet, before the room they meet in, and how it goes on behind it. */
const MET = setOf(
	'patient pt patients seen saw see visited met evaluated examined assessed conference meeting consult consulted',
);
const AFTER_MEETING = setOf('just now today this with w by for and at who . , ; : )');
const LEADS_IN = setOf('in into to from at');

const isFree = (prepared: PreparedText, token: number): boolean => {
	const next = token + 1;
	if (next >= prepared.count || (prepared.gaps[next] as number) >= Gap.line) return true;
	if (!COUNTED.has(lower(prepared, next))) return true;
	// A full stop ends a sentence; a point goes on with a digit.
	const behind = next + 1;
	if (!oneOf('.:', lower(prepared, next))) return false;
	return behind >= prepared.count || prepared.gaps[behind] !== Gap.none;
};

const isHour = (raw: string): boolean => /^(?:[01]\d|2[0-3])[0-5]\d$/.test(raw);

/** `bedside 521`, `antepartum 4409`, `BMT unit 7114`: a number behind a ward. */
function wardAt(prepared: PreparedText, token: number): number {
	const { raw } = prepared.at(token);
	if (raw.length < 3 || raw.length > 4 || !isFree(prepared, token)) return 0;
	const before = lower(prepared, token - 1);
	if (before === 'unit' || before === 'floor' || before === 'ward') {
		const kind = token > 1 ? prepared.at(token - 2) : undefined;
		return kind !== undefined && kind.shape === Shape.upper && kind.raw.length < 5 ? 0.65 : 0;
	}
	if (!WARDS.has(before) || (prepared.gaps[token] as number) !== Gap.space) return 0;
	return isHour(raw) && raw.length === 4 ? 0 : 0.62;
}

/** `saw your patient Zzames in 537 just now`: three digits in which somebody was met. */
function metIn(prepared: PreparedText, token: number): number {
	const { raw } = prepared.at(token);
	if (raw.length !== 3 || lower(prepared, token - 1) !== 'in' || !allDigits(raw)) return 0;
	const next = token + 1;
	const isLast = next >= prepared.count || (prepared.gaps[next] as number) >= Gap.line;
	if (!isLast && (!AFTER_MEETING.has(lower(prepared, next)) || !isFree(prepared, token))) return 0;
	for (let at = token - 2; at >= Math.max(0, token - 6); at--) {
		if ((prepared.gaps[at + 1] as number) >= Gap.line) return 0;
		if (MET.has(lower(prepared, at))) return 0.62;
	}
	return 0;
}

/** `chair 5` at the end of a line or a cell. */
function seatAt(prepared: PreparedText, token: number): number {
	const { raw } = prepared.at(token);
	if (raw.length > 2 || !SEATS.has(lower(prepared, token - 1))) return 0;
	const next = token + 1;
	const ends = next >= prepared.count || (prepared.gaps[next] as number) >= Gap.wide;
	const led = (prepared.gaps[token - 1] as number) >= Gap.wide;
	return ends && (led || !LEADS_IN.has(lower(prepared, token - 2))) ? 0.58 : 0;
}

/** `IN 609W`, `overnight p212`, `bed 2S07`: letters and digits as rooms have them. */
function codedAt(prepared: PreparedText, token: number): number {
	const { raw } = prepared.at(token);
	const before = lower(prepared, token - 1);
	if (before === 'bed' || before === 'room' || before === 'rm') {
		return /^\d{1,2}[A-Za-z]{1,2}\d{1,3}$/.test(raw) ? 0.75 : 0;
	}
	if (WARDS.has(before) && /^[A-Za-z]\d{3}$/.test(raw)) return 0.6;
	if (!LEADS_IN.has(before) && before !== 'loc') return 0;
	return /^\d{3,4}[NSEWX]$/.test(raw) ? 0.62 : 0;
}

/** `apt 118`, `apt 12B`: a dwelling without its street. */
function dwellingAt(prepared: PreparedText, token: number): number {
	const hash = oneOf('#', lower(prepared, token - 1));
	const word = lower(prepared, hash ? token - 2 : token - 1);
	if (word !== 'apt' && word !== 'apartment') return 0;
	const { raw } = prepared.at(token);
	if (!isFree(prepared, token)) return 0;
	if (word === 'apartment' || hash) return raw.length < 5 ? 0.7 : 0;
	return allDigits(raw, 3, 3) || /^\d{1,3}[A-Z]$/.test(raw) ? 0.62 : 0;
}

function freeCotAt(prepared: PreparedText, token: number): number {
	const score = cotAt(prepared, token);
	return score > 0 && isFree(prepared, token) ? score : 0;
}

/** A bed in the first column of a table. */
function bedOf(prepared: PreparedText, first: number, last: number): PhiFinding {
	const steps = [step('context', 'the head of its column says bed or room', 0.75)];
	const rule = 'room-led';
	return foundTokens(prepared, first, last, {
		type: 'FACILITY',
		role: 'patient',
		rule,
		score: 0.75,
		steps,
	});
}

/** Rooms, chairs and dwellings by the ward or the word before their number. */
export const rooms: Recognizer = {
	id: 'room-led',
	types: ['FACILITY', 'STREET'],
	description: 'Rooms and chairs by the ward before their number, dwellings without their street.',
	examples: [
		'Called to bedside [[FACILITY:521]] at once',
		'admit to antepartum [[FACILITY:4409]].',
		'BMT unit [[FACILITY:7114]]',
		'pt in [[FACILITY:609W]]. Found',
		'bed [[FACILITY:2S07]].',
		'from Zzhaven apt [[STREET:118]] with',
		'Bed Who Plan EDD\n[[FACILITY:1411]] Zzames S PT/OT\nwean O2\n[[FACILITY:12B]] Zzbly T home',
		'Rm Name Age Dx Plan\n[[FACILITY:701-A]] Zzames A 57 Crohn',
		'ZZAMES, A / 454653 / 19890615 / [[FACILITY:W21]]',
		'Isolette [[FACILITY:1425]]     DOL 12',
		'crib #[[FACILITY:4]] by the window',
		'NIGHT FLOAT XCOVER -- [[FACILITY:9W]]\nCalled',
		'LOC: 4 West, bd [[FACILITY:B7]]',
		'Loc: [[FACILITY:9W]], monitored',
		'referral from Zzames, RN, [[FACILITY:3B]]\nVisited',
		'transport to hold [[FACILITY:902B]] for 2 hrs',
		'xfer [[FACILITY:9W]] -> [[FACILITY:3B]] today',
		'@ [[FACILITY:9W]] per RN',
		'Bed [[FACILITY:B12]]/9W',
		'saw your patient Zzames in [[FACILITY:537]] just now',
		'FAST TRACK   chair [[FACILITY:5]]',
	],
	counterExamples: [
		'overnight 500 ml',
		'up to chair 2',
		'apt 130 pm',
		'observation 24 hours',
		'tele 1430',
		'chair 5 times a day',
		'in 250 mL',
		'isolette 34 C',
		'CKD stage 3A -> 3B',
		'seen in 537 patients',
		'saw a rise in 120 minutes',
		'isolette 1425 fed',
		'GA BY DATES -- 9W\n',
		'1 Home\n2 Rehab',
		'Bed: low\n40 Old rails',
		'Med Dose Route\n40 Lasix PO',
		'vitamin B12',
		'hold 500 mg',
		'unit 1000',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const rows = new Set<number>();
		for (const token of scanOf(prepared, lists).digits) {
			const last = tabled(prepared, token, rows);
			if (last >= 0) out.push(bedOf(prepared, token, last));
			if (token === 0 || (prepared.gaps[token] as number) > Gap.space) continue;
			const { kind, raw } = prepared.at(token);
			if (raw.length > 5) continue;
			const isNumber = kind === Kind.number;
			const room = isNumber
				? wardAt(prepared, token) ||
					seatAt(prepared, token) ||
					metIn(prepared, token) ||
					freeCotAt(prepared, token)
				: codedAt(prepared, token) || headedAt(prepared, token);
			const score = room || dwellingAt(prepared, token);
			if (score === 0) continue;
			const steps = [step('context', 'a word of a place stands before it', score)];
			const type = room > 0 ? 'FACILITY' : 'STREET';
			const rule = room > 0 ? 'room-led' : 'dwelling';
			out.push(foundTokens(prepared, token, token, { type, role: 'patient', rule, score, steps }));
		}
		return out;
	},
};
