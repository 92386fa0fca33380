import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { scanSegment, type SegmentScan } from './scan';

/** No writer makes a segment larger than this; a file that is has been tampered with. */
const MAX_SEGMENT_BYTES = 1024 ** 3;

/** @throws system errors of the disk */
export async function readSegment(path: string, origin: string): Promise<SegmentScan> {
	const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
	try {
		const { size } = await handle.stat();
		const length = Math.min(size, MAX_SEGMENT_BYTES);
		const padded = Buffer.allocUnsafeSlow(length + 1);
		let filled = 1;
		while (filled <= length) {
			const { bytesRead } = await handle.read(padded, filled, length + 1 - filled, filled - 1);
			if (bytesRead === 0) break;
			filled += bytesRead;
		}
		return scanSegment(padded.subarray(0, filled), origin);
	} finally {
		await handle.close();
	}
}
