import type { DicomInput, DicomOutcome, DicomTarget } from '../formats/dicom';
import type { Known } from '../knowing';
import type { ManifestEntry, PhiFinding, PhiOutcome, ReviewReason, Style, Subject } from '../types';

/** What happens to a result that a person should look at first. */
export type OnUncertain =
	/** Throws `phi-uncertain`: nothing comes out. */
	| 'fail'
	/** Gives the result with its review reasons: the workflow sends it down the review branch. */
	| 'review'
	/** Gives the manifest and the reasons, and no content (`blocked: true`). */
	| 'block';

/** How an input of any format is answered. */
export interface PhiResult extends PhiOutcome {
	/** True when `onUncertain` is `block` and there are review reasons: the content is left out. */
	readonly blocked: boolean;
}

/** What is known beside the input itself. */
export interface PhiContext {
	/** FHIR R4 resources about the patient: Patient, RelatedPerson, Practitioner, ...; Bundles too. */
	readonly context?: readonly unknown[];
	/** The patient, where the context does not hold the Patient resource. */
	readonly subject?: Subject;
	readonly signal?: AbortSignal;
}

export interface TextOptions extends PhiContext {
	/**
	 * What the text is. `auto` (when absent) looks at its beginning; RTF and HTML notes come out as plain
	 * text, and the spans count in that extracted text.
	 */
	readonly contentType?: 'auto' | 'text/plain' | 'text/html' | 'application/rtf';
	/** Character set of bytes: UTF-8 when absent, and a byte order mark wins. */
	readonly charset?: 'utf-8' | 'utf-16' | 'windows-1252';
	/** Keep the reasoning behind each finding. */
	readonly trace?: boolean;
}

export interface TextResult extends PhiResult {
	/** '' when blocked. Line ends stay as they were. */
	readonly text: string;
	/** What was found, in UTF-16 offsets of the decoded (for RTF and HTML: the extracted) input. */
	readonly spans: readonly PhiFinding[];
	/** How the input was read. */
	readonly readAs: 'plain' | 'html' | 'rtf';
}

export interface DetectResult {
	readonly findings: readonly PhiFinding[];
	/** Below the threshold and above half of it: a person decides. */
	readonly uncertain: readonly PhiFinding[];
	readonly context: 'given' | 'none';
	/** The text that the offsets count in. */
	readonly text: string;
	readonly readAs: 'plain' | 'html' | 'rtf';
}

export interface FhirResult extends PhiResult {
	/** A resource or Bundle of valid FHIR R4; undefined when blocked. */
	readonly resource: Record<string, unknown> | undefined;
}

export interface Hl7Options extends PhiContext {
	/** As MSH-18 would name it, where the message does not or is wrong. */
	readonly charset?: string;
}

export interface Hl7Result extends PhiResult {
	/** The message in the character set and with the delimiters that it came in; undefined when blocked. */
	readonly message: Buffer | undefined;
}

export interface PhiDicomOptions extends PhiContext {
	/** A person has looked at the pixels of this instance. */
	readonly reviewed?: boolean;
}

/** See `DicomOutcome`; when blocked the file that was written is gone again, and `bytes` absent. */
export type DicomResult = DicomOutcome & PhiResult;

/** Everything that one policy does to records, in every format. Safe to use for many at once. */
export interface Phi {
	/** Finds and changes nothing. */
	detect(text: string | Uint8Array, options?: TextOptions): Promise<DetectResult>;
	text(text: string | Uint8Array, options?: TextOptions): Promise<TextResult>;
	/** @param resource a resource, a Bundle, or its JSON */
	fhir(resource: unknown, options?: PhiContext): Promise<FhirResult>;
	hl7(message: string | Uint8Array, options?: Hl7Options): Promise<Hl7Result>;
	/** @param target a file that does not exist yet, or memory */
	dicom(input: DicomInput, target: DicomTarget, options?: PhiDicomOptions): Promise<DicomResult>;
	/** What a chart names, ready to be looked for; `phi` keeps the ones it used last itself. */
	known(resources: readonly unknown[]): Known;
	/** Names and hashes of what does the work, for the manifest of a batch. */
	readonly identity: PhiIdentity;
	close(): Promise<void>;
}

export interface PhiIdentity {
	readonly profile: string;
	readonly style: Style;
	readonly model?: { readonly name: string; readonly sha256: string };
	readonly threshold?: number;
}

export type { ManifestEntry, ReviewReason };
