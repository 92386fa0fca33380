import {
	NodeConnectionTypes,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type IExecuteFunctions,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { probeSyslog } from '../clients/syslog/transport';
import {
	credentialTest,
	operationProperties,
	operationSubtitle,
	outputsExpression,
	purposeField,
	runOperations,
} from '../shared/face';
import { deliver } from './actions/deliver.operation';
import { emit } from './actions/emit/emit.operation';
import { query } from './actions/query.operation';
import { verify } from './actions/verify.operation';
import { syslogTarget, type SyslogCredential } from './delivery/target';

const OPERATIONS = [deliver, emit, query, verify];

export class SiemAudit implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SIEM Audit',
		name: 'siemAudit',
		icon: { light: 'file:audit.svg', dark: 'file:audit.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: operationSubtitle(OPERATIONS),
		description:
			'Record, find and verify audit events, and deliver the audit ledger to the SIEM of the hospital',
		defaults: { name: 'SIEM Audit' },
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression(OPERATIONS) as `={{${string}}}`,
		usableAsTool: undefined,
		credentials: [
			{
				name: 'syslogApi',
				required: true,
				testedBy: 'syslogReceiver',
				displayOptions: { show: { operation: ['deliver'] } },
			},
		],
		properties: [
			...operationProperties(OPERATIONS, 'deliver'),
			{ ...purposeField, displayOptions: { show: { operation: ['emit', 'query'] } } },
		],
	};

	methods = {
		credentialTest: {
			async syslogReceiver(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
			): Promise<INodeCredentialTestResult> {
				return await credentialTest('Testing the connection to the SIEM', async () => {
					const target = syslogTarget((credential.data ?? {}) as unknown as SyslogCredential);
					await probeSyslog(target);
					return target.tls === undefined
						? 'The SIEM accepted a connection. It is not encrypted.'
						: 'The SIEM accepted an encrypted connection, and its certificate is trusted.';
				});
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, OPERATIONS);
	}
}
