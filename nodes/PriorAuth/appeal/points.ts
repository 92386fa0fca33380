import type { ChecklistCriterion, PacketSection, PriorAuthChecklist } from '../../shared/contracts';
import { stateWords } from '../checklist';
import { reasonWords } from '../checklist/words';

const COLUMNS = ['Point', 'State', 'Answer', 'Evidence', 'Remark'];

/**
 * What the chart says to each point of the payer, in three parts: a No and a value that differs were
 * found, and a clinician who reads "not found" would look for them in vain.
 */
export function pointSections({ criteria, asOf }: PriorAuthChecklist): PacketSection[] {
	const of = (state: ChecklistCriterion['state']) =>
		criteria.filter((criterion) => criterion.state === state).map(row);
	const read = `Chart read ${asOf.slice(0, 16).replace('T', ' ')} UTC.`;
	return [
		{
			title: 'What the chart says to the points of the payer',
			text: read,
			columns: COLUMNS,
			rows: of('met'),
		},
		{
			title: 'What the chart says that may speak against it',
			text: `${read} The chart answers no, or another value than is wanted.`,
			columns: COLUMNS,
			rows: of('unmet'),
		},
		{
			title: 'What was not found in the chart, or is not certain',
			text: `${read} What is not recorded may be so all the same.`,
			columns: COLUMNS,
			rows: of('unknown'),
		},
	].filter(({ rows }) => rows.length > 0);
}

function row(criterion: ChecklistCriterion): string[] {
	const { text, state, answer = '', from, evidence, reasons } = criterion;
	return [
		text,
		stateWords(criterion),
		state === 'unknown' && answer !== '' ? `${answer} (not confirmed)` : answer,
		[
			from,
			...evidence.map(({ title, date, quote, around = quote }) =>
				[title, date?.slice(0, 10), around === undefined ? undefined : `“${around}”`]
					.filter(Boolean)
					.join(', '),
			),
		]
			.filter((each) => each !== undefined)
			.join('; '),
		// "Answered: no" says it already.
		reasons
			.filter((reason) => reason !== 'answered-no')
			.map(reasonWords)
			.join('; '),
	];
}
