import { setTimeout as sleep } from 'node:timers/promises';
import { delayBefore } from '../../clients/http';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { parseAnswer, readAnswer, UNREADABLE } from './answer';
import type { Fields } from '../rules/element';
import { openPacket } from '../rules/packet';
import { verdictOn } from './failures';
import type { PayerServer, SubmitInput, Submitted } from './types';

/** Bytes of an answer. */
export const MOST_ANSWER_BYTES = 32 * 1024 * 1024;
/** The payer should have answered by then (spec-7). */
const LATE_MS = 15_000;
/** How long one try waits: an answer that comes a little late is better than a repeat. */
const PATIENCE_MS = 30_000;
/** A packet with scanned documents over a slow line must not run into the same limit at every try. */
const SLOWEST_BYTES_PER_MS = 128;
const ATTEMPTS = 4;
const PAUSES = { firstMs: 2000, longestMs: 30_000 };

/**
 * Sends a packet (`Claim/$submit`) until the payer has said something about it: the same bytes under the
 * same Bundle.identifier at every try, so that a payer that took an earlier one knows the repeat. 4XX is
 * final, 5XX and silence are tried again with growing pauses (guide, HTTP Responses).
 *
 * @throws HospitalError `pas-submit-unanswered` (retryable) when no try was answered; what another try
 *   cannot mend (credential, certificate, address) as it came; `pas-answer-other-request`,
 *   `pas-answer-unreadable`, `cancelled`
 */
export async function submit(input: SubmitInput): Promise<Submitted> {
	const { identifier, signal, attempts: most = ATTEMPTS, pauses = PAUSES } = input;
	const packet = openPacket(JSON.parse(Buffer.from(input.bundle).toString('utf8')) as Fields);
	let unsure = input.maybeSent === true;
	for (let attempts = 1; ; attempts++) {
		const startedAt = performance.now();
		const sent = () => ({
			identifier,
			attempts,
			tookMs: Math.round(performance.now() - startedAt),
			repeated: unsure,
		});
		try {
			const said = readAnswer(await postOnce(input), packet);
			const facts = sent();
			if (said.kind === 'refusal') {
				const { issues, words } = said;
				if (issues.some(({ code }) => code === 'duplicate')) {
					return { status: 'taken', httpStatus: 200, ...facts };
				}
				return { status: 'refused', httpStatus: 200, issues, words, ...facts };
			}
			const late = facts.tookMs > LATE_MS;
			return { status: 'answered', response: said.response, late, ...facts };
		} catch (caught) {
			const error = toHospitalError(caught, 'Submitting a prior authorization request');
			const verdict = verdictOn(error);
			if (verdict.kind === 'refused' || verdict.kind === 'there-already') {
				const { status: httpStatus, issues, words } = verdict;
				// The payer has it, also where it is not known here that it was ever sent: the case stays open.
				return verdict.kind === 'there-already'
					? { status: 'taken', httpStatus, ...sent() }
					: { status: 'refused', httpStatus, issues, words, ...sent() };
			}
			unsure ||= verdict.arrived;
			if (verdict.kind === 'give-up') throw noted(inPlainWords(error), unsure);
			if (attempts >= most) throw noted(lastWord(error, unsure), unsure);
			await pause(delayBefore(attempts, undefined, pauses) ?? pauses.longestMs, signal);
		}
	}
}

const NOTHING_ARRIVED = new WeakSet<HospitalError>();

function noted(error: HospitalError, unsure: boolean): HospitalError {
	if (!unsure) NOTHING_ARRIVED.add(error);
	return error;
}

/** True of a failure of {@link submit} after which the payer certainly has nothing of any try. */
export const nothingArrived = (error: HospitalError): boolean => NOTHING_ARRIVED.has(error);

/** One try. Never repeated by the transport: only here is known what a repeat means. */
async function postOnce({
	client,
	bundle,
	signal,
	timeoutMs = PATIENCE_MS,
}: SubmitInput): Promise<unknown> {
	return await postBundle(client, '$submit', bundle, { timeoutMs, ...(signal && { signal }) });
}

/** POST of a packet to an operation of Claim, and its answer as JSON. */
export async function postBundle(
	client: PayerServer,
	operation: '$submit' | '$inquire',
	body: Uint8Array,
	{ timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
): Promise<unknown> {
	const answer = await client.raw(
		{
			method: 'POST',
			path: `Claim/${operation}`,
			headers: { 'content-type': 'application/fhir+json' },
			body,
			repeatable: false,
		},
		{
			maxBytes: MOST_ANSWER_BYTES,
			timeouts: {
				totalMs: timeoutMs + Math.ceil(body.length / SLOWEST_BYTES_PER_MS),
				firstByteMs: timeoutMs,
				idleMs: timeoutMs,
			},
			...(signal && { signal }),
		},
	);
	return parseAnswer((await answer.buffer()).toString('utf8'));
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
	try {
		await sleep(milliseconds, undefined, signal && { signal });
	} catch (error) {
		throw toHospitalError(error, 'Waiting for the payer');
	}
}

/** No try was answered. A packet that may have arrived must not go another way unseen. */
export const UNANSWERED = 'pas-submit-unanswered';
export const UNREACHED = 'pas-submit-unreached';

/** What the transport says of an answer that is too long is of no use to who waits for a decision. */
const inPlainWords = (cause: HospitalError): HospitalError =>
	cause.code === 'http-answer-too-large'
		? new HospitalError(
				'pas-answer-too-large',
				`The answer of the payer is longer than ${MOST_ANSWER_BYTES / 1024 ** 2} MB and was not read`,
				{
					nextStep:
						'The request has most likely arrived. Ask the payer for the decision by its portal or phone, and tell whoever runs its server. Send nothing another way before that.',
					cause,
				},
			)
		: cause;

const lastWord = (cause: HospitalError, unsure: boolean) =>
	cause.code === UNREADABLE ? cause : unanswered(cause, unsure);

const unanswered = (cause: HospitalError, unsure: boolean) =>
	unsure
		? new HospitalError(UNANSWERED, 'The payer did not answer the prior authorization request', {
				nextStep:
					'It may have arrived. Run it again: the same packet goes out, and the payer knows it as a repeat. Before it goes by portal or fax, ask the payer whether it is there.',
				retryable: true,
				cause,
			})
		: new HospitalError(UNREACHED, 'The payer could not be reached', {
				nextStep:
					'Nothing arrived. Run it again later; if it stays so, ask whoever runs the connection, and send it by portal or fax meanwhile.',
				retryable: true,
				cause,
			});
