import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const handedOut = new Set<number>();

/**
 * Below the ports that Linux gives to outgoing connections (32768 and up): a server that binds half
 * a minute later must not find its port taken by such a connection.
 */
const FIRST = 10_240;
const LAST = 32_767;

/**
 * A TCP port of 127.0.0.1 that nobody listens on, drawn at random, so that test runs beside each
 * other do not draw the same. The same process never gets the same port twice.
 */
export async function freePort(): Promise<number> {
	for (let attempt = 0; attempt < 50; attempt++) {
		const port = randomInt(FIRST, LAST + 1);
		if (handedOut.has(port) || !(await isFree(port))) continue;
		handedOut.add(port);
		return port;
	}
	throw new Error('There was no free port of 127.0.0.1 in 50 attempts');
}

/** Several ports that differ from each other. */
export async function freePorts(count: number): Promise<number[]> {
	const ports: number[] = [];
	while (ports.length < count) ports.push(await freePort());
	return ports;
}

function isFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen({ host: '127.0.0.1', port }, () => server.close(() => resolve(true)));
	});
}
