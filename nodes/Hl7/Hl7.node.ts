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
import { probeMllp } from '../clients/mllp';
import {
	credentialTest,
	operationProperties,
	operationSubtitle,
	outputsExpression,
	purposeField,
	runOperations,
	sealingField,
} from '../shared/face';
import { build } from './actions/build.operation';
import { fromFhir } from './actions/from-fhir.operation';
import { parse } from './actions/parse.operation';
import { respond } from './actions/respond.operation';
import { send } from './actions/send.operation';
import { split } from './actions/split.operation';
import { toFhir } from './actions/to-fhir.operation';
import { mllpTarget, type MllpCredential } from './sending/credential';

/** Alphabetical by name. */
const OPERATIONS = [build, fromFhir, parse, respond, send, split, toFhir];

export class Hl7 implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'HL7',
		name: 'hl7',
		icon: { light: 'file:hl7.svg', dark: 'file:hl7.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(OPERATIONS),
		description: 'Read, make, send and answer HL7 v2 messages, and convert them to and from FHIR',
		defaults: { name: 'HL7' },
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression(OPERATIONS) as `={{${string}}}`,
		// It sends messages to other systems: an AI agent must not decide about that.
		usableAsTool: undefined,
		credentials: [
			{
				name: 'mllpApi',
				required: true,
				testedBy: 'mllp',
				displayOptions: { show: { operation: [send.value] } },
			},
			{
				name: 'fhirServerApi',
				required: true,
				testedBy: 'hl7FhirServer',
				displayOptions: { show: { operation: [toFhir.value], lookUp: [true] } },
			},
		],
		properties: [...operationProperties(OPERATIONS, parse.value), purposeField, sealingField],
	};

	methods = {
		credentialTest: {
			async mllp(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
			): Promise<INodeCredentialTestResult> {
				return await credentialTest('Testing the connection to the HL7 receiver', async () => {
					const target = mllpTarget((credential.data ?? {}) as MllpCredential);
					await probeMllp(target);
					return target.tls === undefined
						? 'Connected, without encryption. No message was sent.'
						: 'Connected, encrypted. No message was sent.';
				});
			},
			async hl7FhirServer(
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
