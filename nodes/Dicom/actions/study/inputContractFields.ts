import type { INodeProperties } from 'n8n-workflow';
import type { OperationContext } from '../../../shared/face';
import { DEFAULT_EXCLUDED_IMAGE_TYPES, type InputContract } from '../../series';

/** What the model needs, in the words of its documentation. */
export const inputContractFields: INodeProperties[] = [
	{
		displayName: 'Modality',
		name: 'modality',
		type: 'string',
		default: 'CT',
		required: true,
		placeholder: 'e.g. CT',
		description: 'Kind of images that the model takes, as the DICOM code',
	},
	{
		displayName: 'Least Number of Slices',
		name: 'minSlices',
		type: 'number',
		typeOptions: { minValue: 2, numberPrecision: 0 },
		default: 20,
		required: true,
		description: 'Series with fewer slices are passed over',
	},
	{
		displayName: 'Largest Slice Thickness (Millimetres)',
		name: 'maxSliceThickness',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 5,
		description:
			'In millimetres. Series with thicker slices, or with slices farther apart, are passed over. 0 means no limit.',
	},
	{
		displayName: 'Orientation',
		name: 'orientation',
		type: 'options',
		default: 'axial',
		description: 'Which way the slices must lie',
		options: [
			{ name: 'Any', value: 'any' },
			{ name: 'Axial', value: 'axial', description: 'Across the body axis, tilt up to 30 degrees' },
		],
	},
	{
		displayName: 'Body Parts',
		name: 'bodyParts',
		type: 'string',
		default: '',
		placeholder: 'e.g. HEAD, BRAIN',
		description:
			'Accepted values of Body Part Examined, separated by commas. A series that names no body part is then passed over. Empty accepts every one.',
	},
	{
		displayName: 'Contrast Medium',
		name: 'contrast',
		type: 'options',
		default: 'without',
		description: 'Whether the model may be given images with contrast medium',
		options: [
			{ name: 'Any', value: 'any' },
			{ name: 'Without', value: 'without', description: 'Pass over series with contrast medium' },
		],
	},
	{
		displayName: 'Minimum Age (Years)',
		name: 'minimumAge',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 18,
		description:
			'Youngest patient that the model is meant for, in years. When the age is unknown the series is passed over. 0 means no limit.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Accept Incomplete Studies',
				name: 'acceptIncomplete',
				type: 'boolean',
				default: false,
				description:
					'Whether to use a study of which images may be missing (completeness.incomplete). What is missing may be what the model would have found. Only for a PACS that holds objects which are never sent here.',
			},
			{
				displayName: 'Excluded Image Types',
				name: 'excludeImageTypes',
				type: 'string',
				default: DEFAULT_EXCLUDED_IMAGE_TYPES.join(', '),
				description:
					'Values of Image Type that no image of the series may have, separated by commas. The default keeps out scouts, screen captures and reformats.',
			},
			{
				displayName: 'Kernels',
				name: 'kernels',
				type: 'string',
				default: '',
				placeholder: 'e.g. H30, J30, STANDARD',
				description:
					'Parts of the reconstruction kernel names that the model takes, best first, separated by commas. Empty accepts every one; a study with a brain and a bone reconstruction of the same slices is then ambiguous, and no series is chosen.',
			},
			{
				displayName: 'Largest Number of Slices',
				name: 'maxSlices',
				type: 'number',
				typeOptions: { minValue: 2, numberPrecision: 0 },
				default: 1000,
				description: 'Series with more slices are passed over',
			},
		],
	},
];

/** Whether a study of which images may be missing is used all the same. */
export async function acceptsIncomplete(context: OperationContext): Promise<boolean> {
	const options = await context.parameter<Record<string, unknown>>('options', {});
	return options.acceptIncomplete === true;
}

/** The fields as the engine's input contract. */
export async function readInputContract(context: OperationContext): Promise<InputContract> {
	const options = await context.parameter<Record<string, unknown>>('options', {});
	const thickness = Number(await context.parameter('maxSliceThickness', 0));
	const minimumAge = Number(await context.parameter('minimumAge', 0));
	const bodyPart = list(await context.parameter('bodyParts', ''));
	const kernels = list(options.kernels);
	return {
		modality: String(await context.parameter('modality'))
			.trim()
			.toUpperCase(),
		minSlices: Number(await context.parameter('minSlices')),
		orientation: (await context.parameter<string>('orientation')) === 'any' ? 'any' : 'axial',
		contrast: (await context.parameter<string>('contrast')) === 'any' ? 'any' : 'without',
		excludeImageTypes:
			options.excludeImageTypes === undefined
				? DEFAULT_EXCLUDED_IMAGE_TYPES
				: list(options.excludeImageTypes),
		...(thickness !== 0 && { maxSliceThickness: thickness, maxSliceSpacing: thickness }),
		...(bodyPart.length > 0 && { bodyPart }),
		...(kernels.length > 0 && { kernels }),
		...(minimumAge !== 0 && { minimumAgeYears: minimumAge }),
		...(options.maxSlices !== undefined && { maxSlices: Number(options.maxSlices) }),
	};
}

function list(value: unknown): string[] {
	return String(value ?? '')
		.split(',')
		.map((part) => part.trim())
		.filter((part) => part !== '');
}
