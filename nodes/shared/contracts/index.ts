import { chartContextContract } from './chart-context';
import { clinicalDraftContract } from './clinical-draft';
import { clinicalFactsContract } from './clinical-facts';
import { completionContract } from './completion';
import type { Contract } from './contract';
import { draftDocumentContract } from './draft-document';
import { draftVerificationContract } from './draft-verification';
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
import {
	phiExportContract,
	phiFindingsContract,
	phiResultContract,
	phiRevealedContract,
	phiRiskContract,
	phiSelfTestContract,
} from './phi';
import {
	priorAuthDecisionContract,
	priorAuthRequestContract,
	priorAuthValidationContract,
} from './prior-auth';
import { priorAuthAppealContract } from './prior-auth-appeal';
import { priorAuthCaseContract } from './prior-auth-case';
import {
	priorAuthChecklistContract,
	priorAuthQuestionnaireContract,
} from './prior-auth-questionnaire';
import { priorAuthFollowUpContract } from './prior-auth-follow-up';
import { priorAuthMetricsContract } from './prior-auth-metrics';
import { priorAuthPacketContract } from './prior-auth-packet';
import { priorAuthStatusContract } from './prior-auth-status';
import { priorAuthSubmissionContract } from './prior-auth-submission';
import { coverageCheckContract, priorAuthRequirementContract } from './prior-auth-requirement';
import { readDocumentContract } from './read-document';
import { renderedDocumentContract } from './rendered-document';
import { chartWriteContract, dicomObjectContract } from './report';
import { signOffContract } from './sign-off';
import { studyContract } from './study';
import { selectionContract, volumeContract } from './volume';
import { workItemContract } from './work-item';

export * from './completeness';
export * from './completion';
export * from './chart-context';
export * from './clinical-draft';
export * from './clinical-facts';
export * from './contract';
export * from './draft-document';
export * from './draft-verification';
export * from './hl7-message';
export * from './identity';
export * from './inference';
export * from './phi';
export * from './prior-auth';
export * from './prior-auth-appeal';
export * from './prior-auth-case';
export * from './prior-auth-follow-up';
export * from './prior-auth-metrics';
export * from './prior-auth-packet';
export * from './prior-auth-questionnaire';
export * from './prior-auth-requirement';
export * from './prior-auth-status';
export * from './prior-auth-submission';
export * from './read-document';
export * from './rendered-document';
export * from './report';
export * from './sign-off';
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
	completionContract,
	clinicalFactsContract,
	clinicalDraftContract,
	draftVerificationContract,
	renderedDocumentContract,
	signOffContract,
	draftDocumentContract,
	hl7MessageContract,
	hl7BatchContract,
	hl7ConversionContract,
	hl7WarningsContract,
	hl7BundleContract,
	hl7OutgoingContract,
	hl7AcknowledgementContract,
	phiResultContract,
	phiFindingsContract,
	phiRevealedContract,
	phiSelfTestContract,
	phiRiskContract,
	phiExportContract,
	priorAuthCaseContract,
	coverageCheckContract,
	priorAuthRequirementContract,
	priorAuthQuestionnaireContract,
	priorAuthChecklistContract,
	priorAuthRequestContract,
	priorAuthValidationContract,
	priorAuthPacketContract,
	priorAuthSubmissionContract,
	priorAuthStatusContract,
	priorAuthDecisionContract,
	priorAuthFollowUpContract,
	priorAuthAppealContract,
	priorAuthMetricsContract,
	readDocumentContract,
];
