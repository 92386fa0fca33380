import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { systemCode } from '../../../shared/errors';

export interface DigestRequest {
	id: number;
	path: string;
	/** Where in the file the data set begins. */
	from: number;
}

export type DigestAnswer = { id: number; sha256: string } | { id: number; code: string };

/** Stays in the processor's cache. */
const READ_BYTES = 256 * 1024;

parentPort?.on('message', ({ id, path, from }: DigestRequest) => {
	let answer: DigestAnswer;
	try {
		answer = { id, sha256: digest(path, from) };
	} catch (error) {
		answer = { id, code: systemCode(error) ?? 'unknown' };
	}
	parentPort?.postMessage(answer);
});

// Linux gives each thread a priority of its own (setpriority(2)); elsewhere it would be the process's.
if (parentPort !== null && process.platform === 'linux') {
	setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}

const buffer = Buffer.allocUnsafeSlow(READ_BYTES);

function digest(path: string, from: number): string {
	const hash = createHash('sha256');
	const fd = openSync(path, 'r');
	try {
		for (let at = from; ; ) {
			const read = readSync(fd, buffer, 0, buffer.length, at);
			if (read === 0) return hash.digest('hex');
			hash.update(buffer.subarray(0, read));
			at += read;
		}
	} finally {
		closeSync(fd);
	}
}
