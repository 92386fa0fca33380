import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const of = (name, file) => join(here, '..', '..', 'node_modules', name, file);
const onnx = (file) => of('onnxruntime-web', `dist/${file}`);

/**
 * The libraries of this room: tokenizers and ONNX Runtime for models of text. Each
 * looks for its own files only where `phiFiles` puts them.
 */
export const phiLibraries = [
	{ name: 'tokenizers', options: { entryPoints: ['@huggingface/tokenizers'] } },
	{ name: 'onnxruntime-web', options: { entryPoints: [onnx('ort.wasm.min.js')] } },
];

/** Files that are copied as they are: from, and name in dist/vendor. */
export const phiFiles = [
	[onnx('ort-wasm-simd-threaded.mjs'), 'onnxruntime/ort-wasm-simd-threaded.mjs'],
	[onnx('ort-wasm-simd-threaded.wasm'), 'onnxruntime/ort-wasm-simd-threaded.wasm'],
	[of('@huggingface/tokenizers', 'LICENSE'), 'tokenizers.LICENSE.txt'],
	[join(here, 'NOTICES.txt'), 'phi.NOTICES.txt'],
];
