import type { ClinicalFacts, DraftSection, Fact } from '../../shared/contracts';
import type { DraftPlan, SectionPlan } from './plan';

/**
 * The structured part of a draft: every section with its tables, from facts alone. What the chart does
 * not say is said as not recorded, and what could not be read of it beside it.
 */
export const scaffold = (
	{ sections }: DraftPlan,
	facts: readonly Fact[],
	gaps: ClinicalFacts['gaps'],
): DraftSection[] => sections.flatMap((section) => sectionOf(section, facts, gaps));

function sectionOf(
	plan: SectionPlan,
	facts: readonly Fact[],
	gaps: ClinicalFacts['gaps'],
): DraftSection[] {
	const blocks = plan.blocks.map((block) => ({ ...block, made: block.tables(facts) }));
	const tables = blocks.flatMap(({ made }) => made);
	const isKept = plan.optional !== true || tables.length > 0 || plan.narrative !== undefined;
	if (!isKept) return [];
	const codes = new Set(gaps.map(({ code }) => code));
	const empties = blocks.flatMap(({ made, empty, missing = '' }) =>
		made.length === 0 && empty !== undefined && !codes.has(missing) ? [empty] : [],
	);
	const said = [...new Set([...empties, ...gapsOf(plan, gaps)])];
	return [
		{
			code: plan.code,
			title: plan.title,
			sentences: [],
			...(tables.length > 0 && { tables }),
			...(said.length > 0 && { empty: said.join(' ') }),
		},
	];
}

/** What is missing or could not be read, of all that belongs into the section. */
const gapsOf = ({ requirements }: SectionPlan, gaps: ClinicalFacts['gaps']): string[] =>
	gaps
		.filter((gap) => gap.requirements.some((one) => requirements.includes(one)))
		.map(({ message }) => message);

/** An optional section that got neither a table nor a sentence is left out. */
export const withoutEmpty = (sections: readonly DraftSection[]): DraftSection[] =>
	sections.filter(
		({ sentences, tables = [], empty }) =>
			sentences.length > 0 || tables.length > 0 || empty !== undefined,
	);
