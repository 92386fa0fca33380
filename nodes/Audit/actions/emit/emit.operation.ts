import type { Operation } from '../../../shared/face';
import type { AuditAction, AuditEvent, AuditKind, AuditOutcome } from '../../../shared/ledger';
import { access } from './access';
import { breakGlass } from './break-glass';
import { requireAccount, requireCode } from './codes';
import { configuration } from './configuration';
import { disclosure } from './disclosure';
import type { EventForm } from './form';
import { inference } from './inference';
import { requireInteraction } from './reserved';

/** Kinds with a form of their own. */
const FORMS: readonly EventForm[] = [access, breakGlass, configuration, disclosure, inference];

interface EmitOptions {
	encounterId?: string;
	outcomeReason?: string;
	patientId?: string;
	patientIdIssuer?: string;
	userAuthentication?: string;
	userId?: string;
	userRole?: string;
}

const KINDS = [
	...FORMS.map(({ kind, name, description }) => ({ name, value: kind, description })),
	{ name: 'System', value: 'system', description: 'Start, stop or failure of a system' },
	{ name: 'Work', value: 'work', description: 'A step of a piece of work' },
];

/** SIEM Audit → Emit Event: appends one event to the ledger, and nothing else. */
export const emit: Operation = {
	value: 'emit',
	name: 'Emit Event',
	description: 'Record an event of your own in the audit ledger',
	action: 'Record an audit event',
	subtitle: '"Emit Event: " + $parameter["kind"]',
	// What a workflow did belongs into the ledger also after its work has ended.
	endedWork: true,
	fields: [
		{
			displayName:
				'Nodes of this package record what they do by themselves. Use this for what they cannot see, for example an emergency access or a change of settings.',
			name: 'emitNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Kind',
			name: 'kind',
			type: 'options',
			default: 'access',
			description: 'What sort of event it is',
			options: KINDS,
		},
		{
			displayName: 'Interaction',
			name: 'interaction',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. report-faxed',
			description: 'What was done, in small letters and hyphens, without any patient data',
		},
		{
			displayName: 'Action',
			name: 'auditAction',
			type: 'options',
			default: 'E',
			description: 'What happened to the data',
			options: [
				{ name: 'Created', value: 'C' },
				{ name: 'Deleted', value: 'D' },
				{ name: 'Executed', value: 'E' },
				{ name: 'Read', value: 'R' },
				{ name: 'Updated', value: 'U' },
			],
		},
		{
			displayName: 'Outcome',
			name: 'outcome',
			type: 'options',
			default: '0',
			description: 'How it ended',
			options: [
				{ name: 'Major Failure', value: '12', description: 'The service is no longer available' },
				{ name: 'Minor Failure', value: '4', description: 'For example refused, or tried again' },
				{ name: 'Serious Failure', value: '8', description: 'It ended without its result' },
				{ name: 'Success', value: '0' },
			],
		},
		...FORMS.flatMap(({ fields }) => fields),
		{
			displayName: 'Options',
			name: 'emitOptions',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Encounter ID',
					name: 'encounterId',
					type: 'string',
					default: '',
					description: 'The visit it belongs to. Recorded as a pseudonym only.',
				},
				{
					displayName: 'Outcome Reason',
					name: 'outcomeReason',
					type: 'string',
					default: '',
					placeholder: 'e.g. consent-missing',
					description: 'Why it failed or was refused: a code, never a sentence',
				},
				{
					displayName: 'Patient ID',
					name: 'patientId',
					type: 'string',
					default: '',
					description: 'Recorded as a pseudonym only. The ledger never holds the number itself.',
				},
				{
					displayName: 'Patient ID Issuer',
					name: 'patientIdIssuer',
					type: 'string',
					default: '',
					description: 'Who gave out the patient ID; empty when there is one issuer only',
				},
				{
					displayName: 'User Authentication',
					name: 'userAuthentication',
					type: 'string',
					default: '',
					placeholder: 'e.g. sign-on-proxy',
					description: 'How that person proved who it is, as a code',
				},
				{
					displayName: 'User ID',
					name: 'userId',
					type: 'string',
					default: '',
					placeholder: 'e.g. jdoe',
					description: 'Account of the person on whose behalf it was done',
				},
				{
					displayName: 'User Role',
					name: 'userRole',
					type: 'string',
					default: '',
					placeholder: 'e.g. radiologist',
					description: 'Role in which that person did it, as a code',
				},
			],
		},
	],

	async execute(context) {
		const options = await context.parameter<EmitOptions>('emitOptions', {});
		const kind = await context.parameter<AuditKind>('kind');
		const event: Omit<AuditEvent, 'agent' | 'workItem'> = {
			kind,
			interaction: requireInteraction(await context.parameter<string>('interaction')),
			action: await context.parameter<AuditAction>('auditAction'),
			outcome: await context.parameter<AuditOutcome>('outcome'),
		};
		const form = FORMS.find((one) => one.kind === kind);
		if (form !== undefined) Object.assign(event, await form.read(context));
		if (options.outcomeReason) {
			event.outcomeReason = requireCode('Outcome Reason', options.outcomeReason);
		}
		if (options.userId) {
			event.actor = { type: 'user', id: requireAccount('User ID', options.userId) };
			if (options.userAuthentication) {
				event.actor.authentication = requireCode('User Authentication', options.userAuthentication);
			}
			if (options.userRole) event.actor.role = requireCode('User Role', options.userRole);
		}
		if (options.encounterId) {
			event.encounter = await context.pseudonym('fhir', `Encounter/${options.encounterId}`);
		}
		if (options.patientId) {
			event.patient = await context.pseudonym(
				'patient',
				options.patientIdIssuer ?? '',
				options.patientId,
			);
		}
		await context.audit(event);
		return {};
	},
};
