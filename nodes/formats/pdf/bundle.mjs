import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const wrapper = join(here, '..', '..', '..', 'node_modules', '@hyzyla', 'pdfium');

/** PDFium: only its WebAssembly is taken, none of the package's own code. */
export const pdfFiles = [
	[join(wrapper, 'dist', 'pdfium.wasm'), 'pdfium.wasm'],
	[join(here, 'PDFIUM.LICENSE.txt'), 'pdfium.LICENSE.txt'],
];
