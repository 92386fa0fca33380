import { BASES, ORDER } from './order';

/** One key of a profile file: what it says, and what may stand there. */
export interface ProfileKey {
	/** Dotted path; `types.*` stands for every kind. */
	readonly path: string;
	/** Plain words for whoever writes a file. */
	readonly what: string;
	/** The values; where `ordered`, loosest first. */
	readonly values?: readonly (string | boolean | number)[];
	readonly ordered?: boolean;
	readonly kind: 'choice' | 'flag' | 'text' | 'days' | 'texts' | 'areas' | 'country';
	/** Whether a file may leave it to the shipped profile of its basis, and a step may change it. */
	readonly from: 'file' | 'file-or-basis' | 'file-basis-or-step';
}

const choice = (
	path: string,
	what: string,
	values: readonly string[],
	ordered = true,
): ProfileKey => ({ path, what, values, ordered, kind: 'choice', from: 'file-basis-or-step' });

const flag = (path: string, what: string): ProfileKey => ({
	path,
	what,
	values: [true, false],
	ordered: true,
	kind: 'flag',
	from: 'file-basis-or-step',
});

/** Every key of a profile, in the order in which a page describes them. */
export const PROFILE_KEYS: readonly ProfileKey[] = [
	{
		path: 'format',
		what: 'Version of the file format.',
		values: [1],
		kind: 'choice',
		from: 'file',
	},
	{ path: 'name', what: 'Name of the profile, as manifests show it.', kind: 'text', from: 'file' },
	{
		path: 'basis',
		what: 'Whose rules set the floor: 45 CFR 164.514(b)(2), 164.514(e), or an expert under 164.514(b)(1). What the file leaves out is taken from the shipped profile of that name.',
		values: BASES,
		kind: 'choice',
		from: 'file',
	},
	{
		path: 'description',
		what: 'What the profile does, for a person.',
		kind: 'text',
		from: 'file-or-basis',
	},
	{
		path: 'determination',
		what: "Reference of the expert's own paper. Needed where a file with the basis `expert` lets more stand than the shipped one.",
		kind: 'text',
		from: 'file-or-basis',
	},
	choice(
		'style',
		'What stands in a text where nothing of the value may: a tag such as `[NAME]`, nothing, `####`, a made-up value of the same form, or a random code from the vault. With `tag` and `surrogate` what may stand of a value (a moved date, a year, three digits, 90+) stands there instead.',
		['tag', 'remove', 'mask', 'surrogate', 'vault'],
		false,
	),
	choice(
		'surrogates',
		'Whether a made-up value is the same throughout the records of a patient, or another one at every mention in a text.',
		ORDER.surrogates,
	),
	choice(
		'codes',
		'Where codes for numbers and ids come from: an HMAC under the key of the site, a random draw (a number without a vault is then removed), or nowhere (numbers are removed). Ids that hold records together are always replaced.',
		ORDER.codes,
	),
	choice(
		'dates',
		'What becomes of dates: they stay, move by the number of days of the patient, keep the year alone, or go. A year that tells an age of 90 or more goes wherever ages do not stay.',
		ORDER.dates,
	),
	{
		path: 'shift.maxDays',
		what: 'Dates move back by 1 to this many days, never forward. Only with `dates: shift`; a step may not change it, or dates of one patient would fall apart.',
		kind: 'days',
		from: 'file-or-basis',
	},
	{
		path: 'shift.wholeWeeks',
		what: 'Whether dates move by whole weeks, so that days of the week stay true.',
		values: [true, false],
		kind: 'flag',
		from: 'file-or-basis',
	},
	choice(
		'ages',
		'Which ages stay, in fields and in texts: all, those up to 89 with `90+` for the rest (90 with `>=` where a number stands in FHIR and HL7, 90 in DICOM, which knows no such sign), bands of ten years, or none.',
		ORDER.ages,
	),
	choice('zip', 'What stays of a ZIP code.', ORDER.zip),
	{
		path: 'restrictedZip3',
		what: 'Three-digit ZIP areas of 20,000 people or fewer, written as 000. A step may only add to them, and so may a file of the basis safe-harbor.',
		kind: 'areas',
		from: 'file-basis-or-step',
	},
	{
		path: 'restrictedZip3Source',
		what: 'Where that list comes from, and of what day. To be given with a list of your own.',
		kind: 'text',
		from: 'file-or-basis',
	},
	{
		path: 'country',
		what: 'The country of addresses that name none, two letters. A postcode of any country but US is removed.',
		kind: 'country',
		from: 'file-or-basis',
	},
	choice(
		'types.*',
		'What becomes of each other kind of identifier: it stays, is replaced as style and codes say, or goes (in a text: a tag).',
		ORDER.type,
	),
	{
		path: 'fhir.keepExtensions',
		what: 'URLs of the extensions that stay; all others go. A step may only take from them.',
		kind: 'texts',
		from: 'file-basis-or-step',
	},
	choice('fhir.narrative', 'Whether `text.div` is cleaned or dropped.', ORDER.fhirText),
	choice(
		'fhir.attachments',
		'Whether attachments of text are cleaned or dropped. Others are always dropped.',
		ORDER.fhirText,
	),
	flag('dicom.retainUids', 'Retain UIDs Option (PS3.15 E.3.9).'),
	flag('dicom.retainDeviceIdentity', 'Retain Device Identity Option (PS3.15 E.3.8).'),
	flag('dicom.retainInstitutionIdentity', 'Retain Institution Identity Option (PS3.15 E.3.11).'),
	flag(
		'dicom.retainPatientCharacteristics',
		'Retain Patient Characteristics Option (PS3.15 E.3.7).',
	),
	flag('dicom.retainSafePrivate', 'Retain Safe Private Option (PS3.15 E.3.10).'),
	flag('dicom.cleanDescriptors', 'Clean Descriptors Option (PS3.15 E.3.5); off: they are removed.'),
	flag('dicom.cleanGraphics', 'Clean Graphics Option (PS3.15 E.3.3); off: they are removed.'),
	flag(
		'dicom.cleanStructuredContent',
		'Clean Structured Content Option (PS3.15 E.3.4); off: it is removed.',
	),
	{
		path: 'dicom.cleanPixelData',
		what: 'Clean Pixel Data Option (PS3.15 E.3.1): looked at for burned-in text by text recognition, which does not find all of it. A step may only switch it on.',
		values: [false, true],
		ordered: true,
		kind: 'flag',
		from: 'file-basis-or-step',
	},
];

/** The description of a path, whatever kind of identifier it names. */
export function profileKey(path: string): ProfileKey | undefined {
	const general = path.startsWith('types.') ? 'types.*' : path;
	return PROFILE_KEYS.find((key) => key.path === general);
}
