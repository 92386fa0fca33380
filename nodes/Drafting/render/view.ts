import {
	type ClinicalDraft,
	type ClinicalFacts,
	type DraftTable,
	type Fact,
	type Sentence,
} from '../../shared/contracts';
import { explainCoverage } from '../drafting/coverage';
import { explainReason } from '../drafting/reasons';
import { oneLine } from '../drafting/placeholders';

/** A draft as every rendering shows it: what belongs to the document, and what is said about it. */
export interface View {
	title: string;
	/** Who it is about, as label and text. */
	people: Array<readonly [label: string, text: string]>;
	sections: ViewSection[];
	/** How it was made, and what the reader must know of its limits. */
	about: string[];
	/** Sentences that are no part of the document, in the order of the draft. */
	leftOut: Sentence[];
}

export interface ViewSection {
	code: string;
	title: string;
	/** Those that are included. */
	sentences: Sentence[];
	tables: DraftTable[];
	empty: string;
}

const PEOPLE: ReadonlyArray<readonly [role: string, label: string]> = [
	['name', 'Patient'],
	['birth-date', 'Born'],
	['age', 'Age'],
	['sex', 'Sex'],
	['deceased', 'Deceased'],
	['identifier', 'Identifier'],
];

/** @param facts those that the draft was made from */
export function viewOf(draft: ClinicalDraft, facts: ClinicalFacts): View {
	const sections = draft.sections.map(({ code, title, sentences, tables = [], empty = '' }) => ({
		code,
		title: oneLine(title),
		sentences: sentences
			.filter(({ included }) => included)
			.map((one) => ({ ...one, text: oneLine(one.text) })),
		tables: tables.map(tidy),
		empty: oneLine(empty),
	}));
	const excluded = draft.sections.flatMap(({ sentences }) =>
		sentences.filter(({ included }) => !included),
	);
	return {
		title: oneLine(draft.title),
		people: peopleOf(facts.facts),
		sections,
		about: aboutOf(draft, facts, sections),
		leftOut: [...excluded, ...draft.rejected],
	};
}

/** Each text on one line: none of them can look like another part of the document. */
const tidy = ({ title, columns, rows }: DraftTable): DraftTable => ({
	title: oneLine(title),
	columns: columns.map(oneLine),
	rows: rows.map(({ cells, facts }) => ({ cells: cells.map(oneLine), facts })),
});

function peopleOf(facts: readonly Fact[]): View['people'] {
	const found = PEOPLE.flatMap(([role, label]) =>
		facts
			.filter((fact) => fact.kind === 'patient' && fact.role === role)
			.map((fact) => [label, oneLine(fact.text)] as const),
	);
	return found.some(([label]) => label === 'Patient')
		? found
		: [['Patient', 'name not recorded'], ...found];
}

function aboutOf(
	draft: ClinicalDraft,
	{ gaps }: ClinicalFacts,
	sections: readonly ViewSection[],
): string[] {
	const written = sections.flatMap(({ sentences }) => sentences);
	const origin = (name: Sentence['origin']) => written.some((one) => one.origin === name);
	const model = draft.model === undefined ? 'a language model' : oneLine(draft.model.model);
	// An addendum is not about what the document lacks that it belongs to.
	const told = gaps.filter(({ code }) => draft.kind !== 'addendum' || !code.endsWith('-missing'));
	const coverage = origin('model') ? explainCoverage(draft) : undefined;
	const said = sections.map(({ empty }) => empty).join(' ');
	return [
		`The chart was read at ${draft.asOf}. What came into it later is not here.`,
		'The tables were taken from the chart without a language model.',
		...(origin('model') ? [`Sentences were written by ${model} from facts of the chart.`] : []),
		...(coverage === undefined ? [] : [oneLine(coverage)]),
		...(origin('clinician') ? ['Sentences were changed or added by a clinician.'] : []),
		...(draft.status === 'structured-only' && !origin('model') && !origin('clinician')
			? ['There are no sentences, only tables.']
			: []),
		...(draft.reason === undefined ? [] : [explainReason(draft.reason)]),
		...new Set(told.map(({ message }) => oneLine(message)).filter((one) => !said.includes(one))),
	];
}
