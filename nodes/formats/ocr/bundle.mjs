import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const of = (name, file) => join(here, '..', '..', '..', 'node_modules', name, file);

/** Tesseract, which looks for its own files only where `ocrFiles` puts them. */
export const ocrLibraries = [
	{
		name: 'tesseract',
		options: {
			entryPoints: ['tesseract.js'],
			plugins: [instead(/\/spawnWorker$/, 'spawn-worker.cjs')],
		},
	},
	{
		name: 'tesseract-worker',
		options: {
			entryPoints: [of('tesseract.js', 'src/worker-script/node/index.js')],
			// One of its six builds is enough: every processor that runs Node 24 has SIMD.
			plugins: [instead(/\/getCore$/, 'core.cjs')],
		},
	},
];

/** A module of our own in place of one of the library. */
function instead(filter, file) {
	const path = join(here, file);
	return { name: file, setup: ({ onResolve }) => void onResolve({ filter }, () => ({ path })) };
}

/** Files that are copied as they are: from, and name in dist/vendor. */
export const ocrFiles = [
	[of('tesseract.js-core', 'tesseract-core-simd-lstm.wasm'), 'tesseract-core-simd-lstm.wasm'],
	[of('tesseract.js-core', 'LICENSE'), 'tesseract.LICENSE.txt'],
	[
		of('@tesseract.js-data/eng', '4.0.0_best_int/eng.traineddata.gz'),
		'tesseract-data/eng.traineddata.gz',
	],
];
