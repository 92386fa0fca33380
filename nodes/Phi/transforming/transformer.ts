import type { Profile } from '../profiles/index';
import type { PersonName, PhiRole, PhiType, Style, Subject } from '../types';
import type { Vault } from '../vault/index';
import type { Authority } from './authority';

export type DateFormat = 'fhir' | 'hl7' | 'dicom' | 'text';

/** `fhir`: a resource's logical id. `uid`: a DICOM UID. `number`: at most 16 characters, upper case. */
export type IdSpace = 'fhir' | 'uid' | 'number';

export interface TransformerOptions {
	readonly profile: Profile;
	/** In place of the profile's; a style is neither looser nor tighter than another. */
	readonly style?: Style;
	/** Pseudonyms and shifts of one project say nothing in another. */
	readonly project: string;
	/** 32 bytes derived from the site key; needed where the profile shifts dates or keys codes. */
	readonly key?: Buffer;
	/** Needed for style `vault`; where given, codes of numbers and ids are drawn there. */
	readonly vault?: Vault;
	readonly authorities?: readonly Authority[];
	/** Whether `03/05/2026` is the third of May where nothing else settles it. Default false. */
	readonly dayFirst?: boolean;
	/** The day that ages are reckoned to; today when not given. ISO. */
	readonly asOf?: string;
}

/** What the chart knows of a patient; makes results in a text agree with those in fields. */
export interface SubjectFacts {
	/** Numbers with the authority as their format names it. */
	readonly numbers?: readonly {
		readonly authority?: string;
		readonly value: string;
		readonly type: PhiType;
	}[];
	/** ISO dates (birth, admission, discharge...): settle which number is the day, and missing years. */
	readonly dates?: readonly string[];
}

/**
 * Turns identifiers into what may stand in their place, the same in every format. All methods answer
 * at once; what was answered may leave only after {@link settle}. `undefined` means: removed.
 */
export interface Transformer {
	readonly profile: Profile;
	readonly style: Style;
	/** Whether the profile lets values of this kind stand as they are. */
	keeps(type: PhiType): boolean;
	/** Told once for a patient, before anything of the patient is transformed. */
	introduce(subject: Subject, facts: SubjectFacts): void;
	/**
	 * A name in a field. A string may be written as in a text, `Testperson^Ada^Q` (HL7, DICOM) or
	 * `TESTPERSON, ADA`; the answer's `text` keeps that form.
	 */
	name(
		name: PersonName | string,
		subject: Subject,
		role: PhiRole,
	): { parts: PersonName; text: string } | undefined;
	/**
	 * What stands in a text in place of a finding.
	 *
	 * @param mention counts the findings of a text from 0
	 */
	text(type: PhiType, value: string, subject: Subject, role: PhiRole, mention: number): string;
	/**
	 * Any other identifier in a field (telephone, street, town, facility, e-mail...). Only the styles
	 * `surrogate` and `vault` put something there, and a field never holds a tag. Not for names,
	 * numbers, dates, ages and ZIP codes: they have methods of their own.
	 */
	field(type: PhiType, value: string, subject: Subject, role: PhiRole): string | undefined;
	/**
	 * The code of a number in a field.
	 *
	 * @param authority as the format names it, undefined where it names none
	 */
	identifier(
		authority: string | undefined,
		value: string,
		type: PhiType,
		subject: Subject,
	): string | undefined;
	/**
	 * A date in the precision and spelling in which it came. Where dates move and the patient is not
	 * known (`key` is empty), only the year stays. Under the rule `year` FHIR and HL7 get the
	 * year alone (no `instant` can hold that: drop it), DICOM `DT` too; `DA` knows no year alone and is
	 * removed. A date that cannot be read is removed under every rule.
	 */
	date(value: string, format: DateFormat, subject: Subject): string | undefined;
	/** A time of day on its own (HL7 TM, DICOM TM, FHIR time): stays where days do. */
	time(value: string): string | undefined;
	/** `90+` from 90 on; undefined where the profile removes ages. */
	age(years: number, subject: Subject): string | undefined;
	/** `021`, `000`, or undefined: removed. */
	zip(value: string, country?: string): string | undefined;
	/** Ids that hold records together; never removed. */
	id(space: IdSpace, value: string, subject?: Subject): string;
	/** The person that stands for the patient, where a format needs one; parts as `name` and `identifier`. */
	person(subject: Subject): { number: string; name: PersonName | undefined };
	/** What was put into the records of this patient so far, for the sweep of the output. */
	written(subject: Subject): ReadonlySet<string>;
	/** Resolves when codes given so far are on the disk. */
	settle(): Promise<void>;
}
