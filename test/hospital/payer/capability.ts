import type { CapabilityStatement } from '@medplum/fhirtypes';
import { TOPIC } from './subscription-reading.ts';

const operation = (name: string, definition: string) => ({ name, definition });

/** What this payer says it can do. */
export const capability = (base: string): CapabilityStatement =>
	({
		resourceType: 'CapabilityStatement',
		status: 'active',
		date: '2026-11-22',
		kind: 'instance',
		implementation: { description: 'Demonstration payer', url: base },
		fhirVersion: '4.0.1',
		format: ['json'],
		rest: [
			{
				mode: 'server',
				resource: [
					{
						type: 'Claim',
						operation: [
							operation(
								'submit',
								'http://hl7.org/fhir/us/davinci-pas/OperationDefinition/Claim-submit',
							),
							operation(
								'inquire',
								'http://hl7.org/fhir/us/davinci-pas/OperationDefinition/Claim-inquiry',
							),
						],
					},
					{
						type: 'Questionnaire',
						operation: [
							operation(
								'questionnaire-package',
								'http://hl7.org/fhir/us/davinci-dtr/OperationDefinition/questionnaire-package',
							),
						],
					},
					{
						type: 'Subscription',
						interaction: ['create', 'read', 'update', 'delete'].map((code) => ({ code })),
						extension: [
							{
								url: 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/capabilitystatement-subscriptiontopic-canonical',
								valueCanonical: TOPIC,
							},
						],
					},
				],
			},
		],
	}) as CapabilityStatement;
