import type { FhirResource } from '../../../clients/fhir';
import { isFields, keyOf } from '../fhir';
import { Failed, type Found, type Scope } from './evaluator';
import type { ExpressionLibraries } from './library';

const MOST_VALUES = 100;

/** Asks whether something is there: "no" then says only that nothing was recorded. */
const ASKS_PRESENCE = /\b(?:exists|empty|count|hasValue|all|allTrue|anyTrue)\s*\(/;

/**
 * Runs one FHIRPath expression. Nothing is looked up elsewhere: functions that ask a server fail,
 * and traces go nowhere.
 *
 * @throws Failed
 */
export function runFhirPath(
	load: () => ExpressionLibraries,
	text: string,
	scope: Scope,
	launch: Readonly<Record<string, FhirResource>>,
): Found {
	const { fhirpath, r4 } = load();
	try {
		const variables = {
			...launch,
			...scope.variables,
			resource: scope.response,
			context: scope.context ?? scope.response,
		};
		const nodes = fhirpath.evaluate(copied(scope.response), text, copied(variables), r4, {
			async: false,
			resolveInternalTypes: false,
			traceFn: () => undefined,
		});
		if (nodes.length > MOST_VALUES) throw new Failed('too-many-values');
		const values = [fhirpath.resolveInternalTypes(nodes)].flat();
		const records = [...new Set(nodes.flatMap(recordOf))];
		// Whatever the answer is, "Yes" too: what rests on no record says at most that none is there.
		const doubt = values.length > 0 && records.length === 0 && ASKS_PRESENCE.test(text);
		return { values, records, ...(doubt && { doubt: 'nothing-recorded' }) };
	} catch (error) {
		throw error instanceof Failed ? error : new Failed('fhirpath-failed');
	}
}

/** The library writes into what it is given. */
const copied = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** The record from which a value was taken. */
function recordOf(node: unknown): string[] {
	let at: unknown = node;
	for (let depth = 0; depth < 50 && isFields(at); depth++) {
		const { data } = at;
		if (isFields(data) && typeof data.resourceType === 'string' && data.resourceType !== 'Bundle') {
			if (data.resourceType === 'QuestionnaireResponse') return [];
			return [keyOf(data as FhirResource)].flatMap((key) => key ?? []);
		}
		at = at.parentResNode;
	}
	return [];
}
