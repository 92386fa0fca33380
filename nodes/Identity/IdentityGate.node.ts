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
import { checkDocument } from './actions/checkDocument.operation';
import { checkStudy } from './actions/checkStudy.operation';

const OPERATIONS = [checkDocument, checkStudy];

export class IdentityGate implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Identity Gate',
		name: 'identityGate',
		icon: { light: 'file:identity.svg', dark: 'file:identity.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(OPERATIONS),
		description:
			'Make sure that received data belongs to the patient and order in the chart before anything is done with it',
		defaults: { name: 'Identity Gate' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Match', 'Hold'],
		// Its decision opens the way to the chart: an AI agent must not ask it until it says yes.
		usableAsTool: undefined,
		credentials: [{ name: 'fhirServerApi', required: true, testedBy: 'identityFhirServer' }],
		properties: [...operationProperties(OPERATIONS, 'checkStudy'), purposeField, sealingField],
	};

	methods = {
		credentialTest: {
			async identityFhirServer(
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
