import type { PixelInput } from '../../pixels/types';
import type { Transformer } from '../../transforming';
import type { ManifestEntry, PhiOutcome, ReviewReason, Subject } from '../../types';
import type { DicomOptions } from './options';

/** A DICOM file on the disk or in memory. */
export type DicomInput = { readonly path: string } | { readonly bytes: Buffer };

/** Where the result goes: a file that does not exist yet, or memory. */
export type DicomTarget = { readonly path: string } | 'bytes';

/** What a look at the pixels came to. */
export interface PixelDecision {
	/** `refused`: nothing is written. `masked`: `pixelData` holds the new value. */
	readonly decision: 'clean' | 'masked' | 'refused';
	/** In the form in which it came: native bytes, or fragments with the Basic Offset Table first. */
	readonly pixelData?: Buffer | readonly Buffer[];
	readonly reasons: readonly ReviewReason[];
	readonly manifest: readonly ManifestEntry[];
	/** Whether text was seen; undefined when nobody looked, as the kind of image left no doubt. */
	readonly textFound?: boolean;
	/** What (0028,0301) may say afterwards. */
	readonly burnedInAnnotation?: 'NO';
}

/**
 * Looks at the pixels of one image (nodes/Phi/pixels).
 *
 * @param headerValues names, numbers and dates of the header as they were
 */
export type PixelCleaner = (
	image: PixelInput,
	headerValues: readonly string[],
) => Promise<PixelDecision>;

export interface DicomSettings {
	readonly transformer: Transformer;
	readonly options: DicomOptions;
	/**
	 * The patient, or how to tell who it is from the header: `authority` is the Issuer of Patient ID
	 * (0010,0021). Asked once per instance.
	 */
	readonly subject:
		| Subject
		| ((patient: { authority?: string; number: string; birthDate?: string }) => Subject);
	/**
	 * Cleans one text (nodes/Phi/engine). Without it the options that clean text do nothing: their
	 * attributes are removed, emptied or replaced as the Basic Profile says. `subject` is the one of
	 * the header: days in the text have to move like those in the fields.
	 */
	readonly text?: (
		text: string,
		headerValues: readonly string[],
		subject: Subject,
	) => string | Promise<string>;
	/** Without it, images that may show text are refused. */
	readonly pixels?: PixelCleaner;
	/** A person has looked at the pixels of this instance. */
	readonly reviewed?: boolean;
	readonly signal?: AbortSignal;
	/** Most bytes that everything but the pixel data may have. Default 256 MiB. */
	readonly maxHeaderBytes?: number;
}

export interface DicomOutcome extends PhiOutcome {
	/**
	 * False where the instance was refused as a whole: nothing was written, and `review` says why
	 * (first entry).
	 */
	readonly written: boolean;
	/** The file, when the target is memory and it was not refused. */
	readonly bytes?: Buffer;
	/** UIDs of the written instance, to send it or to list it; absent when not written. */
	readonly instance?: {
		readonly sopClass: string;
		readonly sopInstance: string;
		readonly study: string;
		readonly series: string;
	};
	/** Options that took effect, as codes of DICOM CID 7050. */
	readonly methods: readonly string[];
}
