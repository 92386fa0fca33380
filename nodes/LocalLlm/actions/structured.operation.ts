import type { INodeProperties } from 'n8n-workflow';
import { withoutImages } from '../../clients/llm';
import { askStructured, closedSchema } from '../asking';
import type { LlmOperation } from './answering';
import { instructionsOf, promptFrom } from './material';
import {
	imagesFields,
	instructionsField,
	modelField,
	structuredOptions,
	textField,
} from './model-fields';
import { mayRepair } from './repair';

const schemaField: INodeProperties = {
	displayName: 'JSON Schema',
	name: 'schema',
	type: 'json',
	typeOptions: { rows: 8 },
	default: JSON.stringify(
		{
			type: 'object',
			required: ['urgent', 'reason'],
			properties: {
				urgent: { type: 'boolean', description: 'True when the text asks for help today' },
				reason: { type: 'string', maxLength: 200 },
			},
		},
		null,
		2,
	),
	required: true,
	description:
		'Form of the answer. Every field needs a name and a type. The server is asked to keep to it, and the answer is checked again here.',
};

export const structured: LlmOperation = {
	value: 'structured',
	name: 'Structured Output',
	description:
		'Get the answer as fields that follow a JSON Schema, checked again whatever the server says',
	action: 'Get an answer in fields',
	fields: [
		modelField,
		instructionsField,
		textField(false),
		...imagesFields,
		schemaField,
		structuredOptions,
	],
	async question(context, tools) {
		const schema = closedSchema(await context.parameter<unknown>('schema'));
		const prompt = await promptFrom(context, tools, await instructionsOf(context));
		const repair = await mayRepair(context);
		return {
			key: { messages: prompt.messages.map(withoutImages), schema, repair },
			removed: prompt.removed,
			async ask(asking) {
				const { messages } = prompt;
				const { value } = await askStructured((r) => asking.chat(r), { messages, schema }, repair);
				return { json: value };
			},
		};
	},
};
