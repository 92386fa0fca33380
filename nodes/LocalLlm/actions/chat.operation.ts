import { withoutImages } from '../../clients/llm';
import { requireAnswer } from '../asking';
import type { LlmOperation } from './answering';
import { instructionsOf, promptFrom } from './material';
import {
	chatOptions,
	imagesFields,
	instructionsField,
	modelField,
	textField,
} from './model-fields';

export const chat: LlmOperation = {
	value: 'chat',
	name: 'Chat',
	description: 'Give the model a task and a text, and get its answer as text',
	action: 'Get an answer as text',
	fields: [modelField, instructionsField, textField(false), ...imagesFields, chatOptions],
	async question(context, tools) {
		const prompt = await promptFrom(context, tools, await instructionsOf(context));
		return {
			key: { messages: prompt.messages.map(withoutImages) },
			removed: prompt.removed,
			async ask(asking) {
				const completion = requireAnswer(await asking.chat({ messages: prompt.messages }));
				return { text: completion.text };
			},
		};
	},
};
