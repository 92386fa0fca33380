import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { cased, scanOf } from '../scan';
import { Gap, Kind, Shape, type PreparedText, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { lower, near } from './near';

/** Departments with numbered places: ED 14, PACU 3, OR 9, MICU 7. */
const NUMBERED =
	/^(?:ED|ER|OR|PACU|[A-Z]{0,3}ICU|CCU|IMU|PCU|SDU|TCU|CVU|BMT|LDR|LD|NSU|EDOU|CDU|OBS|PEDS|Peds|TELE|Tele|ENDO|Endo|CATH|IR|Trauma|TRAUMA|Triage|TRIAGE|Hall|HALL|Hallway|Pod|POD|MICU|SICU|NICU|PICU|CVICU|Nursery)$/;
/** What is counted behind such a department. */
const COUNTED =
	/^(?:visits?|days?|hours?|hrs?|h|times?|x|admissions?|beds?|patients?|pts?|minutes?|mins?|nights?|weeks?|months?|of|or|to|ml|cc|cases?|trips?|%|th|mg|units?|physicians?|nurses?|today|tomorrow|drain|op)$/;

const DIRECTIONS =
	/^(?:west|east|north|south|w|e|n|s|ne|nw|se|sw|northwest|northeast|southwest|southeast|central|tower|pavilion|main|annex|center)$/;

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
	if (/^(?:to|in|from|pt)$/.test(lower(prepared, token - 1)) && !letter) return false;
	if (!letter && !/^\d$/.test(after)) return false;
	const before = token > 0 ? prepared.at(token - 1) : undefined;
	const placed =
		before !== undefined &&
		(before.raw === 'OR' ||
			before.raw === '/' ||
			before.raw === '|' ||
			/^(?:to|in|loc|rm|room|pt|from)$/.test(before.lower));
	const line = (prepared.gaps[token] as number) >= Gap.line;
	if (
		prepared.at(token).raw.length === 4 &&
		!letter &&
		!/^(?:rm|room|bed|\/|:)$/.test(before?.lower ?? '')
	)
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

/** ED 14, MICU 7, Loc: 7S-12, 3B/809, in 210B. */
function placeNumbered(prepared: PreparedText, token: number, out: PhiFinding[]): boolean {
	const form = prepared.at(token);
	const before =
		token > 0 && (prepared.gaps[token] as number) <= Gap.space ? prepared.at(token - 1) : undefined;
	const add = (first: number, last: number, score: number): boolean => {
		out.push(
			foundTokens(prepared, first, last, {
				type: 'FACILITY',
				role: 'patient',
				rule: 'room-or-bed',
				score,
			}),
		);
		return true;
	};
	const next = lower(prepared, token + 1);
	const glue = prepared.gaps[token + 1] === Gap.none;
	// 7S-12, 4W-03: a unit and its bed.
	if (
		/^\d{1,2}[A-Z]{1,2}$/.test(form.raw) &&
		glue &&
		/^[-/]$/.test(next) &&
		/^\d{1,4}[A-Da-d]?$/.test(lower(prepared, token + 2)) &&
		prepared.gaps[token + 2] === Gap.none
	)
		return add(token, token + 2, 0.75);
	if (before === undefined) return false;
	const number = /^\d{1,3}[A-D]?$/.test(form.raw);
	if (number && NUMBERED.test(before.raw) && (prepared.gaps[token] as number) === Gap.space) {
		const pod = /^pod$/i.test(before.raw);
		const odd =
			glue && /^[/%.:,-]$/.test(next) && /^\d/.test(lower(prepared, token + 2)) && next !== '-';
		if (odd || COUNTED.test(next) || (pod && before.raw !== 'Pod')) return false;
		return add(token - 1, token, before.raw === 'OR' || before.raw === 'OBS' ? 0.6 : 0.75);
	}
	if (
		/^\d{3,4}[A-D]$/.test(form.raw) &&
		/^(?:in|to|from|into|at|or|rm|loc|pt|\||\/)$/.test(before.lower)
	)
		return add(token, token, 0.7);
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
				(/^(?:fl|tower|pavilion|building|bldg|wing|suite|ste|apt|apartment|annex|station|floor|bay|chair)$/.test(
					word,
				) === false &&
					!/^(?:room|rm|bed|ward|unit|pod|cubicle)$/.test(word))
			)
				continue;
			if (/^(?:apt|apartment)$/.test(word) || prepared.at(token).raw === 'POD') continue;
			let at = token + 1;
			while (/^(?:#|:|no|number|\.)$/.test(lower(prepared, at)) && near(prepared, at)) at++;
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
				/^(?:bed|pod|bay|wing|unit|ward|tower)$/.test(word) &&
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
				DIRECTIONS.test(lower(prepared, last + 1)) &&
				cased(prepared.at(last + 1))
			)
				last++;
			const next = lower(prepared, last + 1);
			if (
				/^(?:of|degrees|deg|liters?|l|units?|minutes|hours|days|times|x|tablets?|mg|ml|lpm|\/|%|prbc|prbcs|ffp|platelets)$/.test(
					next,
				) &&
				near(prepared, last + 1)
			)
				continue;
			const weak =
				!unitCode && /^(?:unit|floor|fl|tower|building|station|chair|bay|suite|ste)$/.test(word);
			const bay =
				word === 'bay' &&
				(prepared.at(token).shape === Shape.lower || prepared.at(token - 1)?.lower === 'pacu');
			const score = weak && !bay ? (cased(prepared.at(token)) ? 0.62 : 0.4) : 0.85;
			const from =
				/^(?:unit|ward|pod|wing|pavilion|tower|building|annex)$/.test(word) &&
				cased(prepared.at(token))
					? token
					: at;
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
					(/[NSEW]$/.test(form.raw) && /^[,(/]$/.test(before)) ||
					/^(?:loc|location)$/.test(before) ||
					/^(?:bed|room|rm|nurse|rn|charge|unit|staff)$/.test(after) ||
					/^(?:on|to|from|unit|ward|floor|at|in)$/.test(before) ||
					/^(?:bed|room|rm)$/.test(lower(prepared, token + 2));
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
			if (
				/^(?:west|east|north|south|main|northwest|northeast|southwest|southeast|tower|pavilion|central)$/.test(
					next.lower,
				) &&
				cased(next) &&
				form.kind === Kind.number
			) {
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
