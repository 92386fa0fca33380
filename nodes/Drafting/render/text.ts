import type { ClinicalDraft, ClinicalFacts, DraftTable } from '../../shared/contracts';
import { viewOf, type ViewSection } from './view';

/**
 * The document as plain text: what a clinician approves and what a note in the chart holds. The same
 * draft and facts always give the same text. Sentences that are not included are not in it.
 *
 * @param facts those that the draft was made from
 */
export function renderText(draft: ClinicalDraft, facts: ClinicalFacts): string {
	const view = viewOf(draft, facts);
	const people = view.people.map(([label, text]) => `${label}: ${text}`).join('\n');
	const sections = view.sections.map(
		(section) => `${section.title.toUpperCase()}\n${sectionText(section)}`,
	);
	const about = `ABOUT THIS DOCUMENT\n${view.about.join('\n')}`;
	return `${[view.title, people, ...sections, about].join('\n\n')}\n`;
}

/** One section as plain text, without its title. Never empty. */
export function sectionText({ sentences, tables, empty }: ViewSection): string {
	const paragraph = sentences.map(({ text }) => text).join(' ');
	const parts = [paragraph, ...tables.map(tableText), empty].filter((one) => one !== '');
	return parts.length === 0 ? 'Not recorded.' : parts.join('\n\n');
}

/** Each row as a line, with the heading before each cell: no column has to be counted. */
function tableText({ title, columns, rows }: DraftTable): string {
	const isLabelled = columns[1] === 'As recorded';
	const lines = rows.map(({ cells }) => {
		const [first = '', ...rest] = cells;
		const named = rest.flatMap((cell, at) => {
			if (cell === '') return [];
			const heading = isLabelled && at === 0 ? first : columns[at + 1];
			return [`${heading ?? ''}: ${cell}`];
		});
		return `- ${[...(isLabelled ? [] : [first]), ...named].join('; ')}`;
	});
	return `${title}:\n${lines.join('\n')}`;
}
