import { createHash } from 'node:crypto';
import { llmFault } from './errors';
import { countOf, fieldsOf, nameOf, type Fields } from './values';

/**
 * What a model consists of, written by `hospital model manifest DIR` on the machine that serves it, and
 * kept by the hospital as the pin of a model whose engine tells no digest (vLLM, llama-server).
 *
 * What it proves, and what not: before each call the names, the place and the window that the server tells
 * are compared with it, so another model under the same name, another folder or another window is noticed.
 * The server does not tell what the files held when it read them. That is shown only where they lie:
 * comparing the folder with the manifest there, before the server is started.
 */
export interface ModelManifest {
	contract: 'ModelManifest/1';
	/** Name under which the engine serves it (vLLM `--served-model-name`, llama-server `--alias`). */
	model: string;
	/** Folder or file that the engine was started with, as the engine's own answers name it. */
	root?: string;
	/** For an adapter (LoRA): name of the model that it is put on, as vLLM names it. */
	parent?: string;
	/** Context window in tokens that the engine was started with. */
	contextTokens?: number;
	/** Sorted by path, byte order. */
	files: ManifestFile[];
	/** `manifestDigest(files)`: hex SHA-256. */
	digest: string;
}

export interface ManifestFile {
	/** Relative to the folder, with `/`, no `.` or `..` parts. */
	path: string;
	bytes: number;
	/** Hex SHA-256 of the content. */
	sha256: string;
}

export interface FileDifferences {
	missing: string[];
	added: string[];
	changed: string[];
}

const MOST_FILES = 10_000;
const LONGEST_TEXT = 8 * 1024 * 1024;
const LONGEST_PATH = 1_024;

const byPath = (a: ManifestFile, b: ManifestFile) =>
	Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));

/** Hex SHA-256 over one line per file, `<sha256> <bytes> <path>`, sorted by path, each ended by a line feed. */
export function manifestDigest(files: readonly ManifestFile[]): string {
	const hash = createHash('sha256');
	for (const { sha256, bytes, path } of [...files].sort(byPath)) {
		hash.update(`${sha256} ${bytes} ${path}\n`);
	}
	return hash.digest('hex');
}

/** @throws HospitalError `llm-manifest-invalid` */
export function manifestOf(description: Omit<ModelManifest, 'contract' | 'digest'>): ModelManifest {
	const files = [...description.files].sort(byPath);
	return parseManifest({
		contract: 'ModelManifest/1',
		...description,
		files,
		digest: manifestDigest(files),
	});
}

/**
 * Reads a manifest and proves it against its own digest.
 *
 * @param source the content of the file, or what JSON.parse made of it
 * @throws HospitalError `llm-manifest-invalid`
 */
export function parseManifest(source: unknown): ModelManifest {
	const fields = fieldsOf(typeof source === 'string' ? parse(source) : source);
	if (fields?.contract !== 'ModelManifest/1') throw invalid('it is no ModelManifest/1');
	const model = nameOf(fields.model);
	if (model === undefined) throw invalid('it names no model');
	const files = filesIn(fields);
	if (fields.digest !== manifestDigest(files)) throw invalid('its digest is not that of its files');
	const root = optional(fields, 'root');
	const parent = optional(fields, 'parent');
	const contextTokens = countOf(fields.contextTokens);
	if (fields.contextTokens !== undefined && !contextTokens)
		throw invalid('its context window is no number of tokens');
	return {
		contract: 'ModelManifest/1',
		model,
		...(root !== undefined && { root }),
		...(parent !== undefined && { parent }),
		...(contextTokens && { contextTokens }),
		files,
		digest: fields.digest,
	};
}

/** What differs between the files of a manifest and those that were found. */
export function compareFiles(
	pinned: readonly ManifestFile[],
	found: readonly ManifestFile[],
): FileDifferences {
	const now = new Map(found.map((file) => [file.path, file]));
	const before = new Set(pinned.map(({ path }) => path));
	const missing = pinned.filter(({ path }) => !now.has(path));
	const changed = pinned.filter(({ path, bytes, sha256 }) => {
		const file = now.get(path);
		return file !== undefined && (file.sha256 !== sha256 || file.bytes !== bytes);
	});
	const added = found.filter(({ path }) => !before.has(path));
	const paths = (files: readonly ManifestFile[]) => [...files].sort(byPath).map(({ path }) => path);
	return { missing: paths(missing), added: paths(added), changed: paths(changed) };
}

const invalid = (detail: string) => llmFault('llm-manifest-invalid', detail);

function parse(text: string): unknown {
	if (text.length > LONGEST_TEXT) throw invalid('it is longer than 8 MiB');
	try {
		return JSON.parse(text);
	} catch {
		throw invalid('it is no JSON');
	}
}

function optional(fields: Fields, name: string): string | undefined {
	if (fields[name] === undefined) return undefined;
	const value = nameOf(fields[name]);
	if (value === undefined) throw invalid(`its ${name} is no text`);
	return value;
}

function filesIn({ files }: Fields): ManifestFile[] {
	if (!Array.isArray(files) || files.length === 0) throw invalid('it lists no files');
	if (files.length > MOST_FILES) throw invalid(`it lists more than ${MOST_FILES} files`);
	const read = files.map(fileOf);
	const paths = new Set(read.map(({ path }) => path));
	if (paths.size !== read.length) throw invalid('it lists a file twice');
	return read.sort(byPath);
}

function fileOf(value: unknown): ManifestFile {
	const fields = fieldsOf(value);
	const path = nameOf(fields?.path);
	const bytes = countOf(fields?.bytes);
	const sha256 = nameOf(fields?.sha256);
	const sound =
		path !== undefined &&
		bytes !== undefined &&
		sha256 !== undefined &&
		/^[0-9a-f]{64}$/.test(sha256) &&
		isInside(path);
	if (!sound) throw invalid('a file in it has no usable path, length or hash');
	return { path, bytes, sha256 };
}

/** A line feed in a path could forge lines of the digest; `..` would point out of the folder. */
function isInside(path: string): boolean {
	const parts = path.split('/');
	return (
		path.length <= LONGEST_PATH &&
		// eslint-disable-next-line no-control-regex -- exactly these must not occur
		!/[\x00-\x1f\x7f\\]/.test(path) &&
		parts.every((part) => part !== '' && part !== '.' && part !== '..')
	);
}
