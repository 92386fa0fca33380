import type { DraftTable, Fact } from '../../../shared/contracts';
import { of, part, table } from './table';

export const followUp = (facts: readonly Fact[]): DraftTable[] =>
	table('Follow-up', of(facts, 'follow-up', 'appointment', 'order'), [
		{ title: 'What', cell: (fact) => fact.parts?.name ?? fact.data.name },
		{
			title: 'When',
			cell: ({ parts }) => [parts?.date, parts?.time].filter(Boolean).join(', '),
		},
		{
			title: 'With whom and where',
			cell: ({ parts, data }) =>
				[parts?.with ?? data.with?.join(', '), parts?.place].filter(Boolean).join(', '),
		},
		{ title: 'Why', cell: ({ parts, data }) => parts?.reason ?? data.reason, expected: false },
	]);

/** What a payer is asked for: services and tests that are ordered and not done yet. */
export const ordered = (facts: readonly Fact[]): DraftTable[] =>
	table(
		'Ordered',
		[...of(facts, 'follow-up', 'order'), ...of(facts, 'pending-result', 'order')] as Fact[],
		[
			{ title: 'What', cell: part('name') },
			{ title: 'How much', cell: part('amount') },
			{
				title: 'When',
				cell: ({ kind, parts }) =>
					[kind === 'pending-result' ? parts?.planned : parts?.date, parts?.until]
						.filter(Boolean)
						.join(' to '),
			},
			{ title: 'Why', cell: part('reason') },
		],
	);

const KINDS = { diet: 'Diet', activity: 'Activity' } as const;

/** What the patient was told, as far as the chart has it in records of their own. */
export const instructions = (facts: readonly Fact[]): DraftTable[] =>
	table(
		'Instructions',
		[
			...of(facts, 'diet'),
			...of(facts, 'activity'),
			...of(facts, 'follow-up', 'instruction'),
		] as Fact[],
		[
			{ title: 'About', cell: ({ kind }) => KINDS[kind as keyof typeof KINDS] ?? 'Follow-up' },
			{ title: 'Instruction', cell: (fact) => fact.text },
		],
	);

export const codeStatus = (facts: readonly Fact[]): DraftTable[] =>
	table('Advance directives', of(facts, 'code-status'), [
		{ title: 'As recorded', cell: (fact) => fact.parts?.name ?? fact.text },
		{ title: 'Date', cell: part('date') },
	]);

export const immunizations = (facts: readonly Fact[]): DraftTable[] =>
	table('Immunizations', of(facts, 'immunization'), [
		{ title: 'Vaccine', cell: (fact) => fact.parts?.name ?? fact.data.name },
		{ title: 'Given', cell: ({ role }) => (role === 'given' ? 'yes' : 'not given') },
		{ title: 'Date', cell: part('date') },
		{ title: 'Reason', cell: part('reason'), expected: false },
	]);
