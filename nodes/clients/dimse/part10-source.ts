import { open, type FileHandle } from 'node:fs/promises';
import { readPart10, Tag } from '../../formats/dicom';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { isUid } from './uids';

/** An object to send: a Part 10 file, by path or as bytes. */
export type StoreSource = { path: string } | { bytes: Buffer };

/** What must be known of an object before it is offered. */
export interface SourceHeader {
	sopClassUid: string;
	sopInstanceUid: string;
	transferSyntax: string;
	/** First byte of the data set; from here on it is sent as it stands. */
	dataSetOffset: number;
}

/** Meta information and the SOP UIDs of group 0008 lie within this. Bytes. */
const HEAD_BYTES = 64 * 1024;
const BEHIND_SOP_UIDS = 0x00080019;

/** @throws HospitalError `dicom-corrupt`, `dicom-uid-missing`, or the code of the file system */
export async function readSourceHeader(source: StoreSource): Promise<SourceHeader> {
	const head = 'path' in source ? await readHead(source.path) : source.bytes;
	const { meta, dataSet, transferSyntax, dataSetOffset } = readPart10(head, {
		until: BEHIND_SOP_UIDS,
		allowPartial: true,
	});
	const sopClassUid = dataSet.string(Tag.SOPClassUID) || meta.string(Tag.MediaStorageSOPClassUID);
	const sopInstanceUid =
		dataSet.string(Tag.SOPInstanceUID) || meta.string(Tag.MediaStorageSOPInstanceUID);
	if (!isUid(sopClassUid) || !isUid(sopInstanceUid)) {
		throw new HospitalError('dicom-uid-missing', 'The DICOM object lacks its identifying UIDs', {
			nextStep: 'Objects without SOP Class UID and SOP Instance UID cannot be sent.',
		});
	}
	return { sopClassUid, sopInstanceUid, transferSyntax, dataSetOffset };
}

async function readHead(path: string): Promise<Buffer> {
	return await withFile(path, async (file) => {
		const head = Buffer.alloc(HEAD_BYTES);
		const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
		return head.subarray(0, bytesRead);
	});
}

/**
 * Gives the data set's bytes in parts of `partBytes`, without changing them.
 *
 * @param send called with `last` true exactly once
 * @throws HospitalError `file-changed` when the file became shorter meanwhile
 */
export async function eachPart(
	source: StoreSource,
	from: number,
	partBytes: number,
	send: (part: Buffer, last: boolean) => Promise<void>,
): Promise<void> {
	if (!('path' in source)) {
		await send(source.bytes.subarray(from), true);
		return;
	}
	await withFile(source.path, async (file) => {
		const { size } = await file.stat();
		let at = from;
		do {
			// A new buffer each time: the socket still holds the one before.
			const part = Buffer.allocUnsafe(Math.min(partBytes, Math.max(0, size - at)));
			await readFully(file, part, at);
			at += part.length;
			await send(part, at >= size);
		} while (at < size);
	});
}

async function readFully(file: FileHandle, into: Buffer, position: number): Promise<void> {
	for (let done = 0; done < into.length; ) {
		const { bytesRead } = await file.read(into, done, into.length - done, position + done);
		if (bytesRead === 0) {
			throw new HospitalError('file-changed', 'A DICOM file changed while it was being sent', {
				nextStep: 'Send it again.',
				retryable: true,
			});
		}
		done += bytesRead;
	}
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
	let file: FileHandle | undefined;
	try {
		file = await open(path, 'r');
		return await use(file);
	} catch (error) {
		throw toHospitalError(error, 'Reading a DICOM file');
	} finally {
		await file?.close();
	}
}
