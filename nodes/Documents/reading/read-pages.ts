import { availableParallelism } from 'node:os';
import { openTextReader, type TextReader } from '../../formats/ocr';
import type { Pdf } from '../../formats/pdf';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { READING_DPI } from './open';
import { readPage, type LayerCheck } from './page';
import type { PageReading } from './types';

/** Threads that recognise text; each takes about 200 MB. */
const MOST_READERS = 4;
const PAGE_TIMEOUT_MS = 60_000;
/** What a single page may suffer without the others: it is named, and a person reads it. */
const PAGE_ONLY = new Set([
	'document-page-unreadable',
	'document-page-too-large',
	'text-recognition-failed',
]);

export interface PageReadingOptions {
	readonly check: LayerCheck;
	/** For all the pages. */
	readonly timeoutMs: number;
	readonly signal?: AbortSignal;
	/** In place of Tesseract. */
	readonly openReader?: () => Promise<TextReader>;
	readonly readers?: number;
}

/**
 * All pages of a document, several at a time. A page that cannot be read is there without words and
 * with the doubt `not-read`: no page is left out in silence.
 *
 * @throws HospitalError `document-too-slow`, and what PDFium's thread says of the whole document
 */
export async function readPages(pdf: Pdf, options: PageReadingOptions): Promise<PageReading[]> {
	const limit = AbortSignal.timeout(options.timeoutMs);
	const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
	const openReader =
		options.openReader ??
		(async () =>
			await openTextReader({ layout: 'page', dpi: READING_DPI, timeoutMs: PAGE_TIMEOUT_MS }));
	const pages: PageReading[] = [];
	let next = 1;
	const lane = async (): Promise<void> => {
		const reader = new Reopening(openReader);
		try {
			while (next <= pdf.pages) {
				const number = next;
				next += 1;
				signal.throwIfAborted();
				pages[number - 1] = await onePage(pdf, number, reader, options.check, signal);
			}
		} catch (error) {
			// The other lanes stop at their next page.
			next = pdf.pages + 1;
			throw error;
		} finally {
			await reader.close();
		}
	};
	const usual = Math.min(MOST_READERS, Math.max(1, availableParallelism() - 1));
	const lanes = Math.min(pdf.pages, options.readers ?? usual);
	const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
	const failed = ended.find(({ status }) => status === 'rejected');
	if (failed?.status === 'rejected') {
		throw limit.aborted && options.signal?.aborted !== true ? tooSlow() : (failed.reason as Error);
	}
	return pages;
}

/** Opened with the first page that needs it; anew after it broke. */
class Reopening implements TextReader {
	private reader: TextReader | undefined;

	constructor(private readonly open: () => Promise<TextReader>) {}

	async read(...asked: Parameters<TextReader['read']>): ReturnType<TextReader['read']> {
		this.reader ??= await this.open();
		try {
			return await this.reader.read(...asked);
		} catch (error) {
			await this.close();
			throw error;
		}
	}

	async close(): Promise<void> {
		await this.reader?.close();
		this.reader = undefined;
	}
}

async function onePage(
	pdf: Pdf,
	number: number,
	reader: TextReader,
	check: LayerCheck,
	signal: AbortSignal,
): Promise<PageReading> {
	let size = { width: 0, height: 0 };
	try {
		const page = await pdf.page(number, READING_DPI, signal);
		size = { width: page.width, height: page.height };
		return await readPage(number, page, reader, check, signal);
	} catch (error) {
		if (!PAGE_ONLY.has(toHospitalError(error, 'Reading a page').code)) throw error;
		return {
			number,
			...size,
			origin: 'none',
			lines: [],
			confidence: 0,
			blank: false,
			skew: 0,
			turned: 0,
			doubts: ['not-read'],
		};
	}
}

const tooSlow = (): HospitalError =>
	new HospitalError('document-too-slow', 'The document takes too long to read', {
		nextStep: 'Have it split, or raise Longest Time in the options of the node.',
	});
