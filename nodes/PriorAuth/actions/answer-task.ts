import type { INodeProperties } from 'n8n-workflow';
import { localReference } from '../../clients/fhir';
import type { PriorAuthCase } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import { isWorkItemId, workStore } from '../../shared/work';
import { isFields, list, text, type Fields } from '../questionnaire/fhir';
import { jsonField } from './json-field';
import { checkedAnswers, type Persons } from './person-answers';

/** Name of the input of the task that carries the canonical of a questionnaire. */
const QUESTIONNAIRE = 'questionnaire';
/** How the work that asked the questions ended; any other work made no such task. */
const ASKED = 'questions-for-a-person';

export const answerTaskField: INodeProperties = {
	displayName: 'Answers in a Task',
	name: 'dtrAnswerTask',
	type: 'json',
	default: '',
	placeholder: 'e.g. {{ $json.resource }}',
	description:
		'The completed Task of the record in which a person answered the open questions: the output with the path of each question as its type. It counts only when it is a task of this workflow, about this patient and order, with the questionnaire that is asked now, and names the practitioner who answered as its owner. Takes the place of the two fields above.',
};

/**
 * Answers from a task of the record. Whoever may write tasks could write any: what it is about is
 * checked here, and nothing of it is taken where one thing does not fit.
 *
 * @param questionnaires canonicals of the forms that are answered now
 * @throws HospitalError `patient-mismatch`, `prior-auth-task-not-ours`, `prior-auth-task-other-questions`,
 *   `prior-auth-task-not-usable`
 */
export async function readAnswerTask(
	context: OperationContext,
	{ server, patient, orders }: PriorAuthCase,
	questionnaires: readonly string[],
): Promise<Persons | undefined> {
	const task = await jsonField(context, 'dtrAnswerTask', 'Answers in a Task');
	if (task === undefined) return undefined;
	if (!isFields(task) || task.resourceType !== 'Task' || task.status !== 'completed') {
		throw notUsable('it is no completed task');
	}
	await requireOurs(task);
	const here = (reference: unknown): string | undefined =>
		localReference(
			isFields(reference) ? reference.reference : undefined,
			server.base,
			server.knownAs,
		)?.reference;
	const about = new Set(orders.map(({ resourceType, id }) => `${resourceType}/${id ?? ''}`));
	const isOfCase =
		here(task.for) === `Patient/${patient.id ?? ''}` && about.has(here(task.focus) ?? '');
	if (!isOfCase) throw otherPatient();
	const owner = here(task.owner);
	if (owner?.startsWith('Practitioner/') !== true) {
		throw notUsable('its owner is no practitioner of this record');
	}
	const asked = list(task.input)
		.filter(({ type }) => isFields(type) && type.text === QUESTIONNAIRE)
		.flatMap((input) => text(input.valueCanonical) ?? []);
	if (!questionnaires.every((one) => asked.includes(one))) throw otherQuestions();
	return checkedAnswers(list(task.output).map(answerIn), owner);
}

const answerIn = ({ type, ...rest }: Fields): unknown => ({
	path: isFields(type) ? type.text : undefined,
	values: [Object.fromEntries(Object.entries(rest).filter(([name]) => name.startsWith('value')))],
});

/** A task of this workflow has the number of a work that ended with these questions. */
async function requireOurs(task: Fields): Promise<void> {
	const ids = list(task.identifier).flatMap(
		({ value }) => /^answer-prior-auth\/(\w+)$/.exec(text(value) ?? '')?.[1] ?? [],
	);
	const store = await workStore();
	for (const id of ids) {
		if (isWorkItemId(id) && (await store.closing(id))?.reason === ASKED) return;
	}
	throw new HospitalError('prior-auth-task-not-ours', 'The task was not made by this workflow', {
		nextStep:
			'Nothing of it was used. Answer in the task that the workflow made, or ask again for the order and answer the new one.',
	});
}

const otherPatient = (): HospitalError =>
	new HospitalError('patient-mismatch', 'The task is about another patient or another order', {
		nextStep:
			'Nothing of it was used. Whoever changed the task must say why; ask again for the order, and answer in the new task.',
	});

const otherQuestions = (): HospitalError =>
	new HospitalError(
		'prior-auth-task-other-questions',
		'The task answers another questionnaire than the one that the payer asks now',
		{
			nextStep:
				'Nothing of it was used: the same number may stand for another question now. Ask again for the order and answer the new task.',
		},
	);

const notUsable = (why: string): HospitalError =>
	new HospitalError('prior-auth-task-not-usable', `The task cannot be used: ${why}`, {
		nextStep:
			'Put the answers into its output and the practitioner into its owner, and complete it.',
	});
