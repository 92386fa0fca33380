import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openPdf } from '../../../dist/nodes/formats/pdf/index.js';
import { readDocument, type ReadDocumentOptions } from '../../../dist/nodes/Documents/index.js';
import { rotated } from '../../../dist/nodes/Documents/reading/picture.js';
import { unpackWords } from '../../../dist/nodes/shared/contracts/read-document.js';
import { pdf, type PageSource, type TextRun } from './pdf.ts';
import { bilevel, tiff } from './tiff.ts';

const LINES = [
	'Progress Note',
	'Patient: Testperson, Ada   DOB: 03/04/1950   MRN: ZZ482913',
	'Chief Complaint: low back pain for six weeks',
	'Assessment and Plan: continue physical therapy',
];
const runs = (lines: readonly string[] = LINES, more: Partial<TextRun> = {}): TextRun[] =>
	lines.map((text, index) => ({ text, x: 72, y: 700 - index * 24, size: 12, ...more }));

/** A page as a picture: what a fax machine sees of it. */
async function picture(source: PageSource) {
	const document = await openPdf(pdf([source]));
	try {
		return (await document.page(1, 200)).picture;
	} finally {
		await document.close();
	}
}

const read = async (source: PageSource, options: ReadDocumentOptions = {}) => {
	const result = await readDocument(pdf([source]), options);
	return { result, page: result.pages[0]!, codes: result.review.map(({ code }) => code) };
};

describe('The text layer of a PDF', () => {
	test('visible text is taken from the layer, with the place of each word', async () => {
		const { page, codes } = await read({ runs: runs() });
		assert.equal(page.origin, 'text-layer');
		assert.deepEqual(
			codes.filter((code) => code.includes('text')),
			[],
		);
		assert.equal(page.text.split('\n')[2], LINES[2]);
		const word = unpackWords(page.words).find(({ text }) => text === 'Testperson,')!;
		assert.ok(Math.abs(word.left - 116) < 3, String(word.left));
		// 24 points below a line whose base stands at 792 - 700.
		assert.ok(Math.abs(word.bottom - 118) < 4, String(word.bottom));
		assert.equal(word.origin, 'text-layer');
	});

	for (const [what, hidden] of [
		['invisible text', { mode: 3 }],
		['white text', { grey: 1 }],
		['text beside the page', { x: 700 }],
		['text too small to see', { size: 0.4 }],
	] as const) {
		test(`${what} is left out, and a person is told`, async () => {
			const lie = { text: 'APPROVED by the medical director', x: 72, y: 300, size: 12, ...hidden };
			const { page, codes, result } = await read({ runs: [...runs(), lie] });
			assert.ok(codes.includes('hidden-text'), codes.join());
			assert.equal(result.status, 'review');
			assert.doesNotMatch(page.text, /APPROVED/);
		});
	}

	test('text that a box covers is left out, and a person is told', async () => {
		const { page, codes } = await read({
			runs: [...runs(), { text: 'DENIED', x: 72, y: 300, size: 14 }],
			after: '1 g 60 290 200 40 re f',
		});
		assert.ok(codes.includes('hidden-text'));
		assert.doesNotMatch(page.text, /DENIED/);
	});

	test('letters that look like others are noticed: what is seen is what was written', async () => {
		// A layer that says one thing in ink of the page's own letters, covered by a picture of another.
		const seen = bilevel(
			await picture({ runs: runs(LINES.map((line) => line.replace('back', 'neck'))) }),
		);
		const { page, codes } = await read({
			image: {
				dictionary: `/Type/XObject/Subtype/Image/Width ${seen.width}/Height ${seen.height}/BitsPerComponent 1/ColorSpace/DeviceGray/Decode[1 0]`,
				bytes: seen.rows,
				matrix: [612, 0, 0, 792, 0, 0],
			},
			runs: runs(
				[
					'Operative Report',
					'Somebody Else entirely 01/01/1999 number nine',
					'Nothing of this is on the page at all',
					'Discharged in good condition today',
				],
				{ mode: 3 },
			),
		});
		assert.equal(page.origin, 'ocr');
		assert.match(page.text, /low neck pain/);
		assert.doesNotMatch(page.text, /Somebody/);
		assert.ok(codes.includes('hidden-text'));
	});

	test('the invisible layer of an honest scan needs nobody', async () => {
		const seen = bilevel(await picture({ runs: runs() }));
		const { page, codes } = await read({
			image: {
				dictionary: `/Type/XObject/Subtype/Image/Width ${seen.width}/Height ${seen.height}/BitsPerComponent 1/ColorSpace/DeviceGray/Decode[1 0]`,
				bytes: seen.rows,
				matrix: [612, 0, 0, 792, 0, 0],
			},
			runs: runs(LINES, { mode: 3 }),
		});
		assert.equal(page.origin, 'ocr');
		assert.ok(!codes.includes('hidden-text'), codes.join());
	});

	test('a single word that is something else on the page is noticed', async () => {
		const [first = '', ...rest] = LINES;
		const scale = 200 / 72;
		// Every word is seen as it stands in the layer, but one.
		const openReader = async () => ({
			read: async () => {
				const { words } = (await readDocument(pdf([{ runs: runs() }]), { check: 'suspicious' }))
					.pages[0]!;
				return unpackWords(words).map(({ text, left, top, right, bottom }) => ({
					text: text === 'therapy' ? 'surgeons' : text,
					confidence: 95,
					left: left * scale,
					top: top * scale,
					right: right * scale,
					bottom: bottom * scale,
					line: { left: 0, top: 0, right: 1, bottom: 1 },
				}));
			},
			close: async () => undefined,
		});
		const { page, codes } = await read({ runs: runs([first, ...rest]) }, { openReader });
		assert.ok(codes.includes('text-layer-differs'), codes.join());
		assert.match(page.text, /surgeons/);
	});

	test('a layer that differs from the page is not believed', async () => {
		// Recognition is played: it sees other words where the layer has its own.
		const scale = 200 / 72;
		const openReader = async () => ({
			read: async () =>
				LINES.map((_, index) => ({
					text: 'entirely-other-words',
					confidence: 95,
					left: 72 * scale,
					right: 400 * scale,
					top: (792 - 712 + index * 24) * scale,
					bottom: (792 - 698 + index * 24) * scale,
					line: { left: 0, top: 0, right: 1, bottom: 1 },
				})),
			close: async () => undefined,
		});
		const { page, codes } = await read({ runs: runs() }, { openReader });
		assert.ok(codes.includes('text-layer-differs'));
		assert.equal(page.origin, 'ocr');
	});
});

describe('Pages as pictures', () => {
	const words = /Patient: Testperson, Ada/;

	test('a fax page is read, with the place of each word', async () => {
		const { pages } = await readDocument(tiff([bilevel(await picture({ runs: runs() }))]));
		assert.equal(pages[0]!.origin, 'ocr');
		assert.match(pages[0]!.text, words);
		const word = unpackWords(pages[0]!.words).find(({ text }) => text === 'Testperson,')!;
		assert.ok(Math.abs(word.left - 116) < 3 && Math.abs(word.bottom - 118) < 4);
	});

	test('a fax of standard resolution has pixels twice as high as wide', async () => {
		const { pages } = await readDocument(
			tiff([bilevel(await picture({ runs: runs() }), 2)], [200, 100]),
		);
		assert.deepEqual([pages[0]!.width, pages[0]!.height], [612, 792]);
		assert.match(pages[0]!.text, words);
	});

	test('writing that stands askew is made level, and its places are those on the page as it came', async () => {
		const askew = rotated(await picture({ runs: runs() }), -3);
		const { pages } = await readDocument(tiff([bilevel(askew)]));
		assert.ok(Math.abs(pages[0]!.skew - 3) <= 0.3, String(pages[0]!.skew));
		assert.match(pages[0]!.text, words);
		const word = unpackWords(pages[0]!.words).find(({ text }) => text === 'Testperson,')!;
		const radians = (3 * Math.PI) / 180;
		const [x, y] = [116 - 306, 118 - 396];
		const down = 396 + x * Math.sin(radians) + y * Math.cos(radians);
		assert.ok(Math.abs(word.bottom - down) < 6, `${word.bottom} is not near ${down}`);
	});

	for (const by of [90, 180, 270] as const) {
		test(`a page that was fed in turned by ${by}° is read`, async () => {
			const { page } = await read(
				{ rotate: by, runs: runs(Array.from({ length: 8 }, () => LINES).flat()), after: '' },
				{},
			);
			// PDFium turns the page; its text layer turns with it.
			assert.match(page.text.replaceAll('\n', ' '), /Chief/);
			const turned = await readDocument(
				tiff([
					bilevel(
						await picture({
							rotate: by,
							runs: runs(Array.from({ length: 6 }, () => LINES).flat()),
						}),
					),
				]),
			);
			assert.equal(turned.pages[0]!.turned, 360 - by);
			assert.match(turned.pages[0]!.text, words);
		});
	}

	test('a blank page is blank, and is not asked of a person', async () => {
		const { page, result } = await read({});
		assert.equal(page.blank, true);
		assert.equal(result.documents[0]!.kind, 'blank');
		assert.deepEqual(result.review, []);
	});

	test('a page of scribble goes to a person', async () => {
		const strokes = Array.from({ length: 60 }, (_, index) => {
			const y = 100 + ((index * 97) % 600);
			return `2 w ${80 + ((index * 53) % 300)} ${y} m ${200 + ((index * 31) % 300)} ${y + 40} ${150 + ((index * 71) % 300)} ${y - 40} ${300 + ((index * 41) % 200)} ${y + 10} c S`;
		});
		const { result } = await read({ after: strokes.join('\n') });
		assert.equal(result.status, 'review');
	});
});
