import type {
	ICredentialsDecrypted,
	INodeCredentialTestResult,
	INodeProperties,
	ITriggerFunctions,
} from 'n8n-workflow';
import { HospitalError } from '../../shared/errors';
import { credentialTest } from '../../shared/face';
import type { ListenerLimits, PortSettings } from '../intake';
import { listenerSecurity, type ListenerCredential } from './listener-credential';
import { reportOnCredential } from './listener-report';
import { checkWhole } from './trigger-checks';

/** Field of the DICOM Trigger beside port and bind address. */
export const securityField: INodeProperties = {
	displayName: 'Encryption',
	name: 'encryption',
	type: 'options',
	default: 'none',
	description:
		'How images travel to this port. Use TLS wherever the senders can. The same for all workflows of the port.',
	options: [
		{ name: 'None', value: 'none', description: 'Anyone on the network path can read the images' },
		{
			name: 'TLS',
			value: 'tls',
			description: 'Encrypted; the credential says who may call',
		},
	],
};

/** Entries of the collection "Options". */
export const securityOptions: INodeProperties[] = [
	{
		displayName: 'Most Associations',
		name: 'maxAssociations',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 250, numberPrecision: 0 },
		default: 64,
		description:
			'How many senders may be connected at once; further ones are told to try again later. The same for all workflows of the port.',
	},
	{
		displayName: 'Most Associations per Sender',
		name: 'maxAssociationsPerPeer',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 250, numberPrecision: 0 },
		default: 32,
		description:
			'How many connections one machine may have open at once, so that it cannot shut the others out. The same for all workflows of the port.',
	},
];

interface SecurityOptions {
	maxAssociations?: number;
	maxAssociationsPerPeer?: number;
}

/**
 * Adds to the settings of a port what the security fields and the credential say.
 *
 * @throws HospitalError `field-invalid`, naming the field
 */
export async function withSecurity<T extends { settings: PortSettings }>(
	functions: ITriggerFunctions,
	fields: T,
): Promise<T> {
	const { tls, users, limits } = await readSecurityFields(functions);
	const { settings } = fields;
	return {
		...fields,
		settings: {
			...settings,
			limits: { ...settings.limits, ...limits },
			...(tls && { tls }),
			...(users && { users }),
		},
	};
}

async function readSecurityFields(functions: ITriggerFunctions): Promise<Partial<PortSettings>> {
	const limits = readLimits(functions.getNodeParameter('options', {}) as SecurityOptions);
	const encryption = functions.getNodeParameter('encryption', 'none');
	if (encryption === 'none') return { limits };
	if (encryption !== 'tls') {
		throw new HospitalError('field-invalid', 'The field "Encryption" holds an unknown value', {
			nextStep: 'Open the DICOM Trigger and choose None or TLS.',
		});
	}
	const credential = await functions.getCredentials<ListenerCredential & object>(
		'dicomListenerApi',
	);
	return { limits, ...listenerSecurity(credential).settings };
}

function readLimits(options: SecurityOptions): Partial<ListenerLimits> {
	const limits: Partial<ListenerLimits> = {};
	for (const { name, displayName } of securityOptions) {
		const key = name as keyof SecurityOptions;
		if (options[key] === undefined) continue;
		limits[key] = checkWhole(displayName, options[key], 1, 250);
	}
	return limits;
}

/** Test of the credential: says what was found in it, or which field is wrong. */
export async function testListenerCredential(
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await credentialTest(
		'Testing the DICOM listener',
		async () =>
			await Promise.resolve(reportOnCredential((credential.data ?? {}) as ListenerCredential)),
	);
}
