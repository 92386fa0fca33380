/** Small builders for compiled CQL (ELM in JSON), as payers send it inside of a FHIR Library. */
export type Elm = Record<string, unknown>;

const FHIR = '{http://hl7.org/fhir}';

export const literal = (value: string | number | boolean): Elm => ({
	type: 'Literal',
	valueType: `{urn:hl7-org:elm-types:r1}${typeof value === 'string' ? 'String' : typeof value === 'boolean' ? 'Boolean' : Number.isInteger(value) ? 'Integer' : 'Decimal'}`,
	value: String(value),
});

export const ref = (name: string, libraryName?: string): Elm => ({
	type: 'ExpressionRef',
	name,
	...(libraryName !== undefined && { libraryName }),
});

/** `[Observation: "name"]` by a code of the library, or `[Observation: "set"]` by a value set. */
export const retrieve = (dataType: string, by: { code?: string; valueSet?: string } = {}): Elm => ({
	type: 'Retrieve',
	dataType: `${FHIR}${dataType}`,
	templateId: `http://hl7.org/fhir/StructureDefinition/${dataType}`,
	...(by.code !== undefined && {
		codeProperty: 'code',
		codeComparator: '~',
		codes: { type: 'ToList', operand: { type: 'CodeRef', name: by.code } },
	}),
	...(by.valueSet !== undefined && {
		codeProperty: 'code',
		codeComparator: 'in',
		codes: { type: 'ValueSetRef', name: by.valueSet, preserve: false },
	}),
});

export const exists = (operand: Elm): Elm => ({ type: 'Exists', operand });
export const not = (operand: Elm): Elm => ({ type: 'Not', operand });
export const property = (path: string, source: Elm): Elm => ({ type: 'Property', path, source });
export const scoped = (path: string, scope = 'X'): Elm => ({ type: 'Property', path, scope });
export const greater = (a: Elm, b: Elm): Elm => ({ type: 'Greater', operand: [a, b] });

/** `source X where ... sort by date`; the alias is X. */
export const query = (source: Elm, where?: Elm, sortBy?: string): Elm => ({
	type: 'Query',
	source: [{ alias: 'X', expression: source }],
	relationship: [],
	...(where && { where }),
	...(sortBy !== undefined && {
		sort: {
			by: [
				{
					type: 'ByExpression',
					direction: 'asc',
					expression: property('value', { type: 'IdentifierRef', name: sortBy }),
				},
			],
		},
	}),
});

export const last = (source: Elm): Elm => ({ type: 'Last', source });

export interface LibraryParts {
	codes?: Record<string, { system: string; code: string }>;
	valueSets?: Record<string, string>;
	includes?: string[];
}

/** An ELM library whose definitions are in the context of the patient. */
export function elmLibrary(
	name: string,
	definitions: Record<string, Elm>,
	{ codes = {}, valueSets = {}, includes = [] }: LibraryParts = {},
): Elm {
	const systems = [...new Set(Object.values(codes).map(({ system }) => system))];
	const defined = {
		Patient: { type: 'SingletonFrom', operand: retrieve('Patient') },
		...definitions,
	};
	return {
		library: {
			identifier: { id: name, version: '1' },
			schemaIdentifier: { id: 'urn:hl7-org:elm', version: 'r1' },
			usings: {
				def: [
					{ localIdentifier: 'System', uri: 'urn:hl7-org:elm-types:r1' },
					{ localIdentifier: 'FHIR', uri: 'http://hl7.org/fhir', version: '4.0.1' },
				],
			},
			includes: {
				def: includes.map((path) => ({ localIdentifier: path, path, version: '1' })),
			},
			codeSystems: {
				def: systems.map((id) => ({ name: id, id, accessLevel: 'Public' })),
			},
			codes: {
				def: Object.entries(codes).map(([key, { system, code }]) => ({
					name: key,
					id: code,
					accessLevel: 'Public',
					codeSystem: { name: system },
				})),
			},
			valueSets: {
				def: Object.entries(valueSets).map(([key, id]) => ({
					name: key,
					id,
					accessLevel: 'Public',
				})),
			},
			statements: {
				def: Object.entries(defined).map(([key, expression]) => ({
					name: key,
					context: 'Patient',
					accessLevel: 'Public',
					expression,
				})),
			},
		},
	};
}

/** The FHIR Library in which it travels, with CQL beside it as the guide wants. */
export const libraryResource = (name: string, elm: Elm, base = 'http://payer.example'): Elm => ({
	resourceType: 'Library',
	url: `${base}/Library/${name}`,
	version: '1',
	name,
	status: 'active',
	type: { coding: [{ code: 'logic-library' }] },
	content: [
		{ contentType: 'text/cql', data: base64(`library ${name} version '1'`) },
		{ contentType: 'application/elm+json', data: base64(JSON.stringify(elm)) },
	],
});

export const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
