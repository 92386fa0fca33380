import type { INodeProperties } from 'n8n-workflow';
import {
	deadlinesIn,
	modelNameIn,
	numberIn,
	priorityIn,
	textIn,
	thinkingIn,
	windowIn,
	type Manner,
	type RawManner,
} from '../../clients/llm';
import type { Priority } from '../../shared/contracts';

const withModel = { show: { dtrEvidenceBy: ['model'] } };

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

export const evidenceFields: INodeProperties[] = [
	{
		displayName: 'Evidence in Notes',
		name: 'dtrEvidenceBy',
		type: 'options',
		default: 'model',
		description:
			"Who looks in notes and reports for what the payer's own expressions do not answer. Words that are found are checked against the note; nothing is taken on the word of a model.",
		options: [
			{
				name: 'By a Local Model',
				value: 'model',
				description: 'A language model of the hospital looks for words that answer the question',
			},
			{ name: 'By People Only', value: 'none', description: 'No model is asked' },
		],
	},
	{
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
	},
	{
		displayName: 'Model Options',
		name: 'dtrModelOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: withModel,
		description: 'How the model is asked',
		options: [
			whole(
				'characters',
				'Characters per Question at Most',
				16_000,
				2_000,
				'How much of the notes is shown to the model at once. Longer charts are shown part by part.',
			),
			whole(
				'contextTokens',
				'Context Window (Tokens)',
				0,
				0,
				'How much the model takes in and writes together. 0 takes what the credential says.',
			),
			{
				displayName: 'Fingerprint on the Second Server',
				name: 'secondPin',
				type: 'string',
				typeOptions: { rows: 2 },
				default: '',
				description: 'The same as Model Fingerprint, for the second server of the credential',
			},
			whole('maxTokens', 'Longest Answer (Tokens)', 2048, 64, 'A longer answer is not used'),
			{
				displayName: 'Model Fingerprint',
				name: 'pin',
				type: 'string',
				typeOptions: { rows: 2 },
				default: '',
				placeholder: 'e.g. 500a1f067a9f',
				description:
					'Only exactly this model is used: its digest (Ollama), or the content of the manifest file that "hospital model manifest" wrote',
			},
			{
				displayName: 'Model on the Second Server',
				name: 'secondModel',
				type: 'string',
				default: '',
				description: 'Name of the same model there, when it differs',
			},
			whole(
				'questionsPerCall',
				'Questions at Once',
				5,
				1,
				'How many questions of the payer the model gets in one go. Small models find more with few.',
			),
			whole(
				'seed',
				'Seed',
				0,
				0,
				'The same seed and notes give the same findings, as far as the server keeps to it',
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
		],
	},
];

interface RawOptions extends RawManner {
	characters?: unknown;
	questionsPerCall?: unknown;
}

/** How a model is asked for evidence. */
export interface EvidenceManner {
	manner: Manner;
	characters: number;
	questions: number;
}

/**
 * @param workPriority of the work item
 * @throws HospitalError `input-invalid`, naming the field
 */
export function readEvidenceManner(
	model: unknown,
	options: RawOptions,
	workPriority: Priority | undefined,
): EvidenceManner {
	return {
		characters: numberIn(options.characters, 16_000, 2_000, 200_000, 'Characters per Question'),
		questions: numberIn(options.questionsPerCall, 5, 1, 40, 'Questions at Once'),
		manner: {
			model: modelNameIn(
				model,
				'Model',
				'Choose a model from the list, or set Evidence in Notes to "By People Only".',
			),
			secondModel: textIn(options.secondModel),
			pin: textIn(options.pin),
			secondPin: textIn(options.secondPin),
			priority: priorityIn('work', workPriority),
			contextTokens: windowIn(options.contextTokens),
			deadlines: deadlinesIn(options),
			writing: {
				temperature: 0,
				seed: numberIn(options.seed, 0, 0, 2 ** 31 - 1, 'Seed'),
				maxTokens: numberIn(options.maxTokens, 2048, 64, 100_000, 'Longest Answer'),
				...thinkingIn(options.think ?? 'off'),
			},
		},
	};
}
