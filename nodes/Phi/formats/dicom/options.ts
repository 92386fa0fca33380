import type { AgeRule, Profile } from '../../profiles';

/** How dates and times are treated (PS3.15 E.3.6). */
export type DicomDates =
	/** As the Basic Profile says: removed, emptied or replaced by a fixed dummy; no year stays. */
	| 'remove'
	/** Retain Longitudinal Temporal Information with Full Dates. */
	| 'full'
	/** With Modified Dates: days move by the patient's shift, times of day stay. */
	| 'modified';

/** The options of PS3.15 Annex E.3 beside the Basic Profile, which always applies. */
export interface DicomOptions {
	readonly dates: DicomDates;
	readonly retainUids: boolean;
	readonly retainDeviceIdentity: boolean;
	readonly retainInstitutionIdentity: boolean;
	readonly retainPatientCharacteristics: boolean;
	readonly retainSafePrivate: boolean;
	/** Needs a text cleaner; without one the attributes are treated as by the Basic Profile. */
	readonly cleanDescriptors: boolean;
	/** Annotations are cleaned; overlay planes are taken out, as nobody can say what is drawn there. */
	readonly cleanGraphics: boolean;
	readonly cleanStructuredContent: boolean;
	/** Needs a pixel cleaner; without one, images that may show text are refused. */
	readonly cleanPixelData: boolean;
	/** What becomes of (0010,1010) Patient's Age and other ages that an option retains. */
	readonly ages: AgeRule;
}

/** The Basic Profile and nothing else. */
export const BASIC_PROFILE: DicomOptions = {
	dates: 'remove',
	retainUids: false,
	retainDeviceIdentity: false,
	retainInstitutionIdentity: false,
	retainPatientCharacteristics: false,
	retainSafePrivate: false,
	cleanDescriptors: false,
	cleanGraphics: false,
	cleanStructuredContent: false,
	cleanPixelData: false,
	ages: 'remove',
};

/**
 * What a profile means for DICOM. A profile that lets the year stand removes dates here: DA holds a
 * whole day, and a made-up one would read like a fact.
 */
export function dicomOptions(profile: Profile): DicomOptions {
	const dates = ({ keep: 'full', shift: 'modified', year: 'remove', remove: 'remove' } as const)[
		profile.dates
	];
	return { ...profile.dicom, dates, ages: profile.ages };
}
