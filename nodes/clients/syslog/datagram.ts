import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { egressPolicy, resolveAll } from '../../shared/egress';
import { HospitalError, systemCode, toHospitalError } from '../../shared/errors';
import { cancelled, failed, SENDING } from '../ingest/failures';

/** A syslog receiver over UDP (RFC 5426). */
export interface DatagramTarget {
	host: string;
	port: number;
}

/**
 * What one datagram can carry over IPv4: 65 535 octets less the headers of IP and UDP. Above the MTU
 * of the network it travels in fragments, and one lost fragment loses it (RFC 5426 3.2).
 */
const MAX_DATAGRAM_BYTES = 65_507;
/** So many datagrams, then a pause: a receiver whose buffer is full drops them without a word. */
const BURST = 32;
const BURST_PAUSE_MS = 4;
/** How long the answer "nobody listens on that port" (ICMP) may take. */
const LISTEN_MS = 100;

/**
 * Sends each message as one datagram (RFC 5426 3.1). Nothing of UDP tells whether any of them
 * arrived; only a host that says "nobody listens there" is noticed.
 *
 * @returns how many left this machine
 * @throws HospitalError `egress-refused`, `econnrefused`, `syslog-message-size`, `cancelled`
 */
export async function sendDatagrams(
	{ host, port }: DatagramTarget,
	messages: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
	signal?: AbortSignal,
): Promise<number> {
	const [{ address, family }] = await resolveAll(host, egressPolicy());
	const socket = createSocket(family === 4 ? 'udp4' : 'udp6');
	let failure: unknown;
	socket.on('error', (error) => (failure ??= error));
	const check = () => {
		if (signal?.aborted === true) throw cancelled();
		if (failure !== undefined) throw explained(failure);
	};
	try {
		// Connected, so that the kernel reports what ICMP says about this receiver.
		await connected(socket, port, address);
		let sent = 0;
		for await (const message of messages) {
			check();
			await sendOne(socket, message);
			sent += 1;
			if (sent % BURST === 0) await sleep(BURST_PAUSE_MS);
		}
		await sleep(LISTEN_MS);
		check();
		return sent;
	} finally {
		socket.close();
	}
}

async function connected(socket: Socket, port: number, address: string): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		socket.once('error', reject);
		socket.connect(port, address, ((error?: Error) => {
			socket.off('error', reject);
			if (error) reject(error);
			else resolve();
		}) as () => void);
	}).catch((error: unknown) => {
		throw explained(error);
	});
}

function sendOne(socket: Socket, message: Uint8Array): Promise<void> {
	if (message.length === 0 || message.length > MAX_DATAGRAM_BYTES) {
		throw new HospitalError(
			'syslog-message-size',
			'A syslog message is empty or too long for one datagram',
			{ nextStep: 'Lower the maximum message size in the options of the node.' },
		);
	}
	return new Promise((resolve, reject) => {
		socket.send(message, (error) => (error ? reject(explained(error)) : resolve()));
	});
}

const explained = (error: unknown): HospitalError =>
	systemCode(error) === 'ECONNREFUSED'
		? failed(
				'econnrefused',
				'nothing listens for syslog over UDP at that address and port',
				'Check host and port in the credential, and that the receiver runs.',
				{ retryable: true, cause: error },
			)
		: toHospitalError(error, SENDING);
