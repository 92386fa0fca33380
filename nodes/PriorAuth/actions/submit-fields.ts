import type { INodeProperties } from 'n8n-workflow';
import { priorAuthRequestContract } from '../../shared/contracts';
import { contractField, writeInTestsField } from '../../shared/face';
import { approvedBeforeField, clinicianRolesField } from './clinician-roles';

export interface SubmitOptions {
	silence?: 'fail' | 'handOver';
	seconds?: number;
	tries?: number;
	sameOrder?: 'hold' | 'send';
}

/** Seconds that one try may take: shorter than the payer's own limit it would only make repeats. */
export const [SHORTEST_S, LONGEST_S] = [5, 300] as const;
export const MOST_TRIES = 10;

/** What Submit asks for. */
export const submitFields: INodeProperties[] = [
	contractField(
		priorAuthRequestContract,
		'The packet of Build Request, Build Update or Build Cancellation. Taken from the incoming item.',
	),
	{
		displayName: 'Only When Signed Off',
		name: 'pasSignedOff',
		type: 'boolean',
		default: true,
		description:
			'Whether the item must carry the approval of a clinician (Sign-Off) of this very packet, as Show Packet showed it. Off only for what needs none, such as taking back a request whose order was cancelled.',
	},
	{ ...clinicianRolesField, displayOptions: { show: { pasSignedOff: [true] } } },
	{ ...approvedBeforeField, displayOptions: { show: { pasSignedOff: [true] } } },
	writeInTestsField,
	{
		displayName: 'Options',
		name: 'pasOptions',
		type: 'collection',
		default: {},
		placeholder: 'Add option',
		options: [
			{
				displayName: 'Payer Is Asked for the Same Order',
				name: 'sameOrder',
				type: 'options',
				default: 'hold',
				description:
					'What happens when another request for the same order was sent and is not decided yet',
				options: [
					{
						name: 'Give It to a Person',
						value: 'hold',
						description: 'Nothing is sent. It goes to Uncertain.',
					},
					{
						name: 'Send It All the Same',
						value: 'send',
						description: 'The payer then decides twice',
					},
				],
			},
			{
				displayName: 'Seconds to Wait',
				name: 'seconds',
				type: 'number',
				default: 30,
				typeOptions: { minValue: SHORTEST_S, maxValue: LONGEST_S },
				description:
					'How long one try waits for the answer. The payer should answer within 15 seconds.',
			},
			{
				displayName: 'Tries',
				name: 'tries',
				type: 'number',
				default: 4,
				typeOptions: { minValue: 1, maxValue: MOST_TRIES },
				description:
					'How often the packet is sent in one run while the payer does not answer, always as the same packet',
			},
			{
				displayName: 'When the Payer Does Not Answer',
				name: 'silence',
				type: 'options',
				default: 'fail',
				description: 'What happens after the last try',
				options: [
					{
						name: 'Fail, So That It Is Tried Again Later',
						value: 'fail',
						description: 'The work comes again as its trigger says',
					},
					{
						name: 'Give It to a Person',
						value: 'handOver',
						description:
							'Goes to Uncertain, with what to enter at the portal or on the fax form, and what to ask the payer first',
					},
				],
			},
		],
	},
];
