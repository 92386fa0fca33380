import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Leases, parkings and ends are a few hundred bytes; a longer file is none of ours. */
const MAX_STATE_BYTES = 64 * 1024;

/** The bytes of a file; undefined when it is not there. @throws any other error of the disk */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
	try {
		return await readFile(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
}

/** Half written by a crash reads as not there. */
export async function readJson(path: string): Promise<unknown> {
	const bytes = await readIfThere(path);
	return bytes === undefined ? undefined : parsed(bytes);
}

export function parsed(bytes: Buffer): unknown {
	if (bytes.length > MAX_STATE_BYTES) return undefined;
	try {
		return JSON.parse(bytes.toString('utf8')) as unknown;
	} catch {
		return undefined;
	}
}

/** Replaces a file whole, without waiting for the disk: what may be lost in a power cut. */
export async function writeLightly(path: string, value: unknown): Promise<void> {
	const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
	try {
		await writeFile(temporary, JSON.stringify(value), { mode: 0o600 });
		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, { force: true }).catch(() => undefined);
		throw error;
	}
}
