import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { readDocument } from '../../../dist/nodes/Documents/index.js';
import { Random } from '../../hospital/random.ts';
import { pdf, type PageSource } from './pdf.ts';
import { tiff, type TiffOptions } from './tiff.ts';

const LINE = { text: 'ZZTEST, ADA secret-word', x: 72, y: 700 };
const blank = { width: 64, height: 16, rows: Buffer.alloc(8 * 16) };

/** Nothing of the document may stand in what n8n stores of the failure. */
const refused = async (bytes: Buffer, code: string, options: object = {}): Promise<void> => {
	await assert.rejects(readDocument(bytes, options), (error: Error & Record<string, unknown>) => {
		assert.equal(error.code, code);
		assert.ok(String(error.nextStep).length > 20);
		assert.doesNotMatch(`${error.message} ${String(error.nextStep)}`, /ZZTEST|secret-word/);
		return true;
	});
};

describe('Documents that are refused', () => {
	test('a file that is neither a PDF nor a TIFF is refused', async () => {
		await refused(Buffer.from('<html>secret-word</html>'), 'document-unsupported');
		await refused(Buffer.alloc(0), 'document-unsupported');
	});

	test('a PDF with nothing behind its header is refused', async () => {
		await refused(Buffer.from('%PDF-1.7\nsecret-word'), 'document-unreadable');
	});

	test('a cut-off PDF is refused or read as far as its pages are whole, never half a page', async () => {
		const whole = pdf([{ runs: [LINE] }]);
		await refused(whole.subarray(0, 150), 'document-unreadable');
	});

	test('a broken cross-reference table is rebuilt and the page is read', async () => {
		const broken = Buffer.from(
			pdf([{ runs: [LINE] }])
				.toString('latin1')
				.replace(/startxref\n\d+/, 'startxref\n999999'),
			'latin1',
		);
		const { pages } = await readDocument(broken, { check: 'suspicious' });
		assert.match(pages[0]!.text, /ZZTEST, ADA/);
	});

	test('an encrypted PDF is refused, and the next step asks for one without a password', async () => {
		const key = 'A'.repeat(64);
		const encrypted = pdf([{ runs: [LINE] }], {
			trailer: `/ID[<${'0'.repeat(32)}><${'0'.repeat(32)}>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<${key}>/U<${key}>>>`,
		});
		await refused(encrypted, 'document-encrypted');
	});

	for (const [what, catalog] of [
		['a script', '/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>'],
		['a script whose name is written with escapes', '/OpenAction<</S/J#61vaScript/#4aS(x)>>'],
		['a program call', '/OpenAction<</S/Launch/F(calc.exe)>>'],
		[
			'an attached file',
			'/Names<</EmbeddedFiles<</Names[(a)<</EF<</F 1 0 R>>/Type/EmbeddedFile>>]>>>>',
		],
	] as const) {
		test(`a PDF with ${what} is refused, and read when that is accepted`, async () => {
			const bytes = pdf([{ runs: [LINE] }], { catalog });
			await refused(bytes, 'document-active');
			const { pages } = await readDocument(bytes, { allowActive: true, check: 'suspicious' });
			assert.match(pages[0]!.text, /secret-word/);
		});
	}

	test('more pages than are allowed are refused before one is read', async () => {
		const pages: PageSource[] = Array.from({ length: 4 }, () => ({ runs: [LINE] }));
		await refused(pdf(pages), 'document-too-many-pages', { limits: { maxPages: 3 } });
		const faxes = [blank, blank, blank];
		await refused(tiff(faxes), 'document-too-many-pages', { limits: { maxPages: 2 } });
	});

	test('a file larger than is allowed is refused before it is opened', async () => {
		await refused(pdf([{ runs: [LINE] }]), 'document-too-large', { limits: { maxBytes: 300 } });
	});

	test('a page of enormous size is not drawn: it is named, and goes to a person', async () => {
		const huge = pdf([{ width: 14_000, height: 14_000, runs: [LINE] }]);
		const { status, review, pages } = await readDocument(huge);
		assert.equal(status, 'review');
		assert.ok(review.some(({ code, page }) => code === 'not-read' && page === 1));
		assert.equal(pages[0]!.text, '');
	});

	test('a picture that unpacks to more memory than allowed does not take n8n with it', async () => {
		const side = 40_000;
		// Three bytes for each of 1.6 thousand million pixels.
		const bomb = pdf([
			{
				image: {
					dictionary: `/Type/XObject/Subtype/Image/Width ${side}/Height ${side}/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode`,
					bytes: deflateSync(Buffer.alloc(4_000_000)),
					matrix: [612, 0, 0, 792, 0, 0],
				},
			},
		]);
		const before = process.memoryUsage().rss;
		const outcome = await readDocument(bomb).then(
			({ status, pages }) => ({ status, blank: pages[0]!.blank }),
			({ code }: { code: string }) => ({ code }),
		);
		assert.ok(process.memoryUsage().rss - before < 1.5e9);
		assert.ok(
			'code' in outcome || outcome.blank || outcome.status === 'review',
			JSON.stringify(outcome),
		);
	});

	test('text that never ends is cut, and the page says so', async () => {
		const runs = Array.from({ length: 205 }, (_, index) => ({
			text: 'abcdefghij '.repeat(33),
			x: 20,
			y: 20 + index * 3.5,
			size: 3,
		}));
		const long = pdf([{ runs: [...runs, LINE] }]);
		const { review } = await readDocument(long);
		assert.ok(review.some(({ code }) => code === 'text-layer-cut'));
	});

	test('a document that takes longer than allowed is refused', async () => {
		const slow = async () => ({
			read: async () =>
				await new Promise<never>((_, reject) => setTimeout(() => reject(new Error('late')), 2000)),
			close: async () => undefined,
		});
		const bytes = pdf(Array.from({ length: 3 }, () => ({ runs: [LINE] })));
		await refused(bytes, 'document-too-slow', {
			limits: { timeoutMs: 200 },
			openReader: slow,
		});
	});

	test('an aborted reading ends with the reason of the abort', async () => {
		const stop = new AbortController();
		stop.abort(new Error('stopped by a person'));
		await assert.rejects(
			readDocument(pdf([{ runs: [LINE] }]), { signal: stop.signal }),
			/stopped by a person/,
		);
	});
});

test('a PDF with bytes changed anywhere is read or refused, and never ends the process', async () => {
	const whole = pdf([{ runs: [LINE] }, { rotate: 90, runs: [LINE] }]);
	const random = new Random('broken pdf');
	const openReader = async () => ({ read: async () => [], close: async () => undefined });
	for (let round = 0; round < 60; round++) {
		const bytes = Buffer.from(whole);
		for (let change = 0; change < 1 + (round % 8); change++) {
			bytes[random.integer(9, bytes.length - 1)] = random.integer(0, 255);
		}
		await readDocument(bytes, { openReader, check: 'suspicious' }).catch(
			(error: { code?: string }) => {
				assert.match(error.code ?? String(error), /^document-/);
			},
		);
	}
});

describe('TIFF files that are refused', () => {
	const bad: ReadonlyArray<readonly [string, TiffOptions, string]> = [
		['a strip beyond the end of the file', { fields: { 279: 1_000_000 } }, 'document-unreadable'],
		['no width', { fields: { 256: 0 } }, 'document-unreadable'],
		[
			'more pixels than a fax can have',
			{ fields: { 256: 60_000, 257: 60_000 } },
			'document-page-too-large',
		],
		['too few strips for its height', { fields: { 278: 2 } }, 'document-unreadable'],
		['a compression that faxes do not use', { fields: { 259: 7 } }, 'document-unsupported'],
		['tiles', { fields: { 324: 8 } }, 'document-unsupported'],
	];
	for (const [what, options, code] of bad) {
		test(`a TIFF with ${what} is refused`, async () => {
			await refused(tiff([blank], [200, 200], options), code);
		});
	}

	test('directories that lead in a circle are refused', async () => {
		const bytes = tiff([blank]);
		const at = bytes.readUInt32LE(4);
		bytes.writeUInt32LE(at, at + 2 + 12 * bytes.readUInt16LE(at));
		await refused(bytes, 'document-unreadable');
	});

	test('a TIFF cut off anywhere is refused or read, and never ends the process', async () => {
		const bytes = tiff([blank]);
		for (let length = 4; length < bytes.length; length += 7) {
			await readDocument(bytes.subarray(0, length)).catch((error: { code?: string }) => {
				assert.match(error.code ?? '', /^document-/);
			});
		}
	});
});
