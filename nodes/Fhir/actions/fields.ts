import type { INodeProperties } from 'n8n-workflow';
import { checkId, checkType, type FhirClient } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import { locatorField } from '../lists/locator';
import { clientOf } from './chart-access';

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

/**
 * What a field that takes an id means: the bare id, or a reference of the chosen type to a record of
 * this server.
 *
 * @param local tells whether a reference leads to a record of this server
 * @throws HospitalError `fhir-name-invalid`, `fhir-reference-foreign`, `fhir-reference-versioned`
 */
export function idOf(type: string, value: unknown, local: Local): string {
	const text = String(value ?? '').trim();
	if (!text.includes('/')) return checkId(text);
	if (/\/_history(\/|$)/.test(text)) throw versioned();
	const found = local(text);
	if (found?.type === type) return found.id;
	if (/^([a-z][a-z0-9+.-]*:)?\/\//i.test(text) && found === undefined) throw foreign();
	return checkId(text);
}

/** {@link idOf} for the server of the credential. @param name of the field */
export async function idIn(context: OperationContext, type: string, name = 'id'): Promise<string> {
	const value = await context.parameter<unknown>(name, '');
	const client = await clientOf(context);
	return idOf(type, value, (reference) => client.local(reference));
}

type Local = FhirClient['local'];

const foreign = () =>
	new HospitalError('fhir-reference-foreign', 'The reference leads to a record of another server', {
		nextStep:
			'Nothing was asked: the same ID on this server is another record. Use a reference of this server; if it has several addresses, add them to the credential.',
	});

const versioned = () =>
	new HospitalError('fhir-reference-versioned', 'The reference names one version of a record', {
		nextStep:
			'Nothing was asked, because the version that is current now may be another one. For that version choose Read Version, with its number in the field Version; for the current one leave out what begins with /_history.',
	});

/** The type behind the field Resource Type. */
export const typeOf = (value: unknown): string => checkType(value as string);
