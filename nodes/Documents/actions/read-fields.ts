import type { INodeProperties } from 'n8n-workflow';
import type { OperationContext } from '../../shared/face';
import { HospitalError } from '../../shared/errors';
import type { ReadDocumentOptions } from '../read-document';
import { sourceFields } from './files';

export const readFields: INodeProperties[] = [
	...sourceFields,
	{
		displayName: 'Ask a Person Below',
		name: 'threshold',
		type: 'number',
		default: 0.8,
		typeOptions: { minValue: 0.5, maxValue: 1, numberPrecision: 2 },
		description:
			'How sure everything must be, from 0.5 to 1, for the document to go on by itself: its text, its kind, and where it begins and ends. Below it, the item goes to the output For a Person.',
	},
	{
		displayName: 'Several Documents in One File',
		name: 'splits',
		type: 'boolean',
		default: true,
		description:
			'Whether one file may hold several documents, as faxes do. When off, all pages are one document.',
	},
	{
		displayName: 'Options',
		name: 'readOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Accept Scripts and Attachments',
				name: 'allowActive',
				type: 'boolean',
				default: false,
				description:
					'Whether to read a PDF that carries a script, a program call or an attached file. They are never run or opened; without this, such a PDF is refused.',
			},
			{
				displayName: 'Dates',
				name: 'dateOrder',
				type: 'options',
				default: 'month-first',
				description: 'How senders write 03/04/1950 in a birth date',
				options: [
					{ name: 'Day First', value: 'day-first', description: 'The third of April' },
					{ name: 'Month First', value: 'month-first', description: 'The fourth of March' },
				],
			},
			{
				displayName: 'Largest File',
				name: 'megabytes',
				type: 'number',
				default: 100,
				typeOptions: { minValue: 1, maxValue: 500 },
				description: 'In megabytes. A larger file is refused.',
			},
			{
				displayName: 'Longest Time',
				name: 'minutes',
				type: 'number',
				default: 30,
				typeOptions: { minValue: 1, maxValue: 240 },
				description: 'In minutes, for one file. A page usually takes one to five seconds.',
			},
			{
				displayName: 'Most Pages',
				name: 'pages',
				type: 'number',
				default: 300,
				typeOptions: { minValue: 1, maxValue: 1000 },
				description: 'A file with more pages is refused',
			},
			{
				displayName: 'Text in the File',
				name: 'check',
				type: 'options',
				default: 'always',
				description:
					'A PDF can say one thing to a program and show another to people. What people see counts.',
				options: [
					{
						name: 'Compare With Every Page',
						value: 'always',
						description: 'The safe choice: each page is also read from its picture',
					},
					{
						name: 'Compare When Suspicious',
						value: 'suspicious',
						description:
							'Faster: pages are read from their picture only where text is hidden or missing. Letters that look like others are not noticed.',
					},
				],
			},
		],
	},
];

interface Options {
	allowActive?: boolean;
	dateOrder?: 'day-first' | 'month-first';
	megabytes?: number;
	minutes?: number;
	pages?: number;
	check?: 'always' | 'suspicious';
}

/** Everything of the fields that makes a difference to the result. */
export async function readSettings(context: OperationContext): Promise<ReadDocumentOptions> {
	const threshold = await context.parameter<number>('threshold', 0.8);
	const splits = await context.parameter<boolean>('splits', true);
	const options = await context.parameter<Options>('readOptions', {});
	const { megabytes = 100, minutes = 30, pages = 300 } = options;
	within(threshold, 0.5, 1, 'Ask a Person Below');
	within(megabytes, 1, 500, 'Largest File');
	within(minutes, 1, 240, 'Longest Time');
	within(pages, 1, 1000, 'Most Pages');
	return {
		threshold,
		splits,
		check: options.check === 'suspicious' ? 'suspicious' : 'always',
		dateOrder: options.dateOrder === 'day-first' ? 'day-first' : 'month-first',
		allowActive: options.allowActive === true,
		limits: {
			maxBytes: megabytes * 1024 * 1024,
			maxPages: pages,
			timeoutMs: minutes * 60_000,
		},
	};
}

function within(value: unknown, least: number, most: number, field: string): void {
	if (typeof value === 'number' && value >= least && value <= most) return;
	throw new HospitalError('field-invalid', `The field "${field}" holds no number in its range`, {
		nextStep: `Enter a number from ${least} to ${most}.`,
	});
}
