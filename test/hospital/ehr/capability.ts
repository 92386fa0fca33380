import type { CapabilityStatement } from '@medplum/fhirtypes';
import { allResourceTypes } from './definitions.ts';
import { supportedParameters } from './search.ts';
import { CHANGED_TOPIC } from './topic.ts';

const INTERACTIONS = [
	'read',
	'vread',
	'history-instance',
	'history-type',
	'search-type',
	'create',
	'update',
	'patch',
	'delete',
] as const;

/** What the server can do, and no more. */
export function capabilityStatement(base: string, secured: boolean): CapabilityStatement {
	return {
		resourceType: 'CapabilityStatement',
		status: 'active',
		date: '2026-11-01',
		kind: 'instance',
		software: { name: 'Demo hospital EHR', version: '1' },
		implementation: { description: 'Synthetic people only', url: base },
		fhirVersion: '4.0.1',
		format: ['application/fhir+json'],
		rest: [
			{
				mode: 'server',
				...(secured ? { security: { description: 'A bearer token is required' } } : {}),
				interaction: [{ code: 'transaction' }, { code: 'batch' }, { code: 'history-system' }],
				operation: [operation('export', `${EXPORT}/export`)],
				resource: allResourceTypes().map(resource),
			},
		],
	};
}

const EXPORT = 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition';
const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport';
const CORE = 'http://hl7.org/fhir/OperationDefinition';

const operation = (name: string, definition: string) => ({ name, definition });

/** Operations beyond $validate, which every type has. */
const OPERATIONS: Record<string, { name: string; definition: string }[]> = {
	Patient: [
		operation('everything', `${CORE}/Patient-everything`),
		operation('export', `${EXPORT}/patient-export`),
	],
	Group: [operation('export', `${EXPORT}/group-export`)],
	Subscription: [
		operation('status', `${BACKPORT}/OperationDefinition/backport-subscription-status`),
		operation('events', `${BACKPORT}/OperationDefinition/backport-subscription-events`),
	],
};

/** Which topics a server has stands in its CapabilityStatement (Backport IG, topic discovery). */
const TOPICS = {
	extension: [
		{
			url: `${BACKPORT}/StructureDefinition/capabilitystatement-subscriptiontopic-canonical`,
			valueCanonical: CHANGED_TOPIC,
		},
	],
};

function resource(type: string) {
	return {
		...(type === 'Subscription' ? TOPICS : {}),
		type: type as 'Patient',
		operation: [operation('validate', `${CORE}/Resource-validate`), ...(OPERATIONS[type] ?? [])],
		interaction: INTERACTIONS.map((code) => ({ code })),
		versioning: 'versioned' as const,
		readHistory: true,
		updateCreate: true,
		conditionalCreate: true,
		conditionalUpdate: true,
		conditionalDelete: 'single' as const,
		referencePolicy: ['literal' as const],
		searchParam: supportedParameters(type).map(({ code, type: kind }) => ({
			name: code,
			type: kind as 'token',
		})),
	};
}
