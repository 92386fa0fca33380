import type { INodeProperties, ITriggerFunctions } from 'n8n-workflow';
import { DEFAULT_LIMITS, type PortSettings, type Route } from '../intake';
import { list } from './field-list';
import { securityField, securityOptions } from './security-fields';
import { completenessFields, readStudyFields, studyFields, type CompareWith } from './study-fields';
import {
	checkAeTitles,
	checkBindAddress,
	checkFreeSpace,
	checkLongestWait,
	checkNetworks,
	checkOwner,
	checkPort,
	checkPriority,
	checkQuietPeriod,
	checkQuietPeriods,
} from './trigger-checks';

/** What the DICOM Trigger asks for. */
export const triggerFields: INodeProperties[] = [
	{
		displayName: 'Port',
		name: 'port',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 65535, numberPrecision: 0 },
		default: 11112,
		required: true,
		description: 'Port on which images arrive. Several workflows may share a port.',
	},
	{
		displayName: 'Called AE Title',
		name: 'calledAeTitle',
		type: 'string',
		default: 'HOSPITAL',
		required: true,
		placeholder: 'e.g. CT_TRIAGE',
		description:
			'DICOM name that senders call, at most 16 characters; other names are refused. Published workflows may share it when "Only These Studies" differs between them.',
	},
	{
		displayName: 'Bind Address',
		name: 'bindAddress',
		type: 'string',
		default: '127.0.0.1',
		required: true,
		placeholder: 'e.g. 10.1.2.3',
		description:
			'Address of this server on which to listen: 127.0.0.1 for this machine only, 0.0.0.0 for every network. Allow only networks that you trust.',
	},
	securityField,
	...studyFields,
	{
		displayName: 'Complete After Silence (Seconds)',
		name: 'quietPeriod',
		type: 'number',
		typeOptions: { minValue: 0.1, maxValue: 86400 },
		default: 10,
		required: true,
		description:
			'A study counts as complete when no image of it has come for so long. Images that come later start the workflow again with the whole study.',
	},
	...completenessFields,
	{
		displayName: 'Priority',
		name: 'priority',
		type: 'options',
		default: 'routine',
		description: 'Which work goes first when much is waiting',
		options: [
			{ name: 'Batch', value: 'batch' },
			{ name: 'Routine', value: 'routine' },
			{ name: 'Urgent', value: 'urgent' },
		],
	},
	{
		displayName: 'Owner',
		name: 'owner',
		type: 'string',
		default: 'Imaging informatics',
		required: true,
		description: 'Who is asked when a study cannot be finished; shown in the work list',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Allowed Calling AE Titles',
				name: 'callingAeTitles',
				type: 'string',
				default: '',
				placeholder: 'e.g. CT1, CT2, PACS',
				description:
					'Senders that are let in, separated by commas. Empty lets every sender in. Where workflows share an AE title, each gets only the images that its own senders sent.',
			},
			{
				displayName: 'Allowed Networks',
				name: 'callingNetworks',
				type: 'string',
				default: '',
				placeholder: 'e.g. 10.1.0.0/16, 10.2.3.4',
				description:
					'Networks from which senders may call, separated by commas. Empty allows all. The same for all workflows of the port.',
			},
			{
				displayName: 'Free Disk Space to Keep (GB)',
				name: 'minFreeGigabytes',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 1,
				description:
					'Images are refused when less is free, so that the disk never fills up. The same for all workflows of the port.',
			},
			{
				displayName: 'Longest Wait (Minutes)',
				name: 'hardMaximumMinutes',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 525600 },
				default: 0,
				description:
					'A study that never falls silent is passed on after so long, marked as incomplete. 0 waits without limit.',
			},
			...securityOptions,
			{
				displayName: 'Silence by Modality',
				name: 'quietPeriods',
				type: 'string',
				default: '',
				placeholder: 'e.g. US=60, MR=30',
				description:
					'Other seconds of silence for some modalities, separated by commas. The longest one counts when a study has several.',
			},
		],
	},
];

interface Options {
	callingAeTitles?: string;
	callingNetworks?: string;
	minFreeGigabytes?: number;
	hardMaximumMinutes?: number;
	quietPeriods?: string;
}

/**
 * Turns the fields into the settings of port and route. Fields take no data from items.
 *
 * @throws HospitalError `field-invalid`, naming the field, its value and the form wanted
 */
export function readTriggerFields(
	functions: ITriggerFunctions,
	place: { spoolDir: string; nameKey: Buffer; routeId: string },
): { settings: PortSettings; route: Route; owner: string; compareWith: CompareWith } {
	const field = <T>(name: string) => functions.getNodeParameter(name) as T;
	const options = functions.getNodeParameter('options', {}) as Options;
	const hardMaximumMs = checkLongestWait(options.hardMaximumMinutes ?? 0);
	const { route, compareWith } = readStudyFields(functions);
	const [calledAeTitle = ''] = checkAeTitles('Called AE Title', [field<string>('calledAeTitle')]);
	return {
		owner: checkOwner(field('owner')),
		compareWith,
		settings: {
			host: checkBindAddress(field('bindAddress')),
			port: checkPort(field('port')),
			spoolDir: place.spoolDir,
			nameKey: place.nameKey,
			callingNetworks: checkNetworks(list(options.callingNetworks)),
			limits: {
				minFreeBytes:
					options.minFreeGigabytes === undefined
						? DEFAULT_LIMITS.minFreeBytes
						: checkFreeSpace(options.minFreeGigabytes),
			},
		},
		route: {
			id: place.routeId,
			mode: 'production',
			calledAeTitle,
			callingAeTitles: checkAeTitles('Allowed Calling AE Titles', list(options.callingAeTitles)),
			...route,
			priority: checkPriority(field('priority')),
			quietPeriodMs: checkQuietPeriod(field('quietPeriod')),
			quietPeriodMsByModality: checkQuietPeriods(list(options.quietPeriods)),
			...(hardMaximumMs !== undefined && { hardMaximumMs }),
		},
	};
}
