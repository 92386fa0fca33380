import type { INodeProperties } from 'n8n-workflow';
import { narrativeSections, PLANS, type DraftKind } from '../drafting';

export const kindField: INodeProperties = {
	displayName: 'Kind of Document',
	name: 'draftKind',
	type: 'options',
	default: 'discharge-summary',
	description: 'What is drafted. It decides which sections there are.',
	options: [
		{
			name: 'Addendum',
			value: 'addendum',
			description:
				'Only what is new in the chart since a document was signed, such as late results',
		},
		{
			name: 'Chart Summary',
			value: 'chart-summary',
			description: 'What matters of the chart before a visit',
		},
		{
			name: 'Discharge Summary',
			value: 'discharge-summary',
			description: 'The summary of one stay',
		},
		{
			name: 'Letter of Medical Necessity',
			value: 'medical-necessity',
			description: 'To a payer: what the patient has and what was tried',
		},
	],
};

export const earlierFactsField: INodeProperties = {
	displayName: 'Earlier Facts',
	name: 'earlierFacts',
	type: 'json',
	default: '={{ $json.earlierFacts }}',
	required: true,
	displayOptions: { show: { draftKind: ['addendum'] } },
	description:
		'The facts from which the signed document was made. What the facts of today have beyond them is drafted.',
};

/** The sections of all kinds for which a model can write, each code once. */
export const sectionsOption: INodeProperties = {
	displayName: 'Sections With Sentences',
	name: 'sections',
	type: 'multiOptions',
	default: [],
	description: 'For which sections the model writes. All that can have sentences when empty.',
	options: [
		...new Map(
			(Object.keys(PLANS) as DraftKind[])
				.flatMap((kind) => narrativeSections(kind))
				.map(({ code, title }) => [code, { name: titleCase(`${title} (${code})`), value: code }]),
		).values(),
	].sort((one, other) => one.name.localeCompare(other.name)),
};

function titleCase(text: string): string {
	const small = new Set(['and', 'for', 'of', 'the']);
	return text.replace(/[a-z]+/gi, (word, at: number) =>
		at > 0 && small.has(word) ? word : `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`,
	);
}
