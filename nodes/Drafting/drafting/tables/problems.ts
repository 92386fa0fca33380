import type { DraftTable, Fact, FactOf } from '../../../shared/contracts';
import { of, part, table, type Column } from './table';

type Problem = FactOf<'problem'>;

const POLARITY: Readonly<Record<string, string>> = {
	present: 'present',
	absent: 'recorded as absent',
	unconfirmed: 'not confirmed',
	resolved: 'resolved',
	'none-known': 'none known',
};

const stateOf = ({ parts, data }: Problem): string =>
	parts?.status === 'remission' ? 'in remission' : (POLARITY[data.polarity] ?? data.polarity);

const SIDE: Column<Fact> = { title: 'Side', cell: part('side'), expected: false };

export const problems = (
	facts: readonly Fact[],
	title: string,
	...roles: Array<Problem['role']>
): DraftTable[] =>
	table(title, of(facts, 'problem', ...roles), [
		{ title: 'Diagnosis', cell: (fact) => fact.parts?.name ?? fact.data.name },
		{ title: 'State', cell: stateOf },
		SIDE,
		{ title: 'Since', cell: part('date'), expected: false },
	]);

const DONE: Readonly<Record<FactOf<'procedure'>['role'], string>> = {
	performed: 'done',
	'in-progress': 'not finished',
	stopped: 'stopped',
	'not-done': 'not done',
	planned: 'planned',
	unclear: 'state not clear',
};

export const procedures = (facts: readonly Fact[]): DraftTable[] =>
	table('Procedures', of(facts, 'procedure'), [
		{ title: 'Procedure', cell: (fact) => fact.parts?.name ?? fact.data.name },
		{ title: 'Done', cell: ({ role }) => DONE[role] },
		SIDE,
		{ title: 'Date', cell: part('date') },
		{
			title: 'Outcome or reason',
			cell: ({ parts, data }) =>
				[
					parts?.outcome ?? data.outcome,
					parts?.reason ?? data.reason,
					...(data.complications ?? []),
				]
					.filter(Boolean)
					.join('; '),
			expected: false,
		},
	]);

/** "None known" is a row of its own: somebody recorded it. */
export const allergies = (facts: readonly Fact[]): DraftTable[] =>
	table('Allergies and intolerances', of(facts, 'allergy'), [
		{
			title: 'Substance',
			cell: (fact) => (fact.role === 'none-known' ? fact.text : fact.parts?.name),
		},
		{ title: 'State', cell: ({ data }) => POLARITY[data.polarity] ?? data.polarity },
		{
			title: 'Reaction',
			cell: ({ role, parts, data }) =>
				role === 'none-known' ? '—' : (parts?.reaction ?? data.reaction.join(', ')),
		},
		{
			title: 'Kind',
			cell: ({ data }) => (data.type === 'intolerance' ? 'intolerance' : ''),
			expected: false,
		},
		{ title: 'Severity', cell: part('severity'), expected: false },
		{
			title: 'Criticality',
			cell: ({ data }) => (data.criticality === 'unable-to-assess' ? '' : data.criticality),
			expected: false,
		},
		{ title: 'As written', cell: part('note'), expected: false },
	]);
