import type { INodeProperties } from 'n8n-workflow';

const forExport = { show: { bulkTask: ['export'] } };
const forFile = { show: { bulkTask: ['read', 'remove'] } };
const forRead = { show: { bulkTask: ['read'] } };

/** Fields of Bulk Export. */
export const bulkFields: INodeProperties[] = [
	{
		displayName: 'Task',
		name: 'bulkTask',
		type: 'options',
		default: 'export',
		description: 'What is done',
		options: [
			{
				name: 'Export',
				value: 'export',
				description:
					'Have the server prepare files and fetch them, encrypted, into the data directory: one item per file, without its content',
			},
			{
				name: 'Read Exported File',
				value: 'read',
				description: 'Get the next records of a fetched file',
			},
			{
				name: 'Remove Exported Files',
				value: 'remove',
				description: 'Delete the files of an export before their time to live is over',
			},
		],
	},
	{
		displayName: 'Level',
		name: 'exportLevel',
		type: 'options',
		default: 'group',
		displayOptions: forExport,
		description: 'Whose records are exported',
		options: [
			{ name: 'All Patients', value: 'patient', description: 'The records of every patient' },
			{
				name: 'Group',
				value: 'group',
				description: 'The records of the patients in a group that the server knows',
			},
			{
				name: 'Whole System',
				value: 'system',
				description: 'Everything that the server has, also what belongs to no patient',
			},
		],
	},
	{
		displayName: 'Group ID',
		name: 'exportGroup',
		type: 'string',
		default: '',
		required: true,
		displayOptions: { show: { bulkTask: ['export'], exportLevel: ['group'] } },
		placeholder: 'e.g. diabetes-registry',
		description: 'ID of the group on the server',
	},
	{
		displayName: 'Resource Types',
		name: 'exportTypes',
		type: 'string',
		default: '',
		displayOptions: forExport,
		placeholder: 'e.g. Patient, Condition, Observation',
		description:
			'Kinds of records, separated by commas. Name only what you need; when empty the server decides.',
	},
	{
		displayName: 'Options',
		name: 'exportOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: forExport,
		options: [
			{
				displayName: 'Changed Since',
				name: 'since',
				type: 'string',
				default: '',
				placeholder: 'e.g. 2026-11-01T00:00:00Z',
				description:
					'Only records that changed since. Use the transaction time of the export before to get what is new.',
			},
			{
				displayName: 'Gigabytes at Most',
				name: 'maxGigabytes',
				type: 'number',
				typeOptions: { minValue: 0.001 },
				default: 20,
				description: 'A larger export is given up and removed',
			},
			{
				displayName: 'Hours to Wait',
				name: 'maxHours',
				type: 'number',
				typeOptions: { minValue: 0.01 },
				default: 12,
				description:
					'How long the server may take to prepare the files. A later run goes on with the same export.',
			},
			{
				displayName: 'If an Earlier Export Was Cut Short',
				name: 'unfinished',
				type: 'options',
				default: 'goOn',
				description:
					'What happens with an export that an earlier run of this node began and did not finish. It holds the chart as it was then: "transactionTime" and "resumed" in the item say so.',
				options: [
					{
						name: 'Go On With It',
						value: 'goOn',
						description: 'Keeps the files that are whole, and fetches the others',
					},
					{
						name: 'Start Anew',
						value: 'anew',
						description: 'Gives it up here and on the server, and asks for a new one',
					},
				],
			},
			{
				displayName: 'Output Format',
				name: 'outputFormat',
				type: 'string',
				default: 'application/fhir+ndjson',
				description: 'Format that the server is asked for; only NDJSON can be read',
			},
			{
				displayName: 'Send Parameters In',
				name: 'method',
				type: 'options',
				default: 'GET',
				description: 'Where the parameters travel. Addresses are written to logs.',
				options: [
					{ name: 'Address (GET)', value: 'GET', description: 'Every server has it' },
					{ name: 'Body (POST)', value: 'POST', description: 'Keeps type filters out of logs' },
				],
			},
			{
				displayName: 'Type Filters',
				name: 'typeFilters',
				type: 'string',
				typeOptions: { rows: 3 },
				default: '',
				placeholder: 'e.g. MedicationRequest?status=active',
				description:
					'Searches that restrict a kind of record, one per line. A server that does not know them may export everything of that kind.',
			},
		],
	},
	{
		displayName: 'Exported File',
		name: 'exportFile',
		type: 'json',
		default: '={{ $json.exportFile }}',
		required: true,
		displayOptions: forFile,
		description: 'The file, as the task Export put it into the item',
	},
	{
		displayName: 'Position',
		name: 'exportPosition',
		type: 'string',
		default: '={{ $json.exportBatch?.next ?? 0 }}',
		displayOptions: forRead,
		description:
			'Where to begin: 0 for the start, then what the batch before gave as next. In a loop, leave it as it is.',
	},
	{
		displayName: 'Records per Batch',
		name: 'exportLines',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 5000, numberPrecision: 0 },
		default: 100,
		displayOptions: forRead,
		description: 'How many records one item carries at most',
	},
];
