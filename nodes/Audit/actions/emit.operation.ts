import type { Operation } from '../../shared/face';
import { HospitalError } from '../../shared/errors';
import type { AuditAction, AuditEvent, AuditKind, AuditOutcome } from '../../shared/ledger';

interface EmitOptions {
	outcomeReason?: string;
	patientId?: string;
	patientIdIssuer?: string;
	userId?: string;
}

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
			options: [
				{ name: 'Access', value: 'access', description: 'Somebody or something read patient data' },
				{
					name: 'Break-Glass',
					value: 'break-glass',
					description: 'Patient data was opened in an emergency, past the usual rules',
				},
				{ name: 'Configuration', value: 'configuration', description: 'A setting was changed' },
				{
					name: 'Disclosure',
					value: 'disclosure',
					description: 'Patient data was given to somebody outside',
				},
				{ name: 'Inference', value: 'inference', description: 'A model was asked' },
				{ name: 'System', value: 'system', description: 'Start, stop or failure of a system' },
				{ name: 'Work', value: 'work', description: 'A step of a piece of work' },
			],
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
		{
			displayName: 'Options',
			name: 'emitOptions',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
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
					displayName: 'User ID',
					name: 'userId',
					type: 'string',
					default: '',
					placeholder: 'e.g. jdoe',
					description: 'Account of the person on whose behalf it was done',
				},
			],
		},
	],

	async execute(context) {
		const options = await context.parameter<EmitOptions>('emitOptions', {});
		const kind = await context.parameter<AuditKind>('kind');
		const event: Omit<AuditEvent, 'agent' | 'workItem'> = {
			kind,
			interaction: requireCode('Interaction', await context.parameter<string>('interaction')),
			action: await context.parameter<AuditAction>('auditAction'),
			outcome: await context.parameter<AuditOutcome>('outcome'),
		};
		if (kind === 'break-glass') event.breakGlass = true;
		if (options.outcomeReason) {
			event.outcomeReason = requireCode('Outcome Reason', options.outcomeReason);
		}
		if (options.userId) event.actor = { type: 'user', id: requireAccount(options.userId) };
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

/** @throws HospitalError `audit-not-a-code`; the value is not repeated, it may hold patient data */
function requireCode(field: string, value: unknown): string {
	if (typeof value === 'string' && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(value) && value.length <= 64) {
		return value;
	}
	throw new HospitalError('audit-not-a-code', `The field "${field}" holds no code`, {
		nextStep:
			'Use up to 64 small letters, digits and hyphens, for example "report-faxed". Free text could carry patient data into the audit ledger.',
	});
}

/** @throws HospitalError `audit-not-an-account` */
function requireAccount(value: unknown): string {
	if (typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}$/.test(value))
		return value;
	throw new HospitalError('audit-not-an-account', 'The field "User ID" holds no account name', {
		nextStep: 'Use the login name or mail address of the user, without spaces.',
	});
}
