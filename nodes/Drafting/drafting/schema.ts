import type { JsonSchema } from '../../clients/llm';
import type { Fact } from '../../shared/contracts';
import type { SectionPlan } from './plan';

/** Longest sentence as the model writes it, and most facts that it may cite. */
export const MAX_TEMPLATE = 500;
export const MAX_CITES = 12;
const MOST_SENTENCES = 12;

export const sentencesAtMost = ({ narrative }: SectionPlan): number =>
	Math.min(narrative?.maxSentences ?? 0, MOST_SENTENCES);

/**
 * JSON Schema (2020-12) of an answer: for each section by its LOINC code a list of sentences, whose
 * citations can only be ids of the facts that were shown for it.
 *
 * @param parts sections that are asked for in one call, each with its facts
 */
export function draftSchema(
	parts: ReadonlyArray<{ section: SectionPlan; facts: readonly Fact[] }>,
): JsonSchema {
	const properties = Object.fromEntries(
		parts.map(({ section, facts }) => [section.code, sentenceList(section, facts)]),
	);
	return {
		type: 'object',
		additionalProperties: false,
		required: Object.keys(properties),
		properties,
	};
}

const sentenceList = (section: SectionPlan, facts: readonly Fact[]): JsonSchema => ({
	type: 'array',
	minItems: 1,
	maxItems: sentencesAtMost(section),
	items: {
		type: 'object',
		additionalProperties: false,
		required: ['text', 'cites'],
		properties: {
			text: { type: 'string', minLength: 1, maxLength: MAX_TEMPLATE },
			cites: {
				type: 'array',
				minItems: 1,
				maxItems: MAX_CITES,
				items: { type: 'string', enum: facts.map(({ id }) => id) },
			},
		},
	},
});
