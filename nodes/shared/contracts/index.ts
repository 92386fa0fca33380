import { chartContextContract } from './chart-context';
import type { Contract } from './contract';
import { draftDocumentContract } from './draft-document';
import {
	hl7AcknowledgementContract,
	hl7BatchContract,
	hl7BundleContract,
	hl7ConversionContract,
	hl7MessageContract,
	hl7OutgoingContract,
	hl7WarningsContract,
} from './hl7-message';
import { identityContract } from './identity';
import { inferenceContract } from './inference';
import { chartWriteContract, dicomObjectContract } from './report';
import { studyContract } from './study';
import { selectionContract, volumeContract } from './volume';
import { workItemContract } from './work-item';

export * from './completeness';
export * from './chart-context';
export * from './contract';
export * from './draft-document';
export * from './hl7-message';
export * from './identity';
export * from './inference';
export * from './report';
export * from './study';
export * from './volume';
export * from './work-item';

/** Every contract, in the order in which the triage template meets them. */
export const CONTRACTS: readonly Contract[] = [
	workItemContract,
	studyContract,
	identityContract,
	selectionContract,
	volumeContract,
	inferenceContract,
	dicomObjectContract,
	chartWriteContract,
	chartContextContract,
	draftDocumentContract,
	hl7MessageContract,
	hl7BatchContract,
	hl7ConversionContract,
	hl7WarningsContract,
	hl7BundleContract,
	hl7OutgoingContract,
	hl7AcknowledgementContract,
];
