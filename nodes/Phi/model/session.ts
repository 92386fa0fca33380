import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-web';
import { HospitalError } from '../../shared/errors';
import { vendor } from '../../shared/vendor';
import { badModel, modelFailed } from './problems';
import type { Logits } from './scores';
import type { Runtime } from './types';

/** A loaded model. */
export interface Session {
	/** @param ids token ids of one window, special ones included */
	run(ids: readonly number[]): Promise<Logits>;
	close(): Promise<void>;
}

/** What both builds of ONNX Runtime offer. */
interface Ort {
	readonly InferenceSession: {
		create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
	};
	readonly Tensor: typeof Tensor;
	readonly env: {
		logLevel?: string;
		wasm?: { numThreads?: number; wasmPaths?: unknown; wasmBinary?: unknown };
	};
}

const KNOWN_INPUTS = new Set(['input_ids', 'attention_mask', 'token_type_ids']);

/**
 * Loads a model.
 *
 * @param columns how many labels it must have
 * @throws HospitalError `model-invalid`, `model-failed`, `native-runtime-missing`
 */
export async function openSession(
	model: Uint8Array,
	columns: number,
	options: { runtime: Runtime; nativePath?: string; threads: number },
): Promise<Session> {
	const ort = options.runtime === 'native' ? native(options.nativePath) : wasm(options.threads);
	const session = await ort.InferenceSession.create(model, {
		executionProviders: [options.runtime === 'native' ? 'cpu' : 'wasm'],
		intraOpNumThreads: options.threads,
		interOpNumThreads: 1,
		graphOptimizationLevel: 'all',
		logSeverityLevel: 4,
	}).catch((error: unknown) => {
		throw modelFailed('ONNX Runtime does not load it', error);
	});
	const unknown = session.inputNames.filter((name) => !KNOWN_INPUTS.has(name));
	if (unknown.length > 0 || !session.inputNames.includes('input_ids')) {
		throw badModel('it takes other inputs than input_ids, attention_mask and token_type_ids');
	}
	const output = session.outputNames.includes('logits') ? 'logits' : session.outputNames[0]!;
	return {
		run: async (ids) => {
			const feeds = Object.fromEntries(
				session.inputNames.map((name) => [name, input(ort, name, ids)]),
			);
			const results = await session.run(feeds, [output]).catch((error: unknown) => {
				throw modelFailed('ONNX Runtime stopped', error);
			});
			return logitsOf(results[output], ids.length, columns);
		},
		close: async () => {
			await session.release();
		},
	};
}

function input(ort: Ort, name: string, ids: readonly number[]): Tensor {
	const fill = name === 'attention_mask' ? 1n : 0n;
	const values = BigInt64Array.from(ids, (id) => (name === 'input_ids' ? BigInt(id) : fill));
	return new ort.Tensor('int64', values, [1, ids.length]);
}

function logitsOf(tensor: Tensor | undefined, rows: number, columns: number): Logits {
	const shape = tensor?.dims ?? [];
	if (tensor?.type !== 'float32' || shape.length !== 3 || shape[0] !== 1 || shape[1] !== rows) {
		throw modelFailed('its output is not one row of float32 numbers for every token');
	}
	if (shape[2] !== columns) throw modelFailed('it has another number of labels than config.json');
	return { values: (tensor as TypedTensor<'float32'>).data, rows, columns };
}

/** The WebAssembly build that lies in dist/vendor; nothing is fetched. */
function wasm(threads: number): Ort {
	const ort = vendor<Ort>('onnxruntime-web');
	const folder = join(__dirname, '..', '..', '..', 'vendor', 'onnxruntime');
	const file = (name: string): string => join(folder, `ort-wasm-simd-threaded.${name}`);
	ort.env.logLevel = 'fatal';
	Object.assign(ort.env.wasm!, {
		numThreads: threads,
		wasmPaths: { mjs: pathToFileURL(file('mjs')).href, wasm: pathToFileURL(file('wasm')).href },
		wasmBinary: readFileSync(file('wasm')),
	});
	return ort;
}

/** The native build from the folder that the site names; nowhere else is looked. */
function native(folder: string | undefined): Ort {
	try {
		if (folder === undefined || !isAbsolute(folder) || !statSync(folder).isDirectory())
			throw new Error();
		const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
			name?: string;
		};
		if (name !== 'onnxruntime-node') throw new Error();
		return createRequire(join(folder, 'package.json'))(folder) as Ort;
	} catch (error) {
		throw new HospitalError(
			'native-runtime-missing',
			'The native ONNX Runtime cannot be loaded from the folder that is set for it',
			{
				nextStep:
					'Set the full path of an installed onnxruntime-node package that fits this system (it needs glibc 2.28, not Alpine), or use the WebAssembly runtime.',
				cause: error,
			},
		);
	}
}
