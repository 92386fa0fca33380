import type { AnswerValue } from '../../../shared/contracts';
import { isFields, text, type Fields } from '../fhir';
import type { Choice, QuestionnairePackage } from '../types';
import { URLS } from '../urls';
import { boundOf } from './bounds';
import { optionsOf, unitsOf, wordsOf } from './choices';

/** Choices that are named; of a long list a person sees that there are more. */
const MOST_CHOICES = 12;

/** Element of FHIR in which the answer to a question of a type stands. */
const ELEMENTS: Readonly<Record<string, string>> = {
	boolean: 'valueBoolean: true or false',
	integer: 'valueInteger: a whole number',
	decimal: 'valueDecimal: a number',
	date: 'valueDate: a day as 2026-01-31',
	dateTime: 'valueDateTime: a day as 2026-01-31, or with the time as 2026-01-31T09:30:00Z',
	time: 'valueTime: a time as 09:30:00',
	string: 'valueString: words',
	text: 'valueString: words',
	url: 'valueUri: an address',
	reference: 'valueReference: a record',
};

/**
 * What a person may answer to a question, in one line: the element of FHIR, the choices, units and
 * limits that the form gives. Undefined for a type that cannot be answered here.
 */
export function acceptsOf(
	item: Fields,
	lists: Pick<QuestionnairePackage, 'valueSets'>,
): string | undefined {
	const asked = kindOf(item, lists);
	if (asked === undefined) return undefined;
	return [asked, ...limitsOf(item)].join(', ');
}

function kindOf(item: Fields, lists: Pick<QuestionnairePackage, 'valueSets'>): string | undefined {
	const options = optionsOf(item, lists);
	if (options !== undefined) {
		const { values, open } = options;
		const other = open ? ', or valueString: other words' : '';
		if (values === undefined)
			return `valueCoding: a code of ${String(item.answerValueSet)}${other}`;
		return `${choicesIn(values)}${other}`;
	}
	if (item.type === 'quantity') {
		const units = unitsOf(item, lists)?.map(unitIn);
		const unit = units === undefined ? 'with its unit' : `in ${shortened(units, ' or ')}`;
		return `valueQuantity: a number ${unit}`;
	}
	return ELEMENTS[String(item.type)];
}

function choicesIn(values: readonly AnswerValue[]): string {
	const [element = 'valueCoding'] = values.flatMap((value) => Object.keys(value));
	return `${element}: one of ${shortened(values.map(choiceIn), '; ')}`;
}

function choiceIn(value: AnswerValue): string {
	const [inner] = Object.values(value);
	const code = isFields(inner) ? text(inner.code) : undefined;
	const words = wordsOf(value) ?? '';
	return code === undefined || code === words ? words : `${words} (${code})`;
}

const unitIn = ({ code, display }: Choice): string =>
	display === undefined || display === code ? (code ?? '') : `${display} (${code ?? ''})`;

function shortened(all: readonly string[], between: string): string {
	const more = all.length - MOST_CHOICES;
	const named = all.slice(0, MOST_CHOICES).join(between);
	return more > 0 ? `${named}${between}and ${more} more in the questionnaire` : named;
}

function limitsOf(item: Fields): string[] {
	const low = boundOf(item, URLS.minValue);
	const high = boundOf(item, URLS.maxValue);
	return [
		...(low === undefined ? [] : [`at least ${String(low)}`]),
		...(high === undefined ? [] : [`at most ${String(high)}`]),
		...(typeof item.maxLength === 'number' ? [`at most ${item.maxLength} characters`] : []),
		...(item.repeats === true ? ['several answers allowed'] : []),
	];
}
