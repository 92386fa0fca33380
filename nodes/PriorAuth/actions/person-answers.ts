import type { INodeProperties } from 'n8n-workflow';
import { parseReference } from '../../clients/fhir';
import type { AnswerValue } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import type { PersonsAnswer } from '../questionnaire';
import { jsonField } from './json-field';

/** What people answered, form by form. */
export interface Persons {
	/** All of it: other answers make another question to this node. */
	readonly given: readonly PersonsAnswer[];
	of(questionnaire: string): PersonsAnswer[];
}

export const personFields: INodeProperties[] = [
	{
		displayName: 'Answers of a Person',
		name: 'dtrPersonAnswers',
		type: 'json',
		default: '',
		placeholder: 'e.g. [{"path": "3/3.1", "values": [{"valueBoolean": true}]}]',
		description:
			'What a person answered, confirmed or changed, each with the path of its question and values as FHIR writes them. No values: the answer is taken out. Place the node a second time behind the form in which the person answers.',
	},
	{
		displayName: 'Answered By',
		name: 'dtrAnsweredBy',
		type: 'string',
		default: '',
		placeholder: 'e.g. Practitioner/7',
		description:
			'Practitioner who answered. It travels with every answer of a person; without it none is taken.',
	},
];

/** @throws HospitalError `input-invalid` */
export async function readPersons(context: OperationContext): Promise<Persons | undefined> {
	const given = await jsonField(context, 'dtrPersonAnswers', 'Answers of a Person');
	if (given === undefined || (Array.isArray(given) && given.length === 0)) return undefined;
	const author = parseReference(await context.parameter<unknown>('dtrAnsweredBy', ''));
	if (author?.type !== 'Practitioner') throw unusable('Answered By');
	return checkedAnswers(given, author.reference);
}

/** @param practitioner who answered. @throws HospitalError `input-invalid` */
export function checkedAnswers(given: unknown, practitioner: string): Persons {
	if (!Array.isArray(given) || !given.every(isAnswer)) throw unusable('Answers of a Person');
	const answers = given.map(({ path, values, questionnaire }) => ({
		path,
		values,
		author: { practitioner },
		questionnaire,
	}));
	const plain = (list: typeof answers): PersonsAnswer[] =>
		list.map(({ path, values, author }) => ({ path, values, author }));
	return {
		given: plain(answers),
		of: (questionnaire) =>
			plain(
				answers.filter(
					(one) => one.questionnaire === undefined || one.questionnaire === questionnaire,
				),
			),
	};
}

interface Given {
	path: string;
	values: AnswerValue[];
	/** Where there are several forms. */
	questionnaire?: string;
}

function isAnswer(value: unknown): value is Given {
	if (typeof value !== 'object' || value === null) return false;
	const { path, values, questionnaire } = value as Partial<Record<keyof Given, unknown>>;
	return (
		typeof path === 'string' &&
		Array.isArray(values) &&
		values.every(isValue) &&
		(questionnaire === undefined || typeof questionnaire === 'string')
	);
}

const isValue = (value: unknown): value is AnswerValue =>
	typeof value === 'object' &&
	value !== null &&
	Object.keys(value).length === 1 &&
	/^value[A-Z]/.test(Object.keys(value)[0] ?? '');

const unusable = (field: string): HospitalError =>
	new HospitalError('input-invalid', `The field "${field}" is not usable`, {
		nextStep:
			'Give a list of objects with "path" and "values" (each value with its FHIR name, such as valueBoolean), and the practitioner who answered.',
	});
