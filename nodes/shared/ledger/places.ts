import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HospitalError, systemCode } from '../errors';

const ORIGIN = /^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{16}$/;
const SEGMENT = /^([0-9]{6})\.jsonl$/;

/** True for the folder name of a writer: compact UTC time, a hyphen, 16 hex digits. */
export const isOrigin = (name: unknown): name is string =>
	typeof name === 'string' && ORIGIN.test(name);

/**
 * Refuses a writer name that is not one: it becomes part of a path.
 *
 * @throws HospitalError `audit-origin-invalid`
 */
export function requireOrigin(name: string): string {
	if (isOrigin(name)) return name;
	throw new HospitalError(
		'audit-origin-invalid',
		'The batch names a ledger writer that cannot exist',
		{
			nextStep: 'Use the item of the Audit Trigger unchanged; the next batch comes by itself.',
		},
	);
}

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
	join(auditDir, requireOrigin(origin), segmentName(segment));

export const segmentName = (segment: number): string => `${String(segment).padStart(6, '0')}.jsonl`;
