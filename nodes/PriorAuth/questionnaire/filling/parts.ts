import { canonicalJson } from '../../../shared/canonical-json';
import type { AnswerValue } from '../../../shared/contracts';
import { extensionsOf, isFields, type Fields } from '../fhir';
import type { QuestionnairePackage } from '../types';
import { URLS } from '../urls';
import type { Place } from './tree';

const SIGNING =
	/\b(?:attest(?:s|ed|ation)?|i certify|certif(?:y|ies) that|affirms?|acknowledges?|signature|signed by|i agree|i confirm|i verify|i declare|i have reviewed|best of (?:my|his|her|their) knowledge)\b/i;

/** Questions that only a person can answer: signatures, attestations, files. */
export function isPersonsOwn({ item }: Place): boolean {
	if (item.type === 'attachment' || item.type === 'reference') return true;
	if (extensionsOf(item, URLS.signatureRequired).length > 0) return true;
	return SIGNING.test(String(item.text));
}

/** Yes and no, choices and numbers are claims about the patient, not what stands on the member's card. */
export const claimsOfPayer = ({ item }: Place): boolean =>
	['boolean', 'choice', 'open-choice', 'integer', 'decimal', 'quantity'].includes(
		String(item.type),
	);

export function different(values: readonly AnswerValue[]): AnswerValue[] {
	const seen = new Set<string>();
	return values.filter((value) => {
		const key = canonicalJson(JSON.parse(JSON.stringify(value)) as Fields);
		return !seen.has(key) && seen.add(key);
	});
}

/** The subject of a draft; undefined where it names none. */
export const subjectOf = ({ draft }: QuestionnairePackage): string | undefined => {
	const reference = isFields(draft?.subject) ? draft.subject.reference : undefined;
	return typeof reference === 'string'
		? /(?:^|\/)(Patient\/[^/]+)(?:\/_history\/.*)?$/.exec(reference)?.[1]
		: undefined;
};
