import type { AnswerOrigin, AnswerValue, QuestionnaireAnswer } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { choiceOf } from './fhir';
import { acceptsOf } from './filling/accepts';
import { fit } from './filling/coerce';
import { questionsOf, placesOf } from './filling/tree';
import type { Answers } from './types';

/** What a person says to a question. */
export interface PersonsAnswer {
	path: string;
	/** None: the question stays without an answer. */
	values: readonly AnswerValue[];
	author: NonNullable<AnswerOrigin['author']>;
}

/**
 * Takes over what a person answered, changed or confirmed. What stood there before by machine becomes
 * `override`, otherwise it is `manual`. Run {@link refill} afterwards: other questions may depend on it.
 *
 * @throws HospitalError `answer-refused` for a question that the form does not have, or a value that
 *   it does not take
 */
export function answerByPerson(answers: Answers, given: readonly PersonsAnswer[]): Answers {
	const { questionnaire, draft } = answers.package;
	const places = new Map(questionsOf(placesOf(questionnaire, draft)).map((one) => [one.path, one]));
	const changed = answers.answers.map((answer) => {
		const wish = given.find(({ path }) => path === answer.path);
		const place = places.get(answer.path);
		if (wish === undefined || place === undefined) return answer;
		for (const value of wish.values) {
			const fitted = fit(choiceOf(value)?.value, place.item, answers.package);
			if ('why' in fitted)
				throw refused(answer, fitted.why, acceptsOf(place.item, answers.package));
		}
		const source = answer.origin === undefined ? 'manual' : 'override';
		return {
			...answer,
			state: wish.values.length > 0 ? ('answered' as const) : ('open' as const),
			values: [...wish.values],
			origin: { source, method: 'person' as const, author: wish.author } satisfies AnswerOrigin,
			reasons: [],
		};
	});
	const unknown = given.find(({ path }) => !places.has(path));
	if (unknown !== undefined) throw noSuchQuestion(unknown.path, [...places.keys()]);
	return { ...answers, answers: changed };
}

/** Why a value does not fit, in words. */
const WHY: Readonly<Record<string, string>> = {
	'value-unfit': 'its value is of another kind than the question asks for',
	'unit-unknown': 'a number without a unit, and the form does not give one unit for it',
	'unit-not-allowed': 'its unit is none that the form takes',
	'list-not-known': 'the payer did not send the list of its choices',
	'several-choices': 'it fits several of the choices',
	'not-a-choice': 'it is none of the choices',
	'too-long': 'it is longer than the form takes',
	'out-of-range': 'it is outside of the limits of the form',
};

function refused(
	{ path, text }: Pick<QuestionnaireAnswer, 'path' | 'text'>,
	why: string,
	accepts: string | undefined,
): HospitalError {
	return new HospitalError(
		'answer-refused',
		`The answer to "${text}" (${path}) was not taken over: ${WHY[why] ?? why}`,
		{
			nextStep:
				accepts === undefined
					? "This kind of question cannot be answered here. Fill the form in at the payer's portal."
					: `Answer it as the form asks for it, in ${accepts}.`,
		},
	);
}

/** Paths that are named where one does not exist. */
const MOST_PATHS = 20;

function noSuchQuestion(path: string, paths: readonly string[]): HospitalError {
	const more = paths.length > MOST_PATHS ? ', ...' : '';
	// What is no path may be anything, an answer in the wrong place too.
	const named = /^[\w./[\]-]{1,60}$/.test(path)
		? ` with the path "${path}"`
		: ' at one of the paths given';
	return new HospitalError(
		'answer-refused',
		`No answer was taken over: the form has no question${named}`,
		{
			nextStep: `Give each answer with the path of its question, as the task names it. The form has: ${paths.slice(0, MOST_PATHS).join(', ')}${more}.`,
		},
	);
}
