import type { INodeProperties } from 'n8n-workflow';

/** Which model, picked from what the server lists or typed. */
export const modelField: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
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

export const instructionsField: INodeProperties = {
	displayName: 'Instructions',
	name: 'instructions',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	required: true,
	placeholder: 'e.g. Summarise the findings for a general practitioner in three sentences.',
	description:
		'What the model shall do. Text from the chart belongs into the field Text, where nothing in it counts as an instruction.',
};

/** @param required false where images may stand for the text */
export const textField = (required: boolean): INodeProperties => ({
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	required,
	placeholder: 'e.g. {{ $json.note }}',
	description:
		'What the model shall work on, such as a note or report. It is marked as data: what it says is not followed. Invisible and control characters are taken out.',
});

export const imagesFields: INodeProperties[] = [
	{
		displayName: 'Images From Files',
		name: 'imageFiles',
		type: 'string',
		default: '',
		placeholder: 'e.g. data, data2',
		description:
			'Names of the input fields that hold PNG, JPEG or WebP files, with commas between them. Only for models that can see.',
	},
	{
		displayName: 'Images From the Item',
		name: 'imageData',
		type: 'json',
		default: '',
		placeholder: 'e.g. {{ $json.resource.content[0].attachment }}',
		description:
			'A FHIR Attachment or Binary with its data, base64 text, or a list of these. Sealed data is opened; addresses are not followed.',
	},
];

/** Which calls go first when several wait for the same server. */
const laneField: INodeProperties = {
	displayName: 'Urgency',
	name: 'lane',
	type: 'options',
	default: 'work',
	description:
		'Which request goes first when several wait for the server. A batch request makes way for an urgent one.',
	options: [
		{ name: 'As the Work Item Says', value: 'work', description: 'Routine where there is none' },
		{ name: 'Batch', value: 'batch' },
		{ name: 'Routine', value: 'routine' },
		{ name: 'Urgent', value: 'urgent' },
	],
};

const seconds = (name: string, displayName: string, value: number, description: string) =>
	({
		displayName,
		name,
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 86400 },
		default: value,
		description,
	}) satisfies INodeProperties;

/** Settings of every operation. */
const COMMON: INodeProperties[] = [
	{
		displayName: 'Context Window (Tokens)',
		name: 'contextTokens',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 0,
		description:
			'How much the model takes in and writes together. 0 takes what the credential says. With Ollama, another value than the last one makes it load the model again.',
	},
	{
		displayName: 'Items at Once',
		name: 'atOnce',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 64, numberPrecision: 0 },
		default: 4,
		description:
			'How many items of this run are worked on at the same time. More than the server can do at once only makes them wait here.',
	},
	laneField,
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
	{
		displayName: 'Fingerprint on the Second Server',
		name: 'secondPin',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		description: 'The same as Model Fingerprint, for the second server',
	},
	seconds(
		'connectSeconds',
		'Time Limit: Connection (Seconds)',
		5,
		'How long it may take to reach the server',
	),
	seconds(
		'totalSeconds',
		'Time Limit: Whole Call (Seconds)',
		600,
		'How long the whole answer may take, waiting for a free place not counted',
	),
	{
		displayName: 'When the Server Does Not Answer',
		name: 'unavailable',
		type: 'options',
		default: 'noResult',
		description: 'What happens when the server is down, too busy or too slow',
		options: [
			{
				name: 'Go On Without a Result',
				value: 'noResult',
				description:
					'The item leaves by the No Result output; a repeated run of the same work asks again',
			},
			{
				name: 'Stop and Try Again Later',
				value: 'stop',
				description: 'The execution fails; work items come back by themselves',
			},
		],
	},
];

/** Settings of the operations in which the model writes. */
const WRITING: INodeProperties[] = [
	{
		displayName: 'Longest Answer (Tokens)',
		name: 'maxTokens',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 2048,
		description:
			'An answer that is longer is not used, because a cut answer may lack what matters. It is kept free in the context window.',
	},
	{
		displayName: 'Seed',
		name: 'seed',
		type: 'number',
		typeOptions: { numberPrecision: 0 },
		default: 0,
		description: 'The same seed and text give the same answer, as far as the server keeps to it',
	},
	{
		displayName: 'Temperature',
		name: 'temperature',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 2, numberPrecision: 2 },
		default: 0,
		description: 'How freely the model words its answer. 0 is right for facts.',
	},
	{
		displayName: 'Thinking',
		name: 'think',
		type: 'options',
		default: 'model',
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
	seconds(
		'betweenTokensSeconds',
		'Time Limit: Between Two Words (Seconds)',
		30,
		'How long the model may fall silent in the middle of an answer',
	),
	seconds(
		'firstTokenSeconds',
		'Time Limit: First Word (Seconds)',
		180,
		'How long it may take until the answer begins. Loading a model counts.',
	),
];

const REPAIR: INodeProperties = {
	displayName: 'Let the Model Mend Its Answer',
	name: 'repair',
	type: 'boolean',
	default: true,
	description:
		'Whether an answer that does not fit goes back to the model once, with what is wrong with it',
};

const VECTORS: INodeProperties = {
	displayName: 'Form of the Vectors',
	name: 'vectorForm',
	type: 'options',
	default: 'packed',
	description: 'How each vector stands in the item',
	options: [
		{
			name: 'Numbers',
			value: 'numbers',
			description: 'A list of numbers. Only with Keep Patient Data Sealed switched off.',
		},
		{
			name: 'Packed',
			value: 'packed',
			description: 'One text: 32-bit floats, little-endian, base64',
		},
	],
};

const options = (members: INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [...members].sort((a, b) => a.displayName.localeCompare(b.displayName)),
});

export const chatOptions = options([...COMMON, ...WRITING]);
export const structuredOptions = options([...COMMON, ...WRITING, REPAIR]);
export const embedOptions = options([...COMMON, VECTORS]);
/** Of the sub-node: its answers go into n8n's own chains. */
export const chatModelOptions = options([
	...COMMON.filter(({ name }) => name !== 'atOnce' && name !== 'unavailable'),
	...WRITING,
]);
