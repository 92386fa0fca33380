import type { Bundle } from '../../clients/fhir';
import type { PriorAuthRequest } from '../../shared/contracts/prior-auth';
import type { PriorAuthSubmission } from '../../shared/contracts/prior-auth-submission';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { UNREADABLE } from './answer';
import { byHand } from './by-hand';
import { packetBytes, sha256Of } from './packet';
import { nothingArrived, submit, UNANSWERED, UNREACHED } from './submit';
import type { PayerServer, SubmitInput, Submitted } from './types';

/** What must be the same at every attempt at the same work: the first stored bytes count. */
export interface Journal {
	once(
		name: string,
		compute: () => Promise<Uint8Array>,
	): Promise<{ bytes: Uint8Array; fresh: boolean }>;
}

export interface Outgoing {
	request: PriorAuthRequest;
	client: PayerServer;
	journal: Journal;
	now: Date;
	/**
	 * What must be on the disk before anything leaves: the case in the register, the line in the ledger.
	 * Called at every attempt that may send.
	 *
	 * @returns `fresh` is false when the packet may have left before, as the register knows
	 */
	before: (submittedAt: string) => Promise<{ fresh: boolean }>;
	/**
	 * After a failure of which nothing arrived, now or before: what `before` wrote down is taken back, and
	 * the order is free to be asked for anew.
	 */
	unsent?: () => Promise<void>;
	/** True: when no try is answered it goes to a person instead of failing. */
	handOver?: boolean;
	timeoutMs?: number;
	attempts?: number;
	pauses?: SubmitInput['pauses'];
	signal?: AbortSignal;
}

/** What became of it, with the payer's answer where there is one. */
export interface Outcome {
	submission: PriorAuthSubmission;
	response?: Bundle;
}

interface Journalled {
	submission: PriorAuthSubmission;
	response?: Bundle;
}

/**
 * Sends a packet once, however often the work runs: its bytes are journalled before anything leaves, the
 * answer before anything follows from it. Killed in between, the next attempt sends the same bytes
 * under the same identifier; killed after the answer was stored, it sends nothing.
 *
 * Another packet under the same identifier is another journal entry; whether it may be sent is for
 * `before` to say, which knows what left.
 *
 * @throws HospitalError as {@link packetBytes} and {@link submit}; what `before` throws
 */
export async function sendOnce(outgoing: Outgoing): Promise<Outcome> {
	const { request, journal, now, before, signal } = outgoing;
	const bytes = packetBytes(request);
	const { identifier } = request;
	const name = `${identifier.system}|${identifier.value}/${sha256Of(bytes)}`;
	const first = await journal.once(`packet/${name}`, () =>
		Promise.resolve(packed(now.toISOString(), bytes)),
	);
	const { submittedAt, packet } = unpacked(first.bytes);
	const { bytes: stored } = await journal.once(`answer/${name}`, async () => {
		signal?.throwIfAborted();
		const { fresh } = await before(submittedAt);
		// What is journalled and not in the register never left: the register is written before.
		const journalled = await send(outgoing, packet, submittedAt, !fresh);
		return Buffer.from(JSON.stringify(journalled));
	});
	return JSON.parse(Buffer.from(stored).toString('utf8')) as Journalled;
}

async function send(
	{ request, client, handOver, unsent, timeoutMs, attempts, pauses, signal }: Outgoing,
	packet: Buffer,
	submittedAt: string,
	maybeSent: boolean,
): Promise<Journalled> {
	const facts = factsOf(request, packet, submittedAt);
	let submitted: Submitted;
	try {
		submitted = await submit({
			client,
			bundle: packet,
			identifier: request.identifier,
			maybeSent,
			...(timeoutMs !== undefined && { timeoutMs }),
			...(attempts !== undefined && { attempts }),
			...(pauses !== undefined && { pauses }),
			...(signal && { signal }),
		});
	} catch (caught) {
		const error = toHospitalError(caught, 'Submitting a prior authorization request');
		if (!maybeSent && nothingArrived(error)) await unsent?.();
		const isSilent = [UNANSWERED, UNREACHED, UNREADABLE].includes(error.code);
		if (handOver !== true || !isSilent) throw error;
		return { submission: silent(facts, request, error, maybeSent) };
	}
	return journalledOf(facts, request, submitted);
}

type Facts = Pick<
	PriorAuthSubmission,
	'contract' | 'kind' | 'identifier' | 'sha256' | 'submittedAt'
>;

export const factsOf = (
	{ kind, identifier }: PriorAuthRequest,
	packet: Uint8Array,
	submittedAt: string,
): Facts => ({
	contract: 'PriorAuthSubmission/1',
	kind: kind === 'inquiry' ? 'request' : kind,
	identifier,
	sha256: sha256Of(packet),
	submittedAt,
});

function journalledOf(facts: Facts, request: PriorAuthRequest, submitted: Submitted): Journalled {
	const { status, attempts, tookMs, repeated } = submitted;
	const answeredAt = new Date().toISOString();
	const common = { ...facts, status, answeredAt, attempts, tookMs, repeated };
	switch (submitted.status) {
		case 'answered': {
			const { late, response } = submitted;
			return {
				submission: { ...common, issues: [], late, needsPerson: false, reasons: [] },
				response,
			};
		}
		case 'taken':
			return {
				submission: {
					...common,
					httpStatus: submitted.httpStatus,
					issues: [],
					late: false,
					needsPerson: true,
					reasons: [repeated ? 'answer-lost' : 'payer-has-it-already'],
				},
			};
		case 'refused':
			return {
				submission: {
					...common,
					httpStatus: submitted.httpStatus,
					issues: submitted.issues.map(({ severity, code, expression }) => ({
						severity,
						code,
						expression: [...expression],
					})),
					...(submitted.words.length > 0 && { said: [...submitted.words] }),
					late: false,
					needsPerson: true,
					// Refused at a repeat: the payer may hold what it took of the earlier try.
					reasons: repeated ? ['refused', 'earlier-try-may-have-arrived'] : ['refused'],
					byHand: byHand(request, repeated),
				},
			};
	}
}

/** Handed over although the payer said nothing. */
const silent = (
	facts: Facts,
	request: PriorAuthRequest,
	{ code }: HospitalError,
	maybeSent: boolean,
): PriorAuthSubmission => {
	const repeated = maybeSent || code !== UNREACHED;
	const unread = code === UNREADABLE ? ['answer-unreadable'] : [];
	return {
		...facts,
		status: 'unanswered',
		issues: [],
		attempts: 0,
		late: true,
		repeated,
		needsPerson: true,
		reasons: [...unread, repeated ? 'earlier-try-may-have-arrived' : 'payer-not-reached'],
		byHand: byHand(request, repeated),
	};
};

/** Time, line end, packet: the bytes of the packet stay what they are. */
const packed = (submittedAt: string, packet: Buffer): Buffer =>
	Buffer.concat([Buffer.from(`${submittedAt}\n`), packet]);

function unpacked(stored: Uint8Array): { submittedAt: string; packet: Buffer } {
	const bytes = Buffer.from(stored);
	const end = bytes.indexOf(0x0a);
	return { submittedAt: bytes.subarray(0, end).toString('utf8'), packet: bytes.subarray(end + 1) };
}
