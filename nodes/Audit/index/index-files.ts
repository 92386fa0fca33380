import { open, readFile, rename, stat, unlink, writeFile, type FileHandle } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { makeFolder } from '../../shared/durable';
import { systemCode } from '../../shared/errors';
import { buildIndex, HEADER_BYTES, readHeader, type SegmentHeader } from './segment-index';

/** An index file that fits its segment. Whoever gets it closes the handle. */
export interface OpenIndex {
	handle: FileHandle;
	header: SegmentHeader;
}

/** Folder of the index in `audit`. It can be removed at any time: it is made again. */
export const INDEX_FOLDER = 'index';

export const indexPath = (auditDir: string, origin: string, number: number): string =>
	join(auditDir, INDEX_FOLDER, `${origin}-${String(number).padStart(6, '0')}.idx`);

/**
 * The index of a finished segment, made anew when there is none or it is not of this segment.
 *
 * @param onBuilding called before a build, which takes a second or so
 * @throws system errors of the disk
 */
export async function indexOf(
	auditDir: string,
	segment: { origin: string; number: number; path: string },
	onBuilding: () => void = () => undefined,
): Promise<OpenIndex> {
	const path = indexPath(auditDir, segment.origin, segment.number);
	const { size } = await stat(segment.path);
	const there = await openIndex(path);
	if (there !== undefined && there.header.segmentBytes === size) return there;
	await there?.handle.close();
	onBuilding();
	await makeFolder(join(auditDir, INDEX_FOLDER));
	const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
	try {
		await writeFile(temporary, buildIndex(await readFile(segment.path)), { mode: 0o600 });
		// Not flushed: a torn file has the wrong length, and is made again.
		await rename(temporary, path);
	} catch (error) {
		await unlink(temporary).catch(() => undefined);
		throw error;
	}
	const made = await openIndex(path);
	if (made === undefined) throw new Error('an index could not be read back');
	return made;
}

async function openIndex(path: string): Promise<OpenIndex | undefined> {
	const handle = await open(path, 'r').catch((error: unknown) =>
		systemCode(error) === 'ENOENT' ? undefined : Promise.reject(error),
	);
	if (handle === undefined) return undefined;
	try {
		const bytes = Buffer.alloc(HEADER_BYTES);
		await handle.read(bytes, 0, HEADER_BYTES, 0);
		const header = readHeader(bytes, (await handle.stat()).size);
		if (header !== undefined) return { handle, header };
		await handle.close();
		return undefined;
	} catch (error) {
		await handle.close();
		throw error;
	}
}
