import { type Day, exists } from './calendar';

/** A date in a field: its meaning, and what stands behind it (time of day and zone). */
export interface FieldDate {
	readonly day: Day;
	/** Written anew for another day, in the same precision. */
	readonly write: (day: Day) => string;
	/** The year alone, in so far as the format can hold that. */
	readonly yearAlone: string | undefined;
}

const FHIR =
	/^(?<y>\d{4})(?:-(?<m>\d{2})(?:-(?<d>\d{2})(?<rest>T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d|:60)?(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?)?)?)?$/;
const HL7 =
	/^(?<y>\d{4})(?:(?<m>\d{2})(?:(?<d>\d{2})(?<time>(?:[01]\d|2[0-3])(?:[0-5]\d(?:[0-6]\d(?:\.\d{1,4})?)?)?)?)?)?(?<zone>[+-]\d{4})?$/;
const DICOM =
	/^(?<y>\d{4})(?:(?<m>\d{2})(?:(?<d>\d{2})(?<time>(?:[01]\d|2[0-3])(?:[0-5]\d(?:[0-6]\d(?:\.\d{1,6})?)?)?)?)?)?(?<zone>[+-]\d{4})?$/;
/** ACR-NEMA, still met (PS3.5 6.2, note to DA). */
const OLD_DICOM = /^(?<y>\d{4})\.(?<m>\d{2})\.(?<d>\d{2})$/;

/** @returns undefined where the field does not hold a date of its format */
export function readField(value: string, format: 'fhir' | 'hl7' | 'dicom'): FieldDate | undefined {
	const text = value.trim();
	if (format === 'fhir') return from(FHIR.exec(text), '-', () => true);
	if (format === 'hl7') return from(HL7.exec(text), '', () => true);
	// DA has eight digits and no shorter form; everything else is DT.
	const isDa = /^\d{8}$/.test(text);
	return from(DICOM.exec(text), '', () => !isDa) ?? from(OLD_DICOM.exec(text), '.', () => false);
}

function from(
	match: RegExpExecArray | null,
	separator: string,
	hasYearAlone: () => boolean,
): FieldDate | undefined {
	const groups = match?.groups;
	if (groups === undefined) return undefined;
	const day: Day = {
		year: Number(groups.y),
		...(groups.m === undefined ? {} : { month: Number(groups.m) }),
		...(groups.d === undefined ? {} : { day: Number(groups.d) }),
	};
	if (!exists(day)) return undefined;
	const rest = `${groups.rest ?? ''}${groups.time ?? ''}${groups.zone ?? ''}`;
	return {
		day,
		write: (to) =>
			[String(to.year).padStart(4, '0'), two(to.month), two(to.day)]
				.filter((part) => part !== undefined)
				.join(separator) + rest,
		yearAlone: hasYearAlone() ? String(day.year) : undefined,
	};
}

const two = (number: number | undefined): string | undefined =>
	number === undefined ? undefined : String(number).padStart(2, '0');
