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
	sealingField,
} from '../shared/face';
import { deidentify } from './actions/deidentify.operation';
import { detect } from './actions/detect.operation';
import { exportRecords } from './actions/export.operation';
import { reidentify } from './actions/reidentify.operation';
import { riskReport } from './actions/riskReport.operation';
import { selfTest } from './actions/selfTest.operation';

const OPERATIONS = [deidentify, detect, exportRecords, reidentify, riskReport, selfTest];

export class PhiDeIdentify implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PHI De-Identify',
		name: 'phiDeIdentify',
		icon: { light: 'file:phiDeIdentify.svg', dark: 'file:phiDeIdentify.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(OPERATIONS),
		description:
			'Take identifiers out of notes, FHIR records, HL7 messages and DICOM images by one policy, measure what is missed, and build exports',
		defaults: { name: 'PHI De-Identify' },
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression(OPERATIONS) as INodeTypeDescription['outputs'],
		// It turns codes back into values: an AI agent must not decide about that.
		usableAsTool: undefined,
		properties: [
			...operationProperties(OPERATIONS, 'deidentify'),
			{ ...purposeField, default: 'HRESCH' },
			sealingField,
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, OPERATIONS);
	}
}
