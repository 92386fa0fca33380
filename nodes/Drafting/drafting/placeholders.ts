import type { Fact } from '../../shared/contracts';

/** `{{f12}}` prints the text of a fact, `{{f12.dose}}` one part of it. */
export interface Placeholder {
	fact: string;
	part?: string;
	/** As it stands in the template; `end` is behind the last brace. */
	start: number;
	end: number;
}

const PLACEHOLDER = /\{\{ {0,2}(f[1-9]\d{0,5})(?:\.([A-Za-z][A-Za-z0-9-]{0,31}))? {0,2}\}\}/g;

/** Every placeholder of a template, in order. What only looks like one is left to {@link wordsOf}. */
export function placeholdersOf(template: string): Placeholder[] {
	return [...template.matchAll(PLACEHOLDER)].map((match) => {
		const [whole, fact, part] = match;
		const start = match.index;
		return { fact, ...(part !== undefined && { part }), start, end: start + whole.length };
	});
}

/**
 * Stand for a placeholder in {@link wordsOf}, the second one for one that prints a number first:
 * private-use signs that no sentence may hold itself.
 */
const HOLE = '\ue000';
const NUMBER_HOLE = '\ue001';
export const HOLES = /[\ue000\ue001]/;

/** The words that the writer of the template chose: each placeholder is one sign of {@link HOLES}. */
export const wordsOf = (template: string, facts: ReadonlyMap<string, Fact>): string =>
	template.replace(PLACEHOLDER, (_, fact: string, part?: string) =>
		/^\W*\d/.test(printed({ fact, ...(part !== undefined && { part }) }, facts) ?? '0')
			? NUMBER_HOLE
			: HOLE,
	);

/** What a placeholder prints, or undefined when there is no such fact or part. */
export function printed(
	{ fact: id, part }: Pick<Placeholder, 'fact' | 'part'>,
	facts: ReadonlyMap<string, Fact>,
): string | undefined {
	const fact = facts.get(id);
	if (fact === undefined) return undefined;
	if (part !== undefined) {
		const text = Object.hasOwn(fact.parts ?? {}, part) ? fact.parts?.[part] : undefined;
		return text === undefined ? undefined : oneLine(text);
	}
	// What somebody wrote is shown as a quotation: it is theirs, not the draft's.
	return isVerbatim(fact) ? `“${oneLine(fact.text)}”` : oneLine(fact.text);
}

/** True where the text of a fact is a stretch of a note, word for word. */
export const isVerbatim = ({ span }: Fact): boolean => span !== undefined;

/** The template with every placeholder printed; one that cannot be printed stays as it is. */
export const fill = (template: string, facts: ReadonlyMap<string, Fact>): string =>
	template.replace(
		PLACEHOLDER,
		(whole, fact: string, part?: string) =>
			printed({ fact, ...(part !== undefined && { part }) }, facts) ?? whole,
	);

/**
 * Text of the chart on one line. Signs that a reader cannot see, and those that turn the direction of
 * reading, are taken out: they can make a text read otherwise than it is.
 */
export const oneLine = (text: string): string =>
	text
		.replace(/[\s\u0085]+/gu, ' ')
		.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')
		.trim();

export const byId = (facts: readonly Fact[]): ReadonlyMap<string, Fact> =>
	new Map(facts.map((fact) => [fact.id, fact]));
