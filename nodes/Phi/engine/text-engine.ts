import {
	detect,
	prepare,
	prepareChanged,
	type Change,
	type Lists,
	type PreparedText,
} from '../detecting';
import { ownFindings, sections, united } from '../formats/text';
import { sweep, sweepOutput, type Known } from '../knowing';
import type { TokenModel } from '../model';
import type { Transformer } from '../transforming/index';
import type { PhiFinding, Subject } from '../types';
import type { Report } from './report';

/** What finds identifiers in a text. */
export interface Finders {
	readonly lists: Lists;
	readonly model?: TokenModel;
	readonly threshold?: number;
	/** Ages below 90 as well. */
	readonly allAges?: boolean;
}

export interface Found {
	/** Sorted and disjoint, offsets of the text. */
	readonly findings: PhiFinding[];
	readonly uncertain: PhiFinding[];
	/** The text as it was read, where it was looked at in one piece. */
	readonly read?: PreparedText;
}

export interface FindOptions {
	readonly trace?: boolean;
	readonly signal?: AbortSignal;
}

/** Names found in one section are looked for in all others; more than these are a list, not a note. */
const MOST_NAMES = 5000;
const SHORTEST_NAME = 3;

/**
 * Everything in a text that identifies somebody, by the chart, the rules and the model. A long text is
 * looked at in sections that overlap: memory for one section is all that is ever in use beside the text.
 */
export async function find(
	text: string,
	known: Known,
	finders: Finders,
	{ trace, signal }: FindOptions = {},
): Promise<Found> {
	const findings: PhiFinding[] = [];
	const uncertain: PhiFinding[] = [];
	let count = 0;
	for (const section of sections(text)) {
		signal?.throwIfAborted();
		count += 1;
		const piece = text.slice(section.start, section.end);
		const prepared = prepare(piece);
		const others = sweep(prepared, known);
		if (finders.model !== undefined) {
			others.push(...(await finders.model.find(piece, signal === undefined ? {} : { signal })));
		}
		const found = detect(prepared, {
			lists: finders.lists,
			others,
			...(finders.threshold !== undefined && { threshold: finders.threshold }),
			...(finders.allAges === true && { allAges: true }),
			...(trace === true && { trace }),
		});
		// Of one section they are sorted and disjoint already.
		if (piece.length === text.length) {
			const { findings, uncertain } = found;
			return { findings: [...findings], uncertain: [...uncertain], read: prepared };
		}
		append(findings, ownFindings(found.findings, section));
		append(uncertain, ownFindings(found.uncertain, section));
	}
	if (count > 1) append(findings, spread(text, findings));
	const all = united(findings);
	return { findings: all, uncertain: outside(united(uncertain), all) };
}

function append(list: PhiFinding[], more: readonly PhiFinding[]): void {
	for (const one of more) list.push(one);
}

/** What was found as a name in one section, wherever else it stands as a word of its own. */
function spread(text: string, findings: readonly PhiFinding[]): PhiFinding[] {
	const names = new Map<string, PhiFinding>();
	for (const one of findings) {
		if (one.type !== 'NAME' || one.score < 0.6 || names.size >= MOST_NAMES) continue;
		const value = text.slice(one.start, one.end);
		if (value.length >= SHORTEST_NAME && /^\p{Lu}/u.test(value)) names.set(value, one);
	}
	const taken = new Set(findings.map(({ start }) => start));
	const out: PhiFinding[] = [];
	const byFirstWord = new Map<string, string[]>();
	for (const name of names.keys()) {
		const first = /^[\p{L}\p{M}]+/u.exec(name)?.[0] ?? name;
		byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), name]);
	}
	// One pass over the capital words of the text, whatever the number of names.
	for (const { 0: word, index: start } of text.matchAll(
		/(?<![\p{L}\p{M}\d])\p{Lu}[\p{L}\p{M}]*/gu,
	)) {
		for (const name of byFirstWord.get(word) ?? []) {
			const end = start + name.length;
			const isWhole = !/[\p{L}\p{M}\d]/u.test(text.charAt(end));
			if (!isWhole || taken.has(start) || !text.startsWith(name, start)) continue;
			const { type, role, score } = names.get(name) as PhiFinding;
			out.push({ start, end, type, role, score, source: 'propagated', rule: 'propagated-section' });
		}
	}
	return out;
}

/** Those that touch none of the others. Both are sorted. */
function outside(some: readonly PhiFinding[], others: readonly PhiFinding[]): PhiFinding[] {
	let at = 0;
	return some.filter(({ start, end }) => {
		while (at < others.length && (others[at] as PhiFinding).end <= start) at += 1;
		const next = others[at];
		return next === undefined || next.start >= end;
	});
}

/** A day without its year looks like a fraction, a dose or a pressure. */
const YEARLESS = /^\d{1,2}\s?[/.-]\s?\d{1,2}$/;
/** What stands before a day and before no fraction. */
const DAY_CUE =
	/(?:\b(?:on|since|until|till|through|thru|by|from|before|after|dated?|seen|visit|admit(?:ted)?|adm|discharged?|d\/?c'?d?|due|dos|dob|exp|lmp|edd|f\/?u|follow[- ]?up|appt|appointment|scheduled|started|stopped|signed|collected|drawn|performed|received|labs?|of|mon|tues?|wed|thu(?:rs)?|fri|sat|sun)(?:day|nesday|urday)?\.?,?|\b(?:date|day)s?)\s?[:(]?\s{0,2}$/i;

/**
 * What stands in the place of a finding. Where dates move, a day without a year that nothing but its form
 * speaks for gets its tag: another number in its place would be another dose.
 */
function standIn(
	text: string,
	finding: PhiFinding,
	transformer: Transformer,
	subject: Subject,
	mention: number,
): string {
	const { start, end, type, role } = finding;
	const mayBeFraction = finding.type === 'DATE' && transformer.profile.dates === 'shift';
	if (mayBeFraction && isFraction(text, finding)) return '[DATE]';
	return transformer.text(type, text.slice(start, end), subject, role, mention);
}

/** True for what merely has the form of a day, where a dose or a pressure is more likely. */
export const isFraction = (text: string, { start, end, type, source }: PhiFinding): boolean =>
	type === 'DATE' &&
	source !== 'known' &&
	YEARLESS.test(text.slice(start, end)) &&
	!DAY_CUE.test(text.slice(Math.max(0, start - 24), start));

/** A text with its findings replaced, and where that changed it. */
export interface Replaced {
	readonly text: string;
	readonly changes: readonly Change[];
}

/** Puts in the place of each finding what the policy says. */
export function replaced(
	text: string,
	findings: readonly PhiFinding[],
	transformer: Transformer,
	subject: Subject,
): Replaced {
	const out: string[] = [];
	const changes: Change[] = [];
	let at = 0;
	findings.forEach((one, mention) => {
		const { start, end } = one;
		const made = standIn(text, one, transformer, subject, mention);
		out.push(text.slice(at, start), made);
		changes.push({ start, end, length: made.length });
		at = end;
	});
	out.push(text.slice(at));
	return { text: out.join(''), changes };
}

/** The same for a text in lines: what stands across lines is replaced in the first of them. */
export function replacedLines(
	lines: readonly string[],
	findings: readonly PhiFinding[],
	transformer: Transformer,
	subject: Subject,
): string[] {
	const whole = lines.join('\n');
	let from = 0;
	let next = 0;
	let mention = 0;
	return lines.map((line) => {
		const to = from + line.length;
		let at = from;
		let out = '';
		for (; next < findings.length; next++) {
			const finding = findings[next] as PhiFinding;
			const { start, end } = finding;
			if (start >= to && end > to) break;
			if (start >= from) {
				out += whole.slice(at, start) + standIn(whole, finding, transformer, subject, mention++);
			}
			at = Math.min(end, to);
			// The rest of it lies in the lines that follow.
			if (end > to) break;
		}
		out += whole.slice(at, to);
		from = to + 1;
		return out;
	});
}

/** Says in the report what was found and done. */
export function noteFindings(
	report: Report,
	{ findings, uncertain }: Found,
	transformer: Transformer,
	at?: string,
): void {
	for (const one of findings) {
		const action = transformer.keeps(one.type) ? 'kept by profile' : 'replaced';
		if (at === undefined) report.found(action, one, [one.start, one.end]);
		else report.did(action, one.type, at, 1, one.score);
	}
	if (uncertain.length === 0) return;
	for (const one of uncertain) {
		report.found(
			'left: below the threshold',
			one,
			at === undefined ? [one.start, one.end] : undefined,
		);
	}
	report.review(
		'low-score',
		'Something in a text may be an identifier and was left, because little speaks for it. Read the text, or lower the threshold.',
		at,
	);
}

/** What stands in a text in the place of a value, under the style `tag`. */
const TAGS: readonly string[] =
	'NAME STREET CITY ZIP FACILITY DATE AGE PHONE FAX EMAIL SSN MRN PLAN ACCOUNT LICENCE VEHICLE DEVICE URL IP BIOMETRIC PHOTO OTHER_ID'
		.split(' ')
		.map((type) => `[${type}]`);

/** What a text was made of: as it was read, and what changed in it. */
export interface Origin {
	readonly read: PreparedText | undefined;
	readonly changes: readonly Change[];
}

/**
 * What is still there of the chart in something that was made; nothing that the policy lets stand.
 *
 * @param written what was put into the result, which may happen to be alike
 * @param origin so that only what changed has to be read again
 */
export function leftOver(
	text: string,
	known: Known,
	transformer: Transformer,
	written: ReadonlySet<string>,
	origin?: Origin,
): PhiFinding[] {
	if (known.empty || text.length < 2) return [];
	const hits: PhiFinding[] = [];
	for (const section of sections(text)) {
		const piece = text.slice(section.start, section.end);
		const isWhole = piece.length === text.length;
		const prepared =
			isWhole && origin?.read !== undefined
				? prepareChanged(origin.read, text, origin.changes)
				: prepare(piece);
		if (sweepOutput(piece, known, undefined, prepared).length === 0) continue;
		// People are called Street or Fax: a tag is none of them.
		const allowed = new Set([...written, ...TAGS]);
		append(hits, ownFindings(sweepOutput(piece, known, allowed, prepared), section));
	}
	return hits.filter(({ type }) => !transformer.keeps(type));
}
