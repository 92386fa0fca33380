import { wasm, type WasmMemory, type WasmTable } from './web-assembly';

/**
 * Runs PDFium's WebAssembly with nothing of the machine in its reach: no files, no clock zone, no
 * environment, and a memory that does not grow past a limit. A document that breaks PDFium breaks this
 * memory, which is thrown away.
 */

type Numbers = (...values: number[]) => number;

/** What PDFium exports: plain functions of 32-bit integers and doubles. */
export interface Pdfium {
	readonly call: Readonly<Record<string, Numbers>>;
	/** Its memory as it is now: growing replaces the buffer. */
	bytes(): Uint8Array;
	view(): DataView;
}

/** Errors of `errno.h` as WASI and as Linux number them. */
const WASI_BADF = 8;
const NO_SUCH_FILE = -2;
const PAGE = 64 * 1024;

/** Growing was refused, or PDFium gave up. */
export class PdfiumGaveUp extends Error {
	constructor() {
		super('PDFium gave up');
	}
}

/**
 * @param binary pdfium.wasm
 * @param most largest memory in bytes
 */
export async function startPdfium(binary: Uint8Array, most: number): Promise<Pdfium> {
	const module = await wasm.compile(binary);
	/** There once it runs; PDFium calls nothing before. */
	const held: { memory?: WasmMemory; table?: WasmTable } = {};
	let call: Record<string, Numbers> = {};
	const view = (): DataView => new DataView(held.memory!.buffer);

	/** Emscripten's way to call through the table where C code may `longjmp`. */
	const invoke = (index: number, ...values: number[]): unknown => {
		const stack = call.emscripten_stack_get_current!();
		try {
			return held.table!.get(index)(...values);
		} catch (error) {
			call._emscripten_stack_restore!(stack);
			if (error !== Infinity) throw error;
			call.setThrew!(1, 0);
			return 0;
		}
	};
	const giveUp = (): never => {
		throw new PdfiumGaveUp();
	};
	const grow = (wanted: number): number => {
		const size = wanted >>> 0;
		if (size > most) return 0;
		try {
			held.memory!.grow(Math.ceil((size - held.memory!.buffer.byteLength) / PAGE));
			return 1;
		} catch {
			return 0;
		}
	};
	/** Takes what is written to a stream and drops it: it may quote the document. */
	const swallow = (_file: number, parts: number, count: number, written: number): number => {
		let total = 0;
		for (let part = 0; part < count; part++) total += view().getUint32(parts + 8 * part + 4, true);
		view().setUint32(written, total, true);
		return 0;
	};
	const none = (...at: number[]): number => {
		for (const one of at) view().setUint32(one, 0, true);
		return 0;
	};
	const known: Record<string, (...values: never[]) => unknown> = {
		abort: giveUp,
		_abort_js: giveUp,
		_emscripten_throw_longjmp: () => {
			// What Emscripten's code looks for.
			throw Infinity;
		},
		emscripten_resize_heap: grow,
		emscripten_date_now: () => 0,
		environ_get: () => 0,
		environ_sizes_get: none,
		fd_write: swallow,
		fd_close: () => 0,
		fd_read: () => WASI_BADF,
		fd_seek: () => WASI_BADF,
		fd_sync: () => WASI_BADF,
		_tzset_js: () => 0,
		_localtime_js: () => 0,
		_gmtime_js: () => 0,
	};
	const imports: Record<string, Record<string, unknown>> = {};
	for (const { module: space, name } of wasm.Module.imports(module)) {
		const made = name.startsWith('invoke_')
			? invoke
			: (known[name] ?? (name.startsWith('__syscall_') ? () => NO_SUCH_FILE : giveUp));
		(imports[space] ??= {})[name] = made;
	}
	const { exports } = await wasm.instantiate(module, imports);
	const made = exports as { memory: WasmMemory; __indirect_function_table: WasmTable };
	held.memory = made.memory;
	held.table = made.__indirect_function_table;
	call = exports as Record<string, Numbers>;
	call.emscripten_stack_init?.();
	call.__wasm_call_ctors!();
	call.FPDF_InitLibrary!();
	return { call, bytes: () => new Uint8Array(made.memory.buffer), view };
}
