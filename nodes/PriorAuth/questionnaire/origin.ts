import type { AnswerOrigin } from '../../shared/contracts';
import type { Fields } from './fhir';
import { URLS } from './urls';

/**
 * DTR information-origin: where an answer is from. An author stands with what a person wrote, and
 * only there (invariant dtrx-1).
 */
export function originExtension({ source, author }: AnswerOrigin): Fields {
	const isPersons = source === 'override' || source === 'manual';
	return {
		url: URLS.informationOrigin,
		extension: [
			{ url: 'source', valueCode: source },
			...(isPersons ? [{ url: 'author', extension: authorParts(author) }] : []),
		],
	};
}

function authorParts(author: AnswerOrigin['author']): Fields[] {
	const { practitioner, role } = author ?? {};
	return [
		...(role === undefined
			? []
			: [{ url: 'role', valueCodeableConcept: { coding: [{ ...role }] } }]),
		...(practitioner === undefined
			? []
			: [{ url: 'practitioner', valueReference: { reference: practitioner } }]),
	];
}
