import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../shared/errors';
import { isOrigin, requireOrigin } from './position';

const SEGMENT = /^([0-9]{6})\.jsonl$/;

/** Names in `folder`; none when the folder does not exist (yet). */
async function namesIn(folder: string): Promise<string[]> {
	const names = await readdir(folder).catch((error: unknown) => {
		if (systemCode(error) === 'ENOENT') return undefined;
		return Promise.reject(error);
	});
	return names ?? [];
}

/** All writers that ever wrote to the ledger, oldest first. Each process start is one writer. */
export async function listOrigins(auditDir: string): Promise<string[]> {
	return (await namesIn(auditDir)).filter(isOrigin).sort();
}

/** Numbers of the segments of one writer, ascending. */
export async function listSegments(auditDir: string, origin: string): Promise<number[]> {
	const numbers: number[] = [];
	for (const name of await namesIn(join(auditDir, requireOrigin(origin)))) {
		const match = SEGMENT.exec(name);
		if (match !== null) numbers.push(Number(match[1]));
	}
	return numbers.sort((a, b) => a - b);
}

/** Path of one segment file. */
export const segmentPath = (auditDir: string, origin: string, segment: number): string =>
	join(auditDir, requireOrigin(origin), `${String(segment).padStart(6, '0')}.jsonl`);
