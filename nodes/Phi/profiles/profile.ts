import type { PhiType, Style } from '../types';

/**
 * What is done to each kind of identifier, in one readable JSON file. Every value that has an order is
 * listed loosest first in {@link ORDER}: a file may not go below the floor of its basis, and a step of
 * a workflow may only go further from it.
 */
export interface Profile {
	readonly format: 1;
	readonly name: string;
	/** Whose rules set the floor. */
	readonly basis: Basis;
	/** Plain words for the manifest and the page of a person who reads it. */
	readonly description: string;
	/** Reference of the expert's own paper; needed where an `expert` file is looser than the one shipped. */
	readonly determination?: string;
	/** What stands in a text where the profile lets nothing of the value stand. */
	readonly style: Style;
	/** `text`: a name has one surrogate for a patient, or another one at every mention. */
	readonly surrogates: 'patient' | 'mention';
	/** Where codes that stand for numbers and ids come from. */
	readonly codes: Codes;
	readonly dates: DateRule;
	/** There where `dates` is `shift`, and nowhere else. */
	readonly shift?: ShiftRule;
	readonly ages: AgeRule;
	readonly zip: ZipRule;
	/** Three-digit ZIP areas that become 000. */
	readonly restrictedZip3: readonly string[];
	/** Where that list comes from, and of what day. */
	readonly restrictedZip3Source: string;
	/** Two letters; a postcode of another country is removed. */
	readonly country: string;
	/** The kinds that have no rule of their own above. */
	readonly types: Readonly<Record<RuledType, TypeRule>>;
	readonly fhir: FhirRules;
	readonly dicom: DicomRules;
}

export type Basis = 'safe-harbor' | 'limited-data-set' | 'expert';

/**
 * `keyed`: HMAC of the value under the site's key, the same in every run. `random`: drawn, the same in
 * every run only through a vault; a number without a vault is removed. `none`: numbers are removed.
 * Ids that hold a record together (resource ids, UIDs) are replaced in any case: drawn unless `keyed`.
 */
export type Codes = 'keyed' | 'random' | 'none';

/** `shift`: by the patient's own number of days. `year`: nothing but the year, and none that tells 90 or more. */
export type DateRule = 'keep' | 'shift' | 'year' | 'remove';

/** `over-89`: 90 and more become `90+`. `ten-year-bands`: 63 becomes `60-69`. */
export type AgeRule = 'keep' | 'over-89' | 'ten-year-bands' | 'remove';

export type ZipRule = 'keep' | 'three-digits' | 'remove';

export interface ShiftRule {
	/** Dates move back by 1 to this many days. */
	readonly maxDays: number;
	/** Only by whole weeks, so that days of the week stay true. */
	readonly wholeWeeks: boolean;
}

export type RuledType = Exclude<PhiType, 'DATE' | 'AGE' | 'ZIP'>;

/** `replace`: by what the style says. `remove`: nothing, or a tag in a text, whatever the style. */
export type TypeRule = 'keep' | 'replace' | 'remove';

export interface FhirRules {
	/** URLs of extensions whose values stay; those of all others are dropped. */
	readonly keepExtensions: readonly string[];
	/** `Narrative.div`: cleaned like a text, or dropped. */
	readonly narrative: 'clean' | 'drop';
	/** Attachments that are text (plain, HTML, RTF): cleaned or dropped. All others are dropped. */
	readonly attachments: 'clean' | 'drop';
}

/** The options of PS3.15 Annex E.3 by name. True is looser, but for `cleanPixelData`. */
export interface DicomRules {
	readonly retainUids: boolean;
	readonly retainDeviceIdentity: boolean;
	readonly retainInstitutionIdentity: boolean;
	readonly retainPatientCharacteristics: boolean;
	readonly retainSafePrivate: boolean;
	readonly cleanDescriptors: boolean;
	readonly cleanGraphics: boolean;
	readonly cleanStructuredContent: boolean;
	readonly cleanPixelData: boolean;
}

/** Part of a profile: of a file over its basis, or of a step over its profile. */
export type ProfileChange = Partial<Omit<Profile, 'shift' | 'types' | 'fhir' | 'dicom'>> & {
	readonly shift?: Partial<ShiftRule>;
	readonly types?: Partial<Profile['types']>;
	readonly fhir?: Partial<FhirRules>;
	readonly dicom?: Partial<DicomRules>;
};
