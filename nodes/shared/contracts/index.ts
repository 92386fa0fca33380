import type { Contract } from './contract';
import { identityContract } from './identity';
import { inferenceContract } from './inference';
import { chartWriteContract, dicomObjectContract } from './report';
import { studyContract } from './study';
import { selectionContract, volumeContract } from './volume';
import { workItemContract } from './work-item';

export * from './contract';
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
];
