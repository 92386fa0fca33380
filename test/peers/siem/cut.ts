import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A stretch of network between sender and receiver that can be cut. */
export interface Line {
	port: number;
	/** Both ends see the connection torn. */
	tear(): void;
	/** Nothing gets through any more, and nobody is told; new connections open and stay silent. */
	silence(on: boolean): void;
	close(): Promise<void>;
}

export async function line(to: number): Promise<Line> {
	const sockets = new Set<Socket>();
	let silent = false;
	const pipe = (from: Socket, into: Socket) => {
		sockets.add(from);
		from.on('data', (chunk) => {
			if (!silent && !into.destroyed) into.write(chunk);
		});
		from.on('end', () => {
			if (!silent) into.end();
		});
		from.on('error', () => into.destroy());
		from.on('close', () => {
			sockets.delete(from);
			if (!silent) into.destroy();
		});
	};
	const server = createServer({ allowHalfOpen: true }, (near) => {
		const far = connect({ host: '127.0.0.1', port: to, allowHalfOpen: true });
		pipe(near, far);
		pipe(far, near);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const tear = () => {
		for (const socket of sockets) socket.resetAndDestroy();
	};
	return {
		port: (server.address() as AddressInfo).port,
		tear,
		silence: (on) => (silent = on),
		close: async () => {
			tear();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
