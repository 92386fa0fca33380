import type {
	AgeRule,
	Basis,
	Codes,
	DateRule,
	DicomRules,
	FhirRules,
	Profile,
	TypeRule,
	ZipRule,
} from './profile';

/** The values of every rule that has an order, loosest first. */
export const ORDER = {
	codes: ['keyed', 'random', 'none'] satisfies Codes[],
	dates: ['keep', 'shift', 'year', 'remove'] satisfies DateRule[],
	ages: ['keep', 'over-89', 'ten-year-bands', 'remove'] satisfies AgeRule[],
	zip: ['keep', 'three-digits', 'remove'] satisfies ZipRule[],
	surrogates: ['patient', 'mention'] satisfies Profile['surrogates'][],
	type: ['keep', 'replace', 'remove'] satisfies TypeRule[],
	fhirText: ['clean', 'drop'] satisfies FhirRules['narrative'][],
} as const;

/** Options of PS3.15 Annex E that let more stand when they are on. */
const LOOSER_WHEN_ON: readonly (keyof DicomRules)[] = [
	'retainUids',
	'retainDeviceIdentity',
	'retainInstitutionIdentity',
	'retainPatientCharacteristics',
	'retainSafePrivate',
	'cleanDescriptors',
	'cleanGraphics',
	'cleanStructuredContent',
];

/** True when `value` lets more stand than `limit`. */
function looser<T extends string>(order: readonly T[], value: T, limit: T): boolean {
	return order.indexOf(value) < order.indexOf(limit);
}

/** Where `profile` lets more stand than `limit`, as dotted paths of the profile. */
export function looserThan(profile: Profile, limit: Profile): string[] {
	const found: string[] = [];
	const check = (path: string, isLooser: boolean) => {
		if (isLooser) found.push(path);
	};
	check('codes', looser(ORDER.codes, profile.codes, limit.codes));
	check('dates', looser(ORDER.dates, profile.dates, limit.dates));
	check('ages', looser(ORDER.ages, profile.ages, limit.ages));
	check('zip', looser(ORDER.zip, profile.zip, limit.zip));
	check('surrogates', looser(ORDER.surrogates, profile.surrogates, limit.surrogates));
	check(
		'restrictedZip3',
		limit.restrictedZip3.some((area) => !profile.restrictedZip3.includes(area)),
	);
	// A shift is the same in every step and format, or dates of one patient fall apart.
	if (profile.shift !== undefined && limit.shift !== undefined) {
		check('shift.maxDays', profile.shift.maxDays !== limit.shift.maxDays);
		check('shift.wholeWeeks', profile.shift.wholeWeeks !== limit.shift.wholeWeeks);
	}
	check('country', profile.country !== limit.country);
	for (const [type, rule] of Object.entries(limit.types)) {
		const own = profile.types[type as keyof Profile['types']];
		check(`types.${type}`, looser(ORDER.type, own, rule));
	}
	check(
		'fhir.keepExtensions',
		profile.fhir.keepExtensions.some((url) => !limit.fhir.keepExtensions.includes(url)),
	);
	check('fhir.narrative', looser(ORDER.fhirText, profile.fhir.narrative, limit.fhir.narrative));
	check(
		'fhir.attachments',
		looser(ORDER.fhirText, profile.fhir.attachments, limit.fhir.attachments),
	);
	for (const option of LOOSER_WHEN_ON) {
		check(`dicom.${option}`, profile.dicom[option] && !limit.dicom[option]);
	}
	check('dicom.cleanPixelData', !profile.dicom.cleanPixelData && limit.dicom.cleanPixelData);
	return found;
}

/**
 * The sixteen direct identifiers of 45 CFR 164.514(e)(2) as kinds of this room: no profile may keep
 * them, whatever an expert says. (Postal address: street; town, state and ZIP code may stay.)
 */
const DIRECT = [
	'NAME',
	'STREET',
	'PHONE',
	'FAX',
	'EMAIL',
	'SSN',
	'MRN',
	'PLAN',
	'ACCOUNT',
	'LICENCE',
	'VEHICLE',
	'DEVICE',
	'URL',
	'IP',
	'BIOMETRIC',
	'PHOTO',
] as const;

/** What a profile of each basis may not go below. */
export function belowFloor(profile: Profile): string[] {
	return profile.basis === 'safe-harbor' ? belowSafeHarbor(profile) : belowDirect(profile);
}

function belowDirect(profile: Profile): string[] {
	return DIRECT.filter((type) => profile.types[type] === 'keep').map((type) => `types.${type}`);
}

/**
 * 45 CFR 164.514(b)(2)(i): all eighteen kinds go, of dates the year may stay and of ZIP codes three
 * digits; 164.514(c)(1): a code may not be derived from what it stands for. A moved date is still an
 * element of a date. UIDs and device identity are (R) and (M), an institution is smaller than a state.
 */
function belowSafeHarbor(profile: Profile): string[] {
	const found: string[] = [];
	if (profile.codes === 'keyed') found.push('codes');
	if (profile.dates === 'keep' || profile.dates === 'shift') found.push('dates');
	if (profile.ages === 'keep') found.push('ages');
	if (profile.zip === 'keep') found.push('zip');
	for (const [type, rule] of Object.entries(profile.types)) {
		if (rule === 'keep') found.push(`types.${type}`);
	}
	const { dicom } = profile;
	if (dicom.retainUids) found.push('dicom.retainUids');
	if (dicom.retainDeviceIdentity) found.push('dicom.retainDeviceIdentity');
	if (dicom.retainInstitutionIdentity) found.push('dicom.retainInstitutionIdentity');
	return found;
}

export const BASES: readonly Basis[] = ['safe-harbor', 'limited-data-set', 'expert'];
