import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { oneOf, setOf } from '../marks';
import { cased, Name, scanOf, type Scan } from '../scan';
import { Gap, Kind, Listed, Shape, type PreparedText, type Recognizer } from '../types';
import { classesOf, plainWord, Word } from '../vocabulary/words';
import { lower } from './near';

const BABIES = setOf('baby newborn infant twin');
const SEXES = setOf('girl boy male female g b a');
const TWINS = setOf('a b c i ii 1 2 3');
const PATIENTS = setOf('patient pt client resident member');
const QUOTES = '"“”';
const STOPS =
	Word.clinical |
	Word.label |
	Word.title |
	Word.role |
	Word.month |
	Word.weekday |
	Word.facility |
	Word.unit |
	Word.eponymNoun;

interface Span {
	readonly first: number;
	readonly last: number;
	readonly score: number;
	readonly rule: string;
}

const isNear = (prepared: PreparedText, token: number): boolean =>
	token < prepared.count && (prepared.gaps[token] as number) <= Gap.space;

const nameOf = (prepared: PreparedText, scan: Scan, token: number): number =>
	token >= 0 && token < prepared.count ? (scan.name[prepared.form[token] as number] as number) : 0;

const listedOf = (prepared: PreparedText, scan: Scan, token: number): number =>
	token >= 0 && token < prepared.count
		? (scan.listed[prepared.form[token] as number] as number)
		: 0;

/** Last token of a word and of what a hyphen joins to it. */
function wholeWord(prepared: PreparedText, token: number): number {
	let last = token;
	while (
		oneOf("-'", lower(prepared, last + 1)) &&
		prepared.gaps[last + 1] === Gap.none &&
		prepared.gaps[last + 2] === Gap.none &&
		last + 2 < prepared.count &&
		cased(prepared.at(last + 2))
	)
		last += 2;
	return last;
}

/** `Baby Girl Zzmarrow`, `Baby Boy A Zztest`: who has no name of their own yet. */
function babyAt(prepared: PreparedText, scan: Scan, token: number): Span | undefined {
	if (!cased(prepared.at(token))) return undefined;
	let at = token + 1;
	let told = false;
	if (SEXES.has(lower(prepared, at)) && isNear(prepared, at) && cased(prepared.at(at))) {
		told = true;
		at++;
	}
	if (told && TWINS.has(lower(prepared, at)) && isNear(prepared, at)) at++;
	if (!told || !isNear(prepared, at) || !cased(prepared.at(at))) return undefined;
	const { shape, classes } = prepared.at(at);
	if (shape === Shape.initial || (classes & STOPS) !== 0 || nameOf(prepared, scan, at) === Name.no)
		return undefined;
	return { first: token, last: wholeWord(prepared, at), score: 0.75, rule: 'name-of-baby' };
}

/** `"Zzbubba" Zzdowd`: a nickname in quotes with a family name behind it. */
function quotedAt(prepared: PreparedText, scan: Scan, token: number): Span | undefined {
	if (!oneOf(QUOTES, lower(prepared, token - 1)) || !oneOf(QUOTES, lower(prepared, token + 1)))
		return undefined;
	const form = prepared.at(token);
	if (form.shape !== Shape.capital || (form.classes & STOPS) !== 0) return undefined;
	const next = token + 2;
	if (!isNear(prepared, next) || !cased(prepared.at(next))) return undefined;
	if (nameOf(prepared, scan, next) === Name.no || (prepared.at(next).classes & STOPS) !== 0)
		return undefined;
	return { first: token, last: wholeWord(prepared, next), score: 0.65, rule: 'name-quoted' };
}

/** `son Zzcornelis (Corky)`: what somebody is called, in brackets behind their name. */
function bracketedAt(prepared: PreparedText, scan: Scan, token: number): Span | undefined {
	if (lower(prepared, token - 1) !== '(' || lower(prepared, token + 1) !== ')') return undefined;
	const form = prepared.at(token);
	if (form.shape !== Shape.capital || (form.classes & (STOPS | Word.relative)) !== 0)
		return undefined;
	const owner = token - 2;
	if (owner < 1 || prepared.at(owner).shape !== Shape.capital) return undefined;
	const given = (listedOf(prepared, scan, owner) & Listed.given) !== 0;
	const before = prepared.at(owner - 1).classes;
	const kin = (before & (Word.relative | Word.title)) !== 0;
	const own = listedOf(prepared, scan, token) & (Listed.given | Listed.family);
	if (!kin && !(given && own !== 0)) return undefined;
	return { first: token, last: token, score: 0.62, rule: 'name-bracketed' };
}

/** `Peter Sz.`: a family name that is cut short. */
function shortenedAt(prepared: PreparedText, scan: Scan, token: number): Span | undefined {
	const next = token + 1;
	if (!isNear(prepared, next) || lower(prepared, next + 1) !== '.') return undefined;
	if (prepared.gaps[next + 1] !== Gap.none) return undefined;
	const { shape, raw, classes } = prepared.at(next);
	if (shape !== Shape.capital || raw.length > 3) return undefined;
	if (
		(classes &
			((STOPS & ~Word.clinical) | Word.street | Word.suffix | Word.relative | Word.ordinary)) !==
		0
	)
		return undefined;
	const given = (listedOf(prepared, scan, token) & Listed.given) !== 0;
	const kin = token > 0 && (prepared.at(token - 1).classes & Word.relative) !== 0;
	const sure = given && nameOf(prepared, scan, token) === Name.sure;
	if (!cased(prepared.at(token)) || !(sure || kin)) return undefined;
	return { first: token, last: next, score: 0.62, rule: 'name-shortened' };
}

/** `Patient Summer R. (Zzdale, Summer Autumn)`: a word of the language and a letter behind `patient`. */
function patientAt(prepared: PreparedText, token: number): Span | undefined {
	const next = token + 1;
	if (!isNear(prepared, next + 1) || !isNear(prepared, next)) return undefined;
	const { shape, classes } = prepared.at(next);
	if (shape !== Shape.capital || (classes & (STOPS | Word.said)) !== 0) return undefined;
	if (prepared.at(next + 1).shape !== Shape.initial) return undefined;
	const behind = lower(prepared, next + 2);
	const point = behind === '.' && prepared.gaps[next + 2] === Gap.none;
	const ends = !isNear(prepared, next + 2) || oneOf(',;)(', behind);
	return point || ends
		? { first: next, last: next + 1, score: 0.62, rule: 'name-initialed' }
		: undefined;
}

/** `Alias on arrival: Trauma Zzulu-Foxtrot`: the name that somebody has until they are known. */
function aliasAt(prepared: PreparedText, token: number): Span | undefined {
	let at = token + 1;
	while (at < token + 4 && prepared.at(Math.min(at, prepared.count - 1)).shape === Shape.lower)
		at++;
	if (oneOf(':', lower(prepared, at))) at++;
	if (at === token + 1 || !isNear(prepared, at)) return undefined;
	let last = -1;
	for (let next = at; next < at + 5 && next < prepared.count; next++) {
		const form = prepared.at(next);
		if (next > at && (prepared.gaps[next] as number) > Gap.space) break;
		if (form.raw === '-' && prepared.gaps[next] === Gap.none) continue;
		if (form.kind !== Kind.word || !cased(form) || (next > at && (form.classes & Word.label) !== 0))
			break;
		last = next;
	}
	return last < at ? undefined : { first: at, last, score: 0.65, rule: 'name-alias' };
}

/** Letters that spell a word out from a token on, `A-N-N-E`, `A P P L E`: their last token, and whether it is a name. */
function spelledAt(prepared: PreparedText, token: number): { last: number; span?: Span } {
	let last = token;
	let word = prepared.at(token).lower;
	const hyphened = lower(prepared, token + 1) === '-';
	for (let at = token + 1; at < prepared.count; at++) {
		if (hyphened) {
			if (lower(prepared, at) !== '-' || prepared.gaps[at] !== Gap.none) break;
			at++;
			if (at >= prepared.count || prepared.gaps[at] !== Gap.none) break;
		} else if (prepared.gaps[at] !== Gap.space) break;
		const { shape, lower: letter } = prepared.at(at);
		if (shape !== Shape.initial) break;
		word += letter;
		last = at;
	}
	const spelled = /^(?:spelled|spelt|spelling|name)$/.test(lower(prepared, token - 1));
	const enough = word.length >= (hyphened || spelled ? 4 : 5);
	if (!enough || plainWord(word, classesOf(word))) return { last };
	return { last, span: { first: token, last, score: 0.7, rule: 'name-spelled' } };
}

/** Parts of names: of the newborn, in quotes and brackets, cut short, spelled out. */
export const nameParts: Recognizer = {
	id: 'name-parts',
	types: ['NAME'],
	description:
		'Names of the newborn, nicknames in quotes and brackets, names cut short or spelled out.',
	examples: [
		'[[NAME:Baby Girl Zzmarrow]] was born',
		'grandson "[[NAME:Bubba" Zzdowd]], and',
		'son Zzcornelis ([[NAME:Corky]]) came',
		'lives with son [[NAME:Zzpeter Zq]]., here',
		'Patient [[NAME:Summer R]]. is calm',
		'last name [[NAME:Z-Z-A-N-E-L]] ok',
		'Alias on arrival: [[NAME:Trauma Zzulu-Foxtrot]].',
	],
	counterExamples: [
		'Baby Girl was born',
		'"Yes" Patient nods',
		'son (Monday)',
		'P R O G R E S S',
		'Patient A. has pain',
		'A B C of it',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		const add = (span: Span | undefined): void => {
			if (span === undefined) return;
			const { first, last, rule, score } = span;
			const steps = [step('context', 'what stands beside it makes it a part of a name', score)];
			out.push(foundTokens(prepared, first, last, { type: 'NAME', rule, score, steps }));
		};
		let free = -1;
		for (const token of scan.names) {
			const { shape, kind } = prepared.at(token);
			if (kind !== Kind.word) continue;
			if (shape === Shape.initial) {
				if (token <= free || token + 3 >= prepared.count) continue;
				const { last, span } = spelledAt(prepared, token);
				add(span);
				free = last;
				continue;
			}
			if (shape !== Shape.capital) continue;
			const behind = token + 1 < prepared.count ? prepared.at(token + 1) : undefined;
			if (behind === undefined) continue;
			// Most names have another word behind them.
			if (behind.kind !== Kind.mark) {
				if (behind.raw.length < 4 && behind.shape === Shape.capital)
					add(shortenedAt(prepared, scan, token));
				continue;
			}
			const next = behind.raw;
			if (oneOf(QUOTES, next)) add(quotedAt(prepared, scan, token));
			else if (next === ')') add(bracketedAt(prepared, scan, token));
		}
		for (const token of scan.people) {
			const word = lower(prepared, token);
			if (BABIES.has(word)) add(babyAt(prepared, scan, token));
			else if (word === 'alias') add(aliasAt(prepared, token));
			else if (PATIENTS.has(word)) add(patientAt(prepared, token));
		}
		return out;
	},
};
