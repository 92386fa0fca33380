import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ManifestFile } from '../../clients/llm';
import { HospitalError } from '../../shared/errors';

const CHUNK = 4 * 1024 * 1024;
const MOST_FILES = 10_000;
const DEEPEST = 16;

/**
 * Hashes every file of a model: weights, tokenizer, templates and settings, because each of them changes
 * what it answers. Files and folders whose names begin with a dot are left out. Links to files are followed
 * (download tools store models so); a link to a folder is refused.
 *
 * @param place a folder, or one file such as a GGUF
 * @param seen told each path before it is read, with its length in bytes
 * @param manifest the file of the manifest: where it lies in the folder it is no part of the model
 * @throws HospitalError `model-folder`, or `model-file-changed` when a file is written meanwhile
 */
export async function modelFiles(
	place: string,
	seen: (path: string, bytes: number) => void,
	manifest?: string,
): Promise<ManifestFile[]> {
	const stats = await stat(place).catch(() => undefined);
	if (stats?.isFile() === true) return [await hashed(place, basename(place), seen)];
	if (stats?.isDirectory() !== true) {
		throw refused('There is no such folder or file', 'Check the path of the model.');
	}
	const paths: string[] = [];
	await collect(place, '', paths, 0);
	if (paths.length === 0)
		throw refused('The folder holds no files', 'Check the path of the model.');
	const files: ManifestFile[] = [];
	const left = manifest === undefined ? undefined : await realPathOf(manifest);
	for (const path of paths.sort()) {
		const file = join(place, path);
		if (left !== undefined && (await realPathOf(file)) === left) continue;
		files.push(await hashed(file, path, seen));
	}
	return files;
}

/** @returns the place without links; of a file that is not there yet, that in its folder */
async function realPathOf(path: string): Promise<string> {
	const absolute = resolve(path);
	const folder = async () =>
		join(await realpath(dirname(absolute)).catch(() => dirname(absolute)), basename(absolute));
	return await realpath(absolute).catch(folder);
}

async function collect(root: string, under: string, paths: string[], depth: number): Promise<void> {
	if (depth > DEEPEST) throw refused('The folders are nested too deeply', 'Name the model itself.');
	for (const entry of await readdir(join(root, under), { withFileTypes: true })) {
		if (entry.name.startsWith('.')) continue;
		const path = under === '' ? entry.name : `${under}/${entry.name}`;
		const target = entry.isSymbolicLink() ? await targetOf(join(root, path)) : entry;
		if (target.isFile()) paths.push(path);
		else if (!target.isDirectory()) throw refused(`${path} is no file`, 'Remove it.');
		else if (entry.isSymbolicLink()) {
			throw refused(`${path} is a link to a folder`, 'Put the folder itself there.');
		} else await collect(root, path, paths, depth + 1);
		if (paths.length > MOST_FILES) {
			throw refused(`There are more than ${MOST_FILES} files`, 'Name the folder of one model.');
		}
	}
}

async function targetOf(path: string) {
	const target = await stat(path).catch(() => undefined);
	if (target === undefined) throw refused(`${basename(path)} is a link to nothing`, 'Remove it.');
	return target;
}

async function hashed(
	file: string,
	path: string,
	seen: (path: string, bytes: number) => void,
): Promise<ManifestFile> {
	const before = await stat(file);
	seen(path, before.size);
	const hash = createHash('sha256');
	let bytes = 0;
	for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
		hash.update(chunk as Buffer);
		bytes += (chunk as Buffer).length;
	}
	const after = await stat(file);
	if (bytes !== before.size || after.mtimeMs !== before.mtimeMs) {
		throw new HospitalError('model-file-changed', `${path} was written while it was read`, {
			nextStep: 'Wait until the download has ended, then start again.',
		});
	}
	return { path, bytes, sha256: hash.digest('hex') };
}

const refused = (message: string, nextStep: string): HospitalError =>
	new HospitalError('model-folder', message, { nextStep });
