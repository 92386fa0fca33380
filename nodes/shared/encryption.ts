import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { HospitalError } from './errors';
import { preparedKey } from './prepared-key';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES;

/**
 * AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D): version byte, nonce, ciphertext, tag.
 *
 * @param context authenticated but not stored: bytes moved to another place no longer open
 */
export function encrypt(key: Buffer, plain: Uint8Array, context: string): Buffer {
	const nonce = randomBytes(NONCE_BYTES);
	const cipher = createCipheriv('aes-256-gcm', preparedKey(key), nonce);
	cipher.setAAD(Buffer.from(context));
	return Buffer.concat([
		Buffer.from([VERSION]),
		nonce,
		cipher.update(plain),
		cipher.final(),
		cipher.getAuthTag(),
	]);
}

/** Reverses {@link encrypt}. @throws HospitalError `sealed-data-unreadable` */
export function decrypt(key: Buffer, bytes: Buffer, context: string): Buffer {
	try {
		if (bytes.length < HEADER_BYTES + TAG_BYTES || bytes[0] !== VERSION) throw new Error('layout');
		const decipher = createDecipheriv(
			'aes-256-gcm',
			preparedKey(key),
			bytes.subarray(1, HEADER_BYTES),
		);
		decipher.setAAD(Buffer.from(context));
		decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
		return Buffer.concat([
			decipher.update(bytes.subarray(HEADER_BYTES, bytes.length - TAG_BYTES)),
			decipher.final(),
		]);
	} catch (error) {
		throw new HospitalError('sealed-data-unreadable', 'Sealed data could not be opened', {
			nextStep:
				'It was changed on disk, sealed by another workflow, or sealed with another key. Run the work again from its trigger.',
			cause: error,
		});
	}
}
