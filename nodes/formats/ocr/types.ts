/** A rectangle in pixels of the picture, left and top included, right and bottom excluded. */
export interface Box {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** Eight-bit grey, rows from the top. */
export interface Picture {
	readonly width: number;
	readonly height: number;
	readonly grey: Uint8Array;
}

export interface ReadWord extends Box {
	readonly text: string;
	/** 0 to 100. */
	readonly confidence: number;
	/** The line that the word stands in. */
	readonly line: Box;
}

/** Reads text in a picture. */
export interface TextReader {
	/** Words that may be text, also doubtful ones, in pixels of the picture. */
	read(picture: Picture, signal?: AbortSignal): Promise<readonly ReadWord[]>;
	close(): Promise<void>;
}

/** What the pictures look like. */
export interface TextReaderOptions {
	/** `sparse`: text anywhere, in no order. `page`: a page of writing, in its order. */
	readonly layout?: 'sparse' | 'page';
	/** Pixels per inch. */
	readonly dpi?: number;
	/** For one picture. */
	readonly timeoutMs?: number;
}
