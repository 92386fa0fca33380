import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import {
	operationProperties,
	operationSubtitle,
	outputsExpression,
	purposeField,
	runOperations,
} from '../shared/face';
import { account } from './actions/account.operation';
import { deliver } from './actions/deliver.operation';
import { emit } from './actions/emit/emit.operation';
import { exportEvents } from './actions/export.operation';
import { findAnomalies } from './actions/find-anomalies.operation';
import { listBreakGlass } from './actions/list-break-glass.operation';
import { query } from './actions/query.operation';
import { report } from './actions/report.operation';
import { reviewBreakGlass } from './actions/review-break-glass.operation';
import { verify } from './actions/verify.operation';
import { receiverTests } from './actions/deliver/receiver-tests';

const OPERATIONS = [
	account,
	deliver,
	emit,
	exportEvents,
	findAnomalies,
	listBreakGlass,
	query,
	report,
	reviewBreakGlass,
	verify,
];

export class SiemAudit implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SIEM Audit',
		name: 'siemAudit',
		icon: { light: 'file:audit.svg', dark: 'file:audit.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: operationSubtitle(OPERATIONS),
		description:
			'Record, find, export and verify audit events, and deliver the audit ledger to the SIEM of the hospital',
		defaults: { name: 'SIEM Audit' },
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression(OPERATIONS) as `={{${string}}}`,
		usableAsTool: undefined,
		credentials: [
			{
				name: 'elasticApi',
				required: true,
				testedBy: 'elasticCluster',
				displayOptions: { show: { operation: ['deliver'], sendTo: ['elastic'] } },
			},
			{
				name: 'fhirServerApi',
				required: true,
				testedBy: 'auditFhirServer',
				displayOptions: { show: { operation: ['deliver'], sendTo: ['fhir'] } },
			},
			{
				name: 'otlpApi',
				required: true,
				testedBy: 'otlpReceiver',
				displayOptions: { show: { operation: ['deliver'], sendTo: ['otlp'] } },
			},
			{
				name: 'splunkHecApi',
				required: true,
				testedBy: 'splunkCollector',
				displayOptions: { show: { operation: ['deliver'], sendTo: ['splunk'] } },
			},
			{
				name: 'syslogApi',
				required: true,
				testedBy: 'syslogReceiver',
				displayOptions: { show: { operation: ['deliver'], sendTo: ['syslog'] } },
			},
		],
		properties: [
			...operationProperties(OPERATIONS, 'deliver'),
			{
				...purposeField,
				displayOptions: { show: { operation: ['account', 'emit', 'export', 'query'] } },
			},
		],
	};

	methods = { credentialTest: receiverTests };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, OPERATIONS);
	}
}
