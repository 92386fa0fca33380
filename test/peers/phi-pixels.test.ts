import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cleanPixels, inspectPixels, openTextReader } from '../../dist/nodes/Phi/pixels/index.js';
import type { Box } from '../../dist/nodes/Phi/pixels/index.js';
import { Image } from '../unit/phi/burned-in.ts';
import { startChromium } from './chromium.ts';
import { peer } from './require.ts';

/** What runs in the browser. */
declare const OffscreenCanvas: new (
	width: number,
	height: number,
) => {
	getContext(kind: '2d'): {
		font: string;
		textBaseline: string;
		fillStyle: string;
		fillText(text: string, left: number, top: number): void;
		getImageData(left: number, top: number, width: number, height: number): { data: Uint8Array };
	};
};

interface Line {
	text: string;
	left: number;
	top: number;
}

const ROWS = 512;
const COLUMNS = 640;
const LINES: readonly Line[] = [
	{ text: 'Testperson, Ada', left: 8, top: 8 },
	{ text: 'MRN ZZ482913   DOB 06/16/1976', left: 8, top: 48 },
	{ text: 'General Hospital', left: 400, top: 8 },
	{ text: 'ADA TESTPERSON', left: 220, top: 250 },
	{ text: 'TESTPERSON^ADA 1976-06-16', left: 8, top: 470 },
];

describe('Text of real fonts in pixels', () => {
	it('is found and masked in every size and brightness', { timeout: 300_000 }, async (t) => {
		const browser = await peer(t, startChromium);
		if (browser === undefined) return;
		t.after(async () => await browser.stop());
		const reader = await openTextReader();
		t.after(async () => await reader.close());
		const page = await browser.context.newPage();
		const draw = async (size: number, level: number): Promise<number[]> =>
			await page.evaluate(
				({ lines, size, level, width, height }) => {
					const canvas = new OffscreenCanvas(width, height);
					const context = canvas.getContext('2d');
					context.font = `${size}px "DejaVu Sans"`;
					context.textBaseline = 'top';
					context.fillStyle = `rgb(${level},${level},${level})`;
					for (const { text, left, top } of lines) context.fillText(text, left, top);
					const { data } = context.getImageData(0, 0, width, height);
					// How much ink lies on each pixel, 0 to 255.
					return Array.from({ length: width * height }, (_, at) => data[at * 4 + 3]!);
				},
				{ lines: LINES, size, level, width: COLUMNS, height: ROWS },
			);
		for (const size of [10, 12, 14, 18, 24]) {
			for (const level of [255, 200]) {
				const ink = await draw(size, level);
				const image = new Image({ rows: ROWS, columns: COLUMNS });
				ink.forEach((share, at) => {
					const under = image.cells[at]!;
					image.cells[at] = under + Math.round(((level - under) * share) / 255);
				});
				await t.test(`${size} pixels high, brightness ${level}`, async () => {
					const input = image.input();
					const { boxes, decision, headerValueFound } = await inspectPixels(input, { reader });
					assert.deepEqual([decision, headerValueFound], ['refused', true]);
					const left = uncovered(ink, boxes[0]!);
					assert.equal(left, 0, `${left} pixels of text are not covered`);
					const { pixelData } = await cleanPixels(input, { reader, reviewed: true });
					const again = await inspectPixels({ ...input, pixelData }, { reader });
					assert.deepEqual([again.decision, again.textFound], ['clean', false]);
				});
			}
		}
	});
});

/** Pixels with ink on them that lie in none of the boxes. */
function uncovered(ink: readonly number[], boxes: readonly Box[]): number {
	return ink.filter((share, at) => {
		const x = at % COLUMNS;
		const y = Math.floor(at / COLUMNS);
		return (
			share > 100 &&
			!boxes.some((box) => x >= box.left && x < box.right && y >= box.top && y < box.bottom)
		);
	}).length;
}
