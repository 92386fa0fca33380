import { setTimeout as sleep } from 'node:timers/promises';
import { parseMessage, rawHeader } from '../../formats/hl7';
import { connect } from '../../shared/egress';
import { HospitalError } from '../../shared/errors';
import { Exchange, type ExchangeEnd } from './exchange';
import {
	DEFAULT_MLLP_TIMEOUTS,
	NO_RETRY,
	type MllpOptions,
	type MllpResult,
	type MllpRetry,
	type MllpTimeouts,
	type RetryCause,
} from './types';

const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/**
 * Sends messages over MLLP, one after the other on one connection that is kept open between them. Each
 * waits for its own acknowledgement: two are never under way at once, and after a wait that brought
 * none the connection is closed, so that an answer that comes late cannot be taken for the next one's.
 */
export class MllpClient {
	private readonly timeouts: MllpTimeouts;
	private readonly retry: MllpRetry;
	private exchange: Exchange | undefined;
	private queue: Promise<unknown> = Promise.resolve();
	private idle: NodeJS.Timeout | undefined;
	private closed = false;

	constructor(private readonly options: MllpOptions) {
		this.timeouts = { ...DEFAULT_MLLP_TIMEOUTS, ...options.timeouts };
		this.retry = options.retry ?? NO_RETRY;
	}

	/**
	 * Sends one message, as soon as those before it are answered.
	 *
	 * @returns what became of it; `unknown` is no failure of the call: the message is out
	 * @throws HospitalError when nothing was sent: `hl7-control-id-missing`, the codes of `connect`,
	 *   `cancelled`
	 */
	async send(message: Uint8Array, { signal }: { signal?: AbortSignal } = {}): Promise<MllpResult> {
		const asked = headerOf(message);
		const mine = this.queue.then(async () => await this.tries(message, asked, signal));
		this.queue = mine.catch(() => undefined);
		return await mine;
	}

	/** Waits for what is under way, then closes the connection. */
	async close(): Promise<void> {
		this.closed = true;
		await this.queue;
		this.drop();
	}

	private async tries(
		message: Uint8Array,
		{ controlId, wantsApplication }: Asked,
		signal: AbortSignal | undefined,
	): Promise<MllpResult> {
		const { ackMs, applicationMs } = this.timeouts;
		const waits = { ackMs, ...(wantsApplication && { applicationMs }) };
		let last: MllpResult | undefined;
		for (let attempt = 1; ; attempt++) {
			const goesOn = () => attempt < this.retry.attempts && signal?.aborted !== true;
			let open: Exchange;
			try {
				if (signal?.aborted === true || this.closed) throw cancelled();
				open = await this.connection(signal);
			} catch (error) {
				if (goesOn() && this.retry.after.includes('connect')) {
					await this.pause(attempt, signal);
					continue;
				}
				// An earlier try did send it: what became of that one still holds.
				if (last !== undefined) return { ...last, attempts: attempt };
				throw error;
			}
			const began = performance.now();
			const end = await open.send(message, controlId, waits, signal);
			if (open.isUsable) this.restLater();
			else this.drop();
			last = resultOf(end, attempt, performance.now() - began);
			const cause = causeOf(end);
			if (cause === undefined || !goesOn() || !this.retry.after.includes(cause)) return last;
			await this.pause(attempt, signal);
		}
	}

	private async connection(signal: AbortSignal | undefined): Promise<Exchange> {
		clearTimeout(this.idle);
		if (this.exchange?.isUsable === true) return this.exchange;
		this.drop();
		const { host, port, tls, maxAnswerBytes = MAX_ANSWER_BYTES } = this.options;
		const socket = await connect({
			host,
			port,
			timeoutMs: this.timeouts.connectMs,
			...(tls !== undefined && { tls }),
			...(signal !== undefined && { signal }),
		});
		this.exchange = new Exchange(socket, maxAnswerBytes);
		return this.exchange;
	}

	private restLater(): void {
		this.idle = setTimeout(() => this.drop(), this.timeouts.idleMs);
		this.idle.unref();
	}

	private drop(): void {
		clearTimeout(this.idle);
		this.exchange?.close();
		this.exchange = undefined;
	}

	private async pause(attempt: number, signal: AbortSignal | undefined): Promise<void> {
		const { pauseMs } = this.retry;
		const wait = pauseMs[Math.min(attempt, pauseMs.length) - 1] ?? 0;
		await sleep(wait, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
	}
}

/** What a message says about its answers. */
interface Asked {
	/** MSH-10 */
	controlId: string;
	/** Whether the application is to answer: always in the original mode, else as MSH-16 has it. */
	wantsApplication: boolean;
}

/** A message without MSH-10 cannot be told from another one by its answer. */
function headerOf(message: Uint8Array): Asked {
	const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
	let [controlId, accept, application] = ['', '', ''];
	try {
		const { header } = parseMessage(bytes);
		controlId = header.controlId.trim();
		accept = header.acceptAcknowledgement.trim();
		application = header.applicationAcknowledgement.trim();
	} catch {
		const raw = rawHeader(bytes);
		[controlId, accept, application] = [10, 15, 16].map(
			(number) => raw?.field(number).toString('latin1').trim() ?? '',
		) as [string, string, string];
	}
	const commitOnly = application === '' ? accept !== '' : application.toUpperCase() === 'NE';
	if (controlId !== '') return { controlId, wantsApplication: !commitOnly };
	throw new HospitalError(
		'hl7-control-id-missing',
		'The HL7 message has no message control id (MSH-10), so its acknowledgement could not be told from another one',
		{ nextStep: 'Give every message its own MSH-10. Build HL7 Message does that.' },
	);
}

/** What happened, if it is among what a retry may follow. */
function causeOf(end: ExchangeEnd): RetryCause | undefined {
	if (end.type === 'ended') return end.why === 'closed' && !end.bytes ? 'lost' : undefined;
	const { code } = end.acknowledgement;
	return code === 'AA' || code === 'CA' ? undefined : code;
}

function resultOf(end: ExchangeEnd, attempts: number, ms: number): MllpResult {
	const about = { attempts, roundTripMs: Math.round(ms), strays: end.strays };
	if (end.type === 'ended') {
		const { committed } = end;
		if (committed !== undefined) {
			return {
				...{ outcome: 'unknown', reason: 'not-yet-accepted', level: 'commit' },
				...committed,
				...about,
			};
		}
		const broken = end.why === 'unreadable' || (end.why === 'closed' && end.bytes);
		const reason = end.why === 'timeout' ? 'timeout' : broken ? 'answer-broken' : 'connection-lost';
		return { outcome: 'unknown', reason, ...about };
	}
	const { acknowledgement, answer } = end;
	const accepted = acknowledgement.code === 'AA' || acknowledgement.code === 'CA';
	return {
		outcome: accepted ? 'accepted' : 'rejected',
		level: acknowledgement.code.startsWith('C') ? 'commit' : 'application',
		acknowledgement,
		answer,
		...about,
	};
}

const cancelled = () =>
	new HospitalError('cancelled', 'Sending the HL7 message: cancelled', {
		nextStep: 'Start it again if it was not meant to stop.',
		retryable: true,
	});
