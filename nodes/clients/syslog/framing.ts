import { HospitalError } from '../../shared/errors';

/** Longest message that is framed: far above what receivers take, it bounds what a mistake can send. */
export const MAX_MESSAGE_BYTES = 1024 * 1024;

/**
 * Octet counting (RFC 6587 3.4.1, RFC 5425 4.3): MSG-LEN in decimal without leading zeros, a space,
 * the message. The other framing, a newline after each message, is not offered: it cannot carry a
 * message that holds a newline.
 *
 * @throws HospitalError `syslog-message-size` for an empty or oversized message
 */
export function frame(message: Uint8Array): Buffer {
	if (message.length === 0 || message.length > MAX_MESSAGE_BYTES) {
		throw new HospitalError(
			'syslog-message-size',
			'A syslog message is empty or too long to send',
			{
				nextStep: 'Lower the maximum message size in the options of the node.',
			},
		);
	}
	return Buffer.concat([Buffer.from(`${message.length} `), message]);
}
