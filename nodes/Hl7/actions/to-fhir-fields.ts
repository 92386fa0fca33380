import type { INodeProperties } from 'n8n-workflow';
import { charsetField, messageField } from './fields';
import { identifierSystemFields } from './identifier-systems';

const systemOf = (
	displayName: string,
	name: string,
	example: string,
	whose: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder: `e.g. https://hospital.example/${example}`,
	description: `Identifier system of ${whose} that name no authority at all. A number of an authority that is not listed above never gets it.`,
});

export const toFhirFields: INodeProperties[] = [
	messageField,
	...identifierSystemFields,
	{
		displayName: 'Systems of Numbers Without Authority',
		name: 'numberSystems',
		type: 'collection',
		placeholder: 'Add System',
		default: {},
		options: [
			systemOf('Document Numbers', 'document', 'document', 'document numbers (TXA-12)'),
			systemOf('Filler Numbers', 'filler', 'accession', 'numbers of the performing department'),
			systemOf(
				'Patient Numbers',
				'patient',
				'mrn',
				'patient numbers of type MR or of none (PID-3)',
			),
			systemOf('Placer Numbers', 'placer', 'order', 'numbers of the ordering department'),
			{
				displayName: 'Social Security Numbers',
				name: 'social',
				type: 'string',
				default: '',
				placeholder: 'e.g. http://hl7.org/fhir/sid/us-ssn',
				description:
					'Identifier system of the numbers in PID-19, and of those of type SS. Empty keeps them without a system, because their country is not said.',
			},
			systemOf('Visit Numbers', 'visit', 'visit', 'visit numbers (PV1-19)'),
		],
	},
	{
		displayName: 'Time Zone',
		name: 'timeZone',
		type: 'string',
		default: '={{ $now.zoneName }}',
		required: true,
		placeholder: 'e.g. Europe/Vienna',
		description:
			'Zone of times that name none. Leave it as it is to use that of the workflow (Settings of the workflow).',
	},
	{
		displayName: 'Look Up in the Chart',
		name: 'lookUp',
		type: 'boolean',
		default: true,
		description:
			'Whether to ask the electronic record first what it has under the numbers of the message. Then existing records are changed only where the message says something, and only in the version that was seen; later results are not overwritten by earlier ones. Without it, what exists already stays as it is.',
	},
	{
		displayName: 'When Something Is Not Mapped',
		name: 'whenNotMapped',
		type: 'options',
		default: 'list',
		description:
			'What happens when the converted form does not say everything that the message says',
		options: [
			{
				name: 'Go On and List It',
				value: 'list',
				description: 'The list stands in "hl7Warnings": places and codes, never values',
			},
			{
				name: 'Hold the Message',
				value: 'hold',
				description: 'The item goes on at "Held", with the list and without a bundle',
			},
		],
	},
	{
		displayName: 'Test and Training Messages',
		name: 'testMessages',
		type: 'options',
		default: 'hold',
		description:
			'What happens to messages that say in MSH-11 that they are not about real patients (T training, D debugging)',
		options: [
			{
				name: 'Convert Them',
				value: 'convert',
				description: 'Only for a chart that is itself for tests',
			},
			{
				name: 'Hold Them',
				value: 'hold',
				description: 'The item goes on at "Held", without a bundle',
			},
		],
	},
	charsetField,
];
