import type { DraftTable, Fact, Requirement } from '../../../shared/contracts';

/** A part of a section: its tables, and what is said when the chart has nothing for them. */
export interface Block {
	tables: (facts: readonly Fact[]) => DraftTable[];
	/**
	 * Always that it is not recorded, never that there is none. Absent where silence misleads nobody.
	 */
	empty?: string;
	/** Code of the gap that says the same in the words of the facts: then that is said instead. */
	missing?: string;
}

/** What a model is asked to write for a section, and from which facts. */
export interface Narrative {
	/** One or two sentences: what the paragraph is about. */
	brief: string;
	/** The most important kinds first: what does not fit is left out from the end. */
	kinds: ReadonlyArray<Fact['kind']>;
	/** False keeps a fact out, for example a role that belongs elsewhere. */
	only?: (fact: Fact) => boolean;
	maxSentences: number;
}

export interface SectionPlan {
	/** LOINC. */
	code: string;
	title: string;
	blocks: readonly Block[];
	/** Must-have things that belong here: gaps of the facts that name them are said here. */
	requirements: readonly Requirement[];
	/** True: left out when the chart has nothing for it. */
	optional?: boolean;
	narrative?: Narrative;
}

/** A kind of document: its LOINC code, its title, and its sections in order. */
export interface DraftPlan {
	type: { code: string; display: string };
	title: string;
	sections: readonly SectionPlan[];
}
