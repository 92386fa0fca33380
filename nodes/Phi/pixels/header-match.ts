import { Tag, type DataSet } from '../../formats/dicom';

/** Names, numbers and dates of a header that a picture may show. */
const VALUES = [
	Tag.PatientName,
	Tag.PatientID,
	Tag.PatientBirthDate,
	Tag.OtherPatientIDs,
	Tag.OtherPatientNames,
	Tag.AccessionNumber,
	Tag.StudyID,
	Tag.ReferringPhysicianName,
	Tag.InstitutionName,
	Tag.StationName,
	Tag.StudyDate,
	Tag.AcquisitionDate,
	0x00081050 /* Performing Physician's Name */,
	0x00081070 /* Operators' Name */,
];

/** The values by which an image is recognised, where its caller gives none. */
export const headerValuesOf = (set: DataSet): string[] =>
	VALUES.flatMap((tag) => {
		const bytes = set.bytes(tag)?.toString('latin1') ?? '';
		// An implicit header gives no text for tags that the dictionary leaves out.
		return set.strings(tag).length > 0 ? set.strings(tag) : bytes.split('\\');
	}).filter((value) => value.trim() !== '');

/** What text recognition confuses becomes the same letter. */
const CONFUSED: Readonly<Record<string, string>> = {
	...of('0', 'OQDU'),
	...of('1', 'ILT|!J'),
	...of('2', 'Z'),
	...of('5', 'S$'),
	...of('6', 'G'),
	...of('8', 'B&'),
	...of('4', 'A'),
	...of('N', 'MHW'),
	...of('E', 'F'),
	...of('P', 'R'),
	...of('V', 'YX'),
};

function of(letter: string, alike: string): Record<string, string> {
	return Object.fromEntries([...alike].map((one) => [one, letter]));
}

/** Capital letters and digits as recognition may see them; accents and signs are left out. */
export const folded = (text: string): string =>
	[...text.normalize('NFD').toUpperCase()]
		.filter((letter) => /[\p{L}\p{N}|!$&]/u.test(letter))
		.map((letter) => CONFUSED[letter] ?? letter)
		.join('');

/** Compares what was read with values of the header, mistakes of reading allowed for. */
export class HeaderMatcher {
	private readonly wanted: readonly string[];

	constructor(values: readonly string[]) {
		const parts = values.flatMap((value) => [...formsOf(value)]);
		this.wanted = [...new Set(parts.map(folded).filter((part) => part.length >= 3))];
	}

	/** @param line the words of one line */
	matches(line: readonly string[]): boolean {
		const words = line.map(folded);
		const whole = words.join('');
		return this.wanted.some((part) =>
			part.length < 5 ? words.includes(part) : occurs(part, whole, Math.floor(part.length / 4)),
		);
	}
}

/** How a value of a header may stand in a picture. */
function* formsOf(value: string): Generator<string> {
	const date = /^(\d{4})(\d{2})(\d{2})$/.exec(value.trim());
	if (date !== null) {
		const [, year, month, day] = date as unknown as [string, string, string, string];
		yield* [year + month + day, month + day + year, day + month + year];
		yield* MONTHS.slice(Number(month) - 1, Number(month)).map((name) => day + name + year);
		return;
	}
	for (const word of value.split(/[\s^=,\\._/]+/)) {
		if (/\d/.test(word) ? word.length >= 4 : word.length >= 3) yield word;
	}
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** Whether `part` stands in `text` with at most `errors` letters wrong, missing or too many. */
function occurs(part: string, text: string, errors: number): boolean {
	// The match may begin anywhere: the first row is all zeros (Sellers 1980).
	let row = Array.from({ length: part.length + 1 }, (_, at) => at);
	for (const letter of text) {
		const next = [0];
		for (let at = 1; at <= part.length; at++) {
			const wrong = row[at - 1]! + (part[at - 1] === letter ? 0 : 1);
			next.push(Math.min(wrong, row[at]! + 1, next[at - 1]! + 1));
		}
		if (next[part.length]! <= errors) return true;
		row = next;
	}
	return false;
}
