import type { FhirResource } from '../../clients/fhir';
import { systemCode } from '../../shared/errors';
import { readEncrypted } from './encrypted-file';
import { exportGone, positionInvalid } from './errors';
import { LineSplitter } from './lines';
import type { ExportPlace } from './place';
import { DEFAULT_LIMITS } from './types';

export interface LineBatch {
	resources: FhirResource[];
	/** Where the next batch begins, in bytes of content; undefined at the end of the file. */
	next?: number;
}

/** Thrown through the splitter when a batch is full. */
class Full extends Error {}

/**
 * Reads resources of an exported file from a position on.
 *
 * @param position 0, or `next` of the batch before
 * @param most resources of one batch, and bytes of their lines
 * @throws HospitalError `bulk-export-gone`, `bulk-file-damaged`, `bulk-position-invalid`
 */
export async function readLines(
	place: ExportPlace,
	id: string,
	file: number,
	position: number,
	most: { lines: number; bytes: number },
): Promise<LineBatch> {
	const stored = await place.stored(id, file);
	if (stored === undefined) throw exportGone();
	if (!Number.isSafeInteger(position) || position < 0 || position > stored.bytes) {
		throw positionInvalid();
	}
	const resources: FhirResource[] = [];
	let end = 0;
	const splitter = new LineSplitter((line, behind) => {
		if (resources.length === most.lines) throw new Full();
		// One line is always taken, however long: otherwise nothing would ever go on.
		if (resources.length > 0 && behind > most.bytes) throw new Full();
		resources.push(parse(line));
		end = behind;
	}, DEFAULT_LIMITS.maxLineBytes);
	try {
		const path = place.path(id, file, 'data');
		const context = place.context(id, file, 'data');
		for await (const piece of readEncrypted(path, place.key, context, position)) {
			splitter.push(piece);
		}
		splitter.end();
		return { resources };
	} catch (error) {
		if (error instanceof Full) return { resources, next: position + end };
		if (systemCode(error) === 'ENOENT') throw exportGone();
		throw error;
	}
}

function parse(line: Buffer): FhirResource {
	try {
		const value = JSON.parse(line.toString('utf8')) as FhirResource;
		// From the middle of a line a number or a text may look like JSON too.
		if (typeof value.resourceType === 'string') return value;
	} catch {
		throw positionInvalid();
	}
	throw positionInvalid();
}
