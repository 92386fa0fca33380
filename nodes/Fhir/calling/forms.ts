import type { FhirResource, OperationCall } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import { parametersResource, type ParameterLine } from './parameters';

const DOCREF = '$docref';
const DOCUMENT = '$document';
const EVERYTHING = '$everything';
export const VALIDATE = '$validate';

const line = (name: string, type: string, value: string): ParameterLine => ({ name, type, value });

/** What a ready form asks for, all texts as typed. */
export interface EverythingForm {
	of: 'Patient' | 'Encounter';
	id: string;
	start: string;
	end: string;
	/** Resource types; all when there is none. */
	types: readonly string[];
}

/** Patient/$everything or Encounter/$everything (FHIR R4 patient-operation-everything.html). */
export function everythingCall({ of, id, start, end, types }: EverythingForm): OperationCall {
	return {
		name: EVERYTHING,
		type: of,
		id,
		input: parametersResource([
			// An encounter has no such limit.
			...(of === 'Patient' ? period(start, end) : []),
			...types.map((value) => line('_type', 'code', value)),
		]),
	};
}

export interface DocrefForm {
	patient: string;
	start: string;
	end: string;
	/** `system|code`, or empty. */
	documentType: string;
}

/** DocumentReference/$docref (US Core, International Patient Access). */
export function docrefCall({ patient, start, end, documentType }: DocrefForm): OperationCall {
	const lines = parametersResource([
		line('patient', 'id', patient),
		...period(start, end, 'dateTime'),
	]);
	const parameter = (lines.parameter ?? []) as object[];
	const coded =
		documentType === '' ? [] : [{ name: 'type', valueCodeableConcept: codingOf(documentType) }];
	return {
		name: DOCREF,
		type: 'DocumentReference',
		input: { ...lines, parameter: [...parameter, ...coded] },
	};
}

/** Composition/$document (FHIR R4 composition-operation-document.html). */
export const documentCall = (id: string, persist: boolean): OperationCall => ({
	name: DOCUMENT,
	type: 'Composition',
	id,
	input: parametersResource([line('persist', 'boolean', String(persist))]),
});

/** Type/$validate (FHIR R4 resource-operation-validate.html). */
export const validateCall = (resource: FhirResource, profile: string): OperationCall => ({
	name: VALIDATE,
	type: resource.resourceType,
	input: {
		resourceType: 'Parameters',
		parameter: [
			{ name: 'resource', resource },
			...(profile === '' ? [] : [{ name: 'profile', valueUri: profile }]),
		],
	},
});

const DAY = /^\d{4}(-\d\d(-\d\d)?)?$/;
const TIME = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?$/;

function period(start: string, end: string, type: 'date' | 'dateTime' = 'date') {
	const form = type === 'date' ? DAY : TIME;
	return Object.entries({ start, end }).map(([name, value]) => {
		if (value === '' || form.test(value)) return line(name, type, value);
		throw new HospitalError('input-invalid', 'A date of the operation is not usable', {
			nextStep: 'Write it as 2026-01-31, or leave it empty.',
		});
	});
}

function codingOf(text: string): object {
	const [, system, code] = /^(?:([^|]*)\|)?([^|\s]+)$/.exec(text) ?? [];
	if (code === undefined) {
		throw new HospitalError('input-invalid', 'The document type is not usable', {
			nextStep: 'Write it as system|code, such as http://loinc.org|34133-9.',
		});
	}
	return { coding: [{ ...(system && { system }), code }] };
}
