import type { INodeProperties } from 'n8n-workflow';
import { phiResultContract } from '../../shared/contracts';
import { contractField } from '../../shared/face';

export const MINIMUM_K = 11;
export const CONSENT_HOURS = 24;

const forTasks = (...tasks: string[]) => ({ show: { exportTask: tasks } });

export const minimumKField: INodeProperties = {
	displayName: 'Smallest Group',
	name: 'minimumK',
	type: 'number',
	default: MINIMUM_K,
	typeOptions: { minValue: 2, numberPrecision: 0 },
	description:
		'How many patients have to look alike in the table, for each of them (k). 11 is common where the recipient is known, 20 for the public.',
};

export const exportFields: INodeProperties[] = [
	{
		displayName: 'Task',
		name: 'exportTask',
		type: 'options',
		noDataExpression: true,
		default: 'add',
		description: 'Which step of the export this is',
		options: [
			{
				name: 'Add',
				value: 'add',
				description: 'Put in what De-identify made of a patient, if the consent still allows it',
			},
			{
				name: 'Expect',
				value: 'expect',
				description:
					'Note a patient whose consent allows it: nothing is released before all are in',
			},
			{
				name: 'Leave Out',
				value: 'leaveOut',
				description:
					'Note that a patient will not come, for good; only after "needs-review" a later result goes in',
			},
			{
				name: 'Release',
				value: 'release',
				description:
					'Make the released folder when nobody is waited for and enough patients look alike',
			},
		],
	},
	{
		displayName: 'Export',
		name: 'exportName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. stroke-registry-2026-11-22',
		description:
			'Name of the export and of its folder in "exports" of the data directory. Small letters, digits and hyphens.',
	},
	{
		displayName: 'Patient',
		name: 'exportPatient',
		type: 'string',
		default: '={{ $json.chartContext.patient }}',
		required: true,
		displayOptions: forTasks('add', 'expect', 'leaveOut'),
		placeholder: 'e.g. Patient/123',
		description: 'Whose data it is, as FHIR reference. Only a keyed fingerprint is kept.',
	},
	{
		displayName: 'Needs Consent',
		name: 'exportNeedsConsent',
		type: 'boolean',
		default: true,
		displayOptions: forTasks('add', 'expect'),
		description:
			'Whether the patient must have agreed to research (FHIR Consent). A refusal wins over everything; who was never asked is left out. Off only where the law or an ethics board needs no consent',
	},
	{
		displayName: 'Consents',
		name: 'exportConsents',
		type: 'json',
		default: '={{ $json.chartContext }}',
		displayOptions: { show: { exportTask: ['add', 'expect'], exportNeedsConsent: [true] } },
		description: 'The chart with the Consent records of the patient',
	},
	{
		...contractField(phiResultContract),
		displayName: 'Result',
		displayOptions: forTasks('add'),
	},
	{
		displayName: 'A Person Has Looked',
		name: 'exportReviewed',
		type: 'boolean',
		default: false,
		displayOptions: forTasks('add'),
		description: 'Whether a person has looked at a result that came out of the output Review',
	},
	{
		displayName: 'Reason',
		name: 'exportReason',
		type: 'string',
		default: 'needs-review',
		displayOptions: forTasks('leaveOut'),
		placeholder: 'e.g. needs-review',
		description: 'Why, as a short code of small letters and hyphens. No patient data.',
	},
	{ ...minimumKField, displayOptions: forTasks('release') },
	{
		displayName: 'Consent Counts For (Hours)',
		name: 'exportConsentHours',
		type: 'number',
		default: CONSENT_HOURS,
		typeOptions: { minValue: 1, maxValue: 8760 },
		displayOptions: forTasks('release'),
		description:
			'How long ago the consent of each patient may have been looked at. When it is longer for one, nothing is released: the tasks Expect and Add look again.',
	},
];
