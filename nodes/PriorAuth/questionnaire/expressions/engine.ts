import type { FhirResource } from '../../../clients/fhir';
import { vendor } from '../../../shared/vendor';
import { CqlRuns, type CqlSurroundings } from './cql';
import type { Expression } from './expression';
import type { Evaluator, Found, Scope } from './evaluator';
import { runFhirPath } from './fhirpath';
import type { ExpressionLibraries } from './library';

/** The engines for the expressions of one form. They are loaded when the first one is run. */
export function evaluatorFor(
	around: CqlSurroundings,
	launch: Readonly<Record<string, FhirResource>>,
): Evaluator {
	let libraries: ExpressionLibraries | undefined;
	const load = (): ExpressionLibraries =>
		(libraries ??= vendor<ExpressionLibraries>('clinical-expressions'));
	const cql = new CqlRuns(load, around);
	return {
		async evaluate(expression: Expression, scope: Scope): Promise<Found> {
			switch (expression.kind) {
				case 'cql':
					return await cql.define(expression.library, expression.define);
				case 'elm':
					return await cql.inline(expression.elm);
				case 'fhirpath':
					return runFhirPath(load, expression.text, scope, launch);
			}
		},
	};
}
