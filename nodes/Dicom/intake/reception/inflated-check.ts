import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { TransferSyntax } from '../../../formats/dicom';
import { StructureCheck } from './structure';

/** Inflated bytes looked at together: in the usual 16 KB, the handing over costs more than the rest. */
const PIECE_BYTES = 256 * 1024;

/**
 * The structure check for a deflated data set (PS3.5 A.5). It reads what was just written: inflating
 * beside the network would leave the compressed bytes waiting in memory.
 *
 * @param from where in the file the data set begins
 * @param most it may inflate to no more bytes
 * @returns `whole` when the stream ended by its own end mark and held whole elements
 */
export async function inflatedState(
	path: string,
	from: number,
	most: number,
): Promise<'whole' | 'cut-off' | 'too-large'> {
	const structure = new StructureCheck(TransferSyntax.ExplicitLittle);
	let inflated = 0;
	let ended = false;
	try {
		await pipeline(
			createReadStream(path, { start: from, highWaterMark: 256 * 1024 }),
			createInflateRaw({ chunkSize: PIECE_BYTES }),
			async (parts: AsyncIterable<Buffer>) => {
				for await (const part of parts) {
					inflated += part.length;
					if (inflated > most) throw new Error('inflates to too much');
					structure.push(part);
				}
				ended = true;
			},
		);
	} catch {
		// Padding behind the end mark, not read any more, is no fault.
		if (inflated > most) return 'too-large';
		if (!ended) return 'cut-off';
	}
	return structure.complete ? 'whole' : 'cut-off';
}
