import type { INodeProperties } from 'n8n-workflow';
import { OWN_CODE_SYSTEM } from '../../shared/code-system';
import type { OperationContext } from '../../shared/face';
import { checkProfile, type InferenceProfile } from '../engine';

/** What a person says about the model. Its technical names stand in `modelOptions`. */
export const modelFields: INodeProperties[] = [
	{
		displayName: 'Model Name',
		name: 'model',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. ct-head-haemorrhage',
		description: 'Name of the model on the inference server',
	},
	{
		displayName: 'Model Version',
		name: 'version',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 3',
		description:
			'Version of the model that was validated here. The server is asked for exactly this version.',
	},
	{
		displayName: 'Threshold',
		name: 'threshold',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 4 },
		default: 0.5,
		required: true,
		description:
			'Score from which the finding counts as suspected, between 0 and 1. Take it from the validation of the model.',
	},
	{
		displayName: 'Finding',
		name: 'findingDisplay',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Intracranial haemorrhage',
		description: 'What the model looks for, in the words that reports shall use',
	},
	{
		displayName: 'Finding Code',
		name: 'findingCode',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 1386000',
		description: 'Code of the finding, for reports that other systems read',
	},
	{
		displayName: 'Finding Code System',
		name: 'findingSystem',
		type: 'options',
		default: 'http://snomed.info/sct',
		description: 'Where the code comes from',
		options: [
			{ name: 'LOINC', value: 'http://loinc.org' },
			{ name: 'RadLex', value: 'http://radlex.org' },
			{ name: 'SNOMED CT', value: 'http://snomed.info/sct' },
			{ name: 'This Package (Demonstration)', value: OWN_CODE_SYSTEM },
		],
	},
	{
		displayName: 'Intended Use',
		name: 'intendedUse',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		required: true,
		placeholder: 'e.g. Order of the reading list for head CT without contrast in adults',
		description:
			'What the model may be used for, as its documentation says. Stands in every result.',
	},
	{
		displayName: 'Demonstration Model',
		name: 'demonstration',
		type: 'boolean',
		default: false,
		description:
			'Whether the model has no clinical meaning. Every result then says so. It is also set when the server says so.',
	},
	{
		displayName: 'Time Limit (Seconds)',
		name: 'timeLimit',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 3600 },
		default: 25,
		description:
			'Seconds for the whole inference. When they are over, the item leaves by the No Result output.',
	},
];

/** How the model wants to be spoken to. The defaults suit models that were exported by MONAI. */
export const modelOptions: INodeProperties = {
	displayName: 'Model Inputs and Outputs',
	name: 'modelOptions',
	type: 'collection',
	placeholder: 'Add Setting',
	default: {},
	options: [
		{
			displayName: 'Axis Order',
			name: 'layout',
			type: 'options',
			default: 'NCDHW',
			description: 'Order of the axes of the input as the model documentation states it',
			options: [
				{ name: 'Batch, Channel, Slices, Rows, Columns', value: 'NCDHW' },
				{ name: 'Batch, Slices, Rows, Columns', value: 'NDHW' },
				{ name: 'Batch, Slices, Rows, Columns, Channel', value: 'NDHWC' },
				{ name: 'Channel, Slices, Rows, Columns', value: 'CDHW' },
				{ name: 'Slices, Rows, Columns', value: 'DHW' },
			],
		},
		{
			displayName: 'Box Output',
			name: 'boxOutput',
			type: 'string',
			default: 'box',
			description:
				'Name of the output that locates the finding: first slice, row, column, last slice, row, column. Empty when the model has none.',
		},
		{
			displayName: 'Data Type',
			name: 'datatype',
			type: 'options',
			default: 'FP32',
			description: 'Number format of the input',
			options: [
				{ name: '16-Bit Integers (INT16)', value: 'INT16' },
				{ name: '32-Bit Floating Point (FP32)', value: 'FP32' },
			],
		},
		{
			displayName: 'Input',
			name: 'input',
			type: 'string',
			default: 'volume',
			description: 'Name of the input that takes the image volume',
		},
		{
			displayName: 'Score Output',
			name: 'scoreOutput',
			type: 'string',
			default: 'score',
			description: 'Name of the output with one number from 0 to 1',
		},
		{
			displayName: 'Send Urgency',
			name: 'sendPriority',
			type: 'boolean',
			default: false,
			description:
				'Whether to tell the server how urgent the work is (1 urgent, 2 routine, 3 batch). Only for servers with priority scheduling, such as Triton.',
		},
		{
			displayName: 'Transfer',
			name: 'encoding',
			type: 'options',
			default: 'auto',
			description: 'How the image travels to the server',
			options: [
				{
					name: 'As the Server Says',
					value: 'auto',
					description: 'Binary when the server can, JSON otherwise',
				},
				{ name: 'Binary', value: 'binary', description: 'Fast and small' },
				{
					name: 'JSON',
					value: 'json',
					description: 'Understood by every server, but many times slower',
				},
			],
		},
		{
			displayName: 'Voxel Values',
			name: 'unit',
			type: 'options',
			default: 'HU',
			description: 'What the numbers in the volume have to mean',
			options: [
				{ name: 'Hounsfield Units', value: 'HU' },
				{ name: 'Stored Values', value: 'stored' },
			],
		},
	],
};

interface ModelOptions {
	layout?: InferenceProfile['input']['layout'];
	boxOutput?: string;
	datatype?: InferenceProfile['input']['datatype'];
	input?: string;
	scoreOutput?: string;
	sendPriority?: boolean;
	encoding?: InferenceProfile['encoding'];
	unit?: InferenceProfile['input']['unit'];
}

/**
 * The fields of the node as a checked profile.
 *
 * @throws HospitalError `invalid-profile`
 */
export async function readProfile(
	context: OperationContext,
): Promise<{ profile: InferenceProfile; sendPriority: boolean }> {
	const text = async (name: string) => String(await context.parameter<unknown>(name)).trim();
	const options = await context.parameter<ModelOptions>('modelOptions', {});
	const profile = checkProfile({
		model: await text('model'),
		version: await text('version'),
		input: {
			name: options.input ?? 'volume',
			datatype: options.datatype ?? 'FP32',
			layout: options.layout ?? 'NCDHW',
			unit: options.unit ?? 'HU',
		},
		output: { score: options.scoreOutput ?? 'score', box: options.boxOutput ?? 'box' },
		threshold: Number(await context.parameter<unknown>('threshold')),
		finding: {
			code: await text('findingCode'),
			system: await text('findingSystem'),
			display: await text('findingDisplay'),
		},
		intendedUse: await text('intendedUse'),
		demonstration: (await context.parameter<unknown>('demonstration', false)) === true,
		encoding: options.encoding ?? 'auto',
	});
	return { profile, sendPriority: options.sendPriority === true };
}
