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
import {
	credentialTest,
	operationProperties,
	operationSubtitle,
	purposeField,
	runOperations,
	sealingField,
} from '../shared/face';
import { create } from './actions/create.operation';
import { read } from './actions/read.operation';
import { search } from './actions/search.operation';
import { transaction } from './actions/transaction.operation';

const OPERATIONS = [create, read, search, transaction];

export class Fhir implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'FHIR',
		name: 'fhir',
		icon: { light: 'file:fhir.svg', dark: 'file:fhir.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(OPERATIONS),
		description: 'Read, search and write the electronic health record over FHIR R4',
		defaults: { name: 'FHIR' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		// It writes to the chart: an AI agent must not decide about that.
		usableAsTool: undefined,
		credentials: [{ name: 'fhirServerApi', required: true, testedBy: 'fhirServer' }],
		properties: [...operationProperties(OPERATIONS, 'read'), purposeField, sealingField],
	};

	methods = {
		credentialTest: {
			async fhirServer(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
			): Promise<INodeCredentialTestResult> {
				return await credentialTest(
					'Testing the connection to the FHIR server',
					async () => await probeServer((credential.data ?? {}) as unknown as FhirServerCredential),
				);
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, OPERATIONS);
	}
}
