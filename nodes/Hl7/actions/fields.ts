import type { INodeProperties } from 'n8n-workflow';
import { hl7MessageContract, hl7OutgoingContract } from '../../shared/contracts';
import type { OperationContext } from '../../shared/face';
import { givenMessage, type GivenMessage } from '../reading/given';

/** The message that an operation reads. */
export const messageField: INodeProperties = {
	displayName: 'Message',
	name: hl7MessageContract.key,
	type: 'json',
	default: `={{ $json.${hl7MessageContract.key} }}`,
	required: true,
	description:
		'The message of an HL7 Trigger, or the text of a message, which begins with MSH. Leave as it is unless the message comes from elsewhere.',
};

/** The message that an operation sends. */
export const outgoingField: INodeProperties = {
	displayName: 'Message',
	name: hl7OutgoingContract.key,
	type: 'json',
	default: `={{ $json.${hl7OutgoingContract.key} }}`,
	required: true,
	description:
		'What Build or From FHIR made. To pass on a received message as it came, point it at the field hl7 of the item.',
};

export const charsetField: INodeProperties = {
	displayName: 'Character Set',
	name: 'characterSet',
	type: 'string',
	default: '',
	placeholder: 'e.g. 8859/1',
	description:
		'Only when the sender declares a wrong one, or none, in MSH-18: the character set that it really uses, such as UNICODE UTF-8 or 8859/1. Empty believes the message.',
};

/** The message in the field "Message", with the field "Character Set" where the operation has one. */
export async function messageIn(
	context: OperationContext,
	field: string = hl7MessageContract.key,
): Promise<GivenMessage> {
	const charset = await context.parameter<string>('characterSet', '');
	return givenMessage(await context.parameter<unknown>(field), charset);
}

/** Header of a message that is made here. */
export const headerFields: INodeProperties[] = [
	{
		displayName: 'Sending Application',
		name: 'sendingApplication',
		type: 'string',
		default: 'N8N',
		required: true,
		placeholder: 'e.g. N8N',
		description: 'Name under which the receiver knows this n8n (MSH-3)',
	},
	{
		displayName: 'Sending Facility',
		name: 'sendingFacility',
		type: 'string',
		default: '',
		placeholder: 'e.g. HOSP',
		description: 'Name of your hospital, as the receiver knows it (MSH-4)',
	},
	{
		displayName: 'Receiving Application',
		name: 'receivingApplication',
		type: 'string',
		default: '',
		placeholder: 'e.g. LAB',
		description: 'Name of the system that the message is for (MSH-5)',
	},
	{
		displayName: 'Receiving Facility',
		name: 'receivingFacility',
		type: 'string',
		default: '',
		placeholder: 'e.g. HOSP',
		description: 'Where that system belongs (MSH-6)',
	},
];

/** What few hospitals change in the header of a message that is made here. */
export const headerOptions: INodeProperties = {
	displayName: 'Header Options',
	name: 'headerOptions',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Character Set',
			name: 'charset',
			type: 'string',
			default: 'UNICODE UTF-8',
			placeholder: 'e.g. 8859/1',
			description: 'Character set in which the message is written and which it declares (MSH-18)',
		},
		{
			displayName: 'Control ID',
			name: 'controlId',
			type: 'string',
			default: '',
			description:
				'Number of the message (MSH-10), which its acknowledgement repeats; at most 20 characters. Empty makes one that stays the same when the workflow runs again.',
		},
		{
			displayName: 'Processing ID',
			name: 'processingId',
			type: 'options',
			default: 'P',
			description: 'Tells the receiver whether the message is real (MSH-11)',
			options: [
				{ name: 'Debugging', value: 'D' },
				{ name: 'Production', value: 'P' },
				{ name: 'Training', value: 'T' },
			],
		},
		{
			displayName: 'Version',
			name: 'version',
			type: 'string',
			default: '2.5.1',
			placeholder: 'e.g. 2.3.1',
			description: 'HL7 version that the message declares (MSH-12)',
		},
	],
};
