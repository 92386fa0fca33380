import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { HospitalError, systemCode, toHospitalError } from '../shared/errors';

/** Largest object that a node of this room encodes: reports and segmentations, not images. Bytes. */
const MAX_OBJECT = 256 * 1024 * 1024;

/**
 * Reads an encoded object of this room back.
 *
 * @param sha256 hex, of the reference that the item carries
 * @throws HospitalError `object-not-found`, `object-changed` when these are not the bytes that the
 *   reference names
 */
export async function readObject(path: string, sha256: string): Promise<Buffer> {
	try {
		const { size } = await stat(path);
		const bytes = size > MAX_OBJECT ? Buffer.alloc(0) : await readFile(path);
		if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
	} catch (error) {
		if (systemCode(error) !== 'ENOENT') throw toHospitalError(error, 'Reading a DICOM object');
		throw new HospitalError('object-not-found', 'The DICOM object is not in the data directory', {
			nextStep:
				'It was removed with its work item, or this n8n does not see the shared data directory. Create it again.',
			cause: error,
		});
	}
	throw new HospitalError('object-changed', 'The stored DICOM object is not the one referred to', {
		nextStep: 'Check the disk of the hospital data directory, then run the workflow again.',
	});
}
