import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { HospitalError } from '../../shared/errors';
import { scanSegment, type SegmentScan } from './scan';

/** No writer makes a segment larger than this; a file that is has been tampered with. */
const MAX_SEGMENT_BYTES = 1024 ** 3;

/** @throws system errors of the disk */
export async function readSegment(path: string, origin: string): Promise<SegmentScan> {
	// Never by a link, and never waiting for whoever holds the other end of a pipe.
	const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
	const handle = await open(path, flags);
	try {
		const stats = await handle.stat();
		if (!stats.isFile()) {
			throw new HospitalError('audit-segment-unreadable', 'A part of the ledger is no file', {
				nextStep: 'Somebody has put something else in its place. Keep the folder as it is.',
			});
		}
		const { size } = stats;
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
