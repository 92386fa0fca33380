/** The part of the WebAssembly interface that is used; Node has it, Node's types do not. */

export interface WasmMemory {
	readonly buffer: ArrayBuffer;
	grow(pages: number): number;
}

export interface WasmTable {
	get(index: number): (...values: number[]) => number;
}

interface WasmInterface {
	compile(bytes: Uint8Array): Promise<object>;
	instantiate(module: object, imports: object): Promise<{ readonly exports: object }>;
	readonly Module: {
		imports(module: object): ReadonlyArray<{ readonly module: string; readonly name: string }>;
	};
}

export const wasm = (globalThis as unknown as { readonly WebAssembly: WasmInterface }).WebAssembly;
