import { DEFAULT_RELP_TIMEOUTS, RelpSession, type RelpTarget, type RelpTimeouts } from './session';

/** Messages that may be on their way without an acknowledgement; rsyslog's own clients use it too. */
export const DEFAULT_WINDOW = 128;

/**
 * Sends messages over one RELP session and waits until each of them is acknowledged. Memory stays
 * bounded: nothing is taken from `messages` while a whole window is outstanding.
 *
 * An acknowledgement means that the receiver took the message into its queue. Whether it is on a disk
 * then is a matter of the receiver's configuration (docs/reference/audit-guarantees.md).
 *
 * @returns how many were sent, all of them acknowledged
 * @throws HospitalError when the connection fails or stalls, is cancelled, or a message is refused;
 *   whatever was not acknowledged by then has to be sent again
 */
export async function sendRelp(
	target: RelpTarget,
	messages: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
	options: { window?: number; timeouts?: RelpTimeouts; signal?: AbortSignal } = {},
): Promise<number> {
	const { window = DEFAULT_WINDOW, timeouts = DEFAULT_RELP_TIMEOUTS, signal } = options;
	const session = await RelpSession.open(target, timeouts, signal);
	let sent = 0;
	try {
		for await (const message of messages) {
			await session.send(message, window);
			sent += 1;
		}
		await session.finish();
		return sent;
	} finally {
		session.destroy();
	}
}

/**
 * Opens a session and closes it without sending anything.
 *
 * @throws HospitalError what is wrong with address, port, certificate or receiver
 */
export async function probeRelp(
	target: RelpTarget,
	timeouts: RelpTimeouts = DEFAULT_RELP_TIMEOUTS,
): Promise<void> {
	const session = await RelpSession.open(target, timeouts, undefined);
	try {
		await session.finish();
	} finally {
		session.destroy();
	}
}
