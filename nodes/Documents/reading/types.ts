/** Points (1/72 inch) from the top left of the page as it is shown. */
export interface Place {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

export interface Word extends Place {
	readonly text: string;
	/** 0 to 1. */
	readonly confidence: number;
	readonly origin: 'text-layer' | 'ocr';
}

/** Words beside each other, from left to right. */
export interface Line extends Place {
	readonly words: readonly Word[];
	readonly text: string;
}

/** Why a person should look, as a code. */
export type PageDoubt =
	| 'hidden-text'
	| 'text-layer-differs'
	| 'text-layer-cut'
	| 'hard-to-read'
	| 'turned'
	| 'unread-ink'
	| 'not-read';

/** One page as it was read. */
export interface PageReading {
	/** From 1. */
	readonly number: number;
	/** Points. */
	readonly width: number;
	readonly height: number;
	/** `text-layer` only when what it says was seen on the page. */
	readonly origin: 'text-layer' | 'ocr' | 'none';
	readonly lines: readonly Line[];
	/** Mean of the words by their length, 0 to 1; 1 for a blank page. */
	readonly confidence: number;
	readonly blank: boolean;
	/** Degrees by which the writing stood askew, clockwise. */
	readonly skew: number;
	/** By how much the page had to be turned to be read. */
	readonly turned: 0 | 90 | 180 | 270;
	readonly doubts: readonly PageDoubt[];
}

/** What bounds the reading of one document. */
export interface ReadingLimits {
	readonly maxBytes: number;
	readonly maxPages: number;
	/** For the whole document. */
	readonly timeoutMs: number;
}

export const READING_LIMITS: ReadingLimits = {
	maxBytes: 100 * 1024 * 1024,
	maxPages: 300,
	timeoutMs: 30 * 60_000,
};
