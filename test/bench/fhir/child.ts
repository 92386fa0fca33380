import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** A process of this bench that speaks by messages, and ends with this one at the latest. */
export class Child {
	private readonly process: ChildProcess;

	/** @param file beside this one */
	constructor(file: string, args: readonly string[]) {
		this.process = fork(join(import.meta.dirname, file), args, {
			stdio: ['ignore', 2, 2, 'ipc'],
		});
	}

	get pid(): number {
		return this.process.pid ?? 0;
	}

	send(message: object): void {
		this.process.send(message);
	}

	/** The next message. @throws Error when the process ends first */
	async next<T>(): Promise<T> {
		return await new Promise((resolve, reject) => {
			const ended = (code: number | null) => reject(new Error(`a process ended with ${code}`));
			this.process.once('exit', ended);
			this.process.once('message', (message) => {
				this.process.off('exit', ended);
				resolve(message as T);
			});
		});
	}

	async stop(): Promise<void> {
		if (this.process.exitCode !== null || this.process.signalCode !== null) return;
		const ended = new Promise((resolve) => this.process.once('exit', resolve));
		this.process.kill();
		await ended;
	}
}
