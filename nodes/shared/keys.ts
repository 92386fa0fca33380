import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { HospitalError } from './errors';
import { preparedKey } from './prepared-key';

const KEY_BYTES = 32;

/** What each derived key is for. A key made for one purpose opens nothing of another. */
export type KeyPurpose =
	| 'check'
	| 'sealed'
	| 'work'
	| 'spool-names'
	| 'pseudonym'
	| 'audit-signing'
	| 'bulk'
	| 'fhir-watch'
	| 'hl7'
	| 'sign-off'
	| 'phi'
	| 'phi-vault'
	| 'prior-auth';

/**
 * The site key, read from the file named by HOSPITAL_KEY_FILE, and the keys derived from it with
 * HKDF-SHA-256 (RFC 5869). Whoever has this file can open everything that the pack sealed; whoever
 * lost it can open nothing.
 */
export class SiteKey {
	private readonly derived = new Map<string, Buffer>();
	private name: string | undefined;

	private constructor(private readonly master: Buffer) {}

	/**
	 * @param path value of HOSPITAL_KEY_FILE
	 * @param dataRoot the data directory: the key may not lie inside it, or a backup would carry both
	 * @throws HospitalError `key-file-missing`, `key-file-misplaced`, `key-file-exposed`, `key-file-invalid`
	 */
	static read(path: string | undefined, dataRoot: string): SiteKey {
		if (path === undefined || path === '') {
			throw new HospitalError('key-file-missing', 'HOSPITAL_KEY_FILE is not set', {
				nextStep:
					'Create a key with "hospital key create /etc/n8n/hospital.key", set HOSPITAL_KEY_FILE to that path for the n8n process, and restart n8n.',
			});
		}
		const file = resolve(path);
		if (realPath(file).startsWith(realPath(dataRoot) + sep)) {
			throw new HospitalError('key-file-misplaced', 'The key file lies inside the data directory', {
				nextStep:
					'Move it elsewhere: a copy of the data directory must not carry the key that opens it.',
			});
		}
		let bytes: Buffer;
		try {
			const stats = statSync(file);
			const { mode, size } = stats;
			// Reading a pipe or a device could wait, or go on, for ever.
			if (!stats.isFile()) throw new Error('not a file');
			if ((mode & 0o007) !== 0) {
				throw new HospitalError('key-file-exposed', 'The key file can be read by every user', {
					nextStep: 'Restrict it to the n8n user: chmod 600 and chown to that user.',
				});
			}
			bytes = size > 4096 ? Buffer.alloc(0) : readFileSync(file);
		} catch (error) {
			if (error instanceof HospitalError) throw error;
			throw new HospitalError('key-file-missing', 'The key file cannot be read', {
				nextStep:
					'Check that HOSPITAL_KEY_FILE names an existing file and that the n8n user may read it. If the key is lost, sealed data cannot be opened again.',
				cause: error,
			});
		}
		return new SiteKey(decodeKey(bytes));
	}

	/** The 32-byte key for one purpose. */
	key(purpose: KeyPurpose): Buffer {
		let key = this.derived.get(purpose);
		if (key === undefined) {
			const info = `n8n-nodes-hospital/1/${purpose}`;
			key = Buffer.from(hkdfSync('sha256', this.master, Buffer.alloc(0), info, KEY_BYTES));
			this.derived.set(purpose, key);
		}
		return key;
	}

	/** Short public name of the key: tells two keys apart and gives nothing of them away. */
	get id(): string {
		return (this.name ??= createHmac('sha256', this.key('check'))
			.update('key id')
			.digest('hex')
			.slice(0, 8));
	}

	/** Value stored in the data directory so that another key is noticed before anything is written. */
	get fingerprint(): string {
		return createHmac('sha256', this.key('check')).update('data directory').digest('hex');
	}

	matches(fingerprint: string): boolean {
		const mine = Buffer.from(this.fingerprint);
		const theirs = Buffer.from(fingerprint);
		return mine.length === theirs.length && timingSafeEqual(mine, theirs);
	}

	/**
	 * Names a patient, study or resource without naming it: HMAC-SHA-256 under the site key, first
	 * 128 bits. A plain hash would be reversible by trying every record number.
	 *
	 * @param parts e.g. `['patient', issuer, id]`
	 */
	pseudonym(...parts: string[]): { pseudonym: string; keyId: string } {
		const mac = createHmac('sha256', preparedKey(this.key('pseudonym')));
		// A length before each part keeps ["a","bc"] and ["ab","c"] apart.
		for (const part of parts) mac.update(`${Buffer.byteLength(part)}:`).update(part);
		return { pseudonym: mac.digest('hex').slice(0, 32), keyId: this.id };
	}
}

/** With symbolic links followed, where the path exists. */
function realPath(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		return resolve(path);
	}
}

/**
 * 32 raw bytes, or 64 hexadecimal digits, or 44 characters of base64; a line end is ignored. 32
 * bytes that are all printable are somebody's text (half of a hexadecimal key, a pass phrase), far
 * weaker than a key: random bytes look like that once in 10^13 keys.
 */
function decodeKey(bytes: Buffer): Buffer {
	const printable = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
	if (bytes.length === KEY_BYTES && !printable) return Buffer.from(bytes);
	const text = bytes.toString('latin1').trim();
	const key = /^[0-9a-fA-F]{64}$/.test(text)
		? Buffer.from(text, 'hex')
		: /^[A-Za-z0-9+/]{43}=$/.test(text)
			? Buffer.from(text, 'base64')
			: undefined;
	if (key === undefined) {
		throw new HospitalError('key-file-invalid', 'The key file does not hold a 256-bit key', {
			nextStep:
				'Create one with "hospital key create PATH", or restore the right file from backup.',
		});
	}
	return key;
}
