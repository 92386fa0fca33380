import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { openPdf } from '../../dist/nodes/formats/pdf/index.js';
import { readTiff, tiffAsPdf } from '../../dist/nodes/formats/tiff/index.js';
import { pdf } from '../unit/documents/pdf.ts';
import { bilevel, tiff } from '../unit/documents/tiff.ts';
import { debian, type DebianRoot } from './debian.ts';

const run = promisify(execFile);
const LIMITS = { maxPages: 10, maxPixels: 40_000_000 };

/** The first page as it is seen. */
async function seen(file: Buffer): Promise<Uint8Array> {
	const document = await openPdf(tiffAsPdf(readTiff(file, LIMITS)));
	try {
		return (await document.page(1, 200)).picture.grey;
	} finally {
		await document.close();
	}
}

describe('Fax files that libtiff wrote', () => {
	let libtiff: DebianRoot;
	let folder: string;
	let plain: Buffer;

	before(async () => {
		libtiff = await debian(['libtiff-tools']);
		folder = await mkdtemp(join(tmpdir(), 'fax-'));
		const source = await openPdf(
			pdf([
				{ runs: [{ text: 'ZZTEST, ADA', x: 72, y: 700, size: 40 }], after: '300 300 100 50 re f' },
			]),
		);
		const { picture } = await source.page(1, 200);
		await source.close();
		plain = tiff([bilevel(picture)]);
		await writeFile(join(folder, 'plain.tif'), plain);
	});
	after(async () => await rm(folder, { recursive: true, force: true }));

	for (const [what, options] of [
		['Group 3, one-dimensional', ['-c', 'g3:1d']],
		['Group 3, two-dimensional', ['-c', 'g3:2d']],
		['Group 3 with byte-aligned ends of lines', ['-c', 'g3:1d:fill']],
		['Group 4', ['-c', 'g4']],
		['Group 4 in strips', ['-c', 'g4', '-r', '64']],
		['Group 4 with the lowest bit first', ['-c', 'g4', '-f', 'lsb2msb']],
		['Group 3 with the lowest bit first', ['-c', 'g3:2d', '-f', 'lsb2msb', '-r', '100']],
		['PackBits', ['-c', 'packbits']],
		['LZW', ['-c', 'lzw']],
		['deflate', ['-c', 'zip']],
		['big-endian Group 4', ['-B', '-c', 'g4']],
	] as const) {
		test(`${what} shows the same page, pixel by pixel`, async () => {
			const to = join(folder, `${what.replace(/\W+/g, '-')}.tif`);
			const { env } = libtiff;
			await run(libtiff.bin('tiffcp'), [...options, join(folder, 'plain.tif'), to], { env });
			const file = await readFile(to);
			assert.notDeepEqual(file, plain);
			const [wanted, got] = [await seen(plain), await seen(file)];
			assert.ok(wanted.some((value) => value < 128) && wanted.some((value) => value > 128));
			assert.deepEqual(got.length, wanted.length);
			let different = 0;
			for (let at = 0; at < got.length; at++)
				if (Math.abs(got[at]! - wanted[at]!) > 64) different += 1;
			// Strips are drawn one by one: at their edges a row may be blended.
			assert.ok(different < got.length / 1000, `${different} pixels differ`);
		});
	}
});
