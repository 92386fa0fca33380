import type { INodeProperties } from 'n8n-workflow';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import { askStructured, promptOf } from '../asking';
import {
	checkWanted,
	locate,
	quotationSchema,
	quotationTask,
	type WantedField,
} from '../extracting';
import type { LlmOperation } from './answering';
import { nonceFor, textOf } from './material';
import { modelField, structuredOptions, textField } from './model-fields';
import { mayRepair } from './repair';

const wantedField: INodeProperties = {
	displayName: 'Fields to Find',
	name: 'wanted',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Field',
	default: { field: [] },
	required: true,
	description:
		'What to look for. Every answer is copied out of the text and comes with the place where it stands; what the text does not hold word for word is left out.',
	options: [
		{
			displayName: 'Field',
			name: 'field',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. follow_up',
					description: 'Letters, digits and underscores',
				},
				{
					displayName: 'Description',
					name: 'description',
					type: 'string',
					default: '',
					placeholder: 'e.g. When and with whom the patient is to be seen again',
					description: 'What is meant, in words for the model',
				},
				{
					displayName: 'Several',
					name: 'several',
					type: 'boolean',
					default: false,
					description: 'Whether the text may hold it more than once',
				},
			],
		},
	],
};

export const extract: LlmOperation = {
	value: 'extract',
	name: 'Extract',
	description: 'Find fields in a text, each with the place where it stands',
	action: 'Extract fields from a text',
	fields: [modelField, textField(true), wantedField, structuredOptions],
	async question(context) {
		const text = await textOf(context);
		if (text.trim() === '') {
			throw new HospitalError('input-invalid', 'The field "Text" is empty', {
				nextStep: 'Point it at the text in which the fields shall be found.',
			});
		}
		const wanted = await wantedIn(context);
		const prompt = promptOf(
			{ instructions: quotationTask(wanted), text, images: [] },
			await nonceFor(text),
		);
		const schema = quotationSchema(wanted);
		const repair = await mayRepair(context);
		return {
			key: { messages: prompt.messages, schema, repair },
			removed: prompt.removed,
			async ask(asking) {
				const { messages } = prompt;
				const { value } = await askStructured((r) => asking.chat(r), { messages, schema }, repair);
				return { ...locate(text, wanted, value as Record<string, string[]>) };
			},
		};
	},
};

async function wantedIn(context: OperationContext): Promise<WantedField[]> {
	const { field = [] } = await context.parameter<{ field?: Array<Partial<WantedField>> }>(
		'wanted',
		{},
	);
	return checkWanted(
		field.map(({ name, description, several }) => ({
			name: String(name ?? '').trim(),
			description: String(description ?? '').trim(),
			several: several === true,
		})),
	);
}
