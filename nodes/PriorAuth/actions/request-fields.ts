import type { INodeProperties } from 'n8n-workflow';
import { priorAuthCaseContract } from '../../shared/contracts';
import { contractField } from '../../shared/face';
import { clinicianRolesField } from './clinician-roles';

/** Where the numbers of the site come from; the same in every operation that makes a packet. */
export const numberField: INodeProperties = {
	displayName: 'Address for Numbers',
	name: 'paNumbers',
	type: 'string',
	default: '={{ $json.config?.numbers }}',
	required: true,
	placeholder: 'e.g. https://hospital.example/prior-auth',
	description:
		'An address that belongs to your site. The numbers of packets, cases and items are unique under it; nothing is sent there. Never change it while cases are open.',
};

/** Options of the same kind, for the collections of several operations. */
export const numberOptions: INodeProperties[] = [
	{
		displayName: 'System of Case Numbers',
		name: 'claimSystem',
		type: 'string',
		default: '',
		placeholder: 'e.g. urn:trnorg:9012345678',
		description:
			'Which system the case number is of. Payers that pass requests on as X12 want urn:trnorg: and the number that your site sends under.',
	},
];

export const buildFields: INodeProperties[] = [
	contractField(priorAuthCaseContract),
	numberField,
	{
		displayName: 'Coverage',
		name: 'paCoverage',
		type: 'string',
		default: "={{ $json.coverageCheck?.coverage ?? '' }}",
		placeholder: 'e.g. Coverage/5',
		description:
			'Which coverage is asked, as Check Coverage found it. Empty when the case has only one.',
	},
	{
		displayName: 'Kind of Claim',
		name: 'claimType',
		type: 'options',
		default: 'professional',
		description: 'Whose service it is',
		options: [
			{ name: 'Dental', value: 'oral', description: 'Services of a dentist' },
			{ name: 'Institutional', value: 'institutional', description: 'Services of a hospital' },
			{
				name: 'Professional',
				value: 'professional',
				description: 'Services of a clinician, and everything else',
			},
		],
	},
	{
		displayName: 'Category of Service',
		name: 'serviceCategory',
		type: 'string',
		default: '={{ $json.config?.serviceCategory }}',
		required: true,
		placeholder: 'e.g. 42',
		description:
			'Code of the list that your payer uses (X12 1365), from its companion guide. For every order that has no detail of its own.',
	},
	{
		displayName: 'Kind of Review',
		name: 'reviewKind',
		type: 'string',
		default: 'HS',
		required: true,
		placeholder: 'e.g. HS',
		description:
			'Code of the list that your payer uses (X12 1525): HS for services, AR for an admission, SC for a specialist',
	},
	{
		displayName: 'Place of Service',
		name: 'placeOfService',
		type: 'string',
		default: '',
		placeholder: 'e.g. 22',
		description: 'Two digits of CMS. Empty when the record of the place says it.',
	},
	{
		displayName: 'Urgency',
		name: 'urgencyLevel',
		type: 'options',
		default: 'order',
		description: 'How fast the payer is asked to decide',
		options: [
			{
				name: 'As the Order Says',
				value: 'order',
				description: 'Expedited when an order is urgent, asap or stat',
			},
			{ name: 'Expedited', value: 'expedited', description: '72 hours' },
			{ name: 'Standard', value: 'standard', description: '7 calendar days' },
		],
	},
	{
		displayName: 'Expedited: Attested By',
		name: 'attestedBy',
		type: 'string',
		default: "={{ $json.signOff?.decision === 'approved' ? $json.signOff.by.name : '' }}",
		displayOptions: { hide: { urgencyLevel: ['standard'] } },
		description:
			'Clinician who attests that it cannot wait. Leave it to the sign-off: an expedited request is not built without one.',
	},
	{
		displayName: 'Expedited: Attested At',
		name: 'attestedAt',
		type: 'string',
		default: "={{ $json.signOff?.decision === 'approved' ? $json.signOff.at : '' }}",
		displayOptions: { hide: { urgencyLevel: ['standard'] } },
		placeholder: 'e.g. 2026-11-22T09:30:00Z',
		description: 'When, with time zone',
	},
	clinicianRolesField,
	{
		displayName: 'Evidence',
		name: 'paEvidence',
		type: 'json',
		default:
			"={{ ($json.priorAuthChecklist?.criteria ?? []).filter((criterion) => criterion.state !== 'unknown').flatMap((criterion) => criterion.evidence) }}",
		description:
			'Records that support the request, as references or as the checklist gives them. Only these travel to the payer, with what the order itself names; what the checklist found and did not use stays.',
	},
	{
		displayName: 'Answered Questionnaires',
		name: 'paAnswers',
		type: 'json',
		default:
			'={{ ($json.priorAuthQuestionnaire?.forms ?? []).flatMap((form) => form.response ?? []) }}',
		description: "Answers to the payer's questions, as Answer gives them",
	},
	{
		displayName: 'Options',
		name: 'buildOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Admission From',
				name: 'admission',
				type: 'string',
				default: '',
				placeholder: 'e.g. 2026-12-01',
				description: 'First day of a planned stay',
			},
			{
				displayName: 'Details of Orders',
				name: 'details',
				type: 'json',
				default: '{}',
				placeholder: '{"ServiceRequest/8812": {"quantity": {"value": 8, "unit": "visits"}}}',
				description:
					'What an order does not say in the words of the payer, by reference of the order: code, modifiers, quantity, serviced, placeOfService, category, requestType, certificationType',
			},
			{
				displayName: 'For Review Only',
				name: 'forReview',
				type: 'boolean',
				default: false,
				description:
					'Whether the packet is built to be shown to the people who approve it, and never sent. An expedited one is then built before anybody attests to it: who signs the page does.',
			},
			{
				displayName: 'Kind of Report',
				name: 'reportType',
				type: 'string',
				default: 'PY',
				description:
					'Code of the list that your payer uses (X12 755) for evidence that is no document with a LOINC code',
			},
			{
				displayName: 'Message to the Reviewer',
				name: 'message',
				type: 'string',
				typeOptions: { rows: 3 },
				default: '',
				description: 'Text that travels with the request',
			},
			{
				displayName: 'Number of the Request',
				name: 'number',
				type: 'string',
				default: '',
				placeholder: 'e.g. 2',
				description:
					'A new request for the same work, after a denial, needs another number: the payer knows a repeat by it',
			},
			{
				displayName: 'System of Member Numbers',
				name: 'memberSystem',
				type: 'string',
				default: '',
				description: 'Where the coverage gives the member number without saying whose it is',
			},
			...numberOptions,
		],
	},
];
