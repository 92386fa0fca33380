import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { HospitalError } from '../../shared/errors';
import { refusal, tooSlow } from './refusals';
import { PDF_LIMITS, type PdfAnswer, type PdfLimits, type PdfPage } from './types';

/** An opened document; its thread lives until `close`. */
export interface Pdf {
	readonly pages: number;
	/** JavaScript actions that the document carries; none is ever run. */
	readonly scripts: number;
	/** Encrypted with an empty password: anyone may open it. */
	readonly encrypted: boolean;
	/** @param number from 1 @throws HospitalError of refusals.ts */
	page(number: number, dpi: number, signal?: AbortSignal): Promise<PdfPage>;
	close(): Promise<void>;
}

const HEAP_MB = 256;

/**
 * Opens a PDF in a thread of its own, in which PDFium runs as WebAssembly without files, network or
 * scripts. What the document does to it ends there.
 *
 * @throws HospitalError of refusals.ts
 */
export async function openPdf(
	bytes: Uint8Array,
	given: Partial<PdfLimits> = {},
	signal?: AbortSignal,
): Promise<Pdf> {
	const limits = { ...PDF_LIMITS, ...given };
	if (bytes.length > limits.maxBytes) throw refusal('bytes', limits);
	const thread = new Thread(limits);
	try {
		const answer = await thread.ask({ kind: 'open', bytes: Uint8Array.from(bytes) }, signal);
		if (!('opened' in answer)) throw broken();
		return {
			...answer.opened,
			page: async (number, dpi, stop) => {
				const read = await thread.ask({ kind: 'page', index: number - 1, dpi }, stop);
				if (!('page' in read)) throw broken();
				return read.page;
			},
			close: async () => await thread.close(),
		};
	} catch (error) {
		await thread.close();
		throw error;
	}
}

type Question = { kind: 'open'; bytes: Uint8Array } | { kind: 'page'; index: number; dpi: number };

/** One question after the other; a thread that does not answer in time is ended. */
class Thread {
	private readonly worker: Worker;
	private asked = 0;
	private ended = false;

	constructor(private readonly limits: PdfLimits) {
		this.worker = new Worker(join(__dirname, 'worker.js'), {
			name: 'document-pdf',
			workerData: { wasm: join(__dirname, '..', '..', '..', 'vendor', 'pdfium.wasm'), limits },
			resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
			env: {},
			stdout: true,
			stderr: true,
		});
		this.worker.stdout.resume();
		this.worker.stderr.resume();
		this.worker.on('error', () => undefined);
		this.worker.once('exit', () => {
			this.ended = true;
		});
	}

	async ask(question: Question, signal?: AbortSignal): Promise<PdfAnswer> {
		signal?.throwIfAborted();
		if (this.ended) throw broken();
		this.asked += 1;
		const id = this.asked;
		const { worker } = this;
		const done = new AbortController();
		try {
			const answer = await new Promise<PdfAnswer>((resolve, reject) => {
				const timer = setTimeout(() => reject(tooSlow()), this.limits.pageTimeoutMs);
				const stop = (): void => reject(signal?.reason as Error);
				const gone = (): void => reject(broken());
				const heard = (given: PdfAnswer): void => {
					if (given.id === id) resolve(given);
				};
				worker.on('message', heard);
				worker.once('exit', gone);
				signal?.addEventListener('abort', stop, { once: true });
				done.signal.addEventListener('abort', () => {
					clearTimeout(timer);
					worker.off('message', heard);
					worker.off('exit', gone);
					signal?.removeEventListener('abort', stop);
				});
				worker.postMessage({ id, ...question });
			});
			if ('refused' in answer) throw refusal(answer.refused, this.limits);
			return answer;
		} catch (error) {
			// A page that is refused leaves the others readable; a thread that hangs or broke does not.
			if (!(error instanceof HospitalError) || STOPS.has(error.code)) await this.close();
			throw error;
		} finally {
			done.abort();
		}
	}

	async close(): Promise<void> {
		this.ended = true;
		await this.worker.terminate();
	}
}

const STOPS = new Set(['document-too-slow', 'document-too-large', 'document-reader-failed']);

const broken = (): HospitalError =>
	new HospitalError('document-reader-failed', 'The reader for PDF documents ended unexpectedly', {
		nextStep: 'Try again. If it happens again with this document, have it read by a person.',
		retryable: true,
	});
