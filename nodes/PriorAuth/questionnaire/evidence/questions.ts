import type { AnswerValue } from '../../../shared/contracts';
import { optionsOf, unitsOf, wordsOf } from '../filling/choices';
import { isHidden, placesOf, questionsOf, type Place } from '../filling/tree';
import type { Answers, EvidenceQuestion } from '../types';

/** Kinds of questions whose answer can stand in the words of a note. */
const SEARCHABLE = new Set([
	'boolean',
	'choice',
	'open-choice',
	'date',
	'dateTime',
	'integer',
	'decimal',
	'quantity',
	'string',
	'text',
]);

/** Questions of a form by their path. */
export const placesByPath = ({ package: { questionnaire, draft } }: Answers): Map<string, Place> =>
	new Map(questionsOf(placesOf(questionnaire, draft)).map((place) => [place.path, place]));

/** Questions that are open and for which evidence may be looked for. */
export function evidenceQuestions(answers: Answers): EvidenceQuestion[] {
	const places = placesByPath(answers);
	return answers.answers.flatMap((answer): EvidenceQuestion[] => {
		const place = places.get(answer.path);
		if (place === undefined || answer.state !== 'open' || !isSearchable(place, answers)) return [];
		const { path, text, group, type } = answer;
		const choices = optionWords(place, answers);
		const units = unitsOf(place.item, answers.package)?.flatMap(
			({ display, code }) => display ?? code ?? [],
		);
		return [
			{
				path,
				text,
				group,
				type,
				repeats: place.item.repeats === true,
				...(choices !== undefined && { choices }),
				...(units !== undefined && { units }),
			},
		];
	});
}

/** A list that is not at hand cannot be chosen from. */
const isSearchable = (place: Place, answers: Answers): boolean =>
	SEARCHABLE.has(String(place.item.type)) &&
	place.item.readOnly !== true &&
	!isHidden(place) &&
	(place.item.type !== 'choice' || optionsOf(place.item, answers.package)?.values !== undefined);

/** Words of the options of a choice, as they are shown to the model. */
function optionWords(place: Place, answers: Answers): string[] | undefined {
	const values: AnswerValue[] | undefined = optionsOf(place.item, answers.package)?.values;
	return values?.flatMap((value) => wordsOf(value) ?? []);
}
