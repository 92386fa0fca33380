/** A question about the effect: then these words are its answer, and no aside. */
const ASKS_EFFECT =
	/\b(?:improv|respon|respond|benefi|reliev|relief|help|fail|effect|success|complicat|tolera|adequate|unable)/i;
const ASIDES: readonly RegExp[] = [
	/,?\s(?:but )?(?:without|with no) (?:any |much |significant |lasting |sustained |adequate )?(?:relief|improvement|benefit|complications?)(?=[\s.,;)]*$|[.,;)])/giu,
	/\b(?:did not|didn['’]t) (?:help|improve|provide (?:any )?relief)\b/giu,
	/\b(?:provided|gave|brought) no (?:relief|benefit|improvement)\b/giu,
];

/**
 * A sentence without what it says about the effect: "completed physical therapy without relief" denies
 * the relief, and not the therapy.
 */
export const withoutAsides = (question: string, sentence: string): string =>
	ASKS_EFFECT.test(question)
		? sentence
		: ASIDES.reduce((left, aside) => left.replace(aside, ''), sentence);
