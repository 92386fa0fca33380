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
import { probeServer, type FhirServerCredential } from '../clients/fhir';
import { probeServers, type LocalLlmCredential } from '../clients/llm';
import {
	credentialTest,
	operationProperties,
	operationSubtitle,
	outputsExpression,
	purposeField,
	runOperations,
	sealingField,
} from '../shared/face';
import { answer } from './actions/answer.operation';
import { buildRequest } from './actions/buildRequest.operation';
import { cancel } from './actions/cancel.operation';
import { checkCoverage } from './actions/checkCoverage.operation';
import { checkRequirement } from './actions/checkRequirement.operation';
import { criteriaChecklist } from './actions/criteriaChecklist.operation';
import { draftAppeal } from './actions/draftAppeal.operation';
import { gatherCase } from './actions/gatherCase.operation';
import { getQuestionnaire } from './actions/getQuestionnaire.operation';
import { metrics } from './actions/metrics.operation';
import { models } from './actions/models';
import { readDecision } from './actions/readDecision.operation';
import { recordStep } from './actions/recordStep.operation';
import { showPacket } from './actions/showPacket.operation';
import { status } from './actions/status.operation';
import { submit } from './actions/submit.operation';
import { update } from './actions/update.operation';
import { validate } from './actions/validate.operation';
import { writeAuthorization } from './actions/writeAuthorization.operation';
import { probeCrd, type PayerCrdCredential } from './requirement';

/** By the names that the list shows. */
const OPERATIONS = [
	answer,
	cancel,
	buildRequest,
	update,
	checkCoverage,
	checkRequirement,
	criteriaChecklist,
	draftAppeal,
	gatherCase,
	getQuestionnaire,
	metrics,
	readDecision,
	recordStep,
	showPacket,
	status,
	submit,
	validate,
	writeAuthorization,
];

/** Operations that ask the record system of the hospital, or the server of the payer. */
const WITH_SERVER = [
	buildRequest,
	checkRequirement,
	gatherCase,
	getQuestionnaire,
	status,
	submit,
	writeAuthorization,
].map(({ value }) => value);

export class PriorAuthorization implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Prior Authorization',
		name: 'priorAuthorization',
		icon: { light: 'file:priorAuth.svg', dark: 'file:priorAuth.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(OPERATIONS),
		description:
			'Ask a payer for prior authorization: is it needed, what does the payer want to know, what stands in the chart, and what was decided',
		defaults: { name: 'Prior Authorization' },
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression(OPERATIONS) as `={{${string}}}`,
		// What it sends leaves the hospital: an AI agent must not decide about that.
		usableAsTool: undefined,
		credentials: [
			{
				name: 'fhirServerApi',
				required: true,
				testedBy: 'fhirServer',
				displayOptions: { show: { operation: WITH_SERVER } },
			},
			{
				name: 'fhirServerApi',
				required: true,
				testedBy: 'fhirServer',
				displayOptions: { show: { operation: [answer.value], dtrReportFaults: [true] } },
			},
			{
				name: 'payerCrdApi',
				required: true,
				testedBy: 'payerCrd',
				displayOptions: {
					show: { operation: [checkRequirement.value], requirementSource: ['payer'] },
				},
			},
			{
				name: 'localLlmApi',
				required: true,
				testedBy: 'localLlm',
				displayOptions: { show: { operation: [answer.value], dtrEvidenceBy: ['model'] } },
			},
		],
		properties: [...operationProperties(OPERATIONS, gatherCase.value), purposeField, sealingField],
	};

	methods = {
		listSearch: { models },
		credentialTest: {
			async localLlm(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
			): Promise<INodeCredentialTestResult> {
				return await credentialTest(
					'Testing the connection to the language model server',
					async () => await probeServers((credential.data ?? {}) as unknown as LocalLlmCredential),
				);
			},
			async fhirServer(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
			): Promise<INodeCredentialTestResult> {
				return await credentialTest(
					'Testing the connection to the FHIR server',
					async () => await probeServer((credential.data ?? {}) as unknown as FhirServerCredential),
				);
			},
			async payerCrd(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
			): Promise<INodeCredentialTestResult> {
				return await credentialTest(
					"Testing the payer's service for coverage requirements",
					async () => await probeCrd((credential.data ?? {}) as unknown as PayerCrdCredential),
				);
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, OPERATIONS);
	}
}
