import type { PhiRole, PhiType } from '../../../dist/nodes/Phi/types.js';

export type { PhiRole, PhiType };

/** Kinds of note that templates may be of. */
export const NOTE_TYPES = [
	...['discharge', 'emergency', 'nursing', 'radiology', 'pathology', 'operative', 'social-work'],
	...['portal', 'phone', 'table', 'fax', 'referral', 'consent', 'audit', 'clinic', 'consult'],
	...['therapy', 'pharmacy', 'obstetrics', 'pediatrics', 'transfer', 'dictation', 'homecare'],
] as const;

export type NoteType = (typeof NOTE_TYPES)[number] | (string & {});

/** A note with holes in it: LANGUAGE.md says how `text` is written. */
export interface Template {
	/** Unique among all templates, for instance `discharge-hip-fracture`. */
	readonly id: string;
	readonly noteType: NoteType;
	readonly text: string;
}

/** An identifier that stands in a generated note. Offsets count UTF-16 code units. */
export interface GoldSpan {
	readonly start: number;
	readonly end: number;
	readonly value: string;
	readonly type: PhiType;
	readonly role: PhiRole;
	/** The slot that made it, for instance `patient.name.caps`. */
	readonly slot: string;
}

/** A piece of a note that must stay (`trap`), or that may stay or go (`neutral`). */
export interface Stretch {
	readonly start: number;
	readonly end: number;
	readonly value: string;
}

/** A generated note, what must go from it, and what must not. */
export interface Note {
	readonly id: string;
	readonly template: string;
	readonly noteType: string;
	readonly text: string;
	readonly gold: readonly GoldSpan[];
	readonly traps: readonly Stretch[];
	/** Titles, years, states, ages under 90, times: neither wanted nor held against anybody. */
	readonly neutral: readonly Stretch[];
}

/** What a slot puts into a note: gold where `type` is given, neutral where it is not. */
export interface Piece {
	readonly text: string;
	readonly type?: PhiType;
	readonly role?: PhiRole;
}
