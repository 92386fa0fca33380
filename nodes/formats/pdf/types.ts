/** A piece of text of the text layer, by itself; lengths in points (1/72 inch) from the top left. */
export interface LayerWord {
	readonly text: string;
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
	/** Drawn so that nobody can see it: render mode 3 or 7, or with no opacity (ISO 32000 9.3.6). */
	readonly invisible: boolean;
}

/** Eight-bit grey, rows from the top; 0 is black. */
export interface GreyPicture {
	readonly width: number;
	readonly height: number;
	readonly grey: Uint8Array;
}

/** One page as a person would see it, and what its text layer says. */
export interface PdfPage {
	/** Points. */
	readonly width: number;
	readonly height: number;
	readonly words: readonly LayerWord[];
	/** The text layer held more than the limit; the rest was not read. */
	readonly cut: boolean;
	readonly picture: GreyPicture;
	/** Pixels per inch of the picture. */
	readonly dpi: number;
}

export interface PdfLimits {
	readonly maxBytes: number;
	readonly maxPages: number;
	/** Of the picture of one page. */
	readonly maxPixels: number;
	readonly maxCharacters: number;
	/** Memory of PDFium in bytes. */
	readonly maxMemory: number;
	/** For one page, and for opening. */
	readonly pageTimeoutMs: number;
}

export const PDF_LIMITS: PdfLimits = {
	maxBytes: 100 * 1024 * 1024,
	maxPages: 300,
	maxPixels: 20_000_000,
	maxCharacters: 60_000,
	maxMemory: 768 * 1024 * 1024,
	pageTimeoutMs: 30_000,
};

/** Why a document is not read. */
export type PdfRefusal =
	| 'password'
	| 'format'
	| 'security'
	| 'pages-none'
	| 'pages-many'
	| 'page'
	| 'page-size'
	| 'memory';

/** What goes to the thread, and what comes back. */
export type PdfRequest =
	| { readonly id: number; readonly kind: 'open'; readonly bytes: Uint8Array }
	| { readonly id: number; readonly kind: 'page'; readonly index: number; readonly dpi: number };

export type PdfAnswer =
	| { readonly id: number; readonly opened: { pages: number; scripts: number; encrypted: boolean } }
	| { readonly id: number; readonly page: PdfPage }
	| { readonly id: number; readonly refused: PdfRefusal };
