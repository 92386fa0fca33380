import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { readSegment } from './read-segment';
import type { SegmentScan } from './scan';
import type { ScanReply, ScanRequest } from './scan.worker';

/** Scans segments; several at once where that pays. */
export interface Scanners {
	scan(path: string, origin: string): Promise<SegmentScan>;
	/** How many scans go on at the same time. */
	readonly width: number;
	close(): Promise<void>;
}

/** Below this a thread takes longer to start than to be useful. Bytes. */
const WORTH_THREADS = 8 * 1024 * 1024;
const MOST_THREADS = 8;

/** @param bytes how much there is to scan */
export function startScanners(bytes: number): Scanners {
	if (bytes < WORTH_THREADS) {
		return { scan: readSegment, width: 1, close: async () => await Promise.resolve() };
	}
	const threads = Array.from(
		{ length: Math.min(MOST_THREADS, availableParallelism()) },
		() => new ScanThread(),
	);
	return {
		width: threads.length,
		async scan(path, origin) {
			const thread = threads.reduce((least, one) => (one.queued < least.queued ? one : least));
			return await thread.scan({ path, origin });
		},
		close: async () => {
			await Promise.all(threads.map((thread) => thread.close()));
		},
	};
}

interface Waiting {
	resolve(scan: SegmentScan): void;
	reject(error: Error): void;
}

/** One thread; it answers in the order in which it was asked. */
class ScanThread {
	private readonly worker = new Worker(join(__dirname, 'scan.worker.js'), { name: 'audit-scan' });
	private readonly waiting: Waiting[] = [];

	constructor() {
		this.worker.on('message', (reply: ScanReply) => {
			const next = this.waiting.shift();
			if ('scan' in reply) next?.resolve(reply.scan);
			else next?.reject(Object.assign(new Error('scan failed'), { code: reply.failed }));
		});
		this.worker.on('error', (error: Error) => this.failAll(error));
		this.worker.on('exit', () => this.failAll(new Error('scanning thread ended')));
	}

	get queued(): number {
		return this.waiting.length;
	}

	scan(request: ScanRequest): Promise<SegmentScan> {
		return new Promise((resolve, reject) => {
			this.waiting.push({ resolve, reject });
			this.worker.postMessage(request);
		});
	}

	async close(): Promise<void> {
		await this.worker.terminate();
	}

	private failAll(error: Error): void {
		for (const { reject } of this.waiting.splice(0)) reject(error);
	}
}
