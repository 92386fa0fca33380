import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const of = (name, file) => join(here, '..', '..', 'node_modules', name, file);
const onnx = (file) => of('onnxruntime-web', `dist/${file}`);

/**
 * The libraries of this room: tokenizers and ONNX Runtime for models of text, Tesseract for text in
 * pictures. Each looks for its own files only where `phiFiles` puts them.
 */
export const phiLibraries = [
	{ name: 'tokenizers', options: { entryPoints: ['@huggingface/tokenizers'] } },
	{ name: 'onnxruntime-web', options: { entryPoints: [onnx('ort.wasm.min.js')] } },
	{
		name: 'tesseract',
		options: {
			entryPoints: ['tesseract.js'],
			plugins: [instead(/\/spawnWorker$/, 'pixels/spawn-worker.cjs')],
		},
	},
	{
		name: 'tesseract-worker',
		options: {
			entryPoints: [of('tesseract.js', 'src/worker-script/node/index.js')],
			// One of its six builds is enough: every processor that runs Node 24 has SIMD.
			plugins: [instead(/\/getCore$/, 'pixels/core.cjs')],
		},
	},
];

/** A module of our own in place of one of the library. */
function instead(filter, file) {
	const path = join(here, file);
	return { name: file, setup: ({ onResolve }) => void onResolve({ filter }, () => ({ path })) };
}

/** Files that are copied as they are: from, and name in dist/vendor. */
export const phiFiles = [
	[onnx('ort-wasm-simd-threaded.mjs'), 'onnxruntime/ort-wasm-simd-threaded.mjs'],
	[onnx('ort-wasm-simd-threaded.wasm'), 'onnxruntime/ort-wasm-simd-threaded.wasm'],
	[of('tesseract.js-core', 'tesseract-core-simd-lstm.wasm'), 'tesseract-core-simd-lstm.wasm'],
	[of('tesseract.js-core', 'LICENSE'), 'tesseract.LICENSE.txt'],
	[
		of('@tesseract.js-data/eng', '4.0.0_best_int/eng.traineddata.gz'),
		'tesseract-data/eng.traineddata.gz',
	],
	[of('@huggingface/tokenizers', 'LICENSE'), 'tokenizers.LICENSE.txt'],
	[join(here, 'NOTICES.txt'), 'phi.NOTICES.txt'],
];
