import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Another origin, to which links may lead: it counts what must never arrive there. */
export async function startElsewhere(): Promise<{
	url: string;
	readonly tokens: number;
	stop(): Promise<void>;
}> {
	let tokens = 0;
	const server = createServer((request, response) => {
		if (request.headers.authorization !== undefined) tokens += 1;
		response.end('{}');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		get tokens() {
			return tokens;
		},
		stop: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}
