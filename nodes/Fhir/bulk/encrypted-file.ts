import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { fileDamaged } from './errors';

/**
 * Files of any size under AES-256-GCM with bounded memory: the STREAM construction (Hoang, Reyhanitabar,
 * Rogaway, Vizar 2015). A file has a key of its own (HKDF with a random salt); its chunks are numbered
 * in the nonce and the last one is marked, so that none can be changed, moved, left out or cut off.
 *
 * Layout: version byte, 32 bytes of salt, then chunks of 64 KiB with 16 bytes of tag each.
 */
const VERSION = 1;
const SALT_BYTES = 32;
const HEADER_BYTES = 1 + SALT_BYTES;
const CHUNK_BYTES = 65_536;
const TAG_BYTES = 16;
const SEALED_BYTES = CHUNK_BYTES + TAG_BYTES;

function fileKey(key: Buffer, salt: Buffer, context: string): Buffer {
	return Buffer.from(hkdfSync('sha256', key, salt, `bulk-file/1/${context}`, 32));
}

/** 7 bytes of zero, the number of the chunk, and 1 for the last. */
function nonceOf(chunk: number, last: boolean): Buffer {
	const nonce = Buffer.alloc(12);
	nonce.writeUInt32BE(chunk, 7);
	nonce[11] = last ? 1 : 0;
	return nonce;
}

/** Writes one encrypted file from start to end. */
export class EncryptedFileWriter {
	private readonly chunk = Buffer.alloc(CHUNK_BYTES);
	private readonly hash: Hash = createHash('sha256');
	private filled = 0;
	private chunks = 0;
	private length = 0;

	private constructor(
		private readonly handle: FileHandle,
		private readonly key: Buffer,
	) {}

	/** @param context what the file is; it opens under the same context only */
	static async create(path: string, key: Buffer, context: string): Promise<EncryptedFileWriter> {
		const handle = await open(path, 'w', 0o600);
		try {
			const salt = randomBytes(SALT_BYTES);
			await handle.write(Buffer.concat([Buffer.from([VERSION]), salt]));
			return new EncryptedFileWriter(handle, fileKey(key, salt, context));
		} catch (error) {
			await handle.close();
			throw error;
		}
	}

	/** Bytes of content so far. */
	get bytes(): number {
		return this.length;
	}

	async write(bytes: Buffer): Promise<void> {
		this.hash.update(bytes);
		this.length += bytes.length;
		for (let from = 0; from < bytes.length; ) {
			// Only when more follows is it known that a full chunk is not the last one.
			if (this.filled === CHUNK_BYTES) await this.flush(false);
			const taken = bytes.copy(this.chunk, this.filled, from);
			this.filled += taken;
			from += taken;
		}
	}

	private async flush(last: boolean): Promise<void> {
		const cipher = createCipheriv('aes-256-gcm', this.key, nonceOf(this.chunks++, last));
		const body = cipher.update(this.chunk.subarray(0, this.filled));
		const sealed = Buffer.concat([body, cipher.final(), cipher.getAuthTag()]);
		for (let done = 0; done < sealed.length; ) {
			done += (await this.handle.write(sealed, done)).bytesWritten;
		}
		this.filled = 0;
	}

	/** Ends the file and waits until it is on the disk. */
	async finish(): Promise<{ bytes: number; sha256: string }> {
		await this.flush(true);
		await this.handle.sync();
		await this.handle.close();
		return { bytes: this.length, sha256: this.hash.digest('hex') };
	}

	/** Lets go of a file that will not be finished. Never throws. */
	async abandon(): Promise<void> {
		await this.handle.close().catch(() => undefined);
	}
}

/**
 * The content of an encrypted file from a position on, chunk by chunk.
 *
 * @param position bytes of content to leave out
 * @throws HospitalError `bulk-file-damaged`; the disk's own errors
 */
export async function* readEncrypted(
	path: string,
	key: Buffer,
	context: string,
	position = 0,
): AsyncGenerator<Buffer, void, undefined> {
	const handle = await open(path, 'r');
	try {
		const { size } = await handle.stat();
		const chunks = Math.ceil((size - HEADER_BYTES) / SEALED_BYTES);
		const header = await exactly(handle, 0, HEADER_BYTES);
		if (header[0] !== VERSION || chunks < 1) throw fileDamaged();
		const own = fileKey(key, header.subarray(1), context);
		const first = Math.floor(position / CHUNK_BYTES);
		for (let chunk = first; chunk < chunks; chunk++) {
			const at = HEADER_BYTES + chunk * SEALED_BYTES;
			const sealed = await exactly(handle, at, Math.min(SEALED_BYTES, size - at));
			const plain = openChunk(own, chunk, chunk === chunks - 1, sealed);
			const skip = chunk === first ? position - first * CHUNK_BYTES : 0;
			if (skip < plain.length) yield plain.subarray(skip);
		}
	} finally {
		await handle.close();
	}
}

function openChunk(key: Buffer, chunk: number, last: boolean, sealed: Buffer): Buffer {
	if (sealed.length < TAG_BYTES) throw fileDamaged();
	const end = sealed.length - TAG_BYTES;
	const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(chunk, last));
	decipher.setAuthTag(sealed.subarray(end));
	try {
		return Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()]);
	} catch (error) {
		throw fileDamaged(error);
	}
}

async function exactly(handle: FileHandle, position: number, length: number): Promise<Buffer> {
	const buffer = Buffer.alloc(Math.max(length, 0));
	for (let done = 0; done < buffer.length; ) {
		const { bytesRead } = await handle.read(buffer, done, buffer.length - done, position + done);
		if (bytesRead === 0) throw fileDamaged();
		done += bytesRead;
	}
	return buffer;
}
