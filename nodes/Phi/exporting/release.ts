import { open, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { syncFolder, writeDurably } from '../../shared/durable';
import { digestOf, hardLink, type Digest } from './files';
import type { PartRecord } from './part';

/** How much a released folder holds. */
export interface Released {
	readonly patients: number;
	readonly records: number;
	readonly images: number;
	readonly files: number;
}

interface FileEntry extends Digest {
	readonly path: string;
}

/** What goes into a released folder: the keys of the patients in order, and where their parts lie. */
export interface Contents {
	readonly name: string;
	readonly keys: readonly string[];
	/** Folder of the parts. */
	readonly parts: string;
	read(key: string): Promise<PartRecord>;
}

/** The counts of a released folder, out of its manifest. */
export async function readReleased(folder: string): Promise<Released> {
	const text = await readFile(join(folder, 'manifest.json'), 'utf8');
	const { counts, files } = JSON.parse(text) as { counts: Released; files: unknown[] };
	return { ...counts, files: files.length + 1 };
}

/**
 * Writes `records.jsonl`, `table.jsonl`, the images, and the manifest with the digest of each of them.
 *
 * @param folder holds an empty `images`
 * @param about what the manifest says beside the files
 */
export async function writeRelease(
	folder: string,
	{ name, keys, parts, read }: Contents,
	about: Readonly<Record<string, unknown>>,
): Promise<Released> {
	const [records, table] = ['records.jsonl', 'table.jsonl'].map((file) => join(folder, file));
	const files: FileEntry[] = [];
	const manifests: unknown[] = [];
	const rows: string[] = [];
	let lines = 0;
	const output = await open(records, 'wx', 0o600);
	try {
		for (const key of keys) {
			const part = await read(key);
			await output.appendFile(await readFile(join(parts, `${key}.jsonl`)));
			rows.push(`${JSON.stringify(part.row)}\n`);
			manifests.push(part.manifest);
			lines += part.records;
			files.push(...(await linkImages(part, join(parts, key), folder, rows.length)));
		}
		await output.sync();
	} finally {
		await output.close();
	}
	const counts = { patients: keys.length, records: lines, images: files.length };
	await writeDurably(table, rows.join(''));
	for (const path of [records, table]) {
		files.push({ path: basename(path), ...(await digestOf(path)) });
	}
	const manifest = { format: 1, export: name, ...about, counts, files, policies: manifests };
	await writeDurably(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, '\t')}\n`);
	await syncFolder(join(folder, 'images'));
	return { ...counts, files: files.length + 1 };
}

/** Puts the images of a patient into the released folder, under the number of the patient there. */
async function linkImages(
	{ images }: PartRecord,
	from: string,
	folder: string,
	patient: number,
): Promise<FileEntry[]> {
	const files: FileEntry[] = [];
	for (const { name, bytes, sha256 } of images) {
		const path = `images/${String(patient).padStart(6, '0')}-${name}`;
		await hardLink(join(from, name), join(folder, path));
		files.push({ path, bytes, sha256 });
	}
	return files;
}
