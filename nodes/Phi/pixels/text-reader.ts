import { join } from 'node:path';
import { HospitalError } from '../../shared/errors';
import { vendor } from '../../shared/vendor';
import { pgm } from './picture';
import type { Box, Picture, ReadWord, TextReader } from './types';

/** The part of tesseract.js that is used. */
interface Tesseract {
	createWorker(
		languages: string,
		engine: number,
		options: Readonly<Record<string, unknown>>,
	): Promise<TesseractWorker>;
}

interface TesseractWorker {
	setParameters(parameters: Readonly<Record<string, string>>): Promise<unknown>;
	recognize(
		image: Buffer,
		options: object,
		output: { blocks: boolean },
	): Promise<{ data: { blocks: readonly Block[] | null } }>;
	terminate(): Promise<unknown>;
}

interface BoundingBox {
	readonly x0: number;
	readonly y0: number;
	readonly x1: number;
	readonly y1: number;
}

interface Block {
	readonly paragraphs: readonly {
		readonly lines: readonly {
			readonly bbox: BoundingBox;
			readonly words: readonly { text: string; confidence: number; bbox: BoundingBox }[];
		}[];
	}[];
}

const LSTM_ONLY = 1;
/** Text anywhere, in no order: page segmentation mode 11 of Tesseract. */
const SPARSE_TEXT = '11';
/** One picture takes seconds at most; a hostile one must not take for ever. */
const TIMEOUT_MS = 120_000;
const LARGEST_SIDE = 16_000;

/**
 * Opens Tesseract in a thread of its own, with the English data of this package. Nothing is fetched
 * and nothing is written to disk.
 *
 * @throws HospitalError `text-recognition-failed`
 */
export async function openTextReader(): Promise<TextReader> {
	const folder = join(__dirname, '..', '..', '..', 'vendor');
	let worker: TesseractWorker;
	try {
		worker = await vendor<Tesseract>('tesseract').createWorker('eng', LSTM_ONLY, {
			workerPath: join(folder, 'tesseract-worker.js'),
			langPath: join(folder, 'tesseract-data'),
			cacheMethod: 'none',
			gzip: true,
			// Without it the library throws where nobody can catch; the promise is rejected all the same.
			errorHandler: () => undefined,
		});
		await worker.setParameters({
			tessedit_pageseg_mode: SPARSE_TEXT,
			user_defined_dpi: '150',
			// Its remarks about a picture would end in n8n's log.
			debug_file: '/dev/null',
		});
	} catch (error) {
		throw failed(error);
	}
	let closed = false;
	/** One picture after the other: Tesseract has one memory. */
	let queue: Promise<unknown> = Promise.resolve();
	const close = async (): Promise<void> => {
		closed = true;
		await worker.terminate();
	};
	const read = async (picture: Picture): Promise<readonly ReadWord[]> => {
		if (closed) throw failed();
		if (Math.max(picture.width, picture.height) > LARGEST_SIDE) throw failed();
		try {
			return await withTimeout(async () => {
				const { data } = await worker.recognize(pgm(picture), {}, { blocks: true });
				return wordsOf(data.blocks ?? []);
			});
		} catch (error) {
			// Its memory may hold half a picture.
			await close();
			throw failed(error);
		}
	};
	return {
		read: async (picture, signal) => {
			signal?.throwIfAborted();
			const answer = queue.then(async () => await read(picture));
			queue = answer.catch(() => undefined);
			return await answer;
		},
		close,
	};
}

async function withTimeout<T>(work: () => Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error('timeout')), TIMEOUT_MS);
	});
	try {
		return await Promise.race([work(), late]);
	} finally {
		clearTimeout(timer);
	}
}

function wordsOf(blocks: readonly Block[]): ReadWord[] {
	const lines = blocks.flatMap(({ paragraphs }) => paragraphs.flatMap((one) => one.lines));
	return lines.flatMap(({ bbox, words }) =>
		words.map(({ text, confidence, bbox: own }) => ({
			...boxOf(own),
			text,
			confidence,
			line: boxOf(bbox),
		})),
	);
}

const boxOf = ({ x0, y0, x1, y1 }: BoundingBox): Box => ({
	left: x0,
	top: y0,
	right: x1,
	bottom: y1,
});

const failed = (cause?: unknown): HospitalError =>
	new HospitalError('text-recognition-failed', 'Text recognition of this package did not answer', {
		nextStep: 'Try again. If it happens again with this image, have it looked at by a person.',
		retryable: true,
		cause,
	});
