import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PdfDocument, PdfRefused } from './document';
import { startPdfium } from './sandbox';
import type { PdfAnswer, PdfLimits, PdfRequest } from './types';

/** The thread of one document: PDFium, and nothing else. */
const { wasm, limits } = workerData as { wasm: string; limits: PdfLimits };
let document: PdfDocument | undefined;

async function answer(request: PdfRequest): Promise<PdfAnswer> {
	const { id } = request;
	try {
		if (request.kind === 'open') {
			const pdfium = await startPdfium(readFileSync(wasm), limits.maxMemory);
			document = new PdfDocument(pdfium, request.bytes, limits);
			const { pages, scripts, encrypted } = document;
			return { id, opened: { pages, scripts, encrypted } };
		}
		if (document === undefined) return { id, refused: 'format' };
		return { id, page: document.read(request.index, request.dpi) };
	} catch (error) {
		if (error instanceof PdfRefused) return { id, refused: error.refusal };
		// Whatever broke, the memory of PDFium is not to be trusted any more.
		document = undefined;
		return { id, refused: 'memory' };
	}
}

parentPort?.on('message', (request: PdfRequest) => {
	void answer(request).then((given) => {
		const picture = 'page' in given ? [given.page.picture.grey.buffer as ArrayBuffer] : [];
		parentPort?.postMessage(given, picture);
	});
});
