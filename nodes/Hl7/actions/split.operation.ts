import { isBatch, parseBatch, parseMessage } from '../../formats/hl7';
import {
	hl7BatchContract,
	hl7MessageContract,
	type Hl7Batch,
	type Hl7MessageReference,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { byContract, type Operation } from '../../shared/face';
import { givenBytes, givenMessage } from '../reading/given';
import { madeReference } from '../reading/reference';
import { auditMessage } from './audit';

export const split: Operation = {
	value: 'split',
	name: 'Split Messages',
	description:
		'Make one item of each message: of a batch that an HL7 Trigger gathered, or of the text of a batch file',
	action: 'Split messages',
	fields: [
		{
			displayName: 'Batch',
			name: hl7BatchContract.key,
			type: 'json',
			default: `={{ $json.${hl7BatchContract.key} }}`,
			required: true,
			description:
				'The batch of an HL7 Trigger, or the text of a batch file, which begins with FHS or BHS. Leave as it is unless the batch comes from elsewhere.',
		},
	],
	async execute(context) {
		const messages = messagesIn(await context.parameter<unknown>(hl7BatchContract.key));
		for (const reference of messages) {
			const { message, key } = givenMessage(reference);
			await auditMessage(context, message, key, {
				interaction: 'hl7-message-split',
				action: 'R',
				outcome: '0',
			});
		}
		return { many: messages.map((message) => [byContract(hl7MessageContract, message)]) };
	},
};

/** @throws HospitalError `input-missing`, `hl7-batch-incomplete`, and those of `parseBatch` */
function messagesIn(value: unknown): Hl7MessageReference[] {
	const listed = (value as Partial<Hl7Batch> | null | undefined)?.messages;
	if (Array.isArray(listed)) return listed;
	const { bytes } = givenBytes(value);
	if (!isBatch(bytes)) return [madeReference(parseMessage(bytes), now())];
	const { messages, countsAgree } = parseBatch(bytes);
	if (!countsAgree) throw incomplete();
	return messages.map((one) => madeReference(parseMessage(one.bytes), now()));
}

const now = () => new Date().toISOString();

const incomplete = () =>
	new HospitalError(
		'hl7-batch-incomplete',
		'The batch file does not hold as many messages as it says at its end',
		{
			nextStep:
				'It was probably cut off on its way: have it sent again. Nothing of it was handed on.',
		},
	);
