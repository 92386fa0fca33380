/** The shapes that the finding of identifiers in text speaks in. */

import type { PhiFinding, PhiType } from '../types';

/** What a token is made of. Punctuation is one character a token; white space is no token. */
export const Kind = { word: 1, number: 2, mixed: 3, mark: 4 } as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** How the letters of a token are cased. `initial` is one capital alone, `camel` is McAdams or deLeon. */
export const Shape = { none: 0, lower: 1, capital: 2, upper: 3, initial: 4, camel: 5 } as const;
export type Shape = (typeof Shape)[keyof typeof Shape];

/** What stands between a token and the one before it. */
export const Gap = { none: 0, space: 1, wide: 2, line: 3, blank: 4 } as const;
export type Gap = (typeof Gap)[keyof typeof Gap];

/** One spelling that occurs in a note, however often. */
export interface Form {
	/** As it stands in the folded text. */
	readonly raw: string;
	readonly lower: string;
	readonly kind: Kind;
	readonly shape: Shape;
	/** Classes of the built-in vocabulary, bits of `Word` in vocabulary/words.ts. */
	readonly classes: number;
	/** Number of a spelling that all notes share, so that what is found out of it is kept; -1 for another. */
	readonly shared: number;
}

/**
 * A note, read once. Every token array has `count` entries, offsets count UTF-16 code units of
 * `folded`; `origin` gives them back in `text`, and findings always speak of `text`.
 */
export interface PreparedText {
	/** As it was given. */
	readonly text: string;
	/**
	 * The same with full-width, mathematical and look-alike letters as plain Latin, without accents and
	 * zero-width characters. It is `text` itself where nothing had to change.
	 */
	readonly folded: string;
	/** Number of tokens. */
	readonly count: number;
	readonly starts: Int32Array;
	readonly ends: Int32Array;
	/** `Gap` before each token. */
	readonly gaps: Uint8Array;
	/** Index into `forms` of each token. */
	readonly form: Int32Array;
	readonly forms: readonly Form[];
	/** The spelling of a token. */
	at(token: number): Form;
	/** A stretch of `folded` in offsets of `text`; the end takes trailing combining marks along. */
	origin(start: number, end: number): [start: number, end: number];
	/** The reverse of `origin`. */
	place(start: number, end: number): [start: number, end: number];
	/** First token that ends after an offset of `folded`; `count` where there is none. */
	tokenAfter(offset: number): number;
}

/** Word lists: the defaults together with those of the hospital's folder. */
export interface Lists {
	/** Bits of `Listed` for a word in lower case without accents, 0 where it stands in no list. */
	readonly words: ReadonlyMap<string, number>;
	/** Entries of more than one word under their first word, longest first. */
	readonly phrases: ReadonlyMap<string, readonly Phrase[]>;
	/** How many entries came from the folder, for the run's record: file name to count. */
	readonly loaded: Readonly<Record<string, number>>;
}

/** An entry of more than one word. */
export interface Phrase {
	readonly words: readonly string[];
	readonly listed: number;
}

/** What a list says of a word. */
export const Listed = {
	given: 1,
	family: 2,
	/** City, county, district or country subdivision below the state. */
	place: 4,
	state: 8,
	country: 16,
	/** Member of staff, from the hospital's own list: a name wherever it stands. */
	staff: 32,
	/** Facility, from the hospital's own list. */
	facility: 64,
	/** Never an identifier, from the hospital's own list. */
	allow: 128,
	/** From the hospital's own name list: believed with less context than a default entry. */
	own: 256,
} as const;

/** One way to find one kind of identifier, with its own proof. */
export interface Recognizer {
	/** Stable name; a finding's rule starts with it. */
	readonly id: string;
	readonly types: readonly PhiType[];
	/** Plain words for the reference page. */
	readonly description: string;
	/** Texts with what must be found in them: `Seen by [[NAME:Dr. Testperson]]`. */
	readonly examples: readonly string[];
	/** Texts in which it must find nothing. */
	readonly counterExamples: readonly string[];
	find(prepared: PreparedText, lists?: Lists): PhiFinding[];
}

export interface DetectOptions {
	readonly lists: Lists;
	/** Findings of the chart and of the model: kept, joined and propagated together with the rules'. */
	readonly others?: readonly PhiFinding[];
	/** Findings below it do not count; 0.5 unless given. */
	readonly threshold?: number;
	/** Whether ages below 90 are looked for as well: a profile may remove them, or make bands of them. */
	readonly allAges?: boolean;
	/** Says for every finding how it came about. Costs time; off unless asked for. */
	readonly trace?: boolean;
}

export interface Detection {
	/** Sorted by start and disjoint. */
	readonly findings: readonly PhiFinding[];
	/** Below the threshold and at least half of it: for a person to look at. Sorted, disjoint from `findings`. */
	readonly uncertain: readonly PhiFinding[];
}
