import type {
	ClinicalDraft,
	ClinicalFacts,
	DraftVerification,
	Fact,
	Finding,
	SignOffEdit,
	Verdict,
} from '../../shared/contracts';
import type { BesideSection } from './beside';
import type { CaseContent, ReviewCase } from './review-case';
import { hashOf } from './review-case';
import {
	addedId,
	appliedDraft,
	editsOf,
	includedAtFirst,
	judgedDraft,
	readings,
	sectionOf,
	withFlipped,
	type Reading,
	type WorkingCopy,
} from './working-copy';

/** Compares a draft with facts; see nodes/Drafting/verifying. */
export type Verify = (facts: ClinicalFacts, draft: ClinicalDraft) => DraftVerification;
/** The text of a draft, as it is signed. */
export type Render = (draft: ClinicalDraft, facts: ClinicalFacts) => string;

export interface Engines {
	verify: Verify;
	render: Render;
}

/** One sentence as the page shows it. */
export interface Row {
	id: string;
	text: string;
	/** As the draft had it. */
	before: string;
	change?: SignOffEdit['change'];
	included: boolean;
	/** The clinician answers for it. */
	own: boolean;
	/** Left out by the draft itself. */
	leftOut: boolean;
	verdict: Verdict;
	findings: Finding[];
	sources: Fact[];
	quotes: string[];
}

export interface SectionView {
	code: string;
	title: string;
	rows: Row[];
	tables: NonNullable<ClinicalDraft['sections'][number]['tables']>;
	empty?: string;
	added: string;
	addedFindings: Finding[];
	/** What the check says about rows of tables: `0:2` is the third row of the first table. */
	rowFindings: ReadonlyMap<string, Finding[]>;
}

/** Everything that the page shows, once. */
export interface ReviewView {
	review: ReviewCase;
	facts: ClinicalFacts;
	/** Shown beside the document; no part of it. */
	beside: readonly BesideSection[];
	draft: ClinicalDraft;
	/** The draft with the changes so far: what would be signed. */
	applied: ClinicalDraft;
	/** Of what would be signed: the token of the page is bound to it. */
	shownHash: string;
	verification: DraftVerification;
	edits: SignOffEdit[];
	copy: WorkingCopy;
	sections: SectionView[];
}

/** What would be signed, and what was shown beside it. */
export const shownHashOf = (review: ReviewCase, applied: ClinicalDraft): string =>
	hashOf([
		applied,
		review.factsHash,
		review.fresh?.hash ?? '',
		...(review.besideHash === undefined ? [] : [review.besideHash]),
	]);

export function reviewView(
	review: ReviewCase,
	{ facts, draft: made, verification: first, beside = [] }: CaseContent,
	copy: WorkingCopy,
	verify: Verify,
): ReviewView {
	const draft = judgedDraft(made, copy);
	const applied = appliedDraft(draft, copy);
	const edits = editsOf(draft, copy);
	const verification = edits.length === 0 ? first : verify(facts, applied);
	const checked = new Map(
		[...first.sentences, ...verification.sentences].map((one) => [one.id, one]),
	);
	const byId = new Map(facts.facts.map((fact) => [fact.id, fact]));
	const row = (reading: Reading): Row => {
		const { sentence, rejected } = reading.placed;
		const found = checked.get(sentence.id);
		const cites = new Set([...sentence.cites, ...(found?.evidence ?? [])]);
		return {
			id: sentence.id,
			text: reading.text,
			before: sentence.text,
			change: reading.change,
			included: reading.included,
			own: reading.own,
			leftOut: rejected || !includedAtFirst(reading.placed),
			verdict: found?.verdict ?? sentence.verdict ?? 'unsupported',
			findings: found?.findings ?? sentence.findings ?? [],
			sources: [...cites].flatMap((id) => byId.get(id) ?? []),
			quotes: (sentence.quotes ?? []).map(({ text }) => text),
		};
	};
	const all = readings(draft, copy);
	const sections = draft.sections.map((section, at): SectionView => {
		const here = all.filter(({ placed }) =>
			placed.section === -1 ? sectionOf(draft, placed.sentence.id) === at : placed.section === at,
		);
		return {
			code: section.code,
			title: section.title,
			rows: here.map(row),
			tables: section.tables ?? [],
			empty: section.empty,
			added: copy.added[at] ?? '',
			addedFindings: checked.get(addedId(at))?.findings ?? [],
			rowFindings: rowFindings(section, checked),
		};
	});
	const shownHash = shownHashOf(review, applied);
	return {
		review,
		facts,
		beside,
		draft,
		applied,
		shownHash,
		verification,
		edits,
		copy,
		sections,
	};
}

/** The approved draft with what the check says of each sentence that the clinician answers for. */
export function approvedDraft({ applied, verification }: ReviewView): ClinicalDraft {
	const checked = new Map(verification.sentences.map((one) => [one.id, one]));
	return {
		...applied,
		sections: applied.sections.map((section) => ({
			...section,
			sentences: section.sentences.map((sentence) => {
				const found = checked.get(sentence.id);
				if (sentence.origin !== 'clinician' || found === undefined) return sentence;
				return { ...sentence, verdict: found.verdict, findings: found.findings };
			}),
		})),
	};
}

type Checked = ReadonlyMap<string, DraftVerification['sentences'][number]>;

/** Rows are checked under `table:SECTION:TABLE:ROW`; those that are right are not named. */
function rowFindings(
	{ code, tables = [] }: ClinicalDraft['sections'][number],
	checked: Checked,
): ReadonlyMap<string, Finding[]> {
	const found = new Map<string, Finding[]>();
	for (const [table, { rows }] of tables.entries()) {
		for (const row of rows.keys()) {
			const findings = checked.get(`table:${code}:${table}:${row}`)?.findings ?? [];
			if (findings.length > 0) found.set(`${table}:${row}`, findings);
		}
	}
	return found;
}

/** Sentences speak of each other, so leaving one out may touch the next: a few rounds settle it. */
const MOST_ROUNDS = 5;

/**
 * What would be signed with these changes: what the chart does not bear out any more beside the changed
 * text is left out, like everything of that kind.
 */
export function settledView(
	review: ReviewCase,
	content: CaseContent,
	copy: WorkingCopy,
	verify: Verify,
): ReviewView {
	let view = reviewView(review, content, copy, verify);
	for (let round = 0; round < MOST_ROUNDS; round++) {
		const flipped = view.sections
			.flatMap(({ rows }) => rows)
			.filter(({ included, own, verdict }) => included && !own && verdict === 'unsupported');
		if (flipped.length === 0) return view;
		const next = withFlipped(
			view.copy,
			flipped.map(({ id }) => id),
		);
		view = reviewView(review, content, next, verify);
	}
	return view;
}
