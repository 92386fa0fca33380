import { isFields, list, type Fields } from '../fhir';
import type { ElmLibrary } from '../types';

/** Name of the definition that {@link wrapped} makes. */
export const INLINE = 'inline expression';

/** Definitions of a compiled library. */
export const statements = (elm: Fields): Fields[] => {
	const library = isFields(elm.library) ? elm.library : {};
	return list(isFields(library.statements) ? library.statements.def : undefined);
};

/** `{http://hl7.org/fhir}Observation` or a profile's address. */
export const typeIn = (profile: unknown): string => /([A-Za-z]+)$/.exec(String(profile))?.[1] ?? '';

/** What an answer is made from: behind these the records themselves still stand. */
const THROUGH = new Set(
	'Exists Not IsNull IsTrue IsFalse Count As ToQuantity ToDecimal ToString ToConcept ToDateTime ToDate DateFrom'.split(
		' ',
	),
);
const COMPARES = new Set(
	'Equal Equivalent NotEqual Greater GreaterOrEqual Less LessOrEqual'.split(' '),
);

/** The part of a definition that gives the records on which its result rests, where one can be told. */
export function recordsBehind(elm: Fields, define: string): Fields | undefined {
	let at: unknown = statements(elm).find(({ name }) => name === define)?.expression;
	for (let depth = 0; depth < 16 && isFields(at); depth++) {
		const { type, name, operand }: Fields = at;
		if (type === 'First' || type === 'Last' || type === 'Query' || type === 'Retrieve') {
			return depth === 0 ? undefined : at;
		}
		if (type === 'ExpressionRef' && at.libraryName === undefined) {
			at = statements(elm).find((one) => one.name === name)?.expression;
		} else if (type === 'Property') at = at.source;
		else if (THROUGH.has(String(type))) at = Array.isArray(operand) ? undefined : operand;
		else if (type === 'FunctionRef') at = only(operand);
		else if (COMPARES.has(String(type))) at = only(operand);
		else return undefined;
	}
	return undefined;
}

/** The only operand that is no constant. */
function only(operands: unknown): unknown {
	const [first, another] = list(operands).filter(
		({ type }) => type !== 'Literal' && type !== 'Quantity',
	);
	return another === undefined ? first : undefined;
}

export function withDefinition(elm: Fields, name: string, expression: Fields): Fields {
	const library = isFields(elm.library) ? elm.library : {};
	const def = [...statements(elm), { name, context: 'Patient', accessLevel: 'Public', expression }];
	return { library: { ...library, statements: { def } } };
}

/** A library around one expression, which may name all others of the package. */
export function wrapped(
	expression: Fields,
	libraries: readonly ElmLibrary[],
	like?: ElmLibrary,
): Fields {
	const model = isFields(like?.elm.library) ? like.elm.library.usings : undefined;
	return {
		library: {
			identifier: { id: 'InlineExpression' },
			schemaIdentifier: { id: 'urn:hl7-org:elm', version: 'r1' },
			usings: model ?? {
				def: [
					{ localIdentifier: 'System', uri: 'urn:hl7-org:elm-types:r1' },
					{ localIdentifier: 'FHIR', uri: 'http://hl7.org/fhir', version: '4.0.1' },
				],
			},
			includes: {
				def: libraries.map(({ name, version }) => ({
					localIdentifier: name,
					path: name,
					...(version !== undefined && { version }),
				})),
			},
			statements: { def: [{ name: INLINE, context: 'Patient', expression }] },
		},
	};
}
