import type { FactFlag } from '../../../shared/contracts/clinical-facts';

/**
 * Abbreviations that were misread with harm, and what is written instead: the Joint Commission's "Do
 * Not Use" list (U, IU, Q.D., Q.O.D., trailing zero, naked decimal, MSO4, MgSO4), and of ISMP's list
 * those that directions for medicines use.
 */
const WRITTEN_OUT: ReadonlyArray<[RegExp, string]> = [
	[/\bMSO4\b/g, 'morphine sulfate'],
	[/\bMgSO4\b/g, 'magnesium sulfate'],
	[/\bq\.?\s?o\.?\s?d\b\.?/gi, 'every other day'],
	[/\bq\.?\s?d\b\.?/gi, 'once a day'],
	[/\bq\.?\s?h\.?\s?s\b\.?/gi, 'at bedtime'],
	[/\bb\.?i\.?d\b\.?/gi, 'twice a day'],
	[/\bt\.?i\.?d\b\.?/gi, 'three times a day'],
	[/\bq\.?i\.?d\b\.?/gi, 'four times a day'],
	[/\bq\s?(\d{1,2})\s?h(?:rs?|ours?)?\b\.?/gi, 'every $1 hours'],
	[/\bq\s?a\.?m\b\.?/gi, 'every morning'],
	[/\bq\s?p\.?m\b\.?/gi, 'every evening'],
	[/\bp\.?r\.?n\b\.?/gi, 'as needed'],
	[/\bp\.?o\b\.?(?=[\s,;]|$)/gi, 'by mouth'],
	[/\b(?:sub\s?q|s\.?c\.?|s\.?q\.?)(?=[\s,;]|$)/gi, 'subcutaneously'],
	[/\bcc\b/g, 'mL'],
	[/(\d)\s?(?:IU|iu)\b/g, '$1 international units'],
	[/\bIU\b/g, 'international units'],
	[/(\d)\s?[Uu](?![A-Za-z])/g, '$1 units'],
	[/[µμ]g\b/g, 'mcg'],
	[/(\d)\s?ug\b/g, '$1 mcg'],
	[/(?<![\d.,])\.(\d)/g, '0.$1'],
	// Only before a unit of a dose: "version 2.0" is no dose.
	[/(\d+)\.0+(?=\s?(?:mg|mcg|g|mL|ml|units?|international units|mEq|mmol|tab|cap|%))/g, '$1'],
];

/** Has more than one meaning (morphine or magnesium sulfate): nobody here can say which. */
const AMBIGUOUS = /\bMS\b/;

/** The same directions without abbreviations that are easily misread. */
export function writeOut(text: string): { text: string; flags: FactFlag[] } {
	let written = text;
	for (const [short, long] of WRITTEN_OUT) written = written.replace(short, long);
	const flags: FactFlag[] = [];
	if (written !== text) flags.push('unsafe-abbreviation');
	if (AMBIGUOUS.test(text)) flags.push('unsafe-unit');
	return { text: written, flags };
}
