import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, link, open, readdir } from 'node:fs/promises';
import { systemCode } from '../../shared/errors';
import { noFolder } from './errors';

/** How long a file is, and the SHA-256 of what it holds. */
export interface Digest {
	readonly bytes: number;
	readonly sha256: string;
}

/**
 * What a folder holds, in order of names and without what begins with a full stop; nothing where there is none.
 *
 * @throws HospitalError `export-no-folder`
 */
export async function namesIn(folder: string): Promise<string[]> {
	try {
		return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return [];
		throw systemCode(error) === 'ENOTDIR' ? noFolder(error) : error;
	}
}

/** The same content under another name; a copy where the disk cannot do that. */
export async function hardLink(from: string, to: string): Promise<void> {
	try {
		await link(from, to);
	} catch {
		await copyFile(from, to);
		await syncFile(to);
	}
}

/** Makes what was written to a file outlive a power cut. */
export async function syncFile(path: string): Promise<void> {
	const handle = await open(path, 'r+');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

/** Reads a file once, piece by piece: images are large. */
export async function digestOf(path: string): Promise<Digest> {
	const hash = createHash('sha256');
	let bytes = 0;
	for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
		hash.update(piece);
		bytes += piece.length;
	}
	return { bytes, sha256: hash.digest('hex') };
}
