import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openPdf } from '../../../dist/nodes/formats/pdf/index.js';
import { readDocument } from '../../../dist/nodes/Documents/index.js';
import { sixteenShades, takeOut } from '../../../dist/nodes/Documents/taking-out/take-out.js';
import { pdf, type TextRun } from './pdf.ts';

const note = (name: string): TextRun[] =>
	[
		'Progress Note',
		`Patient: ${name}   DOB: 03/04/1950   MRN: ZZ482913`,
		'Chief Complaint: low back pain for six weeks',
		'Assessment and Plan: continue physical therapy',
	].map((text, index) => ({ text, x: 72, y: 700 - index * 24, size: 12 }));

const HIDDEN: TextRun = { text: 'APPROVED', x: 72, y: 300, mode: 3 };

const twoNotes = () =>
	pdf([{ runs: [...note('Testperson, Ada'), HIDDEN] }, { runs: note('Testperson, Bob') }]);

async function pagesOf(bytes: Uint8Array) {
	const document = await openPdf(bytes);
	try {
		const pages = [];
		for (let at = 1; at <= document.pages; at++) pages.push(await document.page(at, 200));
		return pages;
	} finally {
		await document.close();
	}
}

describe('Taking a document out of a file', () => {
	test('its pages are there as a person sees them, and nothing of other documents or hidden text', async () => {
		const file = twoNotes();
		const read = await readDocument(file, { check: 'suspicious' });
		assert.deepEqual(
			read.documents.map(({ pages }) => pages),
			[[1], [2]],
		);
		const taken = await takeOut(file, read, 2);
		assert.deepEqual([taken.pages, taken.contentType], [[2], 'application/pdf']);
		const made = Buffer.from(taken.data, 'base64');
		assert.equal(made.length, taken.bytes);
		const [page, ...others] = await pagesOf(made);
		assert.equal(others.length, 0);
		assert.equal(page!.words.length, 0);
		const [, whole] = await pagesOf(file);
		assert.deepEqual([page!.width, page!.height], [whole!.width, whole!.height]);
		const apart = page!.picture.grey.reduce(
			(sum, shade, at) => sum + Math.abs(shade - whole!.picture.grey[at]!),
			0,
		);
		assert.ok(apart / page!.picture.grey.length < 3, String(apart / page!.picture.grey.length));
		const again = await readDocument(made);
		assert.match(again.pages[0]!.text, /Testperson, Bob/);
		assert.doesNotMatch(again.pages[0]!.text, /Ada|APPROVED/);
	});

	test('another file than the one that was read is refused', async () => {
		const read = await readDocument(twoNotes(), { check: 'suspicious' });
		const other = pdf([{ runs: note('Testperson, Eva') }, { runs: note('Testperson, Bob') }]);
		await assert.rejects(takeOut(other, read, 1), { code: 'document-other-file' });
		await assert.rejects(takeOut(twoNotes(), read, 3), { code: 'field-invalid' });
	});

	test('two pixels go into a byte, and a row ends with its byte', () => {
		const grey = Uint8Array.from([0, 255, 128, 16, 32, 48]);
		const packed = sixteenShades({ width: 3, height: 2, grey });
		assert.deepEqual([...packed], [0x0f, 0x80, 0x12, 0x30]);
	});
});
