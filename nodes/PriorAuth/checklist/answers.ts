import type { AnswerValue, ChecklistCriterion, QuestionnaireAnswer } from '../../shared/contracts';
import { codingsIn } from '../questionnaire/filling/choices';
import { isFields } from '../questionnaire/fhir';
import { daysBetween } from './days';
import type { AnswerWish } from './types';
import { fromWords } from './words';

/** An answer in words. */
export function inWords(values: readonly AnswerValue[]): string | undefined {
	const said = values.map((value) => {
		const [inner] = Object.values(value);
		if (typeof inner === 'boolean') return inner ? 'Yes' : 'No';
		if (!isFields(inner)) return String(inner);
		if (typeof inner.value === 'number') {
			return `${String(inner.comparator ?? '')}${inner.value} ${String(inner.unit ?? inner.code ?? '')}`.trim();
		}
		return String(inner.display ?? inner.code ?? inner.reference ?? '');
	});
	return said.length === 0 ? undefined : said.join(', ');
}

/** A question of the payer as a point of the list, where no rule of the site says which answer counts. */
export function criterionOf(answer: QuestionnaireAnswer): ChecklistCriterion {
	const said = inWords(answer.values);
	const from = fromWords(answer);
	return {
		id: answer.path,
		text: answer.text,
		...(answer.group.length > 0 && { group: answer.group.join(', ') }),
		required: answer.required,
		judgedBy: 'answer',
		...(said !== undefined && { answer: said }),
		...(from !== undefined && { from }),
		evidence: answer.evidence,
		...stateOf(answer),
	};
}

function stateOf(answer: QuestionnaireAnswer): Pick<ChecklistCriterion, 'state' | 'reasons'> {
	if (answer.state !== 'answered') {
		return {
			state: 'unknown',
			reasons: answer.reasons.length > 0 ? answer.reasons : ['not-answered'],
		};
	}
	if (answer.values.every(saysNo)) return { state: 'unmet', reasons: ['answered-no'] };
	return { state: 'met', reasons: [] };
}

/** A choice of "No" is a no like that of a question of yes and no. */
function saysNo(value: AnswerValue): boolean {
	const [inner] = Object.values(value);
	if (typeof inner === 'boolean') return !inner;
	const words = isFields(inner) ? [inner.display, inner.code] : [inner];
	return words.some((word) => typeof word === 'string' && NO.test(word.trim()));
}
/** "No" of LOINC (LA32-8), SNOMED CT (373067005) and HL7 v2 table 0136. */
const NO = /^(?:n|no|none|never|false|LA32-8|373067005|not\b.*|no\b[ ,-].*)$/i;

/**
 * Whether an answer is one that the policy wants. Unknown where it is not answered.
 *
 * @param day full date of today
 */
export function judgeAnswer(
	answer: QuestionnaireAnswer | undefined,
	wish: AnswerWish,
	day: string,
): Pick<ChecklistCriterion, 'state' | 'reasons' | 'answer' | 'from' | 'evidence'> {
	const evidence = answer?.evidence ?? [];
	if (answer === undefined)
		return { state: 'unknown', evidence, reasons: ['question-not-in-form'] };
	const said = inWords(answer.values);
	const from = fromWords(answer);
	const shared = {
		evidence,
		...(said !== undefined && { answer: said }),
		...(from !== undefined && { from }),
	};
	if (answer.state !== 'answered') {
		const reasons = answer.reasons.length > 0 ? answer.reasons : ['not-answered'];
		return { ...shared, state: 'unknown', reasons };
	}
	const met = answer.values.some((value) => fits(value, wish, day));
	return { ...shared, state: met ? 'met' : 'unmet', reasons: met ? [] : ['answer-differs'] };
}

function fits(
	value: AnswerValue,
	{ anyOf, atLeast, atMost, withinDays }: AnswerWish,
	day: string,
): boolean {
	const [inner] = Object.values(value);
	if (anyOf !== undefined && !anyOf.some((wanted) => isWanted(inner, wanted))) return false;
	if (atLeast !== undefined || atMost !== undefined) {
		const size = isFields(inner) ? inner.value : inner;
		if (typeof size !== 'number') return false;
		if (size < (atLeast ?? -Infinity) || size > (atMost ?? Infinity)) return false;
	}
	if (withinDays === undefined) return true;
	const age = typeof inner === 'string' ? daysBetween(inner, day) : undefined;
	return age !== undefined && age >= 0 && age <= withinDays;
}

const isWanted = (inner: unknown, wanted: string | boolean | number): boolean =>
	inner === wanted ||
	(isFields(inner) &&
		codingsIn(inner).some(({ code, display }) => code === wanted || display === wanted));
