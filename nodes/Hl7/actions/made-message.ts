import { createHash, randomUUID } from 'node:crypto';
import { parseMessage, type Hl7Message, type NewMessage } from '../../formats/hl7';
import { hl7OutgoingContract } from '../../shared/contracts';
import { canonicalJson } from '../../shared/canonical-json';
import { HospitalError } from '../../shared/errors';
import { byContract, type Addition, type OperationContext } from '../../shared/face';
import { namedUuid } from '../../shared/named-uuid';
import type { Hl7Warning } from '../mapping/warnings';
import { madeReference } from '../reading/reference';

export type HeaderFields = Omit<NewMessage, 'type' | 'event' | 'structure'>;

/** MSH-10 before version 2.7. */
const LONGEST_CONTROL_ID = 20;

/** The header as the fields say it; an empty control id when none is given. */
export async function headerIn(context: OperationContext): Promise<HeaderFields> {
	const text = async (name: string) => String((await context.parameter(name, '')) ?? '').trim();
	const options = await context.parameter<Record<string, unknown>>('headerOptions', {});
	const option = (name: string, otherwise = '') => String(options[name] ?? '').trim() || otherwise;
	const controlId = option('controlId');
	if (controlId.length > LONGEST_CONTROL_ID) throw tooLong();
	return {
		sendingApplication: await text('sendingApplication'),
		sendingFacility: await text('sendingFacility'),
		receivingApplication: await text('receivingApplication'),
		receivingFacility: await text('receivingFacility'),
		controlId,
		processingId: option('processingId', 'P'),
		version: option('version', '2.5.1'),
		charset: option('charset', 'UNICODE UTF-8'),
	};
}

/**
 * Makes a message once for each piece of work: a rerun gets the same bytes, time and control id
 * included, so that a receiver that has it already can tell.
 *
 * @param header as the fields say it
 * @param about names what the message tells, the same again on a rerun
 */
export async function madeOnce(
	context: OperationContext,
	header: HeaderFields,
	about: unknown,
	make: (header: HeaderFields) => { message: Hl7Message; warnings?: Hl7Warning[] },
): Promise<{ message: Hl7Message; warnings: Hl7Warning[]; addition: Addition }> {
	const story = { header, about };
	const controlId = header.controlId || ownControlId(context, story);
	const { value } = await context.onceJson(`hl7/${digestOf(context, story)}`, () => {
		const { message, warnings = [] } = make({ ...header, controlId });
		const madeAt = new Date().toISOString();
		return Promise.resolve({ base64: message.encode().toString('base64'), madeAt, warnings });
	});
	const message = parseMessage(Buffer.from(value.base64, 'base64'));
	const reference = madeReference(message, value.madeAt);
	return {
		message,
		warnings: value.warnings,
		addition: byContract(hl7OutgoingContract, reference),
	};
}

/** A round that a person began tells a new story: it must not be taken for the one before. */
const digestOf = (context: OperationContext, story: unknown): string =>
	createHash('sha256')
		.update(canonicalJson([context.liveWork?.round ?? 1, story]))
		.digest('hex')
		.slice(0, 32);

function ownControlId(context: OperationContext, story: unknown): string {
	const work = context.liveWork;
	const uuid =
		work === undefined
			? randomUUID()
			: namedUuid('hl7-control-id', work.id, context.nodeName, digestOf(context, story));
	return uuid.replaceAll('-', '').slice(0, LONGEST_CONTROL_ID).toUpperCase();
}

const tooLong = () =>
	new HospitalError('field-invalid', 'The control ID is longer than 20 characters', {
		nextStep: 'Shorten it, or leave the field empty: then one is made.',
	});
