import { connect, tlsError } from '../../shared/egress';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { DEFAULT_MLLP_TIMEOUTS, type MllpOptions } from './types';

/**
 * With TLS 1.3 a receiver looks at the client's certificate when the client already counts the
 * connection as open: its refusal comes a moment later. Milliseconds.
 */
const SECOND_THOUGHTS_MS = 400;

/**
 * Connects, with TLS where it is set, and closes again: no message is sent, because a receiver would
 * take it for a real one.
 *
 * @throws HospitalError what is wrong with address, port or certificate
 */
export async function probeMllp({ host, port, tls, timeouts }: MllpOptions): Promise<void> {
	const timeoutMs = timeouts?.connectMs ?? DEFAULT_MLLP_TIMEOUTS.connectMs;
	const socket = await connect({ host, port, timeoutMs, ...(tls !== undefined && { tls }) });
	try {
		await new Promise<void>((resolve, reject) => {
			setTimeout(resolve, SECOND_THOUGHTS_MS);
			socket.resume();
			socket.once('error', (error) =>
				reject(tlsError(error) ?? toHospitalError(error, 'Connecting to the receiver')),
			);
			socket.once('close', () => reject(closedAtOnce()));
		});
	} finally {
		socket.on('error', () => {});
		socket.destroy();
	}
}

const closedAtOnce = () =>
	new HospitalError('closed-at-once', 'The receiver closed the connection at once', {
		nextStep:
			'Check that the receiver admits the address of the n8n server, and whether it wants TLS.',
		retryable: true,
	});
