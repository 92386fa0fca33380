import type { AnswerOrigin, AnswerValue } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { choiceOf } from './fhir';
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
			if ('why' in fitted) throw refused(fitted.why);
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
	const unknown = given.some(({ path }) => !places.has(path));
	if (unknown) throw refused('no such question');
	return { ...answers, answers: changed };
}

const refused = (why: string): HospitalError =>
	new HospitalError('answer-refused', `The answer was not taken over: ${why}`, {
		nextStep: 'Answer the question as the form asks for it, in its units and with its choices.',
	});
