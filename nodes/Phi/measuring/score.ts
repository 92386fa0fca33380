import type { PhiRole, PhiType } from '../types';

/** A stretch of a text, in UTF-16 code units. */
export interface Stretch {
	readonly start: number;
	/** First code unit after it. */
	readonly end: number;
}

/** An identifier that a person has marked. */
export interface LabelledSpan extends Stretch {
	readonly type: PhiType | 'OTHER';
	readonly role: PhiRole;
}

/** A note in which every identifier is marked. */
export interface LabelledNote {
	readonly text: string;
	readonly spans: readonly LabelledSpan[];
	/** What must stay: names of diseases, drugs, scores. */
	readonly keep: readonly Stretch[];
	/** FHIR resources that say who the patient is; empty where none were given. */
	readonly context: readonly unknown[];
}

/** A share with the bounds between which it lies with 95 % confidence (Wilson score interval). */
export interface Share {
	/** 0 to 1; null where nothing was counted. */
	readonly rate: number | null;
	readonly low: number;
	readonly high: number;
	readonly count: number;
	readonly of: number;
}

/** Result of a Self-test. It holds counts and shares, and no part of any text. */
export interface Evaluation {
	readonly notes: number;
	/** Notes that came with a chart. */
	readonly withContext: number;
	/** Code units of text. */
	readonly characters: number;
	/** Marked identifiers of which every letter and digit was found. */
	readonly recall: Share;
	/** Found stretches that touch a marked identifier. */
	readonly precision: Share;
	/** Notes in which at least one letter or digit of an identifier was left. */
	readonly leakingNotes: Share;
	/** The same for identifiers of the patient alone. */
	readonly leakingPatientNotes: Share;
	/** Marked stretches that had to stay, and were touched. */
	readonly keptTouched: Share;
	/** Letters and digits outside of every identifier that were taken. */
	readonly maskedOutside: Share;
	readonly byType: Readonly<Record<string, Share>>;
	/** Where identifiers were missed, at most 1,000: number of the note and offsets. */
	readonly missed: ReadonlyArray<Stretch & { readonly note: number; readonly type: string }>;
}

const MOST_MISSED = 1000;
const ALNUM = /[\p{L}\p{N}]/u;

/** Wilson score interval at 95 % (Wilson 1927): it holds for small counts and for shares near 0 and 1. */
export function shareOf(count: number, of: number): Share {
	if (of === 0) return { rate: null, low: 0, high: 1, count, of };
	const z = 1.959964;
	const rate = count / of;
	const middle = (rate + (z * z) / (2 * of)) / (1 + (z * z) / of);
	const half =
		(z / (1 + (z * z) / of)) * Math.sqrt((rate * (1 - rate)) / of + (z * z) / (4 * of * of));
	return { rate, low: Math.max(0, middle - half), high: Math.min(1, middle + half), count, of };
}

/** Adds up what was found in labelled notes. */
export class Score {
	private notes = 0;
	private withContext = 0;
	private characters = 0;
	private spans = 0;
	private found = 0;
	private predicted = 0;
	private right = 0;
	private leaking = 0;
	private leakingPatient = 0;
	private keep = 0;
	private touched = 0;
	private outside = 0;
	private masked = 0;
	private readonly byType = new Map<string, { all: number; found: number }>();
	private readonly missed: Array<Stretch & { note: number; type: string }> = [];

	/** Counts one note and what was found in it. Overlapping findings count as one each. */
	add(note: LabelledNote, findings: readonly Stretch[]): void {
		const { text, spans, keep } = note;
		const taken = marked(text.length, findings);
		const gold = marked(text.length, spans);
		this.notes++;
		this.characters += text.length;
		if (note.context.length > 0) this.withContext++;
		let leaks = false;
		let leaksPatient = false;
		for (const span of spans) {
			const whole = isCovered(text, span, taken);
			const count = this.byType.get(span.type) ?? { all: 0, found: 0 };
			this.byType.set(span.type, count);
			count.all++;
			this.spans++;
			if (whole) {
				count.found++;
				this.found++;
				continue;
			}
			leaks = true;
			leaksPatient ||= span.role === 'patient';
			if (this.missed.length < MOST_MISSED) {
				const { start, end, type } = span;
				this.missed.push({ note: this.notes, start, end, type });
			}
		}
		if (leaks) this.leaking++;
		if (leaksPatient) this.leakingPatient++;
		for (const finding of findings) {
			this.predicted++;
			if (holdsMark(gold, finding)) this.right++;
		}
		for (const stretch of keep) {
			this.keep++;
			if (holdsMark(taken, stretch)) this.touched++;
		}
		this.countOutside(text, gold, taken);
	}

	private countOutside(text: string, gold: Uint8Array, taken: Uint8Array): void {
		for (let at = 0; at < text.length; at++) {
			if (gold[at] === 1 || !isAlnum(text, at)) continue;
			this.outside++;
			if (taken[at] === 1) this.masked++;
		}
	}

	/** What the notes add up to. */
	result(): Evaluation {
		const types = [...this.byType].toSorted(([one], [other]) => (one < other ? -1 : 1));
		return {
			notes: this.notes,
			withContext: this.withContext,
			characters: this.characters,
			recall: shareOf(this.found, this.spans),
			precision: shareOf(this.right, this.predicted),
			leakingNotes: shareOf(this.leaking, this.notes),
			leakingPatientNotes: shareOf(this.leakingPatient, this.notes),
			keptTouched: shareOf(this.touched, this.keep),
			maskedOutside: shareOf(this.masked, this.outside),
			byType: Object.fromEntries(
				types.map(([type, { all, found }]) => [type, shareOf(found, all)]),
			),
			missed: this.missed,
		};
	}
}

function marked(length: number, stretches: readonly Stretch[]): Uint8Array {
	const marks = new Uint8Array(length);
	for (const { start, end } of stretches) marks.fill(1, Math.max(0, start), Math.max(0, end));
	return marks;
}

function isAlnum(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	if (code < 128) {
		const letter = code | 32;
		return (code > 47 && code < 58) || (letter > 96 && letter < 123);
	}
	// Both halves of a letter beyond the first plane count with it.
	return code >= 0xd800 && code <= 0xdfff ? true : ALNUM.test(text[at] as string);
}

/** Whether every letter and digit of a stretch is marked: a dash between may stay. */
function isCovered(text: string, { start, end }: Stretch, marks: Uint8Array): boolean {
	for (let at = start; at < end; at++) if (marks[at] !== 1 && isAlnum(text, at)) return false;
	return true;
}

function holdsMark(marks: Uint8Array, { start, end }: Stretch): boolean {
	const first = marks.indexOf(1, Math.max(0, start));
	return first >= 0 && first < end;
}
