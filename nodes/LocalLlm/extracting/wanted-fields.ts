import type { JsonSchema } from '../../clients/llm';
import { HospitalError } from '../../shared/errors';

/** One thing to look for in a text. */
export interface WantedField {
	/** Key in the answer: letters, digits and underscores. */
	name: string;
	/** What is meant, for the model. */
	description: string;
	/** True when the text may hold it more than once. */
	several: boolean;
}

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,47}$/;
const MOST_FIELDS = 50;
const LONGEST_DESCRIPTION = 500;
/** Answers for one field; what is more is left out and said. */
export const MOST_OF_ONE = 50;
/** Characters of one answer: a quotation, never the whole text. */
const LONGEST_QUOTE = 1000;

/** @throws HospitalError `input-invalid`, naming the field */
export function checkWanted(fields: readonly WantedField[]): WantedField[] {
	if (fields.length === 0) throw refused('There is no field to look for', 'Add at least one.');
	if (fields.length > MOST_FIELDS) {
		throw refused(`There are more than ${MOST_FIELDS} fields`, 'Use several nodes.');
	}
	const names = new Set<string>();
	for (const [index, { name, description }] of fields.entries()) {
		const which = `Field ${index + 1}`;
		if (!NAME.test(name)) {
			throw refused(
				`${which} has no usable name`,
				'Use a letter, then letters, digits and underscores, at most 48 of them.',
			);
		}
		if (names.has(name)) throw refused(`${which} has a name that is taken`, 'Name it otherwise.');
		if (description.length > LONGEST_DESCRIPTION) {
			throw refused(
				`${which} has a description of more than ${LONGEST_DESCRIPTION} characters`,
				'Shorten it.',
			);
		}
		names.add(name);
	}
	return [...fields];
}

/** Each field a list of quotations; an empty list says that the text holds none. */
export function quotationSchema(fields: readonly WantedField[]): JsonSchema {
	return {
		type: 'object',
		additionalProperties: false,
		required: fields.map(({ name }) => name),
		properties: Object.fromEntries(
			fields.map(({ name, several, description }) => [
				name,
				{
					type: 'array',
					...(description !== '' && { description }),
					maxItems: several ? MOST_OF_ONE : 1,
					items: { type: 'string', maxLength: LONGEST_QUOTE },
				},
			]),
		),
	};
}

/** What the model is told beside the schema. */
export function quotationTask(fields: readonly WantedField[]): string {
	return [
		'Find the following in the text and copy the words exactly as they stand there, character by',
		'character, without changing, completing, translating or explaining anything. Copy as few words',
		'as say it. Give an empty list for everything that the text does not say. Never guess.',
		'',
		...fields.map(
			({ name, description, several }) =>
				`- ${name}: ${description || name}${several ? ' (each time it stands there)' : ''}`,
		),
	].join('\n');
}

const refused = (message: string, nextStep: string): HospitalError =>
	new HospitalError('input-invalid', message, { nextStep: `Fields to Find: ${nextStep}` });
