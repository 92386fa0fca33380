import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

const handedOut = new Set<number>();

/**
 * A TCP port of 127.0.0.1 that nobody listens on, chosen by the kernel. The same process never gets
 * the same port twice, because the kernel may offer a port again before its first user has bound it.
 */
export async function freePort(): Promise<number> {
	for (let attempt = 0; attempt < 50; attempt++) {
		const port = await offeredByKernel();
		if (handedOut.has(port)) continue;
		handedOut.add(port);
		return port;
	}
	throw new Error('The kernel offered no new port of 127.0.0.1 in 50 attempts');
}

/** Several ports that differ from each other. */
export async function freePorts(count: number): Promise<number[]> {
	const ports: number[] = [];
	while (ports.length < count) ports.push(await freePort());
	return ports;
}

function offeredByKernel(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen({ host: '127.0.0.1', port: 0 }, () => {
			const { port } = server.address() as AddressInfo;
			server.close(() => resolve(port));
		});
	});
}
