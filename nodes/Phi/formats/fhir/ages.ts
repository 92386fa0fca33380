import { isObject, type Json } from './place';
import { AGE_CODES, AGE_WORDS } from './strings';

/** Questions and measurements that ask for an age; not those of a pregnancy or of bones. */
const ASKED_AGE = /\b(?:age|how old)\b/i;
const OTHER_AGE = /\b(?:gestational|bone|post-?conceptional|menstrual|of onset)\b/i;
const BIRTH_YEAR =
	/^(?:(?:patient(?:'s)?|your|what is your) )*(?:birth ?(?:year|date|day)|(?:year|date) (?:of birth|(?:were you )?born)|yob|dob)\??$/i;
const BIRTH_CODES = new Set(['80904-6', '21112-8']);

/** @param named code or words of what is asked or measured */
export const isBirthYear = (named: string): boolean =>
	BIRTH_CODES.has(named) || BIRTH_YEAR.test(named.trim());

const isAskedAge = (words: string): boolean =>
	words.length <= 200 && ASKED_AGE.test(words) && !OTHER_AGE.test(words);

/** What a question of a questionnaire asks for, by its words; its codes stand in another record. */
const asked = (value: Json): string[] =>
	[value.text, value.linkId].filter((one): one is string => typeof one === 'string');

/** Codes and words of what an observation says. */
function namesOf({ code }: Json): string[] {
	const codings = isObject(code) && Array.isArray(code.coding) ? (code.coding as unknown[]) : [];
	const all = [
		isObject(code) ? code.text : undefined,
		...codings.flatMap((one) => (isObject(one) ? [one.display, one.code] : [])),
	];
	return all.filter((one): one is string => typeof one === 'string');
}

const OBSERVATIONS = new Set(['Observation', 'Observation.component']);
const ANSWERED = 'QuestionnaireResponse.item';

/** True for an observation or an answer that is the day or the year in which somebody was born. */
export function isBirthYearObservation(type: string, value: Json): boolean {
	if (type === ANSWERED) return asked(value).some(isBirthYear);
	return OBSERVATIONS.has(type) && namesOf(value).some(isBirthYear);
}

/** True for an observation, or a part of one, whose value is the age of somebody. */
export function isAgeObservation(type: string, value: Json): boolean {
	if (type === ANSWERED) return asked(value).some(isAskedAge);
	return (
		OBSERVATIONS.has(type) &&
		namesOf(value).some((one) => AGE_CODES.has(one) || AGE_WORDS.test(one))
	);
}
