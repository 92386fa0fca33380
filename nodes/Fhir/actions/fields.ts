import type { INodeProperties } from 'n8n-workflow';

export const resourceTypeField: INodeProperties = {
	displayName: 'Resource Type',
	name: 'resourceType',
	type: 'string',
	default: 'Patient',
	required: true,
	placeholder: 'e.g. ServiceRequest',
	description:
		'Kind of record in the chart, as FHIR names it: Patient, ServiceRequest, Observation, DiagnosticReport, Encounter and so on',
};

/** Codes, states and times of a resource: they identify nobody and stay readable when it is sealed. */
export const CLEAR_POINTERS: readonly string[] = [
	'/resourceType',
	'/status',
	'/intent',
	'/priority',
	'/meta/versionId',
	'/meta/lastUpdated',
	'/meta/security/*/system',
	'/meta/security/*/code',
];
