import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

export interface Receiver {
	port: number;
	/** Everything received, over all connections. */
	bytes(): Buffer;
	connections(): number;
	close(): Promise<void>;
}

/** A socket server on a free loopback port that does with each connection what the test says. */
export async function receiver(
	onConnection: (socket: Socket) => void,
	tls?: TlsOptions,
): Promise<Receiver> {
	const chunks: Buffer[] = [];
	const sockets = new Set<Socket>();
	let connections = 0;
	const accept = (socket: Socket) => {
		connections++;
		socket.on('error', () => undefined);
		socket.on('data', (chunk) => chunks.push(chunk));
		onConnection(socket);
	};
	const server: Server =
		tls === undefined
			? createServer({ allowHalfOpen: true }, accept)
			: createTlsServer({ ...tls, allowHalfOpen: true }, accept);
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return {
		port: (server.address() as AddressInfo).port,
		bytes: () => Buffer.concat(chunks),
		connections: () => connections,
		close: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise((done) => server.close(done));
		},
	};
}

/** As a syslog receiver does: reads to the end, then closes. */
export const inOrder = (socket: Socket): void => {
	socket.on('end', () => socket.end());
};

/** Splits octet-counted frames (RFC 6587 3.4.1), strictly. */
export function unframe(bytes: Buffer): string[] {
	const messages: string[] = [];
	for (let at = 0; at < bytes.length; ) {
		const length = /^[1-9]\d*(?= )/.exec(bytes.toString('latin1', at, at + 12));
		if (length === null) throw new Error(`no MSG-LEN at ${at}`);
		const start = at + length[0].length + 1;
		const end = start + Number(length[0]);
		if (end > bytes.length) throw new Error('cut off');
		messages.push(bytes.toString('utf8', start, end));
		at = end;
	}
	return messages;
}
