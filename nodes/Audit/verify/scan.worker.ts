import { parentPort } from 'node:worker_threads';
import { readSegment } from './read-segment';
import type { SegmentScan } from './scan';

/** What a scanning thread is asked: a segment by its path, and whose it is. */
export interface ScanRequest {
	path: string;
	origin: string;
}

export type ScanReply = { scan: SegmentScan } | { failed: string };

const port = parentPort;
let before: Promise<void> = Promise.resolve();

port?.on('message', ({ path, origin }: ScanRequest) => {
	// Answers go out in the order of the questions.
	before = before.then(async () => {
		try {
			const scan = await readSegment(path, origin);
			const reply: ScanReply = { scan };
			port.postMessage(reply, [scan.leaves.buffer as ArrayBuffer, scan.ids.buffer as ArrayBuffer]);
		} catch (error) {
			const reply: ScanReply = { failed: (error as NodeJS.ErrnoException).code ?? 'unknown' };
			port.postMessage(reply);
		}
	});
});
