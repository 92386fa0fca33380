import { isTermOfChart } from '../detecting/clinical-terms';
import { prepare } from '../detecting/prepared';
import { Gap, Kind, type PreparedText } from '../detecting/types';
import type { PhiFinding } from '../types';
import type { Known } from './know';
import { echoes } from './matching/echoes';
import { encodedRuns } from './matching/encoded';
import { initialsAt } from './matching/initials';
import { BEGINS, Interest } from './matching/interest';
import { dwellingAt } from './matching/dwellings';
import { nameAt } from './matching/names';
import { acronymAt, placeAt } from './matching/places';
import { Reading, type Match } from './matching/reading';
import { streetAt } from './matching/streets';
import { unitAt } from './matching/units';
import type { Hit } from './matching/words';
import type { Entry } from './matching/dictionary';
import { isOrdinary } from './words/ordinary';

/** Finds what the chart names in a note. Sorted by start; findings of one type do not overlap. */
export function sweep(prepared: PreparedText, known: Known): PhiFinding[] {
	if (known.empty) return [];
	const found = sweepWords(prepared, known);
	const more = [...known.unspaced.find(prepared.text), ...codedNames(prepared.text, known)].filter(
		({ start, end }) => !found.some((one) => one.start <= start && one.end >= end),
	);
	if (more.length === 0) return found;
	const outer = found.filter(
		({ start, end, type }) =>
			!more.some((one) => one.type === type && one.start <= start && one.end >= end),
	);
	return [...outer, ...more].sort((a, b) => a.start - b.start || b.end - a.end);
}

/** What the chart names, written in the codes of a machine: the whole code is the finding. */
function codedNames(text: string, known: Known): PhiFinding[] {
	return encodedRuns(text).flatMap(({ start, end, decoded }) => {
		const prepared = prepare(decoded);
		const [hit] = [...known.unspaced.find(decoded), ...sweepWords(prepared, known)];
		return hit === undefined ? [] : [{ ...hit, start, end, rule: `${hit.rule}-coded` }];
	});
}

function sweepWords(prepared: PreparedText, known: Known): PhiFinding[] {
	const { dictionary, ages } = known;
	const reading = new Reading(prepared);
	const matches: Match[] = [];
	const keep = (match: Match | undefined): void => {
		if (match !== undefined) matches.push(match);
	};
	const interest = dictionary.begin(prepared, ages);
	const { form, count } = prepared;
	for (let token = 0; token < count; token++) {
		const bits = interest[form[token] as number] as number;
		if ((bits & BEGINS) === 0) continue;
		const next = token + 1 < count ? (interest[form[token + 1] as number] as number) : 0;
		if ((bits & Interest.hit) !== 0) {
			const hit = dictionary.hit(prepared, token);
			if (hit !== undefined) keepAll(reading, known, hit, token, keep);
		} else if ((bits & Interest.cut) !== 0) keep(cutAt(reading, known, token));
		if ((bits & Interest.string) !== 0) keep(dictionary.strings.at(reading, token));
		const scanned = (bits & Interest.scanned) !== 0 && (next & Interest.mark) !== 0;
		const joined = (bits & Interest.joinedDate) !== 0 && (next & Interest.joins) !== 0;
		if (joined || scanned || (bits & Interest.date) !== 0) {
			keep(dictionary.dates.at(reading, token));
		}
		if ((bits & next & Interest.joinedDate) !== 0) keep(dictionary.dates.spacedAt(reading, token));
		if (scanned || (bits & Interest.number) !== 0) keep(dictionary.numbers.at(reading, token));
		if ((bits & Interest.handle) !== 0) keep(dictionary.handles.at(reading, token));
		if ((bits & Interest.unit) !== 0) keep(unitAt(reading, dictionary, token));
		if ((bits & Interest.initials) !== 0) keep(initialsAt(reading, dictionary, token));
		if ((bits & Interest.acronym) !== 0) keep(acronymAt(reading, dictionary, token));
		if (ages !== undefined && (bits & Interest.age) !== 0) keep(ages.at(reading, token));
	}
	matches.push(...echoes(reading, known, matches));
	dictionary.end();
	return united(
		matches.filter((match) => !isTermOfChart(prepared, match)),
		prepared,
	);
}

function keepAll(
	reading: Reading,
	known: Known,
	hit: Hit<Entry>,
	token: number,
	keep: (match: Match | undefined) => void,
): void {
	const { dictionary } = known;
	for (const use of hit.uses) {
		if (use.kind === 'person') keep(nameAt(reading, dictionary, use, token));
		else if (use.kind === 'dwelling') keep(dwellingAt(reading, use, token));
		else if (use.kind === 'place') keep(placeAt(reading, dictionary, use, token));
		else keep(streetAt(reading, dictionary, use, token));
	}
}

/** From so many letters on, two words that make a name are no others: `van tongeren` for Vantongeren. */
const LONG_NAME = 8;

/** A strong word of a name that a blank, a hyphen or the end of a line cut in two. */
function cutAt(reading: Reading, known: Known, token: number): Match | undefined {
	const hyphen = reading.isMark(token + 1, '-') && reading.gap(token + 1) === Gap.none;
	const next = hyphen ? token + 2 : token + 1;
	const gap = reading.gap(next);
	if (gap === Gap.blank || gap === Gap.wide) return undefined;
	if (reading.kind(next) !== Kind.word) return undefined;
	const [head, rest] = [reading.lower(token), reading.lower(next)];
	const length = head.length + rest.length;
	if (rest.length < 2 || length < 5) return undefined;
	const { words } = known.dictionary;
	// Most words are told not to go on as one of the chart by how long they are together, and how they end.
	if (!words.mayEnd(head.charCodeAt(0), rest.charCodeAt(rest.length - 1), length)) return undefined;
	const whole = head + rest;
	const isWhole = whole.length >= LONG_NAME && !isOrdinary(rest);
	if (isOrdinary(head) && !isWhole && (!hyphen || gap !== Gap.line)) return undefined;
	const person = words.exact(whole)?.find((use) => use.kind === 'person');
	if (person?.kind !== 'person' || isOrdinary(whole)) return undefined;
	const { role, rule } = person;
	return { first: token, last: next, type: 'NAME', role, rule, score: 0.8 };
}

/** Matches as findings: one within another goes, overlapping ones of a type become one. */
function united(matches: readonly Match[], prepared: PreparedText): PhiFinding[] {
	const sorted = matches.toSorted(
		(a, b) => a.first - b.first || b.last - a.last || b.score - a.score,
	);
	const kept: Match[] = [];
	for (const match of sorted) {
		const before = kept.at(-1);
		if (before === undefined || match.first > before.last) {
			kept.push(match);
			continue;
		}
		if (match.last <= before.last && match.score <= before.score + 0.1) continue;
		const { skip, ...main } = match.score > before.score ? match : before;
		// What another match takes in as well is no label.
		const labelled = before.first === match.first && before.skip === match.skip;
		kept[kept.length - 1] = {
			...main,
			...(labelled && skip !== undefined && { skip }),
			first: Math.min(before.first, match.first),
			last: Math.max(before.last, match.last),
		};
	}
	return kept.map(({ first, last, skip = 0, type, role, rule, score }) => {
		const [start, end] = prepared.origin(
			(prepared.starts[first] as number) + skip,
			prepared.ends[last] as number,
		);
		return { start, end, type, role, source: 'known', rule, score };
	});
}

/**
 * What is still there of the chart in a text that was made for release. Any hit is a reason not to
 * release it. `allowed` are the words that the transformation itself wrote, which may happen to be alike.
 */
export function sweepOutput(
	text: string,
	known: Known,
	allowed: ReadonlySet<string> = new Set(),
	prepared: PreparedText = prepare(text),
): PhiFinding[] {
	const found = sweep(prepared, known);
	if (allowed.size === 0 || found.length === 0) return found;
	const written = [...allowed].filter((one) => one !== '');
	return found.filter(({ start, end }) => {
		const value = text.slice(start, end);
		if (allowed.has(value)) return false;
		return !written.some((one) => one.length > value.length && covers(text, one, start, end));
	});
}

/** Whether an occurrence of `written` covers a stretch of the text. */
function covers(text: string, written: string, start: number, end: number): boolean {
	const from = Math.max(0, end - written.length);
	for (let at = text.indexOf(written, from); at >= 0 && at <= start; ) {
		if (at + written.length >= end) return true;
		at = text.indexOf(written, at + 1);
	}
	return false;
}
