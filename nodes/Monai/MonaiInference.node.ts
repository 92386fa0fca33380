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
import {
	credentialTest,
	operationProperties,
	operationSubtitle,
	purposeField,
	runOperations,
	sealingField,
} from '../shared/face';
import { runInference } from './actions/runInference.operation';
import { probeServer, type InferenceServerCredential } from './engine';

const OPERATIONS = [runInference];

export class MonaiInference implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MONAI Inference',
		name: 'monaiInference',
		icon: { light: 'file:monai.svg', dark: 'file:monai.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(OPERATIONS),
		description:
			'Ask an imaging model on a local inference server (Triton, MONAI, KServe v2) and check its answer',
		defaults: { name: 'MONAI Inference' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Result', 'No Result'],
		// It sends pixels to another machine: an AI agent must not decide about that.
		usableAsTool: undefined,
		credentials: [{ name: 'inferenceServerApi', required: true, testedBy: 'inferenceServer' }],
		properties: [...operationProperties(OPERATIONS, 'runInference'), purposeField, sealingField],
	};

	methods = {
		credentialTest: {
			async inferenceServer(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
			): Promise<INodeCredentialTestResult> {
				return await credentialTest(
					'Testing the connection to the inference server',
					async () =>
						await probeServer((credential.data ?? {}) as unknown as InferenceServerCredential),
				);
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, OPERATIONS);
	}
}
