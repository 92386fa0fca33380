import type { IDataObject, INodeProperties, ITriggerFunctions } from 'n8n-workflow';
import type { RequiredSeries, Route, StudyRule } from '../intake';
import { list } from './field-list';
import {
	checkChoice,
	checkCodes,
	checkSeconds,
	checkTexts,
	checkWebAddress,
	checkWhole,
	refuse,
} from './trigger-checks';

/** A head CT has at least so many slices; fewer are a scout or a piece. */
const FEWEST_SLICES = 20;

/** Which studies start the workflow, and for what part of them; behind the AE title. */
export const studyFields: INodeProperties[] = [
	{
		displayName: 'Only These Studies',
		name: 'onlyStudies',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		description:
			'Which studies start this workflow; without a filter all do. Several workflows may share a port and AE title when their filters differ: each gets what fits its own. A study that fits no active workflow is kept and recorded as unclaimed.',
		options: [
			{
				displayName: 'Body Parts',
				name: 'bodyParts',
				type: 'string',
				default: '',
				placeholder: 'e.g. HEAD, BRAIN',
				description:
					'Body parts as the scanner writes them (Body Part Examined), separated by commas. One image of one of them is enough.',
			},
			{
				displayName: 'Description Contains',
				name: 'descriptions',
				type: 'string',
				default: '',
				placeholder: 'e.g. head, brain*contrast',
				description:
					'Texts of which one must stand in the description of the study or of a series, separated by commas. Capital letters do not count, * stands for anything.',
			},
			{
				displayName: 'Modalities',
				name: 'modalities',
				type: 'string',
				default: '',
				placeholder: 'e.g. CT, MR',
				description:
					'Kinds of equipment by their DICOM codes, separated by commas. One series of one of them is enough.',
			},
		],
	},
	{
		displayName: 'Start the Workflow For',
		name: 'startFor',
		type: 'options',
		default: 'study',
		description: 'What one start of the workflow is about; the item holds this part only',
		options: [
			{
				name: 'Each Image',
				value: 'instance',
				description: 'As soon as the image is stored',
			},
			{
				name: 'Each Series',
				value: 'series',
				description: 'When the series is complete; filters and waiting apply to each series',
			},
			{ name: 'Each Study', value: 'study', description: 'When the study is complete' },
		],
	},
];

const notForImages = { hide: { startFor: ['instance'] } };

/** How a complete study is recognised before it falls silent; behind the time of silence. */
export const completenessFields: INodeProperties[] = [
	{
		displayName: 'Compare With the PACS',
		name: 'compareWith',
		type: 'options',
		default: 'none',
		displayOptions: notForImages,
		description:
			'Whether to ask the PACS how many images it has: as many as came make the study complete at once. Reports, key objects and presentation states do not count. Use it where the PACS itself sends the images; where scanners send to the PACS and here at the same time, its count is not final.',
		options: [
			{ name: 'No', value: 'none' },
			{ name: 'Yes, Over DICOM (C-FIND)', value: 'dicom' },
			{ name: 'Yes, Over DICOMweb (QIDO-RS)', value: 'dicomweb' },
		],
	},
	{
		displayName: 'DICOMweb Address',
		name: 'dicomWebAddress',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://pacs.hospital.example/dicom-web',
		displayOptions: { ...notForImages, show: { compareWith: ['dicomweb'] } },
		description:
			'Address below which the PACS answers searches (QIDO-RS) without signing in, inside the hospital network',
	},
	{
		displayName: 'When the PACS Has More',
		name: 'whenFewer',
		type: 'options',
		default: 'wait',
		displayOptions: { ...notForImages, show: { compareWith: ['dicom', 'dicomweb'] } },
		description: 'What to do with a study that fell silent while images are missing here',
		options: [
			{
				name: 'Pass on After the Silence, Marked as Incomplete',
				value: 'pass-on',
				description: 'Where the PACS holds images that are never sent here',
			},
			{
				name: 'Wait for Them',
				value: 'wait',
				description: 'Until the longest wait is over; 60 minutes when that is set to 0',
			},
		],
	},
	{
		displayName: 'More Signs of a Complete Study',
		name: 'signs',
		type: 'collection',
		placeholder: 'Add Sign',
		default: {},
		displayOptions: notForImages,
		description:
			'The first sign that proves the study complete decides, so that nobody waits for the silence. Images that come later start the workflow again.',
		options: [
			{
				displayName: 'Required Series: Description Contains',
				name: 'requiredDescription',
				type: 'string',
				default: '',
				placeholder: 'e.g. axial*5mm',
				description:
					'The study counts as complete when a series with this text in its description is there and no slice of it is missing. Capital letters do not count, * stands for anything.',
			},
			{
				displayName: 'Required Series: Exact Number of Slices',
				name: 'requiredExactly',
				type: 'number',
				typeOptions: { minValue: 2, maxValue: 100000, numberPrecision: 0 },
				default: 32,
				description:
					'For protocols that always give the same number of slices: then this number without a gap is proof enough. Without it the scanner must say how many images there are, or the sender must disconnect.',
			},
			{
				displayName: 'Required Series: Fewest Slices',
				name: 'requiredFewest',
				type: 'number',
				typeOptions: { minValue: 2, maxValue: 100000, numberPrecision: 0 },
				default: FEWEST_SLICES,
				description: `A series with fewer slices is never taken as whole; ${FEWEST_SLICES} when this is not set`,
			},
			{
				displayName: 'Required Series: Modality',
				name: 'requiredModality',
				type: 'string',
				default: '',
				placeholder: 'e.g. CT',
				description:
					'The study counts as complete when a series of this modality is there and no slice of it is missing',
			},
			{
				displayName: 'Sender Disconnected for (Seconds)',
				name: 'releasedSettle',
				type: 'number',
				typeOptions: { minValue: 0.5, maxValue: 3600 },
				default: 2,
				description:
					'The study counts as complete so long after every sender has said that it is done and disconnected. Not for senders that connect anew for each image.',
			},
		],
	},
];

/** Where the number of images is asked. */
export type CompareWith = { by: 'none' } | { by: 'dicom' } | { by: 'dicomweb'; baseUrl: string };

/** What these fields add to a route. */
export type StudySettings = Pick<
	Route,
	'only' | 'emit' | 'releasedSettleMs' | 'expectedCount' | 'requiredSeries'
>;

/** @throws HospitalError `field-invalid`, naming the field */
export function readStudyFields(functions: ITriggerFunctions): {
	route: StudySettings;
	compareWith: CompareWith;
} {
	const field = (name: string, fallback: unknown) => functions.getNodeParameter(name, fallback);
	const emit = checkChoice('Start the Workflow For', field('startFor', 'study'), [
		'study',
		'series',
		'instance',
	]);
	const only = readOnly(field('onlyStudies', {}) as IDataObject);
	// A single image is complete by itself: the other fields are hidden.
	if (emit === 'instance') return { route: { only, emit }, compareWith: { by: 'none' } };
	const compareWith = readCompareWith(functions);
	const whenFewer = checkChoice('When the PACS Has More', field('whenFewer', 'wait'), [
		'wait',
		'pass-on',
	]);
	return {
		route: {
			only,
			emit,
			...(compareWith.by !== 'none' && { expectedCount: { whenFewer } }),
			...readSigns(field('signs', {}) as IDataObject),
		},
		compareWith,
	};
}

function readOnly({ bodyParts, descriptions, modalities }: IDataObject): StudyRule {
	return {
		bodyParts: checkCodes('Body Parts', list(bodyParts), 'body parts such as HEAD, BRAIN'),
		descriptions: checkTexts('Description Contains', list(descriptions)),
		modalities: checkCodes('Modalities', list(modalities), 'modality codes such as CT, MR'),
	};
}

function readCompareWith(functions: ITriggerFunctions): CompareWith {
	const by = checkChoice(
		'Compare With the PACS',
		functions.getNodeParameter('compareWith', 'none'),
		['none', 'dicom', 'dicomweb'],
	);
	if (by !== 'dicomweb') return { by };
	const address = functions.getNodeParameter('dicomWebAddress', '');
	return { by, baseUrl: checkWebAddress('DICOMweb Address', address) };
}

function readSigns(signs: IDataObject): Pick<StudySettings, 'releasedSettleMs' | 'requiredSeries'> {
	const requiredSeries = readRequiredSeries(signs);
	const { releasedSettle } = signs;
	return {
		...(requiredSeries && { requiredSeries }),
		...(releasedSettle !== undefined && {
			releasedSettleMs: checkSeconds(
				'Sender Disconnected for (Seconds)',
				releasedSettle,
				0.5,
				3600,
			),
		}),
	};
}

function readRequiredSeries(signs: IDataObject): RequiredSeries | undefined {
	const { requiredDescription, requiredModality, requiredFewest, requiredExactly } = signs;
	const label = (name: string) => `Required Series: ${name}`;
	const texts = typeof requiredDescription === 'string' ? [requiredDescription.trim()] : [];
	const [description] = checkTexts(
		label('Description Contains'),
		texts.filter((text) => text !== ''),
	);
	const modalities = checkCodes(
		label('Modality'),
		list(requiredModality),
		'one modality such as CT',
	);
	const [modality] = modalities;
	if (modalities.length > 1) {
		return refuse(
			label('Modality'),
			requiredModality,
			'one modality such as CT: the required series is one series. For several kinds of studies use one workflow each, which may share port and AE title',
		);
	}
	if (description === undefined && modality === undefined) {
		if (requiredFewest === undefined && requiredExactly === undefined) return undefined;
		return refuse(
			label('Description Contains'),
			'',
			'a text or a modality that says which series the number of slices is about',
		);
	}
	const exactSlices =
		requiredExactly === undefined
			? undefined
			: checkWhole(label('Exact Number of Slices'), requiredExactly, 2, 100_000);
	const fewestSlices = checkWhole(
		label('Fewest Slices'),
		requiredFewest ?? exactSlices ?? FEWEST_SLICES,
		2,
		100_000,
	);
	if (exactSlices !== undefined && fewestSlices > exactSlices) {
		return refuse(
			label('Fewest Slices'),
			fewestSlices,
			`at most ${exactSlices}, which is the "Exact Number of Slices", or remove one of the two fields: no series can have more slices than exactly so many`,
		);
	}
	return {
		...(description !== undefined && { description }),
		...(modality !== undefined && { modality }),
		fewestSlices,
		...(exactSlices !== undefined && { exactSlices }),
	};
}
