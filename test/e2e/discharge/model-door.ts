import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands before the language model, and sees to it that it dies in the middle of an answer. */
export class ModelDoor {
	/** Called when the first bytes of an answer have come, instead of letting more of it through. */
	onAnswer: (() => Promise<void>) | undefined;
	/** Questions that were asked since the start. */
	asked = 0;
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();

	constructor(port: () => number) {
		this.#server = createServer((client) => {
			const model = connect(port(), '127.0.0.1');
			for (const one of [client, model]) {
				this.#sockets.add(one);
				one.on('error', () => undefined);
				one.on('close', () => this.#sockets.delete(one));
			}
			let talks = false;
			client.on('data', (bytes) => {
				if (bytes.includes('/chat/completions')) {
					talks = true;
					this.asked += 1;
				}
				model.write(bytes);
			});
			model.on('data', (bytes) => {
				const kill = talks ? this.onAnswer : undefined;
				if (kill === undefined) {
					client.write(bytes);
					return;
				}
				this.onAnswer = undefined;
				talks = false;
				model.removeAllListeners('data');
				client.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
				void kill().then(() => client.destroy());
			});
			model.on('close', () => client.end());
			client.on('close', () => model.destroy());
		});
	}

	async start(): Promise<void> {
		await new Promise<void>((ready) => this.#server.listen(0, '127.0.0.1', ready));
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	async stop(): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		await new Promise((done) => this.#server.close(done));
	}
}
