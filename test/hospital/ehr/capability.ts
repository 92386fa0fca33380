import type { CapabilityStatement } from '@medplum/fhirtypes';
import { allResourceTypes } from './definitions.ts';
import { supportedParameters } from './search.ts';

const INTERACTIONS = [
	'read',
	'vread',
	'history-instance',
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
				interaction: [{ code: 'transaction' }, { code: 'batch' }],
				resource: allResourceTypes().map(resource),
			},
		],
	};
}

function resource(type: string) {
	return {
		type: type as 'Patient',
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
