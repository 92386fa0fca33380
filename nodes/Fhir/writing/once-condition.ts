import { queryText, token, type FhirResource } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import { conditionOf, type Part } from './condition';

/** How the server recognises a record that is already there. */
export type OnceRule = 'identifier' | 'search' | 'values' | 'never';

/**
 * The If-None-Exist query (FHIR R4 http 3.1.0.8.1) for a resource; undefined for `never`.
 *
 * @param search for the rules `search` and `values`
 * @throws HospitalError `fhir-once-condition`
 */
export function onceCondition(
	resource: FhirResource,
	rule: OnceRule,
	search: readonly Part[],
): string | undefined {
	if (rule === 'never') return undefined;
	return rule === 'identifier' ? byOwnIdentifier(resource) : bySearch(search);
}

function byOwnIdentifier({ identifier }: FhirResource): string {
	// A few types (Bundle, QuestionnaireResponse) have one identifier instead of a list.
	const [first] = [identifier].flat() as Array<{ system?: unknown; value?: unknown } | undefined>;
	const { system, value } = first ?? {};
	if (typeof system !== 'string' || typeof value !== 'string' || system === '' || value === '') {
		throw new HospitalError(
			'fhir-once-condition',
			'The record has no identifier with system and value by which it could be recognised',
			{
				nextStep: 'Add an identifier to the record, or choose another way under Write Only Once.',
			},
		);
	}
	return queryText({ identifier: token(system, value) });
}

function bySearch(search: readonly Part[]): string {
	const condition = conditionOf(search);
	if (condition === undefined) {
		throw new HospitalError('fhir-once-condition', 'The search under Write Only Once is empty', {
			nextStep: 'Enter a search such as identifier=https://hospital.example/documents|A-17.',
		});
	}
	return queryText(condition);
}
