/** Words that say nothing about what a question is about: small words, words of forms, and units. */
const COMMON = new Set(
	[
		'about above after again all also and another answer any applicable are been before being below between both but can did does doing done during each ever following for from give given had has have having her here him his how into its last latest list long many member much must name need not number off only other our out over own per please provide provided record recorded required same select she specify state such than that the their them then there these they this those through time under until use used using very was were what when where whether which while who why will with within you your',
		'patient patients physician provider payer complete completed current currently most recent recently documented documentation duration reason result results value test level date dates yes diagnosed diagnosis experience experienced experiencing suffer suffers undergone underwent receive received taking takes take taken past prior previous previously history total dose dosage',
		'second seconds minute minutes hour hours day days week weeks weekly month months monthly year years percent times',
	]
		.join(' ')
		.split(' '),
);
const ENDING = /(?<=\p{L}{3})(?:ations?|ities|ity|ies|ings?|ions?|ed|es|e|als?|ics?|ly|s|y)$/u;

/** Forms of a word that do not begin alike. */
const SAME = new Map([['weighs', 'weight']]);

/**
 * A word without its ending; undefined for one that says nothing. Two letters count only as a short
 * name in capitals: "CT", "L5".
 */
export function stemOf(word: string): string | undefined {
	const small = word.toLowerCase();
	if (!/\p{L}/u.test(small) || COMMON.has(small)) return undefined;
	if (small.length < 3) return /^\p{Lu}[\p{Lu}\d]$/u.test(word) ? small : undefined;
	return SAME.get(small) ?? small.replace(ENDING, '');
}

const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}]{2,}/gu) ?? [];

export const stemsOf = (text: string): Set<string> =>
	new Set(wordsOf(text).flatMap((word) => stemOf(word) ?? []));

/** What kind of answer the sentence must bear. */
export type Wanted = 'yes' | 'no' | 'value';

/**
 * True when a sentence speaks of what a question asks. For a yes and a no all words that say something
 * must be there; of "bowel or bladder" one is enough for a yes. Other words for the same thing are not
 * known here; a person knows them.
 */
export function isAboutSame(question: string, sentence: string, wanted: Wanted): boolean {
	const there = stemsOf(sentence);
	if (wanted === 'yes') return isCoveredBy(question, there);
	const asked = stemsOf(question);
	const shared = [...asked].filter((stem) => there.has(stem)).length;
	if (wanted === 'no') return asked.size > 0 && shared === asked.size;
	return shared >= Math.max(1, Math.min(2, Math.ceil(asked.size / 2)));
}

/** True when among the stems are all of the question; of "bowel or bladder" one is enough. */
export function isCoveredBy(question: string, there: ReadonlySet<string>): boolean {
	const asked = stemsOf(question);
	const instead = alternativesIn(question);
	const isThere = (stem: string): boolean =>
		there.has(stem) ||
		instead.some((pair) => pair.includes(stem) && pair.some((other) => there.has(other)));
	return asked.size > 0 && [...asked].every(isThere);
}

/** Stems on both sides of an "or". */
const alternativesIn = (question: string): string[][] =>
	[...question.matchAll(/([\p{L}\p{N}]+)\s*(?:\/|,?\s+(?:and\/)?or)\s+([\p{L}\p{N}]+)/giu)].map(
		([, one, other]) => [one, other].flatMap((word) => stemOf(word) ?? []),
	);

/** Of each row, one excludes the others: a left knee is no right knee. */
const ROWS: readonly RegExp[][] = [
	[/\b(?:left|lt|l)\b(?!\d)/i, /\b(?:right|rt|r)\b(?!\d)/i, /\b(?:bilateral(?:ly)?|both)\b/i],
	[/\bcervical\b/i, /\bthoracic\b/i, /\blumb(?:ar|osacral)\b/i, /\bbrain\b/i],
	[/\bupper\b/i, /\blower\b/i],
	[/\bacute\b/i, /\bchronic\b/i],
	[/\banterior\b/i, /\bposterior\b/i],
	[/\bmedial\b/i, /\blateral\b/i],
	[/\bproximal\b/i, /\bdistal\b/i],
	[/\bmild\b/i, /\bmoderate\b/i, /\bsevere\b/i],
	[/\bphysical\b/i, /\b(?:occupational|speech|behaviou?ral|massage|radiation|aqua\w*)\b/i],
	[
		/\b(?:MRI|magnetic)\b/,
		/\bCT\b/,
		/\b(?:x-?rays?|radiographs?)\b/i,
		/\bultrasound\b/i,
		/\bPET\b/,
	],
];

/** True when the sentence names the other side, part or degree than the question, or none where it names one. */
export const isOfAnother = (question: string, sentence: string): boolean =>
	ROWS.some((row) => {
		const asked = row.filter((one) => one.test(question));
		if (asked.length !== 1) return false;
		return row.some((one) => one.test(sentence) !== asked.includes(one));
	});
