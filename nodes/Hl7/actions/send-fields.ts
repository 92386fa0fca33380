import type { INodeProperties } from 'n8n-workflow';
import { writeInTestsField } from '../../shared/face';
import { outgoingField } from './fields';

/** What Send asks for. */
export const sendFields: INodeProperties[] = [
	outgoingField,
	{
		displayName: 'When It Is Refused',
		name: 'whenRefused',
		type: 'options',
		default: 'fail',
		description: 'What happens when the receiver answers with an error',
		options: [
			{
				name: 'Fail the Item',
				value: 'fail',
				description:
					'Sent again later when the receiver says that the reason lies outside of the message, else a person is asked',
			},
			{
				name: 'Go On at "Not Accepted"',
				value: 'output',
				description: 'The item goes on at the second output, with what the receiver said',
			},
		],
	},
	{
		displayName: 'When No Answer Comes',
		name: 'whenUnanswered',
		type: 'options',
		default: 'again',
		description: 'What happens when nobody can tell whether the receiver took the message',
		options: [
			{
				name: 'Ask a Person',
				value: 'person',
				description: 'For receivers that would book a repeated message twice',
			},
			{
				name: 'Go On at "Not Accepted"',
				value: 'output',
				description: 'The item goes on at the second output',
			},
			{
				name: 'Send It Again Later',
				value: 'again',
				description:
					'The item fails; the next attempt sends the same message with the same control ID. Where the receiver has it and only its application is silent, a person is asked.',
			},
		],
	},
	{
		displayName: 'Options',
		name: 'sendOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Tries to Connect',
				name: 'attempts',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 10, numberPrecision: 0 },
				default: 3,
				description:
					'How often a connection is tried before the item fails. A message that was sent is not repeated by this.',
			},
			{
				displayName: 'Wait for the Answer (Seconds)',
				name: 'ackSeconds',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 600 },
				default: 30,
				description: 'How long the receiver may take to acknowledge',
			},
			{
				displayName: 'Wait for the Application (Seconds)',
				name: 'applicationSeconds',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 600 },
				default: 30,
				description:
					'How much longer its application may take after the receiver said that it has the message (CA), unless the message asks for that only',
			},
		],
	},
	writeInTestsField,
];
