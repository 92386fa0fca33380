import type { Json } from './fhir.ts';

/**
 * The logic of the payer's form: CQL for people, and the same as ELM for machines (oper-13). Written by
 * hand for this payer; the codes are of LOINC and ICD-10-CM, synthetic people only.
 */
export const LIBRARY_URL = 'http://payer.example.org/fhir/Library/HomeHealthPrepopulation';
export const LIBRARY_VERSION = '1.0.0';

export const CQL = `library HomeHealthPrepopulation version '1.0.0'

using FHIR version '4.0.1'

codesystem "LOINC": 'http://loinc.org'
codesystem "ICD10CM": 'http://hl7.org/fhir/sid/icd-10-cm'

code "Hemoglobin A1c": '4548-4' from "LOINC"
code "Chronic pain syndrome": 'G89.4' from "ICD10CM"

context Patient

define "LastName":
  First(Patient.name).family.value

define "BirthDate":
  Patient.birthDate.value

define "HasChronicPain":
  exists([Condition: "Chronic pain syndrome"])

define "LatestA1cObservation":
  Last([Observation: "Hemoglobin A1c"] O
    where O.status.value in { 'final', 'amended', 'corrected' }
    sort by effective.value)

define "LatestA1c":
  LatestA1cObservation.value.value.value

define "LatestA1cUnit":
  LatestA1cObservation.value.unit.value
`;

const property = (path: string, source: Json): Json => ({ type: 'Property', path, source });
const statement = (name: string): Json => ({ type: 'ExpressionRef', name });
const literal = (value: string): Json => ({
	type: 'Literal',
	valueType: '{urn:hl7-org:elm-types:r1}String',
	value,
});
const FHIR_TYPE = (type: string): string => `{http://hl7.org/fhir}${type}`;

const coded = (type: string, code: string): Json => ({
	type: 'Retrieve',
	dataType: FHIR_TYPE(type),
	templateId: `http://hl7.org/fhir/StructureDefinition/${type}`,
	codeProperty: 'code',
	codeComparator: '~',
	codes: { type: 'ToList', operand: { type: 'CodeRef', name: code } },
});

const define = (name: string, expression: Json): Json => ({
	name,
	context: 'Patient',
	accessLevel: 'Public',
	expression,
});

export const ELM: Json = {
	library: {
		identifier: { id: 'HomeHealthPrepopulation', version: LIBRARY_VERSION },
		schemaIdentifier: { id: 'urn:hl7-org:elm', version: 'r1' },
		usings: {
			def: [
				{ localIdentifier: 'System', uri: 'urn:hl7-org:elm-types:r1' },
				{ localIdentifier: 'FHIR', uri: 'http://hl7.org/fhir', version: '4.0.1' },
			],
		},
		codeSystems: {
			def: [
				{ name: 'LOINC', id: 'http://loinc.org', accessLevel: 'Public' },
				{ name: 'ICD10CM', id: 'http://hl7.org/fhir/sid/icd-10-cm', accessLevel: 'Public' },
			],
		},
		codes: {
			def: [
				{
					name: 'Hemoglobin A1c',
					id: '4548-4',
					accessLevel: 'Public',
					codeSystem: { name: 'LOINC' },
				},
				{
					name: 'Chronic pain syndrome',
					id: 'G89.4',
					accessLevel: 'Public',
					codeSystem: { name: 'ICD10CM' },
				},
			],
		},
		contexts: { def: [{ name: 'Patient' }] },
		statements: {
			def: [
				{
					name: 'Patient',
					context: 'Patient',
					expression: {
						type: 'SingletonFrom',
						operand: {
							type: 'Retrieve',
							dataType: FHIR_TYPE('Patient'),
							templateId: 'http://hl7.org/fhir/StructureDefinition/Patient',
						},
					},
				},
				define(
					'LastName',
					property(
						'value',
						property('family', { type: 'First', source: property('name', statement('Patient')) }),
					),
				),
				define('BirthDate', property('value', property('birthDate', statement('Patient')))),
				define('HasChronicPain', {
					type: 'Exists',
					operand: coded('Condition', 'Chronic pain syndrome'),
				}),
				define('LatestA1cObservation', {
					type: 'Last',
					source: {
						type: 'Query',
						source: [{ alias: 'O', expression: coded('Observation', 'Hemoglobin A1c') }],
						relationship: [],
						where: {
							type: 'In',
							operand: [
								{
									type: 'Property',
									path: 'value',
									source: { type: 'Property', path: 'status', scope: 'O' },
								},
								{ type: 'List', element: ['final', 'amended', 'corrected'].map(literal) },
							],
						},
						sort: {
							by: [
								{
									type: 'ByExpression',
									direction: 'asc',
									expression: property('value', { type: 'IdentifierRef', name: 'effective' }),
								},
							],
						},
					},
				}),
				define(
					'LatestA1c',
					property(
						'value',
						property('value', property('value', statement('LatestA1cObservation'))),
					),
				),
				define(
					'LatestA1cUnit',
					property('value', property('unit', property('value', statement('LatestA1cObservation')))),
				),
			],
		},
	},
};
