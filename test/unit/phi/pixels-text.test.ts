import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
	cleanPixels,
	inspectPixels,
	openTextReader,
} from '../../../dist/nodes/Phi/pixels/index.js';
import type { Box, PixelInspection, TextReader } from '../../../dist/nodes/Phi/pixels/index.js';
import { HeaderMatcher } from '../../../dist/nodes/Phi/pixels/header-match.js';
import { turned, turnedBack } from '../../../dist/nodes/Phi/pixels/turned.js';
import { Image, turnedImage, type ImageOptions } from './burned-in.ts';
import type { Place } from './letters.ts';

const holds = (boxes: readonly Box[], { left, top, right, bottom }: Place): boolean =>
	boxes.some(
		(box) => box.left <= left && box.top <= top && box.right >= right && box.bottom >= bottom,
	);
const codes = ({ reasons }: PixelInspection): string[] => reasons.map(({ code }) => code);

describe('Text in pixels', () => {
	let reader: TextReader;
	before(async () => {
		reader = await openTextReader();
	});
	after(async () => await reader.close());

	/** Name, number and date of birth in a corner and in the anatomy, each line seven cells high. */
	const labelled = (options: ImageOptions, scale: number): Image =>
		new Image({ ...options, rows: 320, columns: 448 })
			.write('TESTPERSON, ADA', 8, 8, scale)
			.write('ID: ZZ482913', 8, 16 + 9 * scale, scale)
			.write('DOB 06/16/1976', 60, 200, scale);

	for (const [what, options, scales] of [
		['eight bits', {}, [1, 2, 3, 4]],
		['sixteen bits', { bits: 16 }, [2]],
		['inverse brightness', { photometric: 'MONOCHROME1' }, [3]],
		['colours', { photometric: 'RGB' }, [2]],
	] as const) {
		for (const scale of scales) {
			it(`is found and masked with letters of ${7 * scale} pixels: ${what}`, async () => {
				const image = labelled(options, scale);
				const input = image.input();
				const refused = await inspectPixels(input, { reader });
				assert.deepEqual([refused.decision, codes(refused)], ['refused', ['burned-in-text']]);
				assert.equal(refused.headerValueFound, true);
				assert.ok(image.places.every((place) => holds(refused.boxes[0]!, place)));
				const masked = await cleanPixels(input, { reader, reviewed: true });
				assert.deepEqual([masked.decision, masked.burnedInAnnotation], ['masked', 'NO']);
				const { pixelData } = masked;
				const again = await inspectPixels({ ...input, pixelData }, { reader });
				assert.deepEqual([again.decision, again.textFound], ['clean', false], 'nothing is left');
			});
		}
	}

	for (const turn of [90, 270] as const) {
		for (const scale of [1, 3]) {
			it(`is found and masked where it runs ${turn === 90 ? 'down' : 'up'}: letters of ${7 * scale} pixels`, async () => {
				const image = turnedImage(labelled({}, scale), turn);
				const input = image.input();
				const refused = await inspectPixels(input, { reader });
				assert.deepEqual([refused.decision, codes(refused)], ['refused', ['burned-in-text']]);
				assert.equal(refused.headerValueFound, true);
				assert.ok(image.places.every((place) => holds(refused.boxes[0]!, place)));
				const { decision, pixelData } = await cleanPixels(input, { reader, reviewed: true });
				assert.equal(decision, 'masked');
				const again = await inspectPixels({ ...input, pixelData }, { reader });
				assert.deepEqual([again.decision, again.textFound], ['clean', false], 'nothing is left');
			});
		}
	}

	it('is not seen in a ruler at the side of an image', async () => {
		const image = new Image({ rows: 320, columns: 320 });
		for (let y = 20; y < 300; y += 10) image.plane(0).fill(255, y * 320 + 290, y * 320 + 300);
		const { decision, textFound } = await inspectPixels(image.input(), { reader });
		assert.deepEqual([decision, textFound], ['clean', false]);
	});

	it('is found in one frame of many and masked in all of them', async () => {
		const image = new Image({ frames: 4, rows: 240, columns: 320 }).write(
			'TESTPERSON',
			60,
			100,
			2,
			2,
		);
		const { boxes, decision } = await inspectPixels(image.input(), { reader, reviewed: true });
		assert.equal(decision, 'masked');
		assert.equal(boxes.length, 4);
		assert.ok(boxes.every((own) => holds(own, image.places[0]!)));
	});

	it('is found when it stands in one frame of a long sequence that is not read by itself', async () => {
		// Frames 0, 2, 3, 5, 7... are read: step 39 / 23.
		const image = new Image({ frames: 40, rows: 96, columns: 200 });
		image.write('TESTPERSON', 8, 6, 2, 4);
		const { boxes, textFound, reasons } = await inspectPixels(image.input(), {
			reader,
			reviewed: true,
		});
		assert.equal(textFound, true);
		assert.equal(boxes.length, 40);
		assert.ok(holds(boxes[39]!, image.places[0]!));
		assert.deepEqual(
			reasons.map(({ code }) => code),
			['frames-sampled'],
		);
	});

	it('is found when it is no script that recognition knows', async () => {
		const image = new Image();
		let state = 5;
		for (let sign = 0; sign < 8; sign++) {
			for (let cell = 0; cell < 12 * 12; cell++) {
				state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
				const [x, y] = [60 + sign * 16 + (cell % 12), 40 + Math.floor(cell / 12)];
				const isFrame = cell % 12 === 0 || cell < 12 || cell >= 132;
				if (isFrame || state > 2 ** 31) image.cells[y * image.columns + x] = 255;
			}
		}
		const { decision, boxes } = await inspectPixels(image.input(), { reader });
		assert.equal(decision, 'refused');
		assert.ok(holds(boxes[0]!, { left: 60, top: 40, right: 184, bottom: 52 }));
	});

	it('is found in dark letters on a bright page', async () => {
		const image = new Image({ rows: 300, columns: 400 });
		image.cells.fill(240);
		image.write('DOSE REPORT', 20, 20, 2, 0, 10).write('TESTPERSON ADA', 20, 60, 2, 0, 10);
		const { decision, boxes, headerValueFound } = await inspectPixels(image.input(), { reader });
		assert.deepEqual([decision, headerValueFound], ['refused', true]);
		assert.ok(image.places.every((place) => holds(boxes[0]!, place)));
	});

	it('is not seen in anatomy alone, nor in the usual markers of side and view', async () => {
		for (const image of [
			new Image(),
			new Image({ bits: 16, rows: 480, columns: 640 }),
			new Image({ photometric: 'MONOCHROME1' }),
			new Image().write('L', 20, 20, 4),
			new Image().write('LEFT', 380, 340, 3).write('R', 20, 20, 3),
		]) {
			const { decision, textFound, boxes } = await inspectPixels(image.input(), { reader });
			assert.deepEqual([decision, textFound, boxes], ['clean', false, []]);
		}
	});

	it('is told from values that its caller gives', async () => {
		const input = new Image().write('KAUFMAN SCOTT', 20, 20, 2).input();
		const headerValues = ['Kaufman^Scott'];
		assert.equal((await inspectPixels(input, { reader })).headerValueFound, false);
		assert.equal((await inspectPixels(input, { reader, headerValues })).headerValueFound, true);
	});

	it('is not sought by a reader that is closed', async () => {
		const own = await openTextReader();
		await own.close();
		const image = new Image();
		await assert.rejects(inspectPixels(image.input(), { reader: own }), {
			code: 'text-recognition-failed',
		});
	});

	it('is read from a copy of dist that has no node_modules near it', async (t) => {
		const index = fileURLToPath(import.meta.resolve('../../../dist/nodes/Phi/pixels/index.js'));
		const dist = dirname(dirname(dirname(dirname(index))));
		const copy = await mkdtemp(join(tmpdir(), 'phi-copy-'));
		t.after(async () => await rm(copy, { recursive: true, force: true }));
		const vendor = [
			'tesseract.js',
			'tesseract-worker.js',
			'tesseract-core-simd-lstm.wasm',
			'tesseract-data',
		];
		for (const part of [
			'nodes/Phi/pixels',
			'nodes/shared',
			'nodes/formats',
			...vendor.map((name) => `vendor/${name}`),
		]) {
			await cp(join(dist, part), join(copy, part), { recursive: true });
		}
		const image = new Image({ rows: 40, columns: 200 });
		image.cells.fill(0);
		image.write('TESTPERSON', 20, 10, 2);
		const program = `const { openTextReader } = require('./nodes/Phi/pixels');
			(async () => {
				const reader = await openTextReader();
				const grey = Buffer.from(process.argv[1], 'base64').map((value) => 255 - value);
				const words = await reader.read({ width: 200, height: 40, grey });
				await reader.close();
				console.log(words.map(({ text }) => text).join(' '));
			})();`;
		const pixels = Buffer.from(image.cells).toString('base64');
		const { stdout, stderr } = await promisify(execFile)(
			process.execPath,
			['-e', program, pixels],
			{
				cwd: copy,
				env: { PATH: process.env.PATH },
			},
		);
		assert.ok(new HeaderMatcher(['TESTPERSON']).matches(stdout.trim().split(' ')));
		assert.equal(stderr, '', 'nothing is written to the log');
	});
});

describe('A turned picture', () => {
	const picture = { width: 3, height: 2, grey: Uint8Array.from([1, 2, 3, 4, 5, 6]) };

	it('has its rows where columns were', () => {
		assert.deepEqual(turned(picture, 90), {
			...{ width: 2, height: 3, grey: Uint8Array.from([4, 1, 5, 2, 6, 3]) },
		});
		assert.deepEqual([...turned(picture, 270).grey], [3, 6, 2, 5, 1, 4]);
	});

	it('gives boxes in the coordinates of the picture that was turned', () => {
		// Around the 3: right above at first.
		const box = { left: 2, top: 0, right: 3, bottom: 1 };
		assert.deepEqual(turnedBack({ left: 1, top: 2, right: 2, bottom: 3 }, 90, picture), box);
		assert.deepEqual(turnedBack({ left: 0, top: 0, right: 1, bottom: 1 }, 270, picture), box);
	});
});

describe('Values of a header', () => {
	const matcher = new HeaderMatcher([
		'TESTPERSON^ADA^B',
		'ZZ482913',
		'19760616',
		'General Hospital',
	]);

	it('are recognised through mistakes of reading', () => {
		for (const line of [
			'TESTPERS0N',
			'TE5TPFRSON,',
			'TEST PERSON',
			'xxADA',
			'ADA',
			'22482913',
			'ZZ 482913',
			'Z7482913',
		]) {
			assert.equal(matcher.matches(line.split(' ')), line !== 'xxADA', line);
		}
	});

	it('are recognised as dates in other orders', () => {
		for (const line of [
			'06/16/1976',
			'16.06.1976',
			'1976-06-16',
			'16 JUN 1976',
			'DOB: D6/16/1976',
		]) {
			assert.ok(matcher.matches(line.split(' ')), line);
		}
		assert.ok(!matcher.matches(['11/23/2024']));
	});

	it('are not seen in other words', () => {
		for (const line of ['CHEST PA', 'PORTABLE', 'kVp 120 mAs 3.2', 'Series 4']) {
			assert.ok(!matcher.matches(line.split(' ')), line);
		}
	});
});
