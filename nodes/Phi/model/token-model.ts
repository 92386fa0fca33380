import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { HospitalError } from '../../shared/errors';
import type { PhiFinding } from '../types';
import type { ClassifierOptions } from './classifier';
import { problemOf } from './problems';
import type { Reply, Request } from './protocol';
import type { ModelIdentity, OpenTokenModelOptions, TokenModel } from './types';

const DEFAULTS = { threads: 1, threshold: 0.25, windowTokens: 256, overlapWords: 24 };
const STALL_MS = 120_000;
/** Reading and preparing a large model takes a minute; longer than this it never ends. */
const OPEN_MS = 600_000;

/**
 * Loads a token classification model into a thread of its own, from a folder of this machine.
 * Nothing is fetched.
 *
 * @throws HospitalError `model-invalid`, `model-failed`, `native-runtime-missing`, `model-stalled`,
 * `cancelled`
 */
export async function openTokenModel(options: OpenTokenModelOptions): Promise<TokenModel> {
	if (options.signal?.aborted === true) throw cancelled();
	const data: ClassifierOptions = {
		folder: options.folder,
		runtime: options.runtime ?? 'wasm',
		nativePath: options.nativePath,
		labels: options.labels,
		threads: within(options.threads ?? DEFAULTS.threads, 1, 16),
		threshold: within(options.threshold ?? DEFAULTS.threshold, 0.01, 0.99),
		windowTokens: within(options.windowTokens ?? DEFAULTS.windowTokens, 32, 8192),
		overlapWords: within(options.overlapWords ?? DEFAULTS.overlapWords, 12, 512),
	};
	const thread = new ModelThread(data, options.stallMs ?? STALL_MS);
	const identity = await thread.opened(options.signal);
	return {
		identity,
		find: async (text, { signal } = {}) => await thread.find(text, signal),
		close: async () => await thread.end(closed()),
	};
}

const within = (value: number, least: number, most: number): number => {
	if (value >= least && value <= most) return value;
	throw new HospitalError(
		'model-invalid',
		`A setting of the model is outside ${least} to ${most}`,
		{
			nextStep: 'Correct threads, threshold, window or overlap.',
		},
	);
};

interface Waiter {
	resolve(findings: PhiFinding[]): void;
	reject(error: HospitalError): void;
}

/** The thread and the calls that wait for it. It keeps no process alive while nobody waits. */
class ModelThread {
	private readonly worker: Worker;
	private readonly waiting = new Map<number, Waiter>();
	private readonly opening = Promise.withResolvers<ModelIdentity>();
	private nextId = 1;
	private ended: HospitalError | undefined;
	private watch: NodeJS.Timeout | undefined;

	constructor(
		data: ClassifierOptions,
		private readonly stallMs: number,
	) {
		this.worker = new Worker(join(__dirname, 'worker.js'), { name: 'phi-model', workerData: data });
		this.worker.on('message', (reply: Reply) => this.take(reply));
		this.worker.on('error', (error) => void this.end(crashed(error)));
		this.worker.on('exit', () => void this.end(crashed()));
		this.expect(OPEN_MS);
	}

	async opened(signal: AbortSignal | undefined): Promise<ModelIdentity> {
		const stop = (): void => void this.end(cancelled());
		signal?.addEventListener('abort', stop, { once: true });
		try {
			return await this.opening.promise;
		} finally {
			signal?.removeEventListener('abort', stop);
		}
	}

	async find(text: string, signal: AbortSignal | undefined): Promise<PhiFinding[]> {
		if (signal?.aborted === true) throw cancelled();
		if (this.ended !== undefined) throw this.ended;
		const id = this.nextId++;
		const stop = (): void => {
			this.waiting.get(id)?.reject(cancelled());
			this.send({ cancel: id });
		};
		signal?.addEventListener('abort', stop, { once: true });
		try {
			return await new Promise<PhiFinding[]>((resolve, reject) => {
				this.waiting.set(id, { resolve, reject });
				this.worker.ref();
				this.expect(this.stallMs);
				this.send({ find: id, text });
			});
		} finally {
			signal?.removeEventListener('abort', stop);
		}
	}

	/** Ends the thread; the first reason is the one that is told. */
	async end(reason: HospitalError): Promise<void> {
		this.ended ??= reason;
		clearTimeout(this.watch);
		this.opening.reject(this.ended);
		for (const { reject } of this.waiting.values()) reject(this.ended);
		this.waiting.clear();
		await this.worker.terminate();
	}

	private take(reply: Reply): void {
		if ('opened' in reply) {
			this.opening.resolve(reply.opened);
			this.rest();
		} else if ('refused' in reply) {
			void this.end(problemOf(reply.refused));
		} else if ('progress' in reply) {
			this.expect(this.stallMs);
		} else {
			const id = 'found' in reply ? reply.found : reply.failed;
			const waiter = this.waiting.get(id);
			this.waiting.delete(id);
			if ('found' in reply) waiter?.resolve(reply.findings);
			else waiter?.reject(problemOf(reply.problem));
			if (this.waiting.size === 0) this.rest();
			else this.expect(this.stallMs);
		}
	}

	private send(request: Request): void {
		if (this.ended === undefined) this.worker.postMessage(request);
	}

	/** The next sign of life must come within `ms`. */
	private expect(ms: number): void {
		clearTimeout(this.watch);
		this.watch = setTimeout(() => void this.end(stalled()), ms);
		this.watch.unref();
	}

	private rest(): void {
		clearTimeout(this.watch);
		this.worker.unref();
	}
}

const closed = (): HospitalError =>
	new HospitalError('model-closed', 'The model was closed', {
		nextStep: 'Open it again.',
		retryable: true,
	});

const cancelled = (): HospitalError =>
	new HospitalError('cancelled', 'Reading a text with the model: cancelled', {
		nextStep: 'Start it again if it was not meant to stop.',
		retryable: true,
	});

const stalled = (): HospitalError =>
	new HospitalError('model-stalled', 'The model gave no sign of life for too long and was ended', {
		nextStep: 'Use a smaller model or the native runtime, or allow more time for a window.',
		retryable: true,
	});

const crashed = (cause?: unknown): HospitalError =>
	new HospitalError('model-failed', "The model's thread ended by itself", {
		nextStep: 'Check that the model fits into memory, then open it again.',
		retryable: true,
		cause,
	});
