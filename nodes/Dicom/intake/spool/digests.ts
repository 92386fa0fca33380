import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DigestAnswer, DigestRequest } from './digest-thread';

interface Waiter {
	resolve(sha256: string): void;
	reject(error: unknown): void;
}

/**
 * SHA-256 of files in a thread of its own, one after the other, with what the processor has to
 * spare. The thread starts with the first file.
 */
export class Digests {
	private worker: Worker | undefined;
	private readonly waiting = new Map<number, Waiter>();
	private nextId = 1;
	private closed = false;

	/**
	 * @param from where in the file to begin
	 * @returns hex SHA-256 from there to the end
	 * @throws the error of the disk, with its code; also when the thread ended
	 */
	of(path: string, from: number): Promise<string> {
		return new Promise((resolve, reject) => {
			if (this.closed) return reject(new Error('digests closed'));
			const id = this.nextId++;
			this.waiting.set(id, { resolve, reject });
			const request: DigestRequest = { id, path, from };
			const thread = this.thread();
			thread.ref();
			thread.postMessage(request);
		});
	}

	private thread(): Worker {
		if (this.worker !== undefined) return this.worker;
		const worker = new Worker(join(__dirname, 'digest-thread.js'), { name: 'dicom-digests' });
		this.worker = worker;
		worker.on('message', (answer: DigestAnswer) => {
			const waiter = this.waiting.get(answer.id);
			this.waiting.delete(answer.id);
			// Idle, it keeps no process alive.
			if (this.waiting.size === 0) worker.unref();
			if ('sha256' in answer) waiter?.resolve(answer.sha256);
			else waiter?.reject(Object.assign(new Error('digest failed'), { code: answer.code }));
		});
		worker.on('error', () => {});
		worker.on('exit', () => {
			if (this.worker === worker) this.worker = undefined;
			for (const { reject } of this.waiting.values()) reject(new Error('digest thread ended'));
			this.waiting.clear();
		});
		return worker;
	}

	async close(): Promise<void> {
		this.closed = true;
		await this.worker?.terminate();
	}
}
