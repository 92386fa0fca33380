import type { ClinicalDraft, Fact } from '../../shared/contracts';
import { factsFor } from './choose';
import type { SectionPlan } from './plan';

/** Name under which it stands among the parameters of the model in the draft. */
const PARAMETER = 'factsInPart';

/** How many facts a section could have been written from, and how many the model was given. */
export interface Coverage {
	/** LOINC code of the section. */
	code: string;
	given: number;
	there: number;
}

const ALL = { facts: Infinity, characters: Infinity };

/** @param told facts of the chart that may be told */
export const coverageOf = (
	told: readonly Fact[],
	section: SectionPlan,
	given: readonly Fact[],
): Coverage => ({
	code: section.code,
	given: given.length,
	there: factsFor(told, section, ALL).length,
});

/** Sections of which the model saw only a part, for the parameters of the draft: `8648-8 80/215`. */
export function coverageParameter(all: readonly Coverage[]): Record<string, string> {
	const parts = all
		.filter(({ given, there }) => given < there)
		.map(({ code, given, there }) => `${code} ${given}/${there}`);
	return parts.length === 0 ? {} : { [PARAMETER]: parts.join(', ') };
}

/** One sentence for the reader of the document; undefined where the model was given everything. */
export function explainCoverage({ model, sections }: ClinicalDraft): string | undefined {
	const told = model?.parameters?.[PARAMETER];
	if (typeof told !== 'string') return undefined;
	const parts = [...told.matchAll(/(\d{1,7}-\d) (\d{1,9})\/(\d{1,9})(?:,|$)/g)].map(
		([, code, given, there]) => {
			const title = sections.find((section) => section.code === code)?.title ?? code ?? '';
			return `${title} (${given} of ${there})`;
		},
	);
	if (parts.length === 0) return undefined;
	return `The language model was given only a part of the facts for: ${parts.join(', ')}. What it was not given is not in its sentences.`;
}
