import { createHash } from 'node:crypto';
import { DEFAULT_MLLP_TIMEOUTS, MllpClient } from '../../clients/mllp';
import type { Hl7Message } from '../../formats/hl7';
import { hl7AcknowledgementContract, type Hl7Acknowledgement } from '../../shared/contracts';
import { HospitalError, toHospitalError } from '../../shared/errors';
import {
	byContract,
	type Operation,
	type OperationContext,
	type OperationOutcome,
} from '../../shared/face';
import { mllpTarget, type MllpCredential } from '../sending/credential';
import { acknowledgementOf, notYetAccepted, rejected, unanswered } from '../sending/outcome';
import { checkSame } from '../sending/same-message';
import { auditMessage } from './audit';
import { messageIn } from './fields';
import { sendFields } from './send-fields';

interface Options {
	ackSeconds?: number;
	applicationSeconds?: number;
	attempts?: number;
}

const PAUSES_MS = [1_000, 5_000, 15_000];

export const send: Operation = {
	value: 'send',
	name: 'Send',
	description:
		'Send a message to another system over MLLP and wait for its acknowledgement; within a piece of work once accepted, never sent again',
	action: 'Send a message',
	outputs: ['Accepted', 'Not Accepted'],
	fields: sendFields,
	async execute(context) {
		const { message, bytes } = await messageIn(context, 'hl7Out');
		const { controlId } = message.header;
		if (controlId.trim() === '') throw noControlId();
		if (!(await context.mayWrite())) return notSent(controlId);
		const name = journalName(message);
		const { bytes: same } = await context.once(`${name}/message`, () => Promise.resolve(bytes));
		checkSame(same, bytes);
		const { acknowledgement, fresh } = await sendOnce(context, `${name}/accepted`, () =>
			sendNow(context, message, same),
		);
		return await outcomeOf(context, { ...acknowledgement, before: !fresh });
	},
};

/** Leaves a journalled result unwritten: what was not accepted may be sent again. */
class NotAccepted extends Error {
	constructor(readonly acknowledgement: Hl7Acknowledgement) {
		super('not accepted');
	}
}

/** Sends the bytes unless an earlier attempt had them accepted. */
async function sendOnce(
	context: OperationContext,
	name: string,
	sendIt: () => Promise<Hl7Acknowledgement>,
): Promise<{ acknowledgement: Hl7Acknowledgement; fresh: boolean }> {
	try {
		const { value, fresh } = await context.onceJson(name, async () => {
			const acknowledgement = await sendIt();
			if (acknowledgement.outcome !== 'accepted') throw new NotAccepted(acknowledgement);
			return acknowledgement;
		});
		return { acknowledgement: value, fresh };
	} catch (error) {
		if (error instanceof NotAccepted)
			return { acknowledgement: error.acknowledgement, fresh: true };
		throw error;
	}
}

async function sendNow(
	context: OperationContext,
	message: Hl7Message,
	bytes: Buffer,
): Promise<Hl7Acknowledgement> {
	const target = mllpTarget(await context.credentials<MllpCredential>('mllpApi'));
	const { ackSeconds, applicationSeconds, attempts } = await optionsIn(context);
	const client = new MllpClient({
		...target,
		timeouts: {
			...DEFAULT_MLLP_TIMEOUTS,
			ackMs: ackSeconds * 1000,
			applicationMs: applicationSeconds * 1000,
		},
		retry: { attempts, pauseMs: PAUSES_MS, after: ['connect'] },
	});
	const network = { address: target.host, port: target.port };
	const about = { action: 'R', network } as const;
	// Before anything leaves: a message that could not be recorded is not sent.
	await auditMessage(context, message, undefined, {
		...about,
		interaction: 'hl7-send-begun',
		outcome: '0',
	});
	try {
		const result = await client.send(bytes, { ...(context.signal && { signal: context.signal }) });
		const acknowledgement = acknowledgementOf(result, message.header.controlId);
		const { outcome, code, reason } = acknowledgement;
		const why = outcome === 'rejected' ? code?.toLowerCase() : reason;
		await auditMessage(context, message, undefined, {
			...about,
			interaction: outcome === 'accepted' ? 'hl7-message-sent' : `hl7-send-${outcome}`,
			outcome: outcome === 'accepted' ? '0' : '8',
			...(outcome !== 'accepted' && why !== undefined && { outcomeReason: why }),
		});
		return acknowledgement;
	} catch (error) {
		const { code } = toHospitalError(error, 'Sending the HL7 message');
		if (code !== 'audit-unavailable') {
			await auditMessage(context, message, undefined, {
				...about,
				interaction: 'hl7-send-failed',
				outcome: '8',
				outcomeReason: code,
			});
		}
		throw error;
	} finally {
		await client.close();
	}
}

async function outcomeOf(
	context: OperationContext,
	acknowledgement: Hl7Acknowledgement,
): Promise<OperationOutcome> {
	const add = [byContract(hl7AcknowledgementContract, acknowledgement)];
	if (acknowledgement.outcome === 'accepted') return { add };
	if (acknowledgement.outcome === 'rejected') {
		if ((await context.parameter<string>('whenRefused', 'fail')) === 'output') {
			return { add, output: 1 };
		}
		throw rejected(acknowledgement);
	}
	const policy = await context.parameter<string>('whenUnanswered', 'again');
	if (policy === 'output') return { add, output: 1 };
	if (acknowledgement.reason === 'not-yet-accepted') throw notYetAccepted();
	throw unanswered(acknowledgement, policy !== 'person');
}

async function optionsIn(context: OperationContext): Promise<Required<Options>> {
	const {
		ackSeconds = 30,
		applicationSeconds = 30,
		attempts = 3,
	} = await context.parameter<Options>('sendOptions', {});
	return {
		ackSeconds: within('Wait for the Answer (Seconds)', ackSeconds, 1, 600),
		applicationSeconds: within('Wait for the Application (Seconds)', applicationSeconds, 1, 600),
		attempts: Math.round(within('Tries to Connect', attempts, 1, 10)),
	};
}

function within(label: string, value: unknown, least: number, most: number): number {
	const number = Number(value);
	if (number >= least && number <= most) return number;
	throw new HospitalError(
		'field-invalid',
		`The field "${label}" holds no number that can be used`,
		{
			nextStep: `Enter a number from ${least} to ${most}.`,
		},
	);
}

/** By the names that a receiver tells messages apart by: sender and control id. */
function journalName({ header }: Hl7Message): string {
	const { sendingApplication, sendingFacility, receivingApplication, controlId } = header;
	const names = [sendingApplication, sendingFacility, receivingApplication, controlId];
	return `send/${createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 32)}`;
}

const notSent = (controlId: string): OperationOutcome => ({
	add: [
		byContract(hl7AcknowledgementContract, {
			outcome: 'not-sent',
			errorCodes: [],
			before: false,
			attempts: 0,
			roundTripMs: 0,
			controlId,
			text: '',
		} satisfies Hl7Acknowledgement),
	],
});

const noControlId = () =>
	new HospitalError('hl7-control-id-missing', 'The HL7 message has no control ID (MSH-10)', {
		nextStep: 'Give it one: its acknowledgement could not be told from another one otherwise.',
	});
