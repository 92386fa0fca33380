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
import { echo } from '../clients/dimse';
import {
	credentialTest,
	operationProperties,
	operationSubtitle,
	outputsExpression,
	purposeField,
	runOperations,
	sealingField,
} from '../shared/face';
import { verify } from './actions/node/verify.operation';
import { createStructuredReport } from './actions/report/createStructuredReport.operation';
import { buildVolume } from './actions/study/buildVolume.operation';
import { selectSeries } from './actions/study/selectSeries.operation';
import { sendStudy } from './actions/study/sendStudy.operation';
import { peerOf, type DicomNodeCredential } from './peer';

/** Alphabetical by name. */
const OPERATIONS = [buildVolume, createStructuredReport, selectSeries, sendStudy, verify];

export class Dicom implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'DICOM',
		name: 'dicom',
		icon: { light: 'file:dicom.svg', dark: 'file:dicom.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(OPERATIONS),
		description:
			'Select a series, build a volume, create a Structured Report, send to a PACS, verify a connection',
		defaults: { name: 'DICOM' },
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression(OPERATIONS) as `={{${string}}}`,
		// It sends images and results to other systems: an AI agent must not decide about that.
		usableAsTool: undefined,
		credentials: [
			{
				name: 'dicomNodeApi',
				required: true,
				testedBy: 'dicomNode',
				displayOptions: { show: { operation: ['sendStudy', 'verify'] } },
			},
		],
		properties: [...operationProperties(OPERATIONS, 'selectSeries'), purposeField, sealingField],
	};

	methods = {
		credentialTest: {
			async dicomNode(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
			): Promise<INodeCredentialTestResult> {
				return await credentialTest('Testing the DICOM node', async () => {
					const peer = peerOf((credential.data ?? {}) as unknown as DicomNodeCredential);
					const { milliseconds } = await echo(peer);
					return `${peer.calledAeTitle} answered in ${milliseconds} ms`;
				});
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, OPERATIONS);
	}
}
