import {
	priorAuthRequestContract,
	priorAuthSubmissionContract,
	type PriorAuthRequest,
	type PriorAuthSubmission,
} from '../../shared/contracts';
import { dataDirectory } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import { byContract, type Operation, type OperationContext } from '../../shared/face';
import { casesOf } from '../cases';
import { differencesFrom } from '../packet';
import { submissionAdvice } from '../reasons';
import {
	claimOrders,
	factsOf,
	isAskedAlready,
	packetBytes,
	registerPacket,
	sendOnce,
	settleOutcome,
} from '../sending';
import type { Outcome } from '../sending';
import { approvedOf } from './clinician-roles';
import { orOnRecord } from './on-record';
import { aboutPacket, payerOf } from './payer-server';
import {
	LONGEST_S,
	MOST_TRIES,
	SHORTEST_S,
	submitFields,
	type SubmitOptions,
} from './submit-fields';

const OUTPUTS = ['Answered', 'Refused', 'Uncertain'] as const;

export const submit: Operation = {
	value: 'submit',
	name: 'Submit',
	description:
		'Send the packet to the payer, once however often the workflow runs. What may have arrived is never sent under another number.',
	action: 'Submit a packet to a payer',
	outputs: OUTPUTS,
	fields: submitFields,
	async execute(context) {
		const request = await context.contract<PriorAuthRequest>(priorAuthRequestContract);
		requireForSending(request);
		const differences = await differencesOf(context, request);
		if (differences.length > 0) {
			return await heldBack(context, request, ['differs-from-what-was-approved', ...differences]);
		}
		if (await isOneTooMany(context, request)) {
			return await heldBack(context, request, ['order-asked-already']);
		}
		if (!(await context.mayWrite())) return notSent(request, ['test-run'], false);
		if (!(await isFirst(context, request))) {
			return await heldBack(context, request, ['order-asked-already']);
		}
		const about = { interaction: 'prior-auth-submitted', action: 'C' } as const;
		const facts = await aboutPacket(context, request);
		const outcome = await orOnRecord(context, { ...about, ...facts }, () => send(context, request));
		const register = await casesOf(await dataDirectory());
		const { overtaken } = await settleOutcome(register, request, outcome);
		const submission = overtaken ? behind(outcome.submission) : outcome.submission;
		await context.audit({
			kind: 'access',
			...about,
			...facts,
			outcome: submission.status === 'answered' ? '0' : '4',
			outcomeReason: `payer-${submission.status}`,
		});
		return {
			add: [
				byContract(priorAuthSubmissionContract, advised(submission)),
				...(outcome.response === undefined || overtaken
					? []
					: [{ key: 'payerAnswer', value: outcome.response, clear: [] }]),
			],
			output: overtaken ? OUTPUTS.indexOf('Uncertain') : outputOf(submission),
		};
	},
};

/** The case knows something later, or something else: nothing follows from this answer by itself. */
const behind = (submission: PriorAuthSubmission): PriorAuthSubmission => ({
	...submission,
	needsPerson: true,
	reasons: [...submission.reasons, 'answer-overtaken'],
});

async function send(context: OperationContext, request: PriorAuthRequest): Promise<Outcome> {
	const options = await context.parameter<SubmitOptions>('pasOptions', {});
	const register = await casesOf(await dataDirectory());
	const workItem = context.liveWork?.id;
	return await sendOnce({
		request,
		client: await payerOf(context),
		journal: { once: async (name, compute) => await context.once(`submit/${name}`, compute) },
		now: new Date(),
		before: async (submittedAt) =>
			await registerPacket(register, request, {
				submittedAt,
				...(workItem !== undefined && { workItem }),
			}),
		...(request.kind === 'request' && {
			unsent: async () => void (await register.withdraw(request.identifier)),
		}),
		handOver: options.silence === 'handOver',
		timeoutMs: 1000 * within(options.seconds, SHORTEST_S, LONGEST_S, 30),
		attempts: within(options.tries, 1, MOST_TRIES, 4),
		...(context.signal && { signal: context.signal }),
	});
}

function within(value: unknown, least: number, most: number, fallback: number): number {
	const number = Number(value ?? fallback);
	return Number.isFinite(number) ? Math.min(most, Math.max(least, Math.round(number))) : fallback;
}

/** @throws HospitalError `prior-auth-only-for-review`, `prior-auth-not-attested` */
function requireForSending({ forReview, kind, urgency, attestation }: PriorAuthRequest): void {
	if (forReview === true) {
		throw new HospitalError(
			'prior-auth-only-for-review',
			'The packet was built to be looked at, not to be sent',
			{ nextStep: 'Nothing was sent. Build the request again behind the Sign-Off.' },
		);
	}
	if (kind === 'request' && urgency === 'expedited' && attestation === undefined) {
		throw new HospitalError(
			'prior-auth-not-attested',
			'Nobody has attested that the request is expedited',
			{ nextStep: 'Nothing was sent. Build it behind the Sign-Off of the clinician who attests.' },
		);
	}
}

/**
 * What of the packet was not on the page that was signed, by name.
 *
 * @throws HospitalError `prior-auth-not-approved`
 */
async function differencesOf(
	context: OperationContext,
	request: PriorAuthRequest,
): Promise<string[]> {
	if ((await context.parameter<boolean>('pasSignedOff', true)) === false) return [];
	const { packet, signature } = await approvedOf(context);
	return differencesFrom(packet, request, signature);
}

async function isOneTooMany(
	context: OperationContext,
	request: PriorAuthRequest,
): Promise<boolean> {
	if (await mayBeAskedTwice(context)) return false;
	return await isAskedAlready(await casesOf(await dataDirectory()), request);
}

/** Of two submissions of the same order in the same instant only one goes on. */
async function isFirst(context: OperationContext, request: PriorAuthRequest): Promise<boolean> {
	if (await mayBeAskedTwice(context)) return true;
	return await claimOrders(await casesOf(await dataDirectory()), request);
}

async function mayBeAskedTwice(context: OperationContext): Promise<boolean> {
	return (await context.parameter<SubmitOptions>('pasOptions', {})).sameOrder === 'send';
}

/** Not what was signed, or asked for already: nothing leaves, and a person is told why. */
async function heldBack(
	context: OperationContext,
	request: PriorAuthRequest,
	reasons: [string, ...string[]],
): Promise<Awaited<ReturnType<Operation['execute']>>> {
	await context.audit({
		kind: 'access',
		interaction: 'prior-auth-submitted',
		action: 'C',
		...(await aboutPacket(context, request)),
		outcome: '4',
		outcomeReason: reasons[0],
	});
	return notSent(request, reasons, true);
}

/** A test run goes through every step and leaves nothing at the payer. */
function notSent(
	request: PriorAuthRequest,
	reasons: string[],
	needsPerson: boolean,
): Awaited<ReturnType<Operation['execute']>> {
	const submission: PriorAuthSubmission = {
		...factsOf(request, packetBytes(request), new Date().toISOString()),
		status: 'not-sent',
		issues: [],
		attempts: 0,
		late: false,
		repeated: false,
		needsPerson,
		reasons,
	};
	return {
		add: [byContract(priorAuthSubmissionContract, advised(submission))],
		output: outputOf(submission),
	};
}

/** The journal keeps what happened; the words for it are those of today. */
const advised = (submission: PriorAuthSubmission): PriorAuthSubmission => ({
	...submission,
	advice: submissionAdvice(submission),
});

const outputOf = ({ status }: PriorAuthSubmission): number =>
	OUTPUTS.indexOf(
		status === 'answered' ? 'Answered' : status === 'refused' ? 'Refused' : 'Uncertain',
	);
