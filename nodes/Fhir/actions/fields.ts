import type { INodeProperties } from 'n8n-workflow';
import { checkId, checkType, parseReference } from '../../clients/fhir';
import { locatorField } from '../lists/locator';

export const resourceTypeField: INodeProperties = locatorField({
	displayName: 'Resource Type',
	name: 'resourceType',
	value: 'Patient',
	method: 'resourceTypes',
	placeholder: 'e.g. ServiceRequest',
	description:
		'Kind of record in the chart, as FHIR names it: Patient, ServiceRequest, Observation, DiagnosticReport, Encounter and so on. The list shows what your server has.',
});

export const idField: INodeProperties = {
	displayName: 'ID',
	name: 'id',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 8f3c2a',
	description: 'ID of the record on the server, the part after the last slash of its reference',
};

export const sinceField: INodeProperties = {
	displayName: 'Since',
	name: 'since',
	type: 'string',
	default: '',
	placeholder: 'e.g. 2026-11-01T00:00:00Z',
	description:
		'Only what was written at or after this moment, with its time zone. Everything when empty.',
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

/** What a field that takes an id means: the bare id, or a reference of the chosen type. */
export function idOf(type: string, value: unknown): string {
	const text = String(value ?? '').trim();
	const found = text.includes('/') ? parseReference(text) : undefined;
	return found?.type === type ? found.id : checkId(text);
}

/** The type behind the field Resource Type. */
export const typeOf = (value: unknown): string => checkType(value as string);
