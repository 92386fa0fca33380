import type { INodeProperties } from 'n8n-workflow';
import type { Addition, Operation, OperationContext } from '../../shared/face';
import { dataDirectory } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import type { Pseudonym } from '../../shared/ledger';
import type { IndexedField } from '../index/keys';
import { queryLedger, type AuditQuery } from '../index/query';
import { requireTime } from './emit/codes';

/** The fields of "Find" and what they look in. */
const TEXTS: Readonly<Record<string, IndexedField>> = {
	interaction: 'interaction',
	model: 'model',
	objectPseudonym: 'object',
	patientPseudonym: 'patient',
	userId: 'actor',
	workItemId: 'work-item',
	workflowId: 'workflow',
};

interface Find extends Record<string, unknown> {
	kind?: string;
	outcome?: string;
	patientId?: string;
	patientIdIssuer?: string;
}

/** What an event must have; shared with Export. */
export const CONDITION_FIELDS: INodeProperties[] = [
	{
		displayName: 'Find',
		name: 'find',
		type: 'collection',
		placeholder: 'Add condition',
		default: {},
		description: 'What an event must have; all of it',
		options: [
			{
				displayName: 'Interaction',
				name: 'interaction',
				type: 'string',
				default: '',
				placeholder: 'e.g. fhir-read',
				description: 'What was done',
			},
			{
				displayName: 'Kind',
				name: 'kind',
				type: 'options',
				default: 'access',
				description: 'What sort of event it is',
				options: [
					{ name: 'Access', value: 'access' },
					{ name: 'Association', value: 'association' },
					{ name: 'Break-Glass', value: 'break-glass' },
					{ name: 'Configuration', value: 'configuration' },
					{ name: 'Disclosure', value: 'disclosure' },
					{ name: 'Inference', value: 'inference' },
					{ name: 'System', value: 'system' },
					{ name: 'Work', value: 'work' },
				],
			},
			{
				displayName: 'Model',
				name: 'model',
				type: 'string',
				default: '',
				description: 'Which model was asked',
			},
			{
				displayName: 'Object Pseudonym',
				name: 'objectPseudonym',
				type: 'string',
				default: '',
				description: 'A study or resource, as the ledger names it',
			},
			{
				displayName: 'Outcome',
				name: 'outcome',
				type: 'options',
				default: '8',
				description: 'How it ended',
				options: [
					{ name: 'Major Failure', value: '12' },
					{ name: 'Minor Failure', value: '4' },
					{ name: 'Serious Failure', value: '8' },
					{ name: 'Success', value: '0' },
				],
			},
			{
				displayName: 'Patient ID',
				name: 'patientId',
				type: 'string',
				default: '',
				description: 'Number of the patient. Only its pseudonym is looked for.',
			},
			{
				displayName: 'Patient ID Issuer',
				name: 'patientIdIssuer',
				type: 'string',
				default: '',
				description: 'Who gave out the patient ID; as it was recorded, empty when there was none',
			},
			{
				displayName: 'Patient Pseudonym',
				name: 'patientPseudonym',
				type: 'string',
				default: '',
				description: 'A patient, as the ledger names one',
			},
			{
				displayName: 'User ID',
				name: 'userId',
				type: 'string',
				default: '',
				description: 'On whose behalf it was done',
			},
			{
				displayName: 'Work Item ID',
				name: 'workItemId',
				type: 'string',
				default: '',
				description: 'Which piece of work it belongs to',
			},
			{
				displayName: 'Workflow ID',
				name: 'workflowId',
				type: 'string',
				default: '',
				description: 'Which workflow did it',
			},
		],
	},
	{
		displayName: 'From',
		name: 'since',
		type: 'dateTime',
		default: '',
		description: 'Events recorded at this moment or later; empty for all',
	},
	{
		displayName: 'Until',
		name: 'until',
		type: 'dateTime',
		default: '',
		description: 'Events recorded before this moment; empty for all',
	},
];

/** SIEM Audit → Query: events of the ledger, one item each. */
export const query: Operation = {
	value: 'query',
	name: 'Query',
	description: 'Find events in the audit ledger: who saw a patient, what a user or a model did',
	action: 'Find audit events',
	endedWork: true,
	fields: [
		...CONDITION_FIELDS,
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			default: 50,
			typeOptions: { minValue: 1 },
			description: 'Max number of results to return',
		},
	],

	async execute(context) {
		const { audit, key } = await dataDirectory();
		const limit = await context.parameter<number>('limit');
		const asked = { ...(await readConditions(context)), limit: Math.max(1, Math.floor(limit)) };
		// Asking the ledger is itself an access to it, and recorded before anything is shown.
		await context.audit({
			kind: 'access',
			interaction: 'audit-queried',
			action: 'R',
			outcome: '0',
			...patientOf(asked, key.id),
		});
		const { entries, more } = await queryLedger(audit, asked, { signal: context.signal });
		const many = entries.map(({ id, record }): Addition[] => [
			// Events name patients by pseudonyms only: there is nothing to seal.
			{ key: 'auditEvent', value: { ...record, id, more }, clear: [], plain: true },
		]);
		return { many };
	},
};

/** @throws HospitalError `audit-query-invalid`, `audit-not-a-time` */
export async function readConditions(context: OperationContext): Promise<AuditQuery> {
	const find = await context.parameter<Find>('find', {});
	const where: Partial<Record<IndexedField, string[]>> = {};
	for (const [name, field] of Object.entries(TEXTS)) {
		const value = find[name];
		if (typeof value === 'string' && value.trim() !== '') where[field] = [value.trim()];
	}
	if (find.patientId) {
		const { pseudonym } = await context.pseudonym(
			'patient',
			find.patientIdIssuer ?? '',
			find.patientId,
		);
		if (where.patient !== undefined && where.patient[0] !== pseudonym) {
			throw new HospitalError('audit-query-invalid', 'Patient ID and Patient Pseudonym differ', {
				nextStep: 'Give one of the two.',
			});
		}
		where.patient = [pseudonym];
	}
	const [since, until] = await Promise.all(
		[
			['From', 'since'],
			['Until', 'until'],
		].map(async ([field, name]) => {
			const value = await context.parameter<string>(name, '');
			return value === '' ? undefined : requireTime(field, value);
		}),
	);
	return {
		where,
		...(find.kind !== undefined && { kind: find.kind }),
		...(find.outcome !== undefined && { outcome: find.outcome }),
		...(since !== undefined && { since }),
		...(until !== undefined && { until }),
	};
}

/** Who asks after one patient touches that patient's record of accesses. */
function patientOf({ where }: AuditQuery, keyId: string): { patient?: Pseudonym } {
	const [pseudonym = ''] = where?.patient ?? [];
	return /^[0-9a-f]{32}$/.test(pseudonym) ? { patient: { pseudonym, keyId } } : {};
}
