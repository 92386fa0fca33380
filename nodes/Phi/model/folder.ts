import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { systemCode } from '../../shared/errors';
import { badModel } from './problems';
import { checkSelfContained } from './self-contained';

/** A model folder as it was read: what was checked is what is used. */
export interface ModelFolder {
	readonly name: string;
	readonly sha256: string;
	readonly config: ModelConfig;
	readonly tokenizer: Record<string, unknown>;
	readonly tokenizerConfig: Record<string, unknown>;
	readonly model: Buffer;
}

export interface ModelConfig {
	readonly id2label: unknown;
	/** Tokens that the model can take at once, special ones included. */
	readonly longest: number;
	/** Rows of the embedding table, where the config says so. */
	readonly vocabulary: number | undefined;
}

const MIB = 1024 * 1024;
const MODEL_FILES = ['onnx/model_quantized.onnx', 'onnx/model.onnx', 'model.onnx'];
/** The model lies in WebAssembly memory (4 GiB) beside its activations. */
const LARGEST_MODEL = 2048 * MIB - 1;
/** What models without a word about it are made for. */
const USUAL_LENGTH = 512;
const LONGEST = 131_072;

/**
 * Reads a folder with a model. The files are input like any other: bounded, and checked before use.
 *
 * @throws HospitalError `model-invalid`
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
	if (!isAbsolute(folder)) throw badModel('its path must be absolute');
	const digests: string[] = [];
	const read = async (name: string, limit: number): Promise<Buffer | undefined> => {
		const bytes = await readBounded(join(folder, name), limit, name);
		if (bytes !== undefined) {
			digests.push(`${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`);
		}
		return bytes;
	};
	const config = json(await read('config.json', MIB), 'config.json');
	const tokenizer = json(await read('tokenizer.json', 64 * MIB), 'tokenizer.json');
	const settings = await read('tokenizer_config.json', 4 * MIB);
	const tokenizerConfig = settings === undefined ? {} : json(settings, 'tokenizer_config.json');
	let model: Buffer | undefined;
	for (const name of MODEL_FILES) model ??= await read(name, LARGEST_MODEL);
	if (model === undefined || model.length === 0)
		throw badModel('there is no onnx/model.onnx in it');
	checkSelfContained(model);
	return {
		name: nameOf(config._name_or_path, folder),
		sha256: createHash('sha256').update(digests.join('')).digest('hex'),
		config: modelConfig(config, tokenizerConfig),
		tokenizer,
		tokenizerConfig,
		model,
	};
}

async function readBounded(path: string, limit: number, name: string): Promise<Buffer | undefined> {
	try {
		const file = await open(path, 'r');
		try {
			const status = await file.stat();
			if (!status.isFile()) throw badModel(`${name} is not a file`);
			if (status.size > limit) {
				throw badModel(`${name} is larger than ${Math.floor(limit / MIB)} MiB`);
			}
			const bytes = Buffer.allocUnsafe(status.size);
			let done = 0;
			while (done < status.size) {
				const { bytesRead } = await file.read(
					bytes,
					done,
					Math.min(64 * MIB, status.size - done),
					done,
				);
				if (bytesRead === 0) throw badModel(`${name} changed while it was read`);
				done += bytesRead;
			}
			return bytes;
		} finally {
			await file.close();
		}
	} catch (error) {
		const code = systemCode(error);
		if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
		if (code === 'EACCES' || code === 'EISDIR') throw badModel(`${name} cannot be read (${code})`);
		throw error;
	}
}

function json(bytes: Buffer | undefined, name: string): Record<string, unknown> {
	if (bytes === undefined) throw badModel(`there is no ${name} in it`);
	try {
		const value: unknown = JSON.parse(bytes.toString('utf8'));
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
			return value as Record<string, unknown>;
		}
	} catch {
		// Said below; the parser's message would quote the file.
	}
	throw badModel(`${name} is not a JSON object`);
}

function modelConfig(
	config: Record<string, unknown>,
	tokenizerConfig: Record<string, unknown>,
): ModelConfig {
	const positions = wholeNumber(config.max_position_embeddings, 'max_position_embeddings');
	// Models after RoBERTa count positions from one above the padding token.
	const shifted = /roberta|camembert|longformer/i.test(String(config.model_type ?? ''));
	const padding = shifted ? (wholeNumber(config.pad_token_id, 'pad_token_id') ?? 1) + 1 : 0;
	const stated = tokenizerConfig.model_max_length;
	// Tokenizers without a limit of their own carry a very large number.
	const limit =
		typeof stated === 'number' && stated > 0 && stated < 1e6 ? Math.floor(stated) : Infinity;
	const longest = Math.min((positions ?? USUAL_LENGTH) - padding, limit);
	if (longest < 16 || longest > LONGEST) {
		throw badModel('max_position_embeddings is not between 16 and 131,072');
	}
	return {
		id2label: config.id2label,
		longest,
		vocabulary: wholeNumber(config.vocab_size, 'vocab_size'),
	};
}

function wholeNumber(value: unknown, name: string): number | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
		throw badModel(`${name} in config.json is not a whole number`);
	}
	return value;
}

/** A name for the manifest; never a path. */
function nameOf(stated: unknown, folder: string): string {
	const text = typeof stated === 'string' && stated !== '' ? stated : basename(folder);
	const last = text.split(/[\\/]/).filter(Boolean).slice(-1)[0] ?? 'model';
	return last.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 80) || 'model';
}
