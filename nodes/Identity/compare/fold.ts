/** Letters that Unicode does not decompose, and what they become without their stroke or ligature. */
const PLAIN: Record<string, string> = {
	ß: 'ss',
	æ: 'ae',
	œ: 'oe',
	ø: 'o',
	đ: 'd',
	ð: 'd',
	þ: 'th',
	ł: 'l',
	ħ: 'h',
	ı: 'i',
	ς: 'σ',
};

/** How German and Nordic names are written on machines without these letters. */
const SPELLED_OUT: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' };

/**
 * The forms under which two spellings of one name meet: without case, diacritics, punctuation and
 * spaces; once with umlauts reduced (`muller`) and once spelled out (`mueller`).
 *
 * Only the Latin, Greek and Cyrillic combining marks go: in other scripts such marks tell words apart
 * (Japanese voicing, Indic vowels).
 */
export function foldings(text: string): Set<string> {
	const lower = text.normalize('NFKC').toLowerCase().normalize('NFC');
	const spelled = lower.replace(/[äöüøå]/g, (letter) => SPELLED_OUT[letter] ?? letter);
	return new Set([reduce(lower), reduce(spelled)].filter((form) => form !== ''));
}

function reduce(lower: string): string {
	return lower
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.normalize('NFC')
		.replace(/[ßæœøđðþłħıς]/g, (letter) => PLAIN[letter] ?? letter)
		.replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
		.replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}

/** True when the two texts share a folded form. Empty texts meet nothing. */
export function sameFolded(one: string, other: string): boolean {
	const forms = foldings(one);
	for (const form of foldings(other)) if (forms.has(form)) return true;
	return false;
}

export type Script = 'alphabetic' | 'ideographic' | 'phonetic';

/** Which of the three DICOM groups (PS3.5 6.2.1.1) a name belongs to, by the letters it uses. */
export function scriptOf(text: string): Script {
	if (/\p{Script=Han}/u.test(text)) return 'ideographic';
	if (/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(text)) return 'phonetic';
	return 'alphabetic';
}
