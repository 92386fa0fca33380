import type { Operation } from '../../shared/face';
import { readableMessage } from '../reading/readable';
import { auditMessage } from './audit';
import { charsetField, messageField, messageIn } from './fields';

export const parse: Operation = {
	value: 'parse',
	name: 'Parse',
	description:
		'Make the message readable: segments and fields by name, such as hl7Parsed.PID[0].names[0].family',
	action: 'Parse a message',
	fields: [messageField, charsetField],
	async execute(context) {
		const { message, key } = await messageIn(context);
		const { segments, order } = readableMessage(message);
		await auditMessage(context, message, key, {
			interaction: 'hl7-message-parsed',
			action: 'R',
			outcome: '0',
		});
		return {
			add: [
				{ key: 'hl7Parsed', value: segments, clear: [] },
				{ key: 'hl7Segments', value: order, clear: ['/*'] },
			],
		};
	},
};
