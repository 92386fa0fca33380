import { extensionsOf, isFields, text, type Fields } from '../fhir';
import { URLS } from '../urls';

/** An expression of a form: a name or program of CQL, or FHIRPath. */
export type Expression =
	| { kind: 'cql'; library?: string; define: string }
	| { kind: 'elm'; elm: Fields }
	| { kind: 'fhirpath'; text: string };

/** An expression, or by name why it is not run. */
export type Read = Expression | { kind: 'none'; why: string };

const LONGEST = 20_000;

/** The expressions of an element under one extension. */
export const expressionsOf = (of: Fields, url: string): Array<{ read: Read; name?: string }> =>
	extensionsOf(of, url).flatMap(({ valueExpression }) => {
		if (!isFields(valueExpression)) return [];
		const name = text(valueExpression.name);
		return [{ read: readExpression(valueExpression), ...(name !== undefined && { name }) }];
	});

/** By the language of the expression; CQL that was not compiled is run only when it is the name of a definition. */
export function readExpression(expression: Fields): Read {
	const said = text(expression.expression)?.trim();
	if (said === undefined) return { kind: 'none', why: 'expression-empty' };
	if (said.length > LONGEST) return { kind: 'none', why: 'expression-too-long' };
	switch (String(expression.language).split(';')[0].trim()) {
		case 'text/fhirpath':
			return { kind: 'fhirpath', text: said };
		case 'text/cql-identifier':
		case 'text/cql.identifier':
		case 'text/cql-name':
			return named(said) ?? { kind: 'none', why: 'expression-not-understood' };
		case 'text/cql':
		case 'text/cql-expression':
		case 'text/cql.expression':
			return (
				named(said) ?? compiled(expression) ?? { kind: 'none', why: 'expression-not-compiled' }
			);
		case 'application/x-fhir-query':
		case 'text/x-fhir-query':
			return { kind: 'none', why: 'query-not-run' };
		default:
			return { kind: 'none', why: 'language-unknown' };
	}
}

/** `"Lower Limb"."Has Ulcer"`, `LowerLimb.HasUlcer` or `"Has Ulcer"`. */
function named(said: string): Expression | undefined {
	const part = String.raw`(?:"([^"\\]{1,200})"|([A-Za-z_]\w{0,200}))`;
	const match = new RegExp(`^(?:${part}\\.)?${part}$`).exec(said);
	if (match === null) return undefined;
	const library = match[1] ?? match[2];
	return {
		kind: 'cql',
		...(library !== undefined && { library }),
		define: match[3] ?? match[4],
	};
}

/** What the payer compiled and sent beside the CQL. */
function compiled(expression: Fields): Expression | undefined {
	for (const { valueExpression } of extensionsOf(expression, URLS.alternativeExpression)) {
		if (!isFields(valueExpression) || valueExpression.language !== 'application/elm+json') continue;
		try {
			const elm: unknown = JSON.parse(String(valueExpression.expression));
			if (isFields(elm)) return { kind: 'elm', elm };
		} catch {
			return undefined;
		}
	}
	return undefined;
}
