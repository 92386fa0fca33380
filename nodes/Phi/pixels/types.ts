import type { DataSet } from '../../formats/dicom';
import type { Box, Picture, ReadWord, TextReader } from '../../formats/ocr';
import type { ManifestEntry, ReviewReason } from '../types';

export type { Box, Picture, ReadWord, TextReader };

/** One condition on the header; all the conditions of a rule must hold. Letter case does not count. */
export interface RuleCondition {
	/** Tag as eight hex digits, `00080060`. */
	readonly tag: string;
	/** One of the values is one of these. */
	readonly equals?: readonly string[];
	/** One of the values holds one of these. */
	readonly contains?: readonly string[];
	/** The element is absent or empty (true), or has a value (false). */
	readonly absent?: boolean;
}

/** Where a kind of equipment writes text into its images. */
export interface EquipmentRule {
	readonly id: string;
	readonly description: string;
	readonly when: readonly RuleCondition[];
	/** Rectangles to blacken, [left, top, width, height]; numbers up to 1 with a fraction are shares of the frame. */
	readonly mask?: readonly (readonly [number, number, number, number])[];
	/** Blacken everything outside of the calibrated ultrasound regions (0018,6011). */
	readonly outsideRegions?: boolean;
	/** The image is never let through: a report, a form, a screen. */
	readonly refuse?: boolean;
	/** After this mask the image may pass without a person's look: the site has checked it. */
	readonly trusted?: boolean;
}

/** How much is looked at with text recognition. */
export type OcrUse = /** Where the header leaves doubt. */ 'doubt' | 'always' | 'never';

export interface PixelOptions {
	/** A person has looked at the images: lifts refusals by kind; masks are still made. */
	readonly reviewed?: boolean;
	/** In place of the rules of this package; `DEFAULT_RULES` can be joined to own ones. */
	readonly rules?: readonly EquipmentRule[];
	/** Default `doubt`. */
	readonly ocr?: OcrUse;
	/** Needed unless `ocr` is `never`; opened by `openTextReader`, shared by many instances. */
	readonly reader?: TextReader;
	/**
	 * Values of the header as they were before the transformation (names, numbers, dates), to tell
	 * text that identifies from other text. Default: taken from the data set.
	 */
	readonly headerValues?: readonly string[];
	readonly signal?: AbortSignal;
}

/** What was found in the pixels and what to do. */
export interface PixelInspection {
	/**
	 * `clean`: copy the pixel data. `masked`: write the pixels that `maskPixels` gives. `refused`:
	 * nothing may be written.
	 */
	readonly decision: 'clean' | 'masked' | 'refused';
	/** Boxes to blacken, by frame (0 first); every box is inside of the frame. */
	readonly boxes: readonly (readonly Box[])[];
	/** Whether text was seen; undefined when nobody looked. */
	readonly textFound?: boolean;
	/** Whether a value of the header was recognised in the text. */
	readonly headerValueFound?: boolean;
	/** Why it is refused or needs a look. */
	readonly reasons: readonly ReviewReason[];
	readonly manifest: readonly ManifestEntry[];
	/** What (0028,0301) Burned In Annotation may say afterwards; undefined: leave it out. */
	readonly burnedInAnnotation?: 'NO';
}

/** A data set with the pixel data that belongs to it. */
export interface PixelInput {
	readonly dataSet: DataSet;
	readonly transferSyntax: string;
	/**
	 * Value of (7FE0,0010) in native form: the bytes as they lie in the file. In encapsulated form:
	 * the fragments of the pixel data, Basic Offset Table first. A function is called only when the
	 * pixels must be looked at. Default: read out of the data set.
	 */
	readonly pixelData?: PixelData | (() => PixelData | Promise<PixelData>);
}

export type PixelData = Buffer | readonly Buffer[];

/** An inspection, with the pixels that it asks for. */
export interface CleanedPixels extends PixelInspection {
	/** When masked: in the form in which it came. */
	readonly pixelData?: PixelData;
}
