import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { cased, scanOf } from '../scan';
import { Gap, Kind, Shape, type Form, type PreparedText, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { lower, near } from './near';
import { allDigits, digitFirst, oneOf, setOf } from '../marks';

const MOVES_TO = setOf('to in from pt');
const MOVES_TO_ROOM = setOf('to in loc rm room pt from');
const ROOM_OR_MARK = setOf('rm room bed / :');
const PARTS_OF_BUILDING = setOf(
	'fl tower pavilion building bldg wing suite ste apt apartment annex station floor bay chair',
);
const ROOMS = setOf('room rm bed ward unit pod cubicle');
const APARTMENT = setOf('apt apartment');
const NUMBER_OF = setOf('# : = no number .');
const LETTERED = setOf('bed pod bay wing unit ward tower');
const COUNTS = setOf(
	'of degrees deg liter liters l unit units minutes hours days times x tablet tablets mg ml lpm / % " prbc prbcs ffp platelets',
);
const WEAK = setOf('unit floor fl tower building station chair bay suite ste');
const PART_OF_NAME = setOf('unit ward pod wing pavilion tower building annex');
const LOCATION = setOf('loc location');
const STAFF_OR_ROOM = setOf('bed room rm nurse rn charge unit staff');
const LEADS_TO = setOf('xfer xferred transferred on to from unit ward floor at in');
const ROOM = setOf('bed room rm');
const SIDES = setOf(
	'west east north south main northwest northeast southwest southeast tower pavilion central',
);

/** Departments with numbered places: ED 14, PACU 3, OR 9, MICU 7. */
const NUMBERED =
	/^(?:ED|ER|OR|PACU|[A-Z]{0,3}ICU|CCU|IMU|PCU|SDU|TCU|CVU|BMT|LDR|LD|NSU|EDOU|CDU|OBS|PEDS|Peds|TELE|Tele|ENDO|Endo|CATH|IR|Trauma|TRAUMA|Triage|TRIAGE|Hall|HALL|Hallway|Pod|POD|MICU|SICU|NICU|PICU|CVICU|Nursery)$/;
/** What is counted behind such a department. */
const COUNTED = setOf(
	'visit visits d wk wks mo mos yr yrs year years day days hour hours hr hrs h time times x admission admissions bed beds patient patients pt pts minute minutes min mins night nights week weeks month months of or to ml cc case cases trip trips % th mg unit units physician physicians nurse nurses today tomorrow drain op pr her2 ki qhs qd bid tid daily po',
);

const DIRECTIONS = setOf(
	'west east north south w e n s ne nw se sw northwest northeast southwest southeast central tower pavilion main annex center',
);

/** 412-B, 819-2 where a room stands: behind OR, a slash, a ward. */
function roomAt(prepared: PreparedText, token: number, out: PhiFinding[]): boolean {
	if (
		lower(prepared, token + 1) !== '-' ||
		prepared.gaps[token + 1] !== Gap.none ||
		prepared.gaps[token + 2] !== Gap.none
	)
		return false;
	const after = token + 2 < prepared.count ? prepared.at(token + 2).raw : '';
	const letter = /^[A-D]$/.test(after);
	if (MOVES_TO.has(lower(prepared, token - 1)) && !letter) return false;
	if (!letter && !allDigits(after, 1, 1)) return false;
	const before = token > 0 ? prepared.at(token - 1) : undefined;
	const placed =
		before !== undefined &&
		(before.raw === 'OR' ||
			before.raw === '/' ||
			before.raw === '|' ||
			MOVES_TO_ROOM.has(before.lower));
	const line = (prepared.gaps[token] as number) >= Gap.line;
	if (prepared.at(token).raw.length === 4 && !letter && !ROOM_OR_MARK.has(before?.lower ?? ''))
		return false;
	if (!letter && !placed) return false;
	out.push(
		foundTokens(prepared, token, token + 2, {
			type: 'FACILITY',
			role: 'patient',
			rule: 'room-or-bed',
			score: letter ? (placed || line ? 0.8 : 0.6) : 0.6,
		}),
	);
	return true;
}

/** MICU-B, CCU 2: a unit of its own letter or number. */
function glued(prepared: PreparedText, token: number, out: PhiFinding[]): void {
	const form = prepared.at(token);
	if (
		form.shape !== Shape.initial ||
		token < 2 ||
		prepared.gaps[token] !== Gap.none ||
		prepared.at(token - 1).raw !== '-'
	)
		return;
	if (/^[A-Z]{0,3}(?:ICU|CCU|PACU|IMU|PCU|SDU|TCU)$/.test(prepared.at(token - 2).raw))
		out.push(
			foundTokens(prepared, token - 2, token, {
				type: 'FACILITY',
				role: 'patient',
				rule: 'ward',
				score: 0.8,
			}),
		);
}

function addRoom(
	prepared: PreparedText,
	first: number,
	last: number,
	score: number,
	out: PhiFinding[],
): boolean {
	out.push(
		foundTokens(prepared, first, last, {
			type: 'FACILITY',
			role: 'patient',
			rule: 'room-or-bed',
			score,
		}),
	);
	return true;
}

/** `lithium ER 900`, `triage 3`: what is taken slowly, and how ill somebody is. */
function isNoPlace(prepared: PreparedText, token: number, before: Form): boolean {
	if (before.lower === 'triage') return Number(prepared.at(token).raw) < 6;
	if (!RELEASED.has(before.raw) || token < 2) return false;
	const drug = prepared.at(token - 2);
	return drug.raw.length > 4 && (drug.classes & Word.clinical) !== 0;
}

/** Short forms of departments, of tablets and of receptors. */
const RELEASED = setOf('ER IR');

/** ED 14, MICU 7, Loc: 7S-12, 3B/809, in 210B. */
function placeNumbered(prepared: PreparedText, token: number, out: PhiFinding[]): boolean {
	const form = prepared.at(token);
	const before =
		token > 0 && (prepared.gaps[token] as number) <= Gap.space ? prepared.at(token - 1) : undefined;
	const next = lower(prepared, token + 1);
	const glue = prepared.gaps[token + 1] === Gap.none;
	const isMixed = form.kind === Kind.mixed;
	// 7S-12, 4W-03: a unit and its bed.
	if (
		isMixed &&
		glue &&
		/^\d{1,2}[A-NP-Z][A-Z]?$/.test(form.raw) &&
		oneOf('-/', next) &&
		/^\d{1,4}[A-Da-d]?$/.test(lower(prepared, token + 2)) &&
		prepared.gaps[token + 2] === Gap.none &&
		!(lower(prepared, token + 3) === '.' && prepared.gaps[token + 4] === Gap.none)
	)
		return addRoom(prepared, token, token + 2, 0.75, out);
	if (before === undefined) return false;
	const number = isMixed ? /^\d{1,3}[A-D]$/.test(form.raw) : form.raw.length < 4;
	const isNamed = before.shape === Shape.upper || before.shape === Shape.capital;
	if (number && isNamed && prepared.gaps[token] === Gap.space && NUMBERED.test(before.raw)) {
		const pod = /^pod$/i.test(before.raw);
		const odd =
			glue &&
			oneOf('/%.:,-', next) &&
			digitFirst(lower(prepared, token + 2)) &&
			prepared.gaps[token + 2] === Gap.none &&
			next !== '-';
		// `ROOM: OR 4`: where somebody was operated on, not where somebody lies.
		const isTheatre = before.raw === 'OR' && lower(prepared, token - 2) === ':';
		if (isTheatre || odd || COUNTED.has(next) || (pod && before.raw !== 'Pod')) return false;
		if (isNoPlace(prepared, token, before)) return false;
		const score = before.raw === 'OR' || before.raw === 'OBS' ? 0.6 : 0.75;
		return addRoom(prepared, token - 1, token, score, out);
	}
	if (
		isMixed &&
		/^\d{3,4}[A-D]$/.test(form.raw) &&
		/^(?:in|to|from|into|at|or|rm|loc|pt|\||\/)$/.test(before.lower)
	)
		return addRoom(prepared, token, token, 0.7, out);
	return false;
}

/** Units, rooms and beds: 4 West, Room 412-B, Bed 12. */
export const units: Recognizer = {
	id: 'unit-room-bed',
	types: ['FACILITY'],
	description: 'Wards, rooms and beds by number.',
	examples: ['moved to [[FACILITY:4 West]]', 'Room [[FACILITY:412-B]]', 'in bed [[FACILITY:12A]]'],
	counterExamples: [
		'room air',
		'bed rest',
		'1 unit of blood',
		'bed alarm on',
		'2 W hip',
		'OR 3 hours later',
		'ROOM: OR 4; RETURNED',
		'NICU 2 d',
		'POD 4 today',
		'room 2 L oxygen',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		for (const token of scan.places) {
			const { lower: word, classes } = prepared.at(token);
			if (
				(classes & Word.unit) === 0 ||
				(PARTS_OF_BUILDING.has(word) === false && !ROOMS.has(word))
			)
				continue;
			if (APARTMENT.has(word) || prepared.at(token).raw === 'POD') continue;
			let at = token + 1;
			while (NUMBER_OF.has(lower(prepared, at)) && near(prepared, at)) at++;
			if (at >= prepared.count || !near(prepared, at)) continue;
			const value = prepared.at(at);
			const unitCode = value.kind === Kind.mixed && /^\d{1,2}[A-Z]{1,2}$/.test(value.raw);
			const numbered =
				unitCode || value.kind === Kind.number
					? value.raw.length <= 4
					: value.kind === Kind.mixed
						? /^[a-z]{0,3}\d{1,4}[a-z]{0,2}$/.test(value.lower)
						: false;
			const lettered =
				value.shape === Shape.initial &&
				LETTERED.has(word) &&
				value.raw !== 'A' &&
				value.raw !== 'I';
			if (!numbered && !lettered) continue;
			let last = at;
			if (
				lower(prepared, at + 1) === '-' &&
				prepared.gaps[at + 1] === Gap.none &&
				at + 2 < prepared.count &&
				prepared.gaps[at + 2] === Gap.none &&
				prepared.at(at + 2).raw.length <= 3
			)
				last = at + 2;
			if (
				near(prepared, last + 1) &&
				DIRECTIONS.has(lower(prepared, last + 1)) &&
				cased(prepared.at(last + 1))
			)
				last++;
			const next = lower(prepared, last + 1);
			if (COUNTS.has(next) && near(prepared, last + 1)) continue;
			const weak = !unitCode && WEAK.has(word);
			const bay =
				word === 'bay' &&
				(prepared.at(token).shape === Shape.lower || prepared.at(token - 1)?.lower === 'pacu');
			const score = weak && !bay ? (cased(prepared.at(token)) ? 0.62 : 0.4) : 0.85;
			const from = PART_OF_NAME.has(word) && cased(prepared.at(token)) ? token : at;
			out.push(
				foundTokens(prepared, from, last, {
					type: 'FACILITY',
					role: 'patient',
					rule: 'room-or-bed',
					score,
					steps: [step('context', 'a word for a room stands before it', score)],
				}),
			);
		}
		for (const token of scan.names) glued(prepared, token, out);
		for (const token of scan.digits) {
			const form = prepared.at(token);
			if (placeNumbered(prepared, token, out)) continue;
			if (
				(form.raw.length === 3 || form.raw.length === 4) &&
				form.kind === Kind.number &&
				roomAt(prepared, token, out)
			)
				continue;
			if (form.kind === Kind.mixed && /^\d{1,2}[A-FNSEW]$/.test(form.raw)) {
				const before = lower(prepared, token - 1);
				const after = lower(prepared, token + 1);
				const ward =
					(/[NSEW]$/.test(form.raw) && oneOf(',(/', before)) ||
					LOCATION.has(before) ||
					STAFF_OR_ROOM.has(after) ||
					LEADS_TO.has(before) ||
					ROOM.has(lower(prepared, token + 2));
				if (ward)
					out.push(
						foundTokens(prepared, token, token, {
							type: 'FACILITY',
							role: 'patient',
							rule: 'ward',
							score: 0.75,
						}),
					);
				continue;
			}
			if (
				form.kind === Kind.mixed
					? !/^\d{1,2}(?:th|st|nd|rd|[NSEW])$/.test(form.raw)
					: form.raw.length > 2
			)
				continue;
			if (token > 0 && prepared.gaps[token] === Gap.none && prepared.at(token - 1).raw !== '(')
				continue;
			const next = token + 1 < prepared.count ? prepared.at(token + 1) : undefined;
			if (next === undefined || !near(prepared, token + 1)) continue;
			if (SIDES.has(next.lower) && cased(next) && form.kind === Kind.number) {
				let last = token + 1;
				if (
					near(prepared, last + 1) &&
					/^(?:tower|wing|pavilion|[ab])$/.test(lower(prepared, last + 1)) &&
					cased(prepared.at(last + 1))
				)
					last++;
				out.push(
					foundTokens(prepared, token, last, {
						type: 'FACILITY',
						role: 'patient',
						rule: 'ward',
						score: 0.82,
						steps: [step('pattern', 'a floor and a direction', 0.82)],
					}),
				);
			}
		}
		return out;
	},
};
