import type { AckCode, Acknowledgement } from '../../formats/hl7';
import type { TlsSettings } from '../../shared/egress';

/** Milliseconds. Every wait has an end. */
export interface MllpTimeouts {
	/** Name lookup, connection and TLS handshake together. */
	connectMs: number;
	/** From the message to the last byte of its first acknowledgement. */
	ackMs: number;
	/** From CA, which says that the message was received, to what the application says of it. */
	applicationMs: number;
	/** A connection that is not used for so long is closed. */
	idleMs: number;
}

export const DEFAULT_MLLP_TIMEOUTS: MllpTimeouts = {
	connectMs: 10_000,
	ackMs: 30_000,
	applicationMs: 30_000,
	idleMs: 30_000,
};

/**
 * What may be followed by another try with the same bytes.
 *
 * `connect`: nothing was sent, so nothing can happen twice. `lost`: the connection ended after the
 * message and before any byte of an answer; the receiver may have taken it, and tells by MSH-10 that
 * it comes again, if it can. The others are answers: the receiver has spoken, and saying the same once
 * more is a decision of whoever sends. A missing answer is never a reason: the receiver may be at it.
 */
export type RetryCause = 'connect' | 'lost' | Extract<AckCode, 'AE' | 'AR' | 'CE' | 'CR'>;

export interface MllpRetry {
	/** Tries in all; 1 for none but the first. */
	attempts: number;
	/** Milliseconds before the 2nd, 3rd, ... try; the last one repeats. */
	pauseMs: readonly number[];
	after: readonly RetryCause[];
}

export const NO_RETRY: MllpRetry = { attempts: 1, pauseMs: [], after: [] };

export interface MllpOptions {
	host: string;
	port: number;
	/** Absent: no encryption. With `cert` and `key` both sides prove themselves. */
	tls?: TlsSettings;
	timeouts?: Partial<MllpTimeouts>;
	retry?: MllpRetry;
	/** The largest answer, bytes. */
	maxAnswerBytes?: number;
}

/** What became of a message. */
export interface MllpResult {
	/**
	 * `accepted`: AA, and CA for a message that asks for no more than that. `rejected`: AE, AR, CE or CR.
	 * `unknown`: the receiver may have taken it, and nobody can tell: no answer in time, a connection that
	 * ended, an answer that cannot be read, or CA alone where the application was to speak.
	 */
	outcome: 'accepted' | 'rejected' | 'unknown';
	/** Who answered: the store of the receiver (`commit`, enhanced mode) or its application. */
	level?: 'commit' | 'application';
	/** Why it is unknown. `not-yet-accepted`: the receiver has it, and its application said nothing. */
	reason?: 'timeout' | 'connection-lost' | 'answer-broken' | 'not-yet-accepted';
	acknowledgement?: Acknowledgement;
	/** The bytes of the answer, without the frame. */
	answer?: Buffer;
	attempts: number;
	/** From the message to its answer, of the last try. Milliseconds. */
	roundTripMs: number;
	/** Answers to other messages, which were put aside. */
	strays: number;
}
