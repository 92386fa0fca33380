import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface TestServer {
	url: string;
	port: number;
	server: Server;
	/** TCP connections accepted so far. */
	connections: () => number;
	close: () => Promise<void>;
}

/** A real HTTP server on a free loopback port. */
export async function serve(listener: RequestListener): Promise<TestServer> {
	const server = createServer(listener);
	const sockets = new Set<Socket>();
	let connections = 0;
	server.on('connection', (socket) => {
		connections++;
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	server.listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		port,
		server,
		connections: () => connections,
		close: () => {
			for (const socket of sockets) socket.destroy();
			return new Promise((done) => server.close(() => done()));
		},
	};
}
