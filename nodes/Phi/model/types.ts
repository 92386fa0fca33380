import type { PhiFinding, PhiRole, PhiType } from '../types';

/** What one label of a model stands for. */
export interface LabelMeaning {
	readonly type: PhiType;
	readonly role: PhiRole;
}

/** Labels of a model by name without prefix (`PATIENT`, not `B-PATIENT`); null: not an identifier. */
export type LabelMap = Readonly<Record<string, LabelMeaning | null>>;

/** Where the numbers are computed: WebAssembly that is part of this package, or onnxruntime-node. */
export type Runtime = 'wasm' | 'native';

export interface OpenTokenModelOptions {
	/**
	 * Folder on this machine with `config.json`, `tokenizer.json`, `tokenizer_config.json` where
	 * there is one, and `onnx/model_quantized.onnx`, `onnx/model.onnx` or `model.onnx`, in this order.
	 */
	readonly folder: string;
	/** Default `wasm`. */
	readonly runtime?: Runtime;
	/** Folder of an installed onnxruntime-node package: for `native`, which looks nowhere else. */
	readonly nativePath?: string;
	/** Default 1. */
	readonly threads?: number;
	/**
	 * A word is reported when the model gives at least this probability (0 to 1) that it is part of an
	 * identifier, whatever label comes first. Default 0.25: a missed name costs more than a lost word.
	 */
	readonly threshold?: number;
	/** Meanings of labels that are not known here, or that mean something else in this model. */
	readonly labels?: LabelMap;
	/** Tokens in a window, special ones included. Default 256, never more than the model can take. */
	readonly windowTokens?: number;
	/** Words that two neighbouring windows share. Default 24, at least 12. */
	readonly overlapWords?: number;
	/** A window that takes longer than this ends the model's thread. Milliseconds, default 120,000. */
	readonly stallMs?: number;
	readonly signal?: AbortSignal;
}

/** Which model it was: for manifest and ledger. */
export interface ModelIdentity {
	/** Name of the folder or of the config, plain characters only. */
	readonly name: string;
	/** SHA-256 (hex) over the names and SHA-256 of the files that were loaded. */
	readonly sha256: string;
	readonly runtime: Runtime;
}

/** A token classification model, loaded in a thread of its own. */
export interface TokenModel {
	readonly identity: ModelIdentity;
	/**
	 * The identifiers that the model sees in `text`: sorted, disjoint, source `model`, offsets in
	 * UTF-16 code units. The text is read in overlapping windows and never cut.
	 *
	 * @throws HospitalError `model-mismatch` when tokens cannot be laid exactly over the text,
	 * `model-failed`, `model-stalled`, `model-closed`, `cancelled`. There is never a partial answer.
	 */
	find(text: string, options?: { signal?: AbortSignal }): Promise<PhiFinding[]>;
	/** Ends the thread; calls that wait fail with `model-closed`. */
	close(): Promise<void>;
}
