import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce, makeFolder, syncFolder } from '../../shared/durable';
import { decrypt, encrypt } from '../../shared/encryption';
import { HospitalError } from '../../shared/errors';
import { preparedKey } from '../../shared/prepared-key';

const KEY_BYTES = 32;

interface StoredKeys {
	/** Names values and codes; one for the life of the vault, or a value would get a second code. */
	readonly index: string;
	/** Encrypt entries; the last one is for new entries. */
	readonly data: readonly string[];
}

/**
 * A vault's own keys, drawn when it is made and wrapped under the site's key. Every change is a new
 * file with the next number, so that of several processes exactly one makes it; the highest counts.
 */
export class Keyring {
	private readonly indexKey: Buffer;
	private readonly dataKeys: readonly Buffer[];

	private constructor(
		readonly project: string,
		private readonly stored: StoredKeys,
		private readonly number: number,
	) {
		this.indexKey = Buffer.from(stored.index, 'hex');
		this.dataKeys = stored.data.map((key) => Buffer.from(key, 'hex'));
	}

	/** Opens the keys of a vault, and makes them when the folder is new. */
	static async open(folder: string, wrap: Buffer, project: string): Promise<Keyring> {
		await makeFolder(folder);
		const existing = Keyring.read(folder, wrap, project);
		if (existing !== undefined) return existing;
		const stored = { index: drawn(), data: [drawn()] };
		await createOnce(join(folder, fileName(1)), wrapped(stored, wrap, project, 1));
		const made = Keyring.read(folder, wrap, project);
		if (made === undefined) throw unreadable();
		return made;
	}

	/** The present keys; undefined where the folder has none. */
	static read(folder: string, wrap: Buffer, project: string): Keyring | undefined {
		// A number that is deleted while we look has been followed by a higher one.
		for (let attempt = 0; attempt < 5; attempt++) {
			const number = numbers(folder).at(-1);
			if (number === undefined) return undefined;
			const bytes = ifThere(() => readFileSync(join(folder, fileName(number))));
			if (bytes === undefined) continue;
			try {
				const plain = decrypt(wrap, bytes, context(project, number));
				return new Keyring(project, JSON.parse(plain.toString('utf8')) as StoredKeys, number);
			} catch (error) {
				throw unreadable(error);
			}
		}
		throw unreadable();
	}

	/**
	 * The same keys and a new one for new entries.
	 *
	 * @param wrap key of the site that opens them from now on
	 */
	async next(folder: string, wrap: Buffer): Promise<Keyring> {
		const stored = { ...this.stored, data: [...this.stored.data, drawn()] };
		const number = this.number + 1;
		const bytes = wrapped(stored, wrap, this.project, number);
		if (!(await createOnce(join(folder, fileName(number)), bytes))) {
			throw new HospitalError('vault-busy', 'The keys of the vault are being changed elsewhere', {
				nextStep: 'Wait until that is done, then look whether it still has to be done.',
				retryable: true,
			});
		}
		return new Keyring(this.project, stored, number);
	}

	/** Removes the files that an earlier key of the site opened. */
	async removeEarlier(folder: string): Promise<void> {
		for (const number of numbers(folder)) {
			if (number < this.number) await unlink(join(folder, fileName(number)));
		}
		await syncFolder(folder);
	}

	/** Number of the key for new entries, from 0. */
	get generation(): number {
		return this.dataKeys.length - 1;
	}

	dataKey(generation: number): Buffer | undefined {
		return this.dataKeys[generation];
	}

	/** Name of a value, code or patient that tells nothing without the key: HMAC-SHA-256, 128 bits. */
	tag(...parts: readonly string[]): string {
		const mac = createHmac('sha256', preparedKey(this.indexKey));
		for (const part of parts) mac.update(`${Buffer.byteLength(part)}:`).update(part);
		return mac.digest('hex').slice(0, 32);
	}
}

/** Folder of one project below the folder of vaults. */
export const projectFolder = (project: string): string =>
	createHash('sha256').update(`phi-vault/1/${project}`).digest('hex').slice(0, 16);

const drawn = (): string => randomBytes(KEY_BYTES).toString('hex');
const fileName = (number: number): string => String(number).padStart(6, '0');
const context = (project: string, number: number): string =>
	`phi-vault/1/keys/${number}/${project}`;

const wrapped = (stored: StoredKeys, wrap: Buffer, project: string, number: number): Buffer =>
	encrypt(wrap, Buffer.from(JSON.stringify(stored)), context(project, number));

function numbers(folder: string): number[] {
	return readdirSync(folder)
		.filter((name) => /^\d{6}$/.test(name))
		.map(Number)
		.sort((a, b) => a - b);
}

function ifThere<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
		return undefined;
	}
}

const unreadable = (cause?: unknown): HospitalError =>
	new HospitalError('vault-key-wrong', 'The vault does not open with this key', {
		nextStep:
			'Point HOSPITAL_KEY_FILE at the key under which the vault was made or last re-keyed, and restart n8n. Without that key the values in it are lost.',
		cause,
	});
