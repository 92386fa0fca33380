/**
 * The words of this room. Every part of it (finding, knowing, transforming, the four formats) speaks
 * through these types, and through no other type of a neighbour.
 */

/** The kinds of identifier, after 45 CFR 164.514(b)(2)(i)(A) to (R), split where handling differs. */
export type PhiType =
	| 'NAME' /* A */
	| 'STREET' /* B: street line, post box */
	| 'CITY' /* B: city, county, district, landmark: anything below the state */
	| 'ZIP' /* B */
	| 'FACILITY' /* B: hospital, clinic, nursing home, unit, room, bed; employers too */
	| 'DATE' /* C */
	| 'AGE' /* C: an age of 90 or more, or anything that reveals one */
	| 'PHONE' /* D */
	| 'FAX' /* E */
	| 'EMAIL' /* F */
	| 'SSN' /* G */
	| 'MRN' /* H */
	| 'PLAN' /* I: health plan beneficiary number, member id, MBI */
	| 'ACCOUNT' /* J: account, visit, encounter, card and bank numbers */
	| 'LICENCE' /* K: licence and certificate numbers, NPI, DEA */
	| 'VEHICLE' /* L */
	| 'DEVICE' /* M */
	| 'URL' /* N */
	| 'IP' /* O: IP and MAC addresses */
	| 'BIOMETRIC' /* P */
	| 'PHOTO' /* Q */
	| 'OTHER_ID' /* R: accession, order, specimen, study, badge, pager, portal handle, UID */;

/** Whose identifier it is, as far as this is known. */
export type PhiRole = 'patient' | 'relative' | 'provider' | 'organization' | 'unknown';

/** Where a finding comes from. */
export type FindingSource = 'rule' | 'known' | 'list' | 'model' | 'propagated';

/** One step of the reasoning behind a finding. Never holds a value of the text. */
export interface TraceStep {
	readonly step:
		| 'pattern'
		| 'validator'
		| 'context'
		| 'allow-list'
		| 'known'
		| 'model'
		| 'merge'
		| 'threshold';
	/** Plain words, without any part of the text. */
	readonly detail: string;
	/** The score after this step, 0 to 1. */
	readonly score: number;
}

/** An identifier in a text. Offsets count UTF-16 code units of the text as it was given. */
export interface PhiFinding {
	readonly start: number;
	/** First code unit after the identifier. */
	readonly end: number;
	readonly type: PhiType;
	readonly role: PhiRole;
	readonly source: FindingSource;
	/** Stable name of the rule, for instance `date-numeric` or `known-patient-name`. */
	readonly rule: string;
	/** 0 to 1. */
	readonly score: number;
	readonly trace?: readonly TraceStep[];
}

/** Person name in parts, as FHIR HumanName, HL7 XPN and DICOM PN share them. */
export interface PersonName {
	readonly family?: string;
	readonly given?: readonly string[];
	readonly prefix?: readonly string[];
	readonly suffix?: readonly string[];
}

/** The patient whom a record is about. `key` is made by `subjectOf` and never leaves the process. */
export interface Subject {
	/** Same for the same patient in every format; '' where the patient is not known. */
	readonly key: string;
	/** ISO date or part of one, where known: decides what reveals an age of 90 or more. */
	readonly birthDate?: string;
}

/** The way in which identifiers are replaced in text. */
export type Style = 'tag' | 'remove' | 'mask' | 'surrogate' | 'vault';

/** One line of the manifest: what was done, never to what. */
export interface ManifestEntry {
	readonly type: PhiType | 'OTHER';
	/** Rule, element path without indexes, or DICOM tag. */
	readonly rule: string;
	/** What was done: removed, generalised, shifted, replaced, kept by profile, refused... */
	readonly action: string;
	readonly count: number;
	/** Lowest score among the findings counted here. */
	readonly score?: number;
	/** Offsets into the input text, for text only, at most 1,000. */
	readonly offsets?: readonly (readonly [start: number, end: number])[];
}

/** Something that a person must look at before the result may be used. */
export interface ReviewReason {
	/** Stable code: `no-patient-context`, `attachment-dropped`, `low-score`, `sweep-hit`, `burned-in-text`... */
	readonly code: string;
	/** Plain words: what it is and what to do. No value. */
	readonly message: string;
	/** Where: element path or tag. */
	readonly at?: string;
}

/** What every format answers. */
export interface PhiOutcome {
	readonly manifest: readonly ManifestEntry[];
	readonly review: readonly ReviewReason[];
	/** Whether the chart said who the patient is. */
	readonly context: 'given' | 'none';
}
