import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_BUDGET } from '../drafting';
import { sectionsOption } from './kind-fields';

const withModel = { show: { sentencesBy: ['model'] } };

export const sentencesField: INodeProperties = {
	displayName: 'Sentences',
	name: 'sentencesBy',
	type: 'options',
	default: 'model',
	description: 'Who writes sentences beside the tables. The tables always come from facts alone.',
	options: [
		{
			name: 'By a Local Model',
			value: 'model',
			description:
				'A language model of the hospital writes them; drugs, doses, numbers and dates are put in from facts',
		},
		{ name: 'None, Tables Only', value: 'none', description: 'No model is asked' },
	],
};

export const modelField: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	displayOptions: withModel,
	description:
		'The language model, as the server names it. Models that run on servers of somebody else are refused.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'models', searchable: true },
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. qwen3:8b' },
	],
};

const whole = (
	name: string,
	displayName: string,
	value: number,
	minValue: number,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue, numberPrecision: 0 },
	default: value,
	description,
});

/** Options of Draft, in the order of their names. */
export const draftOptions: INodeProperties = {
	displayName: 'Options',
	name: 'draftOptions',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		whole(
			'characters',
			'Characters per Question at Most',
			DEFAULT_BUDGET.characters,
			1000,
			'How much of the facts is shown to the model for one question. What does not fit still stands in the tables.',
		),
		whole(
			'contextTokens',
			'Context Window (Tokens)',
			0,
			0,
			'How much the model takes in and writes together. 0 takes what the credential says. With Ollama, another value than the last one makes it load the model again.',
		),
		whole(
			'facts',
			'Facts per Question at Most',
			DEFAULT_BUDGET.facts,
			5,
			'How many facts are shown to the model for one question. Small models write better from few.',
		),
		{
			displayName: 'Fingerprint on the Second Server',
			name: 'secondPin',
			type: 'string',
			typeOptions: { rows: 2 },
			default: '',
			description: 'The same as Model Fingerprint, for the second server of the credential',
		},
		whole(
			'maxTokens',
			'Longest Answer (Tokens)',
			2048,
			64,
			'An answer that is longer is not used. It is kept free in the context window.',
		),
		{
			displayName: 'Model Fingerprint',
			name: 'pin',
			type: 'string',
			typeOptions: { rows: 2 },
			default: '',
			placeholder: 'e.g. 500a1f067a9f',
			description:
				'Only exactly this model is used: its digest (Ollama), or the content of the manifest file that "hospital model manifest" wrote (vLLM, llama-server). What the credential demands counts as well.',
		},
		{
			displayName: 'Model on the Second Server',
			name: 'secondModel',
			type: 'string',
			default: '',
			placeholder: 'e.g. Qwen/Qwen3-8B',
			description: 'Name of the same model there, when it differs',
		},
		whole(
			'sectionsPerCall',
			'Sections per Question',
			1,
			1,
			'How many sections the model writes in one answer. 1 suits small models; more is faster.',
		),
		sectionsOption,
		whole(
			'seed',
			'Seed',
			0,
			0,
			'The same seed and facts give the same sentences, as far as the server keeps to it',
		),
		{
			displayName: 'Thinking',
			name: 'think',
			type: 'options',
			default: 'off',
			description:
				'Whether a reasoning model thinks before it answers. Its thoughts are thrown away.',
			options: [
				{ name: 'As the Model Does', value: 'model' },
				{ name: 'High', value: 'high' },
				{ name: 'Low', value: 'low' },
				{ name: 'Medium', value: 'medium' },
				{ name: 'Off', value: 'off' },
			],
		},
		whole(
			'betweenTokensSeconds',
			'Time Limit: Between Two Words (Seconds)',
			30,
			1,
			'How long the model may fall silent in the middle of an answer',
		),
		whole(
			'connectSeconds',
			'Time Limit: Connection (Seconds)',
			5,
			1,
			'How long it may take to reach the server',
		),
		whole(
			'firstTokenSeconds',
			'Time Limit: First Word (Seconds)',
			180,
			1,
			'How long it may take until an answer begins. Loading a model counts.',
		),
		whole(
			'totalSeconds',
			'Time Limit: One Question (Seconds)',
			600,
			1,
			'How long one answer may take, waiting for a free place not counted',
		),
		{
			displayName: 'Title',
			name: 'title',
			type: 'string',
			default: '',
			placeholder: 'e.g. Discharge summary',
			description: 'Title of the document. That of its kind when empty.',
		},
		{
			displayName: 'Urgency',
			name: 'lane',
			type: 'options',
			default: 'work',
			description:
				'Which request goes first when several wait for the server. A batch request makes way for an urgent one.',
			options: [
				{
					name: 'As the Work Item Says',
					value: 'work',
					description: 'Routine where there is none',
				},
				{ name: 'Batch', value: 'batch' },
				{ name: 'Routine', value: 'routine' },
				{ name: 'Urgent', value: 'urgent' },
			],
		},
	],
};
