import { buildAck, ERROR_CODES } from '../../formats/hl7';
import { hl7MessageContract } from '../../shared/contracts';
import { dataDirectory } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import type { Operation } from '../../shared/face';
import { answerControlId, intakePlace, writeResponse } from '../intake';
import { auditMessage } from './audit';
import { messageField, messageIn } from './fields';

const CODES = ['AA', 'AE', 'AR'] as const;
type Code = (typeof CODES)[number];

export const respond: Operation = {
	value: 'respond',
	name: 'Respond',
	description:
		'Answer the sender of a received message; for an HL7 Trigger that acknowledges by a Respond step',
	action: 'Respond to a message',
	fields: [
		messageField,
		{
			displayName: 'Answer',
			name: 'answerCode',
			type: 'options',
			default: 'AA',
			description: 'What the sender is told. The first answer to a message counts.',
			options: [
				{ name: 'AA: Accepted', value: 'AA', description: 'The message was taken' },
				{
					name: 'AE: Error',
					value: 'AE',
					description: 'Something in the message is wrong: it has to be corrected',
				},
				{
					name: 'AR: Rejected',
					value: 'AR',
					description: 'Not now, or not here: the same message may be taken later',
				},
			],
		},
		{
			displayName: 'Text',
			name: 'answerText',
			type: 'string',
			default: '',
			placeholder: 'e.g. Patient number not known here',
			description:
				'For the people who run the sender. No patient data: it ends up in logs and on screens.',
		},
		{
			displayName: 'Error Code',
			name: 'errorCode',
			type: 'options',
			default: '207',
			displayOptions: { show: { answerCode: ['AE', 'AR'] } },
			description: 'Kind of error, as HL7 table 0357 has it',
			options: [
				{ name: 'A Field Has the Wrong Form', value: ERROR_CODES.dataType },
				{ name: 'A Required Field Is Missing', value: ERROR_CODES.requiredFieldMissing },
				{ name: 'A Value Is Not in Its Table', value: ERROR_CODES.tableValue },
				{ name: 'Internal Error', value: ERROR_CODES.internal },
				{ name: 'Number Not Known Here', value: ERROR_CODES.unknownKey },
				{ name: 'This Event Is Not Taken', value: ERROR_CODES.unsupportedEvent },
				{ name: 'This Message Type Is Not Taken', value: ERROR_CODES.unsupportedType },
			],
		},
		{
			displayName: 'Error Place',
			name: 'errorLocation',
			type: 'string',
			default: '',
			placeholder: 'e.g. PID-3',
			displayOptions: { show: { answerCode: ['AE', 'AR'] } },
			description: 'Where in the message the error is, if it is in one place',
		},
	],
	async execute(context) {
		const { message, bytes, key } = await messageIn(context);
		if (key === undefined) throw notReceived();
		const code = codeOf(await context.parameter<unknown>('answerCode'));
		const text = String((await context.parameter('answerText', '')) ?? '').trim();
		const location = String((await context.parameter('errorLocation', '')) ?? '').trim();
		const error = {
			code: await context.parameter<string>('errorCode', ERROR_CODES.internal),
			...(location !== '' && { location }),
			...(text !== '' && { text }),
		};
		const answer = buildAck(bytes, {
			code,
			...(text !== '' && { text }),
			...(code !== 'AA' && { errors: [error] }),
			// The same again on a rerun.
			controlId: answerControlId(key, 'application'),
		});
		// A test run holds a copy: its sender is answered by production.
		const left = context.isTest
			? 'test-run'
			: (await writeResponse(intakePlace(await dataDirectory()), key, answer))
				? 'answered'
				: 'answered-before';
		await auditMessage(context, message, key, {
			interaction: 'hl7-message-answered',
			action: 'C',
			outcome: '0',
			...(left !== 'answered' && { outcomeReason: left }),
		});
		return { add: [{ key: 'hl7Response', value: { code, left }, clear: ['/code', '/left'] }] };
	},
};

function codeOf(value: unknown): Code {
	const code = CODES.find((one) => one === value);
	if (code !== undefined) return code;
	throw new HospitalError('field-invalid', 'The field "Answer" holds no acknowledgement code', {
		nextStep: `Enter one of ${CODES.join(', ')}.`,
	});
}

const notReceived = () =>
	new HospitalError('hl7-not-received', 'Nobody waits for an answer to this message', {
		nextStep: `Respond works on messages of an HL7 Trigger. Set the field "Message" back to {{ $json.${hl7MessageContract.key} }}.`,
	});
